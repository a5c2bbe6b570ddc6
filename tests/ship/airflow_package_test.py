# SPDX-License-Identifier: Apache-2.0
"""What can be seen of our package for Airflow without an Airflow: it needs nothing, and says the same as everything else."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
import unittest

import real_tools
from real_tools import PROJECT

AIRFLOW = PROJECT / "deploy/airflow"
PACKAGE = AIRFLOW / "provider/colophon_provider"
OLDEST_PYTHON = (3, 9)  # that of Airflow 2.9


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(), feature_version=OLDEST_PYTHON)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


class Package(unittest.TestCase):
    def test_it_depends_on_nothing(self):
        project = tomllib.loads((AIRFLOW / "provider/pyproject.toml").read_text())["project"]
        self.assertEqual(project["dependencies"], [])
        self.assertNotIn("optional-dependencies", project)

    def test_it_imports_nothing_beside_python_and_airflow(self):
        known = sys.stdlib_module_names | {"airflow", "colophon_provider"}
        foreign = {(path.relative_to(PACKAGE).as_posix(), name.split(".")[0]) for path in PACKAGE.rglob("*.py")
                   for name in imported(path) if name.split(".")[0] not in known}
        self.assertEqual(foreign, {("operators/pod.py", "kubernetes")})
        others = {path.name for path in PACKAGE.rglob("*.py") for name in imported(path) if name.startswith("airflow.providers")}
        self.assertEqual(others, {"pod.py"})

    def test_the_single_file_is_made_of_it(self):
        done = subprocess.run([PROJECT / "scripts/make_airflow_file.py", "--check"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({name.split(".")[0] for name in imported(AIRFLOW / "colophon_operator.py")} - sys.stdlib_module_names,
                         {"airflow"})

    def test_what_it_tells_airflow_exists(self):
        sys.path.insert(0, str(PACKAGE.parent))
        self.addCleanup(sys.path.remove, str(PACKAGE.parent))
        info = importlib.import_module("colophon_provider.get_provider_info").get_provider_info()
        modules = [each for part in ("hooks", "operators", "sensors", "triggers") for one in info[part]
                   for each in one["python-modules"]]
        classes = [info["connection-types"][0]["hook-class-name"], *info["extra-links"]]
        for name in modules + [each.rsplit(".", 1)[0] for each in classes]:
            self.assertTrue((PACKAGE.parent / (name.replace(".", "/") + ".py")).exists(), name)
        project = tomllib.loads((AIRFLOW / "provider/pyproject.toml").read_text())["project"]
        self.assertEqual((info["package-name"], info["versions"]), (project["name"], [project["version"]]))

    def test_its_exit_codes_are_those_of_the_program_and_of_the_guide(self):
        codes = {int(code) for code in re.findall(r"^ +exit_\w+ = (\d+)", (PROJECT / "src/core/exit_code.hpp").read_text(), re.M)}
        contract = set(map(int, re.findall(r"^ +(\d+): \(", (PACKAGE / "core/contract.py").read_text(), re.M)))
        self.assertEqual(contract, codes | {128 + 2, 128 + 15})
        for language in ("en", "ko"):
            rows = re.findall(r"^\| ([\d, ]+) \|", (PROJECT / f"docs/guide/{language}/airflow.md").read_text(), re.M)
            self.assertEqual({int(code) for row in rows for code in row.split(",")}, contract)

    def test_the_examples_are_short(self):
        examples = sorted((AIRFLOW / "dags").glob("*.py"))
        self.assertEqual([path.stem for path in examples],
                         ["colophon_bash", "colophon_docker", "colophon_ingest", "colophon_kubernetes"])
        for path in examples:
            self.assertLess(len(path.read_text().splitlines()), 40, path.name)


if __name__ == "__main__":
    real_tools.main()
