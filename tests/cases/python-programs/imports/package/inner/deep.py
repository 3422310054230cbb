from . import sibling
from .sibling import one
from .. import inner, missing
from ...outside import two
import json
