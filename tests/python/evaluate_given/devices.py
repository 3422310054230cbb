# What a package asks of the devices: of all there are, by the tensor's.
import ext_cuda
import torch


def names():
    result = []
    for i in range(torch.cuda.device_count()):
        major, minor = torch.cuda.get_device_capability(i)
        result.append(f"sm{major}{minor}")
    return result


def entry(q):
    ext_cuda.show(names()[q.device.index], torch.cuda.current_device() == q.device.index)


#given q=fp16[2,4]
#device A100
#: show("sm80", true)
