# SPDX-License-Identifier: Apache-2.0
"""Each ingestion in a pod of its own, which the restricted Pod Security level admits. The recipe is in the ConfigMap
`colophon-recipes`; the Secret `colophon-carsharing` has the variables that it names: COLOPHON_PG_PASSWORD, COLOPHON_TOKEN."""

import os
from datetime import datetime, timedelta

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

try:
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG

USER = {"runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001, "seccompProfile": {"type": "RuntimeDefault"}}
LOCKED = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}

with DAG("colophon_kubernetes", start_date=datetime(2026, 1, 1), schedule="@hourly", catchup=False, max_active_runs=1) as dag:
    KubernetesPodOperator(
        task_id="carsharing", name="colophon-carsharing", namespace=os.environ.get("COLOPHON_NAMESPACE", "catalog"),
        image=os.environ.get("COLOPHON_IMAGE", "registry.internal/colophon:0.1.0"),
        arguments=["ingest", "-c", "/recipes/carsharing.yaml"],
        env_vars={"COLOPHON_SERVER": "http://colophon:8080", "COLOPHON_PG_HOST_PORT": "carsharing-db:5432"},
        env_from=[k8s.V1EnvFromSource(secret_ref=k8s.V1SecretEnvSource(name="colophon-carsharing"))],
        volumes=[k8s.V1Volume(name="recipes", config_map=k8s.V1ConfigMapVolumeSource(name="colophon-recipes")),
                 k8s.V1Volume(name="tmp", empty_dir=k8s.V1EmptyDirVolumeSource(size_limit="64Mi"))],
        volume_mounts=[k8s.V1VolumeMount(name="recipes", mount_path="/recipes", read_only=True),
                       k8s.V1VolumeMount(name="tmp", mount_path="/tmp")],
        container_resources=k8s.V1ResourceRequirements(requests={"cpu": "100m", "memory": "128Mi"}, limits={"memory": "256Mi"}),
        security_context=USER, container_security_context=LOCKED, xcom_sidecar_container_security_context=LOCKED,
        automount_service_account_token=False, termination_grace_period=60,
        do_xcom_push=True, deferrable=True, log_pod_spec_on_failure=False,
        skip_on_exit_code=99, retries=2, retry_delay=timedelta(minutes=5))
