__all__ = ["shown"]
from .deep import work as shown
from .deep import other as not_shown
