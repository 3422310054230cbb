"""Items of lists and tuples: at the place where they were written, or moved."""
import heapq
import random


def a(): pass
def b(): pass
def c(): pass
def d(): pass


fixed = [a, b, c]
pair = (a, b)
nested = [[a, b], [c]]
table = {"x": a, 1: b, -1: c}


def at_index(): fixed[1]()
def from_end(): fixed[-1]()
def from_end_of_tuple(): pair[-2]()
def in_nested(): nested[0][1]()
def in_nested_from_end(): nested[-1][0]()
def any_index(i): fixed[i]()
def by_key(): table["x"]()
def by_number(): table[1]()
def by_negative_number(): table[-1]()


# slices ---------------------------------------------------------------------
def sliced(): fixed[1:3][0]()
def sliced_end(): fixed[:2][-1]()
def sliced_negative(): fixed[-2:][0]()
def sliced_all(): fixed[:][2]()
def sliced_step(): fixed[::2][0]()
def sliced_unknown(i): fixed[i:][0]()
def sliced_twice(): fixed[1:][1:][0]()
def sliced_name():
    ls = [a, b, c]
    ls2 = ls[1:3]
    ls2[0]()


# sums and products --------------------------------------------------------------
def added(): (pair + (c,))[2]()
def added_front(): ((c,) + pair)[1]()
def added_lists():
    ls = [a] + [b, c]
    ls[1]()
def added_unknown(other):
    ls = [a] + other
    ls[0]()
    ls[1]()
def unknown_added(other):
    ls = other + [a]
    ls[0]()
def multiplied(): ([a, b] * 2)[0]()
def multiplied_one(n): ([a] * n)[3]()
def in_place():
    ls = [a]
    same = ls
    ls += [b]
    same[1]()
    ls[0]()
def tuple_in_place():
    t = (a,)
    was = t
    t += (b,)
    t[1]()
    was[0]()


# changes in place --------------------------------------------------------------------
def appended():
    ls = [a, b]
    ls.append(c)
    ls[0]()
    ls[2]()
def appended_end():
    ls = [a, b]
    ls.append(c)
    ls[-1]()
def inserted():
    ls = [a, b]
    ls.insert(0, c)
    ls[1]()
def popped():
    ls = [a, b]
    ls.pop(0)
    ls[0]()
def what_pop_gives():
    ls = [a, b]
    ls.pop()()
def sorted_in_place():
    ls = [a, b]
    ls.sort()
    ls[0]()
def reversed_in_place():
    ls = [a, b]
    ls.reverse()
    ls[0]()
def deleted():
    ls = [a, b]
    del ls[0]
    ls[0]()
def removed():
    ls = [a, b]
    ls.remove(a)
    ls[0]()
def cleared():
    ls = [a, b]
    ls.clear()
    ls.append(c)
    ls[0]()
def put_in_front():
    ls = [a, b]
    ls[:0] = [c]
    ls[1]()
def extended():
    ls = [a, b]
    ls.extend([c])
    ls[0]()
    ls[2]()
def shuffled():
    ls = [a, b]
    random.shuffle(ls)
    ls[0]()
def heaped():
    ls = [a, b]
    heapq.heapify(ls)
    ls[0]()
def changed_elsewhere():
    ls = [a, b]
    rotate(ls)
    ls[0]()
def rotate(xs):
    xs.append(xs.pop(0))
def changed_after_slice():
    ls = [a, b, c]
    ls.pop(0)
    ls[0:1][0]()


# copies --------------------------------------------------------------------------
def listed(): list(pair)[0]()
def tupled(): tuple(fixed)[1]()
def copied():
    ls = fixed.copy()
    ls.insert(0, d)
    ls[0]()
def original_stays(): fixed[0]()
def sorted_copy(): sorted(fixed, key=id)[0]()
def reversed_copy(): list(reversed(pair))[0]()
def dict_copied(): table.copy()["x"]()
def dict_made(): dict(table)["x"]()
def dict_of_pairs(): dict([("x", a), ("y", b)])["x"]()
def dict_keywords(): dict(x=a, y=b)["y"]()
def dict_spread(): {**table, "y": d}["y"]()
def dict_joined(): ({"x": a} | {"y": b})["y"]()
def dict_updated():
    t = {"x": a}
    t.update({"y": b})
    t["x"]()
    t["y"]()
def key_twice(): {"x": a, "x": b}["x"]()
def key_twice_gone(): {"x": a, "x": 0}["x"]()
def key_replaced():
    t = {"x": a}
    t["x"] = b
    t["x"]()
def comprehended(): [f for f in fixed][0]()


# unpacking --------------------------------------------------------------------------
def unpacked_star():
    first, *rest, last = fixed
    first()
    last()
    rest[0]()
def displayed_star(): [*pair, c][0]()
def zipped():
    for f, g in zip([a, b], [c, d]):
        f()
        g()
def zipped_star(rows):
    for f, g in zip(*[[a], [b]]):
        f()
def enumerated():
    for i, f in enumerate([a, b]):
        f()


# star arguments ----------------------------------------------------------------------
def two(f, g):
    f()
    g()
def spread(xs):
    two(*[a], b)
def three(f, g, h): g()
def spread_rest(*fs): three(c, *fs[1:])
def calls_spread_rest(): spread_rest(a, b, d)


# functions over items --------------------------------------------------------------------
def wrap(f): return d
def mapped(): list(map(wrap, [a]))[0]()
def filtered(): list(filter(None, [a]))[0]()
def largest(): max([a, b], key=score)()
def score(f): return 0
