# SPDX-License-Identifier: Apache-2.0
"""The pods that the chart renders, run for real: their arguments, variables, user, rights, mounts and limits, with the image of
this tree. The server's probes are asked, a recipe's job fills it, and what is wrong with a recipe is said at once."""

import json
import pathlib
import secrets
import tempfile
import time
import unittest

import chart_python  # noqa: F401  pylint: disable=unused-import
import charts
import container
import real_tools
import yaml
from colophon import wait_for
from rendered_pod import Cluster, RenderedPod, ask, render, run_job

URN = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.예약,PROD)"
RECIPE = """# 인수인계 받은 파일
source: {type: file, config: {path: /handover/예약.json}}
"""
JOB = {
    "schedule": "0 3 * * *",
    "egress": [],
    "token": {"existingSecret": "shop-catalog-token"},
    "extraVolumes": [{"name": "handover", "persistentVolumeClaim": {"claimName": "handover", "readOnly": True}}],
    "extraVolumeMounts": [{"name": "handover", "mountPath": "/handover", "readOnly": True}],
}


def values():
    registry, rest = container.image().split("/", 1)
    repository, tag = rest.split(":")
    return {
        "image": {"registry": registry, "repository": repository, "tag": tag},
        "recipes": {
            "shop": {**JOB, "recipe": RECIPE},
            "broken": {**JOB, "existingConfigMap": {"name": "recipes", "key": "broken.yml"}},
            "misspelt": {**JOB, "existingSecret": {"name": "recipes", "key": "misspelt.yml"}},
        },
        "backup": {
            "enabled": True,
            "to": "/backup/",
            "existingClaim": "backups",
            "token": {"existingSecret": "cat-colophon-admin"},
        },
    }


class RunningPods(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        container.image()
        cls.objects = charts.objects(render(values()))
        cls.place = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="colophon-chart-")))
        cls.place.chmod(0o755)
        cls.admin = secrets.token_hex(32)
        cls.cluster = Cluster(
            cls.place,
            secrets={
                "cat-colophon-admin": {"token": cls.admin},
                "backup-bucket": {},
                "recipes": {"misspelt.yml": "source: {type: file, config: {paht: /handover}}"},
            },
            configs={"recipes": {"broken.yml": "source: {type: file\n예약: ]"}},
        )
        for each in cls.objects:
            if each["kind"] == "ConfigMap":
                cls.cluster.add(each)
        cls.cluster.claim("backups", container.USER)
        handover = cls.cluster.claim("handover", container.USER)
        proposal = {
            "entityType": "dataset",
            "entityUrn": URN,
            "changeType": "UPSERT",
            "aspectName": "datasetProperties",
            "aspect": {"json": {"name": "예약", "description": "차량 예약 한 건"}},
        }
        (handover / "예약.json").write_text(json.dumps([proposal], ensure_ascii=False))
        cls.pod = RenderedPod(*cls.server_pod())
        cls.server = cls.enterClassContext(cls.serve())
        cls.server.wait_ready()
        made = cls.server.colophon(
            "token", "create", "--name", "shop", "--user", "shop", "--scope", "ingest", env={"COLOPHON_TOKEN": cls.admin}
        )
        assert made.returncode == 0, made.stderr
        cls.cluster.secrets["shop-catalog-token"] = {"token": made.stdout.strip()}

    @classmethod
    def server_pod(cls):
        """The StatefulSet's pod with the claim that its controller makes, as a kubelet hands it over."""
        (server,) = (each for each in cls.objects if each["kind"] == "StatefulSet")
        (template,) = server["spec"]["volumeClaimTemplates"]
        name = template["metadata"]["name"]
        cls.cluster.claim(f"{name}-cat-colophon-0", server["spec"]["template"]["spec"]["securityContext"]["fsGroup"])
        return (
            server["spec"]["template"],
            cls.cluster,
            [{"name": name, "persistentVolumeClaim": {"claimName": f"{name}-cat-colophon-0"}}],
        )

    @classmethod
    def serve(cls):
        # The network is the containers' own, nothing of it can be reached from outside; the Service's name leads to the pod.
        (service,) = (each for each in cls.objects if each["kind"] == "Service" and each["spec"].get("clusterIP") != "None")
        cls.cluster.hosts.write_text(
            f"127.0.0.1 localhost {service['metadata']['name']}.{service['metadata']['namespace']}.svc\n"
        )
        server = container.Running(cls.pod.container["image"])
        server.arguments = [
            "run",
            "--detach",
            "--name",
            server.name,
            "--network",
            "none",
            "--log-driver",
            "k8s-file",
            *cls.pod.options(),
            cls.pod.container["image"],
            *cls.pod.container["args"],
        ]
        return server

    def job(self, recipe):
        (cron,) = (
            each for each in self.objects if each["kind"] == "CronJob" and each["metadata"]["name"] == f"cat-colophon-{recipe}"
        )
        return run_job(charts.pod_template(cron), self.cluster, self.server)

    def found(self, server):
        done = server.colophon("search", "예약", "--json", env={"COLOPHON_TOKEN": self.admin})
        self.assertEqual(done.returncode, 0, done.stderr)
        return [hit["urn"] for hit in json.loads(done.stdout)["hits"]]

    def test_every_probe_is_answered_where_it_asks(self):
        for name in ("startup", "liveness", "readiness"):
            with self.subTest(name):
                self.assertEqual(ask(self.server, *self.pod.probe(name)), 200)
        port = self.pod.probe("liveness")[1]
        self.assertEqual(ask(self.server, "/api/v1/search?q=a", port), 401)  # the probes alone are public
        self.assertEqual(ask(self.server, "/metrics", port), 401)

    def test_the_administrators_token_is_the_secrets(self):
        done = self.server.colophon("token", "list", env={"COLOPHON_TOKEN": self.admin})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse((self.cluster.claims["data-cat-colophon-0"] / "admin.token").exists())

    def test_nothing_but_data_and_tmp_can_be_written(self):
        mounts = {
            line.split()[1]: line.split()[3].split(",")
            for line in pathlib.Path(f"/proc/{self.server.state('Pid')}/mounts").read_text().splitlines()
        }
        engine = ("/dev", "/proc", "/sys", "/run", "/etc/hostname", "/etc/resolv.conf")  # what podman itself puts there
        writable = {place for place, options in mounts.items() if "rw" in options and not place.startswith(engine)}
        self.assertEqual(writable, {"/data", "/tmp"})
        status = pathlib.Path(f"/proc/{self.server.state('Pid')}/status").read_text()
        self.assertIn("CapEff:\t0000000000000000", status)
        self.assertIn("NoNewPrivs:\t1", status)
        self.assertRegex(status, r"Seccomp:\t2")
        self.assertRegex(status, r"Uid:\t10001\t10001")

    def test_a_recipe_fills_the_catalog(self):
        code, output, _ = self.job("shop")
        self.assertEqual(code, 0, output)
        self.assertEqual(self.found(self.server), [URN])
        done = self.server.colophon("runs", "list", "--json", env={"COLOPHON_TOKEN": self.admin})
        self.assertIn('"shop"', done.stdout)  # without pipeline_name it is the recipe's name in the values

    def test_a_mounted_recipe_that_is_wrong_ends_its_job_within_a_second(self):
        for recipe, words in (("broken", "cannot be read as YAML: "), ("misspelt", "did you mean")):
            with self.subTest(recipe):
                tries = [self.job(recipe) for _ in range(3)]
                for code, output, _ in tries:
                    self.assertEqual(code, 78, output)  # podFailurePolicy: FailJob
                    self.assertIn(words, output)
                self.assertLess(min(seconds for _, _, seconds in tries), 1.0)

    def test_a_backup_is_taken_and_restored_into_another_volume(self):
        code, output, _ = self.job("backup")
        self.assertEqual(code, 0, output)
        (backup,) = self.cluster.claims["backups"].glob("*.backup")
        template = yaml.safe_load((real_tools.PROJECT / "deploy/kubernetes/restore.yaml").read_text())["spec"]["template"]
        (restore,) = template["spec"]["containers"]
        restore["image"] = self.pod.container["image"]
        # The tests have no bucket: the backup comes from the claim instead.
        restore["args"] = [
            f"--from=/backup/{backup.name}" if each.startswith("--from=s3://") else each for each in restore["args"]
        ]
        restore["volumeMounts"].append({"name": "backup", "mountPath": "/backup", "readOnly": True})
        template["spec"]["volumes"].append({"name": "backup", "persistentVolumeClaim": {"claimName": "backups"}})
        claim = self.cluster.claim("data-catalog-colophon-0", container.USER)
        code, output, _ = run_job(template, self.cluster, self.server)
        self.assertEqual(code, 0, output)
        self.assertTrue((claim / "catalog.db").exists())

    def test_it_drains_ends_with_0_and_knows_all_of_it_again(self):
        before = self.found(self.server)
        self.addCleanup(self.server.start)  # for the others, whatever comes
        began = time.monotonic()
        code = self.server.stop(self.pod.grace)
        self.assertEqual(code, 0, self.server.logs())
        self.assertLess(time.monotonic() - began, self.pod.grace)
        self.assertIn('"draining"', self.server.logs())
        self.server.start().wait_ready()
        wait_for(lambda: ask(self.server, *self.pod.probe("readiness")) == 200, "readiness")
        self.assertEqual(self.found(self.server), before)


if __name__ == "__main__":
    real_tools.main()
