# SPDX-License-Identifier: Apache-2.0
"""One server: what it promises from its first start to its last request."""

import json
import os
import signal
import socket
import stat
import tempfile
import threading
import unittest

from colophon import Server, dataset, proposal, run, wait_for

RESERVATION = dataset("carsharing.ops.reservation")


class Serve(unittest.TestCase):
    def test_a_proposal_is_found_by_the_next_search_and_survives_a_restart(self):
        with Server() as server:
            status, outcome = server.put(
                proposal(RESERVATION, name="reservation", description="예약"),
                proposal(RESERVATION, "status", removed=False))
            self.assertEqual((status, outcome["accepted"], outcome["rejected"]), (200, 2, []))
            hit = server.search("예약")["hits"][0]
            self.assertEqual((hit["urn"], hit["name"], hit["description"]), (RESERVATION, "reservation", "예약"))
            self.assertEqual(server.terminate(), 0)
            server.start()
            self.assertEqual(server.search("예약")["total"], 1)
            self.assertEqual(server.get(RESERVATION)[1]["aspects"]["datasetProperties"]["description"], "예약")
            self.assertEqual(server.differences(), 0)

    def test_the_token_file_is_private_and_the_address_file_goes_with_the_server(self):
        with Server() as server:
            mode = stat.S_IMODE((server.data / "admin.token").stat().st_mode)
            self.assertEqual(oct(mode), oct(0o600))
            self.assertEqual(server.terminate(), 0)
            self.assertFalse((server.data / "address").exists())

    def test_the_command_line_puts_gets_searches_deletes_and_verifies(self):
        with Server() as server:
            put = server.run("put", "--json", "-", stdin=json.dumps([proposal(RESERVATION, name="예약 원장")]))
            self.assertEqual((put.returncode, json.loads(put.stdout)["accepted"]), (0, 1), put.stderr)
            found = server.run("search", "원장", "--json")
            self.assertEqual(json.loads(found.stdout)["hits"][0]["urn"], RESERVATION)
            got = server.run("get", RESERVATION, "--json")
            self.assertEqual(json.loads(got.stdout)["aspects"]["datasetProperties"]["name"], "예약 원장")
            self.assertIn("원장", server.run("search", "원장").stdout)
            self.assertEqual(server.run("delete", RESERVATION).returncode, 0)
            self.assertEqual(json.loads(server.run("search", "원장", "--json").stdout)["total"], 0)
            self.assertEqual(json.loads(server.run("search", "원장", "--removed", "--json").stdout)["total"], 1)
            self.assertEqual(server.run("delete", RESERVATION, "--hard").returncode, 0)
            self.assertEqual(server.get(RESERVATION)[0], 404)
            self.assertEqual(server.run("verify").returncode, 0)

    def test_an_audit_is_shown_to_people_and_left_as_it_is_for_machines(self):
        urn = "urn:li:dataHubIngestionSource:차량"
        audit = {"account": "reader@차량", "verdict": "OVER_PRIVILEGED", "sourceType": "postgres",
                 "scope": ["CONNECT ON DATABASE 차량"],
                 "findings": [{"severity": "CRITICAL", "code": "readable-relation", "explanation": "It reads.", "count": 1,
                               "samples": ["운영.예약"], "mend": ["REVOKE ALL ON TABLE 운영.예약 FROM PUBLIC;"]}]}
        with Server() as server:
            self.assertEqual(server.put(proposal(urn, "accessAudit", **audit))[0], 200)
            self.assertEqual(server.put(proposal(urn, "accessAudit", **{**audit, "verdict": "좋음"}))[0], 422)
            text = server.run("get", urn).stdout
            for line in ("reader@차량 - over-privileged", "critical readable-relation: It reads. (1)", "e.g. 운영.예약",
                         "mend: REVOKE ALL ON TABLE 운영.예약 FROM PUBLIC;", "sees      CONNECT ON DATABASE 차량"):
                self.assertIn(line, text)
            self.assertNotIn("accessAudit", text)
            self.assertEqual(json.loads(server.run("get", urn, "--json").stdout)["aspects"]["accessAudit"], audit)

    def test_a_second_server_on_the_same_directory_is_refused(self):
        with Server() as server:
            second = run("serve", "--data", server.data, "--listen", "127.0.0.1:0")
            self.assertNotEqual(second.returncode, 0)
            self.assertIn(str(server.process.pid), second.stderr)
            self.assertEqual(server.search("*")["total"], 0)

    def test_what_was_acknowledged_before_sigterm_is_kept(self):
        acknowledged, broken = [], []

        def write(server, writer):
            try:
                for number in range(100_000):
                    urn = dataset(f"drain.{writer}.{number}")
                    status, _ = server.put(proposal(urn, name=f"표 {number}"))
                    if status == 200:
                        acknowledged.append(urn)
                    elif status != 503:
                        broken.append(status)
            except (OSError, ValueError):
                pass  # connection refused: the server has stopped accepting
            except Exception as error:  # a cut answer would be a request in hand that was dropped
                if type(error).__name__ not in ("RemoteDisconnected",):
                    broken.append(repr(error))

        with Server() as server:
            writers = [threading.Thread(target=write, args=(server, number)) for number in range(4)]
            for writer in writers:
                writer.start()
            wait_for(lambda: len(acknowledged) > 50, "some writes")
            code = server.terminate()
            for writer in writers:
                writer.join()
            self.assertEqual((code, broken), (0, []))
            server.start()
            self.assertGreaterEqual(server.search("*")["total"], len(acknowledged))
            for urn in acknowledged[-20:]:
                self.assertEqual(server.get(urn)[0], 200)

    def test_a_drain_turns_readiness_red_at_once_and_serves_on(self):
        with Server(flags=("--drain", "300")) as server:
            server.put(proposal(RESERVATION, name="예약"))
            kept = server.connection()
            self.assertEqual(server.request("GET", "/readyz", token="", connection=kept)[0], 200)
            server.process.send_signal(signal.SIGTERM)
            wait_for(lambda: server.request("GET", "/readyz", token="")[0] == 503, "readiness to turn red")
            self.assertIn("draining", str(server.request("GET", "/readyz", token="")[1]))
            self.assertEqual(server.request("GET", "/livez", token="")[0], 200)
            self.assertEqual(server.search("예약", )["total"], 1)  # over a new connection
            self.assertEqual(server.put(proposal(RESERVATION, name="예약 원장"))[0], 200)
            # A connection from before is served as well, and asked to come back as a new one.
            kept.request("GET", "/livez")
            answer = kept.getresponse()
            self.assertEqual((answer.status, answer.getheader("Connection")), (200, "close"))
            self.assertIsNone(server.process.poll())
            self.assertEqual(server.terminate(), 0)  # the second signal ends the wait
            self.assertIn("cut short", server.output())
            server.start()
            self.assertEqual(server.search("원장")["total"], 1)

    def test_a_drain_ends_by_itself(self):
        with Server(flags=("--drain", "1")) as server:
            self.assertEqual(server.terminate(), 0)
            self.assertIn("draining seconds=1", server.output())
            self.assertNotIn("cut short", server.output())

    def test_a_drain_out_of_range_is_refused(self):
        for seconds in ("-1", "301", "soon"):
            refused = run("serve", "--data", "/nowhere", "--drain", seconds)
            self.assertEqual(refused.returncode, 64, refused.stderr)
            self.assertIn("drain", refused.stderr)

    def test_a_stranger_gets_nothing_but_probes_and_pages(self):
        with Server() as server:
            for path in ("/livez", "/readyz", "/startupz", "/openapi.json", "/"):
                self.assertEqual(server.request("GET", path, token="")[0], 200, path)
            for path in ("/api/v1/search?q=*", "/metrics", "/api/v1/changes", "/api/v1/entities/urn%3Ali%3Atag%3Aa"):
                self.assertEqual(server.request("GET", path, token="")[0], 401, path)
                self.assertEqual(server.request("GET", path, token="cln_forged")[0], 401, path)

    def test_scopes_decide_what_a_token_may_do(self):
        with Server() as server:
            made = server.run("token", "create", "--name", "읽기", "--user", "reader", "--scope", "read", "--json")
            self.assertEqual(made.returncode, 0, made.stderr)
            reader = json.loads(made.stdout)["token"]
            self.assertEqual(server.request("GET", "/api/v1/search?q=*", token=reader)[0], 200)
            refused = server.request("POST", "/api/v1/proposals", [proposal(RESERVATION, name="x")], token=reader)
            self.assertEqual(refused[0], 403)
            self.assertEqual(server.request("GET", "/api/v1/tokens", token=reader)[0], 403)


class BadInput(unittest.TestCase):
    """Every refusal says where, changes nothing and leaves the rest standing."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())

    def refused(self, record):
        status, outcome = self.server.put(record, proposal(dataset("bad.input.good"), name="남는 것"))
        self.assertEqual((status, outcome["accepted"], len(outcome["rejected"])), (200, 1, 1), outcome)
        self.assertEqual(outcome["rejected"][0]["index"], 0)
        return outcome["rejected"][0]

    def test_a_malformed_urn(self):
        record = proposal(RESERVATION, name="x")
        record["entityUrn"] = "urn:li:dataset:(열린 괄호"
        self.assertIn("urn", json.dumps(self.refused(record), ensure_ascii=False).lower())

    def test_an_over_long_urn(self):
        self.refused(proposal(dataset("가" * 700), name="x"))

    def test_an_unknown_aspect(self):
        self.assertIn("datasetProperty", json.dumps(self.refused(proposal(RESERVATION, "datasetProperty", name="x"))))

    def test_a_wrong_type_is_named_by_its_path(self):
        self.assertIn("removed", self.refused(proposal(RESERVATION, "status", removed="아니요"))["path"])

    def test_a_body_that_is_no_json_is_400(self):
        for body in (b"[{", b"\xff\xfe", b'["\xed\xa0\x80"]', b"[" * 100_000, b""):
            status, problem = self.server.request("POST", "/api/v1/proposals", body)
            self.assertEqual(status, 400, body[:20])
            self.assertTrue(problem["detail"])

    def test_a_broken_line_of_a_stream_is_one_refusal(self):
        good = json.dumps(proposal(dataset("bad.input.line"), name="줄"), ensure_ascii=False)
        status, outcome = self.server.request("POST", "/api/v1/proposals", good + "\n{broken\n" + good + "\n",
                                              content_type="application/x-ndjson")
        self.assertEqual((status, outcome["accepted"]), (200, 2))
        self.assertEqual([row["index"] for row in outcome["rejected"]], [1])

    def test_a_truncated_stream_keeps_what_came_before(self):
        good = json.dumps(proposal(dataset("bad.input.truncated"), name="끊긴 줄"), ensure_ascii=False).encode()
        host, port = self.server.address.split(":")
        with socket.create_connection((host, int(port))) as peer:
            peer.sendall(b"POST /api/v1/proposals HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                         b"Transfer-Encoding: chunked\r\nAuthorization: Bearer " + self.server.token.encode() + b"\r\n\r\n")
            peer.sendall(b"%x\r\n%s\n\r\n" % (len(good) + 1, good) + b"ffff\r\n{\"entity")
            peer.shutdown(socket.SHUT_WR)
            while peer.recv(65536):
                pass
        wait_for(lambda: self.server.get(dataset("bad.input.truncated"))[0] == 200, "the complete line")

    def test_an_unknown_parameter_names_the_nearest(self):
        status, problem = self.server.request("GET", "/api/v1/search?q=x&platfrom=mysql")
        self.assertEqual(status, 400)
        self.assertIn("platform", problem["detail"])

    def test_afterwards_store_and_search_agree(self):
        self.server.put(proposal(dataset("bad.input.good"), name="남는 것"))
        self.assertEqual(self.server.differences(), 0)


class ExitCodes(unittest.TestCase):
    def test_flags(self):
        for arguments in (["serve"], ["search"], ["sreach", "x"], ["get", "--verison", "1", "urn:li:tag:a"], []):
            self.assertEqual(run(*arguments).returncode, 64, arguments)
        self.assertIn("search", run("sreach", "x").stderr)
        self.assertEqual(run("--help").returncode, 0)

    def test_a_server_that_is_not_there(self):
        with socket.socket() as taken:  # bound and not listening: nobody answers
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}"
            self.assertEqual(run("ping", "--server", url).returncode, 69)
            self.assertEqual(run("search", "x", "--server", url, "--token", "x").returncode, 69)

    def test_a_token_that_is_not_known(self):
        with Server() as server:
            self.assertEqual(run("search", "x", "--server", server.url, "--token", "cln_forged").returncode, 77)

    def test_authentication_cannot_be_off_for_all_the_world(self):
        with tempfile.TemporaryDirectory() as directory:
            refused = run("serve", "--data", directory, "--listen", "0.0.0.0:0", "--auth", "off")
            self.assertEqual(refused.returncode, 64, refused.stderr)
            self.assertIn("loopback", refused.stderr)
            self.assertNotIn("address", os.listdir(directory))


if __name__ == "__main__":
    unittest.main(verbosity=2)
