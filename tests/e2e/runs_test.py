# SPDX-License-Identifier: Apache-2.0
"""Plans, state, guard, renames, rollback and leases of real runs, beside a real PostgreSQL."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

from colophon import BINARY, CLEAN, Server, proposal, run, wait_for
from recipe_test import psql

TAG = "urn:li:tag:개인정보"


@unittest.skipUnless(os.environ.get("COLOPHON_TEST_POSTGRES"), "needs COLOPHON_TEST_POSTGRES")
class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        psql("postgres", "CREATE ROLE runs_reader LOGIN PASSWORD 'reader-password';")
        cls.addClassCleanup(psql, "postgres", "DROP ROLE runs_reader;")

    def setUp(self):
        self.place = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.database = self.make_database("runs_" + self.id().rsplit("test_", 1)[1][:40])
        self.sql("CREATE SCHEMA ops; CREATE SCHEMA small; CREATE TABLE small.only (id int);" + "".join(
            f"CREATE TABLE ops.t{i:02} (id int PRIMARY KEY, name text); COMMENT ON TABLE ops.t{i:02} IS '예약 {i}';"
            for i in range(20)))

    def make_database(self, name):
        psql("postgres", f"CREATE DATABASE {name};")
        self.addCleanup(psql, "postgres", f"DROP DATABASE {name} WITH (FORCE);")
        return name

    def sql(self, statements):
        return psql(self.database, statements)

    def recipe(self, **more):
        """The recipe's path; JSON is YAML."""
        config = {"host_port": "127.0.0.1:" + os.environ["PGPORT"], "database": self.database,
                  "username": "runs_reader", "password": "reader-password", **more.pop("config", {})}
        path = self.place / "recipe.yaml"
        path.write_text(json.dumps({"pipeline_name": self.database, "source": {
            "type": "postgres", "config": {k: v for k, v in config.items() if v is not None}}, **more}))
        return path

    def colophon(self, command, *arguments, recipe=None, server=None):
        return run(command, "-c", recipe or self.recipe(), "--no-progress", *arguments,
                   env=(server or self.server).env)

    def ingest(self, *arguments, expect=0, **more):
        done = self.colophon("ingest", "--json", *arguments, **more)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def plan(self, *arguments, **more):
        done = self.colophon("plan", "--json", *arguments, **more)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def table(self, name):
        return f"urn:li:dataset:(urn:li:dataPlatform:postgres,{self.database}.{name},PROD)"

    def aspects(self, name, server=None):
        status, entity = (server or self.server).get(self.table(name))
        return entity["aspects"] if status == 200 else None

    def removed(self, name):
        return self.aspects(name)["status"]["removed"]

    def position(self):
        return self.server.search("*")["position"]

    def total(self, report):
        return {name: count for name, count in report["summary"]["total"].items() if count and name != "kept"}

    # -- plan and apply

    def test_a_plan_is_applied_as_it_is_and_the_next_run_writes_nothing(self):
        before = self.position()
        file = self.place / "plan.json"
        shown = self.colophon("plan", "--out", file)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("+ t00", shown.stdout)
        self.assertEqual(self.position(), before)
        self.assertEqual(json.loads(file.read_text())["report"]["summary"]["types"]["dataset"]["added"], 21)
        report = self.ingest("--plan", file)
        self.assertEqual(self.total(report), {"added": 26})  # with database, schemas, and what the audit found
        self.assertEqual(self.aspects("ops.t07")["datasetProperties"]["description"], "예약 7")

        after = self.position()
        again = self.ingest()
        self.assertEqual((again["sent"], self.total(again), again["outcome"]), (0, {}, "ok"))
        self.assertEqual(self.position(), after)
        self.assertEqual(self.plan()["entities"], [])
        self.assertEqual(self.server.differences(), 0)

    def test_a_plan_names_each_difference_as_it_is(self):
        self.ingest()
        self.sql("ALTER TABLE ops.t01 ADD COLUMN 요금 numeric(10,2) NOT NULL; COMMENT ON TABLE ops.t02 IS '새 설명';"
                 "CREATE TABLE ops.added (id int); DROP TABLE ops.t03; ALTER TABLE ops.t04 RENAME TO renamed;")
        plan = self.plan()
        operations = sorted((entity["op"], entity["urn"].split(",")[1].split(".", 1)[1]) for entity in plan["entities"])
        self.assertEqual(operations, [("add", "ops.added"), ("add", "ops.renamed"), ("change", "ops.t01"),
                                      ("change", "ops.t02"), ("remove", "ops.t03"), ("rename", "ops.renamed")])
        fields = [field for entity in plan["entities"] if entity["op"] == "change"
                  for aspect in entity["aspects"].values() for field in aspect["fields"]]
        self.assertIn({"path": "comment", "from": "예약 2", "to": "새 설명"}, fields)
        self.assertIn("columns.요금", [field["path"] for field in fields])
        dry = self.colophon("ingest", "--dry-run")
        self.assertEqual(dry.returncode, 0, dry.stderr)
        self.assertIn("> " + self.database + ".ops.t04 to renamed", dry.stdout)
        self.assertEqual(self.aspects("ops.added"), None)

    def test_a_plan_is_refused_when_source_or_catalog_have_moved_on(self):
        self.ingest()
        self.sql("COMMENT ON TABLE ops.t01 IS '바뀐 설명';")
        file = self.place / "plan.json"
        self.assertEqual(self.colophon("plan", "--out", file).returncode, 0)
        self.sql("CREATE TABLE ops.meanwhile (id int);")
        before = self.position()
        report = self.ingest("--plan", file, expect=80)
        self.assertEqual(report["outcome"], "guarded")
        self.assertIn("ops.meanwhile", report["differences"]["first"][0]["subject"])
        self.sql("DROP TABLE ops.meanwhile;")
        self.assertEqual(self.position(), before)

        self.server.put(proposal(self.table("ops.t01"), description="사람이 고침", name="t01"))
        before = self.position()
        self.ingest("--plan", file, expect=80)
        self.assertEqual(self.position(), before)
        self.assertIn("last written by", self.colophon("plan").stdout)

    def test_a_plan_needs_a_sink_that_knows_the_catalog(self):
        recipe = self.recipe(sink={"type": "file", "config": {"filename": str(self.place / "out.json")}})
        refused = self.colophon("plan", recipe=recipe)
        self.assertEqual(refused.returncode, 78, refused.stderr)
        self.assertIn("colophon-rest", refused.stderr)
        recipe = self.recipe(sink={"type": "file", "config": {"filename": str(self.place / "out.json")}},
                             transformers=[self.owner("urn:li:corpuser:이")])
        refused = self.colophon("ingest", recipe=recipe)
        self.assertEqual(refused.returncode, 78, refused.stdout)
        self.assertIn("PATCH", refused.stderr)

    def owner(self, urn):
        return {"type": "simple_add_dataset_ownership",
                "config": {"owner_urns": [urn], "ownership_type": "DATAOWNER", "semantics": "PATCH"}}

    def test_owners_of_a_recipe_join_those_whom_people_named(self):
        self.server.put(proposal(self.table("ops.t01"), "ownership",
                                 owners=[{"owner": "urn:li:corpuser:김", "type": "TECHNICAL_OWNER"}]))
        recipe = self.recipe(transformers=[self.owner("urn:li:corpuser:이")])
        self.ingest(recipe=recipe)
        owners = {owner["owner"] for owner in self.aspects("ops.t01")["ownership"]["owners"]}
        self.assertEqual(owners, {"urn:li:corpuser:김", "urn:li:corpuser:이"})
        self.assertEqual(self.ingest(recipe=recipe)["sent"], 0)

    # -- state, guard, renames

    def test_what_vanishes_is_removed_and_comes_back_with_its_documentation(self):
        self.ingest()
        self.server.put(proposal(self.table("ops.t05"), "editableDatasetProperties", description="사람의 설명"))
        self.sql("DROP TABLE ops.t05;")
        self.assertEqual(self.total(self.ingest()), {"removed": 1})
        self.assertTrue(self.removed("ops.t05"))
        self.sql("CREATE TABLE ops.t05 (id int PRIMARY KEY, name text);")
        self.assertEqual(self.total(self.ingest()), {"restored": 1})
        self.assertFalse(self.removed("ops.t05"))
        self.assertEqual(self.aspects("ops.t05")["editableDatasetProperties"]["description"], "사람의 설명")

    def test_the_guard_stops_too_many_removals_until_somebody_has_looked(self):
        self.ingest()
        self.sql("".join(f"DROP TABLE ops.t{i:02};" for i in range(3)) + "CREATE TABLE ops.added (id int);")
        planned = self.colophon("plan")
        self.assertEqual(planned.returncode, 0, planned.stderr)
        for text in ("ops: 3 of 20 vanished, 2 may", "--allow-removals", "- t00"):
            self.assertIn(text, planned.stdout)
        report = self.ingest(expect=80)
        self.assertTrue(report["removals"]["guarded"])
        self.assertEqual(self.total(report), {"added": 1})
        self.assertFalse(self.removed("ops.t00"))
        report = self.ingest("--allow-removals")
        self.assertEqual(report["removals"]["removed"], 3)
        self.assertTrue(self.removed("ops.t00"))
        shown = self.server.run("runs", "list", "--pipeline", self.database)
        self.assertIn("guarded", shown.stdout)

    def test_a_database_that_may_not_be_entered_any_more_removes_nothing(self):
        other = self.make_database(self.database[:50] + "_2")
        psql(other, "CREATE TABLE there (id int);")
        for name in (self.database, other):
            psql(name, f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO runs_reader;")
        recipe = self.recipe(config={"database": None, "database_pattern": {"allow": [f"^{self.database}.*"]},
                                     "initial_database": self.database})
        self.ingest(recipe=recipe)
        urn = f"urn:li:dataset:(urn:li:dataPlatform:postgres,{other}.public.there,PROD)"
        psql(other, f"REVOKE CONNECT ON DATABASE {other} FROM runs_reader;")
        report = self.ingest("--allow-removals", recipe=recipe, expect=20)
        self.assertIn(other, report["failures"]["first"][0]["subject"])
        self.assertNotIn("removals", report)
        self.assertFalse(self.server.get(urn)[1]["aspects"]["status"]["removed"])
        psql(other, f"GRANT CONNECT ON DATABASE {other} TO runs_reader;")
        self.assertEqual(self.ingest(recipe=recipe)["summary"]["types"]["dataset"]["kept"], 22)

    def test_a_renamed_table_keeps_what_people_said_of_it(self):
        self.ingest()
        self.server.put(proposal(self.table("ops.t06"), "globalTags", tags=[{"tag": TAG}]))
        self.sql("ALTER TABLE ops.t06 RENAME TO 새이름; ALTER SCHEMA small RENAME TO tiny;")
        report = self.ingest()
        self.assertEqual(self.total(report), {"renamed": 3})
        self.assertEqual(self.aspects("ops.새이름")["globalTags"]["tags"][0]["tag"], TAG)
        self.assertTrue(self.removed("ops.t06"))
        self.assertTrue(self.removed("small.only"))
        self.assertEqual(self.ingest()["sent"], 0)
        self.assertEqual(self.server.differences(), 0)

    def test_a_file_name_is_no_name_for_two_sources(self):
        path = self.recipe()
        recipe = json.loads(path.read_text())
        del recipe["pipeline_name"]
        path.write_text(json.dumps(recipe))
        self.ingest(recipe=path)
        recipe["source"]["config"]["database"] = self.make_database(self.database[:50] + "_b")
        path.write_text(json.dumps(recipe))
        refused = self.colophon("ingest", recipe=path)
        self.assertEqual(refused.returncode, 78, refused.stdout)
        self.assertIn("set pipeline_name", refused.stdout)

    # -- rollback

    def test_a_rollback_leaves_the_catalog_as_if_the_run_had_not_been(self):
        self.ingest()
        def catalog():
            return {name: self.aspects(name) for name in ("ops.t01", "ops.t02", "ops.t03", "ops.added", "ops.t04")}
        before = catalog()
        self.sql("COMMENT ON TABLE ops.t01 IS '바뀜'; ALTER TABLE ops.t02 ADD COLUMN x int; DROP TABLE ops.t03;"
                 "CREATE TABLE ops.added (id int); ALTER TABLE ops.t04 RENAME TO renamed;")
        report = self.ingest()
        changes = json.loads(self.server.run("runs", "changes", report["run_id"], "--json").stdout)["changes"]
        self.assertIn("ops.t01", " ".join(change["urn"] for change in changes))
        done = self.server.run("runs", "rollback", report["run_id"], "--pipeline", self.database)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Rolled back", done.stdout)
        self.assertEqual(catalog(), before)
        self.assertEqual(self.server.differences(), 0)
        self.assertEqual(self.total(self.ingest()), self.total(report))

    def test_runs_of_nobody_are_told_kindly(self):
        self.assertIn("No runs yet", self.server.run("runs", "list", "--pipeline", "없는 파이프라인").stdout)
        self.assertEqual(self.server.run("runs", "show", "없는 실행").returncode, 20)
        wrong = self.server.run("runs", "rolback", "x")
        self.assertEqual(wrong.returncode, 64)
        self.assertIn("rollback", wrong.stderr)

    # -- leases and crashes

    def test_a_second_run_of_a_pipeline_is_told_who_is_at_work(self):
        path = "/api/v1/pipelines/" + urllib.parse.quote(self.database) + "/lease"
        status, held = self.server.request("POST", path, {"run": "other-run", "holder": "다른 호스트:7"})
        self.assertEqual(status, 200, held)
        refused = self.colophon("ingest")
        self.assertEqual(refused.returncode, 99, refused.stdout)
        self.assertIn("other-run of 다른 호스트:7, since", refused.stdout)
        self.assertEqual(self.colophon("plan").returncode, 0)
        self.assertEqual(self.server.request("DELETE", f"{path}?lease={urllib.parse.quote(held['lease'])}")[0], 200)
        self.ingest()

    def test_a_killed_run_is_finished_by_the_next(self):
        self.sql("DO $$ BEGIN FOR i IN 1..1500 LOOP EXECUTE format('CREATE TABLE ops.many_%s (id int, 이름 text)', i);"
                 " IF i % 200 = 0 THEN PERFORM pg_sleep(0); END IF; END LOOP; END $$;")
        with Server() as own, Server() as undisturbed:
            whole = self.colophon("ingest", "--json", server=undisturbed)
            self.assertEqual(whole.returncode, 0, whole.stderr)
            sent = json.loads(whole.stdout)["sent"]
            process = subprocess.Popen([BINARY, "ingest", "-c", str(self.recipe()), "--no-progress"],
                                       env={**CLEAN, **own.env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for(lambda: own.search("*")["position"] > sent / 4 or process.poll() is not None, "half a run")
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertLess(own.search("*")["position"], sent)
            held = self.colophon("ingest", server=own)
            self.assertEqual(held.returncode, 99, held.stdout)
            written, result = 0, held

            def resumes():
                nonlocal written, result
                written = own.search("*")["position"]  # what was on its way has arrived by now
                result = self.colophon("ingest", "--json", server=own)
                return result.returncode != 99
            wait_for(resumes, "the end of the killed run's lease")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(json.loads(result.stdout)["sent"], sent - written)
            for name in ("small.only", "ops.t00", "ops.many_1", "ops.many_750", "ops.many_1500"):
                self.assertEqual(self.without_times(name, own), self.without_times(name, undisturbed), name)
            totals = [server.search("*", type="dataset")["total"] for server in (own, undisturbed)]
            self.assertEqual(totals[0], totals[1])
            self.assertEqual(own.differences(), 0)

    def without_times(self, name, server):
        aspects = self.aspects(name, server)
        aspects.pop("datasetProfile", None)
        return aspects


if __name__ == "__main__":
    result = unittest.main(verbosity=2, exit=False).result
    sys.exit(77 if result.skipped else not result.wasSuccessful())
