"""Writes what CMake wants to find while it configures a project and builds nothing: a CUDA toolkit with an nvcc that
tells its version, torch's package and Python module, and a Python that names scripts in place of running them.

    cmake_stand_in.py REQUEST RESULT     (JSON files, see project/parts.h)
"""
import json
import os
import shlex
import shutil
import sys

REQUEST = {}

NVCC = """#!/bin/sh
# Stands in for nvcc while CMake configures: tells its version, makes empty files, and for
# CMake's own test what nvcc {version} would have made of it.
out= told= identity= compiles=
for word; do
    case $word in
    --version | -V) echo "nvcc: NVIDIA (R) Cuda compiler driver"
        echo "Cuda compilation tools, release {version}, V{version}.0"; exit 0 ;;
    -v | --dryrun | -dryrun) told=yes ;;
    -c | -ptx | -cubin | -E) compiles=yes ;;
    *CMakeCUDACompilerId.cu) identity=yes ;;
    esac
done
while [ $# -gt 0 ]; do
    case $1 in
    -o | -MF | --dependency-output) [ -z "${{2-}}" ] || : >"$2"; out=$2 ;;
    esac
    shift
done
libraries='"-L{home}/lib64/stubs" "-L{home}/lib64"'
if [ -n "$told" ]; then
    cat >&2 <<END
#\\$ _NVVM_BRANCH_=nvvm
#\\$ TOP={home}
#\\$ PATH={home}/bin:$PATH
#\\$ INCLUDES="-I{home}/include"
#\\$ LIBRARIES= $libraries
#\\$ gcc -E -x c++ CMakeCUDACompilerId.cu -o tmp/CMakeCUDACompilerId.cpp4.ii
#\\$ {home}/bin/link-nothing -m64 -Wl,--start-group "tmp/a_dlink.o" "tmp/CMakeCUDACompilerId.o"  $libraries -lcudadevrt -lcudart_static -lrt -lpthread -ldl -Wl,--end-group -o "a.out"
END
fi
[ -z "$identity" ] || [ -n "$compiles$out" ] || cat >a.out <<END
INFO:compiler[NVIDIA]
INFO:compiler_version[{major}.{minor}.0]
INFO:simulate[GNU]
INFO:simulate_version[12.2]
INFO:platform[Linux]
INFO:arch[]
INFO:standard_default[17]
INFO:extensions_default[ON]
END
exit 0
"""

LINK = """#!/bin/sh
# Stands in for the linker of what the stand-in for nvcc makes.
while [ $# -gt 0 ]; do
    case $1 in -o) : >"$2" ;; esac
    shift
done
"""

PYTHON = """#!/bin/sh
# Stands in for Python while CMake configures: names the project's scripts, and runs what is only asked.
for word; do
    case $word in
    -c | -m) break ;;
    {folder}/*.py | *.py) echo "callchain: not run: $*" >>{named}; exit 0 ;;
    esac
done
PYTHONPATH={modules}${{PYTHONPATH:+:$PYTHONPATH}} exec {python} "$@"
"""

TORCH_CONFIG = """# Stands in for torch's package while a project is configured.
set(Torch_FOUND TRUE)
set(TORCH_FOUND TRUE)
set(TORCH_VERSION "{version}")
set(Torch_VERSION "{version}")
set(TORCH_INSTALL_PREFIX "{home}")
set(TORCH_INCLUDE_DIRS "{home}/include" "{home}/include/torch/csrc/api/include")
set(TORCH_CXX_FLAGS "-D_GLIBCXX_USE_CXX11_ABI=1")
set(TORCH_CUDA_ARCH_LIST "{architecture}")
if(NOT "{cuda}" STREQUAL "") # what torch's own package finds
    set(CUDA_FOUND TRUE)
    set(CUDA_VERSION "{cuda}")
    set(CUDA_VERSION_STRING "{cuda}")
    set(CUDA_TOOLKIT_ROOT_DIR "{cuda_home}")
    set(CUDA_INCLUDE_DIRS "{cuda_home}/include")
    enable_language(CUDA)
    find_package(CUDAToolkit QUIET)
    string(APPEND CMAKE_CUDA_FLAGS " -gencode arch=compute_{number},code=sm_{number}")
endif()
set(TORCH_LIBRARIES torch)
set(TORCH_LIBRARY torch)
set(TORCH_PYTHON_LIBRARY torch_python)
foreach(library torch torch_library torch_cpu torch_cpu_library torch_cuda torch_cuda_library torch_python c10 c10_cuda
        torch::cudart torch::nvtoolsext torch::nvrtc torch::cublas caffe2::cudart caffe2::cublas caffe2::nvrtc)
    if(NOT TARGET ${{library}})
        add_library(${{library}} INTERFACE IMPORTED GLOBAL)
        set_target_properties(${{library}} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${{TORCH_INCLUDE_DIRS}}"
                              INTERFACE_COMPILE_DEFINITIONS "_GLIBCXX_USE_CXX11_ABI=1")
    endif()
endforeach()
function(torch_cuda_get_nvcc_gencode_flag variable)
    set(${{variable}} "" PARENT_SCOPE)
endfunction()
"""

# What is not there to be compiled, and what would be fetched, is named and left out, so that the rest is configured.
PROJECT = """# Stands in for what a project would fetch, while it is configured.
function(callchain_told what text)
    file(APPEND "{named}" "callchain: ${{what}}: ${{text}}\\n")
endfunction()

macro(callchain_provide method name)
    set(callchain_rest "${{ARGN}}")
    string(TOUPPER "${{name}}" callchain_upper)
    cmake_parse_arguments(callchain_given "" "SOURCE_DIR;GIT_REPOSITORY;URL" "" ${{callchain_rest}})
    if(NOT FETCHCONTENT_SOURCE_DIR_${{callchain_upper}} AND NOT EXISTS "${{callchain_given_SOURCE_DIR}}/CMakeLists.txt")
        callchain_told("not fetched" "${{name}} ${{callchain_given_GIT_REPOSITORY}}${{callchain_given_URL}}")
        file(MAKE_DIRECTORY "{scratch}/fetched/${{name}}")
        FetchContent_SetPopulated(${{name}} SOURCE_DIR "{scratch}/fetched/${{name}}" BINARY_DIR "{scratch}/fetched/${{name}}")
    endif()
endmacro()

function(callchain_there kept)
    set(found "")
    set(sources 0)
    foreach(item IN LISTS ARGN)
        if(item MATCHES "\\\\.(c|cc|cpp|cxx|cu)$" AND NOT item MATCHES "\\\\$<")
            get_filename_component(path "${{item}}" ABSOLUTE)
            get_source_file_property(generated "${{item}}" GENERATED)
            if(NOT EXISTS "${{path}}" AND NOT generated)
                callchain_told("not there" "${{path}}")
                set(sources 1)
                continue()
            endif()
        endif()
        list(APPEND found "${{item}}")
    endforeach()
    if(sources)
        list(APPEND found "{scratch}/nothing.cpp")
    endif()
    set(${{kept}} "${{found}}" PARENT_SCOPE)
endfunction()

function(add_library name)
    callchain_there(kept ${{ARGN}})
    _add_library(${{name}} ${{kept}})
endfunction()

function(add_executable name)
    callchain_there(kept ${{ARGN}})
    _add_executable(${{name}} ${{kept}})
endfunction()

# A library that must be there is for who links, and nobody does; a folder of headers that must be is told.
function(callchain_find kind variable)
    set(given "${{ARGN}}")
    list(FIND given REQUIRED required)
    list(REMOVE_ITEM given REQUIRED)
    cmake_language(CALL "_find_${{kind}}" ${{variable}} ${{given}})
    if(${{variable}} OR required EQUAL -1)
        return()
    endif()
    callchain_told("no ${{kind}}" "${{variable}}")
    file(MAKE_DIRECTORY "{scratch}/none/include")
    if("${{kind}}" STREQUAL "library")
        file(WRITE "{scratch}/none/lib${{variable}}.so" "")
        set(${{variable}} "{scratch}/none/lib${{variable}}.so" CACHE FILEPATH "" FORCE)
    else()
        set(${{variable}} "{scratch}/none/include" CACHE PATH "" FORCE)
    endif()
endfunction()

function(find_library variable)
    callchain_find(library ${{variable}} ${{ARGN}})
endfunction()

function(find_path variable)
    callchain_find(path ${{variable}} ${{ARGN}})
endfunction()

# A check of a machine that is to build does not bind one that is not; tried where it stopped the first time.
if(CALLCHAIN_GO_ON)
    function(message)
        set(words "${{ARGV}}")
        if("${{ARGV0}}" STREQUAL "FATAL_ERROR" OR "${{ARGV0}}" STREQUAL "SEND_ERROR")
            list(REMOVE_AT words 0)
            string(REPLACE "\\n" " " words "${{words}}")
            callchain_told("stopped" "${{words}}")
            _message(WARNING "${{words}}")
        else()
            _message(${{ARGV}})
        endif()
    endfunction()

    macro(file)
        if("${{ARGV0}}" MATCHES "^(READ|STRINGS)$" AND NOT EXISTS "${{ARGV1}}")
            set(${{ARGV2}} "")
        elseif(NOT "${{ARGV0}}" MATCHES "^(WRITE|APPEND|TOUCH|REMOVE|REMOVE_RECURSE|MAKE_DIRECTORY|COPY|INSTALL|RENAME|DOWNLOAD)$"
               OR "${{ARGV1}}" MATCHES "^({scratch}|${{CMAKE_BINARY_DIR}})/")
            _file(${{ARGV}})
        endif()
    endmacro()
endif()

if(NOT {network} AND NOT CMAKE_VERSION VERSION_LESS 3.24)
    cmake_language(SET_DEPENDENCY_PROVIDER callchain_provide SUPPORTED_METHODS FETCHCONTENT_MAKEAVAILABLE_SERIAL)
endif()
"""

TORCH_VERSION = """set(PACKAGE_VERSION "{version}")
set(PACKAGE_VERSION_COMPATIBLE TRUE)
set(PACKAGE_VERSION_EXACT TRUE)
"""

TORCH_MODULE = """# Stands in for torch while a project is configured.
import sys
import types

__version__ = {version!r}
__file__ = {home!r} + "/__init__.py"


def module(name, **members):
    made = types.ModuleType("torch." + name)
    vars(made).update(members)
    sys.modules["torch." + name] = made
    return made


version = module("version", cuda={cuda!r} or None, hip=None, __version__=__version__)
utils = module("utils", cmake_prefix_path={cmake!r})
utils.cpp_extension = module("utils.cpp_extension", CUDA_HOME={cuda_home!r}, ROCM_HOME=None,
                             include_paths=lambda *a, **o: [{home!r} + "/include",
                                                            {home!r} + "/include/torch/csrc/api/include"],
                             library_paths=lambda *a, **o: [{home!r} + "/lib"], COMMON_NVCC_FLAGS=[])
_C = types.SimpleNamespace(_GLIBCXX_USE_CXX11_ABI=True)
cuda = module("cuda", is_available=lambda: True, get_device_capability=lambda *a: {capability!r},
              get_arch_list=lambda: [], device_count=lambda: 1)


def compiled_with_cxx11_abi():
    return True
"""

LIBRARIES = ("cudart", "cublas", "cublasLt", "cusparse", "cusolver", "curand", "cufft", "nvrtc", "nvrtc-builtins",
             "nvToolsExt", "nppc", "cupti", "cusparseLt", "cufile", "nvjpeg", "nvJitLink", "cuda", "nvidia-ml")


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.chmod(path, mode)


def toolkit(folder):
    """The toolkit that there is, with what it lacks; itself when it lacks nothing."""
    home = REQUEST["cuda_home"]
    if not home or os.access(os.path.join(home, "bin", "nvcc"), os.X_OK):
        return home
    shutil.rmtree(folder, ignore_errors=True)
    major, minor = (REQUEST["cuda_version"].split(".") + ["0"])[:2]
    os.makedirs(folder)
    for name in os.listdir(home):
        if name not in ("bin", "lib64", "lib"):
            os.symlink(os.path.join(home, name), os.path.join(folder, name))
    if not os.path.exists(os.path.join(home, "nvvm")):
        os.makedirs(os.path.join(folder, "nvvm", "libdevice"))
    write(os.path.join(folder, "bin", "nvcc"), NVCC.format(version=REQUEST["cuda_version"], home=folder, major=major, minor=minor), 0o755)
    write(os.path.join(folder, "bin", "link-nothing"), LINK, 0o755)
    for name in os.listdir(os.path.join(home, "bin")) if os.path.isdir(os.path.join(home, "bin")) else ():
        os.symlink(os.path.join(home, "bin", name), os.path.join(folder, "bin", name))
    for name in LIBRARIES:
        for ending in (".so", "_static.a"):
            write(os.path.join(folder, "lib64", f"lib{name}{ending}"), "")
    write(os.path.join(folder, "lib64", "libcudadevrt.a"), "")
    write(os.path.join(folder, "lib64", "stubs", "libcuda.so"), "")
    return folder


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        REQUEST.update(json.load(stream))
    scratch = REQUEST["scratch"]
    home = toolkit(os.path.join(scratch, "cuda"))
    major, minor = (REQUEST["capability"].split(".") + ["0"])[:2]
    values = {"home": REQUEST["torch_home"] or os.path.join(scratch, "torch"), "version": REQUEST["torch_version"],
              "cuda": REQUEST["cuda_version"], "cuda_home": home, "architecture": f"{major}.{minor}", "number": f"{major}{minor}",
              "capability": (int(major), int(minor)), "cmake": os.path.join(scratch, "torch-cmake")}
    write(os.path.join(values["cmake"], "Torch", "TorchConfig.cmake"), TORCH_CONFIG.format(**values))
    write(os.path.join(values["cmake"], "Torch", "TorchConfigVersion.cmake"), TORCH_VERSION.format(**values))
    write(os.path.join(scratch, "modules", "torch", "__init__.py"), TORCH_MODULE.format(**values))
    named = os.path.join(scratch, "named-scripts")
    write(named, "")
    write(os.path.join(scratch, "nothing.cpp"), "")
    write(os.path.join(scratch, "project.cmake"), PROJECT.format(
        named=named, scratch=scratch, network="TRUE" if REQUEST["network"] else "FALSE"))
    python = sys.executable
    if not REQUEST["run_generators"]:
        python = os.path.join(scratch, "bin", "python3")
        write(python, PYTHON.format(folder=shlex.quote(REQUEST["folder"]), named=shlex.quote(named),
                                    modules=shlex.quote(os.path.join(scratch, "modules")),
                                    python=shlex.quote(sys.executable)), 0o755)
    with open(sys.argv[2], "w", encoding="utf-8") as stream:
        json.dump({"cuda": home, "torch": values["cmake"], "python": python,
                   "real_python": sys.executable, "modules": os.path.join(scratch, "modules"), "named": named,
                   "project": os.path.join(scratch, "project.cmake")}, stream)


main()
