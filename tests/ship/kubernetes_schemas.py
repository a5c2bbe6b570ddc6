# SPDX-License-Identifier: Apache-2.0
"""Strict schemas of Kubernetes' own objects, from the package kubernetes-validate, and of custom resources, from their
definitions, as kubeconform reads them: a file for each kind."""

import json
import pathlib
import subprocess

import chart_python  # noqa: F401  pylint: disable=unused-import
import kubernetes_validate
import yaml

import real_tools

OLDEST, NEWEST = "1.29.0", "1.37.0"  # the chart's kubeVersion, and the newest there is
PACKAGED = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
# Kinds of the chart; another one needs its schema here, or kubeconform finds none for it.
KINDS = (
    "_definitions",
    "configmap-v1",
    "cronjob-batch-v1",
    "ingress-networking-v1",
    "networkpolicy-networking-v1",
    "poddisruptionbudget-policy-v1",
    "service-v1",
    "serviceaccount-v1",
    "statefulset-apps-v1",
)
LOCATION = "{{.ResourceKind}}{{.KindSuffix}}.json"


def crds():
    """The definitions of the custom resources that we use, as objects."""
    script = real_tools.PROJECT / "scripts/fetch_crds.sh"
    answer = subprocess.run([script, *([] if real_tools.FULL else ["--have"])], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        real_tools.skip("the definitions of custom resources are not there", "scripts/fetch_crds.sh")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [yaml.load(path.read_text(), loader) for path in sorted(pathlib.Path(answer.stdout.strip()).iterdir())]


def _for_kubeconform(node):
    """Their references are addresses; those of files beside each other need no network."""
    if isinstance(node, list):
        return [_for_kubeconform(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: _for_kubeconform(value) for key, value in node.items() if key != "$id"}
    if isinstance(made.get("$ref"), str):
        made["$ref"] = made["$ref"].removeprefix("/api/")
    return made


def _closed(schema):
    """A definition's schema as JSON Schema that refuses what it does not name, as the API server does under strict validation."""
    made = {key: value for key, value in schema.items() if not key.startswith("x-kubernetes-") and key != "nullable"}
    if schema.get("x-kubernetes-int-or-string"):
        made.pop("anyOf", None)
        made["type"] = ["integer", "string"]
    if "properties" in schema:
        made["properties"] = {key: _closed(value) for key, value in schema["properties"].items()}
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            made["additionalProperties"] = False
    if isinstance(schema.get("items"), dict):
        made["items"] = _closed(schema["items"])
    if isinstance(schema.get("additionalProperties"), dict):
        made["additionalProperties"] = _closed(schema["additionalProperties"])
    return made


def custom_schema(crd):
    """Kind, group and the schema of its objects."""
    version = next(each for each in crd["spec"]["versions"] if each["storage"])
    schema = _closed(version["schema"]["openAPIV3Schema"])
    schema["properties"]["metadata"] = {"type": "object"}
    return crd["spec"]["names"]["kind"], crd["spec"]["group"], version["name"], schema


def write(folder, kubernetes):
    """Writes every schema into a folder; returns kubeconform's arguments."""
    for name in KINDS:
        schema = json.loads((PACKAGED / f"v{kubernetes}-local-strict" / f"{name}.json").read_text())
        (folder / f"{name}.json").write_text(json.dumps(_for_kubeconform(schema)))
    for crd in crds():
        kind, group, version, schema = custom_schema(crd)
        (folder / f"{kind.lower()}-{group.split('.')[0]}-{version}.json").write_text(json.dumps(schema))
    return ["-strict", "-summary", "-output", "json", "-schema-location", f"{folder}/{LOCATION}"]


def kubeconform(arguments, text):
    """What is wrong with the objects of a text, and how many are right."""
    done = subprocess.run(
        [real_tools.go_tool("kubeconform"), *arguments], input=text, text=True, capture_output=True, check=False
    )
    answer = json.loads(done.stdout)
    problems = [
        f"{each['kind']}/{each['name']}: {each['msg']}" for each in answer["resources"] if each["status"] != "statusValid"
    ]
    return problems, answer["summary"]["valid"]
