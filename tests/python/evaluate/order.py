# Which class of several bases has a name (C3).
import ext_cuda

class O: pass
class A(O):
    def f(self): return "A"
class B(O):
    def f(self): return "B"
class C(O):
    def f(self): return "C"
class X(A, B): pass
class Y(B, C): pass
class Z(X, Y): pass
class P:
    v = 1
class Q(P): pass
class R(P):
    v = 2
class T(Q, R): pass
class Base1:
    def f(self): return "b1"
class M1(Base1):
    def f(self): return "m1>" + super().f()
class M2(Base1):
    def f(self): return "m2>" + super().f()
class M3(M1, M2):
    def f(self): return "m3>" + super().f()
# order where DFS-with-move-behind is not C3
class CA: name="CA"
class CB(CA): pass
class CC(CA): name="CC"
class CD(CB, CC): pass
class CE(CA): name="CE"
class CF(CD, CE): pass
class K1: n="K1"
class K2: n="K2"
class K3: n="K3"
class K4: m="K4"
class K5: n="K5"
class KA(K1,K2,K3): pass
class KB(K4,K2,K5): m="KB"
class KC(K4,K1): pass
class KZ(KA,KB,KC): pass


def entry(x):
    ext_cuda.show(Z().f(), str(T().v), M3().f(), CF().name, KZ().n, KZ().m)
