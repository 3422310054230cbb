#!/usr/bin/env python3
"""`callchain run` as a whole, with a stand-in for clang: which passes run, what
is skipped the next time, how failures are told, exit codes, and that nothing
is left behind.

    run_test.py CALLCHAIN
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CALLCHAIN = None


class RunTest(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-run-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = os.path.join(self.folder, "callchain")
        self.log = os.path.join(self.folder, "log")
        self.clang = os.path.join(self.folder, "clang-22")
        shutil.copy(os.path.join(HERE, "fake_clang"), self.clang)
        self.plugin = os.path.join(self.folder, "callchain-clang-22.so")
        self.write("callchain-clang-22.so", "plugin")
        self.write("header.h", "int h;")

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        past = time.time() - 100  # an input as young as the run is not trusted
        os.utime(path, (past, past))

    def database(self, *units, options=()):
        entries = []
        for unit in units:
            if not os.path.exists(os.path.join(self.folder, unit)):
                self.write(unit, "unit")
            entries.append({"directory": self.folder, "file": unit,
                            "arguments": ["g++", *options, "-c", unit, "-o", "x.o"]})
        with open(os.path.join(self.folder, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump(entries, stream)

    def arguments(self, *arguments):
        return [CALLCHAIN, "run", "-p", self.folder, "--clang", self.clang, "--plugin", self.plugin, *arguments]

    def run_it(self, *arguments, environment=None):
        done = subprocess.run(self.arguments(*arguments), capture_output=True, text=True, timeout=60,
                              env={**os.environ, "FAKE_CLANG_LOG": self.log, **(environment or {})}, check=False)
        self.assertEqual(done.stdout, "")
        return done.returncode, done.stderr

    def ran(self):
        """What was run since the last time this was asked."""
        try:
            with open(self.log, encoding="utf-8") as stream:
                lines = sorted(stream.read().split("\n")[:-1])
            os.remove(self.log)
            return lines
        except FileNotFoundError:
            return []

    def graphs(self):
        return sorted(name for name in os.listdir(self.out) if name.endswith(".ccg"))

    def left_over(self):
        return [name for name in os.listdir(os.path.join(self.out, ".callchain")) if name.endswith(".work")]

    def test_passes_of_a_build(self):
        self.database("a.c", "k.cu", options=["--cuda-gpu-arch=sm_80", "--cuda-gpu-arch=sm_90"])
        code, text = self.run_it()
        self.assertEqual(code, 0, text)
        self.assertEqual(self.ran(), ["a.c host", "k.cu host", "k.cu sm_80", "k.cu sm_90"])
        self.assertEqual(self.graphs(), ["a.c-host.ccg", "k.cu-host.ccg", "k.cu-sm_80.ccg", "k.cu-sm_90.ccg"])
        self.assertIn("4 passes: 4 complete, 0 with errors, 0 failed", text)
        self.assertEqual(self.left_over(), [])

    def test_only_what_changed_runs_again(self):
        self.database("a.c", "b.c")
        self.run_it()
        self.ran()
        self.assertEqual(self.run_it()[0], 0)
        self.assertEqual(self.ran(), [])
        os.utime(os.path.join(self.folder, "header.h"))  # touched, not changed
        self.run_it()
        self.assertEqual(self.ran(), [])
        self.write("b.c", "changed")
        self.run_it()
        self.assertEqual(self.ran(), ["b.c host"])
        self.write("header.h", "int other;")
        self.run_it()
        self.assertEqual(self.ran(), ["a.c host", "b.c host"])
        os.remove(os.path.join(self.out, "a.c-host.ccg"))
        self.run_it()
        self.assertEqual(self.ran(), ["a.c host"])
        self.write("callchain-clang-22.so", "another plugin")
        self.run_it()
        self.assertEqual(self.ran(), ["a.c host", "b.c host"])
        self.run_it(environment={"CALLCHAIN_SCOPE": "all"})
        self.assertEqual(self.ran(), ["a.c host", "b.c host"])
        self.run_it("--force", environment={"CALLCHAIN_SCOPE": "all"})
        self.assertEqual(self.ran(), ["a.c host", "b.c host"])

    def test_an_input_younger_than_the_run_is_not_trusted(self):
        self.database("a.c")
        future = time.time() + 50
        os.utime(os.path.join(self.folder, "a.c"), (future, future))
        self.run_it()
        self.ran()
        self.run_it()
        self.assertEqual(self.ran(), ["a.c host"])

    def test_an_input_that_changes_during_the_run_is_looked_at_again(self):
        self.database("a.c", "change_header.c", "z.c")
        self.run_it("-j", "1")
        self.assertEqual(self.ran(), ["a.c host", "change_header.c host", "z.c host"])
        self.write("header.h", "int h;")  # as a.c read it, and z.c did not
        self.run_it("-j", "1", "[az].c")
        self.assertEqual(self.ran(), ["z.c host"])

    def test_an_input_that_was_another_for_a_moment_is_not_trusted(self):
        self.database("a.c", "flip_header.c")
        self.run_it("-j", "1")
        self.ran()
        self.run_it("-j", "1")
        self.assertEqual(self.ran(), ["flip_header.c host"])

    def dry(self, *arguments):
        done = subprocess.run(self.arguments("--dry-run", *arguments), capture_output=True, text=True, timeout=60,
                              env={**os.environ, "FAKE_CLANG_LOG": self.log}, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.ran(), [])
        return sorted(line.split("\t") for line in done.stdout.split("\n")[:-1])

    def test_what_would_run(self):
        self.database("a.c", "b.c")
        self.assertEqual(self.dry(), [["a.c", "host", "new"], ["b.c", "host", "new"]])
        self.assertFalse(os.path.exists(self.out))
        self.run_it()
        self.ran()
        os.utime(os.path.join(self.folder, "header.h"))
        self.assertEqual(self.dry(), [["a.c", "host", "up to date"], ["b.c", "host", "up to date"]])
        self.assertEqual(self.dry("-q"), [])
        self.write("b.c", "changed")
        self.assertEqual(self.dry(), [["a.c", "host", "up to date"], ["b.c", "host", "input changed: b.c"]])
        os.remove(os.path.join(self.folder, "b.c"))
        self.assertEqual(self.dry("b.c"), [["b.c", "host", "input gone: b.c"]])
        self.write("b.c", "unit")
        os.remove(os.path.join(self.out, "a.c-host.ccg"))
        self.assertEqual(self.dry(), [["a.c", "host", "no graph"], ["b.c", "host", "up to date"]])
        self.assertEqual(self.dry("--extra-arg=-DX", "b.c"), [["b.c", "host", "arguments changed"]])
        self.assertEqual(self.dry("--force", "b.c"), [["b.c", "host", "forced"]])
        self.write("callchain-clang-22.so", "another plugin")
        self.assertEqual(self.dry("b.c"), [["b.c", "host", "clang, the plugin or the environment changed"]])
        self.database("c.c")  # and nothing is pruned
        self.assertEqual(self.dry(), [["c.c", "host", "new"]])
        self.assertEqual(self.graphs(), ["b.c-host.ccg"])

    def test_what_would_run_beside_a_run(self):
        self.database("slow.c")
        child = subprocess.Popen(self.arguments(), stderr=subprocess.DEVNULL)
        time.sleep(1)
        self.assertEqual(self.dry(), [["slow.c", "host", "new"]])
        child.send_signal(signal.SIGINT)
        child.wait()

    def test_units_that_leave_take_their_graphs_along(self):
        self.database("a.c", "b.c")
        self.run_it()
        self.database("a.c")
        self.run_it()
        self.assertEqual(self.graphs(), ["a.c-host.ccg"])
        self.assertEqual(self.run_it("nothing*")[0], 1)
        self.assertEqual(self.graphs(), ["a.c-host.ccg"])

    def test_other_options_replace_what_they_select(self):
        self.database("a.c", "b.c")
        self.run_it()
        self.ran()
        self.run_it("--extra-arg=-DX", "b.c")
        self.assertEqual(self.ran(), ["b.c host"])
        self.assertEqual(len(os.listdir(os.path.join(self.out, ".callchain"))), 3)  # with the lock
        self.run_it()
        self.assertEqual(self.ran(), ["b.c host"])

    def test_failures_are_told_and_the_rest_is_complete(self):
        self.database("a.c", "error.c", "crash.c", "silent.c", "quiet_failure.c", "missing_header.c")
        code, text = self.run_it()
        self.assertEqual(code, 3)
        self.assertIn("with errors: error.c (host): error.c:1:2: error: no such thing\n", text)
        self.assertIn("failed: crash.c (host): clang was killed by signal 11", text)
        self.assertIn("failed: silent.c (host): the plugin wrote no graph\n", text)
        self.assertIn("failed: quiet_failure.c (host)", text)
        self.assertIn("with errors: missing_header.c (host): missing_header.c:1:1: fatal error", text)
        self.assertIn("6 passes: 1 complete, 2 with errors, 3 failed", text)
        self.assertEqual(self.graphs(), ["a.c-host.ccg", "error.c-host.ccg", "missing_header.c-host.ccg"])
        self.assertEqual(self.left_over(), [])
        self.ran()
        # What has an error is up to date all the same; what failed is tried again.
        code, text = self.run_it()
        self.assertEqual(code, 3)
        self.assertIn("with errors: error.c (host): error.c:1:2: error: no such thing\n", text)
        self.assertEqual(self.ran(), ["crash.c host", "missing_header.c host", "quiet_failure.c host",
                                      "silent.c host"])

    def test_a_host_pass_runs_although_the_device_pass_has_errors(self):
        self.database("device_error.cu", options=["--cuda-gpu-arch=sm_80"])
        code, text = self.run_it()
        self.assertEqual(code, 3)
        self.assertIn("2 passes: 1 complete, 1 with errors", text)
        self.assertEqual(self.graphs(), ["device_error.cu-host.ccg", "device_error.cu-sm_80.ccg"])

    def test_fail_fast(self):
        self.database("error.c", "a.c", "b.c", "c.c")
        code, text = self.run_it("--fail-fast", "-j", "1")
        self.assertEqual(code, 3, text)
        self.assertEqual(self.ran(), ["error.c host"])
        self.assertEqual(self.graphs(), ["error.c-host.ccg"])

    def test_choosing(self):
        self.database("src_a.c", "b.c", "k.cu", options=["--cuda-gpu-arch=sm_80"])
        self.run_it("src_*")
        self.assertEqual(self.ran(), ["src_a.c host"])
        self.run_it("re:^[bk]", "--host-only")
        self.assertEqual(self.ran(), ["b.c host", "k.cu host"])
        self.run_it("--device-only")
        self.assertEqual(self.ran(), ["k.cu sm_80"])
        self.assertEqual(self.run_it()[0], 0)
        self.assertEqual(self.ran(), [])
        self.assertEqual(self.run_it("--extra-arg=-DX", "b.c")[0], 0)
        self.assertEqual(self.ran(), ["b.c host"])

    def test_exit_codes(self):
        self.database("a.c")
        self.assertEqual(self.run_it("--no-such-option")[0], 64)
        self.assertEqual(self.run_it("re:(")[0], 64)
        self.assertEqual(self.run_it("--host-only", "--device-only")[0], 64)
        self.assertEqual(self.run_it("no-such-unit")[0], 1)
        self.assertEqual(self.run_it("--clang", "/nonexistent/clang")[0], 1)
        self.assertEqual(self.run_it("--clang", "/bin/true")[0], 1)
        self.assertEqual(self.run_it("--plugin", "/nonexistent/plugin.so")[0], 1)
        self.assertEqual(self.run_it("-p", "/nonexistent")[0], 1)
        self.assertEqual(self.run_it("-o", "/dev/null/x")[0], 1)
        self.write("compile_commands.json", "[{]")
        code, text = self.run_it()
        self.assertEqual(code, 1)
        self.assertEqual(text.count("\n"), 1)
        self.assertIn("cannot read '", text)

    def test_names_are_never_given_to_a_shell(self):
        name = "a b'\"$(touch gone)`touch gone`;touch gone\\.c"
        self.database(name, "line\nbreak.c")
        code, text = self.run_it("--progress", "always")
        self.assertEqual(code, 0, text)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "gone")))
        self.assertIn("line\\nbreak.c", text)

    def test_too_slow(self):
        self.database("slow.c", "a.c")
        code, text = self.run_it("--timeout", "1")
        self.assertEqual(code, 3)
        self.assertIn("failed: slow.c (host): stopped after 1 seconds", text)

    def test_interrupted_and_run_again(self):
        self.database("a.c", "slow.c")
        for number in (signal.SIGINT, signal.SIGTERM):
            child = subprocess.Popen(self.arguments("-j", "2"), stderr=subprocess.PIPE, text=True,
                                     env={**os.environ, "FAKE_CLANG_LOG": self.log})
            time.sleep(1)
            child.send_signal(number)
            text = child.communicate(timeout=15)[1]
            self.assertEqual(child.returncode, 128 + number)
            self.assertIn("stopped; the next run goes on from here", text)
            self.assertEqual(self.graphs(), ["a.c-host.ccg"])
            self.assertEqual(self.left_over(), [])
        self.assertEqual(self.ran(), ["a.c host", "slow.c host", "slow.c host"])

    def test_what_is_ignored_from_the_start(self):
        """nohup, and a shell without job control; a supervisor that ignores its children."""
        self.database("slow.c")
        ignored = lambda: [signal.signal(number, signal.SIG_IGN) for number in (signal.SIGHUP, signal.SIGINT)]
        child = subprocess.Popen(self.arguments(), stderr=subprocess.DEVNULL, preexec_fn=ignored)
        time.sleep(1)
        child.send_signal(signal.SIGHUP)
        child.send_signal(signal.SIGINT)
        time.sleep(0.5)
        self.assertIsNone(child.poll())
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(15), 128 + signal.SIGTERM)
        self.database("a.c", "error.c")
        child = subprocess.Popen(self.arguments(), stderr=subprocess.DEVNULL,
                                 preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        self.assertEqual(child.wait(20), 3)
        self.assertEqual(self.graphs(), ["a.c-host.ccg", "error.c-host.ccg"])

    def test_links_lead_nowhere(self):
        self.database("a.c")
        self.run_it()
        victim = os.path.join(self.folder, "victim")
        self.write("victim", "kept")
        graph = os.path.join(self.out, "a.c-host.ccg")
        state = os.path.join(self.out, ".callchain")
        record, = [os.path.join(state, name) for name in os.listdir(state) if name.endswith(".record")]
        for place in (graph, record):
            os.remove(place)
            os.symlink(victim, place)
            self.assertEqual(self.run_it("--force")[0], 0)
            self.assertFalse(os.path.islink(place))
        work = record[:-len(".record")] + ".work"
        os.symlink(self.folder, work)
        self.assertEqual(self.run_it("--force")[0], 0)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "a.c-host.ccg")))
        shutil.rmtree(state)
        os.symlink(self.folder, state)
        before = sorted(os.listdir(self.folder))
        code, text = self.run_it("--force")
        self.assertEqual(code, 1)
        self.assertIn("there is a symbolic link in the place of its .callchain", text)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        with open(victim, encoding="utf-8") as stream:
            self.assertEqual(stream.read(), "kept")

    def test_killed_and_run_again(self):
        self.database("a.c", "slow.c")
        child = subprocess.Popen(self.arguments("-j", "2"), stderr=subprocess.DEVNULL,
                                 env={**os.environ, "FAKE_CLANG_LOG": self.log})
        time.sleep(1)
        child.kill()
        child.wait()
        self.assertEqual(self.graphs(), ["a.c-host.ccg"])
        self.ran()
        self.database("a.c")
        self.assertEqual(self.run_it()[0], 0)
        self.assertEqual(self.ran(), [])

    def test_one_run_at_a_time(self):
        self.database("slow.c")
        child = subprocess.Popen(self.arguments(), stderr=subprocess.DEVNULL)
        time.sleep(1)
        code, text = self.run_it()
        child.send_signal(signal.SIGINT)
        child.wait()
        self.assertEqual(code, 1)
        self.assertIn("another run is at work in it", text)

    def test_a_damaged_record_is_no_record(self):
        self.database("a.c")
        self.run_it()
        self.ran()
        state = os.path.join(self.out, ".callchain")
        record, = [name for name in os.listdir(state) if name.endswith(".record")]
        path = os.path.join(state, record)
        with open(path, "rb") as stream:
            whole = stream.read()
        for damaged in (b"", whole[:-5], b"callchain record 9\n", b"\0" * 50, b"x" * 100000,
                        whole.replace(b"graph a", b"graph ../../a")):
            with open(path, "wb") as stream:
                stream.write(damaged)
            self.assertEqual(self.run_it()[0], 0)
            self.assertEqual(self.ran(), ["a.c host"], damaged[:40])

    def test_a_big_database_with_nothing_to_do(self):
        entries = [{"directory": "/d", "file": f"u{i}.c", "arguments": ["cc", "-c", f"u{i}.c"]}
                   for i in range(100000)]
        with open(os.path.join(self.folder, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump(entries, stream)
        begun = time.time()
        code, text = self.run_it("none*")
        self.assertEqual(code, 1)
        self.assertIn("no unit matches", text)
        self.assertLess(time.time() - begun, 30)


if __name__ == "__main__":
    CALLCHAIN = sys.argv.pop(1)
    unittest.main(verbosity=1)
