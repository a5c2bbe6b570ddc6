# SPDX-License-Identifier: Apache-2.0
"""A full disk: writes are refused with 507, reads go on, and it recovers without a restart."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

from colophon import Server, dataset, proposal, wait_for

SIZE = "96m"
BALLAST = 48 << 20


class DiskFull(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory(prefix="colophon-full-")
        self.addCleanup(self.place.cleanup)
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", self.place.name],
                               capture_output=True, text=True, check=False)
        if mount.returncode != 0:
            self.skipTest("may not mount a small file system: " + mount.stderr.strip())
        self.addCleanup(subprocess.run, ["umount", "-l", self.place.name], check=True)

    def fill(self, server):
        """Writes until the disk is full; how many records were acknowledged before."""
        acknowledged = 0
        for number in range(10_000):
            batch = [proposal(dataset(f"full.{number}.{row}"), name=f"표 {row}", description="설명 " * 400)
                     for row in range(50)]
            status, outcome = server.put(*batch)
            if status != 200:
                return acknowledged, status, outcome
            acknowledged += outcome["accepted"]
        self.fail("the disk never filled up")

    def test_writes_are_refused_reads_go_on_and_space_is_all_it_takes(self):
        ballast = pathlib.Path(self.place.name) / "ballast"
        ballast.write_bytes(b"\0" * BALLAST)
        with Server(pathlib.Path(self.place.name) / "data") as server:
            acknowledged, status, problem = self.fill(server)
            self.assertEqual(status, 507, problem)
            self.assertTrue(problem["detail"])
            self.assertEqual(server.request("GET", "/livez", token="")[0], 200)
            self.assertEqual(server.get(dataset("full.0.0"))[0], 200)
            self.assertEqual(server.search("*", facets="none")["total"], acknowledged)

            ballast.unlink()
            again = proposal(dataset("full.after"), name="다시 쓰기")
            wait_for(lambda: server.put(again)[0] == 200, "writes to be taken again")
            self.assertEqual(server.search("다시")["hits"][0]["urn"], dataset("full.after"))
            self.assertEqual(server.differences(), 0)
            self.assertEqual(server.search("*", facets="none")["total"], acknowledged + 1)
            self.assertEqual(server.terminate(), 0)
            server.start()
            self.assertEqual(server.search("*", facets="none")["total"], acknowledged + 1)


if __name__ == "__main__":
    result = unittest.main(verbosity=2, exit=False).result
    sys.exit(77 if result.skipped else not result.wasSuccessful())  # 77: CTest counts it as skipped
