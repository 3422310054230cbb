import torch
def f(x):
    o = torch.classes.my.Stack([1])
    o.push(x)
    return o.pop()
class W:
    def __init__(self):
        self.impl = torch.classes.my.Stack([2])
    def go(self, x):
        return self.impl.merge(x)
def loads(path):
    torch.classes.load_library(path)


def deeper():
    o = torch.classes.my.Stack([1])
    return o.items.to("cuda")  # of what the object gave, which is not known
