"""Stretches of work as columns, ready for the frames of legs (các chặng xử lý từ nhật ký)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.logs.log_data import Column, LogData, column_of
from thutuc.logs.log_moments import Times, in_zone
from thutuc.logs.log_stretches import ENDS, Stretch, paired, steps_of

STARTS = ("lifecycle", "completions")
_HOUR = 3_600_000_000


def legs_of(
    log: LogData, calendar: WorkCalendar, *, starts: str | None = None, office: str = "office"
) -> dict[str, Column]:
    """The columns of the legs of a log, those of a case by the moment at which they were entered."""
    if starts is not None and starts not in STARTS:
        raise InvalidValueError(
            f"starts is 'lifecycle', from the starts that the log tells, or 'completions', from one completion "
            f"to the next, not {starts!r}",
            given=starts,
        )
    if office not in log.events:
        raise InvalidValueError(
            f"the log has no column {office!r}; it has {', '.join(log.events)}", given=office
        )
    chosen = starts or ("lifecycle" if log.has_starts else "completions")
    moments = in_zone(log.events["moment"], log.events["ahead"], calendar.zone)
    steps = steps_of(log.events["lifecycle"].tolist())
    codes = _codes(log.events["case"])
    if chosen == "completions":
        places, columns = _from_completions(codes, moments, steps)
        workers = [(place,) for place in places.tolist()]
    else:
        found = paired(
            codes.tolist(), log.events["activity"].tolist(), log.events["instance"].tolist(), steps
        )
        places, columns = _from_lifecycle(found, moments, calendar)
        # Who works is who began, or else ended; work that came to somebody may be done by another.
        workers = [(one.started, one.first, one.ended) for one in found]
    columns["office"], columns["officer"] = (_told_by(log.events[name], workers) for name in (office, "officer"))
    known = ~np.isnat(columns["entered"])
    places, codes = places[known], codes[places[known]]
    columns = {name: column[known] for name, column in columns.items()}
    order = np.lexsort((np.arange(len(places)), columns["entered"], codes))
    places, codes = places[order], codes[order]
    columns = {name: column[order] for name, column in columns.items()}
    steps_done = log.events["activity"][places]
    return {
        "dossier": log.events["case"][places],
        "order": _numbers(codes),
        "step": steps_done,
        "office": columns.pop("office"),
        "officer": columns.pop("officer"),
        **columns,
        "rework": _again(codes, steps_done),
    }


def _told_by(column: Column, places: Sequence[tuple[int | None, ...]]) -> Column:
    """What the first of some events says that says anything."""
    values = column.tolist()
    return column_of(
        [next((values[i] for i in some if i is not None and values[i] is not None), None) for some in places]
    )


def _codes(cases: Column) -> "np.ndarray[Any, np.dtype[np.int64]]":
    changed = cases[1:] != cases[:-1]
    return np.cumsum(np.r_[0, changed]).astype(np.int64) if len(cases) else np.empty(0, np.int64)


def _numbers(codes: Any) -> Column:  # noqa: ANN401 - an array
    """The number of each leg within its case, from 1."""
    if not len(codes):
        return np.empty(0, np.int64)
    first = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    return np.arange(len(codes)) - np.repeat(first, np.diff(np.r_[first, len(codes)])) + 1


def _again(codes: Any, steps: Column) -> Column:  # noqa: ANN401 - an array
    """Whether the case had this step before."""
    seen: set[tuple[int, object]] = set()
    found = np.zeros(len(codes), np.bool_)
    for i, key in enumerate(zip(codes.tolist(), steps.tolist(), strict=True)):
        found[i] = key in seen
        seen.add(key)
    return found


def _from_completions(
    codes: Any,
    moments: Times,
    steps: list[str],  # noqa: ANN401 - an array
) -> tuple[Any, dict[str, Column]]:
    """From the completion before to each one; the first is entered when it is completed."""
    places = np.array([i for i, step in enumerate(steps) if step in ENDS], np.int64)
    done, case = moments[places], codes[places]
    # What has no moment ends nothing.
    places, done, case = (column[~np.isnat(done)] for column in (places, done, case))
    same = np.r_[False, case[1:] == case[:-1]] if len(case) else np.empty(0, np.bool_)
    entered = np.where(same, np.r_[done[:1], done[:-1]], done)
    nothing = np.full(len(places), "NaT", "M8[us]")
    return places, {
        "entered": entered,
        "started": nothing,
        "finished": done,
        "paused": np.zeros(len(places)),
    }


def _from_lifecycle(
    found: list[Stretch], moments: Times, calendar: WorkCalendar
) -> tuple[Any, dict[str, Column]]:
    def at(places: list[int | None]) -> Times:
        there = np.array([-1 if place is None else place for place in places], np.int64)
        return np.where(there < 0, np.datetime64("NaT", "us"), moments[there]) if len(there) else moments[:0]

    zero = [one.first if one.lacks_start or one.backward is not None else None for one in found]
    entered = at([one.first for one in found])
    started = at([one.started if lone is None else lone for one, lone in zip(found, zero, strict=True)])
    finished = at([one.ended for one in found])
    paused = np.array([_paused(one, moments, calendar) if one.pauses else 0.0 for one in found], np.float64)
    columns = {"entered": entered, "started": started, "finished": finished, "paused": paused}
    return np.array([one.first for one in found], np.int64), columns


def _paused(one: Stretch, moments: Times, calendar: WorkCalendar) -> float:
    """The working hours in which a stretch was suspended."""
    hours = 0.0
    for begin, end in one.pauses:
        until = end if end is not None else one.ended
        if until is None:
            continue
        first: datetime | None = moments[begin].item()
        last: datetime | None = moments[until].item()
        if first is not None and last is not None:
            hours += calendar.working_time_between(first, last).total_seconds() / 3600
    return hours
