# SPDX-License-Identifier: Apache-2.0
"""The files of an image, and what its ELF files ask for."""

import contextlib
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess

import container


@contextlib.contextmanager
def mounted(tag):
    """The image's files, to read."""
    root = pathlib.Path(container.podman("image", "mount", tag).stdout.strip())
    try:
        yield root
    finally:
        container.podman("image", "unmount", tag, check=False)


def configuration(tag):
    return json.loads(container.podman("image", "inspect", tag).stdout)[0]


def digest(tag):
    return configuration(tag)["Digest"]


def everything(root):
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            yield pathlib.Path(folder) / name


def inside(root, path):
    """The path of the machine for a path of the image, links followed as the image would: never out of it."""
    todo, place = list(pathlib.PurePosixPath(path).parts), root
    steps = 0
    while todo:
        part = todo.pop(0)
        if part == "/":
            place = root
        elif part == "..":
            place = place.parent if place != root else root
        elif (place / part).is_symlink():
            steps += 1
            assert steps < 40, f"links go round: {path}"
            todo = list(pathlib.PurePosixPath(os.readlink(place / part)).parts) + todo
        else:
            place /= part
    return place


def elf_files(root):
    for path in everything(root):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


@functools.cache
def needed(path):
    text = subprocess.run(["readelf", "-dW", path], capture_output=True, text=True, check=True).stdout
    return tuple(re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", text))


class Packages:
    """What the image says of Debian's packages in it."""

    def __init__(self, root):
        self.versions, self.owner, self.damaged = {}, {}, []
        for path in sorted((root / "var/lib/dpkg/status.d").iterdir()):
            if path.suffix == ".md5sums":
                self._read_sums(root, path)
            else:
                fields = dict(re.findall(r"^(\S+): (.*)$", path.read_text(), re.MULTILINE))
                self.versions[fields["Package"]] = fields["Version"]

    def _read_sums(self, root, path):
        for line in path.read_text().splitlines():
            expected, name = line.split("  ", 1)
            file = inside(root, "/" + name)
            self.owner[file] = path.stem
            if hashlib.md5(file.read_bytes()).hexdigest() != expected:
                self.damaged.append(name)
