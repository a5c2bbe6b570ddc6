# SPDX-License-Identifier: Apache-2.0
"""A real Kubernetes API server takes every object of every rendering, under the restricted Pod Security level, and a second time
changes nothing: by server-side apply, as Argo CD does it, and by Helm."""

import json
import pathlib
import re
import subprocess
import tempfile
import unittest

import api_server
import charts
import guide
import kubernetes_schemas
import real_tools
import yaml

# Pods that are not restricted are refused, and objects that would make such pods are warned of.
RESTRICTED = {"pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted"}


def pod_of(obj, namespace):
    """A Pod as the object's controller would make it."""
    template = charts.pod_template(obj)
    spec = json.loads(json.dumps(template["spec"]))
    for claim in obj["spec"].get("volumeClaimTemplates", []):
        spec["volumes"].append(
            {
                "name": claim["metadata"]["name"],
                "persistentVolumeClaim": {"claimName": f"{claim['metadata']['name']}-{obj['metadata']['name']}-0"},
            }
        )
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "spec": spec,
        "metadata": {**template["metadata"], "name": obj["metadata"]["name"][:50] + "-0", "namespace": namespace},
    }


CLUSTER: api_server.ApiServer


def setUpModule():
    global CLUSTER  # pylint: disable=global-statement
    definitions = kubernetes_schemas.crds()
    CLUSTER = unittest.enterModuleContext(api_server.ApiServer())
    runtime = {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "gvisor"}, "handler": "runsc"}
    done = CLUSTER.kubectl(
        "apply",
        "--server-side",
        "-f",
        "-",
        stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": [*definitions, runtime]}),
    )
    assert done.returncode == 0, done.stderr
    done = CLUSTER.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=120s")
    assert done.returncode == 0, done.stderr


class ApiServer(unittest.TestCase):
    maxDiff = None

    def namespace(self, name):
        done = CLUSTER.kubectl(
            "apply",
            "--server-side",
            "-f",
            "-",
            stdin=json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": RESTRICTED}}),
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return name

    def render(self, values, namespace):
        done = charts.template(charts.some_helm(), "--namespace", namespace, "--values", values)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def versions(self, text, namespace):
        """Every object's resourceVersion: it changes with any change."""
        done = CLUSTER.kubectl("get", "--namespace", namespace, "-f", "-", "-o", "json", stdin=text)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)
        return {charts.name_of(each): each["metadata"]["resourceVersion"] for each in found.get("items", [found])}

    def apply(self, text, namespace):
        done = CLUSTER.kubectl(
            "apply",
            "--server-side",
            "--validate=strict",
            "--field-manager=argocd-controller",
            "--namespace",
            namespace,
            "-f",
            "-",
            stdin=text,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("Warning", done.stderr)  # of Pod Security, of deprecated fields, of unknown ones

    def test_every_object_is_taken_and_a_second_time_changes_nothing(self):
        for values in charts.MATRIX:
            with self.subTest(values.name):
                namespace = self.namespace(values.stem)
                text = self.render(values, namespace)
                self.apply(text, namespace)
                first = self.versions(text, namespace)
                self.assertEqual(len(first), len(charts.objects(text)))
                self.apply(text, namespace)
                self.assertEqual(self.versions(text, namespace), first)

    def test_the_pods_are_admitted_as_restricted(self):
        namespace = self.namespace("pods")
        for values in charts.MATRIX:
            for obj, _ in charts.pods(charts.rendered(values)):
                with self.subTest(values.name, object=charts.name_of(obj)):
                    done = CLUSTER.kubectl(
                        "create", "--dry-run=server", "--validate=strict", "-f", "-", stdin=json.dumps(pod_of(obj, namespace))
                    )
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertNotIn("Warning", done.stderr)

    def test_a_pod_that_is_not_restricted_is_refused(self):
        # Or the test above would show nothing.
        namespace = self.namespace("refused")
        obj, _ = charts.pods(charts.rendered(charts.HERE / "values/default.yaml"))[0]
        for change in ({"runAsNonRoot": False}, {"capabilities": {"add": ["NET_ADMIN"]}}, {"allowPrivilegeEscalation": True}):
            with self.subTest(change):
                pod = pod_of(obj, namespace)
                pod["spec"]["containers"][0]["securityContext"].update(change)
                done = CLUSTER.kubectl("create", "--dry-run=server", "-f", "-", stdin=json.dumps(pod))
                self.assertIn("violates PodSecurity", done.stderr)

    def test_argo_cds_own_objects_are_taken(self):
        self.namespace("argocd")
        for path in sorted((real_tools.PROJECT / "deploy/argocd").glob("*.yaml")):
            with self.subTest(path.name):
                self.apply(path.read_text(), yaml.safe_load(path.read_text())["metadata"]["namespace"])

    def helm(self, which, *arguments):
        done = subprocess.run(
            [real_tools.go_tool(which), *map(str, arguments)],
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
            env=CLUSTER.env,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_helm_installs_it_and_an_upgrade_changes_nothing(self):
        for which in charts.helms():
            for values in (charts.HERE / "values/recipe-inline.yaml", charts.HERE / "values/watched.yaml"):
                with self.subTest(helm=which, values=values.name):
                    namespace = self.namespace(f"{which}-{values.stem}")
                    place = ["--namespace", namespace, "--values", values]
                    said = self.helm(which, "install", charts.RELEASE, charts.CHART, *place)
                    self.assertIn(
                        f"kubectl --namespace {namespace} create secret generic cat-colophon-admin --from-file=token=/dev/stdin",
                        said,
                    )
                    manifest = self.helm(which, "get", "manifest", charts.RELEASE, "--namespace", namespace)
                    self.assertEqual(charts.objects(manifest), charts.objects(self.render(values, namespace)))
                    first = self.versions(manifest, namespace)
                    self.helm(which, "upgrade", charts.RELEASE, charts.CHART, *place)
                    self.assertEqual(self.versions(manifest, namespace), first)

    def test_an_upgrade_to_other_values_is_taken_and_keeps_the_volume(self):
        for which in charts.helms():
            with self.subTest(which):
                namespace = self.namespace(f"{which}-upgrade")
                place = ["--namespace", namespace]
                self.helm(which, "install", charts.RELEASE, charts.CHART, *place)
                self.helm(
                    which,
                    "upgrade",
                    charts.RELEASE,
                    charts.CHART,
                    *place,
                    "--values",
                    charts.HERE / "values/recipe-inline.yaml",
                    "--set",
                    "image.tag=0.2.0,server.workers=4,commonLabels.team=data",
                )
                done = CLUSTER.kubectl("get", "statefulset", "cat-colophon", *place, "-o", "json")
                server = json.loads(done.stdout)
                self.assertIn("--workers=4", server["spec"]["template"]["spec"]["containers"][0]["args"])
                self.assertEqual(server["metadata"]["labels"]["team"], "data")
                self.assertEqual([each["metadata"]["name"] for each in server["spec"]["volumeClaimTemplates"]], ["data"])
                self.helm(which, "rollback", charts.RELEASE, "1", *place)
                self.helm(which, "uninstall", charts.RELEASE, *place)


class Guide(unittest.TestCase):
    """The commands of docs/guide/…/kubernetes.md that need no node, in their order, with the page's own values."""

    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.programs = cls.place / "bin"
        cls.programs.mkdir()
        (cls.programs / "helm").symlink_to(real_tools.go_tool(charts.some_helm()))
        (cls.programs / "kubectl").symlink_to(CLUSTER.tools["kubectl"])
        for name in ("charts", "deploy"):
            (cls.place / name).symlink_to(real_tools.PROJECT / name)
        for name, text in re.findall(
            r"```yaml\n# ([a-z]+\.yaml)\n(.*?)```", (guide.GUIDE / "en/kubernetes.md").read_text(), re.DOTALL
        ):
            (cls.place / name).write_text(text)
        CLUSTER.kubectl("create", "namespace", "argocd")

    def bash(self, commands, stdin=""):
        env = CLUSTER.env
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            input=stdin,
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
            cwd=self.place,
            env={**env, "PATH": f"{self.programs}:{env['PATH']}"},
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("Warning", done.stderr)
        return done.stdout

    def get(self, kind, name):
        return json.loads(self.bash(f"kubectl --namespace catalog get {kind} {name} -o json"))

    def test_the_page_from_its_beginning_to_its_end(self):
        self.bash(guide.block("kubernetes", "namespace"))
        self.assertGreater(len(self.get("secret", "catalog-admin")["data"]["token"]), 80)
        self.assertIn("rollout status statefulset/catalog-colophon", self.bash(guide.block("kubernetes", "install")))
        server = self.get("statefulset", "catalog-colophon")["spec"]
        self.assertEqual(server["volumeClaimTemplates"][0]["spec"]["storageClassName"], "premium-rwo")
        self.bash(guide.block("kubernetes", "database-secret"), stdin="비밀번호\n")
        self.assertEqual(self.get("secret", "shop-database")["data"], {"DB_PASSWORD": "67mE67CA67KI7Zi4"})
        self.bash(guide.block("kubernetes", "recipe"))
        job = self.get("job", "shop-first")
        self.assertEqual(
            job["spec"]["template"]["spec"]["containers"][0]["args"], ["ingest", "-c", "/etc/colophon/recipe/shop.yaml"]
        )
        self.bash(guide.block("kubernetes", "argocd"))
        self.bash(guide.block("kubernetes", "restore"))
        self.assertEqual(self.get("statefulset", "catalog-colophon")["spec"]["replicas"], 0)
        restore = self.get("job", "catalog-restore")["spec"]["template"]["spec"]
        claim = f"{server['volumeClaimTemplates'][0]['metadata']['name']}-catalog-colophon-0"
        self.assertEqual(restore["volumes"][0]["persistentVolumeClaim"]["claimName"], claim)
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "restore", "namespace": "catalog"}, "spec": restore}
        done = CLUSTER.kubectl("create", "--dry-run=server", "-f", "-", stdin=json.dumps(pod))
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    real_tools.main()
