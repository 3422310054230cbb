#!/usr/bin/env python3
"""The oracle on small sources: every input of tests/cases is also an input
here, and so are the files of inputs/.

    cases.py OPTIONS FOLDER…

In a folder, a source file is one unit. Its flags are the language's newest
ones, the words after `// flags:` on its first line, and those of the file
`args` beside it. CUDA
units are compared in the host and in the device pass. A unit that does not
compile (a case about errors) is counted, and not compared.
"""

import os
import shlex
import subprocess
import sys

from passes import PROJECT, compare, parser

DEFAULTS = {
    ".c": ["-std=gnu17"],
    ".cu": ["-std=c++20", "-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80"],
}
MODES = {".c": "gcc", ".cc": "g++", ".cpp": "g++", ".cxx": "g++", ".cu": "g++"}


# The code generator makes functions of its own out of these, under names that
# say nothing of the source; what the plugin says of them is held by the case.
OTHERWISE_IN_IR = {
    "c-openmp": "outlined regions and task entries are functions of the run-time's making",
    "multiversion": "versions and resolvers have names beyond the mangled one",
}


def sources(folders):
    for folder in folders:
        for path, names, files in os.walk(os.path.abspath(folder)):
            names[:] = sorted(name for name in names if name not in ("expected", "python"))
            for name in sorted(files):
                if os.path.splitext(name)[1] in MODES:
                    yield os.path.join(path, name)


def flags_of(source):
    with open(source, encoding="utf-8", errors="replace") as stream:
        first = stream.readline()
    words = list(DEFAULTS.get(os.path.splitext(source)[1], ["-std=c++20"]))
    words += shlex.split(first.partition("// flags:")[2])
    beside = os.path.join(os.path.dirname(source), "args")
    if os.path.exists(beside):
        with open(beside, encoding="utf-8") as stream:
            words += shlex.split(stream.read(), comments=True)
    architectures = [word for word in words if word.startswith("--cuda-gpu-arch=")]
    words = [word for word in words if word not in architectures[:-1]]  # one pass is compared
    return words + [f"-I{PROJECT}/tests/include{stub}" for stub in ("", "/pybind11_stub", "/torch_stub")]


def passes(source):
    if not source.endswith(".cu"):
        return [[]]
    # Without a toolkit clang knows no version of PTX, and takes one that is too old.
    return [["--cuda-host-only"], ["--cuda-device-only", "--cuda-feature=+ptx80"]]


def main():
    arguments = parser(__doc__.splitlines()[0])
    arguments.add_argument("folders", nargs="+")
    options = arguments.parse_args()
    worst = compared = failed = 0
    for source in sources(options.folders):
        mode = MODES[os.path.splitext(source)[1]]
        other = OTHERWISE_IN_IR.get(os.path.basename(os.path.dirname(source)))
        if other:
            print(f"not compared: {os.path.relpath(source, PROJECT)}: {other}")
            continue
        for which in passes(source):
            command = [options.clang, "--driver-mode=" + mode, *flags_of(source), *which, source]
            folder = os.path.dirname(source)
            if subprocess.run(command + ["-fsyntax-only", "-w"], capture_output=True, cwd=folder).returncode:
                failed += 1
                print(f"does not compile, not compared: {os.path.relpath(source, PROJECT)} {' '.join(which)}")
                continue
            name = " ".join([os.path.relpath(source, PROJECT), *which])
            worst = max(worst, compare(options, name, command, root=folder))
            compared += 1
    print(f"{compared} passes compared, {failed} do not compile")
    return worst if compared else 1


if __name__ == "__main__":
    sys.exit(main())
