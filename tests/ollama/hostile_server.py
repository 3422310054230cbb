"""A stand-in for an Ollama server, on a real socket of the loopback interface,
that behaves well or in every way in which a server can fail.

    with HostileServer() as server:
        server.chat = reset_in_mid_stream      # what POST /api/chat does
        ... server.address, server.requests ...

A behaviour is a function of a Call; the default is well_behaved. By itself the
server counts a token for each three bytes, refuses a prompt that is longer
than num_ctx, and answers with parameters that depend on the prompt alone.
"""
import hashlib
import json
import socket
import ssl
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = "small:1b"
DIGEST = "d1" * 32


def characters():
    """The characters that stand for the bytes 0 to 255 in a byte-level vocabulary (GPT-2's)."""
    printable = [*range(0x21, 0x7f), *range(0xa1, 0xad), *range(0xae, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return [chr(byte if byte in printable else 0x100 + others.index(byte)) for byte in range(256)]


def vocabulary(pre="gpt-2", kind="gpt2"):
    """One in which each byte is a token, two ~ are one, and <|end|> is one."""
    return {"tokenizer.ggml.model": kind, "tokenizer.ggml.pre": pre,
            "tokenizer.ggml.tokens": characters() + ["~~", "<|end|>"],
            "tokenizer.ggml.token_type": [1] * 257 + [3], "tokenizer.ggml.merges": ["~ ~"]}


def tokens_of(text):
    return len(text.encode()) // 3 + 20


def answer_of(text):
    """The parameters that the model "finds" in a prompt."""
    digits = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({"parameters": [
        {"name": "p" + digits[i:i + 4], "scopes": ["scope_" + digits[i]], "role": "a role", "description": "it is"}
        for i in range(0, 12, 4)]})


class Call:
    """One POST /api/chat."""

    def __init__(self, handler, body, number):
        self.handler = handler
        self.body = body
        self.number = number  # of this request, from 1, the sample left out
        self.text = body["messages"][0]["content"]
        self.options = body.get("options", {})
        self.is_sample = self.options.get("num_predict") == 1

    def start(self, content_type="application/x-ndjson"):
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", content_type)
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()
        self.handler.close_connection = True

    def write(self, data):
        self.handler.wfile.write(data.encode() if isinstance(data, str) else data)
        self.handler.wfile.flush()

    def line(self, **members):
        self.write(json.dumps({"model": self.body["model"], "created_at": "2026-01-01T00:00:00Z", **members}) + "\n")

    def content(self, text):
        self.line(message={"role": "assistant", "content": text}, done=False)

    def end(self, tokens=None, reason="stop", **members):
        self.line(message={"role": "assistant", "content": ""}, done=True, done_reason=reason,
                  total_duration=2 * 10**9, load_duration=10**7, prompt_eval_duration=10**9,
                  prompt_eval_count=tokens_of(self.text) if tokens is None else tokens,
                  eval_count=50, eval_duration=10**9, **members)

    def error(self, status, text, headers=()):
        self.handler.reply(status, {"error": text}, headers)

    def reset(self):
        """Ends the connection the hard way."""
        self.handler.close_connection = True
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handler.connection.shutdown(socket.SHUT_RD)
        self.handler.connection.close()


def well_behaved(call, answer=None, delay=0.0, **end):
    if tokens_of(call.text) > call.options["num_ctx"]:
        call.error(400, "the input length exceeds the context length")
        return
    text = answer_of(call.text) if answer is None else answer
    call.start()
    for i in range(0, len(text), 40):
        call.content(text[i:i + 40])
        if delay:
            time.sleep(delay)
    call.end(**end)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, ssl.SSLError, OSError, ValueError):
            pass  # the client has had enough

    def reply(self, status, value, headers=(), content_type="application/json; charset=utf-8"):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, text in headers:
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        server = self.server.owner
        server.note("GET", self.path, None)
        if server.any_request and server.any_request(self):
            return
        path = self.path.removeprefix(server.prefix)
        if path == "/api/version":
            self.reply(200, {"version": "0.24.0"})
        elif path == "/api/tags":
            self.reply(200, {"models": [{"name": name, "model": name, "digest": digest}
                                        for name, digest in server.models.items()]})
        else:
            self.reply(404, b"404 page not found", content_type="text/plain")

    def do_POST(self):
        server = self.server.owner
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        number = server.note("POST", self.path, body)
        if server.any_request and server.any_request(self):
            return
        path = self.path.removeprefix(server.prefix)
        if path == "/api/pull":
            server.pull(self, body)
        elif body["model"] not in server.models:
            self.reply(404, {"error": f"model '{body['model']}' not found"})
        elif path == "/api/show":
            info = {"general.architecture": "tiny", "tiny.context_length": server.context}
            if body.get("verbose"):
                info.update(server.vocabulary)
            self.reply(200, {"details": {"family": "tiny", "parameter_size": "1B", "quantization_level": "Q4"},
                             "model_info": info})
        elif path == "/api/chat":
            call = Call(self, body, number)
            if body.get("_debug_render_only") and server.frame:
                text = server.frame[0] + call.text + server.frame[1]
                self.reply(200, {"model": body["model"], "_debug_info": {"rendered_template": text}})
                return
            (well_behaved if call.is_sample and not server.sample_too else server.chat)(call)
        else:
            self.reply(404, b"404 page not found", content_type="text/plain")


def good_pull(server):
    def pull(handler, body):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/x-ndjson")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        for line in ({"status": "pulling manifest"},
                     {"status": "pulling d1", "digest": "d1", "total": 100, "completed": 50},
                     {"status": "pulling d1", "digest": "d1", "total": 100, "completed": 100},
                     {"status": "success"}):
            handler.wfile.write(json.dumps(line).encode() + b"\n")
        server.models[body["model"]] = DIGEST
    return pull


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass


class HostileServer:
    def __init__(self, certificate=None, port=0):
        self.models = {MODEL: DIGEST}
        self.context = 8192
        self.frame = None         # (before, after): what the template puts around a prompt, told when asked
        self.vocabulary = {}      # what a verbose show adds to the model's facts
        self.chat = well_behaved
        self.any_request = None   # a function of the handler; true: it has answered
        self.sample_too = False   # the behaviour meets the first, small request as well
        self.prefix = ""
        self.pull = good_pull(self)
        self.requests = []        # (method, path, body)
        self.lock = threading.Lock()
        self.listener = Listener(("127.0.0.1", port), Handler)
        self.listener.owner = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.listener.socket = context.wrap_socket(self.listener.socket, server_side=True,
                                                       do_handshake_on_connect=False)
        self.port = self.listener.server_address[1]
        self.address = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def note(self, method, path, body):
        with self.lock:
            self.requests.append((method, path, body))
            return len(self.asked())

    def asked(self):
        """The bodies of all questions, without the sample."""
        return [body for method, path, body in self.requests
                if path.endswith("/api/chat") and body and body["options"].get("num_predict") != 1]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.listener.shutdown()
        self.listener.server_close()
