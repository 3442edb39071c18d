"""Stretches of work as columns, ready for the frames of legs (các chặng xử lý từ nhật ký)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import require
from thutuc.logs.log_data import Column, LogData, column_of
from thutuc.logs.log_moments import Times, in_zone
from thutuc.logs.log_stretches import ENDS, Stretch, paired, steps_of
from thutuc.moments import local_time
from thutuc.statuses import Action

STARTS = ("lifecycle", "completions")
Places: TypeAlias = npt.NDArray[np.int64]
Workers: TypeAlias = tuple[int | None, ...]


def legs_of(
    log: LogData,
    calendar: WorkCalendar,
    *,
    starts: str | None = None,
    office: str = "office",
    now: datetime | None = None,
) -> dict[str, Column]:
    """The columns of the legs of a log, those of a case by the moment at which they were entered."""
    if now is not None:
        now = local_time(require(now, datetime, "now"), calendar.zone)
    if starts is not None and starts not in STARTS:
        raise InvalidValueError(
            f"starts is 'lifecycle', from the starts that the log tells, or 'completions', from one "
            f"completion to the next, not {starts!r}",
            given=starts,
        )
    if office not in log.events:
        raise InvalidValueError(
            f"the log has no column {office!r}; it has {', '.join(log.events)}", given=office
        )
    places, every, found = _stretches(
        log, calendar, starts or ("lifecycle" if log.has_starts else "completions"), now
    )
    codes = _codes(log.events["case"])[places]
    order = np.lexsort((np.arange(len(places)), found["entered"], codes))
    known = ~np.isnat(found["entered"]) & ~_until_snapshot(log.events)[places]
    order = order[known[order]]
    codes, steps = codes[order], log.events["activity"][places[order]]
    workers: list[Workers] = [every[i] for i in order.tolist()]
    return {
        "dossier": log.events["case"][places[order]],
        "order": _numbers(codes),
        "step": steps,
        "office": _told_by(log.events[office], workers),
        "officer": _told_by(log.events["officer"], workers),
        **{name: column[order] for name, column in found.items()},
        "rework": _again(codes, steps),
    }


def _stretches(
    log: LogData, calendar: WorkCalendar, starts: str, now: datetime | None
) -> tuple[Places, list[Workers], dict[str, Column]]:
    """For each stretch its first event, the events that may tell who worked, and its moments."""
    events, codes = log.events, _codes(log.events["case"])
    moments = in_zone(events["moment"], events["ahead"], calendar.zone)
    steps = steps_of(events["lifecycle"].tolist())
    if starts == "completions":
        places, found = _from_completions(codes, moments, steps)
        return places, [(place,) for place in places.tolist()], found
    stretches = paired(codes.tolist(), events["activity"].tolist(), events["instance"].tolist(), steps, [])
    # Who works is who began, or else ended; work that came to somebody may be done by another.
    workers: list[Workers] = [(one.started, one.first, one.ended) for one in stretches]
    return (
        np.array([one.first for one in stretches], np.int64),
        workers,
        _from_lifecycle(stretches, moments, calendar, now),
    )


def _told_by(column: Column, places: Sequence[Workers]) -> Column:
    """What the first of some events says that says anything."""
    values = column.tolist()
    return column_of(
        [next((values[i] for i in some if i is not None and values[i] is not None), None) for some in places]
    )


def _codes(cases: Column) -> Places:
    """The number of the case of each event."""
    changed = cases[1:] != cases[:-1]
    return np.cumsum(np.r_[0, changed]).astype(np.int64) if len(cases) else np.empty(0, np.int64)


def _numbers(codes: Places) -> Column:
    """The number of each leg within its case, from 1."""
    if not len(codes):
        return np.empty(0, np.int64)
    first = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    return np.arange(len(codes)) - np.repeat(first, np.diff(np.r_[first, len(codes)])) + 1


def _again(codes: Places, steps: Column) -> Column:
    """Whether the case had this step before."""
    seen: set[tuple[int, object]] = set()
    found = np.zeros(len(codes), np.bool_)
    for i, key in enumerate(zip(codes.tolist(), steps.tolist(), strict=True)):
        found[i] = key in seen
        seen.add(key)
    return found


def _until_snapshot(events: Mapping[str, Column]) -> npt.NDArray[np.bool_]:
    """Whether each event was before its case was taken over from another system: who worked is not known."""
    codes = _codes(events["case"])
    taken = np.flatnonzero(events["activity"] == Action.TAKE_SNAPSHOT.value)
    last = np.full(codes[-1] + 1 if len(codes) else 0, -1)
    last[codes[taken]] = taken
    return np.arange(len(codes)) <= last[codes]


def _from_completions(codes: Places, moments: Times, steps: list[str]) -> tuple[Places, dict[str, Column]]:
    """From the completion before to each one; the first is entered when it is completed."""
    # What has no moment ends nothing.
    ended = [i for i, step in enumerate(steps) if step in ENDS and not np.isnat(moments[i])]
    places = np.array(ended, np.int64)
    done, case = moments[places], codes[places]
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
    found: list[Stretch], moments: Times, calendar: WorkCalendar, now: datetime | None
) -> dict[str, Column]:
    def at(places: list[int | None]) -> Times:
        there = np.array([-1 if place is None else place for place in places], np.int64)
        return np.where(there < 0, np.datetime64("NaT", "us"), moments[there]) if len(there) else moments[:0]

    # An end alone, or one before its start, takes no time.
    zero = [one.first if one.lacks_start or one.backward is not None else None for one in found]
    entered = at([one.first for one in found])
    started = at([one.started if lone is None else lone for one, lone in zip(found, zero, strict=True)])
    finished = at([one.ended for one in found])
    for later in (started, finished):
        entered = np.where(np.isnat(entered), later, entered)
    paused = [_paused(one, moments, calendar, now) if one.pauses else 0.0 for one in found]
    return {
        "entered": entered,
        "started": started,
        "finished": finished,
        "paused": np.array(paused, np.float64),
    }


def _paused(one: Stretch, moments: Times, calendar: WorkCalendar, now: datetime | None) -> float:
    """The working hours in which a stretch was suspended, up to now while that lasts."""
    hours = 0.0
    for begin, end in one.pauses:
        until = end if end is not None else one.ended
        first: datetime | None = moments[begin].item()
        last: datetime | None = now if until is None else moments[until].item()
        if first is not None and last is not None and (until is not None or first < last):
            hours += calendar.working_time_between(first, last).total_seconds() / 3600
    return hours
