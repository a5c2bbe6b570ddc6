# SPDX-License-Identifier: Apache-2.0
"""An Airflow with our provider beside a live server and the car-sharing database, for the tests to run DAGs on."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import airflow_place
from real_tools import PROJECT

sys.path.insert(0, str(PROJECT / "tests/e2e"))
from colophon import BINARY, Server, run  # noqa: E402

EXAMPLE = PROJECT / "examples/carsharing"
TESTS = pathlib.Path(__file__).parent
PASSWORD = "canary-4d1c-reader-password"
RESERVATION = "ops.reservation,PROD)"


def psql(database, statements):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", database], input=statements, text=True,
                          capture_output=True, check=True).stdout.strip()


def as_report(xcom):
    """What Bash and Docker hand over is the last line of the output."""
    return json.loads(xcom) if isinstance(xcom, str) else xcom


class Stage:
    """Mixed into a unittest.TestCase that has `line`, "2" or "3", and the guide's commands."""

    line = install = single_file = connection = ""

    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(airflow_place.Place(cls.line))
        place = cls.place
        cls.before = place.packages()
        place.install(cls.install + cls.single_file)
        shutil.copy(TESTS / "airflow_dags.py", place.dags)
        shutil.copytree(EXAMPLE, place.root / "recipes")
        (place.root / "recipes/recipe.yaml").rename(place.root / "recipes/carsharing.yaml")
        cls.put_binaries()
        cls.server = cls.enterClassContext(Server())
        cls.make_source()
        place.env |= {
            "PATH": f"{place.root / 'real'}:{os.environ['PATH']}", "COLOPHON_PG_DATABASE": cls.database,
            "AIRFLOW_CONN_COLOPHON_DEFAULT": json.dumps({"conn_type": "colophon", "host": cls.server.url,
                                                         "password": cls.server.token}),
            "AIRFLOW_CONN_CARSHARING_DB": json.dumps({"conn_type": "postgres", "host": "127.0.0.1", "login": cls.reader,
                                                      "port": int(os.environ["PGPORT"]), "password": PASSWORD})}

    @classmethod
    def put_binaries(cls):
        for name, binary in (("real", BINARY), ("fake", TESTS / "fake_colophon.py")):
            (cls.place.root / name).mkdir()
            (cls.place.root / name / "colophon").symlink_to(pathlib.Path(binary).resolve())

    @classmethod
    def make_source(cls):
        """The car-sharing database, and an account that cannot read its rows."""
        own = f"airflow{cls.line}_{os.getpid()}"  # other suites have theirs on the same server
        cls.database, cls.reader = f"{own}_carsharing", f"{own}_reader"
        psql("postgres", f"CREATE DATABASE {cls.database};")
        cls.addClassCleanup(psql, "postgres", f"DROP DATABASE {cls.database} WITH (FORCE); DROP ROLE IF EXISTS {cls.reader};")
        psql(cls.database, (EXAMPLE / "schema.sql").read_text())
        psql(cls.database, run("grants", "postgres", "--role", cls.reader, "--database", cls.database).stdout)
        psql("postgres", f"ALTER ROLE {cls.reader} PASSWORD '{PASSWORD}';")

    def assert_no_secret(self, *texts):
        """Neither in what was printed nor in what Airflow keeps: logs, and its database with XComs and rendered templates."""
        kept = b"".join(path.read_bytes() for path in self.place.home.rglob("*") if path.is_file()
                        and path.name != "airflow.cfg")
        for secret in (PASSWORD, self.server.token):
            for text in (*texts, kept):
                self.assertNotIn(secret if isinstance(text, str) else secret.encode(), text)

    def ingested(self, dag, task="carsharing"):
        """Runs a DAG with the real binary into the real server; its tasks."""
        tasks, text = self.place.driver("run", dag)
        for name, each in tasks.items():
            self.assertEqual((each["state"], each["tries"]), ("success", 1), f"{name}\n{text}")
        self.assertIn(RESERVATION, " ".join(hit["urn"] for hit in self.server.search("예약", limit=5)["hits"]))
        report = as_report(tasks[task]["xcom"])
        self.assertEqual((report["pipeline_name"], report["exit_code"]), ("carsharing", 0))
        status, seen = self.server.request("GET", f"/api/v1/runs/{report['run_id']}")
        self.assertEqual((status, seen["outcome"]), (200, report["outcome"]))
        self.assert_no_secret(text)
        return tasks, text
