# Nothing is cut by how long, how many or how deep it is: what is too much for the evaluator is unknown.
import dataclasses

import ext_cuda


class Root:
    def name(self):
        return "root"


class Deep(Root):
    pass


for _ in range(40):

    class Deep(Deep):
        pass


@dataclasses.dataclass
class F0:
    f0: int = 0


last = F0
for _ in range(20):

    @dataclasses.dataclass
    class last(last):
        pass


@dataclasses.dataclass
class Last(last):
    own: int = 1


def entry(x):
    long = "a" * 900
    both = long + long
    ext_cuda.show(str(len(both)), both[-1], str(both + "b" == both + "c"), (both + "b")[-2:])
    for _ in range(7):
        both = both + both
    ext_cuda.show(str(both + "x" == both + "y"), str((both + "xyz").endswith("axyz")), str(both == both + ""))
    ext_cuda.show(str(len(f"{long:s}")), str(len(f"{x:300d}")), str(len(f"{1.5:.300f}")))
    ext_cuda.show("{}-{}".format(1, 2), "{0}[0]".format("a"), "{}!".format(x), "a{{b".format(1))
    rows = [[i, i + 1] for i in range(20)]
    ext_cuda.show(str([len(row) for row in zip(*rows)]))
    ext_cuda.show(Deep().name(), str(isinstance(Deep(), Root)))
    ext_cuda.show(str(Last(5, 6).f0), str(Last(5, 6).own))
