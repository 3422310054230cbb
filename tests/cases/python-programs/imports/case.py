import os.path, ext_cuda.a as e, beside
from beside import f as g, h
from beside import *
import package.inner.deep
e.g(g())
