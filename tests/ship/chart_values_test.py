# SPDX-License-Identifier: Apache-2.0
"""The chart's values: the schema is closed and says what each is for, values.yaml and README.md agree with it, and what cannot
work is refused with a sentence that says what to change."""

import json
import subprocess
import unittest

import charts
import jsonschema
import real_tools
import yaml

SCHEMA = json.loads((charts.CHART / "values.schema.json").read_text())
VALUES = yaml.safe_load((charts.CHART / "values.yaml").read_text())
REFUSED = yaml.safe_load((charts.HERE / "refused.yaml").read_text())


def nodes(schema, path="#"):
    """Every schema within a schema, with where it stands."""
    yield path, schema
    for key in ("properties", "definitions"):
        for name, each in schema.get(key, {}).items():
            yield from nodes(each, f"{path}/{key}/{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from nodes(schema[key], f"{path}/{key}")


def types(schema):
    named = schema.get("type", [])
    return [named] if isinstance(named, str) else named


def missing(values, schema, path=""):
    """What the schema has and values.yaml has not."""
    for name, each in schema.get("properties", {}).items():
        if name not in values:
            yield f"{path}{name}"
        elif isinstance(values[name], dict) and "$ref" not in each:
            yield from missing(values[name], each, f"{path}{name}.")


class Schema(unittest.TestCase):
    def test_every_object_is_closed(self):
        found = 0
        for path, node in nodes(SCHEMA):
            if "object" in types(node):
                found += 1
                # Nothing else at all, or a map whose values have a schema of their own.
                rest = node.get("additionalProperties")
                self.assertTrue(rest is False or (isinstance(rest, dict) and ("type" in rest or "$ref" in rest)), path)
            else:
                self.assertTrue("type" in node or "$ref" in node, f"{path} takes anything")
        self.assertGreater(found, 100)

    def test_every_value_says_what_it_is_for(self):
        for path, node in nodes(SCHEMA):
            if not path.endswith("/additionalProperties"):
                self.assertGreater(len(node.get("description", "")), 3, path)

    def test_it_is_a_schema_and_the_defaults_obey_it(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        jsonschema.Draft7Validator(SCHEMA).validate(VALUES)
        for values in charts.MATRIX:
            jsonschema.Draft7Validator(SCHEMA).validate(yaml.safe_load(values.read_text()) or {})

    def test_values_yaml_has_every_value(self):
        # The backup's and a recipe's other keys are those of jobs; global belongs to a parent chart.
        jobs = {f"backup.{name}" for name in SCHEMA["properties"]["jobs"]["properties"]}
        self.assertEqual(sorted(set(missing(VALUES, SCHEMA)) - jobs), ["backup.args", "backup.egress", "global"])

    def test_the_table_of_values_is_up_to_date(self):
        done = subprocess.run([real_tools.PROJECT / "scripts/make_chart_docs.py", "--check"], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Refusals(unittest.TestCase):
    """tests/ship/chart/refused.yaml: values, and the sentence that they are refused with."""

    def refusal(self, which, values):
        done = charts.template(which, "--values", "-", stdin=yaml.safe_dump(values, allow_unicode=True))
        self.assertNotEqual(done.returncode, 0, "rendered")
        self.assertEqual(done.stdout, "")
        return done.stderr

    def test_each_says_what_to_change(self):
        for row in REFUSED:
            with self.subTest(row["says"]):
                said = " ".join(self.refusal(charts.some_helm(), row["values"]).split())
                self.assertIn(" ".join(row["says"].split()), said)

    def test_both_helms_refuse(self):
        row = REFUSED[0]
        for which in charts.helms():
            with self.subTest(which):
                self.assertIn(row["says"], " ".join(self.refusal(which, row["values"]).split()))

    def test_everything_that_is_wrong_is_said_at_once(self):
        said = self.refusal(charts.some_helm(), {"ingress": {"enabled": True}, "httpRoute": {"enabled": True}})
        self.assertIn("ingress.hosts", said)
        self.assertIn("httpRoute.parentRefs", said)

    def test_no_refusal_repeats_the_secret(self):
        for row in REFUSED:
            if "시크릿" in json.dumps(row["values"], ensure_ascii=False):
                with self.subTest(row["says"]):
                    self.assertNotIn("시크릿", self.refusal(charts.some_helm(), row["values"]))


if __name__ == "__main__":
    real_tools.main()
