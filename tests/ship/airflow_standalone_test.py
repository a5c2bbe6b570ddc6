# SPDX-License-Identifier: Apache-2.0
"""Our own example DAG as it runs in earnest: scheduler, worker and triggerer are processes of their own, connections come from
Airflow's database, and logs are files."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import unittest
import urllib.error
import urllib.request

import airflow_place
import airflow_stage
import guide
import real_tools
from airflow_stage import PASSWORD, RESERVATION

DEADLINE = 400
HEALTH = {"2": "/health", "3": "/api/v2/monitor/health"}


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_long(condition, what):
    """Several processes of Airflow start one after the other, and asking them costs something."""
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.5)


class Standalone:
    """`airflow standalone` with one DAG in its folder. A context: all its processes are gone at the end."""

    def __init__(self, place, dag):
        self.place, self.port = place, free_port()
        folder = place.root / "alone"
        folder.mkdir()
        shutil.copy(place.dags / dag, folder)
        port = str(self.port)
        self.env = {**place.env, "AIRFLOW__CORE__DAGS_FOLDER": str(folder), "PATH": f"{place.root / 'tools'}:{place.env['PATH']}",
                    "AIRFLOW__WEBSERVER__WEB_SERVER_PORT": port, "AIRFLOW__API__PORT": port, "AIRFLOW__API__HOST": "127.0.0.1",
                    "AIRFLOW__WEBSERVER__WEB_SERVER_HOST": "127.0.0.1", "AIRFLOW__API__WORKERS": "1",
                    "AIRFLOW__WEBSERVER__WORKERS": "1",
                    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
                    "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
                    "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port())}
        for name in [name for name in self.env if name.startswith("AIRFLOW_CONN_")]:
            del self.env[name]

    def __enter__(self):
        with open(self.place.root / "standalone.log", "wb") as log:
            self.process = subprocess.Popen([self.place.python, "-m", "airflow", "standalone"], env=self.env, stdout=log, stderr=log,
                                            start_new_session=True)
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        # Airflow gives some of them a process group of their own; the session stays.
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                if int(stat.read_text().rsplit(")", 1)[1].split()[3]) == self.process.pid:
                    os.kill(int(stat.parent.name), signal.SIGKILL)
        self.process.wait()

    def airflow(self, *arguments):
        return airflow_place.run([self.place.python, "-m", "airflow", *arguments], self.env)

    def is_healthy(self):
        """Whoever runs tasks is there, and the scheduler has beaten."""
        assert self.process.poll() is None, self.log()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{self.port}{HEALTH[self.place.line]}", timeout=10) as answer:
                health = json.loads(answer.read())
        except (OSError, urllib.error.URLError, ValueError):
            return False
        return health["scheduler"]["status"] == "healthy" and health["triggerer"]["status"] == "healthy"

    def query(self, statement):
        with contextlib.closing(sqlite3.connect(f"file:{self.place.home}/airflow.db?mode=ro", uri=True, timeout=30)) as database:
            return database.execute(statement).fetchall()

    def log(self):
        return (self.place.root / "standalone.log").read_text(errors="replace")[-8000:]


class Cases(airflow_stage.Stage):
    def test_the_example_runs_in_earnest(self):
        connections = self.place.root / "connections.json"
        connections.write_text(json.dumps({
            "colophon_default": {"conn_type": "colophon", "host": self.server.url, "password": self.server.token},
            "carsharing_db": {"conn_type": "postgres", "host": "127.0.0.1", "port": int(os.environ["PGPORT"]),
                              "login": self.reader, "password": PASSWORD}}))
        with Standalone(self.place, "colophon_ingest.py") as airflow:
            airflow.airflow("connections", "import", connections)
            wait_long(airflow.is_healthy, "Airflow to be healthy")
            wait_long(lambda: airflow.query("SELECT 1 FROM dag WHERE dag_id = 'colophon_ingest'"), "the DAG to be read")
            airflow.airflow("dags", "unpause", "colophon_ingest")

            def ended():
                return airflow.query("SELECT 1 FROM dag_run WHERE state IN ('success', 'failed')")
            wait_long(ended, "the run of the DAG to end")
            states = dict(airflow.query("SELECT task_id, state FROM task_instance"))
            self.assertEqual(states, {"plan": "success", "carsharing": "success", "fresh": "success"}, airflow.log())
        self.assertIn(RESERVATION, " ".join(hit["urn"] for hit in self.server.search("예약", limit=5)["hits"]))
        logs = list((self.place.home / "logs").rglob("*task_id=carsharing*/*.log"))
        self.assertTrue(logs)
        self.assertIn("exit code 0", "".join(path.read_text() for path in logs))
        self.assert_no_secret((self.place.root / "standalone.log").read_text(errors="replace"))


class Airflow2(Cases, unittest.TestCase):
    line = "2"
    install = guide.block("airflow", "install")
    single_file = guide.block("airflow", "single-file")


class Airflow3(Cases, unittest.TestCase):
    line = "3"
    install = guide.block("airflow", "install")
    single_file = guide.block("airflow", "single-file")


if __name__ == "__main__":
    airflow_place.beside_postgres()
    real_tools.main()
