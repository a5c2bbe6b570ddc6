# SPDX-License-Identifier: Apache-2.0
"""One node of OpenSearch in a process of its own, on loopback, and what it costs: of processor time, the whole process."""

import http.client
import json
import os
import pathlib
import subprocess
import tempfile
import time

from colophon import CLEAN

PAGE = 20
FACET_VALUES = 20
HEAP = "4g"
WEIGHTS = {"name": 10, "column": 4, "description": 1, "column_description": 0.5}
FACETS = ["type", "platform", "env", "container", "owner", "tag", "domain", "sub_type", "has_description"]
FIVE = ["platform", "type", "tag", "domain", "owner"]

SETUP = f"""OpenSearch 3.8: one node, {HEAP} heap, one shard, no replica, request cache off, loaded without refreshes and with an
  asynchronous translog, merged to one segment; text analyzed by whitespace (the words are cut already) with
  index_prefixes 1 to 5 and index_phrases on every field, a gap between the texts of one field; facets are keywords
  with eager global ordinals, counted by terms aggregations of {FACET_VALUES}; filters in filter context; no source fetched;
  with facets the exact total is counted, without it is not; typos: fuzziness 1 or 2 behind an equal first letter;
  one client on a connection that stays open; every query ran before, so that the compilers are done."""


def mapping():
    text = {"type": "text", "analyzer": "whitespace", "index_prefixes": {"min_chars": 1, "max_chars": 5}, "index_phrases": True,
            "position_increment_gap": 100}
    facet = {"type": "keyword", "eager_global_ordinals": True}
    return {"settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1",
                         "requests.cache.enable": False, "translog.durability": "async"},
            "mappings": {"dynamic": False, "properties": {**{field: text for field in WEIGHTS}, **{name: facet for name in FACETS}}}}


def best_of(clause):
    """The clause on whichever field fits best."""
    return {"dis_max": {"queries": [clause(field, weight) for field, weight in WEIGHTS.items()]}}


def word(text):
    return best_of(lambda field, weight: {"term": {field: {"value": text, "boost": weight}}})


def begins(text):
    return best_of(lambda field, weight: {"prefix": {field: {"value": text, "boost": weight}}})


def fuzzy(edits):
    return lambda words: [best_of(lambda field, weight: {"fuzzy": {field: {
        "value": words[0], "fuzziness": edits, "prefix_length": 1, "boost": weight}}})]


SHAPES = {
    "all_words": lambda words: [word(one) for one in words],
    "any_word": lambda words: [{"bool": {"should": [word(one) for one in words]}}],
    "prefix": lambda words: [word(one) for one in words[:-1]] + [begins(words[-1])],
    "phrase": lambda words: [best_of(lambda field, weight: {"match_phrase": {field: {"query": " ".join(words), "boost": weight}}})],
    "column": lambda words: [{"term": {"column": one}} for one in words],
    "typo1": fuzzy(1),
    "typo2": fuzzy(2),
}


def body(query, facets):
    """The request for a line of `search_bench queries`; None for what no other engine is asked."""
    if query["shape"] not in SHAPES:
        return None
    must = SHAPES[query["shape"]](query["words"]) if query["words"] else []
    filters = [{"terms": {facet: values}} for facet, values in query["filters"].items()]
    made = {"size": PAGE, "from": query["offset"], "_source": False, "track_total_hits": bool(facets),
            "query": {"bool": {"must": must, "filter": filters}} if must or filters else {"match_all": {}}}
    if facets:
        made["aggs"] = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in facets}
    return json.dumps(made).encode()


class OpenSearch:
    """A context: the node and its files are gone at the end."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(prefix="colophon-opensearch-")
        self.log = open(pathlib.Path(self.folder.name) / "log", "w", encoding="utf-8")
        self.process = subprocess.Popen([program, f"-Xms{HEAP}", f"-Xmx{HEAP}", pathlib.Path(self.folder.name) / "node"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True, env=CLEAN)
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.port = int(line.split()[2])
                break
        else:
            raise RuntimeError("OpenSearch did not start:\n" + pathlib.Path(self.log.name).read_text(encoding="utf-8")[-3000:])
        self.connection = self.connect()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.folder.cleanup()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    def call(self, method, path, content=None, connection=None):
        connection = connection or self.connection
        connection.request(method, path, content, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"OpenSearch answers {answer.status} to {method} {path}: {content[:2000].decode()}")
        return content

    def cpu_seconds(self):
        """Of all threads that live, to the nanosecond."""
        total = 0
        for task in os.scandir(f"/proc/{self.process.pid}/task"):
            try:
                total += int(pathlib.Path(task.path, "schedstat").read_text().split()[0])
            except FileNotFoundError:
                pass  # it has ended
        return total / 1e9

    def cpu_ticks(self):
        """Of the whole process, ended threads included."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        status = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines())
        return {name: int(status[key].split()[0]) / 1024
                for name, key in (("resident_mb", "VmRSS"), ("anonymous_mb", "RssAnon"), ("peak_mb", "VmHWM"))}

    def disk_mb(self):
        return sum(file.stat().st_size for file in pathlib.Path(self.folder.name).rglob("*") if file.is_file()) / 1e6

    def load(self, lines):
        """Bulk requests of some megabytes out of lines; the index is searchable at the end. How much processor time that took,
        and with the merge to one segment."""
        self.call("PUT", "/entity", json.dumps(mapping()))
        before, chunk, size = self.cpu_ticks(), [], 0

        def send():
            answer = self.call("POST", "/entity/_bulk?filter_path=errors", b"".join(chunk))
            if json.loads(answer)["errors"]:
                raise RuntimeError("OpenSearch refused a document")

        for number, line in enumerate(lines):
            chunk.append(line)
            size += len(line)
            if size > 8 << 20 and number % 2:  # a document has two lines
                send()
                chunk, size = [], 0
        if chunk:
            send()
        self.call("POST", "/entity/_refresh")
        loaded = self.cpu_ticks() - before
        self.call("POST", "/entity/_forcemerge?max_num_segments=1&flush=true")
        self.call("POST", "/entity/_refresh")
        return loaded, self.cpu_ticks() - before

    def search(self, request, connection=None):
        return self.call("POST", "/entity/_search?request_cache=false", request, connection)

    def update_ms(self, document):
        """Wall time of a write that a search finds when it is answered."""
        start = time.monotonic()
        self.call("PUT", "/entity/_doc/0?refresh=true", document)
        return (time.monotonic() - start) * 1e3
