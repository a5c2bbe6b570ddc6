# SPDX-License-Identifier: Apache-2.0
"""A real storage that speaks S3, on a free loopback port, gone with the test."""

import hashlib
import hmac
import http.client
import pathlib
import re
import socket
import subprocess
import tempfile
import time
import urllib.parse

import real_tools
from backup_load import wait_for

KEY, SECRET = "colophon-test", "colophon-test-secret"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MinIO:
    """A context. `env` is what `colophon` needs to find it; `request` is a client of our own, apart from the one under test."""

    def __init__(self):
        self.program = real_tools.go_tool("minio")
        self.process = None

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="colophon-minio-")
        (pathlib.Path(self.folder.name) / "data").mkdir()
        self.address = f"127.0.0.1:{free_port()}"
        return self.start()

    def __exit__(self, *_):
        self.kill()
        self.folder.cleanup()

    def start(self):
        with open(pathlib.Path(self.folder.name) / "minio.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "server", "--address", self.address, "--console-address", "127.0.0.1:0",
                 f"{self.folder.name}/data"], stdout=log, stderr=log,
                env={"MINIO_ROOT_USER": KEY, "MINIO_ROOT_PASSWORD": SECRET, "HOME": self.folder.name,
                     "MINIO_UPDATE": "off", "PATH": "/usr/bin:/bin"})
        wait_for(self.is_ready, "MinIO")
        return self

    def is_ready(self):
        assert self.process.poll() is None, (pathlib.Path(self.folder.name) / "minio.log").read_text()
        try:
            return self.request("GET", "/")[0] == 200
        except OSError:
            return False

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    @property
    def env(self):
        return {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_ENDPOINT_URL": "http://" + self.address}

    def request(self, method, path, body=b"", **query):
        """Signed anew here, so that two readings of the same rules meet in the storage."""
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        digest = hashlib.sha256(body).hexdigest()
        headers = {"host": self.address, "x-amz-content-sha256": digest, "x-amz-date": now}
        target = urllib.parse.quote(path)
        text = "&".join(f"{urllib.parse.quote(name, safe='')}={urllib.parse.quote(value, safe='')}"
                        for name, value in sorted(query.items()))
        names = ";".join(headers)
        canonical = "\n".join([method, target, text, *(f"{name}:{value}" for name, value in headers.items()), "", names, digest])
        scope = f"{now[:8]}/us-east-1/s3/aws4_request"
        key = b"AWS4" + SECRET.encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
                                .encode(), "sha256").hex()
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={names}, Signature={signature}"
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request(method, target + ("?" + text if text else ""), body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def make_bucket(self, name):
        assert self.request("PUT", f"/{name}")[0] == 200

    def keys(self, bucket):
        return re.findall(r"<Key>(.*?)</Key>", self.request("GET", f"/{bucket}", **{"list-type": "2"})[1].decode())

    def unfinished(self, bucket, key):
        """Uploads under that key that were neither completed nor taken back."""
        return re.findall(r"<UploadId>(.*?)</UploadId>", self.request("GET", f"/{bucket}", uploads="", prefix=key)[1].decode())
