# SPDX-License-Identifier: Apache-2.0
"""The commands of the guide, so that tests run what readers copy.

Every block of commands (```sh) in docs/guide stands under one of these comments:

    <!-- run: NAME -->             a test runs it: guide.block("PAGE", "NAME") gives it to that test
    <!-- not run here: REASON -->  it cannot be run by the tests, as it needs a cloud, a cluster, another machine

Both languages have the same blocks; guide_test.py sees to that, and that a block which is marked as run is run."""

import dataclasses
import pathlib
import re
import textwrap

PROJECT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs/guide"
MARK = re.compile(r"<!-- (?:run: (?P<name>[a-z0-9-]+)|not run here: (?P<reason>.+?)) -->$")


@dataclasses.dataclass(frozen=True)
class Block:
    name: str      # empty: not run
    reason: str    # why not; empty where it is run, or where it has no mark at all
    commands: str
    line: int


def blocks(page, language="en"):
    """Every block of commands of a page, in order."""
    found: list[Block] = []
    mark, lines, start = None, None, 0
    for number, text in enumerate((GUIDE / language / f"{page}.md").read_text().splitlines(), 1):
        bare = text.strip()
        if lines is not None:
            if bare == "```":
                found.append(Block(*(mark.group("name") or "", mark.group("reason") or "") if mark else ("", ""),
                                   textwrap.dedent("\n".join(lines) + "\n"), start))
                mark, lines = None, None
            else:
                lines.append(text)
        elif bare == "```sh":
            lines, start = [], number
        elif MARK.match(bare):
            mark = MARK.match(bare)
        elif bare:
            mark = None
    return found


def block(page, name):
    """The commands of the block of that name."""
    matching = [each for each in blocks(page) if each.name == name]
    assert len(matching) == 1, f"docs/guide/en/{page}.md has {len(matching)} blocks named {name}"
    return matching[0].commands
