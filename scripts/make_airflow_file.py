#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes deploy/airflow/colophon_operator.py, the operator to drop into a folder of DAGs, out of the provider package's core.

    scripts/make_airflow_file.py           writes it
    scripts/make_airflow_file.py --check   1 when it is not what would be written (ship.airflow_package does that)
"""

import pathlib
import re
import sys

AIRFLOW = pathlib.Path(__file__).resolve().parents[1] / "deploy/airflow"
CORE = AIRFLOW / "provider/colophon_provider/core"
FILE = AIRFLOW / "colophon_operator.py"
MODULES = ("versions", "contract", "child", "credentials", "tasks")
HEAD = '''# SPDX-License-Identifier: Apache-2.0
"""Colophon's operators in one file, for those who cannot install packages: put it into the folder of DAGs, and

    from colophon_operator import ColophonIngestOperator

It needs Airflow 2.9 or newer, and the binary on the worker. Made by scripts/make_airflow_file.py out of the package
airflow-provider-colophon, which has more: a connection type with a test button, a pod operator, a sensor, a link to the run."""

from __future__ import annotations

'''


def parts(text):
    """The imports of the standard library, and what follows the imports."""
    text = text.split('"""', 2)[2].replace("from __future__ import annotations\n", "")
    text = re.sub(r"^from colophon_provider\S* import .+\n", "", text, flags=re.M)
    text = re.sub(r"\n__all__ = .+\n", "\n", text)
    imports = re.findall(r"^(?:import [a-z.]+|from (?:collections|dataclasses)\S* import .+)$", text, flags=re.M)
    for line in imports:
        text = text.replace(line + "\n", "", 1)
    return imports, text.strip("\n")


def made():
    read = [parts((CORE / f"{name}.py").read_text(encoding="utf-8")) for name in MODULES]
    imports = sorted({line for found, _ in read for line in found}, key=lambda line: (line.startswith("from"), line))
    return HEAD + "\n".join(imports) + "\n\n" + "\n\n\n".join(body for _, body in read) + "\n"


def main():
    text = made()
    if sys.argv[1:] == ["--check"]:
        if not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
            sys.exit(f"{FILE} is out of date: run scripts/make_airflow_file.py")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
