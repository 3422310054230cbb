#!/usr/bin/env python3
"""`callchain identify` with a real server and a small real model: what a real
server does with a prompt that is too long, whether the counts are its own, and
how many answers are of the wanted form.

    scripts/with-ollama real_server_test.py CALLCHAIN
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

CALLCHAIN = None
MODEL = os.environ.get("OLLAMA_TEST_MODEL", "smollm2:135m")
TASK = "List the parameters of this function that decide shapes or results. Answer with JSON.\n\n"
CODE = [
    "def scaled_scores(q, k, softmax_scale, causal=False):\n    scores = (q @ k.T) * softmax_scale\n"
    "    if causal:\n        scores = mask_above_diagonal(scores)\n    return softmax(scores)\n",
    "def attention(q, k, v, dropout_p=0.0, window_size=(-1, -1)):\n    left, right = window_size\n"
    "    weights = dropout(band(q @ k.T, left, right), dropout_p)\n    return weights @ v\n",
    "void run(const float *x, float *y, int rows, int columns, float epsilon) {\n"
    "    for (int row = 0; row < rows; row++)\n        normalize(x + row * columns, y + row * columns, columns, epsilon);\n"
    "}\n",
]


# What is cut into words and tokens in different ways: the tokens that our side
# counts must be those that the server counts.
TEXTS = [
    "hello",
    "It's 12345 o'clock; don't, DON'T, we'LL and they've.",
    CODE[0] + CODE[2],
    "#include <x.h>\r\n__global__ void k(float *p) {\r\n\tp[threadIdx.x] += 1.5e-3f;\r\n}\r\n",
    "  two before\n\n\n\ttabs\t\t\n   \n and after   ",
    "na\u00efve caf\u00e9 \u2014 \u201cquotes\u201d \u4f60\u597d \u3053\u3093\u306b\u3061\u306f "
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \U0001f389\U0001f469\u200d\U0001f467",
    "spaces: \u180e|\u3000|\u2003|\u00a0|\u0085|\u200b|\ufeff|e\u0301|\x01\x7f",
    "3.14159 0xdeadbeef 1234567890 \u0661\u0662\u0663 \u00bd \u2167 \u00b2 \u2460",
    "<|im_start|>user <|im_end|><|endoftext|> <tool_call> </s> <|not_one|>",
    "a" * 50 + "=" * 100 + " " * 53 + "x" + "\n" * 9 + '{"a": [1, {"b": null}]}\n```json\n```',
    "\n starts with a line, ends with two\n\n",
]


def ask(path, body=None):
    request = urllib.request.Request("http://" + os.environ["OLLAMA_HOST"] + path,
                                     json.dumps(body).encode() if body else None)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=300) as reply:
        return json.load(reply)


def count(text, context=8192):
    """The server's own count of a prompt's tokens, as it does by itself: no
    option says that nothing may be cut."""
    return ask("/api/chat", {"model": MODEL, "messages": [{"role": "user", "content": text}], "stream": False,
                             "options": {"num_ctx": context, "num_predict": 1}})["prompt_eval_count"]


class Real(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="callchain-real-")
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(os.path.join(self.folder, "prompt"))

    def prompt(self, number, text):
        with open(os.path.join(self.folder, "prompt", f"prompt_api_{number}"), "w", encoding="utf-8") as stream:
            stream.write(text)

    def run_it(self, *arguments):
        environment = {**os.environ, "XDG_CACHE_HOME": os.path.join(self.folder, "cache")}
        done = subprocess.run([CALLCHAIN, "identify", "--no-pull", "--model", MODEL, *arguments], cwd=self.folder,
                              env=environment, capture_output=True, text=True, timeout=600, check=False)
        return done.returncode, done.stdout, done.stderr

    def test_answers(self):
        for number, code in enumerate(CODE, 1):
            self.prompt(number, TASK + code)
        arguments = ("-O", "num_predict=200", "-O", "temperature=0", "--seed", "3", "--json")
        code, out, err = self.run_it(*arguments)
        self.assertIn(code, (0, 3), err)
        setting = json.loads(out)["settings"][0]
        print(f"\n{len(CODE)} prompts: {setting['answers']} answers, of them {setting['valid_json']} valid JSON as a "
              f"whole, {setting['wanted_form']} of the wanted form; {setting['prompt_tokens']} tokens in, "
              f"{setting['answer_tokens']} out, {setting['tokens_per_second']} tokens/s", file=sys.stderr)
        self.assertGreater(setting["answers"], 0, err)
        # A schema binds whatever comes to an end.
        self.assertEqual(setting["answers"], setting["wanted_form"])
        for item in setting["prompts"]:
            if item["state"] == "answered":
                number = int(item["prompt"].rsplit("_", 1)[1])
                with open(os.path.join(self.folder, item["file"]), encoding="utf-8") as stream:
                    self.assertEqual(list(json.load(stream)), ["parameters"])
                if item["attempts"] == 1:
                    self.assertEqual(item["prompt_tokens"], count(TASK + CODE[number - 1]))
        # The same seed at temperature 0 gives the same answer.
        first = next(item for item in setting["prompts"] if item["state"] == "answered")
        path = os.path.join(self.folder, first["file"])
        with open(path, "rb") as stream:
            answer = stream.read()
        code, out, err = self.run_it(*arguments, "--force", os.path.join("prompt", first["prompt"]))
        self.assertEqual(code, 0, err)
        with open(path, "rb") as stream:
            self.assertEqual(stream.read(), answer)

    def test_tokens_are_counted_as_the_server_does(self):
        for number, text in enumerate(TEXTS, 1):
            self.prompt(number, text)
        code, _, err = self.run_it("-O", "num_predict=1", "--format", "text")
        self.assertIn(code, (0, 3), err)  # what has one token is hardly an answer
        self.assertNotIn("by the server's count", err)
        counts = []
        for number in range(1, len(TEXTS) + 1):
            path = os.path.join(self.folder, "api_output", ".callchain", f"output_prompt_api_{number}.failed.json")
            with open(path, encoding="utf-8") as stream:
                kept = json.load(stream)
            counts.append((kept["prompt_tokens_expected"], kept["attempts"][0]["prompt_tokens"]))
        self.assertEqual([ours for ours, _ in counts], [servers for _, servers in counts])
        self.assertEqual(counts[1][1], count(TEXTS[1]))

    def test_nothing_is_truncated(self):
        text = TASK + CODE[0] * 12
        whole = count(text)
        self.assertGreater(whole, 512)
        # Left to itself the server reads a part and says nothing.
        self.assertLessEqual(count(text, context=512), 512)
        self.prompt(1, text)
        code, _, err = self.run_it("-O", "num_ctx=512", "-O", "num_predict=16")
        self.assertEqual(code, 3, err)
        self.assertRegex(err, "prompt_api_1: about .* tokens and 16 for the answer do not fit into the context of 512")
        # The room for the answer counts, to the token.
        code, _, err = self.run_it("-O", f"num_ctx={whole + 15}", "-O", "num_predict=16")
        self.assertEqual(code, 3, err)
        self.assertIn(f"prompt_api_1: {whole} tokens and 16 for the answer do not fit into the context of {whole + 15}\n",
                      err)
        code, _, err = self.run_it("-O", f"num_ctx={whole + 16}", "-O", "num_predict=16")
        self.assertNotIn("do not fit", err)
        # More than the model was made for.
        self.prompt(1, text * 16)
        code, _, err = self.run_it()
        self.assertEqual(code, 3, err)
        self.assertIn("do not fit into the model's context of 8192", err)
        self.assertFalse([name for name in os.listdir(os.path.join(self.folder, "api_output"))
                          if name.startswith("output_")])

    def test_what_the_server_refuses(self):
        self.prompt(1, TASK + CODE[0])
        code, _, err = self.run_it("--model", "nosuchmodel:1b")
        self.assertEqual(code, 1)
        self.assertIn("the server says: model 'nosuchmodel:1b' not found", err)


if __name__ == "__main__":
    CALLCHAIN = os.path.abspath(sys.argv.pop(1))
    unittest.main()
