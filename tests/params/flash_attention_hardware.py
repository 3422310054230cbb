#!/usr/bin/env python3
"""The hardware table of FlashAttention's forward, split and backward units for all head dimensions, against what
flash_attention.hardware says of an A100, an A6000 and an H100, and its traits' constants against a program made of the
real headers (inputs/flash_constants.cu).

Usage: flash_attention_hardware.py CALLCHAIN CLANG [GRAPHS]
GRAPHS: a folder or file with host passes that were read already, of all units or of some."""
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scripts")
CALLCHAIN, CLANG = sys.argv[1:3]
WIDTHS = (32, 64, 96, 128, 192, 256)
# One compiler pass each reads the launch templates once for these units of FlashAttention.
UNITS = {
    "forward.cu": ["flash_fwd_hdim%d_%s_sm80.cu" % (width, kind) for width in WIDTHS for kind in
                   ("fp16", "bf16_causal")],
    "split.cu": ["flash_fwd_split_hdim%d_%s_sm80.cu" % one for one in
                 zip(WIDTHS, ("fp16", "bf16", "fp16_causal") * 2)],
    "backward.cu": ["flash_bwd_hdim%d_%s_sm80.cu" % one for one in zip(WIDTHS, ("bf16", "fp16", "bf16_causal") * 2)],
}
DEVICES = {
    "A100": {"cc_major": 8, "cc_minor": 0, "max_smem_per_block": 166912, "max_smem_per_sm": 167936},
    "A6000": {"cc_major": 8, "cc_minor": 6, "max_smem_per_block": 101376, "max_smem_per_sm": 102400},
    "H100": {"cc_major": 9, "cc_minor": 0, "max_smem_per_block": 232448, "max_smem_per_sm": 233472},
}
TRAITS = ("kHeadDim_", "kBlockM_", "kBlockN_", "kNWarps_")
BACKWARD_TRAITS = TRAITS + ("AtomLayoutMSdP_", "AtomLayoutNdKV", "AtomLayoutMdQ", "Is_V_in_regs_", "No_double_buffer_")


def read_list():
    """(kind, kernel, grid, traits, dropouts, causals, devices, what a launch has), a line each."""
    lines, kind, kernel, grid = [], "", "", ""
    for line in open(os.path.join(HERE, "flash_attention.hardware"), encoding="utf-8"):
        line = line.split("#")[0].strip()
        if line == "= profiler":
            break
        if line.startswith("="):
            kind, kernel, grid = re.match(r"= (\S+) +(\S+) +grid (.*)", line).groups()
        elif line:
            traits, when, devices, launch = (part.split() for part in line.split("|"))
            either = {"-": (False, True), "no": (False,), "yes": (True,)}
            lines.append((kind, kernel, grid, tuple(json.loads(word) for word in traits), either[when[0]],
                          either[when[1]], devices, [int(word) for word in launch]))
    return lines


def read_names():
    """(threads, bytes, name) of the profiler's list."""
    with open(os.path.join(HERE, "flash_attention.hardware"), encoding="utf-8") as stream:
        for line in stream.read().split("= profiler\n")[1].splitlines():
            threads, memory, name = line.split(None, 2)
            yield int(threads), int(memory), name


def read_units(work, environment):
    """The units' host passes."""
    sources = environment["FLASH_ATTENTION_DIR"]
    commands = work + "/compile_commands.json"
    subprocess.run([os.path.join(SCRIPTS, "flash-attention-commands"), commands], env=environment, check=True)
    with open(commands, encoding="utf-8") as stream:
        units = json.load(stream)
    one = next(unit for unit in units if unit["file"].endswith("/" + UNITS["forward.cu"][0]))
    for name, parts in UNITS.items():
        path = os.path.join(work, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.writelines('#include "%s"\n' % part for part in parts)
        units.append(json.loads(json.dumps(one).replace(one["file"], path)))
        units[-1].pop("output", None)
    with open(commands, "w", encoding="utf-8") as stream:
        json.dump(units, stream)
    subprocess.run([CALLCHAIN, "run", "-q", "-p", work, "-o", work + "/graphs", "-j", "2", "--root", sources,
                    "--host-only", "flash_api.cpp", *UNITS], check=True)
    return work + "/graphs"


def arguments(row):
    """Its own arguments and those of its classes, the kernel's own first."""
    found, waiting = {}, [row["template_arguments"]]
    while waiting:
        for name, value in waiting.pop(0).items():
            found.setdefault(name, value)
            if isinstance(value, dict):
                waiting.append(value["arguments"])
    return found


def traits_of(kind, row):
    mine = arguments(row)
    return tuple(mine[name] for name in (BACKWARD_TRAITS if kind == "backward" else TRAITS))


def constants(row):
    return {one["name"]: one["value"] for one in row["traits"]}


def holds(condition, device):
    """What the condition says of the device is what it must; None: it asks nothing of it."""
    if not re.search(r"\b(cc_|max_smem_)", condition["value"]):
        return None
    assert re.fullmatch(r"[a-z_0-9 ()=<>&]+", condition["value"]), condition["value"]
    value = eval(condition["value"].replace("&&", " and "), {}, DEVICES[device])
    return value == (condition["outcome"] == "true")


def ways_on(row, device):
    assert not row["more_ways"], row["kernel"]
    return [way for way in [row["conditions"]] + row["other_ways"]
            if all(holds(condition, device) is not False for condition in way)]


def outcomes(way, text):
    """Which outcomes of the condition the way allows."""
    found = [condition["outcome"] == "true" for condition in way if condition["text"] == text]
    return set(found) or {False, True}


def named(rows, kernel):
    return [row for row in rows if row["name"] == "flash::" + kernel]


def cases(kind, rows):
    """(device, width, dropout, causal) → traits that run then"""
    found = {}
    for row in rows:
        for device in DEVICES:
            for way in ways_on(row, device):
                for dropout in outcomes(way, "params.p_dropout < 1.f") if kind != "split" else (False, True):
                    for causal in outcomes(way, "params.is_causal"):
                        traits = traits_of(kind, row)
                        found.setdefault((device, traits[0], dropout, causal), set()).add(traits)
    return found


def check_choice(lines, rows, whole):
    """On each device exactly the kernels of the list run."""
    for kind, kernel in sorted({line[:2] for line in lines}):
        wanted = {}
        for line in lines:
            if line[0] == kind:
                for device in line[6]:
                    for dropout in line[4]:
                        for causal in line[5]:
                            wanted.setdefault((device, line[3][0], dropout, causal), set()).add(line[3])
        for name in [kernel] + (["flash_bwd_dot_do_o_kernel", "flash_bwd_convert_dq_kernel"] if kind == "backward"
                                else ["flash_fwd_splitkv_combine_kernel"] if kind == "split" else []):
            found = cases(kind, named(rows, name))
            assert found, name
            assert all(wanted.get(case) == traits for case, traits in found.items()), \
                (name, [(case, traits, wanted.get(case)) for case, traits in found.items()
                        if wanted.get(case) != traits])
            assert not whole or found.keys() == wanted.keys(), (name, found.keys() ^ wanted.keys())
            assert {case[:3] for case in found} == {case[:3] for case in wanted}, name


def expect(row, grid, threads, memory):
    is_same = row["grid"]["expression"] == grid and row["block"] == [threads, 1, 1]
    assert is_same and row["shared_memory_bytes"] == memory, (row["kernel"], row["grid"], row["block"],
                                                              row["shared_memory_bytes"], grid, threads, memory)


def check_launches(lines, rows):
    """What each launch of the list has, and that of the kernels that go with it."""
    for kind, kernel, grid, traits, _, _, _, launch in lines:
        def same(name):
            mine = [row for row in named(rows, name) if traits_of(kind, row) == traits]
            assert mine, (name, traits)
            return mine
        queries = "((params.seqlen_q + %d - 1) / %d), params.b, params.h" % (traits[1], traits[1])
        for row in same(kernel):
            expect(row, re.sub(r"\bM\b", str(traits[1]), grid), launch[0], launch[1])
            setting, = row["settings"]
            assert (setting["value"], setting["applies"]) == (launch[1], launch[1] >= 49152), (row["kernel"], setting)
        if kind == "backward":
            for row in same("flash_bwd_dot_do_o_kernel"):
                expect(row, queries, launch[0], 0)
            for row in same("flash_bwd_convert_dq_kernel"):
                expect(row, queries, launch[0], launch[2])
                assert [setting["applies"] for setting in row["settings"]] == [False], row["settings"]
        elif kind == "split":
            combining = same("flash_fwd_splitkv_combine_kernel")
            assert {row["template_arguments"]["Log_max_splits"] for row in combining} == set(range(1, 8))
            for row in combining:
                assert row["template_arguments"]["kBlockM"] == launch[2], row["kernel"]
                expect(row, "(params.b * params.h * params.seqlen_q + %d - 1) / %d, 1, 1" % (launch[2], launch[2]),
                       launch[0], 0)


def check_queries(rows):
    """What is asked of the device for a kernel, and what the answer decides: by kernel and width. get_num_sm's answer
    is num_sm in set_params_splitkv, which makes params.num_splits of it; with a deterministic backward pass it makes
    gridDimx. Which device it is of is asked first."""
    splits = ["params.num_splits <= 1 && !force_split_kernel"]
    chain = ["params.num_splits <= %d" % 2 ** log for log in range(1, 8)]
    blocks = {32: ["max_smem_per_block >= 2 * ((3 * 128 + 2 * 128) * Headdim + 2 * 128 * 128)"],
              64: ["max_smem_per_block >= 144 * 1024"], 96: ["max_smem_per_block >= 116 * 1024"],
              128: ["max_smem_per_block >= 144 * 1024"], 192: ["max_smem_per_block >= 136 * 1024"]}
    both = "max_smem_per_block >= 2 * Headdim * (128 + 2 * 64) && max_smem_per_sm < 4 * Headdim * (64 + 2 * 64)"
    for row in rows:
        name, width = row["name"].split("::")[-1], arguments(row)["kHeadDim_"]
        asked = {query["name"]: query for query in row["queries"] if query["name"] != "cudaGetDevice"}
        assert len(asked) == len([query for query in row["queries"] if query["name"] != "cudaGetDevice"]), row["kernel"]
        decides = {query: one["decides"] for query, one in asked.items()}
        wanted = {}
        if name.startswith("flash_fwd"):
            wanted["cudaDevAttrMultiProcessorCount"] = splits
        if name == "flash_fwd_splitkv_kernel":
            wanted["cudaDevAttrMultiProcessorCount"] = splits + ["params.num_splits > 1", "grid"]
        elif name == "flash_fwd_splitkv_combine_kernel":
            wanted["cudaDevAttrMultiProcessorCount"] = (splits + ["params.num_splits > 1"]
                                                        + chain[:row["template_arguments"]["Log_max_splits"]])
        elif name == "flash_fwd_kernel" and width == 256:
            wanted["cudaDevAttrMaxSharedMemoryPerBlockOptin"] = [both]
            wanted["cudaDevAttrMaxSharedMemoryPerMultiprocessor"] = [both]
        elif name == "flash_fwd_kernel" and any(condition["text"] == "is_sm8x" for way in [row["conditions"]] +
                                                row["other_ways"] for condition in way):
            assert width in (96, 128)
            wanted["cudaDevAttrComputeCapabilityMajor"] = wanted["cudaDevAttrComputeCapabilityMinor"] = ["is_sm8x"]
        elif name.startswith("flash_bwd"):
            device = decides.pop("cudaDevAttrMaxSharedMemoryPerBlockOptin", blocks.get(width))
            assert device == blocks.get(width) or set(device) <= {
                "max_smem_per_block >= 176 * 1024", "max_smem_per_block >= 144 * 1024"}, (row["kernel"], device)
            if name == "flash_bwd_dq_dk_dv_loop_seqk_parallel_kernel":
                wanted["cudaDevAttrMultiProcessorCount"] = ["grid"]
        assert decides == wanted, (row["kernel"], decides, wanted)


def names_on(lines, device):
    """name → (threads, bytes) of kernels that run there, as demanglers of today print them"""
    def word(value):
        return value if isinstance(value, str) else json.dumps(value)
    for kind, kernel, _, traits, dropouts, causals, devices, launch in lines:
        width, even = traits[0], traits[0] <= 128
        for unit in UNITS[kind + ".cu"] if device in devices else []:
            element, causal = "cutlass::half_t" if "fp16" in unit else "cutlass::bfloat16_t", "causal" in unit
            if "hdim%d_" % width not in unit:
                continue
            inner = ", ".join(map(word, traits[:4] + (element,)))
            own = traits + ((element,) if kind == "backward" else (False, False, element))
            own = "Flash_%s_kernel_traits<%s, Flash_kernel_traits<%s>>" % (
                "bwd" if kind == "backward" else "fwd", ", ".join(map(word, own)), inner)

            def name(kernel, *values):
                return "flash::%s<%s>" % (kernel, ", ".join(word(value) for value in values))
            if kind == "split":
                yield name(kernel, own, causal, False, False, False, True, False, True, True), launch[0], launch[1]
                yield name("flash_fwd_splitkv_combine_kernel", own, launch[2], 3, True), launch[0], 0
                continue
            for dropout in dropouts if causal in causals else []:
                flags = [own, dropout, causal, False, False, even, True, False] + [False] * (kind == "forward")
                yield name(kernel, *flags), launch[0], launch[1]
            if kind == "backward":
                yield name("flash_bwd_dot_do_o_kernel", False, own), launch[0], 0
                yield name("flash_bwd_convert_dq_kernel", own), launch[0], launch[2]


def spelled(name, style):
    """As other tools spell it."""
    arguments = "flash::Flash_bwd_params" if "bwd" in name else "flash::Flash_fwd_params"
    if style == 1:
        name = re.sub(r">(?=>)", "> ", name)
    elif style == 2:
        name = re.sub(r"(?<![\w:])(true|false)(?!\w)", lambda found: "(bool)%d" % (found.group() == "true"), name)
        name = re.sub(r"(?<![\w)])(\d+)(?!\w)", r"(int)\1", name)
    elif style == 3:
        name, arguments = (re.sub(r"\w+::", "", text) for text in (name, arguments))
    return "void %s(%s%s)" % (name, arguments, ", int" if "convert" in name else "")


def check_names(lines, graphs):
    """Kernels as a profiler on an H100 reports them are found by their names, with what it observes, and can run
    there."""
    wanted = {name: (threads, memory) for name, threads, memory in names_on(lines, "H100")}
    assert len(wanted) > 48, len(wanted)
    asked = [spelled(name, at % 4) for at, name in enumerate(wanted)]

    def ask(names):
        options = [word for name in names for word in ("--kernel", name)]
        return json.loads(subprocess.run([CALLCHAIN, "params", "--hardware", graphs, "--format", "json", *options],
                                         stdout=subprocess.PIPE, check=True).stdout)
    found = {row["kernel"]: row for row in ask(asked)}
    assert found.keys() == wanted.keys(), found.keys() ^ wanted.keys()
    for name, row in found.items():
        assert (row["block"], row["shared_memory_bytes"]) == ([wanted[name][0], 1, 1], wanted[name][1]), name
        assert ways_on(row, "H100"), name
    for threads, memory, name in read_names():
        row, = ask([name])
        assert (row["block"], row["shared_memory_bytes"]) == ([threads, 1, 1], memory), name
        assert ways_on(row, "H100"), name
    many = ask(["void flash::flash_fwd_kernel<Flash_fwd_kernel_traits<64, 128, 64..."])
    assert {row["shared_memory_bytes"] for row in many} == {32768} and len(many) > 8
    missing = subprocess.run([CALLCHAIN, "params", "--hardware", graphs, "--kernel", "void other::flash_fwd_kernel"],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert (missing.returncode, missing.stdout) == (1, b"") and b"'void other::flash_fwd_kernel'" in missing.stderr


def observed():
    """(kernel's name, block, shared memory) of what an H200 ran, which has an H100's limits."""
    path = os.path.join(os.path.dirname(HERE), "observed", "flash_attention_2.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        cases = [json.loads(line) for line in stream][1:]
    return sorted({(launch["kernel"], tuple(launch["block"]), launch["shared"]) for case in cases
                   for launch in case["launches"] + case.get("backward_launches", [])
                   if "flash::" in launch["kernel"]})


def is_read(name, whole):
    """The kernel is one of those that the units of this test instantiate."""
    if whole:
        return True
    kind = "backward" if "_bwd_" in name else "split" if "splitkv" in name else "forward"
    width = re.search(r"_kernel_traits<(\d+)", name).group(1)
    element = "bf16" if "bfloat16_t" in name else "fp16"
    causal = re.search(r"> >, (?:%s)(true|false)" % ("" if kind == "split" else "(?:true|false), "), name)
    if "combine" in name or "dot_do_o" in name or "convert" in name:
        causal = None
    return any("hdim%s_%s" % (width, element) in unit and
               (not causal or ("causal" in unit) == (causal.group(1) == "true")) for unit in UNITS[kind + ".cu"])


def check_observed(graphs, whole):
    """Each launch that was observed is in the table, with its block and its shared memory, and can run there. Only the
    combining kernel has static shared memory. Host passes do not see that the device's have dynamic one, which rounds
    it up to a multiple of 16, nor all bodies, and say so."""
    launches = [launch for launch in observed() if is_read(launch[0], whole)]
    assert len(launches) > 100, len(launches)
    for name, block, shared in launches:
        (row,) = json.loads(
            subprocess.run(
                [CALLCHAIN, "params", "--hardware", graphs, "--format", "json", "--kernel", name],
                stdout=subprocess.PIPE,
                check=True,
            ).stdout
        )
        static = shared - row["shared_memory_bytes"]
        assert tuple(row["block"]) == block and static >= 0, (name, row)
        told = row["static_shared_memory_bytes"]
        least = int(re.match(r"\d+", told["expression"]).group()) if isinstance(told, dict) else told
        assert static == (least + 15) // 16 * 16 and (least > 0) == ("combine" in name), (name, row)
        assert ways_on(row, "H100"), name


def not_launched(kind, width, block_m, block_n, element, *arguments):
    """The full name of a forward kernel, by hand."""
    inner = "%d, %d, %d, 4" % (width, block_m, block_n)
    traits = "Flash_fwd_kernel_traits<%s, false, false, cutlass::%s, Flash_kernel_traits<%s, cutlass::%s>>" % (
        inner, element, inner, element)
    return "flash::%s<%s>" % (kind, ", ".join((traits,) + tuple(str(one).lower() for one in arguments)))


# For heads of 64, 1024 queries and keys, neither causal nor dropout: a kernel that does not run, the first condition
# that keeps from it, what it came out as and would have to.
WHY_NOT = [
    (("half_t", 32, 128, 128, 0, 0, 0, 0, 1, 1, 0, 0), "params.d <= 32", "false"),
    (("half_t", 128, 128, 64, 0, 0, 0, 0, 1, 1, 0, 0), "params.d <= 64", "true"),
    (("half_t", 256, 64, 64, 0, 0, 0, 0, 0, 1, 0, 0), "params.d <= 64", "true"),
    (("bfloat16_t", 64, 128, 128, 0, 1, 0, 0, 1, 1, 0, 0), "!params.is_bf16", "true"),
    (("half_t", 64, 128, 64, 1, 0, 0, 0, 1, 1, 0, 0), "params.p_dropout < 1.f", "false"),
    (("half_t", 64, 128, 128, 0, 0, 1, 0, 0, 1, 0, 0),
     "(params.window_size_left >= 0 || params.window_size_right >= 0) && !Is_causal", "false"),
    (("half_t", 64, 128, 128, 0, 0, 0, 1, 0, 0, 0, 0), "params.alibi_slopes_ptr != nullptr", "false"),
    (("half_t", 64, 128, 128, 0, 0, 0, 0, 0, 1, 0, 0), "is_even_MN", "true"),
    (("half_t", 64, 128, 128, 0, 0, 0, 0, 1, 1, 1, 0), "params.softcap > 0.0", "false"),
    (("half_t", 64, 128, 128, 0, 0, 0, 0, 0, 0, 0, 0), "return_softmax", "false"),
]


def check_why_not(whole):
    tensor = "fp16[2,1024,16,64]"
    answer, = json.loads(subprocess.run(
        [CALLCHAIN, "select", whole, "--entry", "flash_attn.flash_attn_interface.flash_attn_func", "--device", "H200",
         "--given", "q=" + tensor, "--given", "k=" + tensor, "--given", "v=" + tensor, "--why-not", "flash_fwd_kernel",
         "--json"], stdout=subprocess.PIPE, check=True).stdout)
    told = {one["kernel"]["full_name"]: one for one in answer["not_launched"]}
    for (element, width, block_m, block_n, *arguments), condition, outcome in WHY_NOT:
        name = not_launched("flash_fwd_kernel", width, block_m, block_n, element, *map(bool, arguments))
        because, needs = told[name]["because"], told[name]["needs"]
        assert (because["condition"], because["outcome"]) == (condition, outcome) and needs != outcome, (name, told[name])
        assert re.search(r"\.(cpp|h):\d+$", because["place"]), because


def check_selected(graphs, work, environment):
    """Calls that were observed, evaluated from Python: those whose kernels the units of this test instantiate."""
    package, whole = work + "/package.ccg", work + "/whole.ccg"
    subprocess.run([CALLCHAIN, "python", "-q", environment["FLASH_ATTENTION_DIR"] + "/flash_attn", "--binding",
                    "flash_attn_2_cuda", "-o", package], check=False)
    subprocess.run([CALLCHAIN, "merge", graphs, package, "-o", whole], check=True, stderr=subprocess.DEVNULL)
    seen = os.path.join(os.path.dirname(HERE), "observed")
    subprocess.run([sys.executable, seen + "/compare_select.py", CALLCHAIN, whole,
                    seen + "/flash_attention_2.jsonl.gz"], check=True)
    check_why_not(whole)


def printed_constants(lines, work, environment):
    """traits → the constants that the program prints"""
    wanted = sorted({(line[0] == "backward", line[3]) for line in lines})
    with open(work + "/traits.inc", "w", encoding="utf-8") as stream:
        for backward, traits in wanted:
            words = ", ".join(json.dumps(value) for value in traits + (() if backward else (False, False)))
            stream.write("%sward<Flash_%s_kernel_traits<%s, Half>>();\n"
                         % (("back", "bwd", words) if backward else ("for", "fwd", words)))
    program = work + "/constants"
    sources = environment["FLASH_ATTENTION_DIR"]
    subprocess.run([CLANG, "-std=c++17", "-x", "cuda", "--cuda-host-only", "--cuda-gpu-arch=sm_80", "-w",
                    "--cuda-path=" + environment["CUDA_DIR"], "-I", sources + "/csrc/flash_attn/src", "-I",
                    sources + "/csrc/cutlass/include", '-DTRAITS="%s/traits.inc"' % work, "-c",
                    HERE + "/inputs/flash_constants.cu", "-o", program + ".o"], check=True)
    subprocess.run([CLANG, program + ".o", "-o", program], check=True)
    printed = subprocess.run([program], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    assert len(printed) == len(wanted)
    return {one: {name: int(value) for name, value in (word.split("=") for word in line.split())}
            for one, line in zip(wanted, printed)}


def check_constants(printed, rows):
    for (backward, traits), values in printed.items():
        kind = "backward" if backward else "forward"
        mine = [row for name in (["flash_bwd_convert_dq_kernel"] if backward else
                                 ["flash_fwd_kernel", "flash_fwd_splitkv_kernel"])
                for row in named(rows, name) if traits_of(kind, row) == traits]
        assert mine, traits
        for row in mine:
            mismatch = {name: (value, constants(row).get(name)) for name, value in values.items()
                        if constants(row).get(name) != value}
            assert not mismatch, (row["kernel"], mismatch)


def main():
    places = subprocess.run([os.path.join(SCRIPTS, "fetch-flash-attention")], stdout=subprocess.PIPE, check=True)
    environment = dict(os.environ, **dict(
        line.replace("'", "").split("=", 1) for line in places.stdout.decode().splitlines() if "=" in line))
    lines = read_list()
    with tempfile.TemporaryDirectory() as work:
        graphs = sys.argv[3] if len(sys.argv) > 3 else read_units(work, environment)
        rows = json.loads(subprocess.run([CALLCHAIN, "params", "--hardware", graphs, "--format", "json"],
                                         stdout=subprocess.PIPE, check=True).stdout)
        check_names(lines, graphs)
        check_observed(graphs, len(sys.argv) > 3)
        check_selected(graphs, work, environment)
        printed = printed_constants(lines, work, environment)
    check_choice(lines, rows, len(sys.argv) > 3)
    check_launches(lines, rows)
    check_queries(rows)
    check_constants(printed, rows)


main()
