# SPDX-License-Identifier: Apache-2.0
"""What is seen of a server from outside: its metrics as Prometheus reads them, the alerts and the dashboard that are made of
them, its status and its log."""

import functools
import json
import os
import pathlib
import re
import secrets
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

import exposition
import guide
import real_tools

sys.path.insert(0, str(real_tools.PROJECT / "tests/e2e"))
from colophon import BINARY, CLEAN, Server, dataset, proposal, run, wait_for  # noqa: E402

ALERTS = real_tools.PROJECT / "charts/colophon/files/alerts.yaml"
DASHBOARD = real_tools.PROJECT / "charts/colophon/files/dashboard.json"
PIPELINE = '밤 "수집" \\ 1'
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


@functools.cache
def promtool():
    script = real_tools.PROJECT / "scripts/fetch_promtool.sh"
    answer = subprocess.run([script, *([] if real_tools.FULL else ["--have"])], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        real_tools.skip("promtool is not there", "scripts/fetch_promtool.sh")
    return answer.stdout.strip()


def scrape(server):
    status, text = server.request("GET", "/metrics")
    assert status == 200, text
    return text.decode()


def ingest(server, folder, env=None, flags=()):
    """A run of a pipeline with a difficult name, from a file."""
    folder = pathlib.Path(folder)
    (folder / "예약.json").write_text(json.dumps([proposal(dataset("밤.표"), name="예약", description="설명")]))
    (folder / "recipe.yaml").write_text(json.dumps({
        "pipeline_name": PIPELINE, "source": {"type": "file", "config": {"path": str(folder / "예약.json")}},
        "sink": {"type": "colophon-rest", "config": {"server": server.url, "token": server.token}}}))
    return run("ingest", "-c", folder / "recipe.yaml", "--no-progress", *flags, env=env)


def documented():
    """Type and labels of each metric in docs/metrics.md."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([\w ]*?) ?\| ", (real_tools.PROJECT / "docs/metrics.md").read_text(), re.M)
    return {name: (kind, tuple(labels.split())) for name, kind, labels in rows}


class Metrics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.server.put(*(proposal(dataset(f"밤.표.{number}"), name=f"예약 {number}") for number in range(50)))
        cls.server.search("예약")
        cls.server.request("GET", "/api/v1/search?q=(")
        cls.server.request("GET", "/nothing/here")
        assert cls.server.differences() == 0
        with tempfile.TemporaryDirectory() as folder:
            outcome = ingest(cls.server, folder)
            assert outcome.returncode == 0, outcome.stderr

    def test_what_is_scraped_is_read_by_a_strict_reader_and_by_prometheus_own(self):
        text = scrape(self.server)
        exposition.parse(text)
        checked = subprocess.run([promtool(), "check", "metrics"], input=text, text=True, capture_output=True, check=False)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    def test_what_is_scraped_is_documented_and_the_other_way_round(self):
        families = exposition.parse(scrape(self.server))
        table = documented()
        self.assertEqual({name: family.type for name, family in families.items()},
                         {name: kind for name, (kind, _) in table.items()})
        for name, family in families.items():
            with self.subTest(name):
                self.assertLessEqual(family.label_names(), {table[name][1]})

    def test_the_numbers_are_those_of_what_was_done(self):
        families = exposition.parse(scrape(self.server))
        number = functools.partial(exposition.value, families)
        self.assertEqual(number("colophon_search_documents"), 51)
        self.assertEqual(number("colophon_store_entities"), 52)  # and the run's source, which is not searched for
        self.assertEqual(number("colophon_search_lag_positions"), 0)
        self.assertEqual(number("colophon_verify_differences"), 0)
        self.assertEqual(number("colophon_http_requests_total", route="/api/v1/search", status="400"), 1)
        self.assertGreaterEqual(number("colophon_http_requests_total", route="unmatched", status="404"), 1)
        self.assertEqual(number("colophon_run_last_exit_code", pipeline=PIPELINE), 0)
        self.assertEqual(number("colophon_run_last_guard_tripped", pipeline=PIPELINE), 0)
        self.assertAlmostEqual(number("colophon_run_last_success_timestamp_seconds", pipeline=PIPELINE), time.time(), delta=300)
        self.assertAlmostEqual(number("process_start_time_seconds"), time.time(), delta=300)
        self.assertGreater(number("process_resident_memory_bytes"), 5e6)
        self.assertGreater(number("colophon_store_disk_free_bytes"), 0)
        with open(f"/proc/{self.server.process.pid}/limits", encoding="ascii") as limits:
            files = re.search(r"Max open files\s+(\d+)", limits.read())[1]
        self.assertEqual(number("process_max_fds"), int(files))

    def test_counters_never_go_back(self):
        before = exposition.parse(scrape(self.server))
        for word in ("예약", "없는것", "표"):
            self.server.search(word)
        self.server.put(proposal(dataset("밤.표.1"), name="예약 하나"))
        after = exposition.parse(scrape(self.server))
        for name, family in before.items():
            if family.type == "gauge":
                continue
            for key, value in family.samples.items():
                self.assertGreaterEqual(after[name].samples[key], value, key)
        searched = ("colophon_search_queries_total", (("reading", "exact"),))
        self.assertGreaterEqual(after[searched[0]].samples[searched], before[searched[0]].samples[searched] + 2)

    def test_random_paths_and_tokens_make_no_series(self):
        def ask(times):
            connection = self.server.connection()
            for number in range(times):
                word = secrets.token_hex(8)
                path = (f"/canary{word}/표", f"/api/v1/entities/canary{word}", f"/api/v1/search?q=canary{word}",
                        f"/api/v1/runs/canary{word}?pipeline=canary{word}")[number % 4]
                path = path.replace("표", "%ED%91%9C")
                token = (None, f"clp_{word}", "")[number % 3]
                self.assertLess(self.server.request("GET", path, token=token, connection=connection)[0], 500)
            connection.close()
        ask(24)
        before = {key for family in exposition.parse(scrape(self.server)).values() for key in family.samples}
        ask(1_000)
        text = scrape(self.server)
        after = {key for family in exposition.parse(text).values() for key in family.samples}
        self.assertEqual(after - before, set())
        self.assertNotIn("canary", text)


class Certificate(unittest.TestCase):
    def test_its_end_is_known(self):
        with tempfile.TemporaryDirectory() as folder:
            key, chain = f"{folder}/key.pem", f"{folder}/chain.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                            "-days", "10", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                            "-keyout", key, "-out", chain], check=True, capture_output=True)
            with Server(flags=("--tls-cert", chain, "--tls-key", key)) as server:
                import http.client
                connection = http.client.HTTPSConnection(server.address, context=ssl.create_default_context(cafile=chain))
                status, text = server.request("GET", "/metrics", connection=connection)
                connection.close()
                self.assertEqual(status, 200)
                end = exposition.value(exposition.parse(text.decode()), "colophon_tls_certificate_expiry_timestamp_seconds")
                self.assertAlmostEqual(end, time.time() + 10 * 86400, delta=300)


def expressions():
    """Where it stands, and the query; of alerts and dashboard."""
    text = ALERTS.read_text()
    alerts = re.split(r"^      - alert: ", text, flags=re.M)[1:]
    found = []
    for alert in alerts:
        name = alert.split("\n", 1)[0]
        block = re.search(r"^        expr:(?: (?!\|)(.+)| \|\n((?:          .*\n)+))", alert, re.M)
        found.append((name, block[1] or block[2]))
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        found += [(panel["title"], target["expr"]) for target in panel.get("targets", [])]
    return found


class AlertsAndDashboard(unittest.TestCase):
    def test_every_metric_and_every_label_in_them_exists(self):
        table = documented()
        self.assertGreater(len(expressions()), 50)
        for where, query in expressions():
            for name, matchers in re.findall(r"\b((?:colophon|process)_[a-z_]+)(?:\{([^}]*)\})?", query):
                with self.subTest(where, metric=name):
                    family = name if name in table else re.sub(r"_(bucket|sum|count)$", "", name)
                    self.assertIn(family, table)
                    self.assertEqual(family != name, table[family][0] == "histogram", "a histogram has no plain samples")
                    known = {*table[family][1], "instance", *(["le"] if name.endswith("_bucket") else [])}
                    self.assertLessEqual(set(re.findall(r'(\w+)(?:=~|!~|!=|=)"', matchers)), known)
            grouped = {label for group in re.findall(r"\b(?:by|without) \(([^)]*)\)", query) for label in group.split(", ")}
            everywhere = {label for _, labels in table.values() for label in labels}
            self.assertLessEqual(grouped, everywhere | {"le", "instance"}, where)

    def test_the_values_that_they_compare_with_are_said_by_a_server(self):
        with Server() as server:
            text = scrape(server)
        for label, values in {"reason": ("workers", "connections")}.items():
            for each in values:
                self.assertIn(f'{label}="{each}"', text)

    def test_prometheus_takes_the_rules_and_they_fire_when_they_should(self):
        cases = pathlib.Path(__file__).with_name("alerts_test.yaml")
        for command in (["check", "rules", str(ALERTS)], ["test", "rules", str(cases)]):
            done = subprocess.run([promtool(), *command], text=True, capture_output=True, check=False, cwd=cases.parent)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for name in re.findall(r"- alert: (\w+)", ALERTS.read_text()):
            fires = rf"alertname: {name}\n +exp_alerts:\n +- exp_labels"
            self.assertRegex(cases.read_text(), fires, "no case in which it fires")

    def test_every_alert_has_its_paragraph_in_both_languages(self):
        text = ALERTS.read_text()
        names = re.findall(r"- alert: (\w+)", text)
        self.assertEqual(len(names), len(set(names)))
        for part in ("severity", "summary", "description", "runbook"):
            self.assertEqual(len(re.findall(rf"\b{part}: ", text)), len(names), part)
        self.assertEqual(re.findall(r"runbook: (.*)", text),
                         [f"docs/guide/en/runbooks.md#{name.lower()}" for name in names])
        for language in ("en", "ko"):
            page = (guide.GUIDE / language / "runbooks.md").read_text()
            sections = dict(re.findall(r"^## (Colophon\w+)\n\n(.+?)(?=\n\n## |\Z)", page, re.M | re.S))
            self.assertEqual(list(sections), names, language)
            for name, words in sections.items():
                self.assertGreater(len(words), 100, name)

    def test_the_dashboard_can_be_imported_anywhere(self):
        dashboard = json.loads(DASHBOARD.read_text())
        self.assertEqual(dashboard["templating"]["list"][0]["type"], "datasource")
        panels = dashboard["panels"]
        self.assertEqual(len({panel["id"] for panel in panels}), len(panels))
        taken = set()
        for panel in panels:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            self.assertLessEqual(place["x"] + place["w"], 24)
            taken |= cells
            for target in panel.get("targets", []):
                self.assertEqual(target["datasource"]["uid"], "${datasource}")

    def test_the_copies_below_deploy_are_the_charts_own(self):
        for file in (ALERTS, DASHBOARD):
            self.assertEqual((real_tools.PROJECT / "deploy/observability" / file.name).resolve(), file)


class Log(unittest.TestCase):
    def test_every_line_is_json_and_no_secret_is_in_any(self):
        canaries = ("canary-query-비밀", "clp_canary0token", "canary-cookie", "canary-header", "canary-body")
        with Server(flags=("--log-format", "json", "--log-level", "debug", "--access-log", "on")) as server:
            server.put(proposal(dataset("밤.표"), name="예약"))
            connection = server.connection()
            for headers in ({"Authorization": f"Bearer {server.token}"}, {"Authorization": "Bearer clp_canary0token"},
                            {"Authorization": "Basic canary-header"}, {}):
                connection.request("GET", "/api/v1/search?q=canary-query-%EB%B9%84%EB%B0%80&token=clp_canary0token", headers={
                    **headers, "Cookie": "sid=canary-cookie", "X-Canary": "canary-header", "traceparent": PARENT,
                    "X-Request-Id": "req-하나".encode() if not headers else "req-1"})
                answer = connection.getresponse()
                answer.read()
                self.assertTrue(answer.getheader("X-Request-Id"))
                self.assertRegex(answer.getheader("traceresponse"), rf"^00-{TRACE}-[0-9a-f]{{16}}-01$")
            server.request("POST", "/api/v1/proposals", b'[{"password": "canary-body"', connection=connection)
            connection.close()
            made = json.loads(server.run("token", "create", "--name", "수집", "--user", "airflow", "--scope", "ingest",
                                         "--json").stdout)
            self.assertEqual(server.terminate(), 0)
            text = server.output()
            token = server.token
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        self.assertEqual([line for line in text.splitlines() if not line.startswith("{") and "olophon" not in line
                          and "token" not in line], [])
        for line in lines:
            self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertIn(line["level"], ("debug", "info", "warn", "error"))
            self.assertTrue(line["message"])
        requests = [line for line in lines if line["message"] == "request"]
        searches = [line for line in requests if line["route"] == "/api/v1/search"]
        self.assertEqual([line["status"] for line in searches], [400, 401, 401, 401])
        self.assertEqual({line["trace_id"] for line in searches}, {TRACE})
        self.assertEqual(len({line["span_id"] for line in searches}), 4)
        self.assertEqual(searches[0]["request"], "req-1")
        self.assertTrue(searches[0]["actor"].startswith("urn:li:corpuser:"))
        self.assertNotIn("actor", searches[1])
        for line in requests:
            self.assertIsInstance(line["seconds"], float)
            self.assertLessEqual({"request", "method", "route", "status", "request_bytes", "response_bytes", "peer"}, set(line))
        for canary in (*canaries, token, made["token"]):
            self.assertNotIn(canary, text)

    def test_by_default_only_refusals_get_a_line(self):
        with Server() as server:
            server.search("예약")
            server.request("GET", "/api/v1/whoami", token="")
            self.assertNotIn("/api/v1/search", server.output())
            wait_for(lambda: "route=/api/v1/whoami status=401" in server.output(), "the line of the refusal")

    def test_a_run_is_found_in_both_logs_by_its_trace(self):
        with tempfile.TemporaryDirectory() as folder, \
                Server(flags=("--log-format", "json", "--access-log", "on")) as server:
            done = ingest(server, folder, env={"TRACEPARENT": PARENT}, flags=("--log-format", "json"))
            self.assertEqual(done.returncode, 0, done.stderr)
            lines = [json.loads(line) for line in server.output().splitlines() if line.startswith("{")]
            ours = [line for line in lines if line["message"] == "request" and line.get("trace_id") == TRACE]
            self.assertIn("/api/v1/pipelines/{name}/lease", {line["route"] for line in ours})
            # What the run says when it cannot go on names it as well.
            server.kill()
            broken = ingest(server, folder, env={"TRACEPARENT": PARENT}, flags=("--log-format", "json"))
            self.assertNotEqual(broken.returncode, 0)
            said = [json.loads(line) for line in broken.stderr.splitlines() if line.startswith("{")]
            self.assertTrue(said, broken.stderr)
            for line in said:
                self.assertEqual((line["pipeline"], line["trace_id"]), (PIPELINE, TRACE))
                self.assertTrue(line["run"])


class Status(unittest.TestCase):
    def test_the_command_line_shows_how_the_server_is(self):
        with tempfile.TemporaryDirectory() as folder, Server() as server:
            self.assertIn("No run has reported yet", server.run("ping", "--deep").stdout)
            self.assertEqual(ingest(server, folder).returncode, 0)
            shown = server.run("ping", "--deep")
            self.assertEqual(shown.returncode, 0, shown.stderr)
            for part in ("serving, version", "ok, position", "1 documents", "none known", "수집", "ok"):
                self.assertIn(part, shown.stdout)
            answer = json.loads(server.run("ping", "--deep", "--json").stdout)
            self.assertEqual(answer["status"]["runs"][0]["pipeline"], PIPELINE)
            self.assertEqual(answer["status"]["runs"][0]["exit_code"], 0)
            self.assertEqual(answer["status"]["search"]["documents"], 1)
            stranger = run("ping", "--deep", env={"COLOPHON_SERVER": server.url})
            self.assertEqual(stranger.returncode, 77, stranger.stderr)
            self.assertEqual(run("ping", env={"COLOPHON_SERVER": server.url}).returncode, 0)
            # A restart knows the runs again.
            self.assertEqual(server.terminate(), 0)
            server.start()
            again = json.loads(server.run("ping", "--deep", "--json").stdout)["status"]["runs"]
            self.assertEqual(again, answer["status"]["runs"])


    def test_a_backup_is_seen_and_still_known_after_a_restart(self):
        with tempfile.TemporaryDirectory() as folder, Server() as server:
            server.put(proposal(dataset("밤.표"), name="예약"))
            done = server.run("backup", "--to", f"{folder}/사본.tar")
            self.assertEqual(done.returncode, 0, done.stderr)
            size = pathlib.Path(f"{folder}/사본.tar").stat().st_size

            def seen():
                families = exposition.parse(scrape(server))
                return [exposition.value(families, f"colophon_backup_last_{what}")
                        for what in ("bytes", "position", "timestamp_seconds")]
            wait_for(lambda: seen()[0] is not None, "the end of the backup on the server's side")
            first = seen()
            self.assertEqual(first[:2], [size, 1])
            self.assertAlmostEqual(first[2], time.time(), delta=300)
            families = exposition.parse(scrape(server))
            self.assertEqual(exposition.value(families, "colophon_backups_total", outcome="ok"), 1)
            self.assertGreaterEqual(exposition.value(families, "colophon_http_response_bytes_total", route="/api/v1/backup"), size)
            self.assertEqual(server.terminate(), 0)
            server.start()
            self.assertEqual(seen(), first)
            self.assertIn("at position 1", server.run("ping", "--deep").stdout)

    def test_the_last_backup_is_remembered_by_a_note(self):
        with Server() as server:
            def last_backup():
                return exposition.value(exposition.parse(scrape(server)), "colophon_backup_last_timestamp_seconds")
            self.assertIsNone(last_backup())
            for note, expected in (('{"ended_ms":1795985214987,"bytes":4096,"seconds":0.5,"position":7}', 1795985214.987),
                                   ('{"ended_ms":"어제"}', None), ("[]", None), ("예약", None), ("", None)):
                self.assertEqual(server.terminate(), 0)
                (server.data / "last_backup").write_text(note)
                server.start()
                self.assertEqual(last_backup(), expected, note)


class Guide(unittest.TestCase):
    """The commands of the pages on watching, as readers copy them."""

    def sh(self, server, commands, folder):
        env = {**CLEAN, **server.env, "PATH": f"{pathlib.Path(BINARY).resolve().parent}:{os.environ['PATH']}"}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], env=env, cwd=folder, text=True, capture_output=True,
                              timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_what_the_page_on_watching_says(self):
        with tempfile.TemporaryDirectory() as folder, Server() as server:
            self.assertEqual(ingest(server, folder).returncode, 0)
            self.assertIn("is ready", self.sh(server, guide.block("watch", "ping"), folder))
            self.assertIn("serving", self.sh(server, guide.block("watch", "status"), folder))
            self.assertIn("colophon_search_documents 1", self.sh(server, guide.block("watch", "metrics"), folder))
            self.assertIn("store, search and graph agree", self.sh(server, guide.block("watch", "verify"), folder))
            self.assertIn("밤", self.sh(server, guide.block("runbooks", "last-runs"), folder))


if __name__ == "__main__":
    real_tools.main()
