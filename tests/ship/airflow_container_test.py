# SPDX-License-Identifier: Apache-2.0
"""What the container DAGs start, for real: the Docker DAG on a Docker Engine, and the pods of the Kubernetes DAGs, admitted by
a real API server at the restricted level and run by podman."""

import json
import os
import pathlib
import socket
import tempfile
import unittest
import uuid

import airflow_place
import airflow_stage
import api_server
import container
import docker_engine
import guide
import real_tools
from airflow_stage import PASSWORD, RESERVATION
from colophon import wait_for

NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {
    "name": "catalog", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}
# Containers of the tests reach server and database over the machine's own loopback.
POLICY = '''
def task_policy(task):
    if task.task_type == "DockerOperator":
        task.network_mode = "host"
        task.environment = {**task.environment, "COLOPHON_PG_DATABASE": "%s"}
'''


class Pod:
    """The first container of a pod, run by podman with what the pod's definition says; a context."""

    def __init__(self, pod, image, folders, environment):
        spec = pod["spec"]
        base, locked = spec["containers"][0], spec["containers"][0]["securityContext"]
        self.name = f"colophon-pod-{uuid.uuid4().hex[:12]}"
        options = ["--detach", "--network", "host", "--user", f"{spec['securityContext']['runAsUser']}"
                   f":{spec['securityContext']['runAsGroup']}", "--read-only-tmpfs=false"]
        options += ["--cap-drop", *locked["capabilities"]["drop"]]
        options += ["--read-only"] if locked["readOnlyRootFilesystem"] else []
        options += ["--security-opt", "no-new-privileges"] if not locked["allowPrivilegeEscalation"] else []
        for mount in base["volumeMounts"]:
            folder = folders.get(mount["mountPath"])
            options += ["--volume", f"{folder}:{mount['mountPath']}{':ro' if mount.get('readOnly') else ''}"] if folder else \
                ["--tmpfs", f"{mount['mountPath']}:rw,mode=1777"]
        options += ["--volume", f"{folders['log']}:/dev/termination-log"]
        variables = {**{each["name"]: each["value"] for each in base["env"]}, **environment}
        options += [f"--env={name}={value}" for name, value in variables.items()]
        self.command = ["run", "--name", self.name, *options, image, *base["args"]]

    def __enter__(self):
        container.podman(*self.command)
        return self

    def __exit__(self, *_):
        container.podman("rm", "--force", "--time", "0", self.name, check=False)

    def wait(self):
        return int(container.podman("wait", self.name).stdout)

    def output(self):
        done = container.podman("logs", self.name)
        return done.stdout + done.stderr


class Containers(airflow_stage.Stage, unittest.TestCase):
    line = "3"
    install = guide.block("airflow", "install")
    single_file = guide.block("airflow", "single-file")

    @classmethod
    def setUpClass(cls):
        cls.image = container.image()
        super().setUpClass()
        cls.place.env["COLOPHON_IMAGE"] = cls.image

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_the_docker_dag_runs(self):
        config = self.place.home / "config"
        config.mkdir()
        (config / "airflow_local_settings.py").write_text(POLICY % self.database)
        with docker_engine.Engine() as docker:
            docker.load(self.image)
            self.place.env["DOCKER_HOST"] = docker.socket
            self.ingested("colophon_docker")
            self.assertEqual(docker.run("ps", "--all", "--quiet").stdout, "")  # auto_remove

    def pods(self):
        for dag in ("colophon_kubernetes", "own_pod"):
            yield dag, self.place.driver("pod", dag, "carsharing")[0]

    def test_the_pods_are_admitted_at_the_restricted_level(self):
        with api_server.ApiServer() as cluster:
            def apply(*objects):
                return cluster.kubectl("apply", "--server-side", "-f", "-", stdin=json.dumps(
                    {"apiVersion": "v1", "kind": "List", "items": objects}))
            self.assertEqual(apply(NAMESPACE).returncode, 0)
            for dag, pod in self.pods():
                with self.subTest(dag):
                    done = apply(pod)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    del pod["spec"]["containers"][1]["securityContext"]
                    pod["metadata"]["name"] += "-open"
                    refused = apply(pod)
                    self.assertIn("violates PodSecurity", refused.stderr)

    def start(self, pod, **environment):
        """The pod, with a recipe folder, a folder for XCom and a termination log, as Kubernetes mounts them."""
        xcom, log = self.folder / "xcom", self.folder / "termination-log"
        xcom.mkdir(exist_ok=True)
        os.chown(xcom, container.USER, container.USER)
        log.touch()
        log.chmod(0o666)
        folders = {"/airflow/xcom": xcom, "/recipes": self.place.root / "recipes", "log": log}
        return self.enterContext(Pod(pod, self.image, folders, {
            "COLOPHON_SERVER": self.server.url, "COLOPHON_TOKEN": self.server.token, "COLOPHON_PG_PASSWORD": PASSWORD,
            "COLOPHON_PG_HOST_PORT": f"127.0.0.1:{os.environ['PGPORT']}", "COLOPHON_PG_USER": self.reader,
            "COLOPHON_PG_DATABASE": self.database, **environment}))

    def handed_over(self):
        return json.loads((self.folder / "xcom/return.json").read_text()), \
            json.loads((self.folder / "termination-log").read_text())

    def test_the_pods_run(self):
        for dag, pod in self.pods():
            # The recipe is on a volume that the task of this DAG is to be given.
            pod["spec"]["containers"][0]["volumeMounts"] += [] if dag == "colophon_kubernetes" else \
                [{"mountPath": "/recipes", "readOnly": True}]
            with self.subTest(dag):
                running = self.start(pod)
                self.assertEqual(running.wait(), 0, running.output())
                report, brief = self.handed_over()
                self.assertEqual((report["pipeline_name"], report["exit_code"]), ("carsharing", 0))
                self.assertEqual(brief["run_id"], report["run_id"])
                self.assertIn(RESERVATION, " ".join(hit["urn"] for hit in self.server.search("예약", limit=5)["hits"]))
                self.assertNotIn(PASSWORD, running.output())

    def test_a_pod_that_is_refused_says_why(self):
        pod = dict(self.pods())["colophon_kubernetes"]
        pod["spec"]["containers"][0]["args"] = ["ingest", "-c", "/recipes/없는.yaml"]
        self.assertEqual(self.start(pod).wait(), 78)
        for told in self.handed_over():
            self.assertEqual(told["exit_code"], 78)
            self.assertIn("없는.yaml", told["message"])
        pod["spec"]["containers"][0]["args"] = ["ingest", "--konfig", "x"]
        self.assertEqual(self.start(pod).wait(), 64)
        for told in self.handed_over():
            self.assertEqual(told["exit_code"], 64)

    def test_a_pod_that_is_killed_leaves_that_it_was_at_work(self):
        pod = dict(self.pods())["colophon_kubernetes"]
        with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and never answers
            running = self.start(pod, COLOPHON_PG_HOST_PORT=f"127.0.0.1:{silent.getsockname()[1]}")
            wait_for(lambda: (self.folder / "xcom/return.json").exists(), "the first version of XCom")
            container.podman("kill", "--signal", "KILL", running.name)
            self.assertEqual(running.wait(), 137)
        for told in self.handed_over():
            self.assertEqual(told["outcome"], "unfinished")
        # Nobody gave its lease back, and the next test has the same pipeline.
        wait_for(lambda: not self.server.request("GET", "/api/v1/pipelines/carsharing")[1].get("lease"), "the end of its lease")

    def test_a_pod_that_is_stopped_says_so(self):
        pod = dict(self.pods())["colophon_kubernetes"]
        with socket.create_server(("127.0.0.1", 0)) as silent:
            running = self.start(pod, COLOPHON_PG_HOST_PORT=f"127.0.0.1:{silent.getsockname()[1]}")
            silent.settimeout(60)
            with silent.accept()[0]:
                container.podman("kill", "--signal", "TERM", running.name)
                self.assertEqual(running.wait(), 143, running.output())
        self.assertEqual({told["exit_code"] for told in self.handed_over()}, {143})


if __name__ == "__main__":
    airflow_place.beside_postgres()
    real_tools.main()
