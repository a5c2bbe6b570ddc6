# SPDX-License-Identifier: Apache-2.0
"""The other side of the tests in this folder: programs that take long to build or to install. They are taken from the cache
($COLOPHON_CACHE); what is not there is built where COLOPHON_FULL=1, and otherwise skipped with a line that says so."""

import functools
import os
import pathlib
import subprocess
import sys
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
FULL = os.environ.get("COLOPHON_FULL") == "1"
SKIPPED = 77  # ctest's SKIP_RETURN_CODE: nothing was tested


def skip(what, how="scripts/test.sh --full"):
    """Ends the test; scripts/test.sh repeats the line in its summary."""
    print(f"SKIPPED: {what}, get it with: {how}", flush=True)
    raise unittest.SkipTest(what)


@functools.cache
def go_tool(name):
    """The path of a program that scripts/fetch_go_tool.sh knows."""
    script = PROJECT / "scripts/fetch_go_tool.sh"
    answer = subprocess.run([script, *([] if FULL else ["--have"]), name], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        skip(f"{name} is not built", f"scripts/fetch_go_tool.sh {name}")
    return answer.stdout.strip()


def main():
    """unittest.main() with ctest's code where every single test was skipped."""
    program = unittest.main(module="__main__", exit=False, verbosity=2)
    result = program.result
    # A class that is skipped as a whole counts as one, and none of its tests as run.
    if result.wasSuccessful() and result.skipped and len(result.skipped) >= result.testsRun:
        sys.exit(SKIPPED)
    sys.exit(0 if result.wasSuccessful() else 1)
