#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stands where the binary stands: ends with FAKE_CODE (negative: by that signal) and leaves a report as the binary does. Notes
in FAKE_PLACE with what it was called. With FAKE_WAIT it is at work until it is told to stop."""

import json
import os
import pathlib
import signal
import sys

place = pathlib.Path(os.environ["FAKE_PLACE"])
code = int(os.environ.get("FAKE_CODE", "0"))
report = {"outcome": "partial", "exit_code": code, "run_id": f"run-{code}", "pipeline_name": "차량 공유",
          "failures": {"total": 1, "first": [{"subject": "ops.예약", "message": "예약을 읽지 못했다"}]}}
if os.environ.get("FAKE_REPORT") == "long":
    report["summary"] = "예" * 40_000

with open(place / "calls", "a", encoding="utf-8") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\n")
print("읽는 중: ops.예약", file=sys.stderr, flush=True)
if "--report" in sys.argv:  # under our operators, which hide what they passed on
    print("secret as a careless program prints it:", os.environ.get("COLOPHON_PG_PASSWORD"), flush=True)
print("sees Airflow:", "AIRFLOW_HOME" in os.environ, flush=True)
if os.environ.get("FAKE_WAIT"):
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
    (place / "pid").write_text(str(os.getpid()))
    while not stopped:
        signal.pause()
    for _ in range(5_000):  # more than a pipe holds: somebody must read on
        print("checkpoint 예약")
    (place / "stopped").touch()
if "--report" in sys.argv and os.environ.get("FAKE_REPORT") != "none":
    pathlib.Path(sys.argv[sys.argv.index("--report") + 1]).write_text(json.dumps(report), encoding="utf-8")
if "--json" in sys.argv:
    print(json.dumps(report, ensure_ascii=False))
sys.stdout.flush()
if code < 0:
    os.kill(os.getpid(), -code)
    signal.pause()
sys.exit(code)
