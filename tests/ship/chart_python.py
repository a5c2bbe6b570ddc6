# SPDX-License-Identifier: Apache-2.0
"""Importing this goes on in the Python of scripts/fetch_chart_python.sh, which has a YAML reader and a JSON Schema validator.
Import it first. Without that Python the test is skipped aloud."""

import os
import pathlib
import subprocess
import sys

import real_tools


def _enter():
    script = real_tools.PROJECT / "scripts/fetch_chart_python.sh"
    answer = subprocess.run([script, *([] if real_tools.FULL else ["--have"])], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        print("SKIPPED: the chart's Python is not there, get it with: scripts/fetch_chart_python.sh", flush=True)
        sys.exit(real_tools.SKIPPED)
    python = answer.stdout.strip()
    if pathlib.Path(sys.prefix) != pathlib.Path(python).parents[1]:
        os.execv(python, [python, *sys.argv])


_enter()
