# SPDX-License-Identifier: Apache-2.0
"""Our provider, single file and example DAGs on the newest Airflow 3."""

import unittest

import airflow_cases
import airflow_place
import guide
import real_tools


class Airflow3(airflow_cases.Cases, unittest.TestCase):
    line = "3"
    install = guide.block("airflow", "install")
    single_file = guide.block("airflow", "single-file")
    connection = guide.block("airflow", "connection")


if __name__ == "__main__":
    airflow_place.beside_postgres()
    real_tools.main()
