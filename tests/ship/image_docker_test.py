# SPDX-License-Identifier: Apache-2.0
"""Docker's classic builder makes the image as buildah does: the Dockerfile's stages after the compilation, with the program that
is in the image already."""

import json
import pathlib
import re
import shutil
import tempfile
import unittest

import container
import image_files
import real_tools
from docker_engine import Engine

BASE = "localhost/colophon-base:bookworm"


def context(folder, tag):
    """What the Dockerfile reads after its first stage, and what that stage left."""
    for path in ("LICENSE", "scripts/make_sbom.py", "scripts/image/rootfs.sh", "scripts/image/licenses.json"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(container.PROJECT / path, folder / path)
    (folder / "out").mkdir()
    with image_files.mounted(tag) as root:
        shutil.copy(root / "usr/bin/colophon", folder / "out/colophon")
        packages = image_files.Packages(root).versions
    (folder / "out/packages").write_text("".join(name + "\n" for name in sorted(packages)))
    (folder / "out/compiled_in").write_text("")
    text = (container.PROJECT / "Dockerfile").read_text()
    stages = re.split(r"(?m)^(?=FROM )", text)
    assert " AS build" in stages[1] and stages[3].startswith("FROM scratch"), "the stages are other ones"
    (folder / "Dockerfile").write_text(stages[0] + "".join(stages[2:]).replace("--from=build /out", "out"))


class DockerBuild(unittest.TestCase):
    def test_the_classic_builder_makes_the_same_image(self):
        tag = container.image()
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="colophon-docker-")))
        context(folder, tag)
        docker = self.enterContext(Engine())
        docker.load(BASE)
        docker.run("build", "--network", "host", "--build-arg", f"BASE_IMAGE={BASE}", "--tag", "built", folder)
        config = json.loads(docker.run("image", "inspect", "built").stdout)[0]["Config"]
        expected = image_files.configuration(tag)["Config"]
        for field in ("User", "Entrypoint", "Cmd", "Env", "StopSignal", "ExposedPorts"):
            self.assertEqual(config[field], expected[field], field)
        version = docker.run("run", "--rm", "--network", "none", "--read-only", "built", "version").stdout
        self.assertEqual(version, container.once(tag, "version").stdout)
        # Data is its user's: the server starts in a volume that takes after the image's folder.
        server = docker.run("run", "--detach", "--network", "none", "--read-only", "--cap-drop", "ALL", "--volume", "catalog:/data",
                            "built").stdout.strip()
        container.wait_for(lambda: docker.run("exec", server, "colophon", "ping", check=False).returncode == 0, "the server")


if __name__ == "__main__":
    real_tools.main()
