# SPDX-License-Identifier: Apache-2.0
"""What the tests ask Airflow from within: run by Airflow's interpreter, answers in one line of JSON.

    airflow_driver.py bag              every DAG of the folder, what could not be loaded, and the warnings that name our files
    airflow_driver.py run DAG          one run of a DAG to its end: state, tries, XCom and link of each task
    airflow_driver.py connection ID…   what the connection's test button says
    airflow_driver.py trigger PIPELINE STARTED   what the sensor's trigger fires once a run concludes, after a trip through its
                                       serialised form; STARTED is a file that is made once it has looked in vain
    airflow_driver.py pod DAG TASK     the pod that a task would start, as Kubernetes takes it
    airflow_driver.py pod_ends DAG TASK CODE…   what the task raises when the container of its pod ended with each code"""

import asyncio
import contextlib
import json
import os
import pathlib
import sys
import warnings

ANSWER = "airflow_driver answers: "
OURS = ("colophon_provider", "colophon_", "/dags/")
found = []


def note(message, category, filename, lineno, file=None, line=None):
    if any(name in filename or name in str(message) for name in OURS):
        found.append(f"{filename}:{lineno}: {category.__name__}: {message}")


def dag_bag():
    try:
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:  # Airflow 2
        from airflow.models.dagbag import DagBag
    sys.path.append(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])  # as the DAG processor and the worker do
    return DagBag()


def bag():
    warnings.simplefilter("always")
    warnings.showwarning = note
    read = dag_bag()
    notes = [str(each) for each in getattr(read, "captured_warnings", {}).items()]
    return {"dags": sorted(read.dags), "errors": {str(file): str(text) for file, text in read.import_errors.items()},
            "warnings": found + notes}


def xcoms(session, run_id):
    try:
        from airflow.models.xcom import XComModel as Row
        read = Row.deserialize_value
    except ImportError:  # Airflow 2, which reads when it loads
        from airflow.models.xcom import BaseXCom as Row

        def read(row):
            return row.value
    return {(row.task_id, row.key): read(row) for row in session.query(Row).filter(Row.run_id == run_id).all()}


def run(dag_id):
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    dag = dag_bag().dags[dag_id]
    run_id = dag.test().run_id
    with create_session() as session:
        values = xcoms(session, run_id)
        instances = session.query(TaskInstance).filter(TaskInstance.run_id == run_id).all()
        return {each.task_id: {"state": str(getattr(each.state, "value", each.state)), "tries": each.try_number,
                               "xcom": values.get((each.task_id, "return_value")),
                               "link": links(dag.get_task(each.task_id), each)} for each in instances}


def links(task, instance):
    """As the page of the task shows it: Airflow 3 keeps it when the task ends, Airflow 2 asks when somebody looks."""
    for link in getattr(task, "operator_extra_links", None) or ():
        try:
            from airflow.sdk import BaseOperatorLink  # noqa: F401
        except ImportError:
            return link.get_link(task, ti_key=instance.key)
        from airflow.utils.session import create_session
        with create_session() as session:
            return xcoms(session, instance.run_id).get((instance.task_id, link.xcom_key))
    return None


def connection(*names):
    from airflow.models.connection import Connection
    return {name: Connection.get_connection_from_secrets(name).test_connection() for name in names}


def trigger(pipeline, started):
    from colophon_provider.triggers.run import ColophonRunTrigger
    from colophon_provider.waiting import Wanted
    path, values = ColophonRunTrigger("colophon_default", pipeline, None, None, 0.05).serialize()
    module, name = path.rsplit(".", 1)
    again = getattr(__import__(module, fromlist=[name]), name)(**json.loads(json.dumps(values)))
    look = Wanted.look

    def marked(wanted, hook):
        run = look(wanted, hook)
        if run is None:
            pathlib.Path(started).touch()
        return run

    Wanted.look = marked

    async def first():
        async for event in again.run():
            return event.payload
    return {"values": values, "event": asyncio.run(first())}


def without_kubernetes(task):
    """Everything of the operator is real but the connection to a cluster."""
    from unittest import mock
    hook = mock.Mock(get_xcom_sidecar_container_image=lambda: None, get_xcom_sidecar_container_resources=lambda: None,
                     get_xcom_sidecar_container_security_context=lambda: None, is_in_cluster=False)
    return mock.patch.object(type(task), "hook", hook), mock.patch.object(type(task), "client", mock.MagicMock()), \
        mock.patch.object(type(task), "pod_manager", mock.MagicMock())


def pod(dag_id, task_id):
    from kubernetes.client import ApiClient
    task = dag_bag().dags[dag_id].get_task(task_id)
    with contextlib.ExitStack() as stack:
        for patch in without_kubernetes(task):
            stack.enter_context(patch)
        made = task.build_pod_request_obj()
    return ApiClient().sanitize_for_serialization(made)


def pod_ends(dag_id, task_id, *codes):
    from unittest import mock

    from kubernetes.client import models as k8s
    task = dag_bag().dags[dag_id].get_task(task_id)

    def ending(code):
        terminated = k8s.V1ContainerStateTerminated(exit_code=int(code), message="{}")
        status = k8s.V1ContainerStatus(name="base", image="", image_id="", ready=False, restart_count=0,
                                       state=k8s.V1ContainerState(terminated=terminated))
        ended = k8s.V1Pod(metadata=k8s.V1ObjectMeta(name="예약", namespace="catalog"), spec=k8s.V1PodSpec(containers=[]),
                          status=k8s.V1PodStatus(phase="Succeeded" if code == "0" else "Failed", container_statuses=[status]))
        try:
            task.post_complete_action(pod=ended, remote_pod=ended, context={"ti": mock.Mock()}, result=None)
        except Exception as error:
            return type(error).__name__, str(error)
        return None, ""
    with contextlib.ExitStack() as stack:
        for patch in without_kubernetes(task):
            stack.enter_context(patch)
        return {code: ending(code) for code in codes}


if __name__ == "__main__":
    commands = {"bag": bag, "run": run, "connection": connection, "trigger": trigger, "pod": pod, "pod_ends": pod_ends}
    answer = commands[sys.argv[1]](*sys.argv[2:])
    print("\n" + ANSWER + json.dumps(answer, ensure_ascii=False, default=str), flush=True)
