# SPDX-License-Identifier: Apache-2.0
"""What must be true on each Airflow: airflow2_test.py and airflow3_test.py say on which."""

import json
import os
import pathlib
import signal

import airflow_place
from airflow_stage import PASSWORD, Stage, as_report
from colophon import proposal, wait_for

SUCCESS, RETRIED, FAILED, SKIPPED = ("success", 1), ("failed", 2), ("failed", 1), ("skipped", 1)
# What CONTRIBUTING's table of exit codes means to Airflow: state and number of tries, where one retry is allowed.
CONTRACT = {"0": SUCCESS, "10": RETRIED, "20": RETRIED, "64": FAILED, "69": RETRIED, "70": RETRIED, "75": RETRIED, "77": FAILED,
            "78": FAILED, "80": FAILED, "99": SKIPPED, "130": RETRIED, "143": RETRIED, "-9": RETRIED, "3": RETRIED}


class Cases(Stage):
    def fake(self):
        notes = self.place.root / self.id().rsplit(".", 1)[1]
        notes.mkdir()
        return notes, {"PATH": f"{self.place.root / 'fake'}:{os.environ['PATH']}", "FAKE_PLACE": str(notes)}

    def test_installing_changes_no_other_package(self):
        after = self.place.packages()
        self.assertIn("apache-airflow", self.before)
        self.assertEqual({name for name in after if after[name] != self.before.get(name)}, {"airflow-provider-colophon"})
        self.assertEqual(set(self.before) - set(after), set())
        self.assertIn("No broken requirements", self.place.pip("check"))

    def test_every_dag_loads_without_a_warning_of_ours(self):
        bag, _ = self.place.driver("bag")
        self.assertEqual(bag["errors"], {})
        self.assertEqual(bag["warnings"], [])
        self.assertLessEqual({"colophon_bash", "colophon_docker", "colophon_ingest", "colophon_kubernetes", "single_file"},
                             set(bag["dags"]))

    def test_airflow_knows_the_provider_and_its_connection(self):
        self.assertIn("airflow-provider-colophon", self.place.airflow("providers", "list", "-o", "json"))
        self.assertIn("colophon_provider.hooks.colophon.ColophonHook", self.place.airflow("providers", "hooks", "-o", "json"))

    def test_the_connection_of_the_guide_passes_its_test(self):
        env = {"COLOPHON_SERVER": self.server.url, "COLOPHON_TOKEN": self.server.token}
        given = self.place.env.pop("AIRFLOW_CONN_COLOPHON_DEFAULT")
        try:
            said = self.place.shell(self.connection, self.place.root, env)
        finally:
            self.place.env["AIRFLOW_CONN_COLOPHON_DEFAULT"] = given
        self.assertIn("Connection success", said)
        self.assertFalse((self.place.root / "connection.json").exists())

    def test_the_test_button_tells_what_is_wrong(self):
        def described(**parts):
            return json.dumps({"conn_type": "colophon", **parts})
        wrong = {"AIRFLOW_CONN_NO_TOKEN": described(host=self.server.url),
                 "AIRFLOW_CONN_WRONG_TOKEN": described(host=self.server.url, password="틀린".encode().hex()),
                 "AIRFLOW_CONN_NOWHERE": described(host="http://127.0.0.1:1", password="x"),
                 "AIRFLOW_CONN_NO_HOST": described(password="x"),
                 "AIRFLOW_CONN_PARTS": described(host=self.server.address.split(":")[0], schema="http",
                                                 port=int(self.server.address.split(":")[1]), password=self.server.token)}
        said, _ = self.place.driver("connection", "no_token", "wrong_token", "nowhere", "no_host", "parts", env=wrong)
        for name, ok, words in (("no_token", False, "does not accept the token"), ("wrong_token", False, "does not accept"),
                                ("nowhere", False, "cannot be reached"), ("no_host", False, "names no server"),
                                ("parts", True, "accepts the token")):
            with self.subTest(name):
                self.assertEqual(said[name][0], ok, said[name])
                self.assertIn(words, said[name][1])

    def test_every_exit_code_leads_to_the_state_of_the_contract(self):
        notes, env = self.fake()
        tasks, text = self.place.driver("run", "every_code", env=env)
        for code, expected in CONTRACT.items():
            for name in ("provider", "file", "bash"):
                # Bash knows one code: what a retry cannot mend is tried once more, for nothing.
                wanted = RETRIED if name == "bash" and expected == FAILED else expected
                task = tasks[f"{name}_{code}"]
                with self.subTest(f"{name} {code}"):
                    self.assertEqual((task["state"], task["tries"]), wanted)
                    if name != "bash":
                        self.assertEqual(task["xcom"]["run_id"], f"run-{code}")
        self.assertEqual(as_report(tasks["bash_0"]["xcom"])["pipeline_name"], "차량 공유")
        self.assertEqual(tasks["provider_20"]["link"], f"{self.server.url}/#run=run-20&pipeline=%EC%B0%A8%EB%9F%89+%EA%B3%B5%EC%9C%A0")
        self.assertIn("a part, or nothing, succeeded: ops.예약: 예약을 읽지 못했다", text)
        self.check_odd_tasks(tasks, text)
        self.check_calls(notes, text)
        self.assert_no_secret(text)

    def check_odd_tasks(self, tasks, text):
        self.assertEqual(tasks["audit"]["state"], "failed")
        self.assertLessEqual(len(json.dumps(tasks["long_report"]["xcom"])), 48 << 10)
        self.assertEqual(tasks["long_report"]["xcom"]["run_id"], "run-0")
        self.assertTrue(tasks["long_report"]["xcom"]["cut"])
        self.assertEqual(tasks["no_report"]["xcom"], {"outcome": "ok", "exit_code": 0})
        for name, words in (("no_binary", "/없는/colophon is not on this worker"), ("wrong_field", "has no field 'passwort'")):
            self.assertEqual((tasks[name]["state"], tasks[name]["tries"]), FAILED)
            self.assertIn(words, text)

    def check_calls(self, notes, text):
        calls = (notes / "calls").read_text()
        self.assertNotIn(PASSWORD, calls)
        self.assertNotIn(self.server.token, calls)
        flags = next(call for call in map(json.loads, calls.splitlines()) if "--strict" in call)
        self.assertEqual(flags[:3], ["ingest", "-c", f"{self.place.root}/recipes/carsharing.yaml"])
        self.assertRegex(" ".join(flags[5:]), r"^--plan /tmp/\d{4}-\d\d-\d\d\.json --strict --allow-removals --no-progress$")
        self.assertIn("읽는 중: ops.예약", text)
        self.assertIn("secret as a careless program prints it: ***", text)
        self.assertIn("sees Airflow: False", text)

    def test_a_killed_task_stops_its_run_and_waits_for_it(self):
        notes, env = self.fake()
        task = self.place.start_driver("run", "slow", env=env)
        try:
            wait_for(lambda: (notes / "pid").exists() and (notes / "pid").read_text() or task.poll() is not None, "the run")
            pid = int((notes / "pid").read_text())
            task.send_signal(signal.SIGTERM)
            wait_for(lambda: (notes / "stopped").exists(), "the run to stop by itself")
            task.wait(60)
        finally:
            task.kill()
            task.wait()
        self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())

    def test_the_pods_of_the_dags_are_locked_down(self):
        for dag in ("colophon_kubernetes", "own_pod"):
            pod, _ = self.place.driver("pod", dag, "carsharing")
            with self.subTest(dag):
                self.assert_restricted(pod["spec"])
                base = pod["spec"]["containers"][0]
                self.assertEqual(base["args"], ["ingest", "-c", "/recipes/carsharing.yaml"])
                self.assertIn({"name": "colophon-carsharing"}, [each.get("secretRef") for each in base["envFrom"]])
                self.assertIn("/tmp", [each["mountPath"] for each in base["volumeMounts"]])

    def assert_restricted(self, spec):
        self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
        self.assertTrue(spec["securityContext"]["runAsNonRoot"])
        self.assertFalse(spec["automountServiceAccountToken"])
        self.assertEqual([each["name"] for each in spec["containers"]], ["base", "airflow-xcom-sidecar"])
        for each in spec["containers"]:
            locked = each["securityContext"]
            self.assertEqual((locked["allowPrivilegeEscalation"], locked["capabilities"]), (False, {"drop": ["ALL"]}))
        self.assertTrue(spec["containers"][0]["securityContext"]["readOnlyRootFilesystem"])

    def test_our_pod_ends_as_the_contract_says(self):
        """Where Kubernetes tells how the container ended; the call to Kubernetes is what is not made."""
        endings, _ = self.place.driver("pod_ends", "own_pod", "carsharing", *CONTRACT)
        raised = {SUCCESS: None, RETRIED: "AirflowException", FAILED: "AirflowFailException", SKIPPED: "AirflowSkipException"}
        for code, expected in CONTRACT.items():
            with self.subTest(code):
                self.assertEqual(endings[code][0], raised[expected], endings[code])
        self.assertIn("78: a bad recipe", endings["78"][1])

    def test_the_bash_dag_runs(self):
        self.ingested("colophon_bash")

    def test_the_single_file_runs(self):
        tasks, text = self.ingested("single_file")
        self.assertIn("exit code 0", text)  # the report for people, in the log

    def test_our_own_dag_plans_ingests_and_waits(self):
        tasks, text = self.ingested("colophon_ingest")
        plan, ingest, fresh = (tasks[name] for name in ("plan", "carsharing", "fresh"))
        self.assertTrue(plan["xcom"]["planned"])
        self.assertIn("summary", plan["xcom"])
        self.assertEqual(fresh["xcom"]["run_id"], ingest["xcom"]["run_id"])
        self.assertEqual(fresh["link"], ingest["link"])
        self.assertIn(ingest["xcom"]["run_id"], ingest["link"])

    def test_the_audit_runs(self):
        tasks, text = self.place.driver("run", "audit")
        self.assertEqual(tasks["carsharing"]["state"], "success", text)
        self.assert_no_secret(text)

    def ingest_tags(self, pipeline, *tags, expect=0):
        """The report of a run that needs no database."""
        recipe, source = self.place.root / f"{pipeline}.yaml", self.place.root / f"{pipeline}.json"
        source.write_text(json.dumps(tags))
        recipe.write_text(json.dumps({"pipeline_name": pipeline, "source": {"type": "file", "config": {"path": str(source)}}}))
        done = self.server.run("ingest", "-c", recipe, "--json")
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_the_sensor_ends_as_the_run_did(self):
        good = proposal("urn:li:tag:정비", "tagProperties", name="정비")
        complete = self.ingest_tags("완전", good)
        self.ingest_tags("부분", good, proposal("urn:li:tag:틀린", "tagProperties", wrong=1), expect=20)
        tasks, text = self.place.driver("run", "waits")
        for name, expected in (("complete", SUCCESS), ("partial", RETRIED), ("partial_deferred", RETRIED), ("no_run", FAILED),
                               ("no_run_deferred", FAILED), ("no_time", FAILED)):
            with self.subTest(name):
                self.assertEqual((tasks[name]["state"], tasks[name]["tries"]), expected, text)
        self.assertEqual(tasks["complete"]["xcom"]["run_id"], complete["run_id"])

    def test_the_trigger_fires_when_the_run_concludes(self):
        started = self.place.root / "looked"
        waiting = self.place.start_driver("trigger", "정비", started)
        try:
            wait_for(lambda: started.exists() or waiting.poll() is not None, "the trigger to look")
            report = self.ingest_tags("정비", proposal("urn:li:tag:정비", "tagProperties", name="정비"))
            self.assertEqual(waiting.wait(60), 0, (self.place.root / "driver.log").read_text())
        finally:
            waiting.kill()
            waiting.wait()
        text = (self.place.root / "driver.log").read_text()
        answer = json.loads(text.split(airflow_place.ANSWER)[1])
        self.assertEqual(answer["event"]["run"]["id"], report["run_id"])
        self.assertNotIn(self.server.token, json.dumps(answer))
