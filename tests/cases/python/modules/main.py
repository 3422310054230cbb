import pkg
import pkg.sub.deep as d
from pkg import start, shown
from pkg import not_shown

def use():
    pkg.start()
    shown()
    d.other()
    pkg.inner.run()
    not_shown()
