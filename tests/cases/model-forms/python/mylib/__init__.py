import torch
import torch.nn.functional as F

from . import _ext


def cxx_like(x): _ext.like(x)
def cxx_sizes(x): _ext.sizes(x)
def cxx_options(x, n): _ext.options(x, n)
def cxx_new_empty(x, n): _ext.new_empty(x, n)
def cxx_full_like(x, value): _ext.full_like(x, value)
def cxx_copied(x, y): _ext.copied(x, y)
def cxx_filled(x, value): _ext.filled(x, value)
def cxx_numel(x, out): _ext.numel(x, out)
def cxx_size_and_grid(x, out): _ext.size_and_grid(x, out)
def cxx_scaled(x, scale, out): _ext.scaled(x, scale, out)
def cxx_scaled_grid(x, scale, out): _ext.scaled_grid(x, scale, out)
def cxx_scaled_data(x, scale): _ext.scaled_data(x, scale)
def cxx_added(x, y): _ext.added(x, y)
def cxx_through_size(n, out): _ext.through_size(n, out)
def cxx_numbers(n): _ext.numbers(n)
def cxx_converted(x): _ext.converted(x)
def cxx_expanded(x, n): _ext.expanded(x, n)
def cxx_unknown(x): _ext.unknown(x)
def cxx_by_type(x, out): _ext.by_type(x, out)


def like(x): _ext.run(torch.empty_like(x))
def zeros_like(x): _ext.run(torch.zeros_like(x, dtype=torch.float32))
def full_like(x, value): _ext.run(torch.full_like(x, value))
def full(x, value): _ext.run(torch.full(x.shape, value))
def new_zeros(x, n): _ext.run(x.new_zeros(n, n))
def empty(x): _ext.run(torch.empty(x.shape, dtype=x.dtype, device=x.device))


def empty_size(x):
    batch, heads = x.size()
    out = torch.empty(batch, heads, device=x.device)
    _ext.run(out)


def copied(x, y):
    out = torch.empty_like(x)
    out.copy_(y)
    _ext.run(out)


def written(x, y):
    out = torch.empty_like(x)
    out[:, 0] = y
    _ext.run(out)


def out_given(x, y):
    out = torch.empty_like(x)
    torch.exp(y, out=out)
    _ext.run(out)


def item_of_shape(x, out): _ext.count(out, x.shape[0])
def length(x, out): _ext.count(out, len(x))
def dimensions(x, out): _ext.count(out, x.ndim)
def is_given(x, out): _ext.count(out, x is not None)
def is_tensor(x, out): _ext.count(out, isinstance(x, torch.Tensor))
def grid(x, out): _ext.launch(out, x.shape[0])


def scaled(x, scale: float, out):
    y = x * scale
    _ext.run(torch.empty(y.shape))
    _ext.count(out, y.shape[0])


def scaled_default(x, out, scale=1.0):
    y = x * scale
    _ext.launch(out, y.shape[0])


def scaled_data(x, scale): _ext.run(x * scale)
def added(x, y): _ext.run(torch.empty_like(x + y))
def through_size(n, out): _ext.count(out, torch.zeros(n).size(0))
def numbers(n): _ext.run(torch.arange(n))
def viewed(x, n): _ext.run(x.view(n, -1))
def expanded(x, y): _ext.run(x.expand_as(y))
def converted(x, y): _ext.run(x.type_as(y))
def joined(x, y): _ext.run(torch.cat([x, y]))
def chosen(c, x, y): _ext.run(torch.where(c, x, y))
def padded(x, n): _ext.run(F.pad(x, (0, n)))
def unknown(x): _ext.run(torch.empty_like(torch.mystery(x)))
def indexed(x, n): _ext.run(x[:, :n])


def branch(x, out):
    if x.dtype == torch.half:
        _ext.run(out)
