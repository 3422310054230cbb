from compiled_C import *
