# SPDX-License-Identifier: Apache-2.0
"""What Airflow is told of this package."""

from __future__ import annotations

from colophon_provider import __version__


def get_provider_info() -> dict:
    """The entry point; Airflow checks it against its schema. Imports nothing of Airflow: it is called while that starts."""
    name = "Colophon"
    return {
        "package-name": "airflow-provider-colophon",
        "name": name,
        "description": "Ingestion into a Colophon catalog.",
        "versions": [__version__],
        "integrations": [{"integration-name": name, "tags": ["service"]}],
        "connection-types": [{"connection-type": "colophon", "hook-class-name": "colophon_provider.hooks.colophon.ColophonHook"}],
        "hooks": [{"integration-name": name, "python-modules": ["colophon_provider.hooks.colophon"]}],
        "operators": [{"integration-name": name, "python-modules": ["colophon_provider.operators.ingest",
                                                                    "colophon_provider.operators.pod"]}],
        "sensors": [{"integration-name": name, "python-modules": ["colophon_provider.sensors.run"]}],
        "triggers": [{"integration-name": name, "python-modules": ["colophon_provider.triggers.run"]}],
        "extra-links": ["colophon_provider.links.run.ColophonRunLink"],
    }
