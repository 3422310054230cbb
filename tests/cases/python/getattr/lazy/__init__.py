# a module that has one name, and gives others on demand
from . import real


def present(): pass


def made(): pass


def __getattr__(name):
    return made
