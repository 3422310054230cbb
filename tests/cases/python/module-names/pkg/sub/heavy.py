def heavy(x): deep(x)
def deep(x): pass
