# What runs on leaving early, where it is not known whether a way does: each way's `finally`, a context's end once for
# all ways; and whom an exception may come to that is not known.
import contextlib

import ext_cuda
import library


@contextlib.contextmanager
def around():
    ext_cuda.show("enter")
    try:
        yield 5
    finally:
        ext_cuda.show("leave")


def early(u):
    with around() as v:
        if u:
            return v
        ext_cuda.show("block")
    ext_cuda.show("behind")
    return 0


def last(u):
    try:
        if u:
            return 1
    finally:
        ext_cuda.show("finally")
    return 2


class Suppressing:
    def __init__(self, u):
        self.u = u

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        ext_cuda.show("exit", kind is None)
        return self.u


def suppressed(u):
    n = 1
    try:
        with Suppressing(u):
            n = 2
            raise KeyError("k")
        n = 3
    except KeyError:
        pass
    return n


def called():
    try:
        library.function()
    except ValueError:
        return "value"
    except Exception:
        return "exception"
    return "none"


def left():
    for v in rows():
        ext_cuda.show("turn")
        if v:
            break
        ext_cuda.show("no break")
    return v


def rows():
    try:
        yield 0
        yield library.function()
        ext_cuda.show("goes on")
    finally:
        ext_cuda.show("closed")


def entry(u):
    ext_cuda.show(early(u))
    ext_cuda.show(last(u))
    ext_cuda.show(suppressed(u))
    ext_cuda.show(called())
    left()


#given u=?
#: show("enter")
#: show("block")
#: show("leave")
#: show("behind")
#: show(0 or 5)
#: show("finally")
#: show("finally")
#: show(2 or 1)
#: show("exit", false)
#: show(3 or 2)
#: show("none" or "exception" or "value")
#: show("turn")
#: show("no break")
#: show("turn")
#: show("closed")
#: show("no break")
#: show("goes on")
#: show("closed")
