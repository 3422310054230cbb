from .sub.deep import work, _hidden
from . import _C
import pkg.sub.deep

def run():
    work()
    pkg.sub.deep.other()
    _C.launch()
