"""verify_test.py CALLCHAIN MAKE_GRAPH: what 'callchain verify' makes of answers.

A small program: api.scaled(q, scale, flag) makes an Op, whose forward calls
the binding ext.fwd; behind it run() launches a kernel. What each answer must
be found to be is worked out by hand.
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest

CALLCHAIN, MAKE_GRAPH = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])

API = '''class Op:
    def forward(self, q, scale):
        """hidden is no name of the code"""
        return ext.fwd(q, scale * self.factor)  # nor is comment

def scaled(q, scale, flag=None):
    return Op().forward(q, scale)
'''
KERNEL = '''template <int kBlock>
__global__ void kernel(Params params) {
    float local_sum = params.scale;
}
'''
GRAPH = '''
function py:api.scaled name=api.scaled lang=python flags=entry,defined at=api.py:6 lines=6-7 params=q,scale,flag
function py:api.Op.forward name=api.Op.forward lang=python flags=defined at=api.py:2 lines=2-4 params=self,q,scale
function py:ext.fwd name=ext.fwd lang=python flags=binding,external
function run name=ns::run lang=cuda flags=defined at=run.cu:1 lines=1-3 params=q_in,scale_in
function elsewhere name=ns::elsewhere lang=cuda flags=defined at=run.cu:7 lines=7-8 params=far
function kernel name=ns::kernel lang=cuda flags=kernel,defined device_at=kernel.h:2 lines=1-4 params=params
edge py:api.scaled py:api.Op.forward call passes=python
edge py:api.Op.forward py:ext.fwd call passes=python
edge py:ext.fwd run bind
edge run kernel launch
binding py:ext.fwd run module=ext params=q_in,scale_in
launch run kernel at=run.cu:2
value q parameter q function=py:api.scaled index=1
value s parameter scale function=py:api.scaled index=2
value f parameter flag function=py:api.scaled index=3
value fq parameter q function=py:api.Op.forward index=1
value fs parameter scale function=py:api.Op.forward index=2
value factor attribute factor class=api.Op
value n template kBlock function=kernel index=1
value p field scale class=Params
value qi parameter q_in function=run index=1 type="const at::Tensor &"
value r parameter scale_in function=run index=2 type=float
value bq parameter "" function=py:ext.fwd index=1
value bs parameter "" function=py:ext.fwd index=2
flow q fq argument at=api.py:7 passes=python
flow s fs argument at=api.py:7 passes=python
flow fq bq argument at=api.py:4 passes=python
flow fs bs derived text="scale * self.factor" at=api.py:4 passes=python
flow factor bs derived text="scale * self.factor" at=api.py:4 passes=python
flow r p copy at=run.cu:2
use p kernel_argument function=run target=kernel at=run.cu:2
use p device_read function=kernel at=kernel.h:3 passes=sm_80
use qi kernel_argument function=run target=kernel at=run.cu:2
'''
INDEX = [{"file": "prompt_api_1", "mode": "model",
          "chains": [[{"name": "api.scaled", "id": "py:api.scaled"},
                      {"name": "api.Op.forward", "id": "py:api.Op.forward"},
                      {"name": "ext.fwd", "id": "py:ext.fwd"}]]}]


def named(*parameters):
    return json.dumps({"parameters": [{"name": n, "scopes": list(s), "role": "scores", "description": "d"}
                                      for n, *s in parameters]})


class Verify(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.at = self.folder.name
        for name in "prompt", "answers", "answers/.callchain":
            os.mkdir(os.path.join(self.at, name))
        self.write("api.py", API)
        self.write("kernel.h", KERNEL)
        self.write("g.txt", GRAPH)
        self.write("prompt/index.json", json.dumps(INDEX))
        subprocess.run([MAKE_GRAPH, "g.txt", "g.ccg"], cwd=self.at, check=True)

    def write(self, name, text):
        with open(os.path.join(self.at, name), "w") as file:
            file.write(text)

    def verify(self, *arguments, expect=0):
        done = subprocess.run([CALLCHAIN, "verify", "answers", "g.ccg", *arguments], cwd=self.at, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        self.assertEqual(done.returncode, expect, done.stderr)
        return done

    def verdicts(self, text, **other):
        self.write("answers/output_prompt_api_1", text)
        result = json.loads(self.verify("--json", **other).stdout)
        (run,) = result["prompts"][0]["runs"]
        return [(c["name"], c["verdict"], c["where"]) for c in run["claims"]]

    def test_exists(self):
        self.assertEqual(self.verdicts(named(
            ("scale", "scaled"), ("scale", "api.scaled", "Op.forward"), ("self.factor", "Op"), ("factor", "Op.forward"),
            ("kBlock", "ns::kernel"), ("local_sum", "kernel"), ("`q`", "`scaled()`"), ("scale_in", "class run"),
            ("params.scale", "Params"))),
            [("scale", "verified", "api.scaled"), ("scale", "verified", "api.scaled"), ("factor", "verified", "api.Op"),
             ("factor", "verified", "api.Op.forward"), ("kBlock", "verified", "ns::kernel"),
             ("local_sum", "verified", "ns::kernel"), ("q", "verified", "api.scaled"),
             ("scale_in", "verified", "ns::run"), ("scale", "verified", "Params")])

    def test_flow(self):
        # flag goes nowhere; q is a tensor, so that nobody has to name it
        self.assertEqual(self.verdicts(named(("flag", "scaled"))), [("flag", "unrelated", "api.scaled")])
        result = json.loads(self.verify("--json").stdout)
        self.assertEqual([m["name"] for m in result["prompts"][0]["runs"][0]["missed"]], ["scale"])
        self.assertEqual(result["summary"]["recall"], 0)
        # any name of its value on the way counts
        self.verdicts(named(("params.scale_in", "run")))
        result = json.loads(self.verify("--json").stdout)
        self.assertEqual((result["summary"]["recall"], result["summary"]["precision"]), (1, 1))
        self.assertIn("reaches the kernel", result["prompts"][0]["runs"][0]["claims"][0]["ends"])

    def test_does_not(self):
        self.assertEqual(self.verdicts(named(
            ("num_layers", "scaled"), ("hidden", "Op.forward"), ("comment", "Op.forward"), ("far", "ns::elsewhere"),
            ("", "scaled"))),
            [("num_layers", "invented", None), ("hidden", "invented", None), ("comment", "invented", None),
             ("far", "invented", None)])

    def test_elsewhere(self):
        self.assertEqual(self.verdicts(named(
            ("flag", "Op.forward"), ("scale_in", "scaled"), ("scale", "nowhere"), ("scale",), ("factor", "scaled"))),
            [("flag", "misplaced", "api.scaled"), ("scale_in", "misplaced", "ns::run"),
             ("scale", "misplaced", "api.Op.forward"), ("scale", "misplaced", "api.Op.forward"),
             ("factor", "misplaced", "api.Op")])

    def test_no_parameter(self):
        self.assertEqual([v[1] for v in self.verdicts(named(
            ("64", "scaled"), ("0.5", "scaled"), ("None", "scaled"), ("'flash'", "scaled"), ("kernel", "run"),
            ("Op", "scaled"), ("api.scaled", "scaled")))], ["no parameter"] * 7)

    def test_forms(self):
        expected = [("scale", "verified", "api.scaled")]
        for text in (named(("scale", "scaled")), "```json\n" + named(("scale", "scaled")) + "\n```\n  ",
                     json.dumps({"scale": "[scaled, Op.forward] what it is"}),
                     json.dumps([{"name": "scale", "scopes": ["scaled"]}])):
            self.assertEqual(self.verdicts(text), expected)

    def test_no_answer(self):
        many = json.dumps({"parameters": [{"name": "n%d" % i, "scopes": ["s"], "role": "r"} for i in range(5000)]})
        for text in "", "{", "no JSON", '"text"', "[" * 100000, "\0\xff", many:
            self.write("answers/output_prompt_api_1", text)
            result = json.loads(self.verify("--json").stdout)
            self.assertEqual((result["summary"]["valid"], result["summary"]["precision"]), (0, None), text[:20])
            self.assertTrue(result["prompts"][0]["runs"][0]["problem"])
        os.remove(os.path.join(self.at, "answers/output_prompt_api_1"))
        self.write("answers/.callchain/output_prompt_api_1.failed.json", json.dumps({"model": {"name": "m:1"}}))
        result = json.loads(self.verify("--json").stdout)
        self.assertEqual([(m["model"], m["answers"], m["valid"]) for m in result["models"]], [("m:1", 1, 0)])

    def test_runs(self):
        self.write("answers/output_prompt_api_1", named(("scale", "scaled"), ("q", "scaled")))
        self.write("answers/output_prompt_api_1.run2", named(("scale", "scaled"), ("ghost", "scaled")))
        self.write("answers/output_prompt_api_1.run3", named(("scale", "Op.forward"), ("q", "scaled")))
        result = json.loads(self.verify("--json").stdout)
        prompt = result["prompts"][0]
        self.assertEqual(sorted((m["name"], m["votes"], m["runs"]) for m in prompt["merged"]),
                         [("q", 2, 3), ("scale", 3, 3)])
        # scale, q against scale, ghost: 1/3; the same again: 1/3; 1
        self.assertAlmostEqual(prompt["agreement"], (1 / 3 + 1 / 3 + 1) / 3, 3)
        self.assertEqual([(p["name"], p["scopes"], p["chains"]) for p in result["parameters"]],
                         [("q", ["api.scaled"], 1), ("scale", ["api.scaled", "api.Op.forward"], 1)])
        self.assertAlmostEqual(result["summary"]["precision"], 5 / 6, 3)

    def test_models(self):
        # of m:1 one answer; of m:2 two, with one of two names in common
        for run, model, names in ((".run1", "m:1", ("scale",)), (".run2", "m:2", ("scale", "q")),
                                  (".run3", "m:2", ("scale",))):
            self.write("answers/output_prompt_api_1" + run, named(*((name, "scaled") for name in names)))
            self.write(f"answers/.callchain/output_prompt_api_1{run}.json", json.dumps({"model": {"name": model}}))
        models = json.loads(self.verify("--json").stdout)["models"]
        self.assertEqual([(m["model"], m["answers"], m["agreement"]) for m in models],
                         [("m:1", 1, None), ("m:2", 2, 0.5)])

    def test_limits(self):
        self.write("answers/output_prompt_api_1", named(("scale", "scaled"), ("ghost", "scaled")))
        self.verify("--fail-below", "precision=0.5")
        done = self.verify("--fail-below", "precision=0.6", expect=2)
        self.assertIn("precision is 0.5000, 0.6 is wanted", done.stderr)
        for wrong in "precision", "speed=1", "precision=x", "precision=2", "precision=0.5x":
            self.verify("--fail-below", wrong, expect=64)

    def test_tables(self):
        hostile = named(("scale\x1b[31m|\n\"", "scaled"))
        self.write("answers/output_prompt_api_1", hostile)
        self.assertNotIn("\x1b", self.verify().stdout)
        self.assertNotIn("\x1b", self.verify("--format", "markdown").stdout)
        rows = list(csv.reader(io.StringIO(self.verify("--format", "csv").stdout, newline="")))
        self.assertEqual(len({len(row) for row in rows}), 1)
        self.verify("--format", "csv", "-o", "table.csv")
        self.assertTrue(os.path.exists(os.path.join(self.at, "table.csv")))

    def test_mismatch(self):
        self.write("answers/output_prompt_api_9", named(("scale", "scaled")))
        self.assertIn("'prompt' has no such prompt", self.verify(expect=1).stderr)
        self.assertIn("cannot read 'none/index.json'", self.verify("--prompts", "none", expect=1).stderr)
        for index in "", "{}", "[3]", '[{"file": "x"}]', '[{"file": "x", "chains": [[]]}]', \
                '[{"file": "x", "chains": [[{"id": "ghost"}]]}]', '[{"file": "../x", "chains": [[{"id": "run"}]]}]':
            self.write("prompt/index.json", index)
            self.assertIn("cannot use 'prompt/index.json'", self.verify(expect=1).stderr, index)
        self.verify("--prompts", expect=64)


unittest.main(argv=[sys.argv[0]])
