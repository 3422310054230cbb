import ext_cuda


def entry(x):
    a = [1, 2, 3, *range(4, 6)]
    a.append(x)
    a.extend((7, 8))
    a += [9]
    a[0] = "one"
    ext_cuda.show(str(len(a)), str(a[-1]), str(a[1:3]), str(a[::-2]), str(a.pop()), str(a.pop(0)), str(len(a)))
    ext_cuda.show(str(a[10:]), str((1, 2) + (3,)), str([0] * 3), str(tuple(a)), str(a.index(3)), str(list(reversed((1, 2)))))
    d = {"a": 1, **{"b": 2}}
    d["c"] = d["a"] + 2
    d.update(e=5)
    ext_cuda.show(str(list(d)), str(list(d.values())), str(list(d.items())), str(d.get("z")), str(d.get("z", 9)))
    ext_cuda.show(str("a" in d), str("q" not in d), str(d.setdefault("f", 6)), str(len(d)), str(d.pop("f")))
    first, *rest = a
    (p, q), r = (1, 2), 3
    *most, last = "abc"
    ext_cuda.show(str(first), str(rest), str(p + q + r), str(most), str(last))
    ext_cuda.show(str([i * i for i in range(4) if i % 2]), str({k: v for k, v in zip("ab", (1, 2))}["b"]))
    ext_cuda.show(str([(i, j) for i in range(2) for j in "xy"]), str(any(i > 2 for i in a)), str(all([])))
    ext_cuda.show(str(list(enumerate("ab", start=1))), str(sorted([3, 1, 2])), str(list(map(str, [1, 2]))))
    ext_cuda.show(str((1, 2) == (1, 2)), str([1] != [1, 2]), str((1, 2) < (1, 3)), str(2 in (1, 2)), str((1,)), str(()))
    b = a
    b.append("shared")
    ext_cuda.show(str(a[-1]), str(b is a), str(a[:] is a), str([] == ()), str(isinstance(a, list)), str(bool([])))
    grid = [[0] * 2 for _ in range(2)]
    grid[1][0] = 5
    ext_cuda.show(str(grid), str(sum(map(sum, grid))), str(max(grid)))
