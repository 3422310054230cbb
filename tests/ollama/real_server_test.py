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
        done = subprocess.run([CALLCHAIN, "identify", "--no-pull", "--model", MODEL, *arguments], cwd=self.folder,
                              capture_output=True, text=True, timeout=600, check=False)
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

    def test_nothing_is_truncated(self):
        text = TASK + CODE[0] * 12
        whole = count(text)
        self.assertGreater(whole, 512)
        # Left to itself the server reads a part and says nothing.
        self.assertLessEqual(count(text, context=512), 512)
        self.prompt(1, text)
        # Most likely fits, as far as can be known before it is read: the server refuses.
        code, _, err = self.run_it("-O", "num_ctx=512", "-O", "num_predict=16")
        self.assertEqual(code, 3, err)
        self.assertRegex(err, "prompt_api_1: (the server says: the input length exceeds the context length|"
                              "about .* do not fit into the context of 512)")
        # The room for the answer counts.
        code, _, err = self.run_it("-O", f"num_ctx={whole + 8}", "-O", "num_predict=16")
        self.assertEqual(code, 3, err)
        self.assertIn("do not fit into a context of" if "and 16 for the answer" in err else "exceeds", err)
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
