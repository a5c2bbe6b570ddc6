# SPDX-License-Identifier: Apache-2.0
"""What the image is: small, nobody's but its user's, whole, and honest about what it is made of."""

import re
import ssl
import stat
import subprocess
import unittest

import container
import image_files
import real_tools

BUDGET = 60 * 10**6
SHELLS = {"sh", "bash", "dash", "busybox", "perl", "python3", "awk", "env", "apt", "dpkg", "su", "mount"}


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tag = container.image()
        mount = image_files.mounted(cls.tag)
        cls.root = mount.__enter__()
        cls.addClassCleanup(mount.__exit__, None, None, None)
        cls.configuration = image_files.configuration(cls.tag)

    def path(self, name):
        return image_files.inside(self.root, name)

    def test_it_is_small(self):
        size = sum(path.lstat().st_size for path in image_files.everything(self.root) if not path.is_dir())
        print(f"image: {size / 10**6:.1f} MB unpacked, budget {BUDGET / 10**6:.0f} MB", flush=True)
        self.assertLess(size, BUDGET)

    def test_it_serves_as_its_user_by_default(self):
        config = self.configuration["Config"]
        self.assertEqual(config["User"], "10001:10001")
        self.assertEqual(config["Entrypoint"], ["/usr/bin/colophon"])
        self.assertEqual(config["Cmd"], ["serve", "--data", "/data", "--listen", "0.0.0.0:8080"])
        self.assertEqual(config["StopSignal"], "SIGTERM")
        self.assertIn("8080/tcp", config["ExposedPorts"])
        self.assertFalse(config.get("Volumes"), "each one-shot run would leave an empty volume")

    def test_labels_say_what_it_is(self):
        labels = self.configuration["Labels"]
        values = {"title": r"Colophon", "description": r"\S.+", "licenses": r"Apache-2\.0", "version": r"\d+\.\d+\.\d+",
                  "revision": r"[0-9a-f]{40}(-changed)?", "created": r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"}
        for name, pattern in values.items():
            self.assertRegex(labels.get("org.opencontainers.image." + name, ""), f"^{pattern}$", name)
        version = container.once(self.tag, "version").stdout.strip()
        self.assertEqual(version, "colophon " + labels["org.opencontainers.image.version"])

    def test_nothing_in_it_starts_but_the_program(self):
        programs = [path.name for path in (self.root / "usr/bin").iterdir()]
        self.assertEqual(programs, ["colophon"])
        names = {path.name for path in image_files.everything(self.root) if not path.is_dir()}
        self.assertFalse(names & SHELLS)
        for path in image_files.everything(self.root):
            mode = path.lstat().st_mode
            self.assertFalse(mode & (stat.S_ISUID | stat.S_ISGID), f"runs with the rights of another: {path}")

    def test_its_user_owns_data_and_nothing_else(self):
        owned, open_to_all = [], []
        for path in image_files.everything(self.root):
            status = path.lstat()
            if status.st_uid != 0 or status.st_gid != 0:
                owned.append((path.relative_to(self.root).as_posix(), status.st_uid, status.st_gid))
            if status.st_mode & stat.S_IWOTH and not path.is_symlink():
                open_to_all.append((path.relative_to(self.root).as_posix(), oct(stat.S_IMODE(status.st_mode))))
        self.assertEqual(owned, [("data", 10001, 10001)])
        self.assertEqual(open_to_all, [("tmp", "0o1777")])
        self.assertEqual(stat.S_IMODE((self.root / "data").stat().st_mode), 0o700)

    def test_the_program_is_hardened(self):
        program = self.root / "usr/bin/colophon"
        def readelf(flag):
            return subprocess.run(["readelf", "-W", flag, program], capture_output=True, text=True, check=True).stdout
        self.assertRegex(readelf("-h"), r"Type:\s+DYN")
        self.assertIn("GNU_RELRO", readelf("-l"))
        self.assertRegex(readelf("-l"), r"GNU_STACK .* RW ")
        self.assertRegex(readelf("-d"), r"BIND_NOW|FLAGS_1.*NOW")
        symbols = readelf("--dyn-syms")
        self.assertIn("__stack_chk_fail", symbols)
        self.assertRegex(symbols, r"__(mem|str|snprintf|read|pread|fd|v|s|f)\w*_chk", "no call is fortified")
        self.assertNotRegex(readelf("-S"), r"\.(symtab|debug_\w+)\b")
        self.assertNotIn(str(container.PROJECT).encode(), program.read_bytes())

    def test_every_library_is_there_and_a_package_answers_for_it(self):
        packages = image_files.Packages(self.root)
        self.assertEqual(packages.damaged, [])
        libraries = {path.name: path for folder in (self.root / "usr/lib").glob("*-linux-gnu")
                     for path in folder.iterdir()}
        for file in image_files.elf_files(self.root):
            if file != self.root / "usr/bin/colophon":
                self.assertIn(file, packages.owner, "no package in the image owns it")
            for name in image_files.needed(file):
                self.assertIn(name, libraries, f"{file} needs it")
                self.assertTrue(image_files.inside(self.root, "/" + libraries[name].relative_to(self.root).as_posix()).exists())
        for name in packages.versions:
            self.assertTrue(self.path(f"/usr/share/doc/{name}/copyright").exists(), f"{name} came without its licence")

    def test_mysql_accounts_can_prove_who_they_are(self):
        library = next((self.root / "usr/lib").glob("*-linux-gnu/libmariadb.so.3"))
        folder = re.search(rb"/usr/lib/[\w-]+/libmariadb3/plugin", library.read_bytes()).group().decode()
        for plugin in ("caching_sha2_password", "sha256_password", "client_ed25519", "mysql_clear_password"):
            self.assertTrue(self.path(f"{folder}/{plugin}.so").exists(), plugin)

    def test_certificates_and_time_zones_are_where_libraries_look(self):
        bundle = self.path("/usr/lib/ssl/cert.pem")
        self.assertGreater(len(ssl.create_default_context(cafile=bundle).get_ca_certs()), 100)
        self.assertEqual(self.path("/etc/ssl/certs/ca-certificates.crt"), bundle)
        self.assertTrue(self.path("/usr/share/zoneinfo/Asia/Seoul").read_bytes().startswith(b"TZif"))
        self.assertIn("colophon:x:10001:10001:", self.path("/etc/passwd").read_text())
        self.assertIn('VERSION_ID="12"', self.path("/etc/os-release").read_text())


if __name__ == "__main__":
    real_tools.main()
