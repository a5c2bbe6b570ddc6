#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the table of values in the chart's README from its schema and its values.yaml, so that it cannot be out of date.

    make_chart_docs.py              writes it
    make_chart_docs.py --check      says whether it is out of date; exit code 1 where it is

Without a YAML reader it goes on in the Python of scripts/fetch_chart_python.sh.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CHART = PROJECT / "charts/colophon"
BEGIN = "<!-- made from values.schema.json and values.yaml by scripts/make_chart_docs.py -->"
END = "<!-- end of what is made -->"

try:
    import yaml
except ImportError:
    python = subprocess.run(
        [PROJECT / "scripts/fetch_chart_python.sh"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()
    os.execv(python, [python, *sys.argv])


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def default(value):
    return "" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"


def rows(schema, values, path=""):
    """A row for every value: where it stands, its default, what it is for. What has a definition is one value."""
    for name, node in schema["properties"].items():
        value = values.get(name) if isinstance(values, dict) else None
        if "properties" in node and "$ref" not in node:
            yield from rows(node, value, f"{path}{name}.")
        else:
            yield f"`{path}{name}`", default(value), node["description"]


def table(found):
    lines = ["| value | default | |", "|---|---|---|"]
    return "\n".join(lines + [f"| {where} | {cell(value)} | {cell(what)} |" for where, value, what in found])


def sections(schema, values):
    """The values by the first word of their path; what is said of every job stands there only."""
    jobs = set(schema["properties"]["jobs"]["properties"])
    parts, single = [], []
    for name, node in schema["properties"].items():
        if name in ("global", "recipes"):
            continue
        if "properties" not in node:
            single += rows({"properties": {name: node}}, values)
            continue
        own = {
            **node,
            "properties": {key: each for key, each in node["properties"].items() if name != "backup" or key not in jobs},
        }
        parts.append(f"### {name}\n\n{node['description']}\n\n{table(rows(own, values.get(name), name + '.'))}")
        if name == "catalog":
            recipe = schema["definitions"]["recipe"]
            own = {"properties": {key: each for key, each in recipe["properties"].items() if key not in jobs}}
            parts.append(
                f"### recipes\n\n{schema['properties']['recipes']['description']} {recipe['description']}\n\n"
                + table(rows(own, {}, "recipes.NAME."))
            )
    return "\n\n".join([table(single), *parts])


def readme():
    schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    values = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    text = (CHART / "README.md").read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        sys.exit(f"charts/colophon/README.md: put these two lines where the values belong:\n{BEGIN}\n{END}")
    head, rest = text.split(BEGIN, 1)
    return f"{head}{BEGIN}\n{sections(schema, values)}\n{END}{rest.split(END, 1)[1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    made = readme()
    file = CHART / "README.md"
    if made == file.read_text(encoding="utf-8"):
        return 0
    if check:
        print(f"out of date: {file.relative_to(PROJECT)}, run {Path(__file__).name} without --check")
        return 1
    file.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
