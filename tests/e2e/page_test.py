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
        database, schema = (f"urn:li:container:{digit * 32}" for digit in "12")
        records += [proposal(database, "containerProperties", name="차량공유", customProperties={}),
                    proposal(schema, "containerProperties", name="운영", customProperties={}),
                    proposal(schema, "container", container=database),
                    proposal(dataset("carsharing.ops.reservation"), "container", container=schema),
                    proposal("urn:li:tag:pii", "tagProperties", name="개인정보"),
                    proposal(dataset("carsharing.ops.reservation"), "globalTags", tags=[{"tag": "urn:li:tag:pii"}]),
                    proposal(dataset("carsharing.app.hostile"), "globalTags", tags=[{"tag": "urn:li:tag:" + HOSTILE}])]
        # More values than a facet shows at first.
        for number in range(30):
            records.append(proposal(dataset(f"carsharing.many.표{number:03}"), "ownership",
                                    owners=[{"owner": f"urn:li:corpuser:담당{number:02}", "type": "DATAOWNER"}]))
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
        for _ in range(20):  # past what is suggested, if anything is
            page.press("ArrowDown", 40)
            if page.value("document.activeElement.className") == "hit":
                break
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

    def test_suggestions_come_in_groups_and_the_keyboard_picks_one(self):
        page = self.opened()
        page.type("reserv")
        page.wait("document.querySelectorAll('[role=option]').length >= 2")
        self.assertEqual(page.value("document.getElementById('query').getAttribute('aria-expanded')"), "true")
        groups = page.value("[...document.querySelectorAll('#suggestions .group')].map(each => each.textContent)")
        self.assertEqual(groups[:2], ["Names", "Columns"])
        page.press("ArrowDown", 40)
        page.press("ArrowDown", 40)
        chosen = "document.getElementById(document.getElementById('query').getAttribute('aria-activedescendant'))"
        self.assertEqual(page.value(chosen + ".firstChild.textContent"), "reservation_id")
        page.press("Enter", 13)
        page.wait("document.getElementById('query').value === 'reservation_id'")
        self.assertTrue(page.value("document.getElementById('suggestions').hidden"))
        page.wait(f"{ROWS} == 1")
        page.value("document.getElementById('query').select()")
        page.type("표00")
        page.wait("document.querySelectorAll('[role=option]').length >= 2")
        page.press("Escape", 27)
        self.assertTrue(page.value("document.getElementById('suggestions').hidden"))
        self.assertEqual(page.value("document.getElementById('query').value"), "표00")
        self.assertEqual(self.complaints(page), [])

    def test_a_reading_that_is_not_the_exact_one_is_said(self):
        page = self.opened()
        page.type("reservation 없는말")
        page.wait("!document.getElementById('notice').hidden")
        self.assertIn("all but one", page.value("document.getElementById('notice').textContent"))
        page.value("document.getElementById('language').click()")
        self.assertIn("한 단어만", page.value("document.getElementById('notice').textContent"))

    def test_a_spelling_that_finds_more_is_one_click_away(self):
        page = self.opened()
        page.type("원장")
        page.wait(f"{ROWS} == 1")
        # As the server answers a misspelt query.
        page.value(f"drawNotice({{ total: 0, did_you_mean: {HOSTILE!r} + ' reservation' }})")
        self.assertEqual(page.value("document.querySelectorAll('#notice img').length"), 0)
        page.value("drawNotice({ total: 0, did_you_mean: 'reservation' }); document.querySelector('#notice button').click()")
        page.wait("document.getElementById('query').value === 'reservation'")
        page.wait(f"{ROWS} >= 1 && document.querySelector('.name').textContent === 'reservation'")
        page.wait("document.getElementById('notice').hidden")

    def test_facets_are_trees_and_can_be_looked_through(self):
        page = self.opened()
        shown = "[...document.querySelectorAll('[data-facet={}] .value')].map(each => each.textContent)"
        page.wait("document.querySelector('[data-facet=owner] .more')")
        self.assertEqual(len(page.value(shown.format("owner"))), 20)
        page.value("document.querySelector('[data-facet=owner] .more').click()")
        page.wait("document.querySelectorAll('[data-facet=owner] .value').length === 30")
        self.assertEqual(page.value("document.activeElement.className"), "find")
        page.type("담당27")
        page.wait("document.querySelectorAll('[data-facet=owner] .value').length === 1")
        page.value("document.querySelector('[data-facet=owner] input[type=checkbox]').click()")
        page.wait(f"{ROWS} == 1")
        self.assertIn("owner=", page.value("location.href"))
        page.value("document.querySelector('[data-facet=owner] .more').click()")
        self.assertIsNone(page.value("document.querySelector('.find')"))
        # What stands above comes first, and below it what lies in it.
        rows = page.value("asTree([{value: 'b', parent: 'a'}, {value: 'c'}, {value: 'a'}, {value: 'd', parent: 'b'}, "
                          "{value: 'x', parent: 'y'}, {value: 'y', parent: 'x'}]).map(row => row.value + row.depth)")
        self.assertEqual(rows, ["c0", "a0", "b1", "d2", "x0", "y0"])
        self.assertEqual(self.complaints(page), [])

    def test_the_order_and_what_is_looked_for_stay_in_the_address(self):
        page = self.opened()
        page.type("표")
        page.wait(status("50"))
        page.value("const sort = document.getElementById('sort'); sort.value = 'name'; sort.dispatchEvent(new Event('change'))")
        page.wait("location.hash.includes('sort=name') && document.querySelector('.name').textContent === '표000'")
        page.value("document.getElementById('target-columns').click()")
        page.wait("location.hash.includes('columns=1')")
        address = page.value("location.href")
        page.open("about:blank")
        page.open(address)
        page.wait("document.getElementById('target-columns').getAttribute('aria-pressed') === 'true'")
        self.assertEqual(page.value("document.getElementById('sort').value"), "name")

    def test_a_search_too_long_for_an_address_goes_as_a_body(self):
        page = self.opened()
        page.value("searchFor('reservation OR ' + Array(40).fill('예약').join(' OR '))")
        page.wait(status("1 result"))
        page.value("state.filters.set('owner', new Set(Array.from({ length: 400 }, (_, i) => '담당' + i).concat('담당07'))); searchFor('표')")
        page.wait(f"{ROWS} >= 1 && document.querySelector('.name').textContent.startsWith('표')")
        self.assertEqual(self.complaints(page), [])

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
