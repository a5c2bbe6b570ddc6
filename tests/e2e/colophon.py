# SPDX-License-Identifier: Apache-2.0
"""The real binary, as a user meets it: a server in a directory of its own, commands, and requests by plain HTTP."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import urllib.parse

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("COLOPHON_BINARY", str(PROJECT / "build/release/colophon"))
DEADLINE = 60.0
# What the surroundings of a test must not decide.
CLEAN = {name: value for name, value in os.environ.items()
         if not name.startswith("COLOPHON_") and not name.lower().endswith("_proxy")}


def run(*arguments, env=None, stdin=None):
    """A subcommand to its end: `returncode`, `stdout` and `stderr` as text."""
    return subprocess.run([BINARY, *map(str, arguments)], env={**CLEAN, **(env or {})}, input=stdin, text=True,
                          capture_output=True, timeout=DEADLINE * 5, check=False)


def wait_for(condition, what):
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)


def dataset(name):
    return f"urn:li:dataset:(urn:li:dataPlatform:postgres,{name},PROD)"


def proposal(urn, aspect="datasetProperties", **document):
    return {"entityType": urn.split(":")[2], "entityUrn": urn, "changeType": "UPSERT", "aspectName": aspect,
            "aspect": {"json": document}}


class Server:
    """`colophon serve` on a free port. A context: it is gone at the end, whatever happens."""

    def __init__(self, data=None, flags=()):
        self._temporary = None if data else tempfile.TemporaryDirectory(prefix="colophon-e2e-")
        self.data = pathlib.Path(data or self._temporary.name) / ("data" if not data else "")
        self.flags = flags
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._temporary:
            self._temporary.cleanup()

    def start(self):
        address = self.data / "address"
        address.unlink(missing_ok=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.log = open(self.data.parent / "serve.log", "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", *self.flags],
            stdout=self.log, stderr=self.log, env=CLEAN)
        self.log.close()
        wait_for(lambda: address.exists() or self.process.poll() is not None, "the address file")
        assert self.process.poll() is None, f"the server ended at once: {self.output()}"
        self.address = address.read_text().strip()
        self.token = (self.data / "admin.token").read_text().strip()
        return self

    def output(self):
        return (self.data.parent / "serve.log").read_text()

    def terminate(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE)

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def url(self):
        return "http://" + self.address

    @property
    def env(self):
        return {"COLOPHON_SERVER": self.url, "COLOPHON_TOKEN": self.token}

    def run(self, *arguments, stdin=None):
        return run(*arguments, env=self.env, stdin=stdin)

    def connection(self):
        return http.client.HTTPConnection(self.address, timeout=DEADLINE)

    def request(self, method, path, body=None, content_type="application/json", token=None, connection=None):
        """Status and body: parsed where it is JSON."""
        if connection is None:
            with contextlib.closing(self.connection()) as own:
                return self.request(method, path, body, content_type, token, own)
        headers = {"Authorization": "Bearer " + (self.token if token is None else token)} if token != "" else {}
        if body is not None:
            headers["Content-Type"] = content_type
            body = body if isinstance(body, (bytes, str)) else json.dumps(body, ensure_ascii=False)
            body = body if isinstance(body, bytes) else body.encode()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(text) if is_json and text else text

    def put(self, *proposals, connection=None):
        return self.request("POST", "/api/v1/proposals", list(proposals), connection=connection)

    def get(self, urn, **query):
        path = "/api/v1/entities/" + urllib.parse.quote(urn, safe="")
        return self.request("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))

    def search(self, text, **query):
        status, page = self.request("GET", "/api/v1/search?" + urllib.parse.urlencode({"q": text, **query}))
        assert status == 200, page
        return page

    def differences(self):
        """What `verify` finds: 0 is the only good answer."""
        status, answer = self.request("GET", "/api/v1/verify")
        assert status == 200, answer
        return answer["differences"]
