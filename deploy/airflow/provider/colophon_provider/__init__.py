# SPDX-License-Identifier: Apache-2.0
"""Colophon in Airflow 2.9 and newer, 3 included: what runs the binary, in `core`, and what talks to the server."""

__version__ = "0.1.0"
