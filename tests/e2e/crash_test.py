# SPDX-License-Identifier: Apache-2.0
"""kill -9 under load, fifty times: nothing acknowledged is lost, no batch is half there, search agrees with the store."""

import http.client
import random
import threading
import time
import unittest

from colophon import Server, dataset, proposal

KILLS = 50
WRITERS = 4
BATCH = 12


class Writer(threading.Thread):
    """Sends batches until the server is gone. `sent` and `acknowledged` are what it knows of each batch."""

    def __init__(self, server, number, start):
        super().__init__(daemon=True)
        self.server, self.number = server, number
        self.batches = start
        self.acknowledged = []
        self.in_doubt = None
        self.counter = 0

    def urns(self, batch):
        return [dataset(f"crash.{self.number}.{batch}.표{row}") for row in range(BATCH)]

    @property
    def counter_urn(self):
        return dataset(f"crash.counter.{self.number}")

    def run(self):
        connection = self.server.connection()
        try:
            while True:
                batch = self.in_doubt = self.batches
                self.batches += 1
                records = [proposal(urn, name=f"묶음 {batch}") for urn in self.urns(batch)]
                records.append(proposal(self.counter_urn, name="counter", customProperties={"n": str(batch)}))
                status, outcome = self.server.put(*records, connection=connection)
                if status != 200 or outcome["rejected"]:
                    raise AssertionError(f"refused: {status} {outcome}")
                self.acknowledged.append(batch)
                self.counter = batch
                self.in_doubt = None
        except (OSError, http.client.HTTPException):
            connection.close()


class Crash(unittest.TestCase):
    def test_fifty_kills_under_load(self):
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        batches = [0] * WRITERS
        total = 0
        with self.subTest(seed=seed), Server() as server:
            for _ in range(KILLS):
                writers = [Writer(server, number, batches[number]) for number in range(WRITERS)]
                for writer in writers:
                    writer.start()
                time.sleep(chance.uniform(0.01, 0.3))  # the kill must not be in step with anything
                server.kill()
                for writer in writers:
                    writer.join()
                server.start()
                total += sum(len(writer.acknowledged) for writer in writers)
                for writer in writers:
                    self.check(server, writer)
                    batches[writer.number] = writer.batches
                self.assertEqual(server.differences(), 0)
            self.assertGreater(total, KILLS, "the kills came before any write")
            self.assertGreaterEqual(server.search("*", facets="none")["total"], total * BATCH)
            self.assertEqual(server.run("verify").returncode, 0)
            self.assertEqual(server.terminate(), 0)
        print(f"{total} batches acknowledged, {KILLS} kills")

    def present(self, server, urns):
        return sum(server.get(urn, aspect="datasetProperties")[0] == 200 for urn in urns)

    def check(self, server, writer):
        for batch in writer.acknowledged[-3:]:
            self.assertEqual(self.present(server, writer.urns(batch)), BATCH, f"lost: batch {batch}")
        if writer.in_doubt is not None:
            self.assertIn(self.present(server, writer.urns(writer.in_doubt)), (0, BATCH), "half a batch")
        if writer.acknowledged:
            stored = server.get(writer.counter_urn)[1]["aspects"]["datasetProperties"]["customProperties"]["n"]
            self.assertGreaterEqual(int(stored), writer.counter, "an acknowledged overwrite is lost")


if __name__ == "__main__":
    unittest.main(verbosity=2)
