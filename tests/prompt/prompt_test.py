"""prompt_test.py CALLCHAIN MAKE_GRAPH: what 'callchain prompt' writes.

The project has a Python half (api.scaled -> api.Op.forward -> ext.fwd), its
binding, and a C++ half (run -> kernel); the expected code is cut here by hand.
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ollama"))
from hostile_server import DIGEST, MODEL, HostileServer, vocabulary  # noqa: E402

CALLCHAIN, MAKE_GRAPH, SLOW_FILES = map(os.path.abspath, sys.argv[1:4])

API = '''import ext

class Op:
    def __init__(self, scale):
        self.scale = scale

    def forward(self, q):
        return ext.fwd(q, self.scale)

# between
def scaled(q, scale):
    return Op(scale).forward(q)

def twice(q):
    """```"""
    return scaled(q, 2.0)
'''
EXT = '''#include "k.h"
void run(float scale) {
    kernel<<<1, 64>>>(scale);
}
void module() {
    m.def("fwd", &run);
}
'''
KERNEL = '''template <int N>
__global__ void kernel(float scale) {
    // scale
}
'''
GRAPH = '''
function py:api.scaled name=api.scaled lang=python flags=entry,defined at=api.py:11 lines=11-12 params=q,scale
function py:api.twice name=api.twice lang=python flags=entry,defined at=api.py:14 lines=14-16 params=q
function py:api.Op.__init__ name=api.Op.__init__ lang=python flags=defined at=api.py:4 lines=4-5 params=self,scale
function py:api.Op.forward name=api.Op.forward lang=python flags=defined at=api.py:7 lines=7-8 params=self,q
function py:ext.fwd name=ext.fwd lang=python flags=binding,external
function run name=run lang=cuda flags=defined at=csrc/ext.cu:2 lines=2-4 params=scale
function kernel name=kernel lang=cuda flags=kernel,defined device_at=csrc/k.h:2 lines=1-4 params=scale
edge py:api.twice py:api.scaled call passes=python
edge py:api.scaled py:api.Op.__init__ construct passes=python
edge py:api.scaled py:api.Op.forward call passes=python
edge py:api.Op.forward py:ext.fwd call passes=python
edge py:ext.fwd run bind
edge run kernel launch
binding py:ext.fwd run module=ext at=csrc/ext.cu:6
launch run kernel at=csrc/ext.cu:3
'''
CHAIN = "/api.scaled -> api.scaled/api.Op.forward -> api.Op.forward/ext.fwd\n"


class Prompts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.at = self.folder.name
        os.mkdir(self.path("csrc"))
        self.write("api.py", API)
        self.write("csrc/ext.cu", EXT)
        self.write("csrc/k.h", KERNEL)
        self.make(GRAPH)

    def path(self, *names):
        return os.path.join(self.at, *names)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def read(self, *names):
        with open(self.path(*names)) as file:
            return file.read()

    def make(self, text):
        self.write("g.txt", text)
        subprocess.run([MAKE_GRAPH, self.path("g.txt"), self.path("g.ccg")], check=True)

    def prompt(self, *arguments, expect=0, graph=("g.ccg",), stdin=None, host="127.0.0.1:1"):
        environment = {**os.environ, "OLLAMA_HOST": host, "XDG_CACHE_HOME": self.path("cache"), "no_proxy": "*"}
        done = subprocess.run([CALLCHAIN, "prompt", *graph, *arguments], cwd=self.at, text=True, input=stdin, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        self.assertEqual(done.returncode, expect, done.stderr)
        return done

    def index(self):
        return json.loads(self.read("prompt", "index.json"))

    def test_links_lead_nowhere(self):
        os.mkdir(self.path("prompt"))
        self.write("victim", "kept")
        for name in ("prompt_api_1", "index.json"):
            os.symlink("../victim", self.path("prompt", name))
        self.prompt()
        self.assertEqual(self.read("victim"), "kept")
        for name in ("prompt_api_1", "index.json"):
            self.assertFalse(os.path.islink(self.path("prompt", name)))
        # Not even one whose contents would be right.
        self.write("copy", self.read("prompt", "prompt_api_1"))
        os.remove(self.path("prompt", "prompt_api_1"))
        os.symlink("../copy", self.path("prompt", "prompt_api_1"))
        self.prompt()
        self.assertFalse(os.path.islink(self.path("prompt", "prompt_api_1")))

    def test_pipes_are_not_waited_for(self):
        os.mkdir(self.path("prompt"))
        for name in ("prompt_api_1", "prompt_api_2", "index.json"):
            os.mkfifo(self.path("prompt", name))
        os.rename(self.path("csrc/k.h"), self.path("kept.h"))
        os.mkfifo(self.path("csrc/k.h"))
        self.assertIn("'csrc/k.h': not a regular file", self.prompt("--through", "kernel", expect=3).stderr)
        self.assertEqual(len(self.index()), 2)

    def test_a_signal_leaves_nothing_behind(self):
        """On a file system where the file has a name from its beginning."""
        with open(CALLCHAIN, "rb") as program:
            if b"__asan_init" in program.read():
                self.skipTest("the sanitizer wants to be loaded first")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with subprocess.Popen([CALLCHAIN, "prompt", "g.ccg"], cwd=self.at, stderr=subprocess.DEVNULL,
                                  env={**os.environ, "LD_PRELOAD": SLOW_FILES}) as child:
                until = time.monotonic() + 20
                while time.monotonic() < until and not (os.path.isdir(self.path("prompt")) and os.listdir(self.path("prompt"))):
                    time.sleep(0.01)
                self.assertTrue(os.listdir(self.path("prompt")))
                child.send_signal(number)
                self.assertEqual(child.wait(timeout=5), -number)
            self.assertEqual(os.listdir(self.path("prompt")), [])

    def test_binding(self):
        self.prompt()
        index = self.index()
        self.assertEqual([p["start"]["name"] for p in index], ["api.scaled", "api.twice"])
        self.assertEqual([len(p["chains"]) for p in index], [1, 1])
        self.assertEqual([(c["name"], c["file"], c["first"], c["last"]) for c in index[0]["code"]],
                         [("api.scaled", "api.py", 11, 12), ("api.Op.__init__", "api.py", 4, 5),
                          ("api.Op.forward", "api.py", 7, 8), ("ext.fwd", "csrc/ext.cu", 6, 6),
                          ("run", "csrc/ext.cu", 2, 4)])
        text = self.read("prompt", "prompt_api_1")
        self.assertIn("api.scaled -> api.Op.forward -> ext.fwd\n", text)
        self.assertIn("api.scaled (api.py, lines 11-12):\n```python\ndef scaled(q, scale):\n"
                      "    return Op(scale).forward(q)\n```\n", text)
        self.assertIn("csrc/ext.cu, line 6):\n```cpp\n    m.def(\"fwd\", &run);\n```\n", text)
        self.assertEqual(text.count("kernel<<<"), 1)
        self.assertNotIn("# between", text)
        self.assertNotIn("{{", text)
        self.assertIn("- api.Op.forward: q\n\n# Task\n", text)
        # code that holds a fence stands in a longer one
        self.assertIn("````python\ndef twice(q):", self.read("prompt", "prompt_api_2"))

    def test_class(self):
        # A method that starts a chain stands in the scope of its class.
        self.make(GRAPH.replace("name=api.Op.forward lang=python flags=defined", "name=api.Op.forward lang=python flags=entry,defined"))
        self.prompt("--from", "api.Op.forward")
        (prompt,) = self.index()
        self.assertEqual([(c["name"], c["file"], c["first"], c["last"]) for c in prompt["code"]][0],
                         ("api.Op.forward", "api.py", 4, 8))
        self.assertEqual(self.read("prompt", "prompt_api_1").count("def __init__"), 1)

    def test_kernel(self):
        self.prompt("--mode", "hardware", "--from", "api.scaled")
        (prompt,) = self.index()
        self.assertEqual([c["name"] for c in prompt["chains"][0]],
                         ["api.scaled", "api.Op.forward", "ext.fwd", "run", "kernel"])
        self.assertEqual((prompt["code"][-1]["file"], prompt["code"][-1]["first"]), ("csrc/k.h", 1))
        self.assertEqual(prompt["mode"], "hardware")
        self.prompt("--mode", "hardware", "--from", "api.scaled", "--through", "binding")
        self.assertIn("Nothing: the chain ends before a kernel.\n", self.read("prompt", "prompt_api_1"))
        self.make(GRAPH.replace("launch run kernel at=csrc/ext.cu:3\n", ""))
        self.prompt("--mode", "hardware", "--from", "api.scaled")
        self.assertIn("Nothing: no code that was compiled launches it.", self.read("prompt", "prompt_api_1"))

    def test_shared_prompt(self):
        # A second way with the same code: through a name that has none.
        self.make(GRAPH + "function py:ops.op name=ops.op lang=python flags=external\n"
                  "edge py:api.Op.forward py:ops.op call passes=python\nedge py:ops.op py:ext.fwd dispatch passes=python\n")
        self.prompt("--from", "api.scaled")
        (prompt,) = self.index()
        self.assertEqual([len(chain) for chain in prompt["chains"]], [3, 4])
        self.assertIn("api.Op.forward -> ops.op -> ext.fwd\n", self.read("prompt", "prompt_api_1"))

    def test_too_large(self):
        self.prompt("--from", "api.scaled")
        limit = self.index()[0]["tokens_estimated"] - 20
        self.prompt("--from", "api.scaled", "--max-tokens", str(limit))
        (prompt,) = self.index()
        left, kept = [c["name"] for c in prompt["left_out"]], [c["name"] for c in prompt["code"]]
        self.assertTrue(left)
        self.assertEqual((kept + left)[0], "api.scaled")
        self.assertIn("run", left)  # the farthest goes first
        self.assertIn("Left out for want of room: ", self.read("prompt", "prompt_api_1"))
        self.assertLessEqual(prompt["tokens_estimated"], limit)
        done = self.prompt("--max-tokens", "10", expect=3)
        self.assertIn("2 chains' starting points alone are larger", done.stderr)
        self.assertEqual(self.index(), [])
        self.assertFalse(os.path.exists(self.path("prompt", "prompt_api_1")))

    def test_counted_tokens(self):
        # Each byte is a token, but that two ~ are one: none is in the code.
        with HostileServer() as server:
            server.vocabulary = vocabulary()
            shows = lambda: [body for _, path, body in server.requests if path == "/api/show" and body.get("verbose")]
            done = self.prompt("--from", "api.scaled", "--model", MODEL, host=server.address)
            (whole,) = self.index()
            size = os.path.getsize(self.path("prompt", "prompt_api_1"))
            self.assertEqual((whole["tokens"], whole["bytes"]), (size, size))
            self.assertEqual((whole["model"], whole["tokenizer"]), (MODEL, "gpt2/gpt-2"))
            self.assertNotIn("tokens_estimated", whole)
            self.assertIn(f"the largest of {size} tokens ({MODEL}, gpt2/gpt-2)\n", done.stderr)
            self.assertEqual(len(shows()), 1)
            # The limit is one of tokens: it just fits, or it does not.
            self.prompt("--from", "api.scaled", "--model", MODEL, "--max-tokens", str(size), host=server.address)
            self.assertEqual(self.index()[0]["left_out"], [])
            self.prompt("--from", "api.scaled", "--model", MODEL, "--max-tokens", str(size - 1), host=server.address)
            (prompt,) = self.index()
            self.assertEqual([c["name"] for c in prompt["left_out"]], ["run"])
            self.assertLess(prompt["tokens"], size)
            self.assertEqual(prompt["tokens"], prompt["bytes"])
            self.assertEqual(len(shows()), 1)  # the vocabulary was kept
            # A special token is one.
            self.write("t", "{{start}}<|end|>~~")
            self.prompt("--from", "api.scaled", "--model", MODEL, "--template", "t", host=server.address)
            self.assertEqual(self.index()[0]["tokens"], len("api.scaled") + 2)
            self.assertIn("callchain prompt: the server says: model 'other' not found\n",
                          self.prompt("--model", "other", host=server.address, expect=1).stderr)
            # Another model by the same name has another vocabulary.
            server.models[MODEL] = "e5" * 32
            server.vocabulary = vocabulary("qwen2")
            self.prompt("--from", "api.scaled", "--model", MODEL, host=server.address)
            self.assertEqual(self.index()[0]["tokenizer"], "gpt2/qwen2")
            server.models[MODEL] = DIGEST
            self.prompt("--from", "api.scaled", "--model", MODEL, host=server.address)
            self.assertEqual((self.index()[0]["tokenizer"], len(shows())), ("gpt2/gpt-2", 2))
        # Without a server: what was kept last by this name.
        done = self.prompt("--from", "api.scaled", "--model", MODEL)
        self.assertIn("tokens are counted by the vocabulary that was kept of d1d1d1d1d1d1\n", done.stderr)
        self.assertEqual(self.index()[0], whole)
        done = self.prompt("--model", "other", expect=1)
        self.assertIn("callchain prompt: cannot connect to 'http://127.0.0.1:1': ", done.stderr)

    def test_tokens_that_cannot_be_counted(self):
        for facts, reason in ((vocabulary(kind="llama"), "its vocabulary is of the kind 'llama', not of byte-level BPE"),
                              (vocabulary("tekken"), "its pre-tokenizer 'tekken' is not known"),
                              ({}, "nothing is told of its vocabulary"),
                              ({**vocabulary(), "tokenizer.ggml.merges": ["~ ~~~"]},
                               "its vocabulary's merge 0 ('~ ~~~') is not of two tokens into one")):
            with HostileServer() as server:
                server.vocabulary = facts
                done = self.prompt("--from", "api.scaled", "--model", MODEL, host=server.address)
                self.assertIn(f"note: tokens of {MODEL} are estimated: {reason}\n", done.stderr)
                self.assertIn("tokens_estimated", self.index()[0])
                self.assertNotIn("tokens", self.index()[0])
        self.assertFalse(os.path.exists(self.path("cache")))  # nothing worth keeping

    def test_kept_vocabulary_is_spoilt(self):
        with HostileServer() as server:
            server.vocabulary = vocabulary()
            self.prompt("--from", "api.scaled", "--model", MODEL, host=server.address)
            kept = ("cache", "callchain", "tokenizers", DIGEST + ".json")
            good = self.read(*kept)
            for text in ("", "{}", good[:1000], "[" * 1000):
                self.write(os.path.join(*kept), text)
                self.prompt("--from", "api.scaled", "--model", MODEL, host=server.address)
                self.assertEqual(self.index()[0]["tokenizer"], "gpt2/gpt-2")
                self.assertEqual(self.read(*kept), good)
            # A digest that is none is no file's name.
            server.models[MODEL] = "../../../escaped"
            self.prompt("--from", "api.scaled", "--model", MODEL, host=server.address)
            self.assertEqual(self.index()[0]["tokenizer"], "gpt2/gpt-2")
            self.assertFalse(os.path.exists(self.path("escaped.json")))

    def test_chain_file(self):
        self.write("chains", "# ours\n\n" + CHAIN)
        self.prompt("--chains", "chains")
        self.assertEqual(len(self.index()), 1)
        for text, message in (("nonsense", "no function 'nonsense' in the graph"),
                              ("/api.twice -> api.twice/run", "no such path of calls"),
                              ("\x01\xff -> /", "no function")):
            self.write("chains", CHAIN + text + "\n")
            done = self.prompt("--chains", "chains", expect=3)
            self.assertIn("line 2: " + message, done.stderr)
        self.write("chains", "nonsense\n")
        self.assertIn("there are no chains", self.prompt("--chains", "chains", expect=1).stderr)
        self.assertIn("cannot read 'none'", self.prompt("--chains", "none", expect=1).stderr)

    def test_chain_file_by_specialization(self):
        """A path of calls as written need not be one: make<A> makes an A, make<B> a B."""
        self.make("""
function main name=main lang=cuda flags=defined at=csrc/ext.cu:2 lines=2-4
function make name=make lang=cuda flags=template,defined at=csrc/ext.cu:2 lines=2-4
function make_a name=make<A> lang=cuda flags=instantiation,defined source=make
function make_b name=make<B> lang=cuda flags=instantiation,defined source=make
function make_c name=make<C> lang=cuda flags=instantiation,defined source=make
function A name=A::A lang=cuda flags=defined at=csrc/ext.cu:2 lines=2-4
function B name=B::B lang=cuda flags=defined at=csrc/ext.cu:2 lines=2-4
function C name=C::C lang=cuda flags=defined at=csrc/ext.cu:2 lines=2-4
edge main make_a call
edge make_a A construct
edge A make_c call
edge make_b B construct
edge make_c C construct
""")
        good = "/main -> main/make -> make/A::A -> A::A/make -> make/C::C\n/make -> make/B::B\n"
        self.write("chains", good)
        self.prompt("--chains", "chains")
        for chain in "/main -> main/make -> make/B::B", "/main -> main/make -> make/C::C":
            self.write("chains", good + chain + "\n")
            done = self.prompt("--chains", "chains", expect=3)
            self.assertIn("line 3: no such path of calls", done.stderr)

    def test_template(self):
        self.write("t", "{{chain}}\n{{left_out}}\nsee {{start}}; {{parameters}}")
        self.prompt("--template", "t", "--from", "api.scaled")
        self.assertEqual(self.read("prompt", "prompt_api_1"),
                         "api.scaled -> api.Op.forward -> ext.fwd\nsee api.scaled; - api.scaled: q, scale\n- api.Op.forward: q\n")
        self.write("t", "one\n{{chian}}\n")
        done = self.prompt("--template", "t", expect=1)
        self.assertIn("cannot use 't': line 2: nothing is called '{{chian}}'", done.stderr)
        self.assertEqual(self.prompt("--print-template").stdout.count("{{start_code}}"), 1)

    def test_outside_is_not_read(self):
        os.mkdir(self.path("project"))
        os.rename(self.path("csrc"), self.path("project", "csrc"))
        os.symlink("../api.py", self.path("project", "api.py"))
        self.make(GRAPH.replace("csrc/k.h", "/etc/hostname"))
        done = self.prompt("--root", "project", expect=3)
        self.assertIn("cannot read 'api.py': not below a root", done.stderr)
        self.assertNotIn("def scaled", self.read("prompt", "prompt_api_1"))
        self.prompt("--root", "project", "--root", ".", "--mode", "hardware")
        self.assertNotIn("(/etc/hostname, lines", self.read("prompt", "prompt_api_1"))

    def test_sources_changed(self):
        self.write("api.py", "import ext\n")
        done = self.prompt(expect=3)
        self.assertIn("cannot read 'api.py': it has fewer lines than when the graph was made", done.stderr)

    def test_again(self):
        self.prompt()
        before = os.stat(self.path("prompt", "prompt_api_1")).st_ino
        self.prompt("--from", "api.scaled")
        self.assertEqual(os.stat(self.path("prompt", "prompt_api_1")).st_ino, before)
        self.assertEqual(sorted(os.listdir(self.path("prompt"))), ["index.json", "prompt_api_1"])
        # an index that somebody wrote removes nothing but prompts
        self.write("prompt/index.json", json.dumps([{"file": "../g.ccg"}, {"file": 7}, 3, {"file": "prompt_api_01"}]))
        self.prompt()
        self.assertTrue(os.path.exists(self.path("g.ccg")))

    def test_two_questions(self):
        os.mkdir(self.path("pkg"))
        self.write("pkg/__init__.py", "")
        self.write("pkg/api.py", API)
        self.write("chains", CHAIN.replace("api.", "pkg.api."))
        done = self.prompt(graph=(), stdin="pkg\nchains\n")
        self.assertIn("Enter the path to the code base: ", done.stdout)
        self.assertIn("def scaled", self.read("prompt", "prompt_api_1"))
        self.prompt(graph=(), stdin="", expect=64)
        self.prompt(graph=(), stdin="nowhere\n", expect=64)


unittest.main(argv=[sys.argv[0]])
