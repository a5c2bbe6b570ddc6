# SPDX-License-Identifier: Apache-2.0
"""`colophon audit` and `colophon ingest` with good and bad recipes and accounts, beside a real PostgreSQL."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from colophon import PROJECT, Server, run

CANARY = "canary-7f3a-비밀-never-shown"
EXAMPLE = PROJECT / "examples/carsharing"
RESERVATION = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.reservation,PROD)"


def psql(database, statements):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", database], input=statements, text=True,
                          capture_output=True, check=True).stdout.strip()


@unittest.skipUnless(os.environ.get("COLOPHON_TEST_POSTGRES"), "needs COLOPHON_TEST_POSTGRES")
class Recipe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        psql("postgres", "CREATE DATABASE carsharing;")
        cls.addClassCleanup(psql, "postgres", "DROP DATABASE carsharing WITH (FORCE);")
        psql("carsharing", (EXAMPLE / "schema.sql").read_text())
        grants = run("grants", "postgres", "--role", "e2e_reader", "--database", "carsharing")
        assert grants.returncode == 0, grants.stderr
        for _ in range(2):  # as often as one likes
            psql("carsharing", grants.stdout)
        psql("carsharing", "ALTER ROLE e2e_reader PASSWORD 'reader-password';"
             "CREATE ROLE e2e_nosy LOGIN PASSWORD 'nosy-password'; GRANT USAGE ON SCHEMA ops TO e2e_nosy;"
             "GRANT SELECT ON ops.reservation TO e2e_nosy;")
        cls.addClassCleanup(psql, "postgres", "DROP ROLE e2e_reader; DROP ROLE e2e_nosy;")
        cls.addClassCleanup(psql, "carsharing", "DROP OWNED BY e2e_reader; DROP OWNED BY e2e_nosy;")
        cls.server = cls.enterClassContext(Server())

    def setUp(self):
        self.place = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def ingest(self, command="ingest", recipe=None, arguments=(), **env):
        env = {"COLOPHON_PG_HOST_PORT": "127.0.0.1:" + os.environ["PGPORT"], "COLOPHON_PG_USER": "e2e_reader",
               "COLOPHON_PG_PASSWORD": "reader-password", **self.server.env, **env}
        return run(command, "-c", recipe or EXAMPLE / "recipe.yaml", *arguments, env=env)

    def recipe(self, text):
        path = self.place / "recipe.yaml"
        path.write_text(text)
        return path

    def test_the_example_is_audited_ingested_and_found(self):
        audit = self.ingest("audit")
        self.assertEqual(audit.returncode, 0, audit.stdout + audit.stderr)
        report = self.place / "report.json"
        done = self.ingest(arguments=["--report", report])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        json.loads(report.read_text())
        names = [hit["name"] for hit in self.server.search("reservation_id", type="dataset", limit=100)["hits"]]
        for name in ("reservation", "reservation_event", "rental", "current_rental", "ticket"):
            self.assertIn(name, names)
        self.assertIn(RESERVATION, [hit["urn"] for hit in self.server.search("예약", limit=5)["hits"]])
        self.assertEqual(self.server.differences(), 0)

    def test_a_second_run_adds_nothing(self):
        self.assertEqual(self.ingest().returncode, 0)
        position = self.server.search("*")["position"]
        again = self.ingest()
        self.assertEqual(again.returncode, 0, again.stderr)
        changes = self.server.request("GET", f"/api/v1/changes?since={position}&limit=10000")[1]["changes"]
        self.assertEqual(changes, [])

    def test_an_account_that_can_read_rows_is_refused_with_what_mends_it(self):
        for command in ("audit", "ingest"):
            refused = self.ingest(command, COLOPHON_PG_USER="e2e_nosy", COLOPHON_PG_PASSWORD="nosy-password")
            self.assertEqual(refused.returncode, 77, refused.stdout + refused.stderr)
            self.assertRegex(refused.stdout + refused.stderr, r"REVOKE .*e2e_nosy")

    def test_a_wrong_password_and_an_unreachable_database_are_told_apart(self):
        wrong = self.ingest(COLOPHON_PG_PASSWORD=CANARY)
        self.assertEqual(wrong.returncode, 77, wrong.stderr)
        self.assertNotIn(CANARY, wrong.stdout + wrong.stderr)
        unreachable = self.ingest(COLOPHON_PG_HOST_PORT="127.0.0.1:1")
        self.assertEqual(unreachable.returncode, 69, unreachable.stderr)

    def test_a_typo_is_named_with_its_nearest_and_no_secret(self):
        text = (EXAMPLE / "recipe.yaml").read_text()
        for typo, near in (("passwrod: ", "password"), ("databse: ", "database")):
            name = near + ": "
            refused = self.ingest(recipe=self.recipe(text.replace(name, typo)), COLOPHON_PG_PASSWORD=CANARY)
            self.assertEqual(refused.returncode, 78, refused.stderr)
            self.assertIn(near, refused.stderr)
            self.assertNotIn(CANARY, refused.stdout + refused.stderr)

    def test_a_missing_variable_and_a_broken_document_are_bad_recipes(self):
        text = (EXAMPLE / "recipe.yaml").read_text()
        for broken in (text.replace("${COLOPHON_TOKEN}", "${NOT_SET_ANYWHERE}"), text + "\n  : [", "예약", "", "source: {}"):
            refused = self.ingest(recipe=self.recipe(broken))
            self.assertEqual(refused.returncode, 78, refused.stdout + refused.stderr)

    def test_no_secret_is_in_any_output(self):
        secret_file = self.place / "password"
        secret_file.write_text("reader-password\n")
        text = (EXAMPLE / "recipe.yaml").read_text().replace("${COLOPHON_PG_PASSWORD}", "${file:" + str(secret_file) + "}")
        report = self.place / "report.json"
        done = self.ingest(recipe=self.recipe(text), arguments=["--report", report])
        self.assertEqual(done.returncode, 0, done.stderr)
        seen = done.stdout + done.stderr + report.read_text() + self.server.output()
        for secret in ("reader-password", self.server.token):
            self.assertNotIn(secret, seen)
        self.assertEqual(self.server.search("canary-password-that-no-output-may-show")["total"], 0)


if __name__ == "__main__":
    result = unittest.main(verbosity=2, exit=False).result
    sys.exit(77 if result.skipped else not result.wasSuccessful())
