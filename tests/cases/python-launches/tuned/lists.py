import json
import triton

wanted = [triton.Config({"B": 64}, num_stages=2)]
wanted.append(triton.Config({"B": 128}, num_warps=8, num_stages=4))


def made(most):
    out = []
    for w in range(1, most + 1):
        if w == 3:
            continue
        if w == 4:
            break
        out.append(triton.Config({"B": 16 * w}, num_warps=w))
    return out


def read(name):
    with open(name) as stream:
        return [triton.Config(one) for one in json.load(stream)]


def perhaps(configs):
    if not chooses():
        return configs
    return json.loads(configs)
