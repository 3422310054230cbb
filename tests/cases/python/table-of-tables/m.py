def adam_fp32(): pass
def adam_fp16(): pass
def adam_bf16(): pass
def adamw_fp32(): pass
def adamw_fp16(): pass
def adamw_bf16(): pass
def momentum_fp32(): pass
def momentum_fp16(): pass
def momentum_bf16(): pass
def rmsprop_fp32(): pass
def rmsprop_fp16(): pass
def rmsprop_bf16(): pass
def lion_fp32(): pass
def lion_fp16(): pass
def lion_bf16(): pass
def adagrad_fp32(): pass
def adagrad_fp16(): pass
def adagrad_bf16(): pass
def lamb_fp32(): pass
def lamb_fp16(): pass
def lamb_bf16(): pass
def lars_fp32(): pass
def lars_fp16(): pass
def lars_bf16(): pass
def ademamix_fp32(): pass
def ademamix_fp16(): pass
def ademamix_bf16(): pass
def sgd_fp32(): pass
def sgd_fp16(): pass
def sgd_bf16(): pass
def nadam_fp32(): pass
def nadam_fp16(): pass
def nadam_bf16(): pass
def radam_fp32(): pass
def radam_fp16(): pass
def radam_bf16(): pass
def adadelta_fp32(): pass
def adadelta_fp16(): pass
def adadelta_bf16(): pass
def rprop_fp32(): pass
def rprop_fp16(): pass
def rprop_bf16(): pass

TABLE = {
    "adam": (adam_fp32, adam_fp16, adam_bf16),
    "adamw": (adamw_fp32, adamw_fp16, adamw_bf16),
    "momentum": (momentum_fp32, momentum_fp16, momentum_bf16),
    "rmsprop": (rmsprop_fp32, rmsprop_fp16, rmsprop_bf16),
    "lion": (lion_fp32, lion_fp16, lion_bf16),
    "adagrad": (adagrad_fp32, adagrad_fp16, adagrad_bf16),
    "lamb": (lamb_fp32, lamb_fp16, lamb_bf16),
    "lars": (lars_fp32, lars_fp16, lars_bf16),
    "ademamix": (ademamix_fp32, ademamix_fp16, ademamix_bf16),
    "sgd": (sgd_fp32, sgd_fp16, sgd_bf16),
    "nadam": (nadam_fp32, nadam_fp16, nadam_bf16),
    "radam": (radam_fp32, radam_fp16, radam_bf16),
    "adadelta": (adadelta_fp32, adadelta_fp16, adadelta_bf16),
    "rprop": (rprop_fp32, rprop_fp16, rprop_bf16),
}


def choose(name, dtype):
    functions = TABLE.get(name, None)
    if functions is None:
        raise ValueError(name)
    if dtype == 0:
        function = functions[0]
    elif dtype == 1:
        function = functions[1]
    elif dtype == 2 and len(functions) == 3:
        function = functions[2]
    else:
        raise ValueError(dtype)
    function()


def first(name):
    TABLE[name][0]()


def one(dtype):
    TABLE["lion"][1]()
