class Params:
    def __init__(self, n):
        self.n = n


def take(x):
    return x


def inside(k):
    return run(Params(k))


def run(params):
    """Params from here, and whatever a user hands over, which has an `n`, too."""
    return take(params.n)


def narrowed(params: Params):
    return take(params.n)
