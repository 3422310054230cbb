"""flash_attention_test.py CALLCHAIN SCRIPTS: prompts of three real chains, and
hand-made answers to them, right and wrong in each way.

What each name is was read in flash_attn_interface.py and flash_api.cpp. The
graph is of the Python package and of flash_api.cpp's host pass. Exit code 77:
there are no sources (see scripts/fetch-flash-attention).
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "params"))
import flash_attention_model as program  # noqa: E402

CALLCHAIN, SCRIPTS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
I = "flash_attn.flash_attn_interface."
CHAINS = [
    (I + "flash_attn_func", I + "FlashAttnFunc.forward", I + "_flash_attn_forward", "flash_attn_2_cuda.fwd"),
    (I + "flash_attn_varlen_func", I + "FlashAttnVarlenFunc.forward", I + "_flash_attn_varlen_forward",
     "flash_attn_2_cuda.varlen_fwd"),
    (I + "flash_attn_with_kvcache", "flash_attn_2_cuda.fwd_kvcache"),
]
# name, scopes, verdict
ANSWERS = [
    [("dropout_p", ["flash_attn_func", "FlashAttnFunc.forward"], "verified"),
     ("softmax_scale", ["flash_attn_interface.flash_attn_func()"], "verified"),
     ("ctx.causal", ["FlashAttnFunc"], "verified"),
     ("window_size[0]", ["flash_attn_func"], "verified"),
     ("window_size_left", ["_flash_attn_forward"], "verified"),
     ("is_causal", ["mha_fwd"], "verified"),
     ("params.scale_softmax", ["set_params_fprop"], "verified"),
     ("alibi_slopes", ["mha_fwd", "flash_attn_func"], "verified"),
     ("window_size_left", ["flash_attn_func"], "misplaced"),
     ("p_dropout", ["_flash_attn_forward"], "misplaced"),
     ("num_layers", ["flash_attn_func"], "invented"),
     ("temperature", ["mha_fwd"], "invented"),
     ("mha_fwd", ["fwd"], "no parameter"),
     ("FlashAttnFunc", ["flash_attn_func"], "no parameter"),
     ("-1", ["flash_attn_func"], "no parameter")],
    [("max_seqlen_q", ["flash_attn_varlen_func"], "verified"),
     ("softcap", ["FlashAttnVarlenFunc.forward"], "verified"),
     ("leftpad_k", ["_flash_attn_varlen_forward"], "verified"),
     ("leftpad_k", ["flash_attn_varlen_func"], "misplaced"),
     ("rotary_interleaved", ["flash_attn_varlen_func"], "invented"),
     ("hidden_size", ["mha_varlen_fwd"], "invented")],
    [("rotary_interleaved", ["flash_attn_with_kvcache"], "verified"),
     ("num_splits", ["flash_attn_with_kvcache", "mha_fwd_kvcache"], "verified"),
     ("cache_seqlens", ["flash_attn_with_kvcache"], "verified"),
     ("return_softmax_lse", ["flash_attn_with_kvcache"], "unrelated"),
     ("p_dropout", ["flash_attn_with_kvcache"], "misplaced"),
     ("num_layers", ["flash_attn_with_kvcache"], "invented"),
     # the Triton back end, which may be below this chain, has one
     ("dropout_p", ["flash_attn_with_kvcache"], "misplaced"),
     ("True", [], "no parameter")],
]
# What the answers above lack.
MISSED = [["deterministic", "return_attn_probs", "softcap"], None, None]


def call(*command, **more):
    return subprocess.run([CALLCHAIN, *command], check=True, stdout=subprocess.PIPE, **more).stdout.decode()


def check_prompts(folder, sources):
    """Every function of the chain is shown once, as it is written."""
    for number, chain in enumerate(CHAINS, 1):
        with open(os.path.join(folder, "prompt_api_%d" % number), encoding="utf-8") as file:
            text = file.read()
        for name in chain[:-1]:
            line = "def %s(" % name.split(".")[-1]
            assert text.count("\n" + line) + text.count("    " + line) == 1, (number, name)
        assert text.count('m.def("%s"' % chain[-1].split(".")[-1]) == 1, number
        with open(os.path.join(folder, "index.json"), encoding="utf-8") as file:
            code = json.load(file)[number - 1]["code"]
        for piece in code:
            with open(os.path.join(sources, piece["file"]), encoding="utf-8") as file:
                lines = file.readlines()[piece["first"] - 1:piece["last"]]
            assert "".join(lines) in text, (number, piece["name"])


def main():
    program.UNITS = ("flash_api.cpp",)
    problems = []
    with tempfile.TemporaryDirectory() as work:
        graph = program.make_program(CALLCHAIN, SCRIPTS, work)
        sources = program.places(SCRIPTS)["FLASH_ATTENTION_DIR"].strip("'\"")
        chains, prompts, answers = (os.path.join(work, name) for name in ("chains", "prompt", "answers"))
        with open(chains, "w", encoding="utf-8") as file:
            for chain in CHAINS:
                file.write(" -> ".join("%s/%s" % pair for pair in zip(("",) + chain, chain)) + "\n\n")
        call("prompt", graph, "--chains", chains, "--root", sources, "-o", prompts, stderr=subprocess.DEVNULL)
        check_prompts(prompts, sources)
        os.mkdir(answers)
        for number, answer in enumerate(ANSWERS, 1):
            with open(os.path.join(answers, "output_prompt_api_%d" % number), "w", encoding="utf-8") as file:
                json.dump({"parameters": [{"name": name, "scopes": scopes} for name, scopes, _ in answer]}, file)
        result = json.loads(call("verify", answers, graph, "--prompts", prompts, "--root", sources, "--json"))
    for answer, missed, prompt in zip(ANSWERS, MISSED, result["prompts"]):
        (run,) = prompt["runs"]
        for (name, scopes, verdict), claim in zip(answer, run["claims"], strict=True):
            if claim["verdict"] != verdict:
                problems.append("%s in %s: %s (%s), expected %s"
                                % (name, scopes, claim["verdict"], claim["reason"], verdict))
        found = sorted(one["name"] for one in run["missed"])
        if missed is not None and found != missed:
            problems.append("missed in %s: %s, expected %s" % (prompt["start"], found, missed))
    print("\n".join(problems) or "ok")
    return bool(problems)


sys.exit(main())
