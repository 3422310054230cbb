"""A stand-in for torch, enough for the setup.py of extensions to be asked for
their metadata; nothing is built with it."""
from unittest import mock

from . import _C, cuda, version

__version__ = "2.8.0"
__config__ = ops = mock.MagicMock()
