"""The conformance suite: its files, its answers, its runner, and the scores that the docs print."""

import importlib
import json
import re
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

CONFORMANCE = Path(__file__).parent.parent / "conformance"
PAGE = CONFORMANCE.parent / "docs" / "explanation" / "conformance.md"
sys.path[:0] = [str(CONFORMANCE), str(CONFORMANCE / "adapters")]

import make  # noqa: E402
import run  # noqa: E402

FILES = {
    str(path.relative_to(CONFORMANCE)): path.read_text("utf-8")
    for folder in ("calendars", "cases")
    for path in (CONFORMANCE / folder).iterdir()
}
CALENDARS = {
    told["name"]: told for path, text in FILES.items() if "calendars" in path for told in [json.loads(text)]
}
CASES = [case for path, text in FILES.items() if "cases" in path for case in json.loads(text)["cases"]]
ONE_DAY = timedelta(days=1)


def test_the_files_are_what_they_are_made_of():
    """The committed files are what make.py writes, each and no other."""
    assert make.files() == FILES


def test_there_are_cases_of_every_kind():
    """At least 400 cases, no two of one id, every unit, convention, change and basis among them."""
    assert len({case["id"] for case in CASES}) == len(CASES) >= 400
    assert len({case["limit"]["unit"] for case in CASES}) == 7
    assert len({case["convention"] for case in CASES}) == 4
    assert {change["verb"] for case in CASES for change in case["changes"]} == {
        "pause",
        "resume",
        "restart",
        "extend",
    }
    assert {case["basis"] for case in CASES} == {"worked by hand", "law", "document", "stepping"}
    assert sum("choice" in case for case in CASES) >= 10


def test_the_files_follow_the_schema():
    """Every file is valid by the published schema, and the schema itself is one."""
    validators = pytest.importorskip("jsonschema").validators
    schema = json.loads((CONFORMANCE / "schema.json").read_text("utf-8"))
    validators.Draft202012Validator.check_schema(schema)
    for path, text in FILES.items():
        problems = validators.Draft202012Validator(schema).iter_errors(json.loads(text))
        assert not [problem.message for problem in problems], path


# A naive oracle of its own: the law of whole days, one day after the other --------------------------------


def works_on(calendar, day):
    text = day.isoformat()
    if text in calendar["make_up_days"]:
        return True
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return text not in calendar["days_off"] and bool(calendar["hours"][names[day.weekday()]])


def months_later(day, months):
    """The corresponding day, or the last one of its month, found by walking."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    found = day
    while (found.year, found.month) != (year, month):
        found += ONE_DAY
    while found.day < day.day and (found + ONE_DAY).month == month:
        found += ONE_DAY
    return found


def told(case):
    """The start, the amount and the days on which nothing counts, after all changes."""
    day, amount, moved = date.fromisoformat(case["start"][:10]), case["limit"]["amount"], []
    for change in case["changes"]:
        at = date.fromisoformat(change["at"][:10])
        if change["verb"] == "restart":
            day, amount, moved = at, case["limit"]["amount"], []
        elif change["verb"] == "extend":
            amount += change["by"]["amount"]
        else:
            moved.append(at)
    pairs = zip(moved[::2], moved[1::2], strict=True)
    return day, amount, {a + i * ONE_DAY for a, b in pairs for i in range(1, (b - a).days + 1)}


def on_the_fingers(case, calendar):
    """The due day of whole days, walking; a pause stops the walk, whatever is left of it."""
    day, left, stopped = told(case)
    unit, counts_first = case["limit"]["unit"], case["convention"] == "INCLUSIVE" and works_on(calendar, day)
    if unit in {"MONTH", "YEAR"}:
        left = (months_later(day, left * (12 if unit == "YEAR" else 1)) - day).days
    left = (left * 7 if unit == "WEEK" else left) - counts_first
    while left:
        day += ONE_DAY
        left -= day not in stopped and (unit != "WORKING_DAY" or works_on(calendar, day))
    # A pause on the last day leaves the rest of it to the day of the resume; a day off rolls.
    while day + ONE_DAY in stopped or not works_on(calendar, day):
        day += ONE_DAY
    return day


def is_in_whole_days(case):
    limit, changes = case["limit"], case["changes"]
    pauses = [date.fromisoformat(change["at"][:10]) for change in changes if change["verb"] == "pause"]
    same_unit = all(change.get("by", limit)["unit"] == limit["unit"] for change in changes)
    in_days = limit["unit"] not in {"HOUR", "WORKING_HOUR"} and not limit["amount"] % 1
    counts = case["convention"] in {"CIVIL_CODE", "INCLUSIVE"} and limit["amount"] and "cut_off" not in limit
    if not (in_days and counts and same_unit):
        return False
    # A pause that begins after the due day is another rule: as late at the resume as at the pause.
    without = case | {"changes": [one for one in changes if one["verb"] not in {"pause", "resume"}]}
    return not pauses or pauses[0] <= on_the_fingers(without, CALENDARS[case["calendar"]])


IN_WHOLE_DAYS = [case for case in CASES if is_in_whole_days(case)]


def test_most_cases_are_counted_on_the_fingers():
    """The cases in whole days are most of the suite."""
    assert len(IN_WHOLE_DAYS) >= 300


@pytest.mark.parametrize("case", IN_WHOLE_DAYS, ids=lambda case: case["id"])
def test_whole_days_counted_on_the_fingers(case):
    """Walking day by day comes to the expected day."""
    assert on_the_fingers(case, CALENDARS[case["calendar"]]).isoformat() == case["expected"]["due_on"]


# The runner and the scores --------------------------------------------------------------------------------


def counted(verdicts):
    return tuple(list(verdicts.values()).count(answer) for answer in run.ANSWERS)


def test_thutuc_passes_every_case():
    """Here every answer is given that the suite holds, and no other."""
    assert counted(run.run(importlib.import_module("with_thutuc").due)) == (len(CASES), 0, 0, 0)


def test_the_runner_tells_four_answers_apart():
    """What fails, what is not expressed, and what another choice would answer are three things."""
    case = next(case for case in CASES if case.get("choice", {}).get("question", "").startswith("From when"))
    calendar = CALENDARS[case["calendar"]]

    def answer(*due):
        return lambda *_: due

    def raises(error):
        def due(*_):
            raise error

        return due

    assert run.judge(answer("2026-03-12", None), case, calendar) == "passed"
    assert run.judge(answer("2026-03-11", None), case, calendar) == "other choice"
    assert run.judge(answer("2026-03-13", None), case, calendar) == "failed"
    assert run.judge(raises(ValueError()), case, calendar) == "failed"
    assert run.judge(raises(NotImplementedError()), case, calendar) == "not expressed"
    hours = case | {"decides": "moment", "expected": {"due_on": "2026-03-12", "due_at": "2026-03-12T08:00"}}
    assert run.judge(answer("2026-03-12", None), hours, calendar) == "not expressed"
    assert run.judge(answer("2026-03-14", None), hours, calendar) == "failed"
    assert run.judge(answer("2026-03-12", "2026-03-12T09:00"), hours, calendar) == "failed"
    assert run.judge(answer("2026-03-12", "2026-03-12T08:00:00"), hours, calendar) == "passed"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (("2026-03-05", "2026-03-06T00:00"), "passed"),
        ((date(2026, 3, 5), datetime(2026, 3, 5, 17)), "passed"),
        ((datetime(2026, 3, 5, 17), None), "passed"),
        (("2026-03-05", "at five"), "failed"),
        (("05/03/2026", None), "failed"),
        ((None, None), "failed"),
        ("2026-03-05", "failed"),
        (None, "failed"),
    ],
)
def test_the_runner_takes_whatever_a_program_answers(answer, verdict):
    """Where the day decides no hour fails; days and moments may be Python's own, and nonsense only fails."""
    case = next(one for one in CASES if one["says"] == "three working days from Monday 10:00")
    assert run.judge(lambda *_: answer, case, CALENDARS[case["calendar"]]) == verdict


def test_every_day_that_decides_ends_when_the_office_closes():
    """Every answer has its moment; where the day is enough it is the end of the last session of the day."""
    for case in CASES:
        for answer in (case["expected"], *case.get("choice", {}).get("alternatives", [])):
            calendar, day = CALENDARS[case["calendar"]], date.fromisoformat(answer["due_on"])
            assert datetime.fromisoformat(answer["due_at"]) - timedelta.resolution >= datetime.combine(
                day, time()
            )
            if case["decides"] == "day":
                taken = date.fromisoformat(calendar["make_up_days"].get(answer["due_on"], answer["due_on"]))
                hours = calendar["hours"][("mon", "tue", "wed", "thu", "fri", "sat", "sun")[taken.weekday()]]
                closes = datetime.fromisoformat(answer["due_at"]) - datetime.combine(day, time())
                assert (
                    f"{closes // timedelta(hours=1):02}:{closes // timedelta(minutes=1) % 60:02}"
                    == hours[-1][1]
                )


def test_the_runner_runs_alone():
    """As a command it prints a line for each group and one for all of them."""
    command = [sys.executable, str(CONFORMANCE / "run.py"), "with_thutuc:due"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert f"{len(CASES)} passed" in printed.splitlines()[-1]


@pytest.mark.parametrize("library", ["numpy", "pandas", "holidays", "workalendar", "bizdays"])
def test_the_page_prints_the_scores_that_were_measured(library):
    """Where a library is here in the version of the page, it scores what the page says."""
    pytest.importorskip(library)
    [row] = re.findall(rf"^\| `?{library}`? \| ([\d.]+) \|(.*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    if version(library) != row[0]:
        pytest.skip(f"measured with {row[0]}")
    scores = counted(run.run(importlib.import_module(f"with_{library}").due))
    assert tuple(map(int, re.findall(r"\d+", row[1])[:4])) == scores
