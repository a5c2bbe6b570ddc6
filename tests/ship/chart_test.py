# SPDX-License-Identifier: Apache-2.0
"""The chart, as Helm 3 and Helm 4 take it and as Kubernetes' schemas read what they make of it."""

import pathlib
import tarfile
import tempfile
import unittest

import charts
import kubernetes_schemas
import real_tools
import yaml


class Rendering(unittest.TestCase):
    def test_lints_and_renders_every_set_of_values(self):
        for which in charts.helms():
            for values in charts.MATRIX:
                with self.subTest(helm=which, values=values.name):
                    lint = charts.helm(which, "lint", "--strict", charts.CHART, "--values", values)
                    self.assertEqual(lint.returncode, 0, lint.stdout + lint.stderr)
                    done = charts.template(which, "--values", values)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertNotIn("<no value>", done.stdout)

    def test_a_second_rendering_has_the_same_bytes(self):
        for which in charts.helms():
            for values in charts.MATRIX:
                with self.subTest(helm=which, values=values.name):
                    self.assertEqual(
                        charts.template(which, "--values", values).stdout, charts.template(which, "--values", values).stdout
                    )

    def test_an_upgrade_and_another_cluster_change_nothing(self):
        # No .Release.IsInstall, no .Capabilities: what Argo CD renders is what Helm installs.
        for values in charts.MATRIX:
            with self.subTest(values=values.name):
                text = charts.rendered(values)
                for flags in (["--is-upgrade"], ["--kube-version", "1.29.3"], ["--api-versions", "monitoring.coreos.com/v1"]):
                    self.assertEqual(charts.template(charts.some_helm(), "--values", values, *flags).stdout, text, flags)

    def test_both_helms_make_the_same_objects(self):
        for values in charts.MATRIX:
            with self.subTest(values=values.name):
                for which in charts.helms():
                    made = charts.objects(charts.template(which, "--values", values).stdout)
                    self.assertEqual(
                        sorted(made, key=charts.name_of), sorted(charts.objects(charts.rendered(values)), key=charts.name_of)
                    )

    def test_the_default_is_one_server_and_what_it_needs(self):
        names = sorted(map(charts.name_of, charts.objects(charts.rendered(charts.HERE / "values/default.yaml"))))
        self.assertEqual(
            names,
            [
                "NetworkPolicy/cat-colophon",
                "Service/cat-colophon",
                "Service/cat-colophon-headless",
                "ServiceAccount/cat-colophon",
                "StatefulSet/cat-colophon",
            ],
        )

    def test_too_old_a_cluster_is_refused(self):
        done = charts.template(charts.some_helm(), "--kube-version", "1.28.9")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("kubeVersion", done.stderr)

    def test_the_package_holds_the_chart_and_nothing_else(self):
        for which in charts.helms():
            with self.subTest(helm=which), tempfile.TemporaryDirectory() as folder:
                done = charts.helm(which, "package", charts.CHART, "--destination", folder)
                self.assertEqual(done.returncode, 0, done.stderr)
                version = yaml.safe_load((charts.CHART / "Chart.yaml").read_text())["version"]
                package = pathlib.Path(folder, f"colophon-{version}.tgz")
                with tarfile.open(package) as archive:
                    packed = {name.removeprefix("colophon/") for name in archive.getnames()}
                there = {str(path.relative_to(charts.CHART)) for path in charts.CHART.rglob("*") if path.is_file()}
                there.discard(".helmignore")
                self.assertEqual(packed, there)
                for values in charts.MATRIX:
                    done = charts.helm(
                        which,
                        "template",
                        charts.RELEASE,
                        package,
                        "--namespace",
                        charts.NAMESPACE,
                        *charts.KUBERNETES,
                        "--values",
                        values,
                    )
                    self.assertEqual(charts.objects(done.stdout), charts.objects(charts.rendered(values)), values.name)


class Schemas(unittest.TestCase):
    """kubeconform, strict, with the schemas of the oldest and the newest Kubernetes that the chart is for."""

    maxDiff = None

    def kubeconform(self, version, text):
        with tempfile.TemporaryDirectory() as folder:
            return kubernetes_schemas.kubeconform(kubernetes_schemas.write(pathlib.Path(folder), version), text)

    def test_every_object_is_what_kubernetes_expects(self):
        text = "\n---\n".join(map(charts.rendered, charts.MATRIX))
        for version in (kubernetes_schemas.OLDEST, kubernetes_schemas.NEWEST):
            with self.subTest(kubernetes=version):
                self.assertEqual(self.kubeconform(version, text), ([], len(charts.objects(text))))

    def test_misspelt_fields_are_found(self):
        # Schemas that let everything through would agree with every chart.
        text = charts.rendered(charts.HERE / "values/watched.yaml")
        for right, wrong in (
            ("readOnlyRootFilesystem", "readOnlyRootFileSystem"),
            ("scrapeTimeout", "scrapeTimeOut"),
            ("maxUnavailable", "maxUnavailabel"),
        ):
            self.assertIn(right, text)
            text = text.replace(right, wrong)
        problems, _ = self.kubeconform(kubernetes_schemas.NEWEST, text)
        self.assertEqual(
            sorted(each.split("/")[0] for each in problems), ["PodDisruptionBudget", "ServiceMonitor", "StatefulSet"]
        )


if __name__ == "__main__":
    real_tools.main()
