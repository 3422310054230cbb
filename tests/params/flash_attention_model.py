#!/usr/bin/env python3
"""FlashAttention's model parameters: `callchain params --model` finds what flash_attention.model lists, and no
other data in the kernel.

Usage: flash_attention_model.py CALLCHAIN SCRIPTS [PROGRAM]
Reads the Python package, flash_api.cpp's host pass and both passes of a forward, a split and a backward unit, or takes
PROGRAM, the graph made of such. Every parameter of the functions must be in the list. Exit code 77: there are no
sources (see scripts/fetch-flash-attention)."""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = {
    "data": "reaches the kernel as data",
    "kernel": "decides which kernel runs",
    "shape": "shapes a tensor",
    "return": "only changes the form of what is returned",
    "stops": "stops",
    "unused": "unused",
}
# Wide heads have the fewest specializations.
UNITS = ("flash_api.cpp", "flash_fwd_hdim192_fp16_sm80.cu", "flash_fwd_split_hdim192_fp16_sm80.cu",
         "flash_bwd_hdim192_fp16_sm80.cu")


def run(command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **more).stdout.decode()


def places(scripts):
    done = subprocess.run([os.path.join(scripts, "fetch-flash-attention"), "--print"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        print("no sources of FlashAttention")
        sys.exit(77)
    return dict(line.split("=", 1) for line in done.stdout.decode().splitlines() if "=" in line)


def make_program(callchain, scripts, work):
    """The graph of the units and the package, joined."""
    found = {name: value.strip("'\"") for name, value in places(scripts).items()}
    commands = os.path.join(work, "compile_commands.json")
    run([os.path.join(scripts, "flash-attention-commands"), commands], env=dict(os.environ, **found))
    with open(commands, encoding="utf-8") as stream:
        units = [unit for unit in json.load(stream) if os.path.basename(unit["file"]) in UNITS]
    assert len(units) == len(UNITS), "not all of the units are there"
    with open(commands, "w", encoding="utf-8") as stream:
        json.dump(units, stream)
    graphs, package, program = (os.path.join(work, name) for name in ("graphs", "package.ccg", "program.ccg"))
    sources = found["FLASH_ATTENTION_DIR"]
    for more in (["--host-only"], ["--arch", "80"]):  # what the host pass needs mended is known to the device pass then
        run([callchain, "run", "-p", work, "-o", graphs, "-j", "2", "-q", "--root", sources, *more])
    run([callchain, "python", "-q", os.path.join(sources, "flash_attn"), "-o", package])
    run([callchain, "merge", graphs, package, "-o", program], stderr=subprocess.DEVNULL)
    return program


def ask(callchain, program):
    command = [callchain, "params", program, "--model", "--json", "--steps", "--without",
               "flash_attn.flash_attn_triton_amd*"]
    for name in ("flash_attn_func", "flash_attn_varlen_func", "flash_attn_with_kvcache", "flash_attn_qkvpacked_func"):
        command += ["--entry", "flash_attn.flash_attn_interface." + name]
    command += ["--entry", "flash_attn.modules.mha.MHA"]
    told = json.loads(run(command))
    for parameter in told:
        for end in parameter["ends"]:
            end["way"] = way(parameter["steps"], end["step"])
    return {(parameter["entry"]["name"], parameter["parameter"]): parameter for parameter in told}


def way(steps, last):
    """The steps up to this one, each of which tells the one before it."""
    found = []
    while last is not None:
        found.append(steps[last])
        assert found[-1]["before"] is None or found[-1]["before"] < last, "a step before which a later one stands"
        last = found[-1]["before"]
    return found[::-1]


def label(step):
    """function:name, or Class.name"""
    function = step["function"]["name"] if step["function"] else ""
    name = step["name"].replace(" ", "@")
    return function + ":" + name if function else name


def is_flow(wanted, flow):
    steps = [label(step) for step in flow]
    return any(all(found == want or found.endswith(("." + want, "::" + want))
                   for want, found in zip(wanted, steps[at:at + len(wanted)]))
               for at in range(len(steps) - len(wanted) + 1))


def check_certainty(parameter):
    for end in parameter["ends"]:
        if not end["use"]:
            yield "an end without a use"
        if end["certain"] and not all(step["certain"] for step in end["way"]):
            yield "a certain flow with a possible step"
        if not all(step["site"] for step in end["way"]):
            yield "a step without a place"


def check(found, listed):
    problems, entry, parameter, unlisted = [], "", None, set(found)
    for number, line in enumerate(open(listed, encoding="utf-8"), 1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if words[0] == "=":
            entry = words[1]
            continue
        if words[0] == ">":
            if parameter and not any(is_flow(words[1:], end["way"]) for end in parameter["ends"]):
                problems.append("%d: no such flow: %s" % (number, line.strip()))
            continue
        parameter = next((p for (function, name), p in found.items()
                          if function.endswith("." + entry) and name == words[0]), None)
        if not parameter:
            problems.append("%d: %s has no parameter %s" % (number, entry, words[0]))
            continue
        unlisted.discard((parameter["entry"]["name"], parameter["parameter"]))
        if parameter["class"] != CLASSES[words[1]]:
            problems.append("%d: %s of %s: %s" % (number, words[0], entry, parameter["class"]))
        data = {end["value"].split(".")[-1] for end in parameter["ends"] if end["class"] == CLASSES["data"]}
        if words[2:] != ["*"] and data != set(words[2:]):
            problems.append("%d: %s of %s arrives in: %s" % (number, words[0], entry, " ".join(sorted(data))))
        problems += ["%d: %s of %s: %s" % (number, words[0], entry, text) for text in check_certainty(parameter)]
    return problems + ["not in the list: %s of %s" % (name, function) for function, name in sorted(unlisted)]


def main():
    callchain, scripts = os.path.abspath(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="callchain-model-") as work:
        program = sys.argv[3] if len(sys.argv) > 3 else make_program(callchain, scripts, work)
        problems = check(ask(callchain, program),
                         os.path.join(HERE, "flash_attention.model"))
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
