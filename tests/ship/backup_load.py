# SPDX-License-Identifier: Apache-2.0
"""Writers that remember what was acknowledged at which position, and what a backup taken meanwhile must hold of it."""

import contextlib
import http.client
import json
import pathlib
import re
import sys
import tarfile
import threading

import real_tools

sys.path.insert(0, str(real_tools.PROJECT / "tests/e2e"))
from colophon import Server, dataset, proposal, run, wait_for  # noqa: E402, F401

BATCH = 20
NAME = re.compile(r"colophon-\d{8}T\d{6}Z-(\d+)\.backup")


class Writer(threading.Thread):
    """Sends batches until it is stopped, or the server is gone."""

    def __init__(self, server, number):
        super().__init__(daemon=True)
        self.server, self.number = server, number
        self.stopping = threading.Event()
        self.acknowledged = []  # (position, batch)

    def urns(self, batch):
        return [dataset(f"backup.{self.number}.{batch}.표{row}") for row in range(BATCH)]

    def run(self):
        with contextlib.closing(self.server.connection()) as connection, \
                contextlib.suppress(OSError, http.client.HTTPException):
            batch = 0
            while not self.stopping.is_set():
                records = [proposal(urn, name=f"묶음 {batch}", description="예약 원장 " * 40) for urn in self.urns(batch)]
                status, outcome = self.server.put(*records, connection=connection)
                assert status == 200 and not outcome["rejected"], outcome
                self.acknowledged.append((outcome["position"], batch))
                batch += 1


@contextlib.contextmanager
def load(server, writers=4):
    """Several writers at full rate, which have all had something acknowledged when the block begins."""
    threads = [Writer(server, number) for number in range(writers)]
    for each in threads:
        each.start()
    try:
        wait_for(lambda: all(len(each.acknowledged) > 5 for each in threads), "the writers to be under way")
        yield threads
    finally:
        for each in threads:
            each.stopping.set()
        for each in threads:
            each.join()


def fill(server, megabytes):
    """So much that a backup of it cannot hide in the buffers of a connection."""
    for batch in range(megabytes):
        rows = [proposal(dataset(f"fill.{batch}.{row}"), name=f"채움 {row}", description=f"{batch}.{row} 설명 " * 1000)
                for row in range(50)]
        status, outcome = server.put(*rows)
        assert status == 200, outcome


def position(server):
    return server.request("GET", "/api/v1/changes?limit=1")[1]["position"]


def manifest(path):
    """As anyone can read it."""
    with tarfile.open(path) as archive:
        return json.load(archive.extractfile("manifest.json"))


def backups(directory):
    return sorted(path for path in pathlib.Path(directory).iterdir() if NAME.fullmatch(path.name))


def restored(backup, directory, server=None):
    """A server on what was restored. The text of the administrator's token is in no backup: it is who has it that keeps it."""
    done = run("restore", "--from", backup, "--data", directory)
    assert done.returncode == 0, done.stderr
    if server is not None:
        (pathlib.Path(directory) / "admin.token").write_text(server.token + "\n")
    return Server(directory)
