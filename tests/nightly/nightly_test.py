#!/usr/bin/env python3
"""Nights on a small C project: what a night's folder holds, what changes are
told, exit codes, retention, the lock, and kills in the middle.

    nightly_test.py NIGHTLY CALLCHAIN
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

NIGHTLY = CALLCHAIN = None
NAMES = {"program.ccg", "diff.txt", "launches.tsv", "chains.txt", "info.json", "run.log", "manifest.json"}


class NightlyTest(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-nightly-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.project = os.path.join(self.folder, "project")
        self.state = os.path.join(self.folder, "state")
        os.mkdir(self.project)
        self.write("main.c", "void step(void);\nint main(void)\n{\n    step();\n    return 0;\n}\n")
        self.write("step.c", "void step(void)\n{\n}\n")
        self.write("last.c", "void last(void)\n{\n}\n")
        self.commands("main.c", "step.c", "last.c")

    def write(self, name, text):
        path = os.path.join(self.project, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        past = time.time() - 100  # an input as young as the run is not trusted
        os.utime(path, (past, past))

    def commands(self, *units):
        self.write("compile_commands.json", json.dumps(
            [{"directory": self.project, "file": unit, "arguments": ["cc", "-c", unit]} for unit in units]))

    def command(self, *options):
        return [NIGHTLY, "--callchain", CALLCHAIN, *options, self.project, self.state]

    def night(self, *options):
        done = subprocess.run(self.command(*options), capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr

    def nights(self):
        return sorted(name for name in os.listdir(self.state) if name[0].isdigit())

    def read(self, name, night="latest"):
        with open(os.path.join(self.state, night, name), encoding="utf-8") as stream:
            return stream.read()

    def manifest(self, night="latest"):
        return json.loads(self.read("manifest.json", night))

    def read_again(self):
        """How many passes the latest night's run has read."""
        match = re.search(r"(\d+) pass(?:es)?: .*?(\d+) of them up to date", self.read("run.log"))
        return int(match[1]) - int(match[2])

    CHAINS = ("--from", "main", "--to", "last")

    def test_three_nights(self):
        code, out, err = self.night(*self.CHAINS)
        self.assertEqual((code, err), (0, ""))
        self.assertIn("3 units complete, 0 with errors, 0 failed", out)
        first = os.readlink(os.path.join(self.state, "latest"))
        self.assertRegex(first, r"^\d{4}-\d\d-\d\dT\d{6}Z$")
        self.assertEqual(set(os.listdir(os.path.join(self.state, first))), NAMES)
        self.assertEqual(self.read_again(), 3)
        self.assertEqual(self.read("chains.txt"), "")
        self.assertIsNone(self.manifest()["compared_with"])

        # Nothing new.
        code, _, err = self.night(*self.CHAINS, "--fail-on", "any")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(self.read_again(), 0)
        self.assertEqual(self.manifest()["compared_with"], first)
        self.assertTrue(self.read("diff.txt").endswith("\nno difference\n"))
        self.assertFalse(json.loads(self.read("diff.json"))["difference"])

        # A call more, and lines moved.
        second = os.readlink(os.path.join(self.state, "latest"))
        self.write("step.c", "\n\nvoid last(void);\nvoid step(void)\n{\n    last();\n}\n")
        code, out, _ = self.night(*self.CHAINS, "--fail-on", "added-chain,removed-function")
        self.assertEqual(code, 2)
        self.assertIn("found: 1 added chain", out)
        self.assertEqual(self.read_again(), 1)
        self.assertEqual(self.read("chains.txt"), "main -> step -> last\n")
        self.assertIn("chains added (1)\n  main -> step -> last\n", self.read("diff.txt"))
        self.assertIn("edges added (1)\n  step -> last  call  step.c:6\n", self.read("diff.txt"))
        manifest = self.manifest()
        self.assertEqual((manifest["compared_with"], manifest["exit_code"], manifest["found"]), (second, 2, True))
        self.assertEqual(manifest["units"], {"total": 3, "done": 3, "incomplete": [], "failed": []})
        self.assertEqual(manifest["problems"], ["found: 1 added chain"])
        self.assertEqual([step["step"] for step in manifest["steps"]],
                         ["run", "merge", "info", "launches", "chains", "diff", "diff"])
        self.assertEqual(self.nights(), sorted([first, second, os.readlink(os.path.join(self.state, "latest"))]))

    def test_costs(self):
        log = "ptxas info    : Compiling entry function '%s' for 'sm_90'\nptxas info    : Used %d registers\n"
        self.write("build.log", log % ("k", 32) + log % ("same", 8))
        self.assertEqual(self.night("--ptxas", "build.log")[0], 0)
        self.assertEqual(["k", "same"], sorted(row["symbol"] for row in json.loads(self.read("cost.json"))))
        self.write("build.log", log % ("k", 40) + log % ("same", 8))
        self.assertEqual(self.night("--ptxas", "build.log")[0], 0)
        lines = [line.split("\t") for line in self.read("cost.txt").splitlines()]
        self.assertEqual(2, len(lines))
        row = dict(zip(*lines))
        self.assertEqual(("changed", "k", "32", "40"), tuple(row[key] for key in ("change", "symbol", "old_registers",
                                                                                  "registers")))
        os.remove(os.path.join(self.project, "build.log"))
        code, _, err = self.night("--ptxas", "build.log")
        self.assertEqual(code, 1)
        self.assertIn("build.log': No such file or directory", err)

    def test_units_come_fail_and_go(self):
        self.assertEqual(self.night()[0], 0)
        self.write("step.c", "void step(void)\n{\n    nonsense;\n}\n")
        code, out, _ = self.night()
        self.assertEqual(code, 3)
        self.assertIn("2 units complete, 1 with errors", out)
        self.assertEqual(self.manifest()["units"]["incomplete"], ["step.c"])
        self.assertIn("step.c (host): 1 errors, first step.c:3:5: use of undeclared identifier 'nonsense'",
                      self.manifest()["problems"])
        self.assertIn("warning: 1 pass of the new graph is incomplete\n", self.read("diff.txt"))
        # 2 goes before 3.
        self.write("last.c", "void other(void)\n{\n}\n")
        self.assertEqual(self.night("--fail-on", "removed-function")[0], 2)
        self.commands("main.c")
        code, out, _ = self.night()
        self.assertEqual(code, 0)
        self.assertIn("1 units complete, 0 with errors", out)
        self.assertIn("warning: 2 passes of units are only in the old graph\n", self.read("diff.txt"))

    def test_retention(self):
        for _ in range(4):
            self.assertEqual(self.night("--keep", "2")[0], 0)
        nights = self.nights()
        self.assertEqual(len(nights), 2)
        self.assertEqual(os.readlink(os.path.join(self.state, "latest")), nights[-1])
        self.assertEqual(set(os.listdir(self.state)), {*nights, "latest", "cache", "lock"})

    def test_failures(self):
        os.remove(os.path.join(self.project, "compile_commands.json"))
        code, out, err = self.night()
        self.assertEqual((code, out), (1, ""))
        self.assertRegex(err, r"^nightly: no compile_commands.json in '.*/project' or '.*/project/build' \(")
        self.assertEqual(self.nights(), [])
        self.assertEqual(self.manifest("failed")["exit_code"], 1)
        code, _, err = self.night("--build", "echo cannot find the compiler >&2; exit 7")
        self.assertEqual((code, err), (1, "nightly: build failed with exit code 7\n  cannot find the compiler\n"))
        code, _, err = self.night("--update")
        self.assertEqual(code, 1)
        self.assertIn("not a git work tree", err)
        # The next night that succeeds takes the failure away.
        self.commands("main.c", "step.c")
        self.assertEqual(self.night()[0], 0)
        self.assertFalse(os.path.exists(os.path.join(self.state, "failed")))
        # A graph that was damaged can't be compared with; the next night has a good one.
        with open(os.path.join(self.state, "latest", "program.ccg"), "wb") as stream:
            stream.write(b"garbage")
        code, _, err = self.night()
        self.assertEqual(code, 1)
        self.assertIn("cannot compare with", err)
        self.assertEqual(self.night()[0], 0)
        self.assertEqual(len(self.nights()), 3)

    def test_missing_tools(self):
        done = subprocess.run([NIGHTLY, "--callchain", "/nonexistent", self.project, self.state],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (1, "nightly: cannot run '/nonexistent': no such file\n"))

    def test_usage(self):
        for words in ([], ["--nonsense", "a", "b"], ["a", "b", "c"], ["--keep", "x", "a", "b"], ["--keep=0", "a", "b"],
                      ["--kernel", "a", "b"], ["--from", "x", "a", "b"], ["--update=1", "a", "b"], ["a", "b", "--from"]):
            done = subprocess.run([NIGHTLY, *words], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (64, "", 1), words)
        code, _, err = self.night("--fail-on", "nonsense")  # on the first night already
        self.assertEqual(code, 1)
        self.assertIn("unknown change 'nonsense'", err)
        done = subprocess.run([NIGHTLY, "--help"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0)

    def test_update(self):
        if not shutil.which("git"):
            self.skipTest("no git")

        def git(*words, folder):
            subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=n@example.org", *words], cwd=folder,
                           check=True, capture_output=True)
        origin, self.project = self.project, os.path.join(self.folder, "clone")
        git("init", "-q", "-b", "main", folder=origin)
        git("add", ".", folder=origin)
        git("commit", "-qm", "one", folder=origin)
        git("clone", "-q", origin, self.project, folder=self.folder)
        there = "sed -i s,/project,/clone,g compile_commands.json"
        self.assertEqual(self.night("--update", "--build", there)[::2], (0, ""))
        commit = self.manifest()["commit"]
        self.assertRegex(commit, "^[0-9a-f]{40}$")
        code, _, err = self.night("--update")
        self.assertEqual(code, 1)
        self.assertIn("files have been changed, compile_commands.json among them", err)
        git("checkout", "-q", ".", folder=self.project)
        git("commit", "-qm", "two", "--allow-empty", folder=origin)
        self.assertEqual(self.night("--update", "--build", there)[::2], (0, ""))
        self.assertNotEqual(self.manifest()["commit"], commit)

    def test_lock(self):
        self.write("slow.sh", "touch begun; sleep 60\n")
        first = subprocess.Popen(self.command("--build", "sh slow.sh"), stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        while not os.path.exists(os.path.join(self.project, "begun")):
            time.sleep(0.02)
        second = subprocess.Popen(self.command(), stderr=subprocess.PIPE, text=True)
        time.sleep(0.3)
        self.assertIsNone(second.poll())  # it waits a while for a night that may be ending
        first.send_signal(signal.SIGTERM)
        self.assertEqual(first.wait(timeout=60), 128 + signal.SIGTERM)
        second.communicate(timeout=60)
        self.assertEqual(second.returncode, 0)

    def test_kills(self):
        """SIGKILL at several points; the night after is whole, and reuses what was read."""
        self.assertEqual(self.night()[0], 0)
        begun = time.time()
        self.assertEqual(self.night()[0], 0)
        usual = time.time() - begun
        for part in (0.2, 0.5, 0.8, 0.95):
            nights = self.nights()
            self.write("main.c", f"void step(void);\nint main(void)\n{{\n    step();\n    return {int(part * 10)};\n}}\n")
            night = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, start_new_session=True)
            time.sleep(part * usual)
            night.kill()
            night.wait()
            for name in self.nights():  # each is whole, or an empty name
                inside = set(os.listdir(os.path.join(self.state, name)))
                self.assertTrue(not inside or NAMES - {"chains.txt"} <= inside)
            self.assertTrue(os.path.exists(os.path.join(self.state, "latest", "manifest.json")))
            code, out, err = self.night()
            self.assertEqual((code, err), (0, ""))
            self.assertIn("3 units complete", out)
            self.assertLessEqual(self.read_again(), 1)
            self.assertGreater(len(self.nights()), len(nights))
            self.assertFalse([name for name in os.listdir(self.state) if name.startswith(".")])


if __name__ == "__main__":
    CALLCHAIN = os.path.abspath(sys.argv.pop())
    NIGHTLY = os.path.abspath(sys.argv.pop())
    unittest.main()
