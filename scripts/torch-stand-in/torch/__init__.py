"""A stand-in for torch, enough for flash-attention's setup.py to be asked for
its metadata; nothing is built with it."""
from . import version

__version__ = "2.8.0"


class _C:
    _GLIBCXX_USE_CXX11_ABI = True
