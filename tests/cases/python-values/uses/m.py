import torch
import ext_cuda


def helper(x):
    return x


def branches(flag, kind, n):
    if flag:
        helper(1)
    elif kind == 2:
        ext_cuda.fwd(2)
    while n:
        n = helper(n)
    assert kind > 0


def early(flag, x):
    if flag:
        return helper(x)
    y = helper(x)
    return y


def shapes(x, rows, fill, name):
    a = torch.full((rows, 4), fill)
    b = x.view(rows, name)
    c = x[:, :rows]
    d = torch.nn.functional.pad(x, [0, rows])
    return a


def form(full, x):
    out, lse = ext_cuda.fwd(x)
    return (out, lse) if full else out


def form2(full, a, b):
    if full:
        return a, b
    return a


def computes(full, a):
    return helper(a) if full else a


def repeats(n):
    for i in range(n):
        helper(i)


def stops(note):
    raise ValueError(f"bad {note}")


def filters(items, least):
    return [i for i in items if i > least]
