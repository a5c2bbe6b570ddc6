# SPDX-License-Identifier: Apache-2.0
"""A rendered pod template as a container: what a kubelet would make of it, said in podman's words. Every field of the template
that it does not know is an error, so that nothing of the template is left out in silence."""

import json
import os
import pathlib
import subprocess
import uuid

import charts
import container

# Fields whose meaning is done here, or which only matter to a scheduler.
POD_FIELDS = {
    "automountServiceAccountToken",
    "containers",
    "enableServiceLinks",
    "restartPolicy",
    "securityContext",
    "serviceAccountName",
    "terminationGracePeriodSeconds",
    "volumes",
}
CONTAINER_FIELDS = {
    "args",
    "env",
    "envFrom",
    "image",
    "imagePullPolicy",
    "livenessProbe",
    "name",
    "ports",
    "readinessProbe",
    "resources",
    "securityContext",
    "startupProbe",
    "terminationMessagePolicy",
    "volumeMounts",
}
RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


class Cluster:
    """The Secrets, ConfigMaps and claims that pods refer to: names to what is in them, and names to folders."""

    def __init__(self, place, secrets=None, configs=None, claims=None):
        self.place = pathlib.Path(place)
        self.secrets, self.configs, self.claims = secrets or {}, configs or {}, claims or {}
        self.hosts = self.place / "hosts"  # what the cluster's DNS would say
        self.hosts.write_text("127.0.0.1 localhost\n")

    def claim(self, name, group):
        """A new volume as a kubelet hands it over: root's, and the group's by fsGroup."""
        folder = self.place / f"claim-{name}"
        if not folder.exists():
            folder.mkdir()
            os.chown(folder, 0, group)
            folder.chmod(0o2775)
        self.claims[name] = folder
        return folder

    def files(self, source, content, group):
        """A mounted Secret or ConfigMap."""
        folder = self.place / f"files-{uuid.uuid4().hex[:8]}"
        folder.mkdir()
        items = source.get("items") or [{"key": key, "path": key} for key in content]
        for item in items:
            file = folder / item["path"]
            file.write_text(content[item["key"]])
            os.chown(file, 0, group)
            file.chmod(item.get("mode", source.get("defaultMode", 0o644)))
        folder.chmod(0o755)
        return folder

    def add(self, obj):
        """A ConfigMap of the rendering."""
        self.configs[obj["metadata"]["name"]] = obj["data"]


class RenderedPod:
    """One container of a pod, as podman's options."""

    def __init__(self, pod, cluster, claims=()):
        spec = pod["spec"]
        (self.container,) = spec["containers"]
        unknown = (set(spec) - POD_FIELDS) | (set(self.container) - CONTAINER_FIELDS)
        assert not unknown, f"not done here: {unknown}"
        assert self.container["securityContext"] == RESTRICTED
        self.grace = spec.get("terminationGracePeriodSeconds", 30)
        self.user = spec["securityContext"]
        self.cluster = cluster
        self.volumes = {each["name"]: each for each in [*spec["volumes"], *claims]}

    def options(self):
        rights = [
            "--read-only",
            "--read-only-tmpfs=false",
            "--cap-drop",
            "ALL",
            "--security-opt",
            "no-new-privileges",
            "--user",
            f"{self.user['runAsUser']}:{self.user['runAsGroup']}",
            "--group-add",
            str(self.user["fsGroup"]),
        ]
        limits = ["--memory", self.container["resources"]["limits"]["memory"].replace("Mi", "m")]
        mounts = [flag for mount in self.container["volumeMounts"] for flag in self._mount(mount)]
        env = [flag for name, value in self._env() for flag in ("--env", f"{name}={value}")]
        return [*rights, *limits, *mounts, *env, "--volume", f"{self.cluster.hosts}:/etc/hosts:ro"]

    def _mount(self, mount):
        volume = self.volumes[mount["name"]]
        group = self.user["fsGroup"]
        if "emptyDir" in volume:
            size = volume["emptyDir"]["sizeLimit"].replace("Mi", "m")
            return ["--tmpfs", f"{mount['mountPath']}:rw,size={size},mode=2777"]
        if "secret" in volume:
            folder = self.cluster.files(volume["secret"], self.cluster.secrets[volume["secret"]["secretName"]], group)
        elif "configMap" in volume:
            folder = self.cluster.files(volume["configMap"], self.cluster.configs[volume["configMap"]["name"]], group)
        else:
            folder = self.cluster.claims[volume["persistentVolumeClaim"]["claimName"]]
        return ["--volume", f"{folder}:{mount['mountPath']}{':ro' if mount.get('readOnly') else ''}"]

    def _env(self):
        for each in self.container.get("envFrom", []):
            yield from self.cluster.secrets[each["secretRef"]["name"]].items()
        for each in self.container.get("env", []):
            key = each.get("valueFrom", {}).get("secretKeyRef")
            yield each["name"], self.cluster.secrets[key["name"]][key["key"]] if key else each["value"]

    def probe(self, name):
        """Path and port of a probe, the port's name resolved."""
        request = self.container[f"{name}Probe"]["httpGet"]
        assert request["scheme"] == "HTTP"
        return request["path"], next(
            each["containerPort"] for each in self.container["ports"] if each["name"] == request["port"]
        )


ASK = """import json, sys, urllib.request, urllib.error
try:
    answer = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=10)
    print(answer.status)
except urllib.error.HTTPError as error:
    print(error.code)
except OSError:
    print(0)"""


def ask(server, path, port):
    """The status of a path, asked from within the container's network as a kubelet would; 0 where nobody listens."""
    pid = server.state("Pid")
    done = subprocess.run(
        ["nsenter", f"--net=/proc/{pid}/ns/net", "python3", "-c", ASK, f"http://127.0.0.1:{port}{path}"],
        capture_output=True,
        text=True,
        check=False,
    )
    return int(done.stdout or 0)


def run_job(pod, cluster, server):
    """A job's pod to its end, in the server's network, where the Service's name is known. Exit code, output, and how many seconds
    the program ran."""
    rendered = RenderedPod(pod, cluster)
    name = f"colophon-job-{uuid.uuid4().hex[:12]}"
    try:
        done = container.podman(
            "run",
            "--name",
            name,
            "--network",
            f"container:{server.name}",
            *rendered.options(),
            rendered.container["image"],
            *rendered.container["args"],
            check=False,
        )
        times = container.podman(
            "inspect", "--format", "{{.State.StartedAt.UnixMilli}} {{.State.FinishedAt.UnixMilli}}", name
        ).stdout.split()
        return done.returncode, done.stdout + done.stderr, (int(times[1]) - int(times[0])) / 1000
    finally:
        container.podman("rm", "--force", "--time", "0", name, check=False)


def render(values):
    done = charts.template(charts.some_helm(), "--values", "-", stdin=json.dumps(values, ensure_ascii=False))
    assert done.returncode == 0, done.stderr
    return done.stdout
