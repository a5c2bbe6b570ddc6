# SPDX-License-Identifier: Apache-2.0
"""The units, on a machine that systemd has booted, installed as the guide says."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

import guide
import machine
import real_tools
from real_tools import PROJECT

BINARY = pathlib.Path(os.environ.get("COLOPHON_BINARY", PROJECT / "build/release/colophon"))
RESERVATION = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.reservation,PROD)"
RECIPE = {"pipeline_name": "carsharing", "source": {"type": "file", "config": {"path": "/etc/colophon/reservation.json"}},
          "sink": {"type": "colophon-rest", "config": {"server": "${COLOPHON_SERVER}", "token": "${COLOPHON_TOKEN}"}}}
RECORDS = [{"entityType": "dataset", "entityUrn": RESERVATION, "changeType": "UPSERT", "aspectName": "datasetProperties",
            "aspect": {"json": {"name": "reservation", "description": "예약 원장"}}}]
SIGN_ON = "export COLOPHON_SERVER=http://127.0.0.1:8080 COLOPHON_TOKEN=$(cat /var/lib/colophon/admin.token)\n"


class Notification(unittest.TestCase):
    """What `Type=notify` stands on, without systemd."""

    def states(self, name):
        with tempfile.TemporaryDirectory() as place, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            address = name or place + "/서비스"
            manager.bind(address.replace("@", "\0", 1))
            manager.settimeout(60)
            process = subprocess.Popen([BINARY, "serve", "--data", place + "/data", "--listen", "127.0.0.1:0"],
                                       env={**os.environ, "NOTIFY_SOCKET": address}, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                ready = manager.recv(100).decode()
                self.assertTrue(os.path.exists(place + "/data/address"), "told before it was ready")
                process.send_signal(signal.SIGTERM)
                return ready, manager.recv(100).decode(), process.wait(60)
            finally:
                process.kill()
                process.wait()

    def test_a_service_manager_is_told_when_the_server_is_ready_and_when_it_stops(self):
        self.assertEqual(self.states(""), ("READY=1", "STOPPING=1", 0))
        self.assertEqual(self.states(f"@colophon-test-{os.getpid()}"), ("READY=1", "STOPPING=1", 0))

    def test_a_manager_that_does_not_listen_stops_nobody(self):
        with tempfile.TemporaryDirectory() as place:
            for name in (place + "/nobody", place + "/" + "x" * 200):
                done = subprocess.run(["timeout", "--preserve-status", "-s", "TERM", "2", BINARY, "serve", "--data", place + "/data",
                                       "--listen", "127.0.0.1:0"], env={**os.environ, "NOTIFY_SOCKET": name},
                                      capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("the service manager could not be told", done.stderr)


class Units(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (place / "recipe.yaml").write_text(json.dumps(RECIPE))
        (place / "reservation.json").write_text(json.dumps(RECORDS, ensure_ascii=False))
        files = {"/root/checkout/build/release/colophon": BINARY, "/root/checkout/deploy": PROJECT / "deploy",
                 "/root/checkout/recipe.yaml": place / "recipe.yaml", "/etc/colophon/reservation.json": place / "reservation.json"}
        root = machine.root_directory()
        files.update({str(path): path for path in machine.libraries_of(BINARY) if not (root / str(path)[1:]).exists()})
        cls.machine = cls.enterClassContext(machine.Machine(files))
        cls.shell(guide.block("vm", "install"))

    @classmethod
    def shell(cls, commands):
        done = cls.machine.run(commands, "/root/checkout")
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}{cls.log()}"
        return done.stdout

    @classmethod
    def log(cls):
        return cls.machine.run("journalctl --no-pager -n 60").stdout

    def service(self, name, field):
        return self.shell(f"systemctl show {name} -P {field}").strip()

    def test_the_units_are_sound(self):
        self.assertEqual(self.shell("systemd-analyze verify /etc/systemd/system/colophon* 2>&1"), "")

    def test_the_server_is_up_and_says_who_it_is(self):
        self.assertIn("0.1", self.shell(guide.block("vm", "ping")))
        self.assertEqual(self.service("colophon", "ActiveState"), "active")
        self.assertEqual(self.shell("stat -c '%U %a' /var/lib/colophon/").strip(), "colophon 700")
        lines = self.shell("journalctl -u colophon -o cat --no-pager").splitlines()
        self.assertTrue(any(json.loads(line)["message"] == "ready" for line in lines if line.startswith("{")), lines)

    def test_a_recipe_runs_and_what_it_reads_is_found(self):
        self.shell(SIGN_ON + guide.block("vm", "recipe"))
        self.assertIn("예약 원장", self.shell(SIGN_ON + "colophon search 원장"))
        # An account of its own: the catalog and the recipe's secrets are closed to it.
        for closed in ("/var/lib/colophon/admin.token", "/etc/colophon/recipes/carsharing.env"):
            denied = self.machine.run(f"setpriv --reuid colophon-ingest --regid colophon-ingest --clear-groups cat {closed}")
            self.assertIn("Permission denied", denied.stderr)

    def test_what_a_person_must_look_at_is_not_tried_again(self):
        self.shell("echo 'source: {예약: }' >/etc/colophon/recipes/broken.yaml; touch /etc/colophon/recipes/broken.env")
        self.assertNotEqual(self.machine.run("systemctl start colophon-ingest@broken").returncode, 0)
        self.assertEqual([self.service("colophon-ingest@broken", field) for field in ("ActiveState", "ExecMainStatus", "NRestarts")],
                         ["failed", "78", "0"])

    def test_a_source_that_is_away_is_tried_again(self):
        recipe = {**RECIPE, "pipeline_name": "away", "source": {"type": "postgres", "config": {
            "host_port": "127.0.0.1:1", "database": "예약", "username": "reader", "password": "none"}}}
        self.shell(f"cat >/etc/colophon/recipes/away.yaml <<'END'\n{json.dumps(recipe, ensure_ascii=False)}\nEND\n" + SIGN_ON +
                   'printf "COLOPHON_SERVER=%s\\nCOLOPHON_TOKEN=%s\\n" "$COLOPHON_SERVER" "$COLOPHON_TOKEN" '
                   ">/etc/colophon/recipes/away.env")
        self.machine.run("systemctl start colophon-ingest@away")
        self.assertEqual([self.service("colophon-ingest@away", field) for field in ("ExecMainStatus", "SubState")],
                         ["69", "auto-restart"])
        self.shell("systemctl stop colophon-ingest@away")

    def test_backups_are_made_and_an_upgrade_keeps_everything(self):
        self.shell(SIGN_ON + f"colophon put - <<'END'\n{json.dumps(RECORDS, ensure_ascii=False)}\nEND")
        self.assertIn(".backup", self.shell(SIGN_ON + guide.block("vm", "backup")))
        self.assertEqual(self.shell("stat -c '%U %a' /var/backups/colophon/*.backup | sort -u").strip(), "colophon-backup 600")
        # A backup's name is its second and its position, and a quick machine is as far in the same second.
        newer = json.dumps(RECORDS, ensure_ascii=False).replace("예약 원장", "예약 새 원장")
        self.shell(SIGN_ON + f"colophon put - <<'END'\n{newer}\nEND")
        self.shell(SIGN_ON + guide.block("vm", "upgrade"))
        self.assertIn("예약 새 원장", self.shell(SIGN_ON + "colophon search 원장"))

    def test_a_killed_server_comes_back_with_what_it_had_acknowledged(self):
        self.shell(SIGN_ON + f"colophon put - <<'END'\n{json.dumps(RECORDS, ensure_ascii=False)}\nEND")
        self.shell("systemctl kill -s KILL colophon")
        restarted = ("for _ in $(seq 600); do [ $(systemctl show colophon -P NRestarts) -gt 0 ] && "
                     "systemctl is-active -q colophon && exit 0; sleep 0.1; done; exit 1")
        self.shell(restarted)
        self.assertIn("예약 원장", self.shell(SIGN_ON + "colophon search 원장; colophon verify"))
        self.shell("systemctl reset-failed colophon")

    def test_the_services_are_shut_in(self):
        report = self.shell(guide.block("vm", "security"))
        levels = [float(line.split(":")[1].split()[0]) for line in report.splitlines() if "Overall exposure level" in line]
        self.assertEqual(len(levels), 2)
        self.assertLess(max(levels), 2.0)


if __name__ == "__main__":
    real_tools.main()
