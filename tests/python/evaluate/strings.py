import ext_cuda


def entry(x):
    s = "Alpha,Beta"
    ext_cuda.show(s.lower(), s.upper(), s[0], s[-4:], s[::-1], s.replace("a", "o"), str(len(s)), str(s.find("B")))
    ext_cuda.show(str(s.split(",")), "-".join(["x", "y"]), " a b ".strip(), str("a  b".split()), s + "!", "ab" * 2)
    ext_cuda.show(str(s.startswith("Al")), str(s.endswith(("x", "ta"))), str("lph" in s), str(s == "x"), str("a" < "b"))
    ext_cuda.show(f"{x}", f"{x:04d}", f"{0.5:.3f}", f"{x!r}-{s}", f"{s!s}", f"{'in'}{{}}", f"{x + 1:x}")
    ext_cuda.show("{} {name}".format(1, name="n"), "{1}{0}".format("a", "b"), "{:.2f}".format(1.5), str(x), repr("q")[1])
    ext_cuda.show(str([c for c in "abc"]), str("12".isdigit()), "prefix_x".removeprefix("prefix_"), str(not ""))
