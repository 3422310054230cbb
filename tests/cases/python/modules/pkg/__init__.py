from .core import run as start
from .sub import *
from . import core as inner
