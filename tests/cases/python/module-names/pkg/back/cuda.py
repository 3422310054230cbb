def run(x): cuda(x)
def cuda(x): pass
