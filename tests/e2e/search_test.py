# SPDX-License-Identifier: Apache-2.0
"""Searching with the program as it ships: what people see on the command line, and the words that an administrator keeps."""

import json
import pathlib
import tempfile
import unittest
import urllib.parse

from colophon import Server, dataset, proposal, run

WORDS = "# 차량 공유\n예약, booking, Reservierung\n"


class Search(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        field = {"fieldPath": "vehicle_id", "nativeDataType": "bigint", "nullable": False,
                 "type": {"type": {"com.linkedin.schema.NumberType": {}}}}
        records = [proposal(dataset("ops.booking"), name="booking", description="예정된 주행", customProperties={}),
                   proposal(dataset("ops.old_booking"), name="old_booking", customProperties={}),
                   proposal(dataset("ops.old_booking"), "deprecation", deprecated=True, note="", actor="urn:li:corpuser:a"),
                   proposal(dataset("ops.booking"), "schemaMetadata", schemaName="booking", version=0, hash="",
                            platform="urn:li:dataPlatform:postgres", fields=[field],
                            platformSchema={"com.linkedin.schema.OtherSchema": {"rawSchema": ""}})]
        code, outcome = cls.server.put(*records)
        assert code == 200 and not outcome["rejected"], outcome

    def test_a_list_of_synonyms_is_used_at_once_and_survives_a_kill_and_a_restore(self):
        place = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="colophon-words-")))
        with Server(data=place / "data") as server:
            server.put(proposal(dataset("ops.booking"), name="booking", customProperties={}))
            self.assertEqual(server.search("reservierung")["total"], 0)
            written = server.run("search", "--synonyms", "-", stdin=WORDS)
            self.assertEqual((written.returncode, written.stderr), (0, ""))
            self.assertIn("1 groups", written.stdout)
            self.assertEqual(server.search("reservierung")["total"], 1)
            shown = server.run("search", "--show-synonyms").stdout
            self.assertEqual(shown, "예약, booking, Reservierung\n")
            server.kill()
            server.start()
            self.assertEqual(server.search("reservierung")["hits"][0]["name"], "booking")
            self.assertEqual(server.differences(), 0)
            self.assertEqual(server.run("backup", "--to", place / "backup.tar").returncode, 0)
        restored = run("restore", "--from", place / "backup.tar", "--data", place / "again")
        self.assertEqual(restored.returncode, 0, restored.stderr)
        (place / "again" / "admin.token").write_text(server.token + "\n")  # no backup has its text
        with Server(data=place / "again") as server:
            self.assertEqual(server.run("search", "--show-synonyms").stdout, shown)
            self.assertEqual(server.search("reservierung")["total"], 1)

    def test_a_list_that_cannot_be_is_refused_with_the_line(self):
        refused = self.server.run("search", "--synonyms", "-", stdin="예약, booking\n\n홀로\n")
        self.assertEqual(refused.returncode, 64)
        self.assertIn("홀로", refused.stderr)
        self.assertIn("line 3", refused.stderr)
        self.assertEqual(self.server.run("search", "--synonyms", "/nowhere/words.txt").returncode, 64)
        self.assertEqual(self.server.run("search", "--synonyms", "-", "예약", stdin="").returncode, 64)
        self.assertEqual(self.server.run("search", "--show-synonyms").stdout, "")

    def test_the_command_line_says_how_it_read_the_query(self):
        found = self.server.run("search", "booking", "없는말")
        self.assertEqual(found.returncode, 0, found.stderr)
        self.assertIn("all but one", found.stdout)
        self.assertIn("old_booking", found.stdout)
        self.assertIn("Nothing found", self.server.run("search", "아무데도없는말").stdout)
        nothing = self.server.run("search")
        self.assertEqual(nothing.returncode, 64)
        self.assertIn("say what to look for", nothing.stderr)

    def test_facets_parts_and_columns_are_shown_to_whoever_asks(self):
        plain = self.server.run("search", "booking").stdout
        self.assertNotIn("PLATFORM  COUNT", plain)
        shown = self.server.run("search", "booking", "--facets", "platform,type", "--explain", "--sort", "usage").stdout
        self.assertRegex(shown, r"PLATFORM +COUNT")
        self.assertRegex(shown, r"postgres +2")
        self.assertRegex(shown, r"(?m)^booking +[0-9.]+ =")
        columns = self.server.run("search", "vehicle_id", "--type", "column", "--json")
        self.assertEqual(columns.returncode, 0, columns.stderr)
        self.assertEqual(json.loads(columns.stdout)["total"], 1)
        self.assertEqual(self.server.run("search", "a", "--sort", "best").returncode, 64)
        help_text = self.server.run("search", "--help").stdout
        self.assertIn("--type column", help_text)

    def test_a_query_too_long_for_an_address_is_told_where_it_fits(self):
        many = [f"--filter=owner=담당{number:03}" for number in range(400)]
        found = self.server.run("search", "*", *many, "--json")
        self.assertEqual(found.returncode, 0, found.stderr)
        self.assertEqual(json.loads(found.stdout)["total"], 0)
        status, problem = self.server.request(
            "GET", "/api/v1/search?" + urllib.parse.urlencode([("owner", f"담당{number}") for number in range(600)]))
        self.assertEqual(status, 414)
        self.assertIn("POST /api/v1/search", problem["detail"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
