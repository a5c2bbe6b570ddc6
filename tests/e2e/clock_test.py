# SPDX-License-Identifier: Apache-2.0
"""A server whose clock jumps between two starts: a day back, over a year ahead, and right again."""

import pathlib
import sys
import unittest

import colophon
from colophon import Server, dataset, proposal

LIBRARY = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
RESERVATION = dataset("carsharing.ops.reservation")
NAMES = ("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC")


@unittest.skipUnless(LIBRARY, "needs the package faketime")
class Clock(unittest.TestCase):
    def start(self, server, offset):
        """As a machine does whose wall clock was set: the clock that only runs forward is left alone."""
        self.addCleanup(self.forget)
        self.forget()
        if offset:
            colophon.CLEAN.update(zip(NAMES, (str(LIBRARY), offset, "1")))
        server.start()

    @staticmethod
    def forget():
        for name in NAMES:
            colophon.CLEAN.pop(name, None)

    def describe(self, server, text):
        status, outcome = server.put(proposal(RESERVATION, name="reservation", description=text))
        self.assertEqual((status, outcome["rejected"]), (200, []))
        return outcome

    def description(self, server, **query):
        return server.get(RESERVATION, **query)[1]["aspects"]["datasetProperties"]["description"]

    def test_versions_keep_the_order_of_their_writes(self):
        with Server() as server:
            self.describe(server, "예약 1")
            for version, offset in enumerate(("-1d", "+400d", ""), 2):
                self.assertEqual(server.terminate(), 0)
                self.start(server, offset)
                outcome = self.describe(server, f"예약 {version}")
                self.assertEqual(outcome["position"], version)
                self.assertEqual(self.describe(server, f"예약 {version}")["unchanged"], 1)
                self.assertEqual([self.description(server, version=each) for each in range(1, version + 1)],
                                 [f"예약 {each}" for each in range(1, version + 1)])
                self.assertEqual(self.description(server, as_of=str(version - 1)), f"예약 {version - 1}")
                self.assertEqual(server.search(f"예약 {version}")["hits"][0]["description"], f"예약 {version}")
                self.assertEqual(server.differences(), 0)

    def test_a_token_ends_by_the_clock_that_is_right(self):
        with Server() as server:
            wanted = {"name": "표", "user": "jane", "scopes": "read", "lifetime_seconds": 3600}
            status, made = server.request("POST", "/api/v1/tokens", wanted)
            self.assertEqual(status, 201, made)
            for offset, expected in (("-1d", 200), ("+400d", 401), ("", 200)):
                self.assertEqual(server.terminate(), 0)
                self.start(server, offset)
                self.assertEqual(server.request("GET", "/api/v1/whoami", token=made["token"])[0], expected, offset)


if __name__ == "__main__":
    result = unittest.main(verbosity=2, exit=False).result
    sys.exit(77 if result.skipped else not result.wasSuccessful())
