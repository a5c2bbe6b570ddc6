# SPDX-License-Identifier: Apache-2.0
"""Has the run concluded that somebody waits for? Asked by the sensor on the worker and by the trigger in the triggerer."""

from __future__ import annotations

import dataclasses
import datetime

from colophon_provider.hooks.colophon import ColophonHook, ColophonRefusal

LOOK_BACK = 100  # newest runs of a pipeline


def parse_time(text: str) -> datetime.datetime:
    """RFC 3339, as the server writes it and as Airflow's templates do."""
    moment = datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


@dataclasses.dataclass(frozen=True)
class Wanted:
    """One run by its id, or the newest of a pipeline that began at `since` or later."""

    pipeline: str | None
    run_id: str | None
    since: str | None

    def look(self, hook: ColophonHook) -> dict | None:
        """The run with its report where it has concluded, None where there is reason to wait on."""
        run = hook.run(self.run_id, self.pipeline) if self.run_id else self._newest(hook)
        if run is None or run["outcome"] or not self.run_id:
            return run
        if hook.holder(run["pipeline"]) == self.run_id:
            return None
        run = hook.run(self.run_id, self.pipeline)  # it may have concluded between the two questions
        if not run["outcome"]:
            raise ColophonRefusal(f"run {self.run_id} was broken off and left no report", 20)
        return run

    def _newest(self, hook: ColophonHook) -> dict | None:
        begin = parse_time(self.since) if self.since else None
        for run in hook.runs(self.pipeline, LOOK_BACK):
            if run["outcome"] and (begin is None or parse_time(run["first"]) >= begin):
                return hook.run(run["id"], run["pipeline"])
        return None
