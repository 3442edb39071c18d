"""Asks a program every case: `python conformance/run.py module:function [--failed]`.

The function takes a case and its calendar, as the files have them, and returns the due day and the due moment
as ISO text, `None` for a moment it does not know. What it cannot express raises `NotImplementedError`.
"""

import json
import sys
from collections import Counter
from datetime import datetime
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
ANSWERS = ("passed", "other choice", "failed", "not expressed")


def agrees(case, answer, on, at):
    if on != answer["due_on"] or at is None:
        return on == answer["due_on"] and case["decides"] == "day"
    return "due_at" not in answer or datetime.fromisoformat(at) == datetime.fromisoformat(answer["due_at"])


def judge(due, case, calendar):
    try:
        on, at = due(case, calendar)
    except NotImplementedError:
        return "not expressed"
    except Exception:  # noqa: BLE001 - whatever a program does with a case
        return "failed"
    others = case.get("choice", {}).get("alternatives", [])
    chosen = any(agrees(case, other, on, at) for other in others)
    return "passed" if agrees(case, case["expected"], on, at) else "other choice" if chosen else "failed"


def run(due):
    """The verdict on every case, by group and id."""
    calendars = {file.stem: json.loads(file.read_text("utf-8")) for file in HERE.glob("calendars/*.json")}
    groups = [json.loads(file.read_text("utf-8")) for file in sorted(HERE.glob("cases/*.json"))]
    return {
        group["group"]: {case["id"]: judge(due, case, calendars[case["calendar"]]) for case in group["cases"]}
        for group in groups
    }


if __name__ == "__main__":
    sys.path[:0] = [str(HERE / "adapters"), "."]
    module, _, function = sys.argv[1].partition(":")
    told = run(getattr(import_module(module), function or "due"))
    rows = {group: Counter(verdicts.values()) for group, verdicts in told.items()}
    for group, found in [*rows.items(), ("together", sum(rows.values(), Counter()))]:
        print(f"{group:20}", *(f"{found[answer]:4} {answer}" for answer in ANSWERS))
    if "--failed" in sys.argv:
        print(
            *(id_ for verdicts in told.values() for id_, verdict in verdicts.items() if verdict == "failed"),
            sep="\n",
        )
