"""Packages from the registry, pinned and checked, kept in the user's cache folder."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

SKIPPED = 77  # the exit code that ctest takes for "skipped"
STORE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"),
                     "callchain", "registry")


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def pip():
    """This Python's pip, or the private one that scripts/fetch-flash-attention has made."""
    private = os.path.join(os.path.dirname(STORE), "pip", "bin", "python")
    return [sys.executable if importlib.util.find_spec("pip") or not os.path.exists(private) else private, "-m", "pip"]


def download(name, version, sha256, folder, *options):
    """Downloads one package into an empty folder. Returns its path; ends the test when it cannot."""
    command = [*pip(), "download", "--quiet", "--disable-pip-version-check", "--no-deps",
               "--dest", folder, *options, f"{name}=={version}"]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    found = os.listdir(folder)
    if result.returncode or len(found) != 1:
        lines = result.stdout.strip().splitlines() or ["no output"]
        skip(f"cannot fetch {name} {version} from the registry: {lines[-1]}")
    path = os.path.join(folder, found[0])
    with open(path, "rb") as stream:
        digest = hashlib.sha256(stream.read()).hexdigest()
    if digest != sha256:
        sys.exit(f"{found[0]}: sha256 is {digest}, not {sha256}")
    return path


def npm(package, sha256, folder, members):
    """Extracts the members (or those below, of a name that ends with a slash) of a package of the npm registry."""
    command = shutil.which("npm")
    done = command and subprocess.run([command, "pack", "--silent", package], cwd=folder, capture_output=True, text=True, check=False)
    if not done or done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        skip(f"cannot fetch {package} from the npm registry")
    (name,) = os.listdir(folder)
    path = os.path.join(folder, name)
    with open(path, "rb") as stream:
        digest = hashlib.sha256(stream.read()).hexdigest()
    if digest != sha256:
        sys.exit(f"{name}: sha256 is {digest}, not {sha256}")
    with tarfile.open(path) as archive:
        archive.extractall(folder, [item for item in archive.getmembers() if item.isfile() and any(
            item.name == member or (member.endswith("/") and item.name.startswith(member)) for member in members)], filter="data")
    os.unlink(path)


def unpacked(name, make):
    """The folder `name` of the store; `make(folder)` fills a new one, which appears when it is whole."""
    path = os.path.join(STORE, name)
    if not os.path.isdir(path):
        os.makedirs(STORE, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=STORE) as work:
            whole = os.path.join(work, "whole")
            os.mkdir(whole)
            make(whole)
            try:
                os.rename(whole, path)
            except OSError:
                if not os.path.isdir(path):  # else another test was faster
                    raise
    return path


def source_package(name, version, sha256):
    """The folder in which a source package is unpacked."""
    def make(folder):
        with tempfile.TemporaryDirectory(dir=STORE) as work:
            path = download(name, version, sha256, work, "--no-binary", ":all:")
            with tarfile.open(path) as package:
                package.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return os.path.join(unpacked(sha256[:16], make), f"{name}-{version}")


def wheels(name, packages):
    """One folder with the contents of wheels: (name, version, sha256, wanted(path))."""
    def make(folder):
        for package, version, sha256, wanted in packages:
            with tempfile.TemporaryDirectory(dir=STORE) as work:
                path = download(package, version, sha256, work, "--only-binary", ":all:")
                with zipfile.ZipFile(path) as archive:
                    for item in archive.infolist():
                        if item.is_dir() or not wanted(item.filename):
                            continue
                        made = archive.extract(item, folder)
                        if item.external_attr >> 16 & 0o111:
                            os.chmod(made, 0o755)
    return unpacked(name, make)
