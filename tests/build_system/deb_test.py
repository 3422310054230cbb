#!/usr/bin/env python3
"""The Debian packages in a root that holds them and what they depend on, and nothing else: the command and the plugin
work there.

    deb_test.py BUILD_FOLDER CPACK

Skipped (77) where there is no apt, no right to a root of its own, or nothing can be fetched.
"""
import os
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
PROGRAM = "static void leaf(void) {}\nint main(void)\n{\n    leaf();\n    return 0;\n}\n"


def run(command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode:
        raise SystemExit(f"exit code {done.returncode}: {' '.join(command)}\n{done.stdout[-3000:]}")
    return done.stdout


def skip(why):
    print("skipped: " + why)
    sys.exit(SKIPPED)


def fetch(debs, folder):
    """All that these packages depend on, as if nothing were installed."""
    archives, status = os.path.join(folder, "archives"), os.path.join(folder, "status")
    os.makedirs(os.path.join(archives, "partial"))
    open(status, "w", encoding="utf-8").close()
    done = subprocess.run(
        ["apt-get", "-o", "Dir::State::status=" + status, "-o", "Dir::Cache::archives=" + archives,
         "-o", "APT::Install-Recommends=0", "-o", "APT::Sandbox::User=root", "-o", "Debug::NoLocking=1",
         "--download-only", "-y", "-q", "install", *debs],
        capture_output=True, text=True, check=False)
    if "Unmet dependencies" in done.stdout + done.stderr or "unmet dependencies" in done.stdout + done.stderr:
        raise SystemExit(done.stdout + done.stderr)
    if done.returncode:
        skip("the packages' dependencies cannot be fetched: " + done.stderr.strip()[-300:])
    return [os.path.join(archives, name) for name in os.listdir(archives) if name.endswith(".deb")]


def main():
    build, cpack = sys.argv[1:3]
    if not shutil.which("apt-get") or not shutil.which("dpkg-shlibdeps"):
        skip("no apt-get, or no dpkg-shlibdeps")
    enter = ["unshare", "-rm", "sh", "-c", 'mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"']
    if subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        skip("no right to a root of one's own")
    folder = tempfile.mkdtemp(prefix="callchain-deb-")
    try:
        run([cpack, "-G", "DEB", "-B", folder], cwd=build)
        debs = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".deb"))
        root = os.path.join(folder, "root")
        for deb in debs + fetch(debs, folder):
            run(["dpkg-deb", "-x", deb, root])
        for name in ("dev", "tmp", "src", "proc"):
            os.makedirs(os.path.join(root, name), exist_ok=True)
        open(os.path.join(root, "dev", "null"), "w", encoding="utf-8").close()
        with open(os.path.join(root, "src", "leaf.c"), "w", encoding="utf-8") as stream:
            stream.write(PROGRAM)
        inside = [*enter, root]
        assert run([*inside, "/usr/bin/callchain", "--version"]).startswith("callchain ")
        plugins = sorted(name for name in os.listdir(os.path.join(root, "usr/lib/callchain"))
                         if name.startswith("callchain-clang-"))
        for plugin in plugins:
            major = plugin[len("callchain-clang-"):-len(".so")]
            run([*inside, "/usr/bin/clang-" + major, "-fplugin=/usr/lib/callchain/" + plugin,
                 "-fplugin-arg-callchain-out=/tmp/graphs-" + major, "-c", "/src/leaf.c", "-o", "/tmp/leaf.o"])
            told = run([*inside, "/usr/bin/callchain", "edges", "/tmp/graphs-" + major])
            assert "main" in told and "leaf" in told, told
            print(f"clang {major}: the plugin writes, the command reads")
        assert plugins, "no plugin"
    finally:
        shutil.rmtree(folder)


main()
