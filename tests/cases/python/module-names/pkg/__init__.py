import importlib
import sys
_LAZY = {"heavy": "pkg.sub.heavy", "Thing": "pkg.sub.thing"}
def __getattr__(name):
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    if name == "direct":
        from .sub import direct
        return direct
    raise AttributeError(name)
