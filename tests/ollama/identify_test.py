#!/usr/bin/env python3
"""`callchain identify` against a server that fails in every way there is: what
the client says, its exit code, and what is left on disk.

    identify_test.py CALLCHAIN [TEST...]
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from hostile_server import (DIGEST, MODEL, HostileServer, answer_of, good_pull, tokens_of, vocabulary,  # noqa: E402
                            well_behaved)

CALLCHAIN = None


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-identify-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = os.path.join(self.folder, "api_output")
        os.mkdir(os.path.join(self.folder, "prompt"))

    def prompt(self, number, text=None):
        text = text or f"Prompt {number}. " + "void f(int window_size_left, float softmax_scale);\n" * 20
        with open(os.path.join(self.folder, "prompt", f"prompt_api_{number}"), "w", encoding="utf-8") as stream:
            stream.write(text)
        return text

    def serve(self, chat=None, **arguments):
        server = HostileServer(**arguments)
        if chat:
            server.chat = chat
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def environment(self, address):
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("OLLAMA_HOST", "SSL_CERT_FILE") and "proxy" not in name.lower()}
        environment["OLLAMA_HOST"] = address
        environment["XDG_CACHE_HOME"] = os.path.join(self.folder, "cache")
        return environment

    def command(self, *arguments):
        return [CALLCHAIN, "identify", "--model", MODEL, "--retry-wait", "0", *arguments]

    def run_it(self, server, *arguments):
        address = server if isinstance(server, str) else server.address
        done = subprocess.run(self.command(*arguments), cwd=self.folder, env=self.environment(address),
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def on_disk(self):
        """Answers, and in braces what is kept about them."""
        if not os.path.isdir(self.out):
            return []
        hidden = os.path.join(self.out, ".callchain")
        return sorted([name for name in os.listdir(self.out) if name != ".callchain"] +
                      ["{" + name + "}" for name in os.listdir(hidden) if name != "lock"])

    def kept(self, name):
        with open(os.path.join(self.out, ".callchain", name), encoding="utf-8") as stream:
            return json.load(stream)

    def answer(self, name):
        with open(os.path.join(self.out, name), encoding="utf-8") as stream:
            return json.load(stream)


NOTHING = ["{output_prompt_api_1.failed.json}"]
ANSWER = ["output_prompt_api_1", "{output_prompt_api_1.json}"]


class Good(Case):
    def test_an_answer(self):
        text = self.prompt(1)
        server = self.serve()
        code, out, err = self.run_it(server)
        self.assertEqual((code, out), (0, "Analyzing prompt_api_1...\n"
                                          f"Input token count: {tokens_of(text)}\n"
                                          "Wrote output to output_prompt_api_1\n"), err)
        self.assertEqual(self.on_disk(), ANSWER)
        self.assertEqual(self.answer("output_prompt_api_1"), json.loads(answer_of(text)))
        body = server.asked()[0]
        self.assertEqual(body["messages"], [{"role": "user", "content": text}])
        self.assertEqual((body["truncate"], body["shift"], body["stream"]), (False, False, True))
        self.assertEqual(body["format"]["required"], ["parameters"])
        options = dict(body["options"])
        seed = options.pop("seed")
        self.assertEqual(options, {"temperature": 0.2, "top_k": 40, "top_p": 0.8, "min_p": 0.4, "repeat_last_n": 128,
                                   "repeat_penalty": 1.2, "mirostat": 0, "num_keep": 5, "num_predict": 2048,
                                   "num_ctx": 4096})
        kept = self.kept("output_prompt_api_1.json")
        self.assertEqual(kept["model"]["digest"], DIGEST)
        self.assertEqual((kept["prompt_tokens"], kept["answer_tokens"], kept["done_reason"]),
                         (tokens_of(text), 50, "stop"))
        self.assertEqual((kept["options"]["seed"], kept["server"]["version"]), (seed, "0.24.0"))
        self.assertEqual(kept["reply"], answer_of(text))
        self.assertEqual(kept["tokens_per_second"], 50.0)

    def test_only_what_changed_is_asked_again(self):
        self.prompt(1)
        self.prompt(2)
        server = self.serve()
        self.assertEqual(self.run_it(server)[0], 0)
        self.assertEqual(len(server.asked()), 2)
        code, out, err = self.run_it(server)
        self.assertEqual((code, out), (0, ""))
        self.assertIn("2 kept", err)
        self.prompt(2, "Another text, a little longer than nothing.")
        self.assertEqual(self.run_it(server)[0], 0)
        self.assertEqual(len(server.asked()), 3)
        self.assertEqual(self.run_it(server, "-O", "temperature=0")[0], 0)
        self.assertEqual(len(server.asked()), 5)
        server.models[MODEL] = "ee" * 32
        self.assertEqual(self.run_it(server, "-O", "temperature=0")[0], 0)
        self.assertEqual(len(server.asked()), 7)
        self.assertEqual(self.run_it(server, "-O", "temperature=0", "--force")[0], 0)
        self.assertEqual(len(server.asked()), 9)

    def test_a_lost_answer_is_written_again_without_asking(self):
        text = self.prompt(1)
        server = self.serve()
        self.run_it(server)
        os.remove(os.path.join(self.out, "output_prompt_api_1"))
        self.assertEqual(self.run_it(server)[0], 0)
        self.assertEqual(len(server.asked()), 1)
        self.assertEqual(self.answer("output_prompt_api_1"), json.loads(answer_of(text)))

    def test_runs_and_stability(self):
        self.prompt(1)
        names = iter([["a", "b"], ["a", "b", "c", "d"], ["a", "b"]])

        def chat(call):
            found = [{"name": name, "scopes": [], "role": "", "description": ""} for name in next(names)]
            well_behaved(call, json.dumps({"parameters": found}))
        server = self.serve(chat)
        code, out, err = self.run_it(server, "--runs", "3", "--seed", "7")
        self.assertEqual(code, 0, err)
        self.assertEqual([body["options"]["seed"] for body in server.asked()], [7, 8, 9])
        self.assertEqual(self.on_disk(), sorted(
            ["output_prompt_api_1", "output_prompt_api_1.run2", "output_prompt_api_1.run3"] +
            ["{output_prompt_api_1.json}", "{output_prompt_api_1.run2.json}", "{output_prompt_api_1.run3.json}"]))
        # Pairs: 2/4, 2/2, 2/4; their mean is 2/3.
        self.assertEqual(out.splitlines()[-1].split("\t"), ["-", "3", "0", "3", "3", "2.7", "0.667", "50.0"])

    def test_sweep(self):
        self.prompt(1)
        server = self.serve()
        code, out, err = self.run_it(server, "--sweep", "temperature=0,0.8", "--runs", "2", "-q")
        self.assertEqual(code, 0, err)
        self.assertEqual([body["options"]["temperature"] for body in server.asked()], [0, 0, 0.8, 0.8])
        self.assertEqual(sorted(os.listdir(self.out)), ["temperature=0", "temperature=0.8"])
        self.assertEqual([line.split("\t")[0] for line in out.splitlines()],
                         ["setting", "temperature=0", "temperature=0.8"])
        self.assertEqual([line.split("\t")[6] for line in out.splitlines()], ["stability", "1.000", "1.000"])
        code, out, err = self.run_it(server, "--sweep", "temperature=0,hot")
        self.assertEqual((code, err), (64, "callchain identify: temperature is a number from 0 to 100, not 'hot'\n"))

    def test_jobs(self):
        for number in range(1, 9):
            self.prompt(number)
        both = threading.Barrier(4, timeout=20)

        def chat(call):
            both.wait()  # only four at once come past this
            well_behaved(call)
        server = self.serve(chat)
        code, out, err = self.run_it(server, "--jobs", "4")
        self.assertEqual(code, 0, err)
        lines = out.splitlines()
        self.assertEqual(len(lines), 24)
        for i in range(0, 24, 3):
            name = lines[i][len("Analyzing "):-len("...")]
            self.assertEqual(lines[i + 2], "Wrote output to output_" + name)

    def test_pull(self):
        self.prompt(1)
        server = self.serve()
        server.models.clear()
        code, _, err = self.run_it(server)
        self.assertEqual(code, 0, err)
        self.assertIn(f"the server lacks {MODEL}: it is fetched\n", err)
        server.models.clear()
        code, _, err = self.run_it(server, "--no-pull", "--force")
        self.assertEqual((code, err), (1, f"callchain identify: the server says: model '{MODEL}' not found\n"))

    def test_context_in_few_steps(self):
        texts = {number: "x = y\n" * (number * 300) for number in range(1, 9)}  # 1,800 to 14,400 bytes
        for number, text in texts.items():
            self.prompt(number, text)
        server = self.serve()
        code, _, err = self.run_it(server, "-O", "num_predict=500")
        self.assertEqual(code, 0, err)
        contexts = [body["options"]["num_ctx"] for body in server.asked()]
        self.assertEqual(contexts, sorted(contexts))  # a model is loaded anew for each change
        self.assertLessEqual(set(contexts), {2048, 4096, 8192})
        for body in server.asked():
            self.assertLessEqual(tokens_of(body["messages"][0]["content"]) + 500, body["options"]["num_ctx"])

    def test_estimate_too_low(self):
        """A prompt that has more tokens than its like gets a larger context."""
        text = self.prompt(1, "abc " * 800)
        refused = []

        def chat(call):
            if call.options["num_ctx"] < 8192:
                refused.append(call.options["num_ctx"])
                call.error(400, "the input length exceeds the context length")
            else:
                well_behaved(call, tokens=5000)
        server = self.serve(chat)
        code, out, err = self.run_it(server, "-O", "num_predict=500")
        self.assertEqual((code, refused), (0, [2048, 4096]), err)
        self.assertIn("Input token count: 5000\n", out)
        self.assertGreater(len(text), 0)

    def test_other_forms_of_answers(self):
        self.prompt(1)
        answers = {
            'Here it is:\n```json\n{"dropout_p": "[f, g<int, 2>] the share of dropped"}\n```\n':
                [{"name": "dropout_p", "scopes": ["f", "g<int, 2>"], "role": "", "description": "the share of dropped"}],
            '[{"name": "causal", "scopes": "f", "description": "whether"}]':
                [{"name": "causal", "scopes": ["f"], "role": "", "description": "whether"}],
            '{"parameters": {"alpha": {"scopes": ["s"], "role": "r", "description": "d"}}}':
                [{"name": "alpha", "scopes": ["s"], "role": "r", "description": "d"}],
            '{"parameters": []}\n\n   ': [],
        }
        for text, found in answers.items():
            server = self.serve(lambda call, text=text: well_behaved(call, text))
            self.assertEqual(self.run_it(server, "--force")[0], 0)
            self.assertEqual(self.answer("output_prompt_api_1"), {"parameters": found})

    def test_json_and_dry_run(self):
        text = self.prompt(1)
        server = self.serve()
        code, out, _ = self.run_it(server, "--dry-run")
        self.assertEqual((code, len(server.asked()), self.on_disk()), (0, 0, []))
        self.assertEqual(out.splitlines()[1].split("\t")[-1], "to ask")
        code, out, err = self.run_it(server, "--json")
        summary = json.loads(out)
        self.assertEqual((code, summary["digest"], summary["settings"][0]["answers"]), (0, DIGEST, 1), err)
        self.assertEqual(summary["settings"][0]["prompts"][0]["prompt_tokens"], tokens_of(text))

    def test_no_digest(self):
        self.prompt(1)
        server = self.serve()
        server.models[MODEL] = ""
        code, _, err = self.run_it(server)
        self.assertEqual(code, 0)
        self.assertIn(f"note: the server tells no digest of {MODEL}: ", err)

    def test_keep_alive(self):
        self.prompt(1)
        server = self.serve()
        for given, sent in (("10m", "10m"), ("300", 300), ("-1", -1)):
            self.assertEqual(self.run_it(server, f"--keep-alive={given}", "--force")[0], 0)
            self.assertEqual(server.asked()[-1]["keep_alive"], sent)

    def test_address_with_a_path(self):
        self.prompt(1)
        server = self.serve()
        server.prefix = "/sub/ollama"
        self.assertEqual(self.run_it(f"127.0.0.1:{server.port}/sub/ollama/")[0], 0)
        self.assertTrue(all(path.startswith("/sub/ollama/api/") for _, path, _ in server.requests))

    def test_index_and_bytes_that_are_no_text(self):
        self.prompt(1)
        with open(os.path.join(self.folder, "prompt", "other"), "wb") as stream:
            stream.write(b"\xff\xfe caf\xe9 \x00 end")
        with open(os.path.join(self.folder, "prompt", "index.json"), "w", encoding="utf-8") as stream:
            json.dump([{"file": "other", "mode": "hardware"}, {"file": "gone", "mode": "model"}], stream)
        server = self.serve()
        code, _, err = self.run_it(server)
        self.assertEqual(code, 3)
        self.assertIn("callchain identify: gone: cannot read 'prompt/gone': No such file or directory\n", err)
        self.assertEqual(server.asked()[0]["messages"][0]["content"], "\ufffd\ufffd caf\ufffd \ufffd end")
        self.assertEqual(self.kept("output_other.json")["mode"], "hardware")


class Counting(Case):
    """A model whose vocabulary is known: each byte is a token, two ~ are one,
    and <|end|> is one. What is around a prompt has 5 + 1 tokens."""
    FRAME = ("user\n", "<|end|>")

    def serve(self, chat=None, frame=FRAME, **arguments):
        """Counts as the vocabulary does, as long as there are no ~."""
        server = super().serve(chat or (lambda call: well_behaved(call, tokens=len(call.text) + 6)), **arguments)
        server.vocabulary = vocabulary()
        server.frame = frame
        return server

    def samples(self, server):
        return [body for _, path, body in server.requests if path.endswith("/api/chat") and
                body["options"]["num_predict"] == 1]

    def test_no_sample(self):
        text = self.prompt(1)
        server = self.serve()
        code, out, err = self.run_it(server)
        self.assertEqual((code, out.splitlines()[1]), (0, f"Input token count: {len(text) + 6}"), err)
        self.assertNotIn("note:", err)
        (frame,) = self.samples(server)  # which no model reads
        self.assertIs(frame["_debug_render_only"], True)
        # 2,048 for the answer, and so in all more than 2,048: the next step
        self.assertEqual((frame["options"]["num_ctx"], server.asked()[0]["options"]["num_ctx"]), (4096, 4096))
        kept = self.kept("output_prompt_api_1.json")
        self.assertEqual((kept["tokenizer"], kept["prompt_tokens_expected"]), ("gpt2/gpt-2", len(text) + 6))
        # The vocabulary is kept; nothing is asked where there is nothing to ask.
        shows = [body for _, path, body in server.requests if path == "/api/show"]
        self.assertEqual([body.get("verbose") for body in shows], [None, True])
        self.assertEqual(self.run_it(server)[0], 0)
        self.assertEqual((len(self.samples(server)), len(server.asked())), (1, 1))
        self.assertEqual(len([body for _, path, body in server.requests if path == "/api/show"]), 3)

    def test_to_the_token(self):
        """With 8,192 - 500 tokens a prompt of 7,686 bytes and its 6 just fit."""
        self.prompt(1, "a" * 7686)
        self.prompt(2, "a" * 7687)
        self.prompt(3, "<|end|>" + "~~" * 3842 + "a" * 3843)  # 1 + 3,842 + 3,843
        server = self.serve(lambda call: well_behaved(call, tokens=8192 - 500))
        code, _, err = self.run_it(server, "-O", "num_predict=500")
        self.assertEqual(code, 3)
        self.assertIn("callchain identify: prompt_api_2: 7693 tokens and 500 for the answer do not fit into the model's "
                      "context of 8192\n", err)
        self.assertNotIn("prompt_api_1:", err)
        self.assertNotIn("prompt_api_3:", err)
        self.assertNotIn("by the server's count", err)
        self.assertEqual([body["options"]["num_ctx"] for body in server.asked()], [8192, 8192])

    def test_asked_again_to_the_token(self):
        """Where the words that are said then do not fit, they are not said."""
        text = self.prompt(1, "a" * 7686)
        server = self.serve(lambda call: well_behaved(call, "no", tokens=len(call.text) + 6))
        code, _, err = self.run_it(server, "-O", "num_predict=500")
        self.assertEqual(code, 3)
        self.assertIn("prompt_api_1: the answer ", err)
        self.assertEqual([body["messages"][0]["content"] for body in server.asked()], [text, text])
        text = self.prompt(1, "a" * 7600)
        self.assertEqual(self.run_it(server, "-O", "num_predict=500")[0], 3)
        self.assertTrue(server.asked()[-1]["messages"][0]["content"].startswith(text + "\n\nAnswer with "))

    def test_smallest_context(self):
        """A prompt that fits no context does not make the others' larger."""
        self.prompt(1, "a" * 1000)
        self.prompt(2, "a" * 9000)
        server = self.serve()
        code, _, err = self.run_it(server, "-O", "num_predict=500")
        self.assertEqual((code, [body["options"]["num_ctx"] for body in server.asked()]), (3, [2048]), err)

    def test_difference_is_told_once(self):
        for number in (1, 2, 3):
            self.prompt(number)
        server = self.serve(lambda call: well_behaved(call, tokens=len(call.text) + 8))
        code, _, err = self.run_it(server)
        self.assertEqual((code, err.count("note: ")), (0, 1), err)
        size = os.path.getsize(os.path.join(self.folder, "prompt", "prompt_api_1"))
        self.assertIn(f"note: prompt_api_1 has {size + 8} tokens by the server's count, {size + 6} by the model's "
                      "vocabulary\n", err)
        self.assertNotIn("note: ", self.run_it(server, "--force", "-q")[2])

    def test_truncated(self):
        """Estimates let pass what is 60 % of them; here 95 % are too few."""
        text = self.prompt(1, "word " * 300)  # 1,500 bytes; with 6 and 2 % and 16 less, 1,460
        server = self.serve(lambda call: well_behaved(call, tokens=1425))
        code, _, err = self.run_it(server)
        self.assertEqual(code, 3)
        self.assertIn("prompt_api_1: the server truncated the prompt: it read 1425 tokens of at least 1460\n", err)
        server.chat = lambda call: well_behaved(call, tokens=1460)
        self.assertEqual(self.run_it(server)[0], 0)
        self.assertEqual(len(text), 1500)

    def test_server_that_does_not_tell(self):
        """An older one: what is around a prompt has 64 tokens at most."""
        text = self.prompt(1, "a" * 1484)
        self.prompt(2, "a" * 1485)
        server = self.serve(frame=None)
        code, _, err = self.run_it(server, "-O", "num_predict=500")
        self.assertEqual((code, [body["options"]["num_ctx"] for body in server.asked()]), (0, [2048, 4096]), err)
        self.assertNotIn("note: ", err)
        self.assertNotIn("prompt_tokens_expected", self.kept("output_prompt_api_1.json"))
        self.assertEqual(len(text) + 64 + 500, 2048)

    def test_frames_that_make_no_sense(self):
        text = self.prompt(1)
        for frame in (("", ""), ("\u0000", ""), ("x" * 100000, ""), ("<|end|>" * 1000, "~~")):
            server = self.serve(lambda call: well_behaved(call, tokens=1200), frame=frame)
            self.assertIn(self.run_it(server, "--force")[0], (0, 3))
        for reply in (b"", b"[]", b"{", b'{"_debug_info": 3}', b'{"_debug_info": {"rendered_template": null}}', b"x" * (2 << 20)):
            server = self.serve()

            def any_request(handler, reply=reply, server=server):
                if not (server.requests[-1][2] or {}).get("_debug_render_only"):
                    return False
                handler.reply(200, reply)
                return True
            server.any_request = any_request
            self.assertEqual(self.run_it(server, "--force")[0], 0)
        self.assertGreater(len(text), 0)

    def test_dry_run(self):
        text = self.prompt(1)
        server = self.serve()
        code, out, _ = self.run_it(server, "--dry-run")
        self.assertEqual((code, out.splitlines()[1].split("\t")[3]), (0, str(len(text) + 64)))


class Failing(Case):
    def setUp(self):
        super().setUp()
        self.prompt(1)

    def fails(self, chat, code, message, *arguments, asked, disk=None):
        server = self.serve(chat)
        actual, out, err = self.run_it(server, *arguments)
        self.assertIn(message, err)
        self.assertEqual(actual, code, err)
        self.assertNotIn("Wrote", out)
        self.assertEqual(len(server.asked()), asked, err)
        self.assertEqual(self.on_disk(), NOTHING if disk is None else disk)
        return server

    def recovers(self, chat, *arguments, asked):
        server = self.serve(chat)
        code, _, err = self.run_it(server, *arguments)
        self.assertEqual(code, 0, err)
        self.assertEqual(len(server.asked()), asked, err)
        self.assertEqual(self.on_disk(), ANSWER)
        return err


class Hostile(Failing):
    def test_nobody_listens(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        code, out, err = self.run_it(f"127.0.0.1:{port}")
        self.assertEqual((code, out), (1, ""))
        self.assertIn(f"callchain identify: cannot connect to 'http://127.0.0.1:{port}': ", err)
        self.assertIn("is an Ollama server running there?", err)
        self.assertEqual(self.on_disk(), [])

    def test_reset_in_mid_stream(self):
        def chat(call):
            call.start()
            call.content('{"param')
            call.reset()
        self.fails(chat, 3, "prompt_api_1: the connection broke off: ", "--retries", "2", asked=3)

    def test_reset_once(self):
        err = self.recovers(lambda call: call.reset() if call.number == 1 else well_behaved(call), asked=2)
        self.assertIn("note: prompt_api_1: the connection broke off: ", err)

    def test_server_goes_away(self):
        self.prompt(2)
        server = self.serve()

        def chat(call):
            well_behaved(call)
            threading.Thread(target=server.listener.server_close).start()
        server.chat = chat
        code, _, err = self.run_it(server, "--retries", "2")
        self.assertEqual(code, 1, err)
        self.assertIn("callchain identify: cannot connect to ", err)
        self.assertEqual(self.on_disk(), ["output_prompt_api_1", "{output_prompt_api_1.json}",
                                          "{output_prompt_api_2.failed.json}"])

    def test_model_goes_away(self):
        server = self.fails(lambda call: call.error(404, "model 'x' not found"), 1, "the server says: model 'x' not found",
                            asked=1)
        self.assertEqual(len(server.asked()), 1)

    def test_bad_option_is_not_repeated(self):
        self.fails(lambda call: call.error(500, 'option "top_k" must be of type integer'), 3,
                   'prompt_api_1: the server says: option "top_k" must be of type integer', asked=1)

    def test_the_same_refusal_three_times(self):
        for number in range(2, 7):
            self.prompt(number)
        self.fails(lambda call: call.error(400, "invalid format"), 1, "callchain identify: the server says: invalid format",
                   asked=3, disk=["{output_prompt_api_%d.failed.json}" % i for i in (1, 2, 3)])

    def test_busy(self):
        def chat(call):
            if call.number < 4:
                call.error(503, "server busy, please try again.  maximum pending requests exceeded")
            else:
                well_behaved(call)
        err = self.recovers(chat, asked=4)
        self.assertEqual(err.count("server busy"), 3)

    def test_busy_for_too_long(self):
        self.fails(lambda call: call.error(503, "server busy"), 3, "prompt_api_1: the server says: server busy",
                   "--retries", "3", asked=4)

    def test_forbidden(self):
        self.fails(lambda call: call.error(403, "forbidden"), 1, "callchain identify: the server says: forbidden", asked=1)

    def test_error_inside_200(self):
        def chat(call):
            call.start()
            call.content('{"parameters": [')
            call.write('{"error": "llama runner process no longer running: 2"}\n')
        self.fails(chat, 3, "prompt_api_1: the server says: llama runner process no longer running: 2", asked=3)

    def test_runner_dies_once(self):
        def chat(call):
            if call.number == 1:
                call.error(500, "llama runner process has terminated: exit status 2")
            else:
                well_behaved(call)
        self.recovers(chat, asked=2)

    def test_no_end(self):
        def chat(call):
            call.start()
            call.content(answer_of(call.text))
        self.fails(chat, 3, "prompt_api_1: the reply ends without its last line (done: true)", asked=2)

    def test_no_end_once(self):
        def chat(call):
            if call.number > 1:
                well_behaved(call)
            else:
                call.start()
                call.content("{")
        err = self.recovers(chat, asked=2)
        self.assertIn("; asking again\n", err)
        attempts = self.kept("output_prompt_api_1.json")["attempts"]
        self.assertEqual([attempt["result"] for attempt in attempts], ["no end", "answered"])
        self.assertNotEqual(attempts[0]["seed"], attempts[1]["seed"])

    def test_malformed_line(self):
        def chat(call):
            call.start()
            call.write('{"message": {"content": "a"}, "done": fal\n')
        self.fails(chat, 3, "malformed reply: a line that is no JSON object: ", asked=1)

    def test_line_without_end(self):
        def chat(call):
            call.start()
            call.write('{"message": {"content": "')
            for _ in range(200):
                call.write("a" * 16384)
        self.fails(chat, 3, "malformed reply: a line of more than 1048576 bytes", asked=1)

    def test_deeply_nested(self):
        def chat(call):
            call.start()
            call.write("[" * 100000 + "\n")
        self.fails(chat, 3, "malformed reply: ", asked=1)

    def test_endless_answer(self):
        def chat(call):
            call.start()
            while True:
                call.content("word ")
        self.fails(chat, 3, "malformed reply: more tokens than num_predict allows", "-O", "num_predict=100", asked=1)

    def test_endless_white_space(self):
        def chat(call):
            call.start()
            call.content("{")
            while True:
                call.content("\n          ")
        self.fails(chat, 3, "prompt_api_1: the answer is white space without end", asked=2)

    def test_past_max_bytes(self):
        def chat(call):
            call.start()
            while True:
                call.line(message={"role": "assistant", "content": "x", "padding": "y" * 1000}, done=False)
        self.fails(chat, 3, "prompt_api_1: the reply is larger than 65536 bytes (see --max-bytes)", "--max-bytes", "65536",
                   asked=1)

    def test_headers_without_end(self):
        def chat(call):
            call.write("HTTP/1.1 200 OK\r\n")
            while True:
                call.write("X-Padding: " + "z" * 1000 + "\r\n")
        self.fails(chat, 3, "prompt_api_1: the reply is larger than ", asked=1)

    def test_wrong_content_type(self):
        def chat(call):
            call.start("text/html")
            call.write("<html>Sign in</html>\n")
        self.fails(chat, 1, "is no Ollama server: its reply's content type is 'text/html'", asked=1)

    def test_another_kind_of_server(self):
        server = self.serve()

        def any_request(handler):
            handler.reply(200, b"<html></html>", content_type="text/html")
            return True
        server.any_request = any_request
        code, _, err = self.run_it(server)
        self.assertEqual(code, 1)
        self.assertIn("is no Ollama server: its reply to /api/version is no JSON object", err)

    def test_no_http_at_all(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def serve():
            connection, _ = listener.accept()
            connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
            time.sleep(0.3)
            connection.close()
        threading.Thread(target=serve, daemon=True).start()
        code, _, err = self.run_it(f"127.0.0.1:{listener.getsockname()[1]}")
        self.assertEqual(code, 1)
        self.assertIn("is no HTTP server", err)

    def test_redirect(self):
        target = self.serve()
        server = self.serve()

        def any_request(handler):
            handler.reply(307, b"", [("Location", target.address + handler.path)])
            return True
        server.any_request = any_request
        code, _, err = self.run_it(server)
        self.assertEqual((code, err), (1, f"callchain identify: '{server.address}' redirects to '{target.address}"
                                          "/api/version', which is not followed (see --follow-redirects)\n"))
        code, _, err = self.run_it(server, "--follow-redirects")
        self.assertEqual(code, 0, err)
        self.assertEqual(self.on_disk(), ANSWER)

    def test_truncated_in_silence(self):
        self.fails(lambda call: well_behaved(call, tokens=60), 3,
                   "prompt_api_1: the server truncated the prompt: it read 60 tokens of at least ", asked=1)

    def test_no_token_count(self):
        def chat(call):
            call.start()
            call.content(answer_of(call.text))
            call.line(message={"role": "assistant", "content": ""}, done=True, done_reason="stop")
        self.fails(chat, 3, "prompt_api_1: the server doesn't say how many tokens of it were read", asked=1)

    def test_prompt_fills_the_context(self):
        """A server that cuts the prompt to the context reports just that many tokens."""
        self.prompt(1, "abc " * 3000)
        server = self.serve(lambda call: well_behaved(call, tokens=call.options["num_ctx"]))
        server.context = 8192
        code, _, err = self.run_it(server)
        self.assertEqual(code, 3)
        self.assertIn("8192 tokens and 2048 for the answer do not fit into a context of 8192", err)
        self.assertEqual(self.on_disk(), NOTHING)

    def test_prompt_longer_than_the_model_reads(self):
        self.prompt(2, "long " * 20000)
        server = self.serve()
        code, _, err = self.run_it(server)
        self.assertEqual(code, 3)
        self.assertIn("callchain identify: prompt_api_2: about ", err)
        self.assertIn("do not fit into the model's context of 8192", err)
        self.assertEqual(len(server.asked()), 1)  # the other one
        self.assertEqual(self.on_disk(), ["output_prompt_api_1", "{output_prompt_api_1.json}",
                                          "{output_prompt_api_2.failed.json}"])

    def test_server_counts_more_than_fits(self):
        def chat(call):
            call.handler.reply(400, {"error": {"message": "the request exceeds the available context size", "n_ctx": 2048,
                                               "n_prompt_tokens": 99999, "type": "exceed_context_size_error"}})
        self.fails(chat, 3, "prompt_api_1: the server says: the request exceeds the available context size", asked=1)

    def test_answer_is_no_json(self):
        for text in ("I cannot tell.", '{"parameters": [{"name": "a"', ""):
            with self.subTest(text):
                self.fails(lambda call: well_behaved(call, text), 3, "prompt_api_1: the answer ", asked=2)
        self.assertEqual(self.kept("output_prompt_api_1.failed.json")["reason"], "the answer is empty")

    def test_answer_does_not_fit(self):
        self.fails(lambda call: well_behaved(call, '{"parameters": [{"name": "a"', reason="length"), 3,
                   "prompt_api_1: the answer is longer than 2048 tokens (see -O num_predict)", asked=2)

    def test_a_failure_leaves_an_earlier_answer(self):
        text = self.prompt(1)
        server = self.serve()
        self.run_it(server)
        server.chat = lambda call: well_behaved(call, "no")
        self.assertEqual(self.run_it(server, "-O", "top_k=1")[0], 3)
        self.assertEqual(self.on_disk(), sorted(ANSWER + NOTHING))
        self.assertEqual(self.answer("output_prompt_api_1"), json.loads(answer_of(text)))
        server.chat = well_behaved
        self.assertEqual(self.run_it(server, "-O", "top_k=1")[0], 0)
        self.assertEqual(self.on_disk(), ANSWER)

    def test_links_lead_nowhere(self):
        server = self.serve()
        self.assertEqual(self.run_it(server)[0], 0)
        hidden = os.path.join(self.out, ".callchain")
        victim = os.path.join(self.folder, "victim")
        with open(victim, "w", encoding="utf-8") as stream:
            stream.write("kept")
        for place in (os.path.join(self.out, "output_prompt_api_1"), os.path.join(hidden, "output_prompt_api_1.json")):
            os.remove(place)
            os.symlink(victim, place)
            self.assertEqual(self.run_it(server, "--force")[0], 0)
            self.assertFalse(os.path.islink(place))
        for place, message in ((os.path.join(hidden, "lock"), ".callchain/lock': it is a symbolic link"),
                               (hidden, ".callchain': it is a symbolic link")):
            shutil.rmtree(place, ignore_errors=True)
            if os.path.exists(place):
                os.remove(place)
            os.symlink(victim if place != hidden else self.folder, place)
            before = sorted(os.listdir(self.folder))
            code, _, err = self.run_it(server, "--force")
            self.assertEqual(code, 1)
            self.assertIn(message, err)
            self.assertEqual(sorted(os.listdir(self.folder)), before)
        with open(victim, encoding="utf-8") as stream:
            self.assertEqual(stream.read(), "kept")
        os.makedirs(os.path.join(self.folder, "swept"))
        os.symlink(self.folder, os.path.join(self.folder, "swept", "temperature=0"))
        code, _, err = self.run_it(server, "--sweep", "temperature=0", "-o", "swept")
        self.assertEqual((code, err), (1, "callchain identify: cannot write 'swept/temperature=0': it is a symbolic link\n"))

    def test_pipes_are_not_waited_for(self):
        prompts = os.path.join(self.folder, "prompt")
        os.mkfifo(os.path.join(prompts, "prompt_api_2"))
        server = self.serve()
        code, _, err = self.run_it(server)
        self.assertEqual(code, 3)
        self.assertIn("prompt_api_2: cannot read 'prompt/prompt_api_2': not a regular file", err)
        for place in (os.path.join(self.out, "output_prompt_api_1"),
                      os.path.join(self.out, ".callchain", "output_prompt_api_1.json")):
            os.remove(place)
            os.mkfifo(place)
        self.assertEqual(self.run_it(server)[0], 3)
        with open(os.path.join(prompts, "prompt_api_1"), encoding="utf-8") as stream:
            self.assertEqual(self.answer("output_prompt_api_1"), json.loads(answer_of(stream.read())))
        os.mkfifo(os.path.join(prompts, "index.json"))
        code, _, err = self.run_it(server)
        self.assertEqual((code, err), (1, "callchain identify: cannot read 'prompt/index.json': not a regular file\n"))

    def test_pull_breaks_off_once(self):
        server = self.serve()
        server.models.clear()
        whole = server.pull

        def pull(handler, body):
            server.pull = whole
            handler.send_response(200)
            handler.send_header("Content-Type", "application/x-ndjson")
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(b'{"status":"pulling manifest"}\n')
            handler.close_connection = True
        server.pull = pull
        code, _, err = self.run_it(server)
        self.assertEqual(code, 0, err)
        self.assertIn("; trying again\n", err)

    def test_busy_at_the_start(self):
        server = self.serve()
        busy = iter([True, True, False])

        def any_request(handler):
            if not next(busy, False):
                return False
            handler.reply(503, {"error": "server busy"})
            return True
        server.any_request = any_request
        code, _, err = self.run_it(server)
        self.assertEqual((code, err.count("note: the server says: server busy; trying again")), (0, 2), err)

    def test_pull_errors(self):
        def lines(*texts):
            def pull(handler, body):
                handler.send_response(200)
                handler.send_header("Content-Type", "application/x-ndjson")
                handler.send_header("Connection", "close")
                handler.end_headers()
                handler.close_connection = True
                for text in texts:
                    handler.wfile.write(text.encode() + b"\n")
            return pull
        for pull, message in (
                (lines('{"status":"pulling manifest"}', '{"error":"pull model manifest: file does not exist"}'),
                 f"cannot fetch {MODEL}: the server says: pull model manifest: file does not exist"),
                (lines('{"status":"pulling manifest"}'), f"cannot fetch {MODEL}: fetching the model ended without success"),
                (lines("<html>"), f"cannot fetch {MODEL}: malformed reply: "),
                (lambda handler, body: handler.reply(500, {"error": "disk full"}),
                 f"cannot fetch {MODEL}: the server says: disk full")):
            with self.subTest(message):
                server = self.serve()
                server.models.clear()
                server.pull = pull
                code, _, err = self.run_it(server)
                self.assertEqual(code, 1)
                self.assertIn("callchain identify: " + message, err)
                self.assertEqual(self.on_disk(), [])

    def test_interrupted(self):
        self.prompt(2)
        started = threading.Event()

        def chat(call):
            if "Prompt 2" in call.text and not started.is_set():
                call.start()
                call.content("{")
                started.set()
                time.sleep(20)
            else:
                well_behaved(call)
        server = self.serve(chat)
        with subprocess.Popen(self.command(), cwd=self.folder, env=self.environment(server.address),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            self.assertTrue(started.wait(20))
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn("stopped; the next run goes on from here", err)
        self.assertEqual(self.on_disk(), ANSWER)
        code, out, err = self.run_it(server)
        self.assertEqual(code, 0, err)
        self.assertNotIn("prompt_api_1", out)
        self.assertEqual(len(server.asked()), 3)

    def test_two_at_once(self):
        asked, go_on = threading.Event(), threading.Event()

        def chat(call):
            asked.set()
            go_on.wait(20)
            well_behaved(call)
        server = self.serve(chat)
        with subprocess.Popen(self.command(), cwd=self.folder, env=self.environment(server.address),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            self.assertTrue(asked.wait(20))
            code, _, err = self.run_it(server)
            go_on.set()
            self.assertEqual(process.wait(20), 0)
        self.assertEqual((code, err), (1, "callchain identify: cannot write 'api_output': another "
                                          "'callchain identify' is at work there\n"))
        self.assertEqual(self.on_disk(), ANSWER)

    def test_wrong_usage(self):
        for arguments, message in ((["-O", "temprature=1"], "no option for a model is called 'temprature'"),
                                   (["-O", "num_predict=-1"],
                                    "num_predict is a whole number from 1 to 1e+07, not '-1'"),
                                   (["-O", "top_p=nan"], "top_p is a number from 0 to 1, not 'nan'"),
                                   (["--jobs", "0"], "--jobs is from 1 to 256"),
                                   (["--sweep", "temperature"], "--sweep wants NAME=VALUE,VALUE,…, not 'temperature'"),
                                   (["--host", "ftp://h"], "cannot use OLLAMA_HOST 'ftp://h': only http:// and https://"
                                                           " are known")):
            code, out, err = self.run_it("127.0.0.1:1", *arguments)
            self.assertEqual((code, out, err), (64, "", f"callchain identify: {message}\n"))

    def test_no_prompts(self):
        os.remove(os.path.join(self.folder, "prompt", "prompt_api_1"))
        code, _, err = self.run_it("127.0.0.1:1")
        self.assertEqual((code, err), (1, "callchain identify: cannot read 'prompt': there are no prompts in it\n"))
        os.rmdir(os.path.join(self.folder, "prompt"))
        code, _, err = self.run_it("127.0.0.1:1")
        self.assertEqual((code, err), (1, "callchain identify: there is no folder 'prompt' here "
                                          "('callchain prompt' writes it)\n"))


class Waiting(Failing):
    """What takes a second or more."""

    def test_server_comes_back(self):
        self.prompt(2)
        first = self.serve()
        again = []

        def restart():
            first.listener.shutdown()
            first.listener.server_close()
            time.sleep(1.5)
            again.append(self.serve(port=first.port))

        def chat(call):
            well_behaved(call)
            threading.Thread(target=restart).start()
        first.chat = chat
        code, _, err = self.run_it(first, "--retry-wait", "1")
        self.assertEqual(code, 0, err)
        self.assertIn("note: prompt_api_2: cannot connect to ", err)
        self.assertEqual((len(first.asked()), len(again[0].asked())), (1, 1))

    def test_slow_loris(self):
        def chat(call):
            call.start()
            while True:
                call.write('"')
                time.sleep(0.05)
        server = self.serve(chat)
        code, _, err = self.run_it(server, "--timeout", "1", "--max-time", "2")
        self.assertEqual(code, 3)
        self.assertIn("prompt_api_1: no complete reply after 2 s (see --max-time)", err)
        self.assertEqual(self.on_disk(), NOTHING)

    def test_slow_loris_from_the_first_request_on(self):
        """The longest time holds for the sample and the pull as well."""
        def chat(call):
            call.start()
            while True:
                call.write('{"message":{"content":"a"},"done":false}\n')
                time.sleep(0.05)
        server = self.serve(chat)
        server.sample_too = True
        begun = time.monotonic()
        code, _, err = self.run_it(server, "--max-time", "1")
        self.assertEqual(code, 3, err)
        self.assertLess(time.monotonic() - begun, 20)
        self.assertEqual(self.on_disk(), NOTHING)

        def pull(handler, body):
            handler.send_response(200)
            handler.send_header("Content-Type", "application/x-ndjson")
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.close_connection = True
            while True:
                handler.wfile.write(b'{"status":"pulling","completed":1,"total":9}\n')
                time.sleep(0.05)
        server.models.clear()
        server.pull = pull
        begun = time.monotonic()
        code, _, err = self.run_it(server, "--max-time", "1", "--timeout", "100")
        self.assertEqual(code, 1)
        self.assertIn(f"cannot fetch {MODEL}: no complete reply after 1 s (see --max-time)", err)
        self.assertLess(time.monotonic() - begun, 20)

    def test_nohup(self):
        """What is ignored from the start does not stop it."""
        asked, go_on = threading.Event(), threading.Event()

        def chat(call):
            asked.set()
            go_on.wait(20)
            well_behaved(call)
        server = self.serve(chat)
        with subprocess.Popen(self.command(), cwd=self.folder, env=self.environment(server.address),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              preexec_fn=lambda: [signal.signal(number, signal.SIG_IGN)
                                                  for number in (signal.SIGHUP, signal.SIGINT)]) as process:
            self.assertTrue(asked.wait(20))
            process.send_signal(signal.SIGHUP)
            process.send_signal(signal.SIGINT)
            time.sleep(0.5)
            go_on.set()
            self.assertEqual(process.wait(20), 0)

    def test_silence_in_mid_stream(self):
        def chat(call):
            call.start()
            call.content("{")
            time.sleep(30)
        self.fails(chat, 3, "prompt_api_1: nothing came from the server for 1 s (see --timeout)", "--timeout", "1", asked=1)

    def test_busy_says_how_long(self):
        def chat(call):
            if call.number == 1:
                call.error(503, "server busy", [("Retry-After", "1")])
            else:
                well_behaved(call)
        begun = time.monotonic()
        err = self.recovers(chat, asked=2)
        self.assertGreaterEqual(time.monotonic() - begun, 1)
        self.assertIn("asking again in 1 s", err)

    def test_tls(self):
        key, certificate = (os.path.join(self.folder, name) for name in ("key.pem", "certificate.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        server = self.serve(certificate=(certificate, key))
        code, _, err = self.run_it(server)
        self.assertEqual(code, 1)
        self.assertIn(f"no secure connection to '{server.address}': ", err)
        self.assertIn("certificate", err)
        self.assertEqual(self.on_disk(), [])
        code, _, err = self.run_it(server, "--ca-file", certificate)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.on_disk(), ANSWER)
        # And a plain client at the TLS port.
        code, _, err = self.run_it(f"127.0.0.1:{server.port}")
        self.assertEqual(code, 1, err)


if __name__ == "__main__":
    CALLCHAIN = os.path.abspath(sys.argv.pop(1))
    unittest.main()
