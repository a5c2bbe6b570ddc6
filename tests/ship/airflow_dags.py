# SPDX-License-Identifier: Apache-2.0
"""DAGs of the tests: every way to run the binary, with every exit code. Lies in the folder of DAGs beside the examples."""

import os
from datetime import datetime, timedelta
from unittest import mock

import colophon_operator
from colophon_provider.operators import ingest
from colophon_provider.operators.pod import ColophonPodOperator
from colophon_provider.sensors.run import ColophonRunSensor
from kubernetes.client import models as k8s

try:
    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.operators.bash import BashOperator

CODES = (0, 10, 20, 64, 69, 70, 75, 77, 78, 80, 99, 130, 143, -9, 3)
ONCE_MORE = {"retries": 1, "retry_delay": timedelta(0)}
EVERY = {"start_date": datetime(2026, 1, 1), "schedule": None, "catchup": False}
RECIPE = os.environ["COLOPHON_RECIPES"] + "/carsharing.yaml"
CARSHARING = {"COLOPHON_PG_HOST_PORT": "carsharing_db:host_port", "COLOPHON_PG_USER": "carsharing_db:login",
              "COLOPHON_PG_PASSWORD": "carsharing_db:password"}



def settings_of_the_bash_example():
    """What is tested is what the example says; its DAG is not to be listed as one of this file."""
    leave = DAG.__exit__

    def unlisted(dag, *trouble):
        dag.auto_register = False
        return leave(dag, *trouble)
    with mock.patch.object(DAG, "__exit__", unlisted):
        import colophon_bash
    return colophon_bash.dag.get_task("carsharing")


with DAG("every_code", default_args=ONCE_MORE, **EVERY):
    example = settings_of_the_bash_example()
    for code in CODES:
        fake = {"FAKE_CODE": str(code)}
        for name, made in (("provider", ingest.ColophonIngestOperator), ("file", colophon_operator.ColophonIngestOperator)):
            made(task_id=f"{name}_{code}", recipe=RECIPE, env=fake, credentials=CARSHARING)
        BashOperator(task_id=f"bash_{code}", bash_command=example.bash_command, env={**example.env, **fake},
                     append_env=example.append_env, skip_on_exit_code=example.skip_on_exit_code)
    for name, fake in (("long_report", {"FAKE_REPORT": "long"}), ("no_report", {"FAKE_REPORT": "none"})):
        ingest.ColophonIngestOperator(task_id=name, recipe=RECIPE, env={"FAKE_CODE": "0", **fake}, credentials=CARSHARING)
    ingest.ColophonAuditOperator(task_id="audit", recipe=RECIPE, env={"FAKE_CODE": "77"}, credentials=CARSHARING)
    ingest.ColophonIngestOperator(task_id="no_binary", recipe=RECIPE, binary="/없는/colophon")
    ingest.ColophonIngestOperator(task_id="flags", recipe=RECIPE, strict=True, allow_removals=True, plan="/tmp/{{ ds }}.json",
                                  arguments=["--no-progress"])
    ingest.ColophonIngestOperator(task_id="wrong_field", recipe=RECIPE, credentials={"A": "carsharing_db:passwort"})

with DAG("slow", **EVERY):
    ingest.ColophonIngestOperator(task_id="slow", recipe=RECIPE, env={"FAKE_CODE": "143", "FAKE_WAIT": "1"})

with DAG("single_file", default_args=ONCE_MORE, **EVERY):
    colophon_operator.ColophonIngestOperator(task_id="carsharing", recipe=RECIPE, credentials=CARSHARING)

with DAG("audit", default_args=ONCE_MORE, **EVERY):
    ingest.ColophonAuditOperator(task_id="carsharing", recipe=RECIPE, credentials=CARSHARING)

with DAG("own_pod", default_args=ONCE_MORE, **EVERY):
    ColophonPodOperator(
        task_id="carsharing", name="colophon-carsharing", namespace="catalog", image="localhost/colophon:test",
        recipe="/recipes/carsharing.yaml", do_xcom_push=True,
        env_from=[k8s.V1EnvFromSource(secret_ref=k8s.V1SecretEnvSource(name="colophon-carsharing"))])

with DAG("waits", default_args={**ONCE_MORE, "poke_interval": 1, "timeout": 120}, **EVERY):
    LONG_AGO = "2020-01-01T00:00:00Z"
    ColophonRunSensor(task_id="complete", pipeline="완전", since=LONG_AGO)
    ColophonRunSensor(task_id="partial", pipeline="부분", since=LONG_AGO)
    ColophonRunSensor(task_id="partial_deferred", pipeline="부분", since=LONG_AGO, deferrable=True)
    ColophonRunSensor(task_id="no_run", run_id="없는-실행")
    ColophonRunSensor(task_id="no_run_deferred", run_id="없는-실행", deferrable=True)
    ColophonRunSensor(task_id="no_time", pipeline="완전", since="어제")
