# SPDX-License-Identifier: Apache-2.0
"""From a task to the page of its run."""

from __future__ import annotations

from colophon_provider.core.tasks import LINK_KEY

try:
    from airflow.sdk import BaseOperatorLink
    from airflow.sdk.execution_time.xcom import XCom
except ImportError:  # Airflow 2
    from airflow.models.baseoperatorlink import BaseOperatorLink
    from airflow.models.xcom import XCom


class ColophonRunLink(BaseOperatorLink):
    """The page of the run, on the server that took it. Empty until the run has ended, and where it was refused."""

    name = "Run in Colophon"

    def get_link(self, operator, *, ti_key) -> str:
        return XCom.get_value(key=LINK_KEY, ti_key=ti_key) or ""
