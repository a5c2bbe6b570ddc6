# SPDX-License-Identifier: Apache-2.0
"""One run of the binary: its lines go to the task's log as they come, and it never outlives the task."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading

# After SIGTERM a run finishes what is in hand, frees its lease and writes its report.
PATIENCE_SECONDS = 60


class Child:
    """`log` has `info` and `warning`; `hide` takes secrets out of a line."""

    def __init__(self, log, hide=lambda line: line):
        self.log = log
        self.hide = hide
        self.process: subprocess.Popen | None = None
        self.lines: queue.SimpleQueue = queue.SimpleQueue()

    def run(self, command: list[str], environment: dict[str, str], directory: str | None) -> int:
        """The exit code; that of a process which a signal killed is negative. Raises OSError where it cannot be started."""
        self.process = subprocess.Popen(command, env=environment, cwd=directory, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                                        errors="replace", start_new_session=True)
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()
        try:
            for line in iter(self.lines.get, None):
                self.log.info("%s", self.hide(line.rstrip("\n")))
            return self.process.wait()
        finally:
            self.stop()

    def _read(self, stream) -> None:
        # On a thread of its own, so that a child which is told to stop can say its last words while the task waits for it.
        with stream:
            for line in stream:
                self.lines.put(line)
        self.lines.put(None)

    def stop(self) -> None:
        """SIGTERM, and waits; what has not ended by then is killed with everything that it started."""
        if self.process is None or self.process.poll() is not None:
            return
        self.log.info("Telling process %s to stop", self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.log.warning("Process %s did not stop within %s s and is killed", self.process.pid, PATIENCE_SECONDS)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
