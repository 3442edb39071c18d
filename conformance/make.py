"""Makes the conformance suite: `python conformance/make.py` writes `calendars/` and `cases/` anew.

No answer in it was asked of thutuc. Each case says on what it rests:

- `worked by hand`: a case of `tests/cases`, answered by a person with the reason beside it;
- `law`: a case of `law.toml`, answered from the sentence of law it cites;
- `document`: an official document names a stretch of rest, and the answer is the day after it;
- `stepping`: counted day by day or minute by minute by the naive models of the tests, which know no thutuc.
"""

import json
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tests"))

from strategies import NAMES, Plan, naive_due  # noqa: E402
from waiting import NaivePauses  # noqa: E402

Case = dict[str, Any]
ONE_DAY = timedelta(days=1)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


WORKED = {
    name: read(ROOT / "tests" / "cases" / f"{name}.toml") for name in ("deadlines", "pauses", "vietnam")
}
DECISIONS = read(ROOT / "src" / "thutuc" / "data" / "state_calendar.toml")["decisions"]
LAW = read(HERE / "law.toml")
CIVIL_CODE = {"text": "Bộ luật Dân sự 91/2015/QH13, Điều 147, 148", "verification": "V"}

# Calendars ----------------------------------------------------------------------------------------------


def official() -> tuple[list[str], dict[str, str | None]]:
    """The days off and the make-up days of state offices, from the worked cases and the decisions."""
    replaced = {swap["worked"]: swap["off"] for one in DECISIONS for swap in one.get("swaps", ())}
    off, made = [], {}
    for year, listed in WORKED["vietnam"]["days"].items():
        off += [f"{year}-{day}" for day in listed["off"].split()]
        for day in listed.get("worked", "").split():
            made[f"{year}-{day}"] = replaced[date.fromisoformat(f"{year}-{day}")].isoformat()
    return off, made


@cache
def calendars() -> dict[str, Case]:
    """Every calendar of the suite by its name."""
    off, made = official()
    found = {}
    for name, told in LAW["calendars"].items():
        says = {"name": name, "says": told["says"], "first": told["first"], "last": told["last"]}
        hours: dict[str, list[list[str]]] = {day: [] for day in NAMES}
        for days, sessions in told["hours"].items():
            a, _, b = days.partition("-")
            for day in NAMES[NAMES.index(a) : NAMES.index(b or a) + 1]:
                hours[day] = [session.split("-") for session in sessions.split(", ")]
        own = {"hours": hours, "days_off": [], "make_up_days": {}, "sources": []}
        if told.get("official"):
            own |= {"days_off": off, "make_up_days": made, "sources": LAW["official"]}
        own["days_off"] = sorted([*own["days_off"], *told.get("days_off", ())])
        found[name] = plain(says | own)
    return found


def plain(value: Any) -> Any:
    """Days and moments as JSON writes them, to the minute where that is all there is."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="auto" if value.second or value.microsecond else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def minute(text: str) -> int:
    hour, _, minutes = text.partition(":")
    return int(hour) * 60 + int(minutes)


@cache
def plan(name: str, first: date, last: date) -> Plan:
    """A calendar of the naive model for some months: every minute of it is looked at."""
    told = calendars()[name]
    first = max(first, date.fromisoformat(told["first"]))
    last = min(last, date.fromisoformat(told["last"]))
    week = [[(minute(a), minute(b)) for a, b in told["hours"][day]] for day in NAMES]
    made = {date.fromisoformat(a): date.fromisoformat(b) for a, b in told["make_up_days"].items()}
    off = {date.fromisoformat(day) for day in told["days_off"]} - made.keys()
    return Plan(first, last, week, off, made)


# Cases --------------------------------------------------------------------------------------------------


def slug(text: str) -> str:
    """A text as an identifier: Latin letters without marks."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in bare if not unicodedata.combining(c))).strip("-")


def case(  # noqa: PLR0917 - in the order in which a case is told
    says: str, basis: str, sources: list[dict[str, str]], limit: Case, start: Any, expected: Case, **more: Any
) -> Case:
    convention, calendar = more.pop("convention", "CIVIL_CODE"), more.pop("calendar", "state-offices")
    for answer in (expected, *more.get("choice", {}).get("alternatives", ())):
        if "due_at" not in answer:
            answer["due_at"] = close_of(calendar, answer["due_on"])
    made = {
        "id": slug(more.pop("id", says)),
        "says": says,
        "calendar": calendar,
        "limit": limit,
        "convention": convention,
        "start": start,
        "changes": more.pop("changes", []),
        "decides": more.pop("decides", "moment" if to_the_minute(limit, convention) else "day"),
        "expected": expected,
        "basis": basis,
        "sources": sources,
    }
    return plain(made | {name: value for name, value in more.items() if value})


def to_the_minute(limit: Case, convention: str) -> bool:
    amount = limit["amount"]
    by_the_hour = convention in {"SAME_HOUR", "WORKING_TIME"} and amount
    return bool(limit["unit"].endswith("HOUR") or amount % 1 or by_the_hour)


def on(day_or_moment: date) -> Case:
    """The answer as a day, or as a moment; at midnight the day before is over."""
    if not isinstance(day_or_moment, datetime):
        return {"due_on": day_or_moment}
    return {"due_on": (day_or_moment - timedelta.resolution).date(), "due_at": day_or_moment}


def close_of(name: str, day: date) -> datetime:
    """When the office closes on *day*: a limit in whole days is over then."""
    told = calendars()[name]
    hours_of = date.fromisoformat(told["make_up_days"].get(day.isoformat(), day.isoformat()))
    closes = told["hours"][NAMES[hours_of.weekday()]][-1][1]
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute(closes))


@attrs.frozen
class Limit:
    """A limit as the naive models read it."""

    amount: float
    unit: SimpleNamespace
    cut_off: Any = None

    @classmethod
    def of(cls, told: Case) -> "Limit":
        hour = told.get("cut_off")
        cut_off = datetime.strptime(hour, "%H:%M").time() if hour else None
        return cls(told["amount"], SimpleNamespace(name=told["unit"]), cut_off)


def stepped(name: str, limit: Case, start: Any, convention: str, changes: list[Case]) -> Case:
    """The answer of the naive models: a restart is a new start, an extension a larger limit from it."""
    begin = start.date() if isinstance(start, datetime) else start
    months = {"MONTH": 31, "YEAR": 366, "WEEK": 7}.get(limit["unit"], 2)
    days = 60 + int(limit["amount"]) * months + 40 * len(changes)
    around = plan(name, date(begin.year, begin.month, 1) - 10 * ONE_DAY, begin + days * ONE_DAY)
    pauses: list[Any] = []
    total = dict(limit)
    for change in changes:
        if change["verb"] == "restart":
            start, pauses, total = change["at"], [], dict(limit)
        elif change["verb"] == "extend":
            total["amount"] += change["by"]["amount"]
        elif change["verb"] == "pause":
            pauses.append(change["at"])
        else:
            pauses[-1] = pauses[-1], change["at"]
    if not pauses:
        day, at = naive_due(around, Limit.of(total), start, convention)
    else:
        model = NaivePauses(around, Limit.of(total), start, convention)
        for pause, resume in pauses:
            model.take(pause, resume)
        day, at = model.due, model.at
    return {"due_on": day, "due_at": at}


# Groups -------------------------------------------------------------------------------------------------

UNITS = {
    "ngày làm việc": "WORKING_DAY",
    "giờ làm việc": "WORKING_HOUR",
    "ngày": "DAY",
    "giờ": "HOUR",
    "tuần": "WEEK",
    "tháng": "MONTH",
    "năm": "YEAR",
}


def limit_of(text: str) -> Case:
    """The few ways in which the worked cases write a limit."""
    found = re.match(r"(\d+)(?:,(\d))? (ngày làm việc|giờ làm việc|ngày|giờ|tuần|tháng|năm)", text)
    if found is None:
        return {"amount": 0, "unit": "WORKING_DAY"} | ({"cut_off": "15:00"} if "sau 15 giờ" in text else {})
    whole, tenth, unit = found.groups()
    return {"amount": float(f"{whole}.{tenth}") if tenth else int(whole), "unit": UNITS[unit]}


def cited(text: str) -> list[dict[str, str]]:
    """The sources that a worked case names, with their marks."""
    marks = LAW["marks"]
    return [
        {"text": one, "verification": next((mark for begin, mark in marks.items() if begin in one), "U")}
        for one in text.split("; ")
    ]


def worked_deadlines() -> Iterator[Case]:
    """Limits of every kind, worked by hand."""
    for told in WORKED["deadlines"]["deadlines"]:
        name = next(
            name
            for name, other in LAW["calendars"].items()
            if other["hours"] == told.get("hours", LAW["calendars"]["state-offices"]["hours"])
            and bool(other.get("official")) != told.get("plain", False)
        )
        yield case(
            told["name"],
            "worked by hand",
            cited(told["source"]),
            limit_of(told["limit"]),
            told["start"],
            on(told["due"]),
            calendar=name,
            convention=told.get("convention", "CIVIL_CODE"),
            why=told["reason"],
        )


def worked_pauses() -> Iterator[Case]:
    """What is left when a pause begins is left when it ends, worked by hand."""
    for told in WORKED["pauses"]["cases"]:
        verbs = ("pause", "resume")
        changes = [{"verb": verbs[i], "at": at} for pair in told["pauses"] for i, at in enumerate(pair)]
        if more := told.get("extension"):
            by = {"amount": more["amount"], "unit": more["unit"]}
            changes.append({"verb": "extend", "at": more["at"], "by": by})
        changes.sort(key=lambda change: change["at"].isoformat())
        answer = on(told["due_at"]) if "due_at" in told else on(told["due_on"])
        yield case(
            told["fact"],
            "worked by hand",
            LAW["pauses"],
            told["limit"],
            told["start"],
            answer,
            changes=changes,
            convention=told.get("convention", "CIVIL_CODE"),
        )


def make_up_days() -> Iterator[Case]:
    """A working day from the day before a make-up day ends on it: it is worked."""
    for decision in DECISIONS:
        for swap in decision.get("swaps", ()):
            yield case(
                f"a working day from the day before {swap['worked']} ends on it, worked for {swap['off']}",
                "document",
                [source_of(decision, swap)],
                {"amount": 1, "unit": "WORKING_DAY"},
                swap["worked"] - ONE_DAY,
                on(swap["worked"]),
                id=f"make-up {swap['worked']}",
            )


def rests() -> Iterator[Case]:
    """Over a stretch of rest that a document names, in working days, and into it, in calendar days."""
    stretches = [(one, source_of(it, one)) for it in DECISIONS for one in it.get("rest", ())]
    stretches += [(one, LAW["rest_by_law"]) for one in WORKED["vietnam"]["by_law"]]
    for rest, source in stretches:
        first, after = rest["first"], rest["last"] + ONE_DAY
        yield case(
            f"one working day over {rest['occasion']}",
            "document",
            [source],
            {"amount": 1, "unit": "WORKING_DAY"},
            first - ONE_DAY,
            on(after),
            id=f"over {first}",
        )
        yield case(
            f"15 days that end on the first day of {rest['occasion']} roll to the day after it",
            "document",
            [source, CIVIL_CODE],
            {"amount": 15, "unit": "DAY"},
            first - 15 * ONE_DAY,
            on(after),
            id=f"15 days into {first}",
        )


def source_of(decision: Case, item: Case) -> dict[str, str]:
    return {"text": decision["document"], "verification": (decision | item)["verification"]}


def law() -> Iterator[Case]:
    """Answers that follow from a sentence of law; where it leaves a choice, with the answer of each."""
    for told in LAW["cases"]:
        told = dict(told)  # noqa: PLW2901
        for other in told.get("choice", {}).get("alternatives", ()):
            if "due" in other:
                other |= on(other.pop("due"))  # noqa: PLW2901
        yield case(
            told.pop("says"),
            "law",
            [{"text": text, "verification": mark} for text, mark in told.pop("sources")],
            told.pop("limit"),
            told.pop("start"),
            on(told.pop("due")),
            **told,
        )


def stepping(group: str) -> Iterator[Case]:
    """The grid of a group: every calendar, convention, limit and start it names, one with the other."""
    for grid in LAW["grids"]:
        if grid["group"] != group:
            continue
        for name in grid["calendars"]:
            for convention in grid.get("conventions", ["CIVIL_CODE"]):
                for start in grid["starts"]:
                    for amount, unit in grid["limits"]:
                        for changes in grid.get("changes", [[]]):
                            yield one_stepped(grid, name, convention, start, (amount, unit), changes)


def one_stepped(  # noqa: PLR0917 - in the order of the grid
    grid: Case, name: str, convention: str, start: Any, length: tuple[float, str], changes: list[Case]
) -> Case:
    limit = {"amount": length[0], "unit": length[1]} | (
        {"cut_off": grid["cut_off"]} if "cut_off" in grid else {}
    )
    told = [
        change | {"by": {"amount": change["by"], "unit": length[1]}} if "by" in change else dict(change)
        for change in changes
    ]
    unit = length[1].lower().replace("_", " ")
    then = ", ".join(f"{change['verb']} {plain(change['at'])}" for change in told)
    says = f"{length[0]} {unit} from {plain(start)}, {name}, {convention}" + (f"; {then}" if then else "")
    by = f" by {told[0]['by']['amount']}" if told and "by" in told[0] else ""
    return case(
        says,
        "stepping",
        [{"text": text, "verification": mark} for text, mark in grid["sources"]],
        limit,
        start,
        stepped(name, limit, start, convention, told),
        calendar=name,
        convention=convention,
        changes=told,
        id=f"{says}{by} {grid.get('cut_off', '')}",
    )


GROUPS = {
    "worked-deadlines": worked_deadlines,
    "worked-pauses": worked_pauses,
    "make-up-days": make_up_days,
    "rests": rests,
    "law-and-choices": law,
}
"""The groups that are not grids, each with what makes its cases."""


def files() -> dict[str, str]:
    """Every file of the suite that is made, by its path below `conformance`."""
    made = {f"calendars/{name}.json": told for name, told in calendars().items()}
    for group in [*GROUPS, *dict.fromkeys(grid["group"] for grid in LAW["grids"])]:
        listed = list(GROUPS[group]() if group in GROUPS else stepping(group))
        made[f"cases/{group}.json"] = {
            "group": group,
            "about": LAW["about"][group],
            "cases": listed,
        }
    return {path: written(told) for path, told in made.items()}


def written(told: Case) -> str:
    """JSON with a case, or a field of a calendar, to a line: small to read, and small to compare."""
    head = {key: value for key, value in told.items() if key != "cases"}
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    text = ",\n".join(lines)
    if "cases" in told:
        cases = ",\n".join(json.dumps(one, ensure_ascii=False) for one in told["cases"])
        text += f',\n"cases": [\n{cases}\n]'
    return f"{{\n{text}\n}}\n"


if __name__ == "__main__":
    for path, text in files().items():
        (HERE / path).parent.mkdir(exist_ok=True)
        (HERE / path).write_text(text, "utf-8")
