# SPDX-License-Identifier: Apache-2.0
"""The image, run hardened as the chart runs it: serves, ingests, stops, starts again; and what it says when its volume is
full, read-only or not its own."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import container
import real_tools

TABLE = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.예약,PROD)"
RECIPE = """pipeline_name: 이미지
source: {type: file, config: {path: /recipes/metadata.json}}
sink: {type: colophon-rest, config: {server: "http://127.0.0.1:8080", token: "${COLOPHON_TOKEN}"}}
"""


def proposal(urn, description):
    return {"entityType": "dataset", "entityUrn": urn, "changeType": "UPSERT", "aspectName": "datasetProperties",
            "aspect": {"json": {"name": "예약", "description": description}}}


class Place(unittest.TestCase):
    """A folder for each volume, owned as a cluster would have it."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="colophon-image-")
        self.addCleanup(temporary.cleanup)
        self.place = pathlib.Path(temporary.name)
        self.place.chmod(0o755)
        self.tag = container.image()

    def volume(self, uid=container.USER, gid=container.USER, mode=0o700, name=None):
        folder = self.place / (name or f"data-{len(list(self.place.iterdir()))}")
        folder.mkdir()
        os.chown(folder, uid, gid)
        folder.chmod(mode)
        return folder

    def serve(self, *command, **options):
        server = container.Running(self.tag, *command, **options)
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def assert_refuses(self, server, code, *words):
        """It ends at once, with the code and with every word in what it says."""
        self.assertEqual(server.wait_end(), code, server.logs())
        for word in words:
            self.assertIn(word, server.logs())


class Life(Place):
    def recipes(self):
        folder = self.place / "recipes"
        folder.mkdir()
        (folder / "recipe.yaml").write_text(RECIPE)
        (folder / "metadata.json").write_text(json.dumps([proposal(TABLE, "차량 예약 한 건")], ensure_ascii=False))
        return folder

    def test_it_serves_ingests_stops_and_knows_all_of_it_again(self):
        data = self.volume()
        server = self.serve(data=data, options=["--volume", f"{self.recipes()}:/recipes:ro"]).wait_ready()
        self.assertIn("0.0.0.0:8080", server.logs())
        token = {"COLOPHON_TOKEN": (data / "admin.token").read_text().strip()}
        self.assertEqual((data / "admin.token").stat().st_mode & 0o777, 0o600)

        # Ingestion is the same image beside the server, as a CronJob's pod: no data directory, only /tmp to write to.
        ran = container.podman("run", "--rm", *container.HARDENED, "--network", f"container:{server.name}",
                               "--volume", f"{self.place / 'recipes'}:/recipes:ro", "--env", "COLOPHON_TOKEN", self.tag,
                               "ingest", "-c", "/recipes/recipe.yaml", "--report", "/tmp/report.json", check=False,
                               env=token)
        self.assertEqual(ran.returncode, 0, ran.stderr + ran.stdout)
        def found():
            answer = server.colophon("search", "예약", "--json", env=token)
            self.assertEqual(answer.returncode, 0, answer.stderr)
            return [hit["urn"] for hit in json.loads(answer.stdout)["hits"]]
        self.assertEqual(found(), [TABLE])
        self.assertEqual(server.colophon("search", "예약").returncode, 77, "without a token")

        self.assertEqual(server.stop(), 0, server.logs())
        server.start().wait_ready()
        self.assertEqual(found(), [TABLE])
        self.assertEqual(server.colophon("verify", env=token).returncode, 0)

    def test_it_has_no_rights_and_writes_nowhere_but_its_two_places(self):
        server = self.serve(data=self.volume()).wait_ready()
        status = pathlib.Path(f"/proc/{server.state('Pid')}/status").read_text()
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        self.assertEqual(fields["Uid"].split(), ["10001"] * 4)
        for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertEqual(int(fields[kind], 16), 0, kind)
        self.assertEqual(fields["NoNewPrivs"], "1")
        mounts = pathlib.Path(f"/proc/{server.state('Pid')}/mountinfo").read_text().splitlines()
        root = next(line.split() for line in mounts if line.split()[4] == "/")
        self.assertIn("ro", root[5].split(","))

    def test_a_volume_that_a_group_may_write_will_do(self):
        """What fsGroup makes of a volume: root's, with the group's rights, and its files inherit the group."""
        server = self.serve(data=self.volume(uid=0, mode=0o2775)).wait_ready()
        self.assertEqual(server.stop(), 0)
        server.start().wait_ready()

    def test_without_a_volume_it_keeps_its_data_while_the_container_lives(self):
        """The container's own layer is an overlay, which is a local file system."""
        # Read-only root has no such layer; here it is writable.
        server = self.serve(options=["--read-only=false"]).wait_ready()
        self.assertEqual(server.stop(), 0, server.logs())
        server.start().wait_ready()


class Trouble(Place):
    def disk(self, size):
        """A volume of that size, its user's."""
        folder = self.volume()
        owner = f"size={size},uid={container.USER},gid={container.USER},mode=700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", owner, "tmpfs", folder], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=True)
        return folder

    def test_a_disk_too_small_to_start_on_is_said(self):
        # Somewhere among these sizes each file of a first start is the one that finds no room: store, tokens, address.
        for size in (16, 200, 240, 256, 272, 288):
            with self.subTest(f"{size} KiB"), container.Running(self.tag, data=self.disk(f"{size}k")) as server:
                container.wait_for(lambda: server.state("Running") == "false" or "Colophon serves" in server.logs(), "an end")
                if server.state("Running") == "false":
                    self.assert_refuses(server, 75, "no space left", "free some")

    def test_a_disk_that_fills_up_refuses_writes_and_goes_on_reading(self):
        server = self.serve("serve", "--data", "/data", "--listen", "127.0.0.1:8080", "--admin-token-file", "/token/token",
                            data=self.disk("16m"), options=["--volume", f"{self.token()}:/token:ro"])
        server.wait_ready()
        env = {"COLOPHON_TOKEN": "t" * 32}
        first = self.put(server, env, 0)
        self.assertEqual(first.returncode, 0, first.stderr)
        for number in range(1, 200):
            answer = self.put(server, env, number)
            if answer.returncode != 0:
                break
        self.assertEqual(answer.returncode, 75, answer.stderr)
        self.assertIn("no space left", answer.stderr)
        found = server.colophon("search", "첫번째", "--json", env=env)
        self.assertEqual(json.loads(found.stdout)["total"], 20)
        self.assertEqual(server.stop(), 0, server.logs())

    def token(self):
        folder = self.place / "token"
        folder.mkdir()
        (folder / "token").write_text("t" * 32)
        return folder

    def put(self, server, env, number):
        rows = [proposal(TABLE.replace("예약", f"t{number}.{row}"), ("첫번째 " if number == 0 else "") + "설명" * 4000) for row in range(20)]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return server.colophon("put", "-", env=env, stdin=text)

    def test_a_read_only_volume_is_said(self):
        server = self.serve(options=["--volume", f"{self.volume()}:/data:ro"])
        self.assert_refuses(server, 77, "read-only", "mount it for writing", "/data")

    def test_a_read_only_root_without_a_volume_is_said(self):
        self.assert_refuses(self.serve(), 77, "read-only", "/data")

    def test_a_volume_of_someone_else_is_said_with_the_command_that_mends_it(self):
        server = self.serve(data=self.volume(uid=0, gid=0, mode=0o755))
        self.assert_refuses(server, 77, "chown -R 10001:10001", "fsGroup: 10001", "/data")

    def test_another_user_than_the_volumes_is_said(self):
        server = self.serve(data=self.volume(), options=["--user", "20002:20002"])
        self.assert_refuses(server, 77, "chown -R 20002:20002", "/data")

    def on_fuse(self, *flags):
        """A server on a volume that FUSE serves, as a sandbox or a remote disk may be."""
        container.need("bindfs")
        folder = self.volume(name="seen")
        mount = subprocess.run(["bindfs", "-o", "allow_other", self.volume(name="kept"), folder], capture_output=True, text=True,
                               check=False)
        if mount.returncode != 0:
            real_tools.skip("may not mount FUSE: " + mount.stderr.strip(), "a run as root on a kernel that has it")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=True)
        return self.serve("serve", "--data", "/data", "--listen", "127.0.0.1:8080", *flags, data=folder)

    def test_what_looks_like_a_network_is_refused_with_the_way_to_force_it(self):
        self.assert_refuses(self.on_fuse(), 64, "FUSE", "choose a local disk", "--allow-network-filesystem")

    def test_what_looks_like_a_network_is_taken_with_a_warning_where_that_is_asked_for(self):
        server = self.on_fuse("--allow-network-filesystem").wait_ready()
        self.assertRegex(server.logs(), r"(?i)warn.*network file system.*FUSE")
        self.assertEqual(server.stop(), 0, server.logs())

    def test_any_user_may_run_it_where_the_volume_is_theirs(self):
        """As on clusters that choose the user themselves."""
        server = self.serve(data=self.volume(uid=20002, gid=20002), options=["--user", "20002:20002"]).wait_ready()
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    real_tools.main()
