import ext
import torch


def made(x):
    model = ext.Model(1)
    model.run(x)
    model(x)


class Layer:
    def __init__(self):
        self.model = ext.Model(2)

    def forward(self, x):
        return self.model.run(x)


def either(c, x):
    model = ext.Model(1) if c else ext.Other(1)
    model.run(x)


def from_a_function(x):
    return ext.load(x).run(x)


def of_torch(x):
    return torch.Tensor(x).sum()
