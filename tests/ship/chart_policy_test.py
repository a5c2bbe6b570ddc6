# SPDX-License-Identifier: Apache-2.0
"""What must hold for every object of every rendering: a table of rules, each a sentence and a function that finds offenders.
Where a schema says that a field may be, this says what it must be."""

import json
import re
import unittest

import charts
import real_tools
import yaml

RESTRICTED_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
LABELS = (
    "app.kubernetes.io/name",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/component",
    "app.kubernetes.io/version",
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/part-of",
    "helm.sh/chart",
)
SECRET = re.compile(r"(?i)(password|passwd|passphrase|secret|token|private_?key|api_?key|access_?key)$")
NO_RETRY, WAIT = [64, 77, 78, 80], [75, 99, 130, 143]


def every_container(objects):
    for each in objects:
        pod = charts.pod_template(each)
        for container in charts.containers(pod) if pod else []:
            yield f"{charts.name_of(each)} {container['name']}", container


def every_pod(objects):
    for each in objects:
        if charts.pod_template(each):
            yield charts.name_of(each), charts.pod_template(each)


def restricted(container):
    rights = container["securityContext"]
    return (
        rights["allowPrivilegeEscalation"] is False
        and rights["readOnlyRootFilesystem"] is True
        and rights["runAsNonRoot"] is True
        and rights["capabilities"] == {"drop": ["ALL"]}
        and rights["seccompProfile"] == {"type": "RuntimeDefault"}
        and not rights.get("privileged")
        and rights.get("runAsUser") != 0
    )


def written(pod, container):
    """Where our container may write, with what is behind it."""
    volumes = {each["name"]: each for each in pod["spec"]["volumes"]}
    claims = {"data"}
    return {
        mount["mountPath"]
        for mount in container["volumeMounts"]
        if not mount.get("readOnly") and (mount["name"] in claims or not {"secret", "configMap"} & set(volumes[mount["name"]]))
    }


def job_is_safe(cron):
    spec, job = cron["spec"], cron["spec"]["jobTemplate"]["spec"]
    codes = [rule["onExitCodes"]["values"] for rule in job["podFailurePolicy"]["rules"] if "onExitCodes" in rule]
    actions = [rule["action"] for rule in job["podFailurePolicy"]["rules"]]
    return (
        spec["concurrencyPolicy"] == "Forbid"
        and spec["timeZone"]
        and spec["startingDeadlineSeconds"] == 300
        and spec["successfulJobsHistoryLimit"] == spec["failedJobsHistoryLimit"] == 3
        and job["activeDeadlineSeconds"] == 7200
        and job["ttlSecondsAfterFinished"] == 86400
        and job["backoffLimit"] in (0, 2)
        and charts.pod_template(cron)["spec"]["restartPolicy"] == "Never"
        and codes == [NO_RETRY, WAIT]
        and actions == ["FailJob", "Ignore", "Ignore"]
        and all(rule["onExitCodes"]["containerName"] == "colophon" for rule in job["podFailurePolicy"]["rules"][:2])
    )


def probes_are_apart(pod):
    container = charts.our_container(pod)
    paths = [container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")]
    startup = container["startupProbe"]
    return (
        paths == ["/startupz", "/livez", "/readyz"]
        and startup["periodSeconds"] * startup["failureThreshold"] >= 1800
        and all("initialDelaySeconds" not in container[f"{name}Probe"] for name in ("startup", "liveness", "readiness"))
    )


def ends_in_time(pod):
    drain = next(int(each.split("=")[1]) for each in charts.our_container(pod)["args"] if each.startswith("--drain="))
    return pod["spec"]["terminationGracePeriodSeconds"] > drain + 20


def literal_secrets(container):
    return [each["name"] for each in container.get("env", []) if SECRET.search(each["name"]) and each.get("value")]


def selects(selector, labels):
    return all(labels.get(key) == value for key, value in selector.items())


def policies_of(objects, labels):
    return [
        each
        for each in objects
        if each["kind"] == "NetworkPolicy" and selects(each["spec"]["podSelector"]["matchLabels"], labels)
    ]


# A sentence, and what offends against it in the objects of one rendering.
RULES = {
    "nothing is a hook, or waits for a wave": lambda objects: [
        charts.name_of(each)
        for each in objects
        for key in each["metadata"].get("annotations", {})
        if key.startswith(("helm.sh/hook", "argocd.argoproj.io/hook", "argocd.argoproj.io/sync-wave"))
    ],
    "no Secret is made": lambda objects: [charts.name_of(each) for each in objects if each["kind"] == "Secret"],
    "no field is null": lambda objects: [
        charts.name_of(each) for each in objects if re.search(r"[:,\[] null", json.dumps(each))
    ],
    "every object has the usual labels": lambda objects: [
        charts.name_of(each) for each in objects if not set(LABELS) <= set(each["metadata"]["labels"])
    ],
    "every object says its namespace": lambda objects: [
        charts.name_of(each)
        for each in objects
        if each["metadata"].get("namespace") != charts.NAMESPACE and not each["metadata"]["name"].endswith("-settings")
    ],  # an extra object is as the operator wrote it
    "no two objects have one name": lambda objects: sorted(
        name for name in map(charts.name_of, objects) if sum(charts.name_of(each) == name for each in objects) > 1
    ),
    "selectors have only what never changes": lambda objects: [
        charts.name_of(each)
        for each in objects
        if each["kind"] == "StatefulSet" and set(each["spec"]["selector"]["matchLabels"]) != set(LABELS[:3])
    ],
    "pods carry what selects them": lambda objects: [
        charts.name_of(each)
        for each in objects
        if each["kind"] == "StatefulSet"
        and not selects(each["spec"]["selector"]["matchLabels"], each["spec"]["template"]["metadata"]["labels"])
    ],
    "Services reach the server's pods and no job's": lambda objects: [
        f"{charts.name_of(service)} → {name}"
        for service in objects
        if service["kind"] == "Service"
        for name, pod in every_pod(objects)
        if selects(service["spec"]["selector"], pod["metadata"]["labels"]) != name.startswith("StatefulSet")
    ],
    "every container is restricted": lambda objects: [name for name, each in every_container(objects) if not restricted(each)],
    "every pod is restricted": lambda objects: [
        name
        for name, pod in every_pod(objects)
        if pod["spec"]["securityContext"].get("runAsNonRoot") is not True
        or 0 in (pod["spec"]["securityContext"].get(key) for key in ("runAsUser", "runAsGroup", "fsGroup"))
        or pod["spec"]["securityContext"].get("seccompProfile") != {"type": "RuntimeDefault"}
        or pod["spec"]["securityContext"].get("fsGroupChangePolicy") != "OnRootMismatch"
        or any(pod["spec"].get(key) for key in ("hostNetwork", "hostPID", "hostIPC", "hostUsers"))
    ],
    "volumes are of the restricted kinds": lambda objects: [
        name
        for name, pod in every_pod(objects)
        for volume in pod["spec"]["volumes"]
        if not set(volume) - {"name"} <= RESTRICTED_VOLUMES
    ],
    "places in memory or on the node have a limit": lambda objects: [
        name
        for name, pod in every_pod(objects)
        for volume in pod["spec"]["volumes"]
        if "emptyDir" in volume and "sizeLimit" not in volume["emptyDir"]
    ],
    "only /tmp and the data can be written": lambda objects: [
        f"{name}: {written(pod, charts.our_container(pod))}"
        for name, pod in every_pod(objects)
        if not written(pod, charts.our_container(pod)) - {"/cache"}
        <= {"/tmp", "/data" if name.startswith("StatefulSet") else "/backup"}
    ],
    "no pod gets a token of the cluster": lambda objects: [
        name for name, pod in every_pod(objects) if pod["spec"].get("automountServiceAccountToken") is not False
    ]
    + [
        charts.name_of(each)
        for each in objects
        if each["kind"] == "ServiceAccount" and each["automountServiceAccountToken"] is not False
    ],
    "every container has requests and a limit of memory": lambda objects: [
        name
        for name, each in every_container(objects)
        if not {"cpu", "memory"} <= set(each["resources"]["requests"]) or "memory" not in each["resources"]["limits"]
    ],
    "no image is latest or without a version": lambda objects: [
        f"{name}: {each['image']}"
        for name, each in every_container(objects)
        if not re.search(r"(:[A-Za-z0-9_][A-Za-z0-9._-]*|@sha256:[0-9a-f]{64})$", each["image"])
        or each["image"].endswith(":latest")
    ],
    "server and jobs are one image of ours": lambda objects: [
        f"{name}: {each['image']}"
        for name, each in every_container(objects)
        if each["name"] == "colophon" and (not re.search(r"(^|/)colophon[:@]", each["image"]) or "command" in each)
    ],
    "no variable holds a secret": lambda objects: [
        f"{name}: {found}" for name, each in every_container(objects) if (found := literal_secrets(each))
    ],
    "no argument holds a secret": lambda objects: [
        name
        for name, each in every_container(objects)
        if any("token=" in arg or "password" in arg for arg in each.get("args", []))
    ],
    "CronJobs are safe": lambda objects: [
        charts.name_of(each) for each in objects if each["kind"] == "CronJob" and not job_is_safe(each)
    ],
    "a failed run degrades nothing": lambda objects: [
        charts.name_of(each)
        for each in objects
        if each["kind"] == "CronJob" and each["metadata"]["annotations"].get("argocd.argoproj.io/ignore-healthcheck") != "true"
    ],
    "probes are apart, and migrations have 30 minutes": lambda objects: [
        name for name, pod in every_pod(objects) if name.startswith("StatefulSet") and not probes_are_apart(pod)
    ],
    "the server has time to end": lambda objects: [
        name for name, pod in every_pod(objects) if name.startswith("StatefulSet") and not ends_in_time(pod)
    ],
    "a budget cannot block a drain": lambda objects: [
        charts.name_of(each)
        for each in objects
        if each["kind"] == "PodDisruptionBudget" and ("minAvailable" in each["spec"] or each["spec"]["maxUnavailable"] < 1)
    ],
    "what is kept is kept": lambda objects: [
        charts.name_of(each)
        for each in objects
        if each["kind"] == "StatefulSet"
        and each["spec"]["persistentVolumeClaimRetentionPolicy"] != {"whenDeleted": "Retain", "whenScaled": "Retain"}
    ],
    "jobs name service accounts that are there": lambda objects: [
        f"{name}: {pod['spec']['serviceAccountName']}"
        for name, pod in every_pod(objects)
        if pod["spec"]["serviceAccountName"]
        not in {"default", "shared"} | {each["metadata"]["name"] for each in objects if each["kind"] == "ServiceAccount"}
    ],
    "recipes are mounted under the recipe's name": lambda objects: [
        name
        for name, pod in every_pod(objects)
        if pod["metadata"]["labels"]["app.kubernetes.io/component"] == "ingest"
        and not charts.our_container(pod)["args"][2].endswith(f"/{pod['metadata']['labels']['colophon/recipe']}.yaml")
    ],
}


class Policy(unittest.TestCase):
    def test_every_object_obeys(self):
        for values in charts.MATRIX:
            objects = charts.objects(charts.rendered(values))
            for sentence, offenders in RULES.items():
                with self.subTest(sentence, values=values.name):
                    self.assertEqual(offenders(objects), [])

    def test_every_pod_has_a_network_policy_unless_switched_off(self):
        for values in charts.MATRIX:
            objects = charts.objects(charts.rendered(values))
            wanted = 0 if values.name == "bare.yaml" else 1
            for name, pod in every_pod(objects):
                with self.subTest(values.name, pod=name):
                    found = policies_of(objects, pod["metadata"]["labels"])
                    self.assertEqual(len(found), wanted)
                    for each in found:
                        self.assertEqual(each["spec"]["policyTypes"], ["Ingress", "Egress"])
                        # Every egress rule names ports or peers: an empty one would let everything through.
                        self.assertTrue(all(rule.get("to") or rule.get("ports") for rule in each["spec"]["egress"]))

    def test_the_server_reaches_names_and_nothing_else(self):
        policy = charts.kinds(charts.rendered(charts.HERE / "values/default.yaml"), "NetworkPolicy")[0]
        self.assertEqual(
            policy["spec"]["egress"], [{"ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]}]
        )
        self.assertEqual(
            policy["spec"]["ingress"], [{"from": [{"podSelector": {}}], "ports": [{"protocol": "TCP", "port": "http"}]}]
        )

    def test_a_recipe_reaches_the_catalog_and_its_source(self):
        objects = charts.objects(charts.rendered(charts.HERE / "values/recipe-inline.yaml"))
        server, shop = (
            next(pod for name, pod in every_pod(objects) if name.startswith(kind)) for kind in ("StatefulSet", "CronJob")
        )
        policy = policies_of(objects, shop["metadata"]["labels"])[0]
        self.assertEqual((policy["spec"]["policyTypes"], policy["spec"].get("ingress")), (["Ingress", "Egress"], None))
        dns, catalog, database = policy["spec"]["egress"]
        self.assertEqual({each["port"] for each in dns["ports"]}, {53})
        self.assertTrue(selects(catalog["to"][0]["podSelector"]["matchLabels"], server["metadata"]["labels"]))
        self.assertEqual(
            [each["port"] for each in catalog["ports"]], [charts.our_container(server)["ports"][0]["containerPort"]]
        )
        self.assertEqual(database, {"to": [{"ipBlock": {"cidr": "10.20.0.5/32"}}], "ports": [{"port": 5432}]})

    def test_a_narrow_door_still_lets_jobs_in(self):
        policy = next(each for each in charts.kinds(charts.rendered(charts.HERE / "values/exposed.yaml"), "NetworkPolicy"))
        self.assertIn(
            {"key": "app.kubernetes.io/component", "operator": "In", "values": ["ingest", "backup"]},
            policy["spec"]["ingress"][0]["from"][-1]["podSelector"]["matchExpressions"],
        )

    def test_the_recipe_arrives_as_it_was_written(self):
        values = charts.HERE / "values/recipe-inline.yaml"
        config = next(each for each in charts.kinds(charts.rendered(values), "ConfigMap"))
        self.assertEqual(config["data"]["recipe.yaml"], yaml.safe_load(values.read_text())["recipes"]["shop"]["recipe"])

    def test_jobs_find_the_catalog_with_a_token_from_a_secret(self):
        cases = {
            "recipe-inline.yaml": ("http://cat-colophon.data.svc:8080", "shop-catalog-token", "token"),
            "backup-claim.yaml": ("https://cat-colophon.data.svc:8080", "cat-colophon-admin", "token"),
            "exposed.yaml": None,
        }
        for values, expected in cases.items():
            for name, pod in every_pod(charts.objects(charts.rendered(charts.HERE / "values" / values))):
                if name.startswith("CronJob"):
                    with self.subTest(values, pod=name):
                        env = {each["name"]: each for each in charts.our_container(pod)["env"]}
                        token = env["COLOPHON_TOKEN"]["valueFrom"]["secretKeyRef"]
                        self.assertEqual((env["COLOPHON_SERVER"]["value"], token["name"], token["key"]), expected)

    def test_a_key_of_a_recipe_replaces_that_of_all_jobs(self):
        crons = charts.kinds(charts.rendered(charts.HERE / "values/everything-extra.yaml"), "CronJob")
        shop, backup = sorted(crons, key=lambda each: not each["metadata"]["name"].endswith("shop"))
        self.assertNotIn("tolerations", charts.pod_template(shop)["spec"])  # it says []
        self.assertEqual(charts.pod_template(backup)["spec"]["tolerations"], [{"key": "spot", "operator": "Exists"}])

    def test_the_digest_wins_and_every_pod_logs_in(self):
        objects = charts.objects(charts.rendered(charts.HERE / "values/everything-extra.yaml"))
        for name, pod in every_pod(objects):
            with self.subTest(name):
                self.assertEqual(charts.our_container(pod)["image"], "registry.example.com/data/colophon@sha256:" + "a" * 64)
                self.assertEqual(pod["spec"]["imagePullSecrets"], [{"name": "registry-login"}])

    def test_what_watches_finds_one_service_and_has_a_token(self):
        objects = charts.objects(charts.rendered(charts.HERE / "values/watched.yaml"))
        monitor = next(each for each in objects if each["kind"] == "ServiceMonitor")
        expressions = monitor["spec"]["selector"]["matchExpressions"]
        self.assertEqual({each["operator"] for each in expressions}, {"DoesNotExist"})
        unlabelled = {each["key"] for each in expressions}
        found = [
            each["metadata"]["name"]
            for each in objects
            if each["kind"] == "Service"
            and selects(monitor["spec"]["selector"]["matchLabels"], each["metadata"]["labels"])
            and not unlabelled & set(each["metadata"]["labels"])
        ]
        self.assertEqual(found, ["cat-colophon"])
        endpoint = monitor["spec"]["endpoints"][0]
        self.assertEqual((endpoint["path"], endpoint["scheme"]), ("/metrics", "https"))
        self.assertEqual(endpoint["authorization"]["credentials"], {"name": "metrics-token", "key": "token"})
        rule = next(each for each in objects if each["kind"] == "PrometheusRule")
        self.assertEqual(rule["spec"], yaml.safe_load((charts.CHART / "files/alerts.yaml").read_text()))
        board = next(each for each in objects if each["kind"] == "ConfigMap")
        self.assertEqual(board["metadata"]["labels"]["grafana_dashboard"], "1")
        self.assertEqual(
            json.loads(board["data"]["colophon.json"]), json.loads((charts.CHART / "files/dashboard.json").read_text())
        )


class Upgrade(unittest.TestCase):
    """tests/ship/chart/immutable.yaml: what Kubernetes lets nobody change in a StatefulSet, as the previous version of the chart
    made it. An upgrade that changed it would be refused, or would lose the volume."""

    def test_what_cannot_change_has_not_changed(self):
        previous = yaml.safe_load((charts.HERE / "immutable.yaml").read_text())
        for name, fields in previous["renderings"].items():
            with self.subTest(name):
                self.assertEqual(self.immutable(charts.HERE / "values" / name), fields)

    @staticmethod
    def immutable(values):
        (server,) = charts.kinds(charts.rendered(values), "StatefulSet")
        spec = server["spec"]
        return {
            "name": server["metadata"]["name"],
            "selector": spec["selector"],
            "serviceName": spec["serviceName"],
            "podManagementPolicy": spec.get("podManagementPolicy", "OrderedReady"),
            "volumeClaimTemplates": spec.get("volumeClaimTemplates", []),
        }


if __name__ == "__main__":
    real_tools.main()
