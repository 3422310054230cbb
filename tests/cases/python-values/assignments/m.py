LIMIT = 16


def names(scale, size, fallback):
    copied = scale
    grown = scale * 2 + LIMIT
    left = size[0]
    rows, columns = size
    grown += rows
    chosen = copied if columns else fallback
    text = f"{grown}"
    return chosen, text


def again(scale=None, step=LIMIT, width=64):
    if scale is None:
        scale = width ** -0.5
    return scale


def each(items):
    total = [item + 1 for item in items]
    for one in items:
        last = one
    return total


def tuples(a, b):
    pair = (a, b)
    first = pair[0]
    a2, b2 = b, a
    return first


def keyed(options):
    options["size"] = 1
    table = {"x": options}
    return table["x"]


def outer(seen):
    def inner():
        kept = seen
        return kept
    return inner
