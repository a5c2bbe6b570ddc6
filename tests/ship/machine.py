# SPDX-License-Identifier: Apache-2.0
"""A Debian 12 machine that systemd has booted, in name spaces of its own: what it writes, listens on and starts is gone with it.
Made from packages once ($COLOPHON_CACHE/machine), then used as the lower layer of an overlay."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import real_tools

CACHE = pathlib.Path(os.environ.get("COLOPHON_CACHE", pathlib.Path.home() / ".cache/colophon"))
PACKAGES = "systemd,dbus"
BOOT = pathlib.Path(__file__).with_name("boot_machine.sh")
DEADLINE = 120.0


def root_directory():
    """Debian with systemd, unpacked."""
    target = CACHE / "machine" / PACKAGES.replace(",", "+")
    if not target.exists():
        if os.geteuid() != 0 or shutil.which("debootstrap") is None:
            real_tools.skip("a machine with systemd needs root and debootstrap", "scripts/install_packages.sh ship")
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = pathlib.Path(tempfile.mkdtemp(prefix="new-", dir=target.parent))
        done = subprocess.run(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", fresh],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        fresh.chmod(0o755)
        fresh.rename(target)
    return target


def libraries_of(binary):
    """The shared libraries that a program needs."""
    lines = subprocess.run(["ldd", binary], capture_output=True, text=True, check=True).stdout.splitlines()
    return [pathlib.Path(word) for line in lines for word in line.split() if word.startswith("/")]


class Machine:
    """A context: booted on entry, gone at the end. `files` are put in place first: {path in the machine: path here}."""

    def __init__(self, files):
        self.files = files

    def __enter__(self):
        self._place = tempfile.TemporaryDirectory(prefix="colophon-machine-")
        place = pathlib.Path(self._place.name)
        self.log = place / "boot.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["unshare", "--fork", "--kill-child", "--pid", "--mount", "--net", "--ipc", "--uts", "--cgroup",
                 "bash", BOOT, root_directory(), place, *[f"{here}:{there}" for there, here in self.files.items()]],
                stdout=log, stderr=log)
        try:
            self._wait_for(self._find_init, "its first process")
            self._wait_for(lambda: self.run("systemctl is-system-running").stdout.strip() in ("running", "degraded"), "systemd")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGKILL)  # and with it every process in there
        self.process.wait()
        self._place.cleanup()

    def _find_init(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if children and pathlib.Path(f"/proc/{children[0]}/comm").read_text().strip() == "systemd":
            self.init = children[0]
        return hasattr(self, "init")

    def _wait_for(self, condition, what):
        end = time.monotonic() + DEADLINE
        while not condition():
            assert self.process.poll() is None and time.monotonic() < end, f"waited in vain for {what}: {self.log.read_text()}"
            time.sleep(0.05)

    def run(self, commands, directory="/"):
        """Commands for a shell that stops at the first failure, as root; `returncode`, `stdout` and `stderr`."""
        return subprocess.run(
            ["nsenter", "--target", self.init, "--all", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
             "LC_ALL=C.UTF-8", "bash", "-euo", "pipefail", "-c", f"cd {directory}\n{commands}"],
            capture_output=True, text=True, timeout=DEADLINE, check=False)
