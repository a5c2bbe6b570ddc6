# SPDX-License-Identifier: Apache-2.0
"""Counts what a client and a server say to each other. Used on runs of their own, never on those that are timed."""

import socket
import threading


class CountingProxy:
    """A loopback port that leads to another and counts the bytes of both directions. A context."""

    def __init__(self, host, port):
        self.target = (host, int(port))
        self.sent = 0
        self.received = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()

    @property
    def address(self):
        return "127.0.0.1:%d" % self._listener.getsockname()[1]

    @property
    def megabytes(self):
        return (self.sent + self.received) / 1e6

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self.target)
            for source, sink, name in ((client, server, "sent"), (server, client, "received")):
                threading.Thread(target=self._pass_on, args=(source, sink, name), daemon=True).start()

    def _pass_on(self, source, sink, name):
        try:
            while data := source.recv(1 << 16):
                with self._lock:
                    setattr(self, name, getattr(self, name) + len(data))
                sink.sendall(data)
        except OSError:
            pass
        finally:
            try:
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass
