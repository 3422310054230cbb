# torch.nn's layers: forms, types, what is kept of them, and what a module is converted to.
import ext_cuda
import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Sequential(nn.Linear(width, 7), nn.GELU(), nn.Dropout(0.1))
        self.scale = nn.Parameter(torch.ones(width))
        self.register_buffer("table", torch.zeros(5))

    def forward(self, x):
        x = self.norm(x)
        qkv = self.qkv(x)
        q, k, v = qkv.chunk(3, dim=-1)
        q = q.view(*q.shape[:-1], self.heads, -1)
        ext_cuda.show(qkv, q, q.requires_grad, q.stride(1), self.qkv.bias, self.qkv.weight, self.table)
        return self.out(v)


def entry(x, i):
    block = Block(64, 4).to(torch.float16)
    ext_cuda.show(block.qkv.weight, block.scale, block.table, block.norm.weight)
    ext_cuda.show(block(x))
    table = nn.Embedding(100, 32, dtype=torch.bfloat16)
    ext_cuda.show(table(i), F.embedding(i, table.weight), nn.Identity()(x) is x)
    ext_cuda.show(F.linear(x, x.new_empty(5, 64)), torch.matmul(x, x.new_empty(64, 9)), x[0] @ x[0].t(), F.silu(x.transpose(1, 2)).stride(2))
    with torch.autocast("cuda", dtype=torch.bfloat16):
        ext_cuda.show(block.qkv(x).dtype, block.qkv(x).shape[2])
    try:
        block.qkv(x[..., :3])
    except RuntimeError:
        ext_cuda.show("refused")
    try:
        F.linear(x, torch.empty(5, 64))
    except RuntimeError:
        ext_cuda.show("refused")


#given x=fp16[2,10,64]
#given i=int64[3,4]
#: show(fp16[192,64], fp16[64], fp16[5], fp16[64])
#: show(fp16[2,10,192], fp16[2,10,4,16], true, 192, none, fp16[192,64], fp16[5])
#: show(fp16[2,10,7])
#: show(bf16[3,4,32], bf16[3,4,32], true)
#: show(fp16[2,10,5], fp16[2,10,9], fp16[10,10], 64)
#: show(unknown (a type of elements under autocast), 192)
#: show("refused")
#: show("refused")
