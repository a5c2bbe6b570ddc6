# SPDX-License-Identifier: Apache-2.0
"""A real Kubernetes API server with its etcd, on free loopback ports. Nothing is scheduled: there are no controllers and no
kubelet, but every object is validated, defaulted, admitted (Pod Security included) and kept as in any cluster."""

import contextlib
import os
import pathlib
import secrets
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import real_tools

DEADLINE = 180.0


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ApiServer:
    """A context: both processes are gone at the end, whatever happens."""

    def __init__(self):
        self.tools = {name: real_tools.go_tool(name) for name in ("etcd", "kube-apiserver", "kubectl")}
        self.processes = []

    def __enter__(self):
        self._temporary = tempfile.TemporaryDirectory(prefix="colophon-kubernetes-")
        self.folder = pathlib.Path(self._temporary.name)
        self.token = secrets.token_hex(16)
        self.port = free_port()
        try:
            self._start(self._start_etcd())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self._temporary.cleanup()

    def _spawn(self, name, *arguments):
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [self.tools[name], *arguments],
                    stdout=log,
                    stderr=log,
                    cwd=self.folder,
                    env={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
                )
            )

    def _start_etcd(self):
        client, peer = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        self._spawn(
            "etcd",
            "--unsafe-no-fsync",
            "--data-dir",
            "etcd",
            "--listen-client-urls",
            client,
            "--advertise-client-urls",
            client,
            "--listen-peer-urls",
            peer,
            "--initial-advertise-peer-urls",
            peer,
            "--initial-cluster",
            f"default={peer}",
        )
        return client

    def _start(self, etcd):
        key = self.folder / "sa.key"
        for arguments in (["genrsa", "-out", key, "2048"], ["rsa", "-in", key, "-pubout", "-out", self.folder / "sa.pub"]):
            subprocess.run(["openssl", *arguments], check=True, capture_output=True)
        (self.folder / "tokens.csv").write_text(f"{self.token},admin,admin,system:masters\n")
        self._spawn(
            "kube-apiserver",
            f"--etcd-servers={etcd}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self.port}",
            "--cert-dir=certs",
            "--endpoint-reconciler-type=none",
            "--service-cluster-ip-range=10.0.0.0/24",
            "--authorization-mode=RBAC",
            "--token-auth-file=tokens.csv",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=sa.pub",
            "--service-account-signing-key-file=sa.key",
            "--disable-admission-plugins=ServiceAccount",
        )
        self._wait()
        self.kubeconfig = self.folder / "kubeconfig"
        self.kubeconfig.write_text(f"""apiVersion: v1
kind: Config
current-context: test
clusters: [{{name: test, cluster: {{server: "https://127.0.0.1:{self.port}", certificate-authority: certs/apiserver.crt}}}}]
users: [{{name: test, user: {{token: {self.token}}}}}]
contexts: [{{name: test, context: {{cluster: test, user: test}}}}]
""")

    def _wait(self):
        end = time.monotonic() + DEADLINE
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE  # its certificate is made while we wait
        ask = urllib.request.Request(f"https://127.0.0.1:{self.port}/readyz", headers={"Authorization": f"Bearer {self.token}"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
        while True:
            with contextlib.suppress(OSError, urllib.error.URLError):
                with opener.open(ask, timeout=5) as answer:
                    if answer.status == 200:
                        return
            for process in self.processes:
                assert process.poll() is None, self.logs()
            assert time.monotonic() < end, f"the API server is not ready: {self.logs()}"
            time.sleep(0.1)

    def logs(self):
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in self.folder.glob("*.log"))

    @property
    def env(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "KUBECONFIG": str(self.kubeconfig)}

    def kubectl(self, *arguments, stdin=None):
        return subprocess.run(
            [self.tools["kubectl"], *map(str, arguments)],
            input=stdin,
            text=True,
            capture_output=True,
            timeout=DEADLINE,
            check=False,
            env=self.env,
        )
