# SPDX-License-Identifier: Apache-2.0
"""The image on a Docker host. The connection `colophon_default` names the server and its token, `carsharing_db` the account
that reads the source; the recipe lies on the host. The last line of the output, the report as JSON, becomes XCom."""

import os
from datetime import datetime, timedelta

from airflow.providers.docker.operators.docker import DockerOperator
from docker.types import Mount

try:
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG

RECIPES = os.environ.get("COLOPHON_RECIPES", "/opt/airflow/recipes")

with DAG("colophon_docker", start_date=datetime(2026, 1, 1), schedule="@hourly", catchup=False, max_active_runs=1) as dag:
    DockerOperator(
        task_id="carsharing",
        image=os.environ.get("COLOPHON_IMAGE", "registry.internal/colophon:0.1.0"),
        command=["ingest", "-c", "/recipes/carsharing.yaml", "--json"],
        environment={
            "COLOPHON_SERVER": "{{ conn.colophon_default.host }}",
            "COLOPHON_TOKEN": "{{ conn.colophon_default.password }}",
            "COLOPHON_PG_HOST_PORT": "{{ conn.carsharing_db.host }}:{{ conn.carsharing_db.port }}",
            "COLOPHON_PG_USER": "{{ conn.carsharing_db.login }}",
            "COLOPHON_PG_PASSWORD": "{{ conn.carsharing_db.password }}",
        },
        mounts=[Mount("/recipes", RECIPES, type="bind", read_only=True)],
        mount_tmp_dir=False, mem_limit="256m", auto_remove="force",
        skip_on_exit_code=99, retries=2, retry_delay=timedelta(minutes=5))
