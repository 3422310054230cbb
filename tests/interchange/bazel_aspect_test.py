#!/usr/bin/env python3
"""scripts/examples/callchain.bzl: graph files are declared outputs of a Bazel build; a cache that has an action's result
brings its graph along, the same bytes from another place.

    bazel_aspect_test.py CALLCHAIN CLANG PLUGIN

Exit code 77 where there is no Bazel that can build a C library without the network: Debian's is in bazel-bootstrap,
bazel-rules-cc, bazel-rules-java, bazel-rules-proto, bazel-platforms and bazel-skylib.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CALLCHAIN, CLANG, PLUGIN = os.path.abspath(sys.argv[1]), shutil.which(sys.argv[2]), os.path.abspath(sys.argv[3])
ASPECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "examples", "callchain.bzl")
DEBIAN = "/usr/share/bazel/"
REPOSITORIES = {"rules_java": "rules/java", "rules_proto": "rules/proto", "platforms": "tools/platforms", "bazel_skylib": "tools/skylib"}
FILES = {
    "WORKSPACE": "",
    "tools/BUILD": "",
    "lib/BUILD": """
cc_library(name = "part", srcs = ["part.c", "inner.h"], hdrs = ["part.h"], defines = ["MORE", 'WHAT=\\\\"ab\\\\"'],
           local_defines = ["ONLY=1"], includes = ["."], visibility = ["//visibility:public"])
genrule(name = "made", outs = ["made.h"], cmd = "echo 'inline int made(void) { return 7; }' > $@",
        visibility = ["//visibility:public"])
""",
    "lib/part.h": "#ifdef __cplusplus\nextern \"C\"\n#endif\nint one(const char *);\n",
    "lib/inner.h": "int inner(const char *);\n",
    "lib/part.c": "#include \"part.h\"\n#include \"inner.h\"\nint inner(const char *t) { return *t + ONLY; }\n"
                  "int one(const char *t) { return inner(t); }\n",
    "app/BUILD": """
cc_binary(name = "app", srcs = ["main.cpp", "//lib:made"], deps = ["//lib:part"],
          copts = ["-std=c++17", "-DAPP=3 -DTWO=2", "-I$(GENDIR)/lib"])
""",
    "app/main.cpp": "#include \"part.h\"\n#include \"made.h\"\n#ifndef MORE\n#error no\n#endif\n"
                    "static int two() { return APP + TWO; }\n"
                    "int main() { if constexpr (sizeof(WHAT) == 3) return one(WHAT) + made() + two(); }\n",
}


class Aspect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.base = tempfile.mkdtemp(prefix="callchain-bazel-")
        cls.addClassCleanup(cls.remove)
        cls.work, cls.outputs = os.path.join(cls.base, "work"), []
        for name, text in FILES.items():
            cls.write(name, text)
        with open(ASPECT, encoding="utf-8") as stream:
            text = stream.read()
        for name, value in (("CALLCHAIN", CALLCHAIN), ("CLANG", CLANG), ("PLUGIN", PLUGIN)):
            text, count = re.subn(f'^{name} = ".*"$', f'{name} = "{value}"', text, flags=re.M)
            assert count == 1, name
        cls.write("tools/callchain.bzl", text)
        options = ["--color=no", "--curses=no", "--jobs=2"]
        if os.path.isdir(DEBIAN + "rules/cc"):
            options += cls.debian()
        cls.write(".bazelrc", "".join(f"build {option}\n" for option in options))
        done = cls.bazel("first", "build", "//lib:part", check=False)
        if done.returncode:
            print("no Bazel that builds without the network: " + done.stderr[-600:], file=sys.stderr)
            cls.remove()
            os._exit(77)

    @classmethod
    def debian(cls):
        """Its packages in place of downloads; the rules for C are of a newer Bazel."""
        rules = os.path.join(cls.base, "rules_cc")
        shutil.copytree(DEBIAN + "rules/cc", rules)
        for path in glob.glob(rules + "/**/*.bzl", recursive=True):
            with open(path, encoding="utf-8") as stream:
                text = stream.read()
            text = text.replace(', "use_cpp_toolchain")', ")").replace("use_cpp_toolchain()", '["@bazel_tools//tools/cpp:toolchain_type"]')
            os.unlink(path)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text)
        return [f"--override_repository={name}={path}" for name, path in
                {"rules_cc": rules, **{name: DEBIAN + path for name, path in REPOSITORIES.items()}}.items()]

    @classmethod
    def remove(cls):
        for name in cls.outputs:
            cls.bazel(name, "shutdown", check=False)
        subprocess.run(["chmod", "-R", "u+w", cls.base], check=False)
        shutil.rmtree(cls.base, ignore_errors=True)

    @classmethod
    def write(cls, name, text):
        path = os.path.join(cls.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)

    @classmethod
    def bazel(cls, output, *arguments, check=True):
        """With an output folder of its own, as another machine has it."""
        if output not in cls.outputs:
            cls.outputs.append(output)
        return subprocess.run(["bazel", "--max_idle_secs=30", "--output_user_root=" + os.path.join(cls.base, output), *arguments],
                              cwd=cls.work, capture_output=True, text=True, timeout=280, check=check, stdin=subprocess.DEVNULL,
                              env={**os.environ, "HOME": cls.base})

    def graphs(self, output, *options):
        """The graph files' names and bytes, and what Bazel says of its actions."""
        done = self.bazel(output, "build", "//app", "//lib:part", "--aspects=//tools:callchain.bzl%callchain",
                          "--output_groups=callchain", "--disk_cache=" + os.path.join(self.base, "cache"), *options, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        found = {}
        for path in glob.glob(os.path.join(self.work, "bazel-bin", "*", "*.callchain", "*.ccg")):
            with open(path, "rb") as stream:
                found[os.path.basename(path)] = stream.read()
        return found, re.findall(r"\d+ processes?: (.*)\.", done.stderr)[-1]

    def test_outputs_and_cache(self):
        first, told = self.graphs("first")
        self.assertEqual(["app_main.cpp", "lib_part.c"], sorted(name.split("-host")[0] for name in first))
        self.assertIn("sandbox", told)
        paths = []
        for name, data in first.items():
            paths.append(os.path.join(self.base, name))
            with open(paths[-1], "wb") as stream:
                stream.write(data)
        edges = json.loads(subprocess.run([CALLCHAIN, "edges", "--json", *paths], capture_output=True, check=True).stdout)
        rows = {(edge["caller"]["name"], edge["callee"]["name"]) for edge in (edges if isinstance(edges, list) else edges["edges"])}
        self.assertEqual({("main", "one"), ("main", "made"), ("main", "two"), ("one", "inner")}, rows)
        for data in first.values():
            self.assertNotIn(self.base.encode(), data)
        second, told = self.graphs("second")  # elsewhere, with the same cache
        self.assertEqual(first, second)
        self.assertIn("cache hit", told)  # "remote" or "disk"
        self.assertNotIn("sandbox", told)
        third, _ = self.graphs("third", "--disk_cache=")  # elsewhere, read again
        self.assertEqual(first, third)
        self.write("lib/inner.h", "int inner(const char *);\nint other(void);\n")
        changed, _ = self.graphs("first")  # a header that one of them includes
        self.assertEqual({name: data for name, data in first.items() if name.startswith("app")},
                         {name: data for name, data in changed.items() if name.startswith("app")})
        self.write("lib/inner.h", FILES["lib/inner.h"])


if __name__ == "__main__":
    if not (shutil.which("bazel") and CLANG):
        print("there is no bazel", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
