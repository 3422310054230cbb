#!/usr/bin/env python3
"""The examples beside scripts/nightly are well-formed, and every option of
nightly in them exists.

    examples_test.py SCRIPTS
"""
import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import unittest

SCRIPTS = None
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def read(name):
    with open(os.path.join(SCRIPTS, "examples", name), encoding="utf-8") as stream:
        return stream.read()


def cron_field_is_valid(field, low, high):
    for item in field.split(","):
        match = re.fullmatch(r"(\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?", item)
        if not match:
            return False
        first, last = match[2], match[3] or match[2]
        if first and not low <= int(first) <= int(last) <= high:
            return False
    return True


class ExamplesTest(unittest.TestCase):
    def check_command(self, words):
        """The words behind .../nightly, tried with the real script's own parser."""
        place = next(i for i, word in enumerate(words) if word.endswith("/nightly"))
        with open(os.path.join(SCRIPTS, "nightly"), encoding="utf-8") as stream:
            names = {"__name__": "nightly", "__file__": os.path.join(SCRIPTS, "nightly")}
            exec(compile(stream.read(), "nightly", "exec"), names)
        options, project, state = names["parse"](words[place + 1:])
        self.assertTrue(project and state)
        self.assertTrue(options["--fail-on"])

    def ini(self, name):
        parser = configparser.ConfigParser(interpolation=None, strict=True)
        parser.optionxform = str
        parser.read_string(read(name))
        return parser

    def test_service(self):
        unit = self.ini("callchain-nightly.service")
        self.assertEqual(set(unit.sections()), {"Unit", "Service"})
        self.assertEqual(unit["Service"]["Type"], "oneshot")
        self.check_command(shlex.split(unit["Service"]["ExecStart"]))

    def test_timer(self):
        unit = self.ini("callchain-nightly.timer")
        self.assertEqual(set(unit.sections()), {"Unit", "Timer", "Install"})
        self.assertRegex(unit["Timer"]["OnCalendar"], r"^\*-\*-\* \d\d:\d\d:\d\d$")
        self.assertEqual(unit["Install"]["WantedBy"], "timers.target")

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze")
    def test_systemd(self):
        files = [os.path.join(SCRIPTS, "examples", "callchain-nightly." + end) for end in ("service", "timer")]
        done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
        # It names the files that it is about; other units of the machine don't matter.
        about = [line for line in done.stderr.splitlines() if "callchain-nightly" in line]
        self.assertEqual(about, [])

    def test_cron(self):
        lines = [line for line in read("callchain-nightly.cron").splitlines() if line and line[0] != "#"]
        jobs = [line for line in lines if not re.match(r"[A-Z]+=", line)]
        self.assertEqual(len(jobs), 1)
        *times, user, command = jobs[0].split(None, 6)
        self.assertEqual([field for field, (low, high) in zip(times, RANGES)
                          if not cron_field_is_valid(field, low, high)], [])
        self.assertRegex(user, r"^[a-z][a-z0-9-]*$")
        self.assertNotIn("%", command)  # a newline to cron
        self.check_command(shlex.split(command))
        self.assertTrue(read("callchain-nightly.cron").endswith("\n"))

    def test_cron_checker(self):
        for field in ("*", "*/5", "1,2", "1-5", "0-59/2"):
            self.assertTrue(cron_field_is_valid(field, 0, 59), field)
        for field in ("", "60", "5-1", "a", "*/0", "1,,2"):
            self.assertFalse(cron_field_is_valid(field, 0, 59), field)

    def test_workflow_text(self):
        text = read("callchain-nightly.yml")
        self.assertNotIn("\t", text)
        match = re.search(r"^ *(callchain/scripts/nightly (?:.*\\\n)*.*)$", text, re.M)
        self.check_command(shlex.split(match[1].replace("\\\n", " ")))

    def test_workflow(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("no python3-yaml")
        flow = yaml.safe_load(read("callchain-nightly.yml"))
        triggers = flow[True]  # YAML 1.1's idea of "on"
        *times, = triggers["schedule"][0]["cron"].split()
        self.assertEqual(len(times), 5)
        self.assertTrue(all(cron_field_is_valid(field, *limits) for field, limits in zip(times, RANGES)))
        self.assertIn("workflow_dispatch", triggers)
        (job,) = flow["jobs"].values()
        self.assertIn("runs-on", job)
        for step in job["steps"]:
            self.assertEqual(("uses" in step) + ("run" in step), 1, step)
            if "uses" in step:
                self.assertRegex(step["uses"], r"^actions/[a-z-]+@v\d+$")
            else:
                subprocess.run(["sh", "-n"], input=step["run"], text=True, check=True)


if __name__ == "__main__":
    SCRIPTS = sys.argv.pop(1)
    unittest.main()
