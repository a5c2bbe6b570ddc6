# SPDX-License-Identifier: Apache-2.0
"""Waits for a run without holding a worker."""

from __future__ import annotations

import asyncio
import collections.abc
import dataclasses

from airflow.triggers.base import BaseTrigger, TriggerEvent
from colophon_provider.core.versions import AirflowException
from colophon_provider.hooks.colophon import ColophonHook, ColophonRefusal
from colophon_provider.waiting import Wanted


class ColophonRunTrigger(BaseTrigger):
    """Fires once: with the run when it has concluded, or with what makes waiting useless. Carries no secret."""

    def __init__(self, colophon_conn_id: str, pipeline: str | None, run_id: str | None, since: str | None, interval: float):
        super().__init__()
        self.colophon_conn_id = colophon_conn_id
        self.wanted = Wanted(pipeline, run_id, since)
        self.interval = interval

    def serialize(self) -> tuple[str, dict]:
        return (f"{type(self).__module__}.{type(self).__qualname__}",
                {"colophon_conn_id": self.colophon_conn_id, **dataclasses.asdict(self.wanted), "interval": self.interval})

    async def run(self) -> collections.abc.AsyncIterator[TriggerEvent]:
        hook = ColophonHook(self.colophon_conn_id)
        try:
            await hook.load()
        except Exception as error:  # whatever Airflow has for a connection that it does not find: each version its own
            yield TriggerEvent({"refusal": f"connection {self.colophon_conn_id}: {error}", "code": 69})
            return
        while True:
            try:
                run = await asyncio.to_thread(self.wanted.look, hook)
            except ColophonRefusal as refusal:
                if not refusal.may_pass:
                    yield TriggerEvent({"refusal": str(refusal), "code": refusal.code})
                    return
                self.log.info("%s; asking again in %s s", refusal, self.interval)
            except AirflowException as error:  # the connection names no server
                yield TriggerEvent({"refusal": str(error), "code": 78})
                return
            else:
                if run is not None:
                    yield TriggerEvent({"run": run})
                    return
            await asyncio.sleep(self.interval)
