# SPDX-License-Identifier: Apache-2.0
"""Our own operators: the plan to the log, the ingestion, and a task that waits for another pipeline's run. The connection
`colophon_default` (type Colophon) names the server and its token, `carsharing_db` the account that reads the source."""

import os
from datetime import datetime, timedelta

from colophon_provider.operators.ingest import ColophonIngestOperator, ColophonPlanOperator
from colophon_provider.sensors.run import ColophonRunSensor

try:
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG

CARSHARING = {
    "recipe": os.environ.get("COLOPHON_RECIPES", "/opt/airflow/recipes") + "/carsharing.yaml",
    "credentials": {
        "COLOPHON_PG_HOST_PORT": "carsharing_db:host_port",
        "COLOPHON_PG_USER": "carsharing_db:login",
        "COLOPHON_PG_PASSWORD": "carsharing_db:password",
    },
}

with DAG("colophon_ingest", start_date=datetime(2026, 1, 1), schedule="@hourly", catchup=False, max_active_runs=1,
         default_args={"retries": 2, "retry_delay": timedelta(minutes=5)}) as dag:
    plan = ColophonPlanOperator(task_id="plan", **CARSHARING)
    ingest = ColophonIngestOperator(task_id="carsharing", **CARSHARING)
    fresh = ColophonRunSensor(task_id="fresh", pipeline="carsharing", deferrable=True, timeout=3600, poke_interval=30)
    plan >> ingest >> fresh
