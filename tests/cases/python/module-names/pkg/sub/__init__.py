def direct(x): low(x)
def low(x): pass
