"""Asks a program every case: `python conformance/run.py module:function`. How it answers, README.md says."""

import json
import sys
from collections import Counter
from datetime import datetime
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
ANSWERS = ("passed", "other choice", "failed", "not expressed")


def judge(due, case, calendar):
    try:
        on, at = due(case, calendar)
        at = at and datetime.fromisoformat(str(at))
    except Exception as error:  # noqa: BLE001 - whatever a program does with a case
        return "not expressed" if isinstance(error, NotImplementedError) else "failed"
    answers = [case["expected"], *case.get("choice", {}).get("alternatives", [])]
    right = [one for one in answers if one["due_on"] == str(on)[:10]]
    if case["decides"] == "moment" and right:
        if at is None:
            return "not expressed"
        right = [one for one in right if datetime.fromisoformat(one["due_at"]) == at]
    return "failed" if not right else "passed" if right[0] is answers[0] else "other choice"


def run(due):
    """The verdict on every case, by its group and id."""
    files = [json.loads(file.read_text("utf-8")) for file in sorted(HERE.glob("*/*.json"))]
    named = {told.get("name", told.get("group")): told for told in files}
    cases = [(name, case) for name, told in named.items() for case in told.get("cases", [])]
    return {(name, case["id"]): judge(due, case, named[case["calendar"]]) for name, case in cases}


if __name__ == "__main__":
    sys.path[:0] = [str(HERE / "adapters"), "."]
    module, _, function = (sys.argv[1:] or sys.exit(__doc__))[0].partition(":")
    told = run(getattr(import_module(module), function or "due"))
    print(*(f"failed: {id_}" for (_, id_), answer in told.items() if answer == "failed"), sep="\n")
    counted = Counter((name, answer) for (group, _), answer in told.items() for name in (group, "together"))
    for name in [*dict.fromkeys(group for group, _ in told), "together"]:
        print(f"{name:20}", *(f"{counted[name, answer]:4} {answer}" for answer in ANSWERS))
