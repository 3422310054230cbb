# What is changed in place is changed for whoever has it; strides, types and gradients of results are torch's.
import ext_cuda
import torch


def change(t):
    t.resize_(3, 5)


def entry(x, u):
    y = x
    held = [x]
    z = x.t()
    y.t_()
    ext_cuda.show(x, x.stride(0), held[0], z, y is x)
    change(held[0])
    ext_cuda.show(x, y, z)
    y.unsqueeze_(0)
    ext_cuda.show(x, x.squeeze(), x.dim())
    a, b = torch.empty(2, 2), torch.empty(2, 2)
    c = a if u else b
    c.resize_(7)
    ext_cuda.show(a.size(0), a.dim())
    n = torch.tensor(5)
    m = n
    m.add_(1)
    ext_cuda.show(n.item())
    w = torch.empty(4, 4)
    v = w
    w.requires_grad_()
    ext_cuda.show(v.requires_grad, (v * 2).requires_grad, (v > 2).requires_grad, v.data.requires_grad)
    with torch.no_grad():
        ext_cuda.show((v * 2).requires_grad, v.requires_grad, v.view(16).requires_grad)
    k = torch.empty(3, dtype=torch.int32)
    k += 1
    ext_cuda.show(k, k.sum(), k * 1.5, torch.cat([v, v]).requires_grad)
    p = torch.empty(4, 6).t()
    ext_cuda.show(p.abs().stride(0), (p + 1).stride(0), (p + p).stride(0), (p + p.contiguous()).stride(0))
    out = torch.empty(0)
    torch.cat([v, v], out=out)
    ext_cuda.show(out)
    try:
        v + torch.empty(3, 3)
    except RuntimeError:
        ext_cuda.show("refused")
    try:
        v.view(3, 5)
    except RuntimeError:
        ext_cuda.show("refused")
    v.data = torch.empty(2, 9)
    ext_cuda.show(w, w.requires_grad)


#given x=fp16[4,6]
#given u=?
#: show(fp16[6,4], 1, fp16[6,4], fp16[6,4], true)
#: show(fp16[3,5], fp16[3,5], fp16[6 or 3,4 or 5])
#: show(fp16[1,3,5], fp16[3,5], 3)
#: show(unknown (which tensor was changed in place), unknown (which tensor was changed in place))
#: show(unknown (what a tensor holds))
#: show(true, true, false, false)
#: show(false, true, false)
#: show(int32[3], int64[], fp32[3], true)
#: show(1, 1, 1, unknown (the strides of two tensors' result))
#: show(fp32[8,4])
#: show("refused")
#: show("refused")
#: show(fp32[2,9], true)
