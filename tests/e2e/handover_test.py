# SPDX-License-Identifier: Apache-2.0
"""A program as a source, its bundle carried over, and the runs of the bundle: plan, state, removal, refusal."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from colophon import BINARY, CLEAN, PROJECT, Server, run

HEADER = "table,column,type,description\n"
RESERVATION = "차량.예약,번호,bigint,예약 번호\n"
SERVICE = "차량.정비,내용,text,무엇을 고쳤는지\n"


def urn(table):
    return f"urn:li:dataset:(urn:li:dataPlatform:spreadsheet,{table},PROD)"


class Handover(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.server = self.enterContext(Server())

    def recipe(self, name, source, sink=None, **more):
        """JSON is YAML."""
        path = self.place / f"{name}.yaml"
        document = {"pipeline_name": "표", "source": source, **({"sink": sink} if sink else {}), **more}
        path.write_text(json.dumps(document))
        return path

    def write_bundle(self, *rows, script=None):
        """What the program tells of the rows, where there is no catalog."""
        (self.place / "tables.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
        program = script or PROJECT / "examples/exec/spreadsheet.py"
        recipe = self.recipe(
            "there", {"type": "exec", "config": {"command": [sys.executable, str(program), "tables.csv"],
                                                 "working_directory": str(self.place)}},
            {"type": "file", "config": {"filename": str(self.place / "bundle"), "format": "bundle"}},
            transformers=[{"type": "simple_add_dataset_tags", "config": {"tag_urns": ["urn:li:tag:표"]}}])
        return run("ingest", "-c", recipe, "--no-progress")

    def take(self, command="ingest", expect=0):
        recipe = self.recipe("here", {"type": "file", "config": {"path": str(self.place / "bundle")}})
        done = run(command, "-c", recipe, "--no-progress", "--json", env=self.server.env)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return json.loads(done.stdout) if done.stdout.startswith("{") else None

    def removed(self, table):
        status, entity = self.server.get(urn(table))
        return None if status == 404 else entity["aspects"].get("status", {}).get("removed", False)

    def test_a_bundle_is_ingested_as_its_source_would_be(self):
        self.assertEqual(self.write_bundle(RESERVATION, SERVICE).returncode, 0)
        self.take("plan")
        self.assertIsNone(self.removed("차량.예약"))
        self.take()
        aspects = self.server.get(urn("차량.예약"))[1]["aspects"]
        self.assertEqual(aspects["globalTags"]["tags"], [{"tag": "urn:li:tag:표"}])
        self.assertEqual(self.take()["unchanged"], self.take()["accepted"])

        self.write_bundle(RESERVATION)
        self.take()
        self.assertTrue(self.removed("차량.정비"))
        self.assertFalse(self.removed("차량.예약"))

    def test_a_damaged_bundle_changes_nothing(self):
        self.write_bundle(RESERVATION)
        bundle = self.place / "bundle"
        whole = bundle.read_bytes()
        lines = whole.splitlines(keepends=True)
        for damaged in (whole[:-20], whole[:200], whole.replace("번호".encode(), "번지".encode(), 1), whole + lines[1],
                        lines[0] + b"".join(reversed(lines[1:-1])) + lines[-1], b"".join(lines[1:])):
            bundle.write_bytes(damaged)
            for command in ("plan", "ingest"):
                self.take(command, expect=78)
        self.assertIsNone(self.removed("차량.예약"))

    def test_a_bundle_of_a_partial_run_removes_nothing(self):
        self.write_bundle(RESERVATION, SERVICE)
        self.take()
        script = self.place / "partial.py"
        script.write_text("import sys\n"
                          """print('{"failure": {"subject": "차량.정비", "message": "못 읽었다"}}', file=sys.stderr)\n"""
                          + (PROJECT / "examples/exec/spreadsheet.py").read_text(encoding="utf-8"), encoding="utf-8")
        self.assertEqual(self.write_bundle(RESERVATION, script=script).returncode, 20)
        self.take(expect=20)
        self.assertFalse(self.removed("차량.정비"))

    def test_what_ran_and_what_was_refused_is_reported_to_machines(self):
        """The file of --report, and as the last line where output and log are one stream, as in a container."""
        self.write_bundle(RESERVATION)
        good = self.recipe("here", {"type": "file", "config": {"path": str(self.place / "bundle")}})
        bad = self.recipe("bad", {"type": "file", "config": {"pfad": "예약"}})
        missing = self.place / "없는.yaml"
        for command, recipe, code in (("ingest", good, 0), ("ingest", bad, 78), ("ingest", missing, 78), ("plan", good, 0),
                                      ("plan", bad, 78)):
            report = self.place / f"{command}-{recipe.stem}.json"
            done = subprocess.run([BINARY, command, "-c", recipe, "--json", "--report", report], text=True, check=False,
                                  env={**CLEAN, **self.server.env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            with self.subTest(command, recipe=recipe.stem):
                self.assertEqual(done.returncode, code, done.stdout)
                told = json.loads(report.read_text())
                self.assertEqual(told["exit_code"], code)
                if command == "ingest" or code:
                    self.assertEqual(json.loads(done.stdout.splitlines()[-1]), told)
                else:
                    self.assertTrue(told["planned"])
                    self.assertIn('"colophon_plan"', done.stdout)

    def test_a_dry_run_leaves_a_report_too(self):
        self.write_bundle(RESERVATION)
        recipe = self.recipe("here", {"type": "file", "config": {"path": str(self.place / "bundle")}})
        report = self.place / "report.json"
        done = self.server.run("ingest", "-c", recipe, "--dry-run", "--report", report)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(json.loads(report.read_text())["planned"])
        self.assertIsNone(self.removed("차량.예약"))

    def test_a_report_that_cannot_be_written_is_no_success(self):
        self.write_bundle(RESERVATION)
        recipe = self.recipe("here", {"type": "file", "config": {"path": str(self.place / "bundle")}})
        done = self.server.run("ingest", "-c", recipe, "--report", self.place / "없는 폴더/report.json")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("없는 폴더", done.stderr)

    def test_a_run_that_breaks_off_leaves_no_bundle(self):
        script = self.place / "broken.py"
        script.write_text("""print('{"colophon_exec": 1}'); raise SystemExit("데이터베이스가 없다")""", encoding="utf-8")
        done = self.write_bundle(script=script)
        self.assertEqual(done.returncode, 69, done.stdout + done.stderr)
        self.assertIn("데이터베이스가 없다", done.stdout)
        self.assertFalse((self.place / "bundle").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
