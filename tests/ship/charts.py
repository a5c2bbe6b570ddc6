# SPDX-License-Identifier: Apache-2.0
"""The chart as Helm renders it."""

import contextlib
import functools
import pathlib
import subprocess
import unittest

import chart_python  # noqa: F401  pylint: disable=unused-import
import yaml

import real_tools

CHART = real_tools.PROJECT / "charts/colophon"
HERE = pathlib.Path(__file__).parent / "chart"
# Every set of values that the chart is rendered with: whatever holds, holds for all of them.
MATRIX = sorted((HERE / "values").glob("*.yaml"))
RELEASE, NAMESPACE = "cat", "data"
# Said, as a Helm that was built without its release's flags takes an ancient one for granted. A later flag wins.
KUBERNETES = ("--kube-version", "1.37.0")


def helm(which, *arguments, stdin=None):
    """Helm to its end, with nothing of the user's in it."""
    return subprocess.run([real_tools.go_tool(which), *map(str, arguments)], input=stdin, text=True, capture_output=True,
                          timeout=120, check=False, env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"})


def template(which, *arguments, stdin=None):
    return helm(which, "template", RELEASE, CHART, "--namespace", NAMESPACE, *KUBERNETES, *arguments, stdin=stdin)


@functools.cache
def helms():
    """Those of the two that are here; what is not is said aloud."""
    found = []
    for which in ("helm3", "helm4"):
        with contextlib.suppress(unittest.SkipTest):
            real_tools.go_tool(which)
            found.append(which)
    if not found:
        raise unittest.SkipTest("no Helm")
    return found


def some_helm():
    """One of them, where it does not matter which."""
    return helms()[-1]


@functools.cache
def rendered(values):
    """The text that a file of the matrix becomes."""
    done = template(some_helm(), "--values", values)
    assert done.returncode == 0, f"{values.name}: {done.stderr}"
    return done.stdout


def objects(text):
    return [each for each in yaml.safe_load_all(text) if each]


def kinds(text, kind):
    return [each for each in objects(text) if each["kind"] == kind]


def pod_template(obj):
    """The metadata and spec of the pods that an object makes, or None."""
    spec = obj.get("spec", {})
    if obj["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec.get("template") if obj["kind"] in ("StatefulSet", "Deployment", "CronJob", "Job") else None


def pods(text):
    """Every object of a rendering that makes pods, with its pod template."""
    return [(each, pod_template(each)) for each in objects(text) if pod_template(each)]


def containers(pod):
    return pod["spec"].get("initContainers", []) + pod["spec"]["containers"]


def our_container(pod):
    return next(each for each in pod["spec"]["containers"] if each["name"] == "colophon")


def name_of(obj):
    return f"{obj['kind']}/{obj['metadata']['name']}"
