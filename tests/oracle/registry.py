#!/usr/bin/env python3
"""The oracle on projects from the package registry that nobody here wrote.

    registry.py OPTIONS quickjs|fasttext

Source packages are fetched with pip, pinned and checked, and kept in the
user's cache folder.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile

from passes import cache_folder, compare, parser

PROJECTS = {
    # A JavaScript engine in C: 65,000 lines, tables of function pointers, macros, unions, gotos.
    "quickjs": {
        "version": "1.19.4",
        "sha256": "1205953abc24ff757f4a795304d5d61e4bf1e555c9ef6ec96a132d4b95535484",
        "mode": "gcc",
        "folder": "quickjs-1.19.4/upstream-quickjs",
        "flags": ["-D_GNU_SOURCE", '-DCONFIG_VERSION="2021-03-27"', "-DCONFIG_BIGNUM"],
        "units": ["quickjs.c", "libregexp.c", "libunicode.c", "cutils.c", "libbf.c"],
    },
    # Word vectors in C++: threads, streams, exceptions, lambdas, virtual methods, std::function.
    "fasttext": {
        "version": "0.9.3",
        "sha256": "eb03f2ef6340c6ac9e4398a30026f05471da99381b307aafe2f56e4cd26baaef",
        "mode": "g++",
        "folder": "fasttext-0.9.3",
        "flags": ["-std=c++17", "-Isrc"],
        "units": ["src/args.cc", "src/autotune.cc", "src/densematrix.cc", "src/dictionary.cc", "src/fasttext.cc",
                  "src/loss.cc", "src/main.cc", "src/matrix.cc", "src/meter.cc", "src/model.cc",
                  "src/productquantizer.cc", "src/quantmatrix.cc", "src/utils.cc", "src/vector.cc"],
    },
}


def fetch(name, project):
    """The folder in which the project's source package is unpacked."""
    store = os.path.join(cache_folder(), "registry")
    archive = os.path.join(store, f"{name}-{project['version']}.tar.gz")
    unpacked = os.path.join(store, project["sha256"][:16])
    os.makedirs(store, exist_ok=True)
    if not os.path.exists(archive):
        with tempfile.TemporaryDirectory(dir=store) as folder:
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
                            "--dest", folder, f"{name}=={project['version']}"], check=True, stdout=sys.stderr)
            os.replace(os.path.join(folder, os.path.basename(archive)), archive)
    with open(archive, "rb") as stream:
        digest = hashlib.sha256(stream.read()).hexdigest()
    if digest != project["sha256"]:
        os.remove(archive)
        raise RuntimeError(f"{archive}: sha256 is {digest}, not {project['sha256']}")
    if not os.path.isdir(unpacked):
        with tempfile.TemporaryDirectory(dir=store) as folder:
            with tarfile.open(archive) as package:
                package.extractall(folder, filter="data") if hasattr(tarfile, "data_filter") else \
                    package.extractall(folder)
            os.mkdir(os.path.join(folder, "keep"))
            for entry in os.listdir(folder):
                if entry != "keep":
                    os.replace(os.path.join(folder, entry), os.path.join(folder, "keep", entry))
            os.replace(os.path.join(folder, "keep"), unpacked)
    return os.path.join(unpacked, project["folder"])


def main():
    arguments = parser(__doc__.splitlines()[0])
    arguments.add_argument("project", choices=PROJECTS)
    options = arguments.parse_args()
    project = PROJECTS[options.project]
    root = fetch(options.project, project)
    worst = 0
    for unit in project["units"]:
        command = [options.clang, f"--driver-mode={project['mode']}"] + project["flags"] + [unit]
        worst = max(worst, compare(options, f"{options.project} {unit}", command, root=root))
    return worst


if __name__ == "__main__":
    sys.exit(main())
