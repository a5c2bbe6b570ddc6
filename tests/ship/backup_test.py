# SPDX-License-Identifier: Apache-2.0
"""Backup and restore by the real program: under load, killed at any moment, refused, short of space, and as the guide has it."""

import calendar
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import time
import unittest

import guide
import real_tools
from backup_load import (Server, backups, dataset, fill, load, manifest, position, proposal, restored, run, wait_for)
from colophon import BINARY, CLEAN


class Place(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="colophon-backup-")))
        self.to = self.place / "백업"
        self.to.mkdir()

    def small_disk(self, size, options=""):
        disk = self.place / "disk"
        disk.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}{options}", "tmpfs", disk], capture_output=True,
                               text=True, check=False)
        if mount.returncode != 0:
            self.skipTest("may not mount a small file system: " + mount.stderr.strip())
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=True)
        return disk

    def taken(self, server, *flags):
        done = server.run("backup", "--to", f"{self.to}/", "--json", *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused(self, code, says, *arguments, env=None):
        done = run(*arguments, env=env)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn(says, done.stderr)


def stalled(server):
    """A backup whose reader has stopped reading, so that it is under way for as long as one likes."""
    client = subprocess.Popen([BINARY, "backup", "--to", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={**CLEAN, **server.env})
    assert client.stdout.read(1)
    return client


def end(client):
    client.kill()
    client.communicate()


class UnderLoad(Place):
    def test_a_backup_is_the_state_at_its_position(self):
        with Server() as server:
            with load(server) as writers:
                made = []
                for _ in range(3):
                    so_far = sum(len(each.acknowledged) for each in writers)
                    made.append(self.taken(server))
                    wait_for(lambda: sum(len(each.acknowledged) for each in writers) > so_far + 8, "writes to go on")
            self.assertEqual(server.differences(), 0)
            token = server.run("token", "create", "--name", "야간", "--user", "airflow", "--scope", "read", "--json")
            self.assertEqual(token.returncode, 0, token.stderr)
            made.append(self.taken(server))
            for number, backup in enumerate(made):
                with self.subTest(backup=number):
                    self.check(server, writers, backup, self.place / f"restored-{number}")
            with restored(made[-1]["place"], self.place / "tokens", server) as again:
                self.assertEqual(again.request("GET", "/api/v1/whoami", token=json.loads(token.stdout)["token"])[0], 200)

    def check(self, server, writers, backup, directory):
        self.assertEqual(manifest(backup["place"])["position"], backup["position"])
        self.assertEqual(os.stat(backup["place"]).st_mode & 0o777, 0o600)
        with restored(backup["place"], directory, server) as again:
            self.assertEqual(position(again), backup["position"])
            self.assertEqual(again.differences(), 0)
            self.assertEqual(again.run("verify").returncode, 0)
            self.assertEqual(again.search("*", facets="none")["total"], backup["entities"])
            before = after = 0
            for writer in writers:
                # The few around the backup's moment are those that could be on the wrong side of it.
                for at, batch in sorted(writer.acknowledged, key=lambda row: abs(row[0] - backup["position"]))[:6]:
                    there = [again.get(urn)[0] == 200 for urn in writer.urns(batch)]
                    self.assertEqual(there, [at <= backup["position"]] * len(there), f"batch {batch} at {at}")
                    before += at <= backup["position"]
                    after += at > backup["position"]
            self.assertGreater(before, 0)
            self.assertEqual(again.put(proposal(dataset("after.restore"), name="복원 뒤"))[0], 200)
            self.assertEqual(again.search("복원")["hits"][0]["urn"], dataset("after.restore"))
            self.assertEqual(again.terminate(), 0)


class Seen(Place):
    def test_who_took_what_and_how_it_ended(self):
        with Server() as server:
            fill(server, 30)
            end(stalled(server))
            wait_for(lambda: 'colophon_backups_total{outcome="failed"} 1' in self.metrics(server), "the broken one to be counted")
            backup = self.taken(server)
            wait_for(lambda: 'colophon_backups_total{outcome="ok"} 1' in self.metrics(server), "the good one to be counted")
            self.assertIn(f"colophon_backup_last_position {backup['position']}", self.metrics(server))
            self.assertIn(f"colophon_backup_last_bytes {backup['bytes']}", self.metrics(server))
            said = server.output()
            for line in ("backup begun", "backup broken off", "backup handed over"):
                self.assertIn(line, said)
            self.assertIn("actor=urn:li:corpuser:admin", said)
            self.assertNotIn(server.token, said)
            self.assertEqual(server.request("HEAD", "/api/v1/backup")[0], 200)
            self.assertEqual(server.output().count("backup begun"), 2, "nobody begins one to look at its head")
            self.assertEqual(server.request("GET", "/api/v1/backup?full=1")[0], 400)
            self.assertEqual(server.request("GET", "/api/v1/backup", token="")[0], 401)

    @staticmethod
    def metrics(server):
        return server.request("GET", "/metrics")[1].decode()


class Kept(Place):
    def test_old_ones_go_and_what_is_not_ours_stays(self):
        foreign = self.to / "colophon-20200101T000000Z-1.backup"
        foreign.write_text("예약이 아닌 것")
        (self.to / "메모.txt").write_text("mine")
        dead = self.to / "colophon-20200101T000000Z-2.backup.part"
        dead.write_text("left by one that was killed")
        with Server() as server:
            for number in range(4):
                server.put(proposal(dataset(f"kept.{number}"), name="보관"))
                last = self.taken(server, "--keep", "2")
            self.assertEqual(len(last["removed"]), 1)
            left = [path for path in backups(self.to) if path != foreign]
            self.assertEqual([manifest(path)["position"] for path in left], [last["position"] - 1, last["position"]])
            self.assertTrue(foreign.exists())
            self.assertFalse(dead.exists())
            # A clock that was wrong once must not make today's backups the old ones.
            future = self.to / left[0].name.replace("colophon-20", "colophon-21", 1)
            self.forge(left[0], future)
            server.put(proposal(dataset("kept.more"), name="보관"))
            done = server.run("backup", "--to", f"{self.to}/", "--keep", "1")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("set the server's clock", done.stderr)
            self.assertEqual(len(backups(self.to)), 5)

    @staticmethod
    def forge(source, target):
        """The same backup, made a hundred years later: its time stands in the manifest, and in the head before it."""
        created = manifest(source)["created"]
        later = "21" + created[2:]
        body = bytearray(source.read_bytes().replace(created.encode(), later.encode(), 1))
        body[136:147] = b"%011o" % calendar.timegm(time.strptime(later, "%Y%m%dT%H%M%SZ"))
        body[148:156] = b" " * 8
        body[148:156] = b"%06o\0 " % sum(body[:512])
        target.write_bytes(body)

    def test_names_are_not_taken_twice(self):
        with Server() as server:
            once = self.to / "하나.backup"
            self.assertEqual(server.run("backup", "--to", once).returncode, 0)
            first = once.read_bytes()
            self.refused(64, "--force", "backup", "--to", once, env=server.env)
            self.assertEqual(once.read_bytes(), first)
            server.put(proposal(dataset("more"), name="더"))
            self.assertEqual(server.run("backup", "--to", once, "--force").returncode, 0)
            self.assertNotEqual(once.read_bytes(), first)
            self.refused(64, "--keep needs a directory", "backup", "--to", once, "--force", "--keep", "3", env=server.env)
            self.refused(64, "no such directory", "backup", "--to", f"{self.to}/없음/", env=server.env)


class Refused(Place):
    def test_backups_that_are_not_whole_or_not_ours(self):
        with Server() as server:
            fill(server, 1)
            good = pathlib.Path(self.taken(server)["place"])
        whole = good.read_bytes()
        bad = self.to / "bad"
        data = self.place / "data"
        for content, says in ((whole[:len(whole) // 2], "cut off"), (whole[:-1], "cut off"), (b"", "empty"),
                              ("예약".encode() * 1000, "not a backup of Colophon"),
                              (whole[:70_000] + b"\x01" + whole[70_001:], "damaged"), (whole + whole, "after its end")):
            bad.write_bytes(content)
            with self.subTest(says):
                self.refused(64, says, "restore", "--from", bad, "--data", data)
                self.refused(64, says, "restore", "--from", bad, "--check")
                self.assertFalse(data.exists())
        self.refused(64, "No such file", "restore", "--from", self.to / "없음", "--data", data)
        self.refused(64, "--data", "restore", "--from", good)
        checked = run("restore", "--from", good, "--check")
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("The backup is whole", checked.stdout)

    def test_directories_that_are_in_use(self):
        with Server() as server:
            backup = self.taken(server)["place"]
            self.refused(64, "--force", "restore", "--from", backup, "--data", server.data)
            self.refused(75, "another process has the data directory", "restore", "--force", "--from", backup, "--data",
                         server.data)
            server.put(proposal(dataset("later"), name="나중"))
            self.assertEqual(server.terminate(), 0)
            done = run("restore", "--force", "--from", backup, "--data", server.data)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("What was there before is in", done.stdout)
            server.start()  # with the administrator's token that was there
            self.assertEqual(server.get(dataset("later"))[0], 404)
            self.assertEqual(server.differences(), 0)

    def test_callers(self):
        self.refused(69, "connection refused", "backup", "--to", f"{self.to}/", "--server", "http://127.0.0.1:1")
        with Server() as server:
            made = json.loads(server.run("token", "create", "--name", "읽기", "--user", "u", "--scope", "read", "--scope",
                                         "ingest", "--json").stdout)
            self.refused(77, "admin", "backup", "--to", f"{self.to}/", env={**server.env, "COLOPHON_TOKEN": made["token"]})
            self.refused(77, "token", "backup", "--to", f"{self.to}/", env={**server.env, "COLOPHON_TOKEN": ""})
            fill(server, 30)
            first = stalled(server)
            try:
                self.refused(75, "another backup is being taken", "backup", "--to", f"{self.to}/", env=server.env)
            finally:
                end(first)
            wait_for(lambda: server.run("backup", "--to", f"{self.to}/").returncode == 0, "the place to be free again")
        self.assertEqual(len(list(self.to.iterdir())), 1)


class Disks(Place):
    def test_a_target_without_room_and_one_that_is_read_only(self):
        disk = self.small_disk("4m")
        with Server() as server:
            fill(server, 10)
            self.refused(70, "No space left", "backup", "--to", f"{disk}/", env=server.env)
            self.assertEqual(list(disk.iterdir()), [])
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            self.refused(77, "Read-only", "backup", "--to", f"{disk}/", env=server.env)
            self.assertEqual(server.put(proposal(dataset("after"), name="뒤"))[0], 200)
            backup = self.taken(server)["place"]
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        self.refused(75, "MiB are needed", "restore", "--from", backup, "--data", disk / "data")
        self.assertEqual(list(disk.iterdir()), [])

    def test_a_full_data_volume(self):
        disk = self.small_disk("96m")
        with Server(disk / "data") as server:
            fill(server, 10)
            ballast = disk / "ballast"
            with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
                while file.write(b"\0" * 65536):
                    pass
            self.refused(75, "no space left", "backup", "--to", f"{self.to}/", env=server.env)
            self.assertEqual(list(self.to.iterdir()), [])
            ballast.unlink()
            backup = self.taken(server)
        with restored(backup["place"], self.place / "again", server) as again:
            self.assertEqual(again.differences(), 0)


class Killed(Place):
    def test_the_server_during_a_backup(self):
        with Server() as server:
            fill(server, 30)
            client = stalled(server)
            server.kill()
            client.stdout.read()
            self.assertEqual(client.wait(60), 69, client.stderr.read())
            client.communicate()
            server.start()
            self.assertEqual(server.differences(), 0)
            self.taken(server)

    def test_the_client_during_a_backup(self):
        chance = random.Random()
        with Server() as server:
            fill(server, 10)
            for number in range(12):
                server.put(proposal(dataset(f"killed.{number}"), name="죽음"))
                client = subprocess.Popen([BINARY, "backup", "--to", f"{self.to}/"], stdout=subprocess.DEVNULL,
                                          stderr=subprocess.DEVNULL, env={**CLEAN, **server.env})
                time.sleep(chance.uniform(0, 0.3))  # the kill must not be in step with anything
                client.kill()
                client.wait()
                for whole in backups(self.to):
                    self.assertEqual(run("restore", "--check", "--from", whole).returncode, 0, whole)
            wait_for(lambda: server.run("backup", "--to", f"{self.to}/").returncode == 0, "the last one to be let go")
            self.assertEqual([path for path in self.to.iterdir() if path.suffix == ".part"], [])
            interrupted = stalled(server)
            interrupted.send_signal(signal.SIGINT)
            interrupted.stdout.read()
            self.assertEqual(interrupted.wait(60), 130)
            interrupted.communicate()

    def test_the_restore(self):
        chance = random.Random()
        data = self.place / "data"
        with Server() as server:
            fill(server, 3)
            old = self.taken(server)
            server.put(proposal(dataset("new"), name="새것"))
            new = self.taken(server)
        self.assertEqual(run("restore", "--from", old["place"], "--data", data).returncode, 0)
        (data / "admin.token").write_text(server.token + "\n")
        # One that waits for the second half of its backup is killed in the middle for certain.
        half = subprocess.Popen([BINARY, "restore", "--force", "--from", "-", "--data", data], stdin=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)
        half.stdin.write(pathlib.Path(new["place"]).read_bytes()[:1 << 20])
        half.stdin.flush()
        wait_for(lambda: (data / "restore.new/catalog.db").exists(), "the restore to unpack")
        half.kill()
        half.wait()
        half.stdin.close()
        self.assertEqual(self.state(data), old["position"])
        self.assertFalse((data / "restore.new").exists())
        for _ in range(8):
            killed = subprocess.Popen([BINARY, "restore", "--force", "--from", new["place"], "--data", data],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)
            time.sleep(chance.uniform(0, 0.4))
            killed.kill()
            killed.wait()
            self.assertIn(self.state(data), (old["position"], new["position"]))

    def state(self, data):
        with Server(data) as server:
            self.assertEqual(server.differences(), 0)
            return position(server)


class Guide(Place):
    def test_the_commands_of_the_page(self):
        tools = self.place / "bin"
        tools.mkdir()
        (tools / "colophon").symlink_to(BINARY)

        def follow(commands, env):
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=self.place, text=True, check=False,
                                  capture_output=True, env={**CLEAN, **env, "PATH": f"{tools}:{os.environ['PATH']}"})
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout

        with Server(self.place / "data") as server:
            server.put(proposal(dataset("guide"), name="안내"))
            self.assertIn("Backed up", follow(guide.block("backup", "take"), server.env))
            self.assertIn("Backed up", follow(guide.block("backup", "keep"), server.env))
            self.assertIn("manifest.json: OK", follow(guide.block("backup", "look"), {}))
            self.assertIn("The backup is whole", follow(guide.block("backup", "check"), {}))
            self.assertIn("Restored", follow(guide.block("backup", "restore"), {}))
            self.assertEqual(server.terminate(), 0)
            self.assertIn("replaced-", follow(guide.block("backup", "replace"), {}))
        with Server(self.place / "data") as server:
            self.assertEqual(server.get(dataset("guide"))[0], 200)
            self.assertEqual(server.differences(), 0)


if __name__ == "__main__":
    real_tools.main()
