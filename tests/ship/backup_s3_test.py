# SPDX-License-Identifier: Apache-2.0
"""Backups in a real storage that speaks S3: there and back, refused, and cut off in the middle."""

import json
import pathlib
import subprocess
import tempfile
import unittest

import real_tools
from backup_load import Server, dataset, fill, load, position, proposal, run, wait_for
from colophon import BINARY, CLEAN
from minio import MinIO


class S3(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="colophon-s3-")))
        self.storage = self.enterContext(MinIO())
        self.storage.make_bucket("catalog")

    def taken(self, server, to, *flags, env=None):
        done = run("backup", "--to", to, "--json", *flags, env={**server.env, **self.storage.env, **(env or {})})
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused(self, code, says, *arguments, env):
        done = run(*arguments, env=env)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertNotIn("colophon-test-secret", done.stderr)

    def test_there_and_back_under_load(self):
        with Server() as server:
            fill(server, 25)  # several parts
            with load(server):
                large = self.taken(server, "s3://catalog/밤/하나 + 둘.backup")
            self.assertEqual(self.storage.keys("catalog"), ["밤/하나 + 둘.backup"])
            done = run("restore", "--from", large["place"], "--data", self.place / "data", env=self.storage.env)
            self.assertEqual(done.returncode, 0, done.stderr)
            (self.place / "data/admin.token").write_text(server.token)
            with Server(self.place / "data") as again:
                self.assertEqual(position(again), large["position"])
                self.assertEqual(again.differences(), 0)
                self.assertEqual(again.put(proposal(dataset("s3.after"), name="뒤"))[0], 200)

    def test_old_ones_go(self):
        self.storage.request("PUT", "/catalog/n/colophon-20200101T000000Z-1.backup", b"not ours")
        with Server() as server:
            for number in range(4):
                server.put(proposal(dataset(f"s3.{number}"), name="보관"))
                last = self.taken(server, "s3://catalog/n/", "--keep", "2")
            self.assertEqual(len(last["removed"]), 1)
            keys = self.storage.keys("catalog")
            self.assertEqual(len(keys), 3)
            self.assertIn("n/colophon-20200101T000000Z-1.backup", keys)
            self.assertIn(last["place"].removeprefix("s3://catalog/"), keys)
            self.assertEqual(run("restore", "--check", "--from", last["place"], env=self.storage.env).returncode, 0)
            self.refused(64, "--force", "backup", "--to", last["place"], env={**server.env, **self.storage.env})

    def test_refusals_say_what_to_do(self):
        with Server() as server:
            env = {**server.env, **self.storage.env}
            self.refused(64, "no such bucket", "backup", "--to", "s3://absent-bucket/x/", env=env)
            self.refused(77, "AWS_ACCESS_KEY_ID", "backup", "--to", "s3://catalog/x/", env={**env, "AWS_ACCESS_KEY_ID": "other"})
            self.refused(77, "AWS_SECRET_ACCESS_KEY", "backup", "--to", "s3://catalog/x/",
                         env={**env, "AWS_SECRET_ACCESS_KEY": "wrong-secret"})
            self.refused(64, "credentials for S3 are missing", "backup", "--to", "s3://catalog/x/", env=server.env)
            self.refused(64, "there is no such backup", "restore", "--from", "s3://catalog/없음", "--data", self.place / "d",
                         env=env)
            self.storage.request("PUT", "/catalog/foreign", "예약".encode() * 500)
            self.refused(64, "not a backup of Colophon", "restore", "--from", "s3://catalog/foreign", "--data",
                         self.place / "d", env=env)
            self.assertFalse((self.place / "d").exists())
            self.assertEqual(self.storage.keys("catalog"), ["foreign"])

    def test_a_storage_that_dies_in_the_middle(self):
        with Server() as server:
            fill(server, 60)
            env = {**CLEAN, **server.env, **self.storage.env}
            client = subprocess.Popen([BINARY, "backup", "--to", "s3://catalog/half.backup"], env=env,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            wait_for(lambda: self.storage.unfinished("catalog", "half.backup") or client.poll() is not None, "an upload")
            self.assertIsNone(client.poll(), "over before anyone could interfere")
            self.storage.kill()
            _, said = client.communicate(timeout=240)
            self.assertEqual(client.returncode, 69, said)
            self.storage.start()
            self.assertEqual(self.storage.keys("catalog"), [])
            self.assertEqual(server.differences(), 0)
            self.taken(server, "s3://catalog/half.backup")
            # A client that is told to stop takes back what it sent.
            client = subprocess.Popen([BINARY, "backup", "--to", "s3://catalog/stopped.backup"], env=env,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            wait_for(lambda: self.storage.unfinished("catalog", "stopped.backup") or client.poll() is not None, "an upload")
            client.terminate()
            client.communicate(timeout=120)
            self.assertIn(client.returncode, (143, 0))
            self.assertEqual(self.storage.unfinished("catalog", "stopped.backup"), [])


if __name__ == "__main__":
    real_tools.main()
