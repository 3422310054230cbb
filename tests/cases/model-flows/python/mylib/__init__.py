from .api import attention, Attention
