def prepare(x): pass
