# A module of compiled code inside of a package is there if the graph has bindings of it; a field of what is not given.
import ext_cuda

try:
    from imports import compiled
except ImportError:
    compiled = None


def entry(x):
    ext_cuda.show(compiled is None, x.debug, x.other)
    if compiled is None:
        compiled.run()


#given x.debug=False
#: show(false, false, unknown (x is not given))
