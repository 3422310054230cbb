#!/usr/bin/env python3
"""`callchain identify` killed at random moments, and run again: no answer is
lost, none is asked for twice, and nothing half-written stays.

    kill_test.py CALLCHAIN [KILLS]
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from hostile_server import MODEL, HostileServer, answer_of, well_behaved  # noqa: E402

PROMPTS = 12


def check(holds, message):
    if not holds:
        sys.exit("kill_test: " + message)


def kept(out):
    """Prompts with an answer, as its provenance tells, and the answer's text."""
    found = {}
    hidden = os.path.join(out, ".callchain")
    for name in os.listdir(hidden) if os.path.isdir(hidden) else ():
        if name.endswith(".json"):
            with open(os.path.join(hidden, name), encoding="utf-8") as stream:
                found[name[len("output_"):-len(".json")]] = json.load(stream)["reply"]
    return found


def main(callchain, kills_wanted=200):
    random.seed(20240607)
    folder = tempfile.mkdtemp(prefix="callchain-kill-")
    out = os.path.join(folder, "api_output")
    texts = {}
    os.mkdir(os.path.join(folder, "prompt"))
    for number in range(1, PROMPTS + 1):
        texts[f"prompt_api_{number}"] = text = f"Prompt {number}: " + "void f(int x);\n" * 40
        with open(os.path.join(folder, "prompt", f"prompt_api_{number}"), "w", encoding="utf-8") as stream:
            stream.write(text)
    names = {text: name for name, text in texts.items()}
    kills = rounds = runs = 0
    longest = 0.2
    with HostileServer() as server:
        server.chat = lambda call: well_behaved(call, delay=0.001)
        environment = {**os.environ, "OLLAMA_HOST": server.address}
        while kills < kills_wanted:
            before = kept(out)
            answers = {name: open(os.path.join(out, name), "rb").read() for name in os.listdir(out)
                       if name.startswith("output_")} if before else {}
            asked_before = len(server.asked())
            runs += 1
            begun = time.monotonic()
            process = subprocess.Popen([callchain, "identify", "-q", "--model", MODEL], cwd=folder, env=environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                process.wait(random.uniform(0, longest * 0.6))
            except subprocess.TimeoutExpired:
                process.kill()
            error = process.communicate()[1].decode()
            asked = {names[body["messages"][0]["content"]] for body in server.asked()[asked_before:]}
            check(not asked & set(before), f"asked again: {sorted(asked & set(before))}")
            after = kept(out)
            check(set(before) <= set(after), "an answer was lost")
            there = {name[len("output_"):] for name in os.listdir(out) if name.startswith("output_")} if after else set()
            check(there <= set(after), "an answer that nothing is known of would be asked for again")
            for name, bytes_before in answers.items():
                with open(os.path.join(out, name), "rb") as stream:
                    check(stream.read() == bytes_before, f"{name} has changed")
            if process.returncode == -9:
                kills += 1
                continue
            longest = max(0.05, time.monotonic() - begun) if not before else longest
            check(process.returncode == 0, f"exit code {process.returncode}: {error}")
            rounds += 1
            check(set(after) == set(texts), "an answer is missing")
            for name, text in texts.items():
                with open(os.path.join(out, "output_" + name), encoding="utf-8") as stream:
                    check(json.load(stream) == json.loads(answer_of(text)), f"{name}: another answer")
                check(after[name] == answer_of(text), f"{name}: another reply")
            left = [name for path in (out, os.path.join(out, ".callchain")) for name in os.listdir(path)
                    if name.endswith(".tmp") or ".failed" in name]
            check(not left, f"left behind: {left}")
            shutil.rmtree(out)
    shutil.rmtree(folder)
    print(f"{kills} kills in {runs} runs; all answers complete {rounds} times")
    check(rounds > 0, "no round came to its end")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), *map(int, sys.argv[2:]))
