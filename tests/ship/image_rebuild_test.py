# SPDX-License-Identifier: Apache-2.0
"""Two builds of one commit are one image. It takes a whole build without any cache, so it runs where COLOPHON_FULL=1; what
scripts/image.sh refuses is tried always."""

import pathlib
import re
import subprocess
import tempfile
import unittest

import container
import image_files
import real_tools

SCRIPT = container.PROJECT / "scripts/image.sh"


class Rebuild(unittest.TestCase):
    def test_two_builds_give_one_digest(self):
        if not real_tools.FULL:
            real_tools.skip("the second build of the image, without any cache, takes minutes")
        container.image()
        tags = ["localhost/colophon-rebuild:" + name for name in ("cached", "anew")]
        self.addCleanup(lambda: [container.podman("image", "rm", tag, check=False) for tag in tags])
        sbom = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="colophon-sbom-")))
        container.build(tags[0], "--sbom", sbom)
        with image_files.mounted(tags[0]) as root:
            for name in ("sbom.spdx.json", "sbom.cdx.json"):
                self.assertEqual((sbom / name).read_bytes(), (root / "usr/share/colophon" / name).read_bytes())
        # Neither the builder's layers nor the compiler's cache: everything is compiled a second time.
        container.build(tags[1], "--no-cache", compiler_cache=False)
        self.assertEqual(*(image_files.digest(tag) for tag in tags))


class Script(unittest.TestCase):
    def run_script(self, *arguments, **options):
        return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, check=False, **options)

    def test_help_shows_an_example(self):
        done = self.run_script("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("scripts/image.sh --tag", done.stdout)
        self.assertNotIn("set -euo", done.stdout)

    def test_wrong_flags_are_refused_before_anything_is_built(self):
        for arguments, word in ((["--tga", "x"], "--tga"), (["--tag"], "--tag needs a value"),
                                (["--builder", "kaniko"], "docker or buildah"),
                                (["--builder", "buildah", "--base", "x", "--debootstrap"], "exclude each other"),
                                (["--builder", "docker", "--ccache", "/tmp"], "--ccache")):
            with self.subTest(arguments):
                done = self.run_script(*arguments)
                self.assertIn(done.returncode, (64, 69), done.stderr)
                self.assertTrue(word in done.stderr or done.returncode == 69, done.stderr)

    def test_the_sources_of_the_tests_key_are_those_of_the_dockerfile(self):
        """Otherwise a change would be tested on the image of before."""
        dockerfile = (container.PROJECT / "Dockerfile").read_text()
        copied = {word for line in re.findall(r"^COPY (?!--)(.+) \S+$", dockerfile, re.MULTILINE) for word in line.split()}
        known = {pathlib.PurePosixPath(path) for path in container.SOURCES}
        for path in map(pathlib.PurePosixPath, copied):
            self.assertTrue({path, *path.parents} & known, path)
            self.assertTrue((container.PROJECT / path).exists(), path)

    def test_the_dockerfile_needs_no_buildkit(self):
        dockerfile = (container.PROJECT / "Dockerfile").read_text()
        self.assertNotRegex(dockerfile, r"(?m)^\s*(RUN|COPY|ADD)\s+(--\S+\s+)*--(mount|chmod|link|network|security)\b")
        self.assertNotRegex(dockerfile, r"<<|^# syntax=")


class Key(unittest.TestCase):
    def test_it_changes_with_content_and_mode(self):
        with tempfile.TemporaryDirectory(prefix="colophon-key-") as folder:
            file = pathlib.Path(folder) / "파일"
            file.write_text("하나")
            keys = [container.content_key(folder)]
            file.write_text("둘")
            keys.append(container.content_key(folder))
            file.chmod(0o755)
            keys.append(container.content_key(folder))
            self.assertEqual(len(set(keys)), 3)


if __name__ == "__main__":
    real_tools.main()
