class A:
    def rare_name(self): pass
    def append(self, x): pass
    def f1(self): pass
class B:
    def f1(self): pass
class C:
    def f1(self): pass
class D:
    def f1(self): pass

def use(x):
    x.rare_name()
    x.append(1)
    x.f1()
def library():
    import logging
    logging.getLogger().rare_name()
def callback(): pass
def hands_over(x): x.keep(callback)
def sorts(xs): sorted(xs, key=callback)
