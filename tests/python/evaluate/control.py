import ext_cuda


def find(items, wanted):
    for i, item in enumerate(items):
        if item == wanted:
            break
        if item is None:
            continue
    else:
        return "nowhere"
    return str(i)


def early(x):
    for i in range(10):
        for j in range(10):
            if i * j == 12 * x:
                return (i, j)
    return None


def tries(what):
    order = []
    try:
        order.append("try")
        if what == 1:
            raise ValueError("one")
        if what == 2:
            return order
        order.append("end")
    except ValueError as e:
        order.append("caught")
    else:
        order.append("else")
    finally:
        order.append("finally")
    return order


def matched(a):
    match a:
        case 1 | 2:
            return "few"
        case "s":
            return "text"
        case n if n > 10:
            return "many"
        case _:
            return "other"


def entry(x):
    ext_cuda.show(find([3, None, x], 2), find([], 1), str(early(x)), str(tries(0)), str(tries(1)), str(tries(2)))
    ext_cuda.show(matched(1), matched("s"), matched(20), matched(5))
    n = 0
    while True:
        n += 1
        if n % 2:
            continue
        if n > 6:
            break
    while n > 3:
        n -= 3
    ext_cuda.show(str(n), str([i for i in range(10, 0, -3)]))
    try:
        import json
    except ImportError:
        json = None
    try:
        y = {}["missing"]
    except KeyError:
        y = "default"
    try:
        z = None.attribute
    except AttributeError:
        z = "none"
    ext_cuda.show(str(json is None), y, z)
    assert x == 2, "not two"
    del n
    if x == 2 and (x > 5 or not x > 3):
        ext_cuda.show("reached")
