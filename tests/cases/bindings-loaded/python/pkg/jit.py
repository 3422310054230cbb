import functools
from pathlib import Path

import tvm_ffi

FOLDER = Path(__file__).parent


class Spec:
    def __init__(self, name, sources):
        self.name, self.sources = name, sources

    def build(self):
        helper()

    def build_and_load(self):
        self.build()
        return tvm_ffi.load_module(str(FOLDER / self.name))


def helper():
    pass


def gen_jit_spec(name, sources, extra_flags=None):
    return Spec(name, sources)


def gen_other_module():
    return gen_jit_spec("any", [FOLDER / "kernels.cu", FOLDER / "other.cpp"])


def gen_first_module(dtype):
    sources = []
    for file in ["library.cpp"]:
        sources.append(FOLDER / file)
    return gen_jit_spec(f"first_{dtype}", sources, extra_flags=["-O3"])


@functools.cache
def get_first_module(dtype):
    return gen_first_module(dtype).build_and_load()


def run_other(x):
    return gen_other_module().build_and_load().run(x)


def run_first(x):
    return get_first_module("half").run(x)
