"""What Python's graphs of earlier versions tell of values."""


def scale(x, factor):
    return x * factor


def forward(x, causal=False):
    if causal:
        return scale(x, 2.0)
    return x.size(0)
