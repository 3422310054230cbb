import importlib


def by_kind(kind, x):
    return importlib.import_module(f"pkg.backends.{kind}").run(x)


def by_ends(kind, x):
    name = "pkg.backends." + kind + "_gpu"
    return importlib.import_module(name).run(x)


def relative(x):
    return importlib.import_module(".backends.cpu", __package__).run(x)


def relative_text(x):
    return importlib.import_module(".cpu", package="pkg.backends").run(x)


def relative_computed(kind, x):
    return importlib.import_module(f".backends.{kind}_gpu", __name__).run(x)


def any_module(name, x):
    return importlib.import_module(f"{name}").run(x)
