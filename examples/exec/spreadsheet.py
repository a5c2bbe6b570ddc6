#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tells colophon of the tables that a spreadsheet lists: one row a column, as in tables.csv."""
import csv
import itertools
import json
import sys


def say(record, to=sys.stdout):
    print(json.dumps(record, ensure_ascii=False), file=to, flush=True)


def propose(urn, aspect, document):
    say({"entityType": "dataset", "entityUrn": urn, "changeType": "UPSERT", "aspectName": aspect,
         "aspect": {"json": document}})


def field(row):
    return {"fieldPath": row["column"], "nativeDataType": row["type"], "description": row["description"],
            "type": {"type": {"com.linkedin.schema.StringType": {}}}}


def main(file):
    say({"colophon_exec": 1})
    with open(file, encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    for done, (table, columns) in enumerate(itertools.groupby(rows, key=lambda row: row["table"]), 1):
        urn, columns = f"urn:li:dataset:(urn:li:dataPlatform:spreadsheet,{table},PROD)", list(columns)
        propose(urn, "datasetProperties", {"name": table.rsplit(".", 1)[-1], "qualifiedName": table})
        propose(urn, "schemaMetadata", {
            "schemaName": table, "platform": "urn:li:dataPlatform:spreadsheet", "version": 0, "hash": "",
            "platformSchema": {"com.linkedin.schema.OtherSchema": {"rawSchema": ""}},
            "fields": [field(row) for row in columns]})
        for row in columns:
            if not row["description"]:
                say({"warning": {"subject": f"{table}.{row['column']}", "message": "has no description"}}, sys.stderr)
        say({"progress": {"stage": "tables", "done": done, "total": 0}}, sys.stderr)
    say({"end": True})


main(sys.argv[1])
