# SPDX-License-Identifier: Apache-2.0
"""What one task needs to run the binary. scripts/make_airflow_file.py makes deploy/airflow/colophon_operator.py of it."""
