# SPDX-License-Identifier: Apache-2.0
"""What is shipped: the image, its start, its memory under a limit, backups and what they cost."""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

from colophon import BINARY, Server, run, wait_for
from figures import PROJECT, note, resident_mb
from server import load

sys.path.insert(0, str(PROJECT / "tests/ship"))
import container  # noqa: E402

LIMIT_MB = 512
PORT = ("serve", "--data", "/data", "--listen", "127.0.0.1:0")


class Contained:
    """A server in a container of the image, hardened and limited as the chart has it, on the host's loopback so that the load
    comes from outside its limit. Looks like colophon.Server to those who load it."""

    def __init__(self, data):
        self.data = pathlib.Path(data)
        self.data.chmod(0o777)
        self.running = container.Running(container.image(), *PORT, data=data, network="host",
                                         options=("--memory", f"{LIMIT_MB}m", "--memory-swap", f"{LIMIT_MB}m"))

    def __enter__(self):
        address = self.data / "address"
        address.unlink(missing_ok=True)
        begun = time.monotonic()
        self.running.__enter__()
        wait_for(address.exists, "the address file")
        self.seconds_to_ready = time.monotonic() - begun
        self.url = "http://" + address.read_text().strip()
        self.token = (self.data / "admin.token").read_text().strip()
        self.pid = int(self.running.state("Pid"))
        return self

    def __exit__(self, *_):
        self.running.__exit__()

    def peak_mb(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


@contextlib.contextmanager
def searching(server):
    """Searches without a pause while the block runs; the list takes what each took, in milliseconds."""
    took, done = [], threading.Event()

    def ask():
        while not done.is_set():
            for words in ("예약", "reservation vehicle", "member_column_3", "zon"):
                answer = run("search", words, "--json", env={"COLOPHON_SERVER": server.url, "COLOPHON_TOKEN": server.token})
                assert answer.returncode == 0, answer.stderr
                took.append(json.loads(answer.stdout)["took_ms"])
    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield took
    finally:
        done.set()
        thread.join()


def bench_image(datasets):
    tag = container.image()
    size = int(container.podman("image", "inspect", "--format", "{{.Size}}", tag).stdout)
    note("image, unpacked", size / 1e6, "MB", "≤ 60")
    with tempfile.TemporaryDirectory() as archive:
        container.podman("save", "--format", "oci-archive", "--output", archive + "/image.tar", tag)
        packed = archive + "/image.tar.gz"
        with open(packed, "wb") as file:
            subprocess.run(["gzip", "-c", archive + "/image.tar"], stdout=file, check=True)
        note("… packed", pathlib.Path(packed).stat().st_size / 1e6, "MB")
    with tempfile.TemporaryDirectory() as data:
        with Contained(data) as server:
            note("container start to ready, empty catalog", server.seconds_to_ready, "s", "< 1")
        with Contained(data) as server:
            name = f"{datasets:,} data sets"
            with searching(server) as took:
                rate = load(server, datasets, 100, 1)["aspects_per_second"]
            took.sort()
            note(f"loading {name} under {LIMIT_MB} MiB while searching", rate, "aspects/s")
            note("… searches meanwhile, median", took[len(took) // 2], "ms")
            note("… searches meanwhile, 95th percentile", took[len(took) * 95 // 100], "ms")
            note("… memory at its peak", server.peak_mb(), "MB resident", f"< {LIMIT_MB}")
            assert server.running.stop() == 0
            note("… on disk", sum(file.stat().st_size for file in server.data.rglob("*") if file.is_file()) / 1e6, "MB")
        with Contained(data) as server:
            note(f"container start to ready, {name}", server.seconds_to_ready, "s", "< 1")
            note("… memory after it", resident_mb(server.pid), "MB resident")


@contextlib.contextmanager
def backing_up(server, place):
    """One backup after the other while the block runs; the list takes how long each took."""
    took, done = [], threading.Event()

    def back_up():
        while not done.is_set():
            begun = time.monotonic()
            made = run("backup", "--to", f"{place}/meanwhile.backup", "--force", env=server.env)
            assert made.returncode == 0, made.stderr
            took.append(time.monotonic() - begun)
    thread = threading.Thread(target=back_up)
    thread.start()
    try:
        yield took
    finally:
        done.set()
        thread.join()


def bench_backup(datasets):
    name = f"{datasets:,} data sets"
    with Server() as server, tempfile.TemporaryDirectory() as place:
        load(server, datasets, 100, 1)
        alone, beside, backups = [], [], []
        step = datasets // 5
        for turn in range(6):
            first = datasets + turn * step
            if turn % 2 == 0:
                alone.append(load(server, step, 100, 1, first)["aspects_per_second"])
                continue
            with backing_up(server, place) as took:
                beside.append(load(server, step, 100, 1, first)["aspects_per_second"])
            backups += took
        pathlib.Path(f"{place}/meanwhile.backup").unlink()
        lost = sorted(1 - b / a for a, b in zip(alone, beside))
        note(f"write rate with {name} and more", sorted(alone)[1], "aspects/s")
        note("… while backups follow each other without a pause", sorted(beside)[1], "aspects/s")
        note("… lost, median of three pairs", 100 * lost[1], "%", "< 15")
        note("a backup meanwhile", sorted(backups)[len(backups) // 2], "s")
        begun = time.monotonic()
        made = server.run("backup", "--to", f"{place}/whole.backup")
        assert made.returncode == 0, made.stderr
        note("a backup of a server at rest", time.monotonic() - begun, "s")
        note("… its size", pathlib.Path(f"{place}/whole.backup").stat().st_size / 1e6, "MB")
        note("… of", server.search("*", type="dataset")["total"], "data sets")
        bench_restore(place)


def bench_restore(place):
    begun = time.monotonic()
    done = subprocess.run([BINARY, "restore", "--from", f"{place}/whole.backup", "--data", f"{place}/restored/data"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    note("restore of it", time.monotonic() - begun, "s", "< 30")
    reset = run("token", "reset", "--data", f"{place}/restored/data")  # a backup holds hashes, and no token's text
    assert reset.returncode == 0, reset.stderr
    begun = time.monotonic()
    server = Server(f"{place}/restored/data")
    with server:
        note("… start after it, the index built anew", time.monotonic() - begun, "s")
        assert server.differences() == 0


def bench(quick):
    datasets = 5_000 if quick else 100_000
    print("What is shipped", flush=True)
    bench_image(datasets)
    bench_backup(datasets)
