# SPDX-License-Identifier: Apache-2.0
"""The image, built for real, and containers of it, run as the chart would run them.

    tag = container.image()                      # built where its sources changed, else taken from the cache
    with container.Running(tag, data=folder) as server:
        server.wait_ready()
        server.colophon("ping")                  # inside, over its own loopback: no port is opened anywhere
        server.stop()                            # SIGTERM; the exit code
    container.podman("play", "kube", …)          # anything else

Images and containers live below $COLOPHON_CACHE/image and never with the machine's own; tests may run at the same time."""

import contextlib
import fcntl
import functools
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import uuid

import real_tools

sys.path.insert(0, str(real_tools.PROJECT / "tests/e2e"))
from colophon import wait_for  # noqa: E402

PROJECT = real_tools.PROJECT
CACHE = pathlib.Path(os.environ.get("COLOPHON_CACHE") or pathlib.Path.home() / ".cache/colophon") / "image"
STORAGE = CACHE / "storage"
USER = 10001
# What the image is made of; the rest of the tree leaves it as it is.
SOURCES = ("Dockerfile", ".dockerignore", "CMakeLists.txt", "CMakePresets.json", "LICENSE", "connectors", "data", "include",
           "scripts/image", "scripts/image.sh", "scripts/install_packages.sh", "scripts/make_sbom.py", "src", "web")
# As the chart's securityContext; the writable places are /data and /tmp.
HARDENED = ("--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--tmpfs", "/tmp:rw,size=64m,mode=1777", "--memory", "512m", "--user", f"{USER}:{USER}")
# runc and these limits, as crun wants a cgroup layout and podman wants rights that a sandbox may not have.
CONFIGURATION = """[containers]
default_ulimits = ["nofile=8192:8192", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
"""


def need(*programs):
    missing = [name for name in programs if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if missing:
        real_tools.skip(f"no containers here: {', '.join(missing)} not installed", "scripts/install_packages.sh ship")
    if os.geteuid() != 0:
        real_tools.skip("no containers here: only root may lay out a base", "a run as root")


def run_root():
    """As scripts/image.sh has it: what is mounted now, gone with a restart."""
    boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    digest = hashlib.sha256(str(STORAGE.resolve()).encode()).hexdigest()[:12]
    return pathlib.Path("/run/colophon-containers") / f"{boot}-{digest}"


@functools.cache
def _environment():
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / "containers.conf"
    if not path.exists() or path.read_text() != CONFIGURATION:
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(CONFIGURATION)
        draft.replace(path)
    return {**os.environ, "CONTAINERS_CONF": str(path)}


def podman(*arguments, check=True, timeout=600, env=None, **options):
    """A podman command on the storage of the tests, with more in its environment: the finished process, its output as text."""
    need("podman", "runc", "conmon")
    root = run_root()
    command = ["podman", "--root", str(STORAGE), "--runroot", str(root), "--tmpdir", str(root / "libpod"),
               "--storage-driver", "overlay", *map(str, arguments)]
    options = {"capture_output": True, "text": True, **options}
    done = subprocess.run(command, env={**_environment(), **(env or {})}, timeout=timeout, check=False, **options)
    assert not check or done.returncode == 0, f"podman {' '.join(map(str, arguments))}: {done.stderr}"
    return done


def buildah(*arguments):
    """A buildah command on the same storage: what it prints."""
    need("buildah")
    command = ["buildah", "--root", str(STORAGE), "--runroot", str(run_root()), "--storage-driver", "overlay",
               *map(str, arguments)]
    done = subprocess.run(command, env={**_environment(), "BUILDAH_ISOLATION": "chroot"}, capture_output=True, text=True,
                          timeout=1800, check=False)
    assert done.returncode == 0, f"buildah {' '.join(map(str, arguments))}: {done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


@contextlib.contextmanager
def locked(name):
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def content_key(*paths):
    """Changes with what lies at the paths, which may be the project's: names, contents, and what may be run."""
    digest = hashlib.sha256()
    for path in paths:
        place = PROJECT / path
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(place.parent)} {file.stat().st_mode & 0o111:o}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def build(tag, *options, compiler_cache=True):
    """scripts/image.sh on the storage of the tests, with the compiler cache of the builds outside."""
    need("buildah", "debootstrap")
    arguments = ["--debootstrap", "--builder", "buildah", "--storage", str(STORAGE), "--tag", tag]
    if compiler_cache and shutil.which("ccache"):
        cache = subprocess.run(["ccache", "--get-config", "cache_dir"], capture_output=True, text=True, check=True)
        arguments += ["--ccache", cache.stdout.strip()]
    with tempfile.TemporaryFile("w+") as log:
        done = subprocess.run([PROJECT / "scripts/image.sh", *arguments, *options], stdout=log, stderr=subprocess.STDOUT,
                              text=True, timeout=5400, check=False)
        log.seek(0)
        assert done.returncode == 0, "the image cannot be built: " + log.read()[-8000:]


@functools.cache
def image():
    """The name of the image of this tree."""
    need("buildah", "debootstrap", "podman", "runc", "conmon")
    tag = "localhost/colophon:" + content_key(*SOURCES)
    with locked("build"):
        if podman("image", "exists", tag, check=False).returncode != 0:
            build(tag)
            _forget_old(tag)
    return tag


def _forget_old(tag):
    """Images of trees of days ago, and the layers that they were built from; another checkout may be testing one of today."""
    old = podman("image", "ls", "--filter", "reference=localhost/colophon", "--filter", "until=48h",
                 "--format", "{{.Repository}}:{{.Tag}}").stdout.split()
    for each in set(old) - {tag}:
        podman("image", "rm", each, check=False)
    podman("image", "prune", "--force", "--filter", "until=48h", check=False)


def once(tag, *command, options=()):
    """The image's program with a command, hardened, without a network, to its end."""
    return podman("run", "--rm", "--network", "none", *HARDENED, *options, tag, *command, check=False)


class Running:
    """A server in a container. A context: it is gone at the end. `data` is a folder for /data, `command` replaces the
    image's own, `options` are added to podman's (and come last, so that they win)."""

    def __init__(self, tag, *command, data=None, options=(), network="none"):
        self.name = f"colophon-test-{uuid.uuid4().hex[:12]}"
        volume = ["--volume", f"{data}:/data"] if data else []
        self.arguments = ["run", "--detach", "--name", self.name, "--network", network, "--log-driver", "k8s-file", *HARDENED,
                          *volume, *options, tag, *command]

    def __enter__(self):
        podman(*self.arguments)
        return self

    def __exit__(self, *_):
        podman("rm", "--force", "--time", "0", self.name, check=False)

    def colophon(self, *command, env=None, stdin=None):
        """A command of the program beside the server: `returncode`, `stdout`, `stderr`."""
        given = [flag for name, value in (env or {}).items() for flag in ("--env", f"{name}={value}")]
        return podman("exec", *(["--interactive"] if stdin is not None else []), *given, self.name, "/usr/bin/colophon", *command,
                      check=False, input=stdin)

    def state(self, field):
        return podman("inspect", "--format", "{{.State.%s}}" % field, self.name).stdout.strip()

    def logs(self):
        done = podman("logs", self.name)
        return done.stdout + done.stderr

    def wait_ready(self):
        def ready():
            assert self.state("Running") == "true", f"the server ended at once: {self.logs()}"
            return self.colophon("ping").returncode == 0
        wait_for(ready, "the server in the container to be ready")
        return self

    def wait_end(self):
        """The exit code of a server that ends by itself."""
        wait_for(lambda: self.state("Running") == "false", "the server in the container to end")
        return int(self.state("ExitCode"))

    def stop(self, seconds=45):
        """SIGTERM; the exit code."""
        podman("stop", "--time", seconds, self.name)
        return int(self.state("ExitCode"))

    def start(self):
        podman("start", self.name)
        return self
