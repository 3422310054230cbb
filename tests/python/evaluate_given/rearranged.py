# einops.rearrange: a view where reshape gives one.
import ext_cuda
import torch
from einops import rearrange


def entry(x, u):
    ext_cuda.show(rearrange(x, "b l d -> b 1 d l"), rearrange(x, "b l d -> b 1 d l").stride(3))
    ext_cuda.show(rearrange(x, "b l (h d) -> b h l d", h=4), rearrange(x, "b l (h d) -> b h l d", d=16).stride(1))
    ext_cuda.show(rearrange(x, "b l d -> (b l) d"), rearrange(x, "b l d -> d (b l)"), rearrange(x, "b l d -> b (d l)").stride(0))
    ext_cuda.show(rearrange(x, "b l (two d) -> two (b l) d", two=2).is_contiguous(), rearrange(x, "b l d -> b l d") is x)
    ext_cuda.show(rearrange(x, "... d -> d ...").dim(), rearrange(u, "b l d -> b (l d)").dim(), x.requires_grad)


#given x=fp16[2,10,64]
#given u=?
#: show(fp16[2,1,64,10], 64)
#: show(fp16[2,4,10,16], 16)
#: show(fp16[20,64], fp16[64,20], 640)
#: show(false, true)
#: show(unknown (what einops.rearrange returns), unknown (u is not given), false)
