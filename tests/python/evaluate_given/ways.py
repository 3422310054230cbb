# Ways that leave early come out where they leave to.
import ext_cuda


def goes_on_or_returns(u):
    for x in [1]:
        if u:
            continue
        return 5
    return 7


def returns_or_raises(u):
    if u:
        return 1
    raise ValueError("x")


def caught(u):
    try:
        return returns_or_raises(u)
    except ValueError:
        return 2


def breaks_or_returns(u):
    n = 0
    while n < 3:
        if u == n:
            break
        n += 1
        if n == 2:
            return "r"
    return n


def either(u):
    a = [1]
    if u:
        a.append(2)
    else:
        a = None
    return a is None


def entry(u):
    ext_cuda.show(goes_on_or_returns(u), caught(u), breaks_or_returns(u), 1 if u else 2)
    x = 3
    if u > 4:
        x = 4
    elif u > 2:
        return
    ext_cuda.show(x, x + 1, x > 2, x == 3, u, u + 1)


#given u=?
#: show(7 or 5, 2 or 1, 1 or 0 or "r", 1 or 2)
#: show(4 or 3, 5 or 4, true, unknown (u is not given), unknown (u is not given), unknown (u is not given))
