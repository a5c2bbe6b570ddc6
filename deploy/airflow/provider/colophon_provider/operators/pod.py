# SPDX-License-Identifier: Apache-2.0
"""An ingestion in a pod of its own. The only module that needs apache-airflow-providers-cncf-kubernetes."""

from __future__ import annotations

try:
    from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
    from kubernetes.client import models as k8s
except ImportError as error:
    raise ImportError("ColophonPodOperator starts pods by KubernetesPodOperator: install"
                      " apache-airflow-providers-cncf-kubernetes, or use ColophonIngestOperator") from error

from colophon_provider.core.contract import CONTRACT, FAIL, meaning
from colophon_provider.core.versions import AirflowException, AirflowFailException, AirflowSkipException

LOCKED = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
POD = {"runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001,
       "seccompProfile": {"type": "RuntimeDefault"}}
SKIPPED = 99


class ColophonPodOperator(KubernetesPodOperator):
    """Runs `colophon ingest` in a pod that the restricted Pod Security level admits, and ends as the exit codes say: what a
    retry cannot mend is not retried. Every parameter of KubernetesPodOperator may be given as well.

    :param recipe: path of the recipe in the pod; mount it by ``volumes`` and ``volume_mounts``
    :param flags: further flags of the command

    Credentials come from a Secret of Kubernetes, by ``env_from`` or ``secrets``: those of a connection would stand in the
    pod's definition, for everyone to read who may read pods.
    """

    template_fields = (*KubernetesPodOperator.template_fields, "recipe")

    def __init__(self, *, recipe: str, flags: list[str] | None = None, **kwargs):
        defaults = {
            "arguments": ["ingest", "-c", recipe, *(flags or [])],
            "security_context": POD,
            "container_security_context": LOCKED,
            "volumes": [], "volume_mounts": [],
            "automount_service_account_token": False,
            "skip_on_exit_code": SKIPPED,
            "log_pod_spec_on_failure": False,
            "termination_grace_period": 60,
        }
        given = {**defaults, **kwargs}
        given["volumes"] = [*given["volumes"], k8s.V1Volume(name="tmp", empty_dir=k8s.V1EmptyDirVolumeSource(size_limit="64Mi"))]
        given["volume_mounts"] = [*given["volume_mounts"], k8s.V1VolumeMount(name="tmp", mount_path="/tmp")]
        super().__init__(**given)
        self.recipe = recipe
        if getattr(self, "xcom_sidecar_container_security_context", "") is None:
            self.xcom_sidecar_container_security_context = LOCKED

    def cleanup(self, pod, remote_pod, *args, **kwargs):
        try:
            super().cleanup(pod, remote_pod, *args, **kwargs)
        except AirflowSkipException:
            raise
        except AirflowException as failure:
            code = self._exit_code(remote_pod)
            if CONTRACT.get(code, (None,))[0] is FAIL:
                raise AirflowFailException(f"colophon ingest ended with exit code {code}: {meaning(code)}: {failure}") from failure
            raise

    def _exit_code(self, pod) -> int | None:
        for status in (pod.status.container_statuses if pod and pod.status else None) or []:
            if status.name == self.base_container_name and status.state and status.state.terminated:
                return status.state.terminated.exit_code
        return None
