# SPDX-License-Identifier: Apache-2.0
"""Colophon's operators in one file, for those who cannot install packages: put it into the folder of DAGs, and

    from colophon_operator import ColophonIngestOperator

It needs Airflow 2.9 or newer, and the binary on the worker. Made by scripts/make_airflow_file.py out of the package
airflow-provider-colophon, which has more: a connection type with a test button, a pod operator, a sensor, a link to the run."""

from __future__ import annotations

import json
import os
import pathlib
import queue
import signal
import subprocess
import tempfile
import threading
import urllib.parse
from collections.abc import Iterable, Mapping

try:
    from airflow.sdk import BaseHook, BaseOperator
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
except ImportError:  # Airflow 2, and 3.0, which has these at their older places
    from airflow.exceptions import AirflowFailException, AirflowSkipException
    from airflow.hooks.base import BaseHook
    from airflow.models.baseoperator import BaseOperator
from airflow.exceptions import AirflowException

try:
    from airflow.sdk.log import mask_secret
except ImportError:
    try:
        from airflow.sdk.execution_time.secrets_masker import mask_secret
    except ImportError:
        from airflow.utils.log.secrets_masker import mask_secret


# A retry changes nothing for what fails at once: a person must do something first.
SUCCESS, RETRY, FAIL, SKIP = None, AirflowException, AirflowFailException, AirflowSkipException
CONTRACT = {
    0: (SUCCESS, "everything was read and stored"),
    10: (RETRY, "warnings, and strict was asked for"),
    20: (RETRY, "a part, or nothing, succeeded"),
    64: (FAIL, "wrong flags"),
    69: (RETRY, "source or server cannot be reached"),
    70: (RETRY, "internal error, or a failing disk"),
    75: (RETRY, "try again later"),
    77: (FAIL, "permission denied, or an account that can read rows"),
    78: (FAIL, "a bad recipe"),
    80: (FAIL, "a person must look: the guard held removals back, or a plan is out of date"),
    99: (SKIP, "another run of the pipeline is at work"),
    130: (RETRY, "interrupted; the next run goes on"),
    143: (RETRY, "interrupted; the next run goes on"),
}


def meaning(code: int) -> str:
    if code in CONTRACT:
        return CONTRACT[code][1]
    if code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}" + ("; was there too little memory?" if code == -9 else "")
        except ValueError:
            return f"killed by signal {-code}"
    return "an exit code that Colophon does not have; is this its binary?"


def message_of(report: dict) -> str:
    """The first thing that went wrong, as the report of a run tells it."""
    if report.get("message"):
        return str(report["message"])
    for name in ("failures", "rejected"):
        for note in (report.get(name) or {}).get("first") or []:
            return ": ".join(str(note[key]) for key in ("subject", "urn", "message", "detail") if note.get(key))
    return "; ".join(map(str, (report.get("removals") or {}).get("reasons") or []))


def conclude(what: str, code: int, report: dict) -> None:
    """Returns where the code is a success, else raises what makes Airflow do as the contract says."""
    exception, _ = CONTRACT.get(code, (RETRY, ""))
    if exception is SUCCESS:
        return
    detail = message_of(report)
    raise exception(f"{what} ended with exit code {code}: {meaning(code)}" + (f": {detail}" if detail else ""))


# After SIGTERM a run finishes what is in hand, frees its lease and writes its report.
PATIENCE_SECONDS = 60


class Child:
    """`log` has `info` and `warning`; `hide` takes secrets out of a line."""

    def __init__(self, log, hide=lambda line: line):
        self.log = log
        self.hide = hide
        self.process: subprocess.Popen | None = None
        self.lines: queue.SimpleQueue = queue.SimpleQueue()

    def run(self, command: list[str], environment: dict[str, str], directory: str | None) -> int:
        """The exit code; that of a process which a signal killed is negative. Raises OSError where it cannot be started."""
        self.process = subprocess.Popen(command, env=environment, cwd=directory, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                                        errors="replace", start_new_session=True)
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()
        try:
            for line in iter(self.lines.get, None):
                self.log.info("%s", self.hide(line.rstrip("\n")))
            return self.process.wait()
        finally:
            self.stop()

    def _read(self, stream) -> None:
        # On a thread of its own, so that a child which is told to stop can say its last words while the task waits for it.
        with stream:
            for line in stream:
                self.lines.put(line)
        self.lines.put(None)

    def stop(self) -> None:
        """SIGTERM, and waits; what has not ended by then is killed with everything that it started."""
        if self.process is None or self.process.poll() is not None:
            return
        self.log.info("Telling process %s to stop", self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.log.warning("Process %s did not stop within %s s and is killed", self.process.pid, PATIENCE_SECONDS)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


SECRET_FIELDS = {"password", "uri", "extra"}
SHORTEST_SECRET = 4  # a shorter one would hide half of every line


def server_of(connection) -> str:
    """The server's URL: the host as it is where it is a URL, else with scheme (https unless the schema says http) and port."""
    host = (connection.host or "").rstrip("/")
    if not host:
        raise AirflowFailException(f"connection {connection.conn_id} names no server; its host is to be its URL,"
                                   " such as https://catalog.internal")
    if "://" not in host:
        host = f"{connection.schema or 'https'}://{host}"
    bare = host.split("://", 1)[1]
    has_port = ":" in bare.rsplit("]", 1)[-1]
    return f"{host}:{connection.port}" if connection.port and not has_port else host


def field_of(connection, field: str) -> str:
    """`host`, `port`, `host_port`, `login`, `password`, `schema`, `uri`, or `extra.KEY`."""
    if field.startswith("extra."):
        value = connection.extra_dejson.get(field[len("extra."):])
    elif field == "host_port":
        value = f"{connection.host}:{connection.port}" if connection.port else connection.host
    elif field == "uri":
        value = connection.get_uri()
    elif field in ("host", "port", "login", "password", "schema"):
        value = getattr(connection, field)
    else:
        raise AirflowFailException(f"a connection has no field {field!r}; there are host, port, host_port, login, password,"
                                   " schema, uri and extra.KEY")
    if value is None or value == "":
        raise AirflowFailException(f"connection {connection.conn_id} has no {field}")
    return str(value)


class RunEnvironment:
    """The environment of a run: the worker's without Airflow's own, what the task says, and what comes from connections."""

    def __init__(self, server: str | None, credentials: Mapping[str, str] | None, plain: Mapping[str, str] | None):
        self.variables = {name: value for name, value in os.environ.items() if not name.lstrip("_").startswith("AIRFLOW")}
        self.secrets: set[str] = set()
        self.server: str | None = None
        if server:
            self._add_server(BaseHook.get_connection(server))
        for name, place in (credentials or {}).items():
            self._add_field(name, place)
        self.variables.update({name: str(value) for name, value in (plain or {}).items()})
        self.server = self.variables.get("COLOPHON_SERVER")

    def _add_server(self, connection) -> None:
        self.variables["COLOPHON_SERVER"] = server_of(connection)
        if connection.password:
            self._add_secret("COLOPHON_TOKEN", connection.password)
        if connection.extra_dejson.get("ca_file"):
            self.variables["COLOPHON_CA_FILE"] = connection.extra_dejson["ca_file"]

    def _add_field(self, name: str, place: str) -> None:
        connection, _, field = place.partition(":")
        if not field:
            raise AirflowFailException(f"credentials: {name} is to be CONNECTION:FIELD, such as shop_db:password,"
                                       f" not {place!r}")
        value = field_of(BaseHook.get_connection(connection), field)
        if field.partition(".")[0] in SECRET_FIELDS:
            self._add_secret(name, value)
        else:
            self.variables[name] = value

    def _add_secret(self, name: str, value: str) -> None:
        mask_secret(value)
        self.variables[name] = value
        if len(value) >= SHORTEST_SECRET:
            self.secrets.add(value)

    def hide(self, value):
        """A line, or a report, without the secrets. The binary hides them too; a program that it runs may not."""
        if isinstance(value, str):
            for secret in sorted(self.secrets, key=len, reverse=True):
                value = value.replace(secret, "***")
            return value
        if isinstance(value, Mapping):
            return {key: self.hide(each) for key, each in value.items()}
        return [self.hide(each) for each in value] if isinstance(value, Iterable) else value


LONGEST_REPORT = 48 << 10  # what XCom takes without complaint on every backend
RETURN_KEY = "return_value"
LINK_KEY = "colophon_run"


def read_report(path: pathlib.Path, code: int) -> dict:
    """The report, or what stands for it where a run was killed before it wrote one; never longer than XCom takes."""
    try:
        text = path.read_text(encoding="utf-8")
        report = json.loads(text)
    except (OSError, ValueError):
        report = None
    if not isinstance(report, dict):
        return {"outcome": "ok" if code == 0 else "unfinished", "exit_code": code}
    if len(text.encode()) > LONGEST_REPORT:
        report = {name: value for name, value in report.items() if isinstance(value, (int, float, bool))
                  or isinstance(value, str) and len(value) <= 1000}
        report["cut"] = True
    return report


def run_page(server: str | None, report: dict) -> str | None:
    """Where the server shows the run to people."""
    if not server or not report.get("run_id"):
        return None
    return f"{server.rstrip('/')}/#" + urllib.parse.urlencode(
        {"run": report["run_id"], "pipeline": report.get("pipeline_name", "")})


class ColophonTask(BaseOperator):
    """What the tasks have in common: a recipe, and a command that is run with it on the worker.

    :param recipe: path of the recipe; it takes its values from the environment, as ``${COLOPHON_TOKEN}``
    :param colophon_conn_id: connection of the server; becomes COLOPHON_SERVER and COLOPHON_TOKEN. None: the recipe or
        ``env`` name the server
    :param credentials: variables of the recipe from connections, ``{"SHOP_PASSWORD": "shop_db:password"}``; the fields are
        host, port, host_port, login, password, schema, uri and extra.KEY
    :param env: further variables that are no secrets
    :param binary: the program, a path or a name that is searched for
    :param arguments: further flags
    :param cwd: where it runs; paths in the recipe count from there
    """

    template_fields = ("recipe", "env", "binary", "arguments", "cwd")
    ui_color = "#f3e3de"
    command = ""

    def __init__(self, *, recipe: str, colophon_conn_id: str | None = "colophon_default", credentials: dict | None = None,
                 env: dict | None = None, binary: str = "colophon", arguments: list[str] | None = None,
                 cwd: str | None = None, **kwargs):
        super().__init__(**kwargs)
        self.recipe = recipe
        self.colophon_conn_id = colophon_conn_id
        self.credentials = credentials
        self.env = env
        self.binary = binary
        self.arguments = arguments
        self.cwd = cwd
        self._child: Child | None = None

    def flags(self, report: pathlib.Path) -> list[str]:
        return ["--report", str(report)]

    def execute(self, context):
        environment = RunEnvironment(self.colophon_conn_id, self.credentials, self.env)
        with tempfile.TemporaryDirectory(prefix="colophon-") as place:
            path = pathlib.Path(place) / "report.json"
            code = self._run([self.binary, self.command, "-c", self.recipe, *self.flags(path), *(self.arguments or [])],
                             environment)
            report = environment.hide(read_report(path, code))
        if page := run_page(environment.server, report):
            context["ti"].xcom_push(key=LINK_KEY, value=page)
        if code != 0 and self.do_xcom_push:
            context["ti"].xcom_push(key=RETURN_KEY, value=report)  # for whoever looks into a failed task
        conclude(f"colophon {self.command}", code, report)
        return report

    def _run(self, command: list[str], environment: RunEnvironment) -> int:
        self._child = Child(self.log, environment.hide)
        self.log.info("Running %s", " ".join(command))
        try:
            return self._child.run(command, environment.variables, self.cwd)
        except FileNotFoundError as error:
            raise AirflowFailException(f"{error.filename} is not on this worker; install Colophon there, or name its path"
                                       " in `binary`") from error
        except PermissionError as error:
            raise AirflowFailException(f"{error.filename} cannot be executed on this worker") from error

    def on_kill(self) -> None:
        if self._child is not None:
            self._child.stop()


class ColophonIngestOperator(ColophonTask):
    """Reads a source system and writes what it has to the catalog. XCom is the run's report.

    :param plan: apply exactly this plan, the ``out`` of a ColophonPlanOperator; fails when source or catalog moved on
    :param strict: warnings are a failure
    :param allow_removals: let this run remove what the guard would stop
    """

    template_fields = (*ColophonTask.template_fields, "plan")
    command = "ingest"

    def __init__(self, *, plan: str | None = None, strict: bool = False, allow_removals: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.plan = plan
        self.strict = strict
        self.allow_removals = allow_removals

    def flags(self, report: pathlib.Path) -> list[str]:
        chosen = {"--strict": self.strict, "--allow-removals": self.allow_removals}
        return [*super().flags(report), *(["--plan", self.plan] if self.plan else []),
                *(flag for flag, given in chosen.items() if given)]


class ColophonPlanOperator(ColophonTask):
    """Shows in the log what an ingestion would change, and changes nothing. XCom is the report, its `summary` has the figures.

    :param out: write the plan to this file, for ``ColophonIngestOperator(plan=…)``; both tasks must see the file
    """

    template_fields = (*ColophonTask.template_fields, "out")
    command = "plan"

    def __init__(self, *, out: str | None = None, **kwargs):
        super().__init__(**kwargs)
        self.out = out

    def flags(self, report: pathlib.Path) -> list[str]:
        return [*super().flags(report), *(["--out", self.out] if self.out else [])]


class ColophonAuditOperator(ColophonTask):
    """Shows in the log what the recipe's account could do; fails, with the statements that mend it, when that is too much."""

    command = "audit"

    def flags(self, report: pathlib.Path) -> list[str]:
        return []
