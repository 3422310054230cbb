"""Debian's Chromium, driven over WebDriver: as much of it as the tests of the pages need."""
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


class Browser:
    """Starts chromedriver and a headless window; `with` ends both."""

    def __init__(self, width=1600, height=1000):
        self.driver_path, self.chromium = shutil.which("chromedriver"), shutil.which("chromium")
        self.size, self.session, self.driver, self.profile = (width, height), None, None, tempfile.TemporaryDirectory()

    @staticmethod
    def is_there():
        return bool(shutil.which("chromedriver") and shutil.which("chromium"))

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen([self.driver_path, f"--port={port}", "--silent"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                     f"--user-data-dir={self.profile.name}", f"--window-size={self.size[0]},{self.size[1]}"]
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
                                                   "goog:chromeOptions": {"binary": self.chromium, "args": arguments}}}}
        for attempt in range(100):
            try:
                self.session = self.ask("POST", "/session", wanted)["sessionId"]
                break
            except (urllib.error.URLError, ConnectionError):
                if attempt == 99:
                    raise
                time.sleep(0.2)
        self.command("POST", "/timeouts", {"script": 30000})
        return self

    def __exit__(self, *_):
        if self.session:
            self.ask("DELETE", f"/session/{self.session}")
        self.driver.terminate()
        self.driver.wait()
        self.profile.cleanup()

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def command(self, method, path, body=None):
        return self.ask(method, f"/session/{self.session}{path}", body)

    def open(self, address):
        self.command("POST", "/url", {"url": address})

    def run(self, script, *arguments):
        """The value of an expression or body in the page."""
        body = script if "return" in script else f"return ({script})"
        return self.command("POST", "/execute/sync", {"script": body, "args": list(arguments)})

    def wait(self, script, seconds=20):
        """Until the expression is true; its value."""
        end = time.monotonic() + seconds
        while not (value := self.run(script)):
            if time.monotonic() > end:
                raise AssertionError(f"never came: {script}; the page says: {self.run('document.body.innerText')[:2000]}")
            time.sleep(0.05)
        return value

    def keys(self, text):
        """Typed as a person does, into what has the focus."""
        actions = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self.command("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def devtools(self, command, parameters):
        return self.command("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def messages(self):
        """What the console said, warnings and errors."""
        return [entry["message"] for entry in self.command("POST", "/se/log", {"type": "browser"})
                if entry["level"] in ("SEVERE", "WARNING")]

    def picture(self, path):
        import base64
        with open(path, "wb") as stream:
            stream.write(base64.b64decode(self.command("GET", "/screenshot")))


UP, DOWN, LEFT, RIGHT, ENTER, HOME = "\ue013", "\ue015", "\ue012", "\ue014", "\ue007", "\ue011"
