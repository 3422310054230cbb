from . import norm_fwd
import package as all_of_it
def by_name(x): return norm_fwd(x)
def by_package(x): return all_of_it.norm_bwd(x)
def own(x): return all_of_it._private(x)
