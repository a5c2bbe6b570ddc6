# SPDX-License-Identifier: Apache-2.0
"""The search page in a real browser: under its own policy, in both languages, with hostile names in the catalog."""

import json
import pathlib
import sys
import tempfile
import unittest
import urllib.parse

import browser
from colophon import Server, dataset, proposal

HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
ROWS = "document.querySelectorAll('.hit').length"


def status(text):
    return f"document.getElementById('status').textContent.includes({text!r})"


@unittest.skipUnless(browser.executable(), "no Chromium is installed")
class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        records = [proposal(dataset("carsharing.ops.reservation"), name="reservation", description="예약 🚗 원장"),
                   proposal(dataset("carsharing.app.hostile"), name=HOSTILE, description=HOSTILE)]
        records += [proposal(dataset(f"carsharing.many.표{number:03}"), name=f"표{number:03}", description="많은 표")
                    for number in range(50)]
        field = {"fieldPath": "reservation_id", "nativeDataType": "bigint", "nullable": False, "description": "예약 번호",
                 "type": {"type": {"com.linkedin.schema.NumberType": {}}}}
        records.append(proposal(
            dataset("carsharing.ops.reservation"), "schemaMetadata", schemaName="reservation", version=0, hash="",
            platform="urn:li:dataPlatform:postgres", fields=[field],
            platformSchema={"com.linkedin.schema.OtherSchema": {"rawSchema": ""}}))
        code, outcome = cls.server.put(*records)
        assert code == 200 and not outcome["rejected"], outcome

    def opened(self, **options):
        page = self.enterContext(browser.Browser(**options))
        page.open(self.server.url + "/")
        page.wait("!document.getElementById('door').hidden")
        page.type(self.server.token)
        page.press("Enter", 13)
        page.wait(f"{ROWS} > 0")
        return page

    def complaints(self, page):
        return [text for text in page.errors if "401" not in text]  # asking without a token is how it finds out

    def test_results_as_one_types_and_the_address_keeps_them(self):
        page = self.opened()
        page.type("원장")
        page.wait(f"{ROWS} == 1 && document.querySelector('mark')")
        self.assertEqual(page.value("document.querySelector('.description').textContent"), "예약 🚗 원장")
        self.assertEqual(page.value("document.querySelector('mark').textContent"), "원장")
        address = page.value("location.href")
        page.open("about:blank")
        page.open(address)
        page.wait(f"{ROWS} == 1")
        self.assertEqual(page.value("document.getElementById('query').value"), "원장")
        self.assertEqual(self.complaints(page), [])

    def test_hostile_names_are_only_text(self):
        page = self.opened()
        page.type("hostile")
        page.wait(f"{ROWS} == 1")
        self.assertEqual(page.value("document.querySelector('.name').textContent"), HOSTILE)
        self.assertEqual(page.value("document.querySelectorAll('#hits img').length"), 0)
        self.assertEqual(page.value("document.title"), "Colophon")
        self.assertEqual(self.complaints(page), [])

    def test_the_keyboard_is_enough(self):
        page = self.opened()
        page.type("reservation_id")
        page.wait(f"{ROWS} == 1")
        page.press("ArrowDown", 40)
        page.press("Enter", 13)
        page.wait("document.querySelector('.detail td')")
        self.assertEqual(page.value("document.querySelector('.detail td').textContent"), "reservation_id")
        page.press("/", 191)
        self.assertEqual(page.value("document.activeElement.id"), "query")

    def test_more_results_come_by_cursor_and_facets_narrow_them(self):
        page = self.opened()
        page.type("많은")
        page.wait(status("50"))
        for expected in (40, 50):
            page.value("document.getElementById('more').click()")
            page.wait(f"{ROWS} == {expected}")
        self.assertTrue(page.value("document.getElementById('more').hidden"))
        names = page.value("[...document.querySelectorAll('.name')].map(name => name.textContent)")
        self.assertEqual(len(set(names)), 50)

    def test_it_speaks_korean_to_a_korean_browser(self):
        page = self.opened(language="ko-KR", dark=True)
        page.wait(status("결과"))
        self.assertEqual(page.value("document.documentElement.lang"), "ko")
        page.value("document.getElementById('language').click()")
        page.wait(status("results"))

    def test_a_link_to_a_run_shows_it(self):
        """What Airflow's button opens: by somebody who has no token in this browser yet."""
        place = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (place / "source.json").write_text(json.dumps([proposal("urn:li:tag:" + HOSTILE, "tagProperties", name="정비"),
                                                       proposal("urn:li:tag:틀린", "tagProperties", wrong=1)]))
        (place / "recipe.yaml").write_text(json.dumps(
            {"pipeline_name": "차량 공유", "source": {"type": "file", "config": {"path": str(place / "source.json")}}}))
        report = json.loads(self.server.run("ingest", "-c", place / "recipe.yaml", "--json").stdout)
        page = self.enterContext(browser.Browser())
        page.open(f"{self.server.url}/#" + urllib.parse.urlencode({"run": report["run_id"], "pipeline": "차량 공유"}))
        page.wait("!document.getElementById('door').hidden")
        page.type(self.server.token)
        page.press("Enter", 13)
        page.wait("!document.getElementById('run').hidden")
        shown = page.value("document.getElementById('run').textContent")
        for text in (report["run_id"], "차량 공유", "only in part", "tag10", "틀린"):
            self.assertIn(text, shown)
        page.value("document.querySelector('#run button').click()")
        self.assertTrue(page.value("document.getElementById('run').hidden"))
        self.assertNotIn("run=", page.value("location.href"))
        page.open("about:blank")
        page.open(f"{self.server.url}/#run=없는-실행")
        page.wait("document.getElementById('run').textContent.includes('no such run')")
        self.assertEqual([text for text in self.complaints(page) if "404" not in text], [])

    def test_a_token_is_asked_for_again_when_it_is_not_known(self):
        page = self.opened()
        page.value("document.getElementById('forget').click()")
        page.wait("!document.getElementById('door').hidden && document.getElementById('catalog').hidden")
        self.assertIsNone(page.value("sessionStorage.getItem('token')"))
        page.type("cln_forged")
        page.press("Enter", 13)
        page.wait("!document.getElementById('door-trouble').hidden")


if __name__ == "__main__":
    result = unittest.main(verbosity=2, exit=False).result
    sys.exit(77 if result.skipped else not result.wasSuccessful())
