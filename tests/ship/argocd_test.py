# SPDX-License-Identifier: Apache-2.0
"""deploy/argocd: what it points at exists, renders, and is allowed by the project."""

import fnmatch
import os
import pathlib
import re
import tempfile
import unittest

import charts
import jsonschema
import kubernetes_schemas
import real_tools
import yaml

ARGOCD = real_tools.PROJECT / "deploy/argocd"


def load(name):
    return yaml.safe_load((ARGOCD / name).read_text())


def filled(template, folder):
    """What the ApplicationSet's template is for a folder; only the two variables that we use are known here."""
    known = {".path.basename": folder.name, ".path.path": str(folder.relative_to(real_tools.PROJECT))}
    return yaml.safe_load(re.sub(r"\{\{ *([.a-z]+) *\}\}", lambda found: known[found.group(1)], yaml.safe_dump(template)))


def applications():
    """The catalog's application, and one for every folder that the generator finds."""
    recipes = load("recipes.yaml")["spec"]
    (generator,) = recipes["generators"]
    (directory,) = generator["git"]["directories"]
    folders = sorted(path for path in real_tools.PROJECT.glob(directory["path"]) if path.is_dir())
    return [load("catalog.yaml")] + [filled(recipes["template"], folder) for folder in folders]


def rendered(application):
    source = application["spec"]["source"]
    chart = real_tools.PROJECT / source["path"]
    files = [flag for each in source["helm"]["valueFiles"] for flag in ("--values", os.path.normpath(chart / each))]
    return charts.helm(
        charts.some_helm(),
        "template",
        source["helm"]["releaseName"],
        chart,
        "--namespace",
        application["spec"]["destination"]["namespace"],
        *charts.KUBERNETES,
        *files,
    )


class ArgoCD(unittest.TestCase):
    def test_the_objects_are_what_argo_cd_expects(self):
        schemas = {kind: schema for kind, _, _, schema in map(kubernetes_schemas.custom_schema, kubernetes_schemas.crds())}
        for name in ("project.yaml", "catalog.yaml", "recipes.yaml"):
            with self.subTest(name):
                found = load(name)
                jsonschema.Draft7Validator(schemas[found["kind"]]).validate(found)
        for application in applications():
            jsonschema.Draft7Validator(schemas["Application"]).validate(
                {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", **application}
            )

    def test_there_is_a_catalog_and_a_folder_for_each_team(self):
        self.assertEqual(
            [each["metadata"]["name"] for each in applications()], ["catalog", "recipes-booking", "recipes-charging"]
        )

    def test_what_they_point_at_is_there_and_renders(self):
        for application in applications():
            with self.subTest(application["metadata"]["name"]):
                done = rendered(application)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(charts.objects(done.stdout))

    def test_catalog_and_recipes_are_apart(self):
        catalog, *teams = applications()
        self.assertEqual(charts.kinds(rendered(catalog).stdout, "CronJob"), [])
        for team in teams:
            kinds = {each["kind"] for each in charts.objects(rendered(team).stdout)}
            self.assertEqual(kinds, {"CronJob", "ConfigMap", "NetworkPolicy", "ServiceAccount"})

    def test_recipes_find_the_catalog_of_the_other_application(self):
        catalog, *teams = applications()
        objects = charts.objects(rendered(catalog).stdout)
        service = next(each for each in objects if each["kind"] == "Service" and each["spec"].get("clusterIP") != "None")
        url = (
            f"http://{service['metadata']['name']}.{service['metadata']['namespace']}.svc:{service['spec']['ports'][0]['port']}"
        )
        door = next(each for each in objects if each["kind"] == "NetworkPolicy")["spec"]["ingress"][0]["from"]
        admitted = door[0]["namespaceSelector"]["matchExpressions"][0]["values"]
        for team in teams:
            with self.subTest(team["metadata"]["name"]):
                for _, pod in charts.pods(rendered(team).stdout):
                    env = {each["name"]: each.get("value") for each in charts.our_container(pod)["env"]}
                    self.assertEqual(env["COLOPHON_SERVER"], url)
                self.assertIn(team["spec"]["destination"]["namespace"], admitted)

    def test_the_project_allows_all_of_it(self):
        project = load("project.yaml")
        forbidden = {each["kind"] for each in project["spec"]["namespaceResourceBlacklist"]}
        for application in applications():
            spec = application["spec"]
            with self.subTest(application["metadata"]["name"]):
                self.assertEqual(spec["project"], project["metadata"]["name"])
                self.assertIn(spec["source"]["repoURL"], project["spec"]["sourceRepos"])
                self.assertTrue(
                    any(
                        each["server"] == spec["destination"]["server"]
                        and fnmatch.fnmatch(spec["destination"]["namespace"], each["namespace"])
                        for each in project["spec"]["destinations"]
                    )
                )
                self.assertFalse(forbidden & {each["kind"] for each in charts.objects(rendered(application).stdout)})

    def test_kubernetes_expects_what_it_renders(self):
        text = "\n---\n".join(rendered(each).stdout for each in applications())
        with tempfile.TemporaryDirectory() as folder:
            arguments = kubernetes_schemas.write(pathlib.Path(folder), kubernetes_schemas.NEWEST)
            self.assertEqual(kubernetes_schemas.kubeconform(arguments, text), ([], len(charts.objects(text))))


if __name__ == "__main__":
    real_tools.main()
