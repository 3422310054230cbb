# No kernels: what is taken out by a key is called.
class M:
    def __getitem__(self, key):
        return self.pick(key)

    def pick(self, key):
        def dispatch(*args):
            return args
        return dispatch


def one(): pass
def two(): pass

table = {"one": one, "two": two}
m = M()


def lookup(name):
    if name in table:
        return one
    return table


def use_object(x): m["f"](x)
def use_table(): table["one"]()
def use_mixed(name, key): lookup(name)[key]()
