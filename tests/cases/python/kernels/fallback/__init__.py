# An import that may fail, and what stands in for it.
try:
    import triton
    import triton.language as tl
    HAS_TRITON = True
except ImportError:
    HAS_TRITON = False

    class Placeholder:
        def __init__(self):
            self.jit = self._dummy("jit")
            self.autotune = self._dummy("autotune")

        def _dummy(self, name):
            def decorator(*args, **kwargs):
                if args and callable(args[0]):
                    return args[0]
                return lambda f: f
            return decorator

    triton = Placeholder()
