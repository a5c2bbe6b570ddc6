# SPDX-License-Identifier: Apache-2.0
"""A Docker Engine of the test's own, started by hand: nothing of the machine's is touched, and it is gone at the end.

    with docker_engine.Engine() as docker:
        docker.load(container.image())
        docker.run("run", "--rm", …)"""

import os
import pathlib
import subprocess
import tempfile

import container
import real_tools
from container import wait_for


class Engine:
    def __init__(self):
        container.need("dockerd", "docker", "containerd", "runc")
        # Sockets have short paths.
        self._temporary = tempfile.TemporaryDirectory(prefix="docker-", dir="/tmp")
        self.place = pathlib.Path(self._temporary.name)
        self.socket = f"unix://{self.place}/s"
        self.environment = {**os.environ, "DOCKER_HOST": self.socket, "DOCKER_CONFIG": str(self.place / "config"),
                            "DOCKER_BUILDKIT": "0"}

    def __enter__(self):
        command = ["dockerd", "--data-root", self.place / "data", "--exec-root", self.place / "exec", "--host", self.socket,
                   "--pidfile", self.place / "pid", "--iptables=false", "--ip6tables=false", "--bridge=none",
                   "--default-ulimit", "nofile=8192:8192"]
        with open(self.place / "log", "wb") as log:
            path = os.environ["PATH"] + ":/usr/sbin:/sbin"
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "PATH": path})
        def answers():
            return self.run("version", check=False).returncode == 0 or self.process.poll() is not None
        wait_for(answers, "the Docker Engine to answer")
        if self.process.poll() is not None:
            log = (self.place / "log").read_text()[-400:]
            self.__exit__()
            real_tools.skip(f"no Docker Engine can be started here: {log}", "a run as root on a kernel with overlayfs and bridges")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            everything = self.run("ps", "--all", "--quiet", check=False).stdout.split()
            if everything:
                self.run("rm", "--force", "--volumes", *everything, check=False)
            networks = self.run("network", "ls", "--quiet", "--filter", "type=custom", check=False).stdout.split()
            if networks:
                self.run("network", "rm", *networks, check=False)
            self.process.terminate()
            self.process.wait(60)
        for line in reversed(pathlib.Path("/proc/self/mountinfo").read_text().splitlines()):
            mount = line.split()[4]
            if mount.startswith(f"{self.place}/"):  # it leaves the namespace of `--network host`
                subprocess.run(["umount", "-l", mount], check=False)
        self._temporary.cleanup()

    def run(self, *arguments, check=True, **options):
        """A docker command: the finished process, its output as text."""
        done = subprocess.run(["docker", *map(str, arguments)], env=self.environment, text=True, timeout=600, check=False,
                              **{"capture_output": True, **options})
        assert not check or done.returncode == 0, f"docker {' '.join(map(str, arguments))}: {done.stderr}"
        return done

    def load(self, tag):
        """An image of the tests' storage (container.py)."""
        archive = self.place / "image.tar"
        container.podman("image", "save", "--format", "docker-archive", "--output", archive, tag)
        self.run("load", "--input", archive)
        archive.unlink()
        return tag
