# Functions of a library that ctypes loads, through a wrapper that looks them up, in tables, with C's values.
import ctypes as ct

import torch


class Native:
    def __init__(self, lib):
        self._lib = lib

    def __getattr__(self, name):
        found = getattr(self._lib, name, None)
        if found is not None:
            return found

        def missing(*args, **kwargs):
            raise RuntimeError(name)

        return missing


lib = Native(ct.cdll.LoadLibrary("/opt/ext_cuda.so.1"))
TABLE = {"a": (lib.a_fp32, lib.a_fp16), "b": (lib.b_fp32, lib.b_fp16)}


def get_ptr(x):
    return None if x is None else ct.c_void_p(x.data_ptr())


def entry(x, name):
    functions = TABLE.get(name, None)
    if x.dtype == torch.float32:
        function = functions[0]
    elif x.dtype == torch.float16:
        function = functions[1]
    else:
        raise ValueError(x.dtype)
    function(get_ptr(None), ct.c_int32(x.numel()), ct.c_float(0.5), ct.c_uint8(257), x.shape[0])
    width = ct.c_int(7)
    getattr(lib, f"b_{'fp32' if width.value > 6 else 'fp16'}")(ct.c_bool(True))


#given x=fp16[2,3]
#given name=a
#: a_fp16(none, 6, 0.5, 1, 2)
#: b_fp32(true)
