# SPDX-License-Identifier: Apache-2.0
"""The operators that run the binary on the worker."""

from __future__ import annotations

from colophon_provider.core import tasks
from colophon_provider.core.tasks import ColophonAuditOperator, ColophonPlanOperator
from colophon_provider.links.run import ColophonRunLink

__all__ = ["ColophonAuditOperator", "ColophonIngestOperator", "ColophonPlanOperator"]


class ColophonIngestOperator(tasks.ColophonIngestOperator):
    __doc__ = tasks.ColophonIngestOperator.__doc__
    operator_extra_links = (ColophonRunLink(),)
