from dataclasses import dataclass
from typing import NamedTuple


@dataclass
class Config:
    heads: int
    size: int = 1


class Dims(NamedTuple):
    rows: int
    columns: int


def take(x):
    return x


def required(h):
    config = Config(heads=h)
    return take(config.heads)


def positional(r, c):
    dims = Dims(r, c)
    return take(dims.columns)


def elsewhere(config: Config):
    return take(config.heads)
