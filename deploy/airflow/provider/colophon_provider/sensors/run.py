# SPDX-License-Identifier: Apache-2.0
"""Waits until a pipeline's run has concluded on the server, whoever started it."""

from __future__ import annotations

import datetime

from colophon_provider.core.contract import conclude
from colophon_provider.core.tasks import LINK_KEY, run_page
from colophon_provider.core.versions import AirflowFailException
from colophon_provider.hooks.colophon import ColophonHook, ColophonRefusal
from colophon_provider.links.run import ColophonRunLink
from colophon_provider.triggers.run import ColophonRunTrigger
from colophon_provider.waiting import Wanted, parse_time

try:
    from airflow.sdk import BaseSensorOperator, PokeReturnValue
except ImportError:  # Airflow 2
    from airflow.sensors.base import BaseSensorOperator, PokeReturnValue


class ColophonRunSensor(BaseSensorOperator):
    """Succeeds when the run succeeded, and else ends as the exit code in its report says. XCom is the report.

    :param pipeline: the recipe's `pipeline_name`: its newest run that began at ``since`` or later is waited for
    :param run_id: this run instead
    :param since: RFC 3339; when nothing is given, the beginning of the DAG run, so that what it finds is fresh
    :param deferrable: wait in the triggerer, without a worker
    """

    template_fields = ("pipeline", "run_id", "since")
    operator_extra_links = (ColophonRunLink(),)
    ui_color = "#f3e3de"

    def __init__(self, *, pipeline: str | None = None, run_id: str | None = None, since: str | None = None,
                 colophon_conn_id: str = ColophonHook.default_conn_name, deferrable: bool = False, **kwargs):
        super().__init__(**kwargs)
        if not pipeline and not run_id:
            raise ValueError("ColophonRunSensor waits for a pipeline's newest run or for one run: name `pipeline` or `run_id`")
        self.pipeline = pipeline
        self.run_id = run_id
        self.since = since
        self.colophon_conn_id = colophon_conn_id
        self.deferrable = deferrable

    def wanted(self, context) -> Wanted:
        since = self.since
        if not since and not self.run_id and context["dag_run"].start_date:
            since = context["dag_run"].start_date.isoformat()
        if since:
            try:
                parse_time(since)
            except ValueError:
                raise AirflowFailException(f"since is to be a time as 2026-07-03T10:00:00+09:00, not {since!r}") from None
        return Wanted(self.pipeline, self.run_id or None, since)

    def execute(self, context):
        if not self.deferrable:
            return super().execute(context)
        wanted = self.wanted(context)
        interval = self.poke_interval.total_seconds() if isinstance(self.poke_interval, datetime.timedelta) else self.poke_interval
        self.defer(trigger=ColophonRunTrigger(self.colophon_conn_id, wanted.pipeline, wanted.run_id, wanted.since, interval),
                   method_name="resume", timeout=datetime.timedelta(seconds=self.timeout) if self.timeout else None)

    def poke(self, context):
        try:
            run = self.wanted(context).look(ColophonHook(self.colophon_conn_id))
        except ColophonRefusal as refusal:
            if refusal.may_pass:
                self.log.info("%s; asking again", refusal)
                return False
            raise refusal.raised() from refusal
        return PokeReturnValue(True, self.finish(context, run)) if run is not None else False

    def resume(self, context, event: dict):
        if "refusal" in event:
            raise ColophonRefusal(event["refusal"], event["code"]).raised()
        return self.finish(context, event["run"])

    def finish(self, context, run: dict) -> dict:
        report = run["report"] or {"outcome": run["outcome"], "exit_code": 0 if run["outcome"] in ("ok", "warnings") else 20}
        page = run_page(ColophonHook(self.colophon_conn_id).server, {"run_id": run["id"], "pipeline_name": run["pipeline"]})
        context["ti"].xcom_push(key=LINK_KEY, value=page)
        self.log.info("Run %s of %s: %s", run["id"], run["pipeline"], run["outcome"])
        conclude(f"run {run['id']} of {run['pipeline']}", report.get("exit_code", 20), report)
        return report
