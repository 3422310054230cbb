"""Runs a package's setup.py under stand-ins for torch and setuptools that record and build nothing.

    stand_in.py REQUEST RESULT     (JSON files, see project/discover.h)

Nothing is written outside the folder of RESULT: what setup.py writes goes into a folder there. Programs are
not started, bar those that are only asked something; the others are listed. The caller takes the network away.
"""
import fnmatch
import importlib
import importlib.abc
import importlib.machinery
import io
import json
import os
import re
import runpy
import subprocess
import sys
import traceback
import types

REQUEST, RESULT = {}, {"extensions": [], "cmake": [], "packages": [], "notes": [], "commands": [], "error": None}


def note(text):
    if text not in RESULT["notes"]:
        RESULT["notes"].append(text)


def called():
    """The setup.py that runs, as it is told."""
    return os.path.relpath(REQUEST["setup"], REQUEST["folder"])


# A value for whatever is not known here: a class to derive from, a function to call, false, empty ---------

class Meta(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __bool__(cls):
        return False

    def __iter__(cls):
        return iter(())

    def __str__(cls):
        return ""

    def __or__(cls, other):
        return other

    def __ror__(cls, other):
        return other


class Nothing(metaclass=Meta):
    def __init__(self, *arguments, **options):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __call__(self, *arguments, **options):
        return arguments[0] if len(arguments) == 1 and callable(arguments[0]) else Nothing()

    def __bool__(self):
        return False

    def __iter__(self):
        return iter(())

    def __str__(self):
        return ""

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        return False


def count_as_nothing(cls):
    """In a computation it is 0; compared, it is neither more nor less."""
    for name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "floordiv", "rfloordiv", "mod",
                 "pow", "neg", "int", "index", "len"):
        setattr(cls, f"__{name}__", lambda self, *others: 0)
    cls.__float__ = lambda self: 0.0
    for name in ("lt", "le", "gt", "ge", "contains"):
        setattr(cls, f"__{name}__", lambda self, other: False)
    cls.__getitem__ = lambda self, key: Nothing


count_as_nothing(Meta)
count_as_nothing(Nothing)


class Module(types.ModuleType):
    """A module that has whatever it is asked for."""
    __path__ = []
    told = False

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        full = f"{self.__name__}.{name}"
        inner = sys.modules.get(full)
        if inner is None and is_filled(full):  # 'from torch.utils import cpp_extension' asks for an attribute first
            inner = importlib.import_module(full)
        if inner is None and self.told:
            note(f"{called()} asks for {self.__name__}.{name}: the stand-in has nothing there")
        return Nothing if inner is None else inner


STOOD_IN = {}  # name -> function that fills the module, or None


def fill(name):
    def register(function):
        STOOD_IN[name] = function
        return function
    return register


def is_filled(name):
    """Whether there is more in the module, or in one below it, than what any module has."""
    return any(one == name or one.startswith(name + ".") for one in STOOD_IN)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """First: torch and what builds extensions. Last: small helpers of setup.py's that are not installed."""

    def __init__(self, roots):
        self.roots = roots

    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] not in self.roots:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        return Module(spec.name)

    def exec_module(self, module):
        function = STOOD_IN.get(module.__name__)
        if function:
            function(module)


FIRST = ("torch", "setuptools", "distutils", "pkg_resources")
LAST = ("wheel", "ninja", "psutil", "packaging", "setuptools_scm", "setuptools_rust", "cmake", "pybind11", "numpy",
        "nanobind", "versioneer", "torch_npu", "intel_extension_for_pytorch", "apache_tvm_ffi", "pip")


# Versions ----------------------------------------------------------------------------------------------

class Ordered:
    """What compare() puts in order."""

    def __lt__(self, other):
        return self.compare(other) < 0

    def __le__(self, other):
        return self.compare(other) <= 0

    def __gt__(self, other):
        return self.compare(other) > 0

    def __ge__(self, other):
        return self.compare(other) >= 0


class Version(Ordered):
    def __init__(self, text):
        self.text = str(text)
        numbers = re.match(r"\s*v?(\d+(?:\.\d+)*)", self.text)
        self.release = tuple(int(part) for part in numbers.group(1).split(".")) if numbers else (0,)
        self.major, self.minor, self.micro = (self.release + (0, 0, 0))[:3]
        self.base_version = self.public = ".".join(map(str, self.release))
        self.local = self.text.partition("+")[2] or None
        self.is_prerelease = self.is_devrelease = False

    def key(self):
        numbers = list(self.release)
        while numbers and not numbers[-1]:
            numbers.pop()
        return numbers

    def compare(self, other):
        other = other if isinstance(other, Version) else Version(other)
        return (self.key() > other.key()) - (self.key() < other.key())

    def __eq__(self, other):
        return isinstance(other, (Version, str)) and self.compare(other) == 0

    def __hash__(self):
        return hash(tuple(self.key()))

    def __str__(self):
        return self.text

    def __repr__(self):
        return f"<Version('{self.text}')>"


@fill("packaging.version")
def packaging_version(module):
    module.Version = module.LegacyVersion = Version
    module.parse = Version
    module.InvalidVersion = ValueError


# torch ---------------------------------------------------------------------------------------------------

def numbers(text, count):
    found = [int(part) for part in re.findall(r"\d+", text or "")][:count]
    return tuple(found + [0] * (count - len(found)))


def torch_version_of():
    """As a wheel for CUDA has it: "2.8.0+cu128"."""
    cuda = "".join(REQUEST["cuda_version"].split(".")) if REQUEST["cuda_home"] else ""
    return REQUEST["torch_version"] + (f"+cu{cuda}" if cuda else "+cpu")


def release_of(version):
    """(2, 8, 0) of "2.8.0+cu128", of a tuple, and of a Version."""
    if isinstance(version, tuple):
        return version
    return getattr(version, "release", None) or tuple(int(part) for part in
                                                      re.findall(r"\d+", str(version).split("+")[0]))


class TorchVersion(Ordered, str):
    """torch's own: a text that is compared as a version, with texts, tuples and versions."""

    def compare(self, other):
        ours, theirs = release_of(str(self)), release_of(other)
        length = max(len(ours), len(theirs))
        ours, theirs = (one + (0,) * (length - len(one)) for one in (ours, theirs))
        return (ours > theirs) - (ours < theirs)


@fill("torch")
def torch_module(module):
    module.__version__ = TorchVersion(torch_version_of())
    module.version = types.SimpleNamespace(cuda=REQUEST["cuda_version"], hip=None, xpu=None, git_version="",
                                           __version__=torch_version_of())
    capability = numbers(REQUEST["capability"], 2)
    # As on a machine that has such a device: setup.py then builds what it would build there.
    module.cuda = Module("torch.cuda")
    vars(module.cuda).update(is_available=lambda: bool(REQUEST["cuda_home"]), device_count=lambda: 1,
                             get_device_capability=lambda *a: capability, get_arch_list=lambda: [],
                             get_device_name=lambda *a: "", current_device=lambda: 0,
                             get_device_properties=lambda *a: types.SimpleNamespace(
                                 major=capability[0], minor=capability[1], name="", total_memory=1 << 36,
                                 multi_processor_count=132))
    module._C = types.SimpleNamespace(_GLIBCXX_USE_CXX11_ABI=True, _cuda_getCompiledVersion=lambda: 0)
    module.compiled_with_cxx11_abi = lambda: True
    module.__config__ = Nothing()
    module.__file__ = os.path.join(REQUEST["torch_home"] or os.path.join(REQUEST["scratch"], "torch"), "__init__.py")
    module.__path__ = [os.path.dirname(module.__file__)]
    module.told = True


@fill("torch.version")
def torch_version(module):
    vars(module).update(vars(sys.modules["torch"].version))
    module.__version__ = torch_version_of()


class Extension:
    """An extension as it was asked for."""

    def __init__(self, name, sources, include_dirs=None, define_macros=None, undef_macros=None, library_dirs=None,
                 libraries=None, runtime_library_dirs=None, extra_objects=None, extra_compile_args=None,
                 extra_link_args=None, export_symbols=None, swig_opts=None, depends=None, language=None, optional=None,
                 py_limited_api=False, **more):
        self.name, self.sources = str(name), [os.fspath(source) for source in sources or []]
        self.include_dirs = list(include_dirs or [])
        self.define_macros, self.undef_macros = list(define_macros or []), list(undef_macros or [])
        self.extra_compile_args = extra_compile_args if extra_compile_args is not None else []
        self.extra_link_args, self.libraries = list(extra_link_args or []), list(libraries or [])
        self.library_dirs, self.runtime_library_dirs = list(library_dirs or []), list(runtime_library_dirs or [])
        self.extra_objects, self.depends, self.language = list(extra_objects or []), list(depends or []), language
        self.py_limited_api = py_limited_api
        self.torch = False


def torch_extension(kind):
    def make(name, sources, *arguments, **options):
        options.pop("dlink", None)
        extension = Extension(name, sources, *arguments, **options)
        extension.torch = True
        extension.kind = kind
        return extension
    make.__name__ = kind
    return make


RECORDED = []


def record(extension, folder=None):
    if any(extension is one for one in RECORDED):
        return
    RECORDED.append(extension)
    flags = extension.extra_compile_args
    if isinstance(flags, dict):
        cxx, nvcc = flags.get("cxx", []), flags.get("nvcc", [])
    else:
        cxx = nvcc = flags
    folder = folder or os.getcwd()
    sources = [os.path.normpath(os.path.join(folder, source)) for source in extension.sources]
    for source in sources:
        if not os.path.exists(source):
            note(f"{os.path.relpath(source, folder)}: not there; a source of '{extension.name}' (made by a generator?)")
    macros = [macro if isinstance(macro, (tuple, list)) else (macro, None) for macro in extension.define_macros]
    RESULT["extensions"].append({
        "name": extension.name, "directory": folder, "torch": extension.torch,
        "sources": [source for source in sources if os.path.exists(source)],
        "include_dirs": [os.path.normpath(os.path.join(folder, os.fspath(one))) for one in extension.include_dirs],
        "defines": [f"-D{macro[0]}" + (f"={macro[1]}" if len(macro) > 1 and macro[1] is not None else "")
                    for macro in macros] + [f"-U{one}" for one in extension.undef_macros],
        "cxx": [str(flag) for flag in cxx], "nvcc": [str(flag) for flag in nvcc]})


def load(name=None, sources=(), extra_cflags=None, extra_cuda_cflags=None, extra_include_paths=None, **more):
    extension = Extension(name, [sources] if isinstance(sources, str) else sources, extra_include_paths,
                          extra_compile_args={"cxx": extra_cflags or [], "nvcc": extra_cuda_cflags or []})
    extension.torch = True
    record(extension)
    return Nothing()


class BuildCommand:
    """build_ext, and torch's BuildExtension: where they would compile, they record."""
    user_options, boolean_options, help_options, sub_commands = [], [], [], []

    def __init__(self, distribution=None, *arguments, **options):
        self.distribution = distribution if isinstance(distribution, Distribution) else Distribution()
        self.build_lib = self.build_base = os.path.join(REQUEST["scratch"], "lib")
        self.build_temp = os.path.join(REQUEST["scratch"], "temp")
        self.compiler, self.extensions = Compiler(), list(self.distribution.ext_modules or [])
        self.parallel = self.debug = self.inplace = self.force = self.editable_mode = None
        self.verbose = self.dry_run = 0
        self.include_dirs, self.use_ninja, self.no_python_abi_suffix = [], True, False
        self.initialize_options()

    @classmethod
    def with_options(cls, **options):
        class WithOptions(cls):
            def __init__(self, *arguments, **more):
                more.update(options)
                super().__init__(*arguments, **more)
        return WithOptions

    def initialize_options(self):
        pass

    def finalize_options(self):
        pass

    def ensure_finalized(self):
        self.finalize_options()

    def get_finalized_command(self, name, create=1):
        command = self.distribution.cmdclass.get(name)
        return command(self.distribution) if command and command is not type(self) else BuildCommand(self.distribution)

    def run_command(self, name):
        pass

    def announce(self, *arguments, **options):
        pass

    warn = mkpath = copy_file = copy_tree = set_undefined_options = make_file = announce

    def get_ext_fullname(self, name):
        return name

    def get_ext_filename(self, name):
        return os.path.join(*name.split(".")) + ".so"

    def get_ext_fullpath(self, name):
        return os.path.join(self.build_lib, self.get_ext_filename(name))

    def get_export_symbols(self, extension):
        return []

    def get_outputs(self):
        return []

    def get_libraries(self, extension):
        return []

    def check_extensions_list(self, extensions):
        pass

    def run(self):
        self.build_extensions()

    def build_extensions(self):
        for extension in self.extensions:
            self.build_extension(extension)

    def build_extension(self, extension):
        record(extension)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return None


class Compiler(Nothing):
    compiler_type = "unix"
    src_extensions = [".c", ".cpp", ".cc", ".cxx", ".cu"]

    def __init__(self):
        self.compiler, self.compiler_so, self.compiler_cxx = ["cc"], ["cc"], ["c++"]
        self.include_dirs = []


@fill("torch.utils.cpp_extension")
def cpp_extension(module):
    home = REQUEST["torch_home"]
    include = [os.path.join(home, "include"), os.path.join(home, "include/torch/csrc/api/include")] if home else []
    module.CUDAExtension, module.CppExtension = torch_extension("CUDAExtension"), torch_extension("CppExtension")
    module.SyclExtension = module.CppExtension
    module.BuildExtension = BuildCommand
    module.load = load
    module.load_inline = lambda *a, **o: note(f"{called()} compiles sources that are text in it: not read") or Nothing()
    module.CUDA_HOME = REQUEST["cuda_home"] or None
    module.ROCM_HOME = module.HIP_HOME = module.CUDNN_HOME = module.SYCL_HOME = None
    module.IS_HIP_EXTENSION, module.IS_WINDOWS, module.IS_MACOS, module.IS_LINUX = False, False, False, True
    module.COMMON_NVCC_FLAGS = ["-D__CUDA_NO_HALF_OPERATORS__", "-D__CUDA_NO_HALF_CONVERSIONS__",
                                "-D__CUDA_NO_BFLOAT16_CONVERSIONS__", "-D__CUDA_NO_HALF2_OPERATORS__",
                                "--expt-relaxed-constexpr"]
    module.LIB_EXT, module.CLIB_EXT, module.CLIB_PREFIX, module.EXEC_EXT = ".so", ".so", "lib", ""
    module.SHARED_FLAG, module.MINIMUM_GCC_VERSION = "-shared", (5, 0, 0)
    module.COMMON_HIP_FLAGS, module.SUBPROCESS_DECODE_ARGS = [], ()
    module.TORCH_LIB_PATH = os.path.join(home or REQUEST["scratch"], "lib")
    module.include_paths = lambda *a, **o: list(include)
    module.library_paths = lambda *a, **o: [module.TORCH_LIB_PATH]
    module.is_ninja_available = module._is_cuda_file = lambda *a: True
    module.verify_ninja_availability = lambda: None
    module.get_cxx_compiler = lambda: "c++"
    module._get_cuda_arch_flags = lambda *a: []
    module._join_cuda_home = lambda *parts: os.path.join(REQUEST["cuda_home"] or "/usr/local/cuda", *parts)
    module._is_cuda_file = lambda path: os.path.splitext(path)[1] in (".cu", ".cuh")


# setuptools -----------------------------------------------------------------------------------------------

class Distribution:
    def __init__(self, attributes=None):
        self.__dict__.update({"ext_modules": [], "cmdclass": {}, "packages": [], "package_dir": {}, "metadata": Nothing(),
                              "script_args": [], "command_options": {}})
        self.__dict__.update({key: value for key, value in (attributes or {}).items() if value is not None})

    def get_command_obj(self, name, create=True):
        return BuildCommand(self)

    def get_option_dict(self, name):
        return {}

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return None


def find_packages(where=".", exclude=(), include=("*",), namespace=False):
    found = []
    for folder, folders, files in os.walk(where):
        folders[:] = sorted(one for one in folders if "." not in one)
        relative = os.path.relpath(folder, where)
        if relative == ".":
            continue
        if not namespace and "__init__.py" not in files:
            folders[:] = []
            continue
        name = relative.replace(os.sep, ".")
        if any(fnmatch.fnmatchcase(name, one) for one in include) and \
                not any(fnmatch.fnmatchcase(name, one) for one in exclude):
            found.append(name)
    return found


def package_folders(distribution):
    """The folders of the packages that are not in another."""
    places = distribution.package_dir or {}
    names = [str(name) for name in distribution.packages or [] if name]
    for name in names:
        parts, rest = name.split("."), []
        if ".".join(parts[:-1]) in names:
            continue
        while parts and ".".join(parts) not in places:
            rest.insert(0, parts.pop())
        folder = os.path.join(places.get(".".join(parts), ""), *rest)
        if os.path.isdir(folder):
            RESULT["packages"].append(os.path.abspath(folder))
    for name in distribution.py_modules or []:
        if os.path.exists(f"{name}.py"):
            RESULT["packages"].append(os.path.abspath(f"{name}.py"))


def run_build(builder):
    """What setuptools does with the command; where its run() asks for more than is here, what it would build."""
    had = len(RESULT["extensions"]) + len(RESULT["cmake"])
    try:
        builder.run()
    except (Exception, SystemExit) as problem:
        if len(RESULT["extensions"]) + len(RESULT["cmake"]) > had:
            raise
        note(f"the run() of {called()}'s build_ext stops ({type(problem).__name__}: {problem})")
        builder.build_extensions()


def setup(**attributes):
    distribution = Distribution(attributes)
    package_folders(distribution)
    extensions = list(distribution.ext_modules or [])
    for one in extensions:
        if isinstance(one, Nothing) or one is Nothing:
            note(f"{called()} declares an extension by something that the stand-in does not have: it is not known")
        elif not hasattr(one, "include_dirs") and not hasattr(one, "sources"):
            note(f"extension '{getattr(one, 'name', one)}' is of a kind of its own ({type(one).__name__})")
    command = distribution.cmdclass.get("build_ext")
    if extensions and isinstance(command, type):
        try:
            builder = command(distribution)
            builder.extensions = extensions
            builder.finalize_options()
            builder.extensions = extensions
            run_build(builder)
        except (Exception, SystemExit) as problem:  # what it does in a build of its own
            note(f"{called()}'s own build_ext stops ({type(problem).__name__}: {problem}): extensions as they were declared")
    for extension in extensions:
        if isinstance(extension, Extension) and extension.sources:
            record(extension)
    return distribution


@fill("setuptools")
def setuptools_module(module):
    module.setup, module.Extension, module.Distribution, module.Command = setup, Extension, Distribution, BuildCommand
    module.find_packages = find_packages
    module.find_namespace_packages = lambda where=".", exclude=(), include=("*",): find_packages(where, exclude, include,
                                                                                                 True)
    module.PEP420PackageFinder = types.SimpleNamespace(find=module.find_namespace_packages)
    module.__version__ = "75.0.0"


@fill("distutils.core")
def distutils_core(module):
    setuptools_module(module)


def one_command(name):
    def function(module):
        setattr(module, name, BuildCommand)
        module.Extension = Extension
    return function


for command_name in ("build_ext", "build_py", "build_clib", "build", "install", "install_lib", "develop", "sdist",
                     "bdist_egg", "egg_info", "clean", "test", "editable_wheel", "bdist_wheel"):
    STOOD_IN[f"setuptools.command.{command_name}"] = one_command(command_name)
    STOOD_IN[f"distutils.command.{command_name}"] = one_command(command_name)
STOOD_IN["wheel.bdist_wheel"] = one_command("bdist_wheel")


@fill("setuptools.extension")
def setuptools_extension(module):
    module.Extension = Extension


STOOD_IN["distutils.extension"] = setuptools_extension


@fill("setuptools.dist")
def setuptools_dist(module):
    module.Distribution = Distribution


@fill("distutils.version")
def distutils_version(module):
    module.LooseVersion = module.StrictVersion = Version


@fill("pkg_resources")
def pkg_resources(module):
    module.parse_version = Version


@fill("distutils.sysconfig")
def distutils_sysconfig(module):
    import sysconfig
    module.get_config_var, module.get_config_vars = sysconfig.get_config_var, sysconfig.get_config_vars
    module.get_python_inc = lambda *a, **o: sysconfig.get_path("include")
    module.get_python_lib = lambda *a, **o: sysconfig.get_path("purelib")
    module.customize_compiler = lambda compiler: None


@fill("distutils.spawn")
def distutils_spawn(module):
    import shutil
    module.find_executable = shutil.which
    module.spawn = lambda command, *a, **o: RESULT["commands"].append(described(words_of(command)))


@fill("distutils.util")
def distutils_util(module):
    import sysconfig
    module.get_platform = sysconfig.get_platform
    module.strtobool = lambda text: int(str(text).lower() in ("y", "yes", "t", "true", "on", "1"))


@fill("distutils.errors")
def distutils_errors(module):
    for name in ("DistutilsError", "CompileError", "DistutilsSetupError", "DistutilsExecError", "LinkError"):
        setattr(module, name, type(name, (Exception,), {}))


STOOD_IN["setuptools.errors"] = distutils_errors


@fill("pybind11.setup_helpers")
def pybind11_helpers(module):
    module.Pybind11Extension, module.build_ext = Extension, BuildCommand
    module.ParallelCompile = Nothing


@fill("psutil")
def psutil_module(module):
    module.virtual_memory = lambda: types.SimpleNamespace(total=1 << 36, available=1 << 36, free=1 << 36, percent=0)
    module.cpu_count = lambda logical=True: 2


@fill("setuptools_scm")
def setuptools_scm(module):
    module.get_version = lambda *a, **o: "0.0.0"


# Programs ----------------------------------------------------------------------------------------------------

ASKED = ("--version", "-V", "-v", "-version", "-dumpversion", "-dumpmachine", "--help", "-print-search-dirs")
GIT_ASKED = ("rev-parse", "describe", "log", "diff", "status", "show", "ls-files", "config", "tag", "branch")
POPEN = subprocess.Popen
NVCC = "nvcc: NVIDIA (R) Cuda compiler driver\nCuda compilation tools, release {0}, V{0}.0\n"


def words_of(command):
    if isinstance(command, (str, bytes, os.PathLike)):
        return os.fsdecode(command).split()
    return [os.fsdecode(word) for word in command]


def answer(words):
    """What is run in place of a command: itself, or something that prints or does nothing."""
    name, rest = os.path.basename(words[0]) if words else "", words[1:]
    silent = [sys.executable, "-S", "-c", ""]
    if name in ("nvcc", "nvcc.exe") and any(word in ASKED for word in rest) and REQUEST["cuda_version"]:
        return [sys.executable, "-S", "-c", f"print({NVCC.format(REQUEST['cuda_version'])!r})"]
    if (rest and all(word in ASKED for word in rest)) or (name == "git" and any(word in GIT_ASKED for word in rest[:3])) \
            or name in ("which", "uname", "nvidia-smi", "ldconfig", "hipcc", "rocm-smi", "rocminfo"):
        return words
    if REQUEST["run_generators"] and (name.startswith("python") or words[0] == sys.executable or
                                      name.endswith((".py", ".sh"))):
        return words
    return silent


def described(words):
    return " ".join(words if len(words) < 12 else words[:12] + ["…"])


class Popen(POPEN):
    def __init__(self, args, *more, **options):
        words = words_of(args)
        instead = answer(words)
        if instead is not words:
            options["shell"] = False
            options.pop("executable", None)
            if instead[-1] == "":
                folder = os.path.abspath(os.fsdecode(options.get("cwd") or "."))
                if os.path.basename(words[0] if words else "") in ("cmake", "cmake3"):
                    RESULT["cmake"].append({"arguments": words[1:], "directory": folder})
                else:
                    RESULT["commands"].append(described(words))
                options["cwd"] = None
            args = instead
        super().__init__(args, *more, **options)


def replace_programs():
    subprocess.Popen = Popen
    os.system = lambda command: RESULT["commands"].append(described(words_of(command))) or 0
    os.popen = lambda command, *a: RESULT["commands"].append(described(words_of(command))) or io.StringIO("")


# Environment -------------------------------------------------------------------------------------------------

YES = {None: "1", "0": "1", "FALSE": "TRUE", "False": "True", "false": "true", "OFF": "ON", "": "1"}
FORCE = re.compile(r"(^|_)(FORCE|KEEP|WITH|USE|ENABLE|BUILD)_(BUILD|CUDA)(_BUILD)?$")


class Environment(type(os.environ)):
    """Variables that a package has for forcing what we ask for (FORCE_CUDA, X_FORCE_BUILD) are set unless told."""

    def get(self, name, default=None):
        if name not in self and isinstance(name, str) and FORCE.search(name) and default in YES:
            note(f"{name} is taken as '{YES[default]}'")
            return YES[default]
        return super().get(name, default)


OWN_OPTION = re.compile(r"--(?!no|disable|without|skip)\w*(cuda|cpp|ext)\w*$")


class Arguments(list):
    """Options of its own that a setup.py builds extensions for ("--cuda_ext" in sys.argv) are there."""

    def __contains__(self, item):
        if isinstance(item, str) and OWN_OPTION.match(item) and not super().__contains__(item) and item not in self.taken:
            note(f"{called()} is taken to be run with '{item}'")
            self.taken.add(item)
            self.append(item)  # which it takes out again
        return super().__contains__(item)


def replace_environment():
    old = os.environ
    os.environ = Environment(old._data, old.encodekey, old.decodekey, old.encodevalue, old.decodevalue)
    os.getenv = lambda name, default=None: os.environ.get(name, default)


# Files -------------------------------------------------------------------------------------------------------

OPEN = io.open


def is_ours(path):
    path = os.path.realpath(path)
    return path == "/dev/null" or (path + os.sep).startswith(os.path.realpath(REQUEST["scratch"]) + os.sep) or \
        (REQUEST["run_generators"] and (path + os.sep).startswith(os.path.realpath(REQUEST["folder"]) + os.sep))


def instead_of(path):
    """Where a file that setup.py writes is kept."""
    return os.path.join(REQUEST["scratch"], "written", os.path.abspath(path).lstrip(os.sep))


def open_elsewhere(file, mode="r", *arguments, **options):
    if isinstance(file, (str, bytes, os.PathLike)):
        path = os.fsdecode(file)
        kept = instead_of(path)
        if any(letter in mode for letter in "wax+") and not is_ours(path):
            note(f"{called()} writes '{os.path.relpath(path, REQUEST['folder'])}': not written")
            MAKEDIRS(os.path.dirname(kept), exist_ok=True)
            file = kept
        elif any(letter in mode for letter in "wax") and os.path.dirname(path):
            MAKEDIRS(os.path.dirname(path), exist_ok=True)
        elif os.path.exists(kept):
            file = kept
    return OPEN(file, mode, *arguments, **options)


MAKEDIRS = os.makedirs


def only_ours(function, paths):
    """`function`, where the paths that it changes may be changed; else nothing."""
    def replaced(*arguments, **options):
        if all(is_ours(os.fsdecode(path)) for path in arguments[paths] if isinstance(path, (str, bytes, os.PathLike))):
            return function(*arguments, **options)
        return None
    return replaced


def replace_files():
    import builtins
    import shutil
    builtins.open = io.open = open_elsewhere
    for name in ("mkdir", "makedirs", "remove", "unlink", "rmdir", "removedirs", "chmod", "utime", "truncate"):
        setattr(os, name, only_ours(getattr(os, name), slice(0, 1)))
    for name in ("rename", "replace", "renames"):
        setattr(os, name, only_ours(getattr(os, name), slice(0, 2)))
    for name in ("symlink", "link"):
        setattr(os, name, only_ours(getattr(os, name), slice(1, 2)))
    shutil.rmtree = only_ours(shutil.rmtree, slice(0, 1))
    for name in ("copy", "copy2", "copyfile", "copytree", "move"):
        setattr(shutil, name, only_ours(getattr(shutil, name), slice(1, 2)))


REFUSED = {"socket.connect": "reaches for the network", "socket.getaddrinfo": "reaches for the network",
           "socket.gethostbyname": "reaches for the network", "urllib.Request": "reaches for the network"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def watch(event, arguments):
    """What the stand-ins above do not catch: refused, with a reason."""
    if event in REFUSED:
        note(f"{called()} {REFUSED[event]} ({str(arguments[-1] if event != 'urllib.Request' else arguments[0])[:100]}): "
             "refused")
        raise PermissionError(f"{called()} {REFUSED[event]}")
    if event == "open" and isinstance(arguments[0], (str, bytes)) and isinstance(arguments[2], int) and \
            arguments[2] & WRITING and not is_ours(os.fsdecode(arguments[0])):
        raise PermissionError(f"{called()} writes '{os.fsdecode(arguments[0])}'")


# Running -------------------------------------------------------------------------------------------------------

def is_installed(name):
    return any(finder.find_spec(name, None) for finder in sys.meta_path
               if finder is not None and not isinstance(finder, Finder) and hasattr(finder, "find_spec"))


def place_of(problem):
    """The line of setup.py, or of what it uses in the package, that a traceback ends in."""
    inside = [frame for frame in traceback.extract_tb(problem.__traceback__)
              if frame.filename.startswith(REQUEST["folder"])]
    return f"{os.path.relpath(inside[-1].filename, REQUEST['folder'])}:{inside[-1].lineno}: " if inside else ""


def run(path):
    folder = os.path.dirname(path)
    os.chdir(folder)
    sys.argv = Arguments([path, "build_ext"])
    sys.argv.taken = set()
    sys.path[:0] = [folder]
    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, Finder(FIRST))
    sys.meta_path.append(Finder(LAST))
    for name in FIRST:
        for loaded in [one for one in sys.modules if one == name or one.startswith(name + ".")]:
            del sys.modules[loaded]
    replace_environment()
    replace_programs()
    replace_files()
    sys.addaudithook(watch)
    try:
        runpy.run_path(path, run_name="__main__")
    except ModuleNotFoundError as problem:
        RESULT["error"] = f"{place_of(problem)}{called()} wants the module '{problem.name}', which {sys.executable} has not"
        RESULT["module"] = problem.name
    except SystemExit as problem:
        if problem.code not in (None, 0):
            RESULT["error"] = f"{called()} ends with: {problem.code}"
    except BaseException as problem:
        RESULT["error"] = f"{place_of(problem)}{type(problem).__name__}: {str(problem)[:300]}"


def main():
    with OPEN(sys.argv[1], encoding="utf-8") as stream:
        REQUEST.update(json.load(stream))
    result = os.path.abspath(sys.argv[2])
    output = sys.stdout
    sys.stdout = sys.stderr
    run(REQUEST["setup"])
    sys.stdout = output
    with OPEN(result, "w", encoding="utf-8", errors="surrogateescape") as stream:
        json.dump(RESULT, stream)
    stream.close()
    sys.stderr.flush()
    os._exit(0)


main()
