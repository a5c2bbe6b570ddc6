# SPDX-License-Identifier: Apache-2.0
"""A place where one Airflow lives for the length of a test: an environment beside the cached one (whose packages it sees) into
which our provider is really installed, a home with a database that is migrated once and copied, and a folder of DAGs."""

import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

import real_tools
from real_tools import FULL, PROJECT

AIRFLOW = PROJECT / "deploy/airflow"
DRIVER = pathlib.Path(__file__).with_name("airflow_driver.py")
DEADLINE = 600
ANSWER = "airflow_driver answers: "


def airflow_python(line):
    """The interpreter of the cached Airflow 2 or 3."""
    script = PROJECT / "scripts/fetch_airflow.sh"
    answer = subprocess.run([script, *([] if FULL else ["--have"]), line], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        real_tools.skip(f"Airflow {line} is not installed", f"scripts/fetch_airflow.sh {line}")
    return pathlib.Path(answer.stdout.strip())


def run(command, env=None, expect=0, **more):
    """Standard output and error as one text, in the order in which they came."""
    done = subprocess.run(list(map(str, command)), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=DEADLINE, check=False, **more)
    assert expect is None or done.returncode == expect, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


class Place:
    """A context; `python` has Airflow, and our provider once install() was called."""

    def __init__(self, line):
        self.line = line
        self.cached = airflow_python(line)

    def __enter__(self):
        self._temporary = tempfile.TemporaryDirectory(prefix=f"colophon-airflow{self.line}-")
        self.root = pathlib.Path(self._temporary.name)
        self.home = self.root / "home"
        self.dags = self.home / "dags"
        self.home.mkdir()
        shutil.copytree(AIRFLOW / "dags", self.dags, ignore=shutil.ignore_patterns("__pycache__"))
        self.python = self._environment_beside(self.cached)
        self.env = self._variables()
        self._take_database()
        return self

    def __exit__(self, *_):
        self._temporary.cleanup()

    def _environment_beside(self, cached):
        place = self.root / "venv"
        run([cached, "-m", "venv", "--without-pip", place])
        packages = subprocess.run([cached, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True,
                                  capture_output=True, text=True).stdout.strip()
        own = next(place.glob("lib/python*/site-packages"))
        (own / "airflow.pth").write_text(packages + "\n")
        return place / "bin/python"

    def _variables(self):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("AIRFLOW", "COLOPHON_", "PYTHON")) and not name.lower().endswith("_proxy")}
        return {**clean, "AIRFLOW_HOME": str(self.home), "AIRFLOW__CORE__DAGS_FOLDER": str(self.dags),
                "AIRFLOW__CORE__LOAD_EXAMPLES": "False", "AIRFLOW__CORE__TEST_CONNECTION": "Enabled",
                "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False", "PYTHONDONTWRITEBYTECODE": "1",
                "COLOPHON_RECIPES": str(self.root / "recipes"),
                # Given, so that of two first processes none reads the other's half-written file, finds no key there, and
                # keeps passwords in clear.
                "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode()}

    def _take_database(self):
        """Migrating takes long: it is done once for each version of Airflow, beside it in the cache."""
        version = (self.cached.parents[1] / "installed").read_text()
        template = self.cached.parents[1] / f"migrated-{zlib.crc32(version.encode()):08x}.db"
        if not template.exists():
            self.airflow("db", "migrate")
            whole = template.with_suffix(f".{os.getpid()}")
            shutil.copy(self.home / "airflow.db", whole)
            os.replace(whole, template)
        shutil.copy(template, self.home / "airflow.db")

    def airflow(self, *arguments, expect=0):
        """A command of Airflow's own."""
        return run([self.python, "-m", "airflow", *arguments], self.env, expect)

    def pip(self, *arguments):
        return run([self.python, "-m", "pip", "--disable-pip-version-check", *arguments], self.env)

    def packages(self):
        return {name.lower(): version for name, version in re.findall(r"^([\w.-]+)(?:==| @ )(\S+)$", self.pip("freeze"), re.M)}

    def install(self, commands):
        """Commands of the guide, in a copy of what they take, with what the cache has to build from and without a network."""
        tree = self.root / "tree"
        shutil.copytree(AIRFLOW, tree / "deploy/airflow", ignore=shutil.ignore_patterns("__pycache__"))
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.cached.parents[1] / "wheels"), "PIP_QUIET": "1"}
        return self.shell(commands, tree, offline)

    def shell(self, commands, directory, env=None):
        """As a reader of the guide types them, with this environment's own pip and airflow."""
        tools = self.root / "tools"
        if not tools.exists():
            tools.mkdir()
            for name in ("pip", "airflow"):
                (tools / name).write_text(f'#!/bin/sh\nexec "{self.python}" -m {name} "$@"\n')
                (tools / name).chmod(0o755)
        return run(["bash", "-euc", commands], {**self.env, **(env or {}), "PATH": f"{tools}:{self.env['PATH']}"}, cwd=directory)

    def driver(self, *arguments, env=None):
        """What airflow_driver.py answers, and everything that was printed meanwhile."""
        text = run([self.python, DRIVER, *arguments], {**self.env, **(env or {})})
        answers = [line for line in text.splitlines() if line.startswith(ANSWER)]
        assert len(answers) == 1, text
        return json.loads(answers[0][len(ANSWER):]), text

    def start_driver(self, *arguments, env=None):
        """For a test that ends it by a signal."""
        log = open(self.root / "driver.log", "wb")
        with log:
            return subprocess.Popen([self.python, DRIVER, *arguments], env={**self.env, **(env or {})}, stdout=log, stderr=log)


def beside_postgres():
    """Starts this test again beside a PostgreSQL, where there is none yet."""
    if not os.environ.get("COLOPHON_TEST_POSTGRES"):
        os.execv(PROJECT / "scripts/with_postgres.sh", ["with_postgres.sh", "--", sys.executable, *sys.argv])
