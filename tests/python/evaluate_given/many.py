# Of many ways, and of many conditions, none is lost.
import ext_cuda


def far(u):
    for i in range(200):
        if u == i:
            return {3: "early", 100: "middle", 197: "late"}.get(i, "other")
    return "other"


def guarded(u):
    for _ in range(1):
        for k in range(100):
            if u == k:
                return
    ext_cuda.show("guarded")


def entry(u):
    ext_cuda.show(far(u))
    guarded(u)


#given u=?
#: show("other" or "late" or "middle" or "early")
#: show("guarded")
