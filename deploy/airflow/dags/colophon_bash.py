# SPDX-License-Identifier: Apache-2.0
"""The binary on the worker, with nothing installed into Airflow. The connection `colophon_default` names the server and its
token, `carsharing_db` the account that reads the source. The last line of the output, the report as JSON, becomes XCom."""

import os
from datetime import datetime, timedelta

try:
    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.operators.bash import BashOperator

RECIPES = os.environ.get("COLOPHON_RECIPES", "/opt/airflow/recipes")

with DAG("colophon_bash", start_date=datetime(2026, 1, 1), schedule="@hourly", catchup=False, max_active_runs=1) as dag:
    BashOperator(
        task_id="carsharing",
        # exec: so that SIGTERM reaches the run, which then finishes what is in hand.
        bash_command="exec colophon ingest -c " + RECIPES + "/carsharing.yaml --json",
        env={
            "COLOPHON_SERVER": "{{ conn.colophon_default.host }}",
            "COLOPHON_TOKEN": "{{ conn.colophon_default.password }}",
            "COLOPHON_PG_HOST_PORT": "{{ conn.carsharing_db.host }}:{{ conn.carsharing_db.port }}",
            "COLOPHON_PG_USER": "{{ conn.carsharing_db.login }}",
            "COLOPHON_PG_PASSWORD": "{{ conn.carsharing_db.password }}",
        },
        append_env=True, skip_on_exit_code=99, retries=2, retry_delay=timedelta(minutes=5))
