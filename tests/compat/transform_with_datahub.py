#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs DataHub's own pipeline, from its file source through its transformers into its file sink, once per case.

    transform_with_datahub.py CASES.json

CASES.json: {"input": FILE, "plain": FILE, "cases": [{"name", "transformers": [...], "output": FILE}]}. The client
writes out every default, so the input goes through it once without transformers, into `plain`, which is the input of
the cases. Some transformers ask a server what it has: a stand-in answers that it has what the file has of tags, and
nothing else.
"""
import json
import os
import sys
from unittest import mock

os.environ.setdefault("DATAHUB_TELEMETRY_ENABLED", "false")

from datahub.ingestion.run.pipeline import Pipeline
from datahub.ingestion.sink.file import FileSink
from datahub.metadata.schema_classes import GlobalTagsClass


def stand_in(records):
    tags = {record["entityUrn"]: GlobalTagsClass.from_obj(record["aspect"]["json"])
            for record in records if record.get("aspectName") == "globalTags"}
    graph = mock.MagicMock()
    graph.get_tags.side_effect = tags.get
    for question in ("get_domain", "get_ownership", "get_glossary_terms", "get_aspect"):
        getattr(graph, question).side_effect = lambda *_, **__: None
    return graph


def run(source, transformers, output):
    # Some transformers fail at the end, once for all entities without the aspect; what they had written by then is
    # what is compared.
    Pipeline.create({
        "source": {"type": "file", "config": {"path": source}},
        "transformers": transformers,
        "sink": {"type": "file", "config": {"filename": output}},
    }, report_to=None).run()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        work = json.load(file)
    run(work["input"], [], work["plain"])
    with open(work["plain"], encoding="utf-8") as file:
        records = json.load(file)
    with mock.patch.object(FileSink, "to_graph", lambda self: stand_in(records)):
        for case in work["cases"]:
            run(work["plain"], case["transformers"], case["output"])


if __name__ == "__main__":
    main()
