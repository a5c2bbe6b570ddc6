# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, driven over its debugging pipe: nothing but the standard library."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

DEADLINE = 30.0


def executable():
    """Where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    """One page of one browser. `errors` collects what its console complained of: exceptions and refused content."""

    def __init__(self, language="en-US", dark=False, size=(1200, 850)):
        self.profile = tempfile.TemporaryDirectory(prefix="colophon-browser-")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        for fd in (to_browser, from_browser):
            os.set_inheritable(fd, True)
        command = [
            "sh", "-c", f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}', executable(),
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", f"--lang={language}", f"--accept-lang={language}",
            f"--window-size={size[0]},{size[1]}", f"--user-data-dir={self.profile.name}", "--remote-debugging-pipe",
        ]
        if dark:
            command.append("--blink-settings=preferredColorScheme=0")
        environment = dict(os.environ, LANGUAGE=language.split("-")[0], HOME=self.profile.name)
        self.process = subprocess.Popen(
            command, pass_fds=(to_browser, from_browser), env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0
        self._session = None
        self.errors = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(domain + ".enable")
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Emulation.setLocaleOverride", locale=language)
        self.resize(*size)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._out)
        os.close(self._in)
        for _ in range(50):  # its children may still be writing
            try:
                self.profile.cleanup()
                return
            except OSError:
                time.sleep(0.1)

    def _receive(self):
        while b"\0" not in self._buffer:
            piece = os.read(self._in, 1 << 20)
            if not piece:
                raise RuntimeError("the browser went away")
            self._buffer += piece
        message, self._buffer = self._buffer.split(b"\0", 1)
        message = json.loads(message)
        if message.get("method") == "Runtime.exceptionThrown":
            details = message["params"]["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
            self.errors.append(message["params"]["entry"]["text"])
        return message

    def call(self, method, **params):
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def open(self, url):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def value(self, expression):
        """What an expression is, in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def wait(self, expression):
        """Until an expression is true; an AssertionError names it when that takes too long."""
        end = time.monotonic() + DEADLINE
        while not self.value(f"Boolean({expression})"):
            assert time.monotonic() < end, f"never came true: {expression}; page: {self.value('document.body.innerText')}"
            time.sleep(0.02)

    def type(self, text):
        """Into whatever has the focus, as an input method would."""
        self.call("Input.insertText", text=text)

    def press(self, key, code=0):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                      **({"text": "\r"} if key == "Enter" and kind == "keyDown" else {}))

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
