# Which handler takes what is raised, and what runs on the way.
import contextlib

import ext_cuda

state = []

# exceptions
class MyError(ValueError): pass
def exc(k):
    try:
        if k == 0: raise ValueError("x")
        if k == 1: raise KeyError("x")
        if k == 2: raise MyError("x")
        if k == 3: raise RuntimeError
        if k == 4: return {}["a"]
        if k == 5: return [][3]
        if k == 6: return None.foo
        if k == 7: return int("abc")
        if k == 8: return 1 // 0
        if k == 9: return 1 + "a"
    except MyError as e:
        return "my"
    except (KeyError, ZeroDivisionError):
        return "key"
    except ValueError:
        return "value"
    except Exception:
        return "exception"
    return "none"

def nested(k):
    try:
        try:
            if k: raise KeyError("a")
            raise ValueError("b")
        except ValueError:
            return "inner"
        finally:
            state.append("fin")
    except KeyError:
        return "outer"

def reraise():
    try:
        try:
            raise ValueError
        except ValueError:
            raise
    except Exception as e:
        return type(e).__name__
def raise_from():
    try:
        try:
            raise ValueError
        except ValueError as e:
            raise RuntimeError("x") from e
    except RuntimeError:
        return "rt"
    except ValueError:
        return "v"

class Sup:
    def __init__(self): self.log = []
    def __enter__(self): self.log.append("enter"); return self
    def __exit__(self, t, v, tb):
        self.log.append("exit" if t is None else t.__name__)
        return t is ValueError

def suppressed(k):
    s = Sup()
    try:
        with s:
            if k == 1: raise ValueError
            if k == 2: raise KeyError
            s.log.append("body")
        s.log.append("after")
    except KeyError:
        s.log.append("caught")
    return str(s.log)

def sup2(k):
    with contextlib.suppress(KeyError):
        if k: raise KeyError
        return "ret"
    return "suppressed"

class My(ValueError): pass
def first(k):
    try:
        if k == 0: raise ValueError("x")
        raise KeyError
    except My:
        return "my"
    except ValueError:
        return "v"
    except Exception:
        return "e"
def second(k):
    try:
        if k == 0: raise ValueError("x")
        raise KeyError
    except (KeyError, ZeroDivisionError):
        return "k"
    except ValueError:
        return "v"

def exc_var():
    try:
        raise ValueError("m", 3)
    except ValueError as e:
        return str(e.args[1])
class E(Exception):
    def __init__(self, code): self.code = code; super().__init__("x")
def ecode():
    try: raise E(7)
    except E as e: return str(e.code)
def chain():
    try:
        try: [][0]
        finally: state.append("a")
    except LookupError: return "lookup"
def ret_in_finally():
    for i in range(2):
        try: return "try"
        finally:
            break
    return "after"
def asserts(x):
    try:
        assert x == 3, "bad"
    except AssertionError:
        return "assert"
    return "fine"
def stop():
    it = iter([1])
    next(it)
    try: next(it)
    except StopIteration: return "stop"
def typ(what):
    try:
        for one in what:
            pass
        return "no"
    except TypeError:
        return "type"


def entry(x):
    ext_cuda.show(*[exc(k) for k in range(9)], exc(10))
    ext_cuda.show(nested(0), nested(1), reraise(), raise_from(), str(state))
    ext_cuda.show(suppressed(0), suppressed(1), suppressed(2), sup2(0), sup2(1))
    ext_cuda.show(first(0), first(1), second(0), second(1))
    ext_cuda.show(exc_var(), ecode(), chain(), ret_in_finally(), asserts(2), asserts(3), stop(), typ(3), typ(None))
