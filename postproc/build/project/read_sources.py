"""Finds how sources are compiled by reading, never by running, what is in a package.

    read_sources.py REQUEST RESULT     (JSON files, see project/discover.h)

REQUEST["what"]: "setup" (a setup.py by its syntax), "jit" (calls of torch's load and of JIT specs in Python
files), "plain" (every source in the folder), "setups" (setup.py files below the folder, and others like them that
declare extensions), "packages" or "headers".
"""
import ast
import fnmatch
import glob
import json
import os
import pathlib
import re
import sys
import sysconfig

REQUEST, RESULT = {}, {"extensions": [], "cmake": [], "packages": [], "notes": [], "commands": [], "error": None}
SOURCES = (".cu", ".cpp", ".cc", ".cxx", ".c", ".C", ".c++")
HEADERS = (".h", ".hpp", ".cuh", ".hh", ".hxx", ".inl", ".inc", ".cu")
LEFT_OUT = re.compile(r"^(tests?|testing|docs?|examples?|bench(mark(s|ing)?)?|build|dist|third[-_]?party|3rdparty|"
                      r"extern(al)?s?|submodules?|deps|_deps|node_modules|rocm.*|hip|.*\.egg-info|\..*|__pycache__)$", re.I)
BUDGET = 200000  # steps of evaluation: a hostile file ends


def note(text):
    if text not in RESULT["notes"] and len(RESULT["notes"]) < 200:
        RESULT["notes"].append(text)


def relative(path):
    return os.path.relpath(path, REQUEST["folder"])


# Evaluation -----------------------------------------------------------------------------------------------

class Unknown:
    """A value that reading does not give; `tail`: the last parts of a path that it does."""

    def __init__(self, why, tail=()):
        self.why, self.tail = why, tuple(tail)


class Returned(Exception):
    def __init__(self, value):
        super().__init__()
        self.value = value


class Stop(Exception):
    """The budget is spent."""


class Function:
    def __init__(self, node, scope):
        self.node, self.scope = node, scope


class Scope(dict):
    def __init__(self, module, outer=None):
        super().__init__()
        self.module, self.outer = module, outer

    def look(self, name):
        scope = self
        while scope is not None:
            if name in scope:
                return scope[name]
            scope = scope.outer
        return Unknown(name)


class Lazy:
    """A module of the package, or a name in it: read when it is used."""

    def __init__(self, path, name):
        self.path, self.name = path, name


class Called:
    """A dotted name that nothing here defines: what an import brings."""

    def __init__(self, name):
        self.name = name


RECORDERS = {}
SAFE_METHODS = {
    str: {"split", "join", "strip", "lstrip", "rstrip", "replace", "format", "startswith", "endswith", "lower", "upper",
          "removesuffix", "removeprefix", "splitlines", "partition", "rpartition", "title"},
    list: {"append", "extend", "insert", "copy", "index", "count", "sort", "remove", "pop"},
    dict: {"get", "items", "keys", "values", "update", "setdefault", "copy", "pop"},
    tuple: {"index", "count"}, set: {"add", "update", "union"},
    pathlib.PosixPath: {"joinpath", "as_posix", "with_suffix", "with_name", "resolve", "absolute", "exists", "is_dir",
                        "is_file", "glob", "rglob", "relative_to"},
}
PATH_FIELDS = {"parent", "name", "stem", "suffix", "parts", "parents"}
BUILTINS = {"str": str, "list": list, "tuple": tuple, "dict": dict, "set": set, "len": len, "sorted": sorted,
            "range": lambda *a: list(range(*a))[:10000], "int": int, "bool": bool, "enumerate": lambda x: list(enumerate(x)),
            "zip": lambda *x: list(zip(*x)), "min": min, "max": max, "any": any, "all": all, "reversed": lambda x: x[::-1],
            "sum": sum, "abs": abs, "map": None, "filter": None}


def environment(name, default=None):
    return os.environ.get(name, default)


def real_glob(pattern, recursive=False, **options):
    return sorted(glob.glob(pattern, recursive=recursive))


IMPORTED = {
    "os.path.join": os.path.join, "os.path.dirname": os.path.dirname, "os.path.abspath": os.path.abspath,
    "os.path.realpath": os.path.realpath, "os.path.basename": os.path.basename, "os.path.splitext": os.path.splitext,
    "os.path.exists": os.path.exists, "os.path.isdir": os.path.isdir, "os.path.isfile": os.path.isfile,
    "os.path.normpath": os.path.normpath, "os.path.relpath": os.path.relpath, "os.getcwd": os.getcwd,
    "os.getenv": environment, "os.environ.get": environment, "os.fspath": os.fspath,
    "os.listdir": lambda path=".": sorted(os.listdir(path)),
    "glob.glob": real_glob, "glob.iglob": real_glob, "pathlib.Path": pathlib.Path,
    "torch.utils.cpp_extension.include_paths": lambda *a, **o: [], "copy.copy": lambda x: x, "copy.deepcopy": lambda x: x,
}
VALUES = {"os.sep": os.sep, "os.name": os.name, "sys.platform": sys.platform, "sys.version_info": sys.version_info,
          "torch.version.hip": None, "torch.utils.cpp_extension.ROCM_HOME": None,
          "torch.utils.cpp_extension.HIP_HOME": None, "torch.utils.cpp_extension.IS_HIP_EXTENSION": False,
          "typing.TYPE_CHECKING": False}
PATHLIKE = {"os.path.join", "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.fspath", "pathlib.Path"}


def tail_of(value):
    if isinstance(value, Unknown):
        return value.tail
    if isinstance(value, (str, pathlib.PurePath)):
        return tuple(part for part in str(value).split("/") if part not in ("", "."))
    return ()


class Reader:
    def __init__(self):
        self.steps, self.modules, self.depth = 0, {}, 0

    def step(self):
        self.steps += 1
        if self.steps > BUDGET:
            raise Stop()

    # Modules

    def module(self, path):
        """The scope of a file of the package, its top level evaluated."""
        path = os.path.realpath(path)
        if path in self.modules:
            return self.modules[path]
        scope = self.modules[path] = Scope(path)
        scope["__file__"], scope["__name__"] = path, "__main__" if path == REQUEST.get("setup") else "module"
        try:
            with open(path, encoding="utf-8", errors="replace") as stream:
                scope.tree = ast.parse(stream.read())
        except (OSError, SyntaxError, ValueError, RecursionError) as problem:
            note(f"{relative(path)}: not read: {problem}")
            scope.tree = ast.Module([], [])
        self.statements(scope.tree.body, scope)
        return scope

    def imported(self, scope, module, level, name):
        """What `from module import name` means, for a module of the package; else a dotted name."""
        folder = os.path.dirname(scope.module)
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        parts = module.split(".") if module else []
        bases = [folder] if level else [REQUEST["folder"], os.path.join(REQUEST["folder"], "src"), folder]
        for base in bases:
            place = os.path.join(base, *parts)
            for path in ([os.path.join(place, f"{name}.py"), os.path.join(place, name, "__init__.py")] if name else []):
                if os.path.isfile(path):
                    return Lazy(path, None)
            for path in (f"{place}.py", os.path.join(place, "__init__.py")):
                if os.path.isfile(path) and (parts or level):
                    return Lazy(path, name)
        dotted = ".".join(parts + ([name] if name else []))
        return Called(dotted)

    def force(self, value):
        """A lazy value as what it stands for."""
        for _ in range(8):
            if not isinstance(value, Lazy):
                return value
            if self.depth >= 8:
                break
            self.depth += 1
            try:
                inner = self.module(value.path)
            finally:
                self.depth -= 1
            value = inner if value.name is None else inner.get(value.name, Unknown(value.name))
        return Unknown("an import")

    # Statements

    def statements(self, body, scope):
        for statement in body:
            self.step()
            method = getattr(self, "do_" + type(statement).__name__, None)
            if method:
                method(statement, scope)

    def do_Import(self, node, scope):
        for one in node.names:
            if one.asname:
                scope[one.asname] = self.imported(scope, one.name, 0, None)
            else:
                first = one.name.split(".")[0]
                scope[first] = Called(first)

    def do_ImportFrom(self, node, scope):
        for one in node.names:
            if one.name != "*":
                scope[one.asname or one.name] = self.imported(scope, node.module or "", node.level, one.name)

    def do_FunctionDef(self, node, scope):
        scope[node.name] = Function(node, scope)

    do_AsyncFunctionDef = do_FunctionDef

    def do_ClassDef(self, node, scope):
        scope[node.name] = Unknown(f"class {node.name}")

    def do_Expr(self, node, scope):
        self.value(node.value, scope)

    def do_Return(self, node, scope):
        raise Returned(self.value(node.value, scope) if node.value else None)

    def do_Assign(self, node, scope):
        value = self.value(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)

    def do_AnnAssign(self, node, scope):
        if node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope)

    def do_AugAssign(self, node, scope):
        load = ast.copy_location(ast.parse(ast.unparse(node.target), mode="eval").body, node)
        old, new = self.value(load, scope), self.value(node.value, scope)
        if isinstance(old, list) and isinstance(new, (list, tuple)) and isinstance(node.op, ast.Add):
            old.extend(new)
        else:
            self.assign(node.target, self.operate(node.op, old, new), scope)

    def assign(self, target, value, scope):
        if isinstance(target, ast.Name):
            scope[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            known = isinstance(value, (list, tuple)) and len(value) == len(target.elts)
            for i, one in enumerate(target.elts):
                self.assign(one, value[i] if known else Unknown("a part of it"), scope)
        elif isinstance(target, ast.Subscript):
            container, key = self.value(target.value, scope), self.value(target.slice, scope)
            if isinstance(container, (dict, list)) and not isinstance(key, Unknown):
                try:
                    container[key] = value
                except (TypeError, IndexError):
                    pass

    def do_If(self, node, scope):
        test = self.value(node.test, scope)
        if not isinstance(test, (Unknown, Called, Scope, Function)):
            return self.statements(node.body if test else node.orelse, scope)
        # Unknown: what both ways do is taken, as long as a way does not end the program.
        for body in (node.orelse, node.body):
            if body and isinstance(body[-1], (ast.Raise, ast.Return)):
                continue
            self.statements(body, scope)
        return None

    def do_For(self, node, scope):
        items = self.value(node.iter, scope)
        if not isinstance(items, (list, tuple, dict, str, set)):
            items = [Unknown("an item")]
        for item in list(items)[:10000]:
            self.step()
            self.assign(node.target, item, scope)
            self.statements(node.body, scope)

    def do_With(self, node, scope):
        for item in node.items:
            if item.optional_vars is not None:
                self.assign(item.optional_vars, Unknown("with"), scope)
        self.statements(node.body, scope)

    def do_Try(self, node, scope):
        self.statements(node.body, scope)
        self.statements(node.orelse, scope)
        self.statements(node.finalbody, scope)

    # Expressions

    def value(self, node, scope):
        self.step()
        method = getattr(self, "of_" + type(node).__name__, None)
        if not method:
            return Unknown(type(node).__name__)
        try:
            return method(node, scope)
        except (Returned, Stop):
            raise
        except RecursionError:
            raise Stop() from None
        except Exception as problem:  # a value of another type than was thought, a folder that is not there …
            return Unknown(f"{type(problem).__name__}: {problem}")

    def of_Constant(self, node, scope):
        return node.value

    def of_Name(self, node, scope):
        found = self.force(scope.look(node.id))
        if isinstance(found, Unknown) and node.id in BUILTINS:
            return Called("builtins." + node.id)
        if isinstance(found, Called) and found.name in VALUES:
            return VALUES[found.name]
        return found

    def of_Attribute(self, node, scope):
        value = self.value(node.value, scope)
        if isinstance(value, Called):
            name = f"{value.name}.{node.attr}"
            return VALUES[name] if name in VALUES else Called(name)
        if isinstance(value, Scope):
            return self.force(value.get(node.attr, Unknown(node.attr)))
        if isinstance(value, pathlib.PurePath) and node.attr in PATH_FIELDS:
            return getattr(value, node.attr)
        if isinstance(value, Unknown):
            return Unknown(f"{value.why}.{node.attr}")
        return Unknown(node.attr)

    def of_List(self, node, scope):
        items = []
        for one in node.elts:
            if isinstance(one, ast.Starred):
                more = self.value(one.value, scope)
                items.extend(more if isinstance(more, (list, tuple)) else [Unknown("*")])
            else:
                items.append(self.value(one, scope))
        return items

    def of_Tuple(self, node, scope):
        return tuple(self.of_List(node, scope))

    def of_Set(self, node, scope):
        return list(self.of_List(node, scope))

    def of_Dict(self, node, scope):
        made = {}
        for key, item in zip(node.keys, node.values):
            item = self.value(item, scope)
            if key is None:
                made.update(item if isinstance(item, dict) else {})
            else:
                key = self.value(key, scope)
                if not isinstance(key, (Unknown, list, dict)):
                    made[key] = item
        return made

    def of_JoinedStr(self, node, scope):
        text, known = "", True
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                item = self.value(part.value, scope)
                if isinstance(item, (Unknown, Called, Scope)) or part.format_spec is not None:
                    known, text = False, ""
                    continue
                text += str(item)
            else:
                text += part.value
        if known:
            return text
        tail = text.split("/")[1:] if "/" in text else []
        return Unknown("a text with unknown parts", tail)

    def of_BinOp(self, node, scope):
        return self.operate(node.op, self.value(node.left, scope), self.value(node.right, scope))

    def operate(self, op, left, right):
        if isinstance(op, ast.Div) and (isinstance(left, (Unknown, Called)) or isinstance(right, Unknown)):
            return Unknown("a path with unknown parts", tail_of(left) + tail_of(right)
                           if not isinstance(right, Unknown) or right.tail else ())
        if isinstance(op, ast.Add):
            if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
                return list(left) + list(right)
            if isinstance(left, list):
                return left + [Unknown("more of them")]
            if isinstance(right, list):
                return [Unknown("more of them")] + right
            if isinstance(left, Unknown) and isinstance(right, str) and right.startswith("/"):
                return Unknown(left.why, tail_of(right))
        if isinstance(left, (Unknown, Called)) or isinstance(right, (Unknown, Called)):
            return Unknown("of what is not known")
        if isinstance(op, ast.Add):
            return left + right
        if isinstance(op, ast.Div):
            return left / right
        if isinstance(op, ast.Mod) and isinstance(left, str):
            return left % right
        if isinstance(op, ast.Mult) and isinstance(left, int) and isinstance(right, int):
            return left * right
        if isinstance(op, ast.Sub):
            return left - right
        return Unknown("an operation")

    def of_BoolOp(self, node, scope):
        unknown = None
        for one in node.values:
            value = self.value(one, scope)
            if isinstance(value, (Unknown, Called, Scope, Function)):
                unknown = unknown or Unknown("a condition")
            elif bool(value) == isinstance(node.op, ast.Or):
                return value if unknown is None or not isinstance(node.op, ast.Or) or value is False else unknown
            elif one is node.values[-1] and unknown is None:
                return value
        return unknown

    def of_UnaryOp(self, node, scope):
        value = self.value(node.operand, scope)
        if isinstance(value, (Unknown, Called, Scope, Function)):
            return Unknown("a condition")
        return not value if isinstance(node.op, ast.Not) else -value if isinstance(node.op, ast.USub) else Unknown("~")

    def of_Compare(self, node, scope):
        if len(node.ops) != 1:
            return Unknown("a comparison")
        left, right, op = self.value(node.left, scope), self.value(node.comparators[0], scope), node.ops[0]
        if any(isinstance(one, (Unknown, Called, Scope, Function)) for one in (left, right)):
            return Unknown("a comparison")
        table = {ast.Eq: lambda: left == right, ast.NotEq: lambda: left != right, ast.In: lambda: left in right,
                 ast.NotIn: lambda: left not in right, ast.Is: lambda: left is right, ast.IsNot: lambda: left is not right,
                 ast.Lt: lambda: left < right, ast.LtE: lambda: left <= right, ast.Gt: lambda: left > right,
                 ast.GtE: lambda: left >= right}
        return table[type(op)]()

    def of_IfExp(self, node, scope):
        test = self.value(node.test, scope)
        if isinstance(test, (Unknown, Called, Scope, Function)):
            self.value(node.orelse, scope)
            return self.value(node.body, scope)
        return self.value(node.body if test else node.orelse, scope)

    def of_Subscript(self, node, scope):
        value, key = self.value(node.value, scope), self.value(node.slice, scope)
        if isinstance(value, Called) and value.name == "os.environ" and isinstance(key, str):
            return os.environ.get(key, Unknown(f"${key}"))
        if isinstance(value, (list, tuple, dict, str)) and not isinstance(key, (Unknown, Called)):
            return value[key]
        if isinstance(value, pathlib.PurePath) or isinstance(value, type(pathlib.Path("/a").parents)):
            return value[key]
        return Unknown("an item")

    def of_Slice(self, node, scope):
        ends = [None if one is None else self.value(one, scope) for one in (node.lower, node.upper, node.step)]
        return Unknown("a slice") if any(isinstance(one, Unknown) for one in ends) else slice(*ends)

    def comprehension(self, node, scope, take):
        inner, made = Scope(scope.module, scope), []

        def level(index):
            if index == len(node.generators):
                made.append(take(inner))
                return
            generator = node.generators[index]
            items = self.value(generator.iter, inner)
            if not isinstance(items, (list, tuple, dict, str, set)):
                items = [Unknown("an item")]
            for item in list(items)[:10000]:
                self.step()
                self.assign(generator.target, item, inner)
                tests = [self.value(one, inner) for one in generator.ifs]
                if all(isinstance(one, Unknown) or one for one in tests):
                    level(index + 1)
        level(0)
        return made

    def of_ListComp(self, node, scope):
        return self.comprehension(node, scope, lambda inner: self.value(node.elt, inner))

    of_GeneratorExp = of_SetComp = of_ListComp

    def of_DictComp(self, node, scope):
        return dict(self.comprehension(node, scope, lambda inner: (self.value(node.key, inner),
                                                                   self.value(node.value, inner))))

    def of_NamedExpr(self, node, scope):
        value = self.value(node.value, scope)
        self.assign(node.target, value, scope)
        return value

    # Calls

    def arguments(self, node, scope):
        given = self.of_List(ast.List(node.args, ast.Load()), scope)
        named = {}
        for one in node.keywords:
            value = self.value(one.value, scope)
            if one.arg:
                named[one.arg] = value
            elif isinstance(value, dict):
                named.update({str(key): item for key, item in value.items()})
        return given, named

    def of_Call(self, node, scope):
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value, scope)
            for kind, names in SAFE_METHODS.items():
                if isinstance(owner, kind) and node.func.attr in names:
                    return self.method(owner, node, scope)
            if isinstance(owner, Unknown) and node.func.attr in ("resolve", "absolute", "as_posix"):
                return owner
            function = self.of_Attribute(node.func, scope)
        else:
            function = self.value(node.func, scope)
        given, named = self.arguments(node, scope)
        name = function.name if isinstance(function, Called) else ""
        called = name.split(".")[-1] or (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", ""))
        if called in RECORDERS and RECORDERS[called](self, name, given, named, node, scope):
            return Unknown(called)
        if isinstance(function, Function):
            return self.call(function, given, named)
        return self.call_known(name, given, named)

    def method(self, owner, node, scope):
        given, named = self.arguments(node, scope)
        name = node.func.attr
        if name in ("append", "extend", "insert", "update", "setdefault"):
            if name == "extend" and isinstance(given[0], Unknown):
                given[0] = [given[0]]
            return getattr(owner, name)(*given, **named)
        if any(isinstance(one, (Unknown, Called)) for one in given):
            return Unknown(f"{name} of what is not known", tail_of(given[-1]) if name == "joinpath" else ())
        if name == "join" and isinstance(given[0], list) and any(isinstance(one, Unknown) for one in given[0]):
            return Unknown("a text with unknown parts")
        made = getattr(owner, name)(*given, **named)
        return sorted(made) if name in ("glob", "rglob") else \
            list(made) if name in ("items", "keys", "values") else made

    def call_known(self, name, given, named):
        function = IMPORTED.get(name) or (BUILTINS.get(name[9:]) if name.startswith("builtins.") else None)
        if name in PATHLIKE and any(isinstance(one, (Unknown, Called)) for one in given):
            tail = ()
            for one in given:
                tail = tail + tail_of(one) if not isinstance(one, (Unknown, Called)) or tail_of(one) else ()
            return Unknown("a path with unknown parts", tail)
        if name in ("builtins.str",) and given and isinstance(given[0], Unknown):
            return given[0]
        if function is None:
            return Unknown(f"{name or 'a function'}()")
        return function(*given, **named)

    def call(self, function, given, named):
        if self.depth >= 12:
            return Unknown("too deep")
        scope, arguments = Scope(function.scope.module, function.scope), function.node.args
        names = [one.arg for one in arguments.posonlyargs + arguments.args]
        defaults = arguments.defaults
        for i, name in enumerate(names):
            at = i - (len(names) - len(defaults))
            scope[name] = given[i] if i < len(given) else named[name] if name in named else \
                self.value(defaults[at], function.scope) if at >= 0 else Unknown(name)
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
            scope[one.arg] = named.get(one.arg, self.value(default, function.scope) if default else Unknown(one.arg))
        if arguments.vararg:
            scope[arguments.vararg.arg] = list(given[len(names):])
        if arguments.kwarg:
            scope[arguments.kwarg.arg] = {key: item for key, item in named.items() if key not in names}
        self.depth += 1
        try:
            self.statements(function.node.body, scope)
        except Returned as returned:
            return returned.value
        finally:
            self.depth -= 1
        return None


# What is compiled ---------------------------------------------------------------------------------------------

INDEX = {}  # last part of a path -> paths below the folder


def is_output(place, name):
    """Is it the folder that callchain writes into, which may be in that of the project?"""
    return os.path.join(place, name) == os.path.dirname(REQUEST.get("scratch") or "/")


def files_of(folder, all_folders=False):
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if (all_folders and not one.startswith(".") or not LEFT_OUT.match(one))
                            and not is_output(place, one))
        for name in sorted(files):
            yield os.path.join(place, name)


def index():
    if not INDEX:
        INDEX[""] = []
        for path in files_of(REQUEST["folder"], True):
            if path.endswith(SOURCES + HEADERS):
                INDEX.setdefault(os.path.basename(path), []).append(path)
    return INDEX


def find_tail(tail):
    """The one file below the folder whose path ends so; None when there are none or several."""
    while tail:
        ends = os.sep + os.path.join(*tail)
        found = [path for path in index().get(tail[-1], []) if path.endswith(ends)]
        if found:
            return sorted(found, key=len)[0] if len(found) == 1 or len(tail) == 1 else found[0]
        tail = tail[1:]
    return None


def as_file(value, folder):
    """(path, None), or (None, why not)."""
    if isinstance(value, (str, pathlib.PurePath)):
        path = os.path.normpath(os.path.join(folder, str(value)))
        if os.path.exists(path):
            return path, None
        found = find_tail(tail_of(value))
        return (found, None) if found else (None, f"'{value}' is not there (made by a generator?)")
    if isinstance(value, Unknown) and value.tail:
        found = find_tail(value.tail)
        return (found, None) if found else (None, f"…/{'/'.join(value.tail)} is not there (made by a generator?)")
    return None, f"a source is computed ({value.why if isinstance(value, Unknown) else type(value).__name__})"


def texts(value):
    if isinstance(value, (str, pathlib.PurePath)):
        return [str(value)]
    return [str(one) for one in value if isinstance(one, (str, pathlib.PurePath))] if isinstance(value, (list, tuple)) \
        else []


def folders_of(value, folder):
    found = []
    for one in value if isinstance(value, (list, tuple)) else []:
        if isinstance(one, (str, pathlib.PurePath)):
            found.append(os.path.normpath(os.path.join(folder, str(one))))
    return found


def record(reader, node, scope, name, sources, include, flags, torch, folder, **more):
    place = f"{relative(scope.module)}:{node.lineno}"
    if not isinstance(name, str):
        if more.get("named"):
            note(f"{place}: the name of an extension is computed")
        name = f"module_{node.lineno}"
    if isinstance(sources, (Unknown, Called, str, pathlib.PurePath)):
        sources = [sources]
    kept = []
    for source in sources or []:
        path, why = as_file(source, folder)
        if path and path.endswith(SOURCES):
            kept.append(path)
        elif not path:
            note(f"{place}: {name}: {why}")
    cxx, nvcc = (flags.get("cxx"), flags.get("nvcc")) if isinstance(flags, dict) else (flags, flags)
    defines = []
    for one in more.get("macros") or [] if isinstance(more.get("macros") or [], list) else []:
        if isinstance(one, tuple) and one and isinstance(one[0], str):
            defines.append(f"-D{one[0]}" + ("" if len(one) < 2 or one[1] is None else f"={one[1]}"))
    for what, value in (("sources", sources), ("include_dirs", include), ("flags", cxx), ("flags", nvcc)):
        if isinstance(value, Unknown) or (isinstance(value, list) and what != "sources" and
                                          any(isinstance(one, Unknown) for one in value)):
            note(f"{place}: {name}: {what} not all known by reading")
    if kept:
        made = {"name": name, "directory": folder, "torch": torch, "sources": list(dict.fromkeys(kept)),
                "include_dirs": folders_of(include, folder), "defines": defines, "cxx": texts(cxx), "nvcc": texts(nvcc)}
        if more.get("ffi"):
            made["ffi"] = True
        if made not in RESULT["extensions"]:
            RESULT["extensions"].append(made)


def from_setup(torch):
    def recorder(reader, name, given, named, node, scope):
        keys = ("name", "sources", "include_dirs")
        got = {**{key: item for key, item in zip(keys, given)}, **named}
        record(reader, node, scope, got.get("name"), got.get("sources", Unknown("sources")), got.get("include_dirs"),
               got.get("extra_compile_args"), torch, os.path.dirname(scope.module), macros=got.get("define_macros"),
               named=True)
        return True
    return recorder


def from_load(reader, name, given, named, node, scope):
    if "cpp_extension" not in name and not (named.get("sources") is not None and "name" in named):
        return False
    got = {**dict(zip(("name", "sources", "extra_cflags", "extra_cuda_cflags", "extra_ldflags", "extra_include_paths"),
                      given)), **named}
    record(reader, node, scope, got.get("name"), got.get("sources", Unknown("sources")), got.get("extra_include_paths"),
           {"cxx": got.get("extra_cflags"), "nvcc": got.get("extra_cuda_cflags")}, True, REQUEST["folder"], named=True)
    return True


def from_spec(reader, name, given, named, node, scope):
    got = {**dict(zip(("name", "sources", "extra_cflags", "extra_cuda_cflags"), given)), **named}
    if "sources" not in got:
        return False
    sources = got["sources"]
    if isinstance(sources, Unknown):
        note(f"{relative(scope.module)}:{node.lineno}: sources of a spec are computed ({sources.why})")
        return True
    record(reader, node, scope, got.get("name"), sources, got.get("extra_include_paths"),
           {"cxx": got.get("extra_cflags"), "nvcc": got.get("extra_cuda_cflags")}, False, REQUEST["folder"], ffi=True)
    return True


def from_packages(reader, name, given, named, node, scope):
    where = given[0] if given else named.get("where", ".")
    if isinstance(where, str):
        note(f"packages: those below '{where}'")
    return False


def read_setup():
    RECORDERS.update(CUDAExtension=from_setup(True), CppExtension=from_setup(True), Extension=from_setup(False),
                     Pybind11Extension=from_setup(False))
    reader = Reader()
    os.chdir(os.path.dirname(REQUEST["setup"]))
    try:
        scope = reader.module(REQUEST["setup"])
        call_the_rest(reader, scope, ("Extension(",))
    except Stop:
        note(f"{relative(REQUEST['setup'])} takes too many steps to be read: what comes late is left out")


SETUPS_MAX = 16


def find_setups():
    """Those nearest to the folder first: setup.py, setup_cuda.py and so on, where an extension is declared."""
    found = []
    for path in files_of(REQUEST["folder"]):
        name = os.path.basename(path)
        if not re.fullmatch(r"setup(_\w+)?\.py", name) or path == os.path.join(REQUEST["folder"], "setup.py"):
            continue
        try:
            with open(path, encoding="utf-8", errors="replace") as stream:
                if re.search(r"\b\w*Extension\b", stream.read(1 << 20)):
                    found.append(path)
        except OSError:
            continue
    found.sort(key=lambda path: (relative(path).count(os.sep), path))
    for path in found[SETUPS_MAX:]:
        note(f"{relative(path)} declares extensions, too: not looked at")
    RESULT["setups"] = found[:SETUPS_MAX]


def call_the_rest(reader, scope, words):
    """Functions that nobody with known arguments has called, and that name what is looked for."""
    with open(scope.module, encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    had = len(RESULT["extensions"])
    for node in ast.walk(scope.tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        inside = ast.get_source_segment(text, node) or ""
        if any(word in inside for word in words) and (had == len(RESULT["extensions"]) or "jit" == REQUEST["what"]):
            reader.steps = 0
            reader.call(Function(node, scope), [], {})


def read_jit():
    RECORDERS.update(load=from_load, gen_jit_spec=from_spec)
    words = ("gen_jit_spec(", "cpp_extension", "load(")
    os.chdir(REQUEST["folder"])
    for path in files_of(REQUEST["folder"]):
        if not path.endswith(".py") or path == REQUEST.get("setup"):
            continue
        try:
            with open(path, encoding="utf-8", errors="replace") as stream:
                text = stream.read(4 << 20)
        except OSError:
            continue
        if "gen_jit_spec(" not in text and not ("cpp_extension" in text and re.search(r"\bload\(", text)):
            continue
        reader = Reader()
        try:
            call_the_rest(reader, reader.module(path), words)
        except Stop:
            note(f"{relative(path)}: takes too many steps to be read")
    if any(extension.get("ffi") for extension in RESULT["extensions"]):
        guess_folders()


INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*([<"])([^">\n]+)[">]', re.M)


def is_of_system(bracket, name):
    """<unistd.h>: whoever writes it so means the system's, even where the package has one for systems without."""
    if bracket != b"<" or not re.search(r"[./]", name):
        return bracket == b"<"  # <vector>
    home = REQUEST.get("cuda_home")
    places = ["/usr/include", "/usr/local/include"] + glob.glob("/usr/include/*-linux-gnu") + \
        ([os.path.join(home, "include")] if home else [])
    return any(os.path.isfile(os.path.join(place, name)) for place in places)


def guess_folders():
    """Folders of the package in which what the sources include is found. They come behind the system's: one may have an
    assert.h of its own."""
    for extension in RESULT["extensions"]:
        known, work, seen, chosen = list(extension["include_dirs"]), list(extension["sources"]), set(), []
        while work and len(seen) < 5000:
            path = work.pop()
            if path in seen:
                continue
            seen.add(path)
            try:
                with open(path, "rb") as stream:
                    found = INCLUDE.findall(stream.read(4 << 20))
            except OSError:
                continue
            for bracket, name in ((bracket, os.fsdecode(one)) for bracket, one in found):
                places = [os.path.join(folder, name) for folder in [os.path.dirname(path)] + known + chosen]
                there = next((place for place in places if os.path.isfile(place)), None)
                if there is None and not is_of_system(bracket, name):
                    tail = tuple(part for part in name.split("/") if part not in ("", ".", ".."))
                    candidates = [one for one in index().get(tail[-1] if tail else "", [])
                                  if one.endswith(os.sep + os.path.join(*tail))]
                    if "/" not in name and len(candidates) > 1:
                        continue  # a name like that may be anybody's
                    if candidates:
                        there = min(candidates, key=lambda one: (len(os.path.relpath(one, os.path.dirname(path))), one))
                        chosen.append(there[:-len(os.path.join(*tail)) - 1])
                if there:
                    work.append(os.path.normpath(there))
        extension["guessed_dirs"] = list(dict.fromkeys(one for one in chosen if one not in known))


def read_plain():
    sources = [path for path in files_of(REQUEST["folder"]) if path.endswith(SOURCES)]
    torch = False
    for path in sources:
        with open(path, "rb") as stream:
            text = stream.read(1 << 20)
        torch = torch or b"torch/" in text or b"ATen/" in text
    if sources:
        name = re.sub(r"\W", "_", os.path.basename(REQUEST["folder"])) or "module"
        RESULT["extensions"].append({"name": name, "directory": REQUEST["folder"], "torch": torch, "sources": sources,
                                     "include_dirs": [], "defines": [], "cxx": [], "nvcc": [], "guessed": True})
        if torch:
            note(f"how the sources are compiled is not known: TORCH_EXTENSION_NAME is taken as '{name}'")
        guess_folders()


# Python packages ------------------------------------------------------------------------------------------------

def modules_in(place):
    return [name for name in sorted(os.listdir(place)) if name.endswith(".py") and
            os.path.isfile(os.path.join(place, name)) and not re.fullmatch(r"setup(_\w+)?\.py|conftest\.py", name)]


def find_packages():
    """Folders with an __init__.py, the outermost; where none of them lies deeper, as where a project is run from its
    folder, folders of modules beside them, too, and the scripts."""
    found, folder = [], REQUEST["folder"]
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not LEFT_OUT.match(one) and not is_output(place, one))
        depth = 0 if place == folder else relative(place).count(os.sep) + 1
        if depth and "__init__.py" in files:
            found.append(place)
            folders[:] = []
        elif depth == 1 and modules_in(place) and not os.path.exists(os.path.join(folder, "__init__.py")):
            found.append(place)
            folders[:] = []
            RESULT["namespaces"] = True
        elif depth >= 4:
            folders[:] = []
    if os.path.exists(os.path.join(folder, "__init__.py")):
        found = found or [folder]
    elif all(os.path.dirname(place) == folder for place in found):
        found += [os.path.join(folder, name) for name in modules_in(folder)]
    RESULT["packages"] = found


# What there is ---------------------------------------------------------------------------------------------------

def find_headers():
    """Where this Python has its own headers, torch's, and NVIDIA's wheels."""
    RESULT["python_include"] = sysconfig.get_path("include")
    for key, name in (("torch_home", "torch"), ("nvidia", "nvidia"), ("tvm_ffi", "tvm_ffi"), ("nanobind", "nanobind"),
                      ("pybind11", "pybind11")):
        RESULT[key] = next((os.path.join(place, name) for place in sys.path
                            if os.path.isdir(os.path.join(place, name))), None)


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        REQUEST.update(json.load(stream))
    sys.setrecursionlimit(3000)
    what = {"setup": read_setup, "setups": find_setups, "jit": read_jit, "plain": read_plain,
            "packages": find_packages, "headers": find_headers}
    what[REQUEST["what"]]()
    with open(sys.argv[2], "w", encoding="utf-8", errors="surrogateescape") as stream:
        json.dump(RESULT, stream)


main()
