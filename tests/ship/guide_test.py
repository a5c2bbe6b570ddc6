# SPDX-License-Identifier: Apache-2.0
"""The guide's commands: the same in both languages, and each is run by a test or says why not."""

import re
import unittest

import guide
import real_tools

# Pages from before the marks; a page that leaves this list never comes back.
UNMARKED = {"bundle", "exec", "ingest", "operate", "runs", "search", "start", "transformers"}
PAGES = sorted(path.stem for path in (guide.GUIDE / "en").glob("*.md"))


class Guide(unittest.TestCase):
    def test_both_languages_have_the_same_pages(self):
        self.assertEqual(PAGES, sorted(path.stem for path in (guide.GUIDE / "ko").glob("*.md")))

    def test_both_languages_have_the_same_commands(self):
        for page in PAGES:
            def commands(language):
                # Comments behind a command are prose, and translated.
                return [re.sub(r"\s+#.*", "", each.commands) for each in guide.blocks(page, language)]
            with self.subTest(page):
                self.assertEqual(commands("en"), commands("ko"))

    def test_every_block_is_run_or_says_why_not(self):
        for page in set(PAGES) - UNMARKED:
            for each in guide.blocks(page):
                with self.subTest(page, line=each.line):
                    self.assertTrue(each.name or each.reason, "no mark above the block, see guide.py")

    def test_what_is_marked_as_run_is_run(self):
        tests = "\n".join(path.read_text() for path in (guide.PROJECT / "tests").rglob("*_test.py"))
        for page in PAGES:
            for each in guide.blocks(page):
                if each.name:
                    with self.subTest(page, name=each.name):
                        self.assertTrue(f'guide.block("{page}", "{each.name}")' in tests, "no test asks for it")


if __name__ == "__main__":
    real_tools.main()
