# What torch makes of dimensions that are taken together: shapes, types, always contiguous.
import ext_cuda
import torch


def entry(q, n):
    t = q.transpose(1, 2)
    ext_cuda.show(q.sum(), q.sum(1), q.mean(dim=-1, keepdim=True), q.amax((0, 2)), torch.sum(q, [1, -1], True))
    ext_cuda.show(t.mean(dim=2), t.mean(dim=2).stride(0), torch.mean(q, dim=-1).stride(1), q.sum(dim=None, keepdim=True))
    ext_cuda.show((q > 0).sum(-1), (q > 0).any(dim=0), q.argmax(-1), torch.all(q > 0), q.int().prod(), q.int().amin(0))
    ext_cuda.show(q.sum(1).requires_grad, q.argmax(-1).requires_grad, q.to("cpu").mean(0).is_cuda, q.mean(n).dim() == 3)


#given q=fp16[2,384,4,60]:requires_grad
#: show(fp16[], fp16[2,4,60], fp16[2,384,4,1], fp16[384,60], fp16[2,1,4,1])
#: show(fp16[2,4,60], 240, 4, fp16[1,1,1,1])
#: show(int64[2,384,4], bool[384,4,60], int64[2,384,4], bool[], int64[], int32[384,4,60])
#: show(true, false, false, unknown (the form of what torch.Tensor.mean returns))
