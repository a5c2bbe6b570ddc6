# SPDX-License-Identifier: Apache-2.0
"""The image's bills of materials: valid by the validators of their own projects, complete, and true."""

import json
import re
import subprocess
import tempfile
import unittest
import urllib.parse

import container
import image_files
import real_tools

VALIDATE = """
import json, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
problems = [message.validation_message for message in validate_full_spdx_document(parse_file(sys.argv[1]))]
wrong = JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[2]).read())
print(json.dumps(problems + ([str(wrong)] if wrong else [])))
"""


def validators():
    script = container.PROJECT / "scripts/fetch_sbom_tools.sh"
    answer = subprocess.run([script, *([] if real_tools.FULL else ["--have"])], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        real_tools.skip("the validators of SPDX and CycloneDX are not installed", "scripts/fetch_sbom_tools.sh")
    return answer.stdout.strip()


class Sbom(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tag = container.image()
        mount = image_files.mounted(cls.tag)
        cls.root = mount.__enter__()
        cls.addClassCleanup(mount.__exit__, None, None, None)
        cls.folder = cls.root / "usr/share/colophon"
        cls.spdx = json.loads((cls.folder / "sbom.spdx.json").read_text())
        cls.cyclonedx = json.loads((cls.folder / "sbom.cdx.json").read_text())
        cls.packages = image_files.Packages(cls.root)

    def test_both_are_valid_by_their_own_projects_validators(self):
        answer = subprocess.run([validators(), "-c", VALIDATE, self.folder / "sbom.spdx.json", self.folder / "sbom.cdx.json"],
                                capture_output=True, text=True, check=False)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(json.loads(answer.stdout), [])

    def test_both_name_the_same_parts(self):
        spdx = {(each["name"], each["versionInfo"]) for each in self.spdx["packages"]}
        cyclonedx = {(each["name"], each["version"]) for each in self.cyclonedx["components"]}
        own = self.cyclonedx["metadata"]["component"]
        self.assertEqual(spdx, cyclonedx | {(own["name"], own["version"])})
        self.assertEqual(own["name"], "colophon")

    def linked(self, kind):
        names = {each["SPDXID"]: each for each in self.spdx["packages"]}
        return {names[each["relatedSpdxElement"]]["name"]: names[each["relatedSpdxElement"]]
                for each in self.spdx["relationships"] if each["relationshipType"] == kind}

    def test_every_package_is_in_the_image_in_that_version_and_the_other_way_round(self):
        listed = {name: each["versionInfo"] for name, each in self.linked("DEPENDS_ON").items()}
        self.assertEqual(listed, self.packages.versions)
        owners = {self.packages.owner[file] for file in image_files.elf_files(self.root) if file in self.packages.owner}
        self.assertLessEqual(owners, set(listed))
        self.assertIn("libssl3", owners)

    def test_what_is_compiled_in_is_listed_too(self):
        compiled = set(self.linked("STATIC_LINK"))
        self.assertLessEqual({"libboost1.81-dev", "nlohmann-json3-dev", "libexpected-dev"}, compiled)
        self.assertFalse(compiled & set(self.packages.versions))

    def test_every_part_has_a_licence_and_a_name_that_scanners_look_up(self):
        for each in self.spdx["packages"]:
            self.assertNotIn(each["licenseDeclared"], ("", "NOASSERTION"), each["name"])
            purl = each["externalRefs"][0]["referenceLocator"]
            version = re.search(r"@([^?]+)", purl).group(1)
            self.assertEqual(urllib.parse.unquote(version), each["versionInfo"])
        libssl = next(each for each in self.cyclonedx["components"] if each["name"] == "libssl3")
        self.assertRegex(libssl["purl"], r"^pkg:deb/debian/libssl3@3[^?]+\?arch=\w+&distro=debian-12&upstream=openssl$")


class Script(unittest.TestCase):
    """make_sbom.py on a small root of its own."""

    def setUp(self):
        self.place = container.pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="colophon-sbom-")))
        status = self.place / "root/var/lib/dpkg/status.d"
        status.mkdir(parents=True)
        (self.place / "root/usr/bin").mkdir(parents=True)
        (self.place / "root/usr/bin/colophon").write_bytes(b"program")
        (status / "libkorea1").write_text("Package: libkorea1\nSource: korea (1.0)\nVersion: 1:1.0+b1\nArchitecture: amd64\n"
                                          "Maintainer: 김 <kim@example.com>\nDescription: 한글\n Version: 9\n")
        (self.place / "compiled_in").write_text("libheader-dev 2.0-1 header\n")
        (self.place / "licenses.json").write_text(json.dumps({"korea": "MIT", "header": "BSL-1.0"}))

    def make(self, to="out"):
        return subprocess.run([container.PROJECT / "scripts/make_sbom.py", "--root", self.place / "root", "--compiled-in",
                               self.place / "compiled_in", "--licenses", self.place / "licenses.json", "--version", "1.2.3",
                               "--epoch", "1700000000", "--to", self.place / to], capture_output=True, text=True, check=False)

    def test_the_same_input_gives_the_same_bytes(self):
        for to in ("one", "two"):
            self.assertEqual(self.make(to).returncode, 0)
        for name in ("sbom.spdx.json", "sbom.cdx.json"):
            self.assertEqual((self.place / "one" / name).read_bytes(), (self.place / "two" / name).read_bytes())
        (self.place / "root/usr/bin/colophon").write_bytes(b"another")
        self.make("three")
        self.assertNotEqual((self.place / "one/sbom.spdx.json").read_bytes(), (self.place / "three/sbom.spdx.json").read_bytes())

    def test_versions_are_quoted_as_package_urls_have_them(self):
        self.assertEqual(self.make().returncode, 0)
        components = json.loads((self.place / "out/sbom.cdx.json").read_text())["components"]
        self.assertEqual([(each["name"], each["version"]) for each in components],
                         [("libkorea1", "1:1.0+b1"), ("libheader-dev", "2.0-1")])
        self.assertEqual(components[0]["purl"],
                         "pkg:deb/debian/libkorea1@1:1.0%2Bb1?arch=amd64&distro=debian-12&upstream=korea")

    def test_a_package_whose_licence_nobody_looked_at_stops_the_build(self):
        (self.place / "licenses.json").write_text("{}")
        done = self.make()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("korea", done.stderr)
        self.assertIn("licenses.json", done.stderr)


if __name__ == "__main__":
    real_tools.main()
