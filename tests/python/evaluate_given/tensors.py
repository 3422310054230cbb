# What torch makes of shapes, strides and types.
import ext_cuda
import torch
import torch.nn.functional as F
from torch import float16
from typing import TYPE_CHECKING


def entry(q):
    t = torch.empty(q.shape[:-2] + (3, *q.shape[-2:]), dtype=q.dtype, device=q.device)
    ext_cuda.show(t, t[:, :, 0], t[..., 1], t[None], t[0, ..., :4], t[:, 1:3], t[:, ::2])
    a, b = q.chunk(2, dim=-1)
    ext_cuda.show(a, q.view(-1, q.size(-1)), q.transpose(1, 2), q.permute(0, 2, 1, 3), q.flatten(0, 1), q.unsqueeze(0))
    ext_cuda.show(q[:, :, 0].squeeze(-1), q.reshape(2, -1), q.expand(2, 384, 4, 60), q.unbind(2)[3], q.split(100, dim=1)[3])
    ext_cuda.show(F.pad(q, [0, 8 - q.size(3) % 8]), torch.stack([a, b], dim=2), torch.cat([a, b], -1), q.new_empty(3, 4))
    ext_cuda.show(q + 1, q.float() * q, q.to(torch.bfloat16), q.to("cpu"), q > 0, q[:, :1] * q, torch.zeros(2, 3), q.sum())
    ext_cuda.show(q.dtype == torch.float16, q.dtype in [torch.bfloat16], q.is_cuda, q.device.type, q.to("cpu").is_cuda)
    ext_cuda.show(q.stride(-1), q.stride(1), q.transpose(1, 2).stride(1), q.transpose(1, 2).is_contiguous(), q.dim(), q.ndim)
    ext_cuda.show(q.transpose(1, 2).contiguous().stride(1), q.numel(), q.element_size(), q.size(0), len(q), a.stride(2))
    ext_cuda.show(torch.empty_like(q), torch.arange(5), torch.arange(2, 7, dtype=torch.int32), torch.tensor([1, 2, 3]))
    ext_cuda.show(q.dtype == float16, TYPE_CHECKING)
    ext_cuda.show(q.requires_grad, q.detach().requires_grad, torch.is_grad_enabled(), isinstance(q, torch.Tensor))


#given q=fp16[2,384,4,60]:requires_grad
#: show(fp16[2,384,3,4,60], fp16[2,384,4,60], fp16[2,384,3,4], fp16[1,2,384,3,4,60], fp16[384,3,4,4], fp16[2,2,3,4,60], fp16[2,192,3,4,60])
#: show(fp16[2,384,4,30], fp16[3072,60], fp16[2,4,384,60], fp16[2,4,384,60], fp16[768,4,60], fp16[1,2,384,4,60])
#: show(fp16[2,384,60], fp16[2,92160], fp16[2,384,4,60], fp16[2,384,60], fp16[2,84,4,60])
#: show(fp16[2,384,4,64], fp16[2,384,2,4,30], fp16[2,384,4,60], fp16[3,4])
#: show(fp16[2,384,4,60], fp32[2,384,4,60], bf16[2,384,4,60], fp16[2,384,4,60], bool[2,384,4,60], fp16[2,384,4,60], fp32[2,3], fp16[])
#: show(true, false, true, "cuda", false)
#: show(1, 240, 60, false, 4, 4)
#: show(23040, 184320, 2, 2, 2, 60)
#: show(fp16[2,384,4,60], int64[5], int32[5], int64[3])
#: show(true, false)
#: show(true, false, true, true)
