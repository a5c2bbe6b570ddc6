# SPDX-License-Identifier: Apache-2.0
"""The laptop page of the guide, as it stands there: compose.yaml on a Docker Engine of the test's own, the example read from a
real PostgreSQL, and the catalog there again after a restart."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.request
import uuid

import container
import guide
import real_tools
from docker_engine import Engine

RESERVATION = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.reservation,PROD)"
# `docker compose` where only the older command of its own is installed.
SHIM = """#!/bin/sh
[ "$1" = compose ] || exec {docker} "$@"
shift
exec docker-compose "$@"
"""


def postgres_image():
    """Debian's PostgreSQL, in place of the image that cannot be pulled here."""
    folder = "tests/ship/postgres_image"
    tag = "localhost/colophon-postgres:" + container.content_key(folder)
    container.image()  # and with it the base
    with container.locked("build"):
        if container.podman("image", "exists", tag, check=False).returncode != 0:
            container.buildah("bud", "--pull-never", "--build-arg", "BASE_IMAGE=localhost/colophon-base:bookworm", "--tag", tag,
                              container.PROJECT / folder)
    return tag


class Compose(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        container.need("docker-compose")
        tags = container.image(), postgres_image()
        temporary = tempfile.TemporaryDirectory(prefix="colophon-compose-")
        cls.addClassCleanup(temporary.cleanup)
        cls.place = pathlib.Path(temporary.name)
        shutil.copy(container.PROJECT / "compose.yaml", cls.place)
        shutil.copytree(container.PROJECT / "examples/carsharing", cls.place / "examples/carsharing")
        cls.docker = Engine()
        cls.docker.__enter__()
        cls.addClassCleanup(cls.docker.__exit__)
        for tag in tags:
            cls.docker.load(tag)
        shim = cls.place / "bin/docker"
        shim.parent.mkdir()
        shim.write_text(SHIM.format(docker=shutil.which("docker")))
        shim.chmod(0o755)
        cls.environment = {**cls.docker.environment, "PATH": f"{shim.parent}:{os.environ['PATH']}", "COLOPHON_PORT": "0",
                           "COMPOSE_PROJECT_NAME": f"test{uuid.uuid4().hex[:8]}", "COLOPHON_IMAGE": tags[0],
                           "COLOPHON_EXAMPLE_DATABASE": tags[1]}

    def sh(self, commands, expect=0):
        done = subprocess.run(["bash", "-euc", commands], cwd=self.place, env=self.environment, capture_output=True, text=True,
                              timeout=300, check=False)
        self.assertEqual(done.returncode, expect, f"{commands}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def inspect(self, service):
        identity = self.sh(f"docker compose ps -q {service}").strip()
        return json.loads(self.docker.run("inspect", identity).stdout)[0]

    def test_the_laptop_page(self):
        self.addCleanup(self.sh, "docker compose --profile example down --volumes")
        self.sh(guide.block("laptop", "secrets"))
        self.assertEqual((self.place / "secrets").stat().st_mode & 0o777, 0o700)
        self.sh(guide.block("laptop", "up"))
        self.check_hardening(self.inspect("colophon")["HostConfig"])

        self.sh(guide.block("laptop", "example"))
        found = self.sh(guide.block("laptop", "search"))
        self.assertIn("reservation", found)
        self.assertIn("예약", found)
        self.assertIn(RESERVATION, found)
        again = self.sh(guide.block("laptop", "example"))
        self.assertNotRegex(again, r"\+ \w", "a second run has nothing to add")

        self.check_port()
        self.sh(guide.block("laptop", "token"))
        token = (self.place / "secrets/ingest-token").read_text().strip()
        listing = f"docker compose exec -T -e COLOPHON_TOKEN={token} colophon colophon token list"
        self.sh(listing, expect=77)

        self.sh(guide.block("laptop", "down"))
        self.assertEqual(self.sh("docker compose --profile example ps -q"), "")
        self.sh(guide.block("laptop", "up"))
        self.assertIn(RESERVATION, self.sh(guide.block("laptop", "search")))
        self.sh(guide.block("laptop", "forget"))
        self.assertEqual(self.docker.run("volume", "ls", "--quiet", "--filter", "name=catalog").stdout, "")

    def check_hardening(self, host):
        self.assertTrue(host["ReadonlyRootfs"])
        self.assertEqual(host["CapDrop"], ["ALL"])
        self.assertIn("no-new-privileges:true", host["SecurityOpt"])
        self.assertEqual(host["Memory"], 512 << 20)
        self.assertEqual(host["Tmpfs"], {"/tmp": "size=64m,mode=1777"})
        self.assertEqual([port["HostIp"] for ports in host["PortBindings"].values() for port in ports], ["127.0.0.1"])

    def check_port(self):
        """What the browser of the laptop sees."""
        address = self.sh("docker compose port colophon 8080").strip()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://{address}/readyz", timeout=10) as answer:
            self.assertEqual(answer.status, 200)
        with opener.open(f"http://{address}/", timeout=10) as answer:
            self.assertIn(b"Colophon", answer.read())


class Example(unittest.TestCase):
    def test_the_account_is_the_one_that_grants_prints(self):
        written = (container.PROJECT / "examples/carsharing/compose/20-reader.sql").read_text().splitlines(keepends=True)
        printed = container.once(container.image(), "grants", "postgres", "--role", "colophon_reader", "--database", "carsharing")
        self.assertEqual("".join(written[2:]), printed.stdout)

    def test_the_image_that_compose_names_is_the_one_that_the_script_builds(self):
        version = container.once(container.image(), "version").stdout.split()[1]
        self.assertEqual((container.PROJECT / "Dockerfile").read_text().count(f"ARG VERSION={version}\n"), 2)
        self.assertIn(f"${{COLOPHON_IMAGE:-localhost/colophon:{version}}}", (container.PROJECT / "compose.yaml").read_text())


if __name__ == "__main__":
    real_tools.main()
