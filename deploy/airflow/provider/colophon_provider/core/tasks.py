# SPDX-License-Identifier: Apache-2.0
"""Commands of the binary as tasks."""

from __future__ import annotations

import json
import pathlib
import tempfile
import urllib.parse

from colophon_provider.core.child import Child
from colophon_provider.core.contract import conclude
from colophon_provider.core.credentials import RunEnvironment
from colophon_provider.core.versions import AirflowFailException, BaseOperator

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
