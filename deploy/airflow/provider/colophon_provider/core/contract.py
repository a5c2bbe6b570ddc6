# SPDX-License-Identifier: Apache-2.0
"""The exit codes of Colophon, and the state that each leads to."""

from __future__ import annotations

import signal

from colophon_provider.core.versions import AirflowException, AirflowFailException, AirflowSkipException

# A retry changes nothing for what fails at once: a person must do something first.
SUCCESS, RETRY, FAIL, SKIP = None, AirflowException, AirflowFailException, AirflowSkipException
CONTRACT = {
    0: (SUCCESS, "everything was read and stored"),
    10: (RETRY, "warnings, and strict was asked for"),
    20: (RETRY, "a part, or nothing, succeeded"),
    64: (FAIL, "wrong flags"),
    69: (RETRY, "source or server cannot be reached"),
    70: (RETRY, "internal error, or a failing disk"),
    75: (RETRY, "try again later"),
    77: (FAIL, "permission denied, or an account that can read rows"),
    78: (FAIL, "a bad recipe"),
    80: (FAIL, "a person must look: the guard held removals back, or a plan is out of date"),
    99: (SKIP, "another run of the pipeline is at work"),
    130: (RETRY, "interrupted; the next run goes on"),
    143: (RETRY, "interrupted; the next run goes on"),
}


def meaning(code: int) -> str:
    if code in CONTRACT:
        return CONTRACT[code][1]
    if code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}" + ("; was there too little memory?" if code == -9 else "")
        except ValueError:
            return f"killed by signal {-code}"
    return "an exit code that Colophon does not have; is this its binary?"


def message_of(report: dict) -> str:
    """The first thing that went wrong, as the report of a run tells it."""
    if report.get("message"):
        return str(report["message"])
    for name in ("failures", "rejected"):
        for note in (report.get(name) or {}).get("first") or []:
            return ": ".join(str(note[key]) for key in ("subject", "urn", "message", "detail") if note.get(key))
    return "; ".join(map(str, (report.get("removals") or {}).get("reasons") or []))


def conclude(what: str, code: int, report: dict) -> None:
    """Returns where the code is a success, else raises what makes Airflow do as the contract says."""
    exception, _ = CONTRACT.get(code, (RETRY, ""))
    if exception is SUCCESS:
        return
    detail = message_of(report)
    raise exception(f"{what} ended with exit code {code}: {meaning(code)}" + (f": {detail}" if detail else ""))
