class Base:
    kind = 3

    def __init__(self, width):
        self.width = width
        self.depth = 1


class Layer(Base):
    def __init__(self, width, bias):
        super().__init__(width * 2)
        self.bias = bias
        setattr(self, "gain", bias)

    def run(self, x):
        self.depth += x
        y = self.width + self.kind
        return getattr(self, "bias", None)

    @property
    def size(self):
        return self.width

    def asks(self):
        return self.size


class Other:
    def __init__(self, bias):
        self.bias = bias


def uses(flag, b):
    layer = Layer(4, b)
    got = layer.bias
    either = Layer(1, 2) if flag else Other(3)
    some = either.bias
    layer.inner.deep = got
    return some
