import ctypes
class Wrapper:
    def __init__(self, library): self._library = library
    def __getattr__(self, name): return getattr(self._library, name)
wrapped = Wrapper(ctypes.cdll.LoadLibrary("libfoo.so"))
def h(x):
    fn = wrapped.cbar
    fn(x)
