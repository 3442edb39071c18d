"""The stretches of a log as a model sees them: when each came, began and ended, in working time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.lookup import Ints, Truths, tables_of
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import name_text
from thutuc.logs import EventLog
from thutuc.logs.log_legs import legs_of
from thutuc.procedures.route import office_text
from thutuc.simulation.distances import Stretches, Times

_MISSING = np.datetime64("NaT", "us")


@attrs.frozen(eq=False)
class Seen:
    """Stretches of work in the order of their cases, those of a case as they came (các chặng đã thấy)."""

    case: npt.NDArray[Any]
    step: npt.NDArray[Any]
    office: npt.NDArray[Any]
    officer: npt.NDArray[Any]
    came: Times
    """When the dossier came to the step: with the end of the step before, or as the log tells."""
    started: Times
    """When work began; of completions alone, when the dossier came."""
    ended: Times
    """When it was done; missing where it is not."""
    paused: npt.NDArray[np.float64]
    """Working hours in which it was suspended."""
    has_starts: bool
    """Whether the log tells when work began."""
    nameless: float
    """What share of the work has no activity, and is left out."""
    until: datetime
    """Up to when it was seen."""

    @property
    def is_over(self) -> Truths:
        """Whether each is done."""
        return ~np.isnat(self.ended)

    @property
    def firsts(self) -> Ints:
        """The place of the first stretch of each case."""
        return np.flatnonzero(np.append(True, self.case[1:] != self.case[:-1]))

    @property
    def received(self) -> Times:
        """When the case of each stretch came."""
        firsts = self.firsts
        return np.repeat(self.came[firsts], np.diff(np.append(firsts, len(self.case))))

    def stretches(self, since: date | None = None, before: date | None = None) -> Stretches:
        """What is done of the cases received in [since, before), for distances."""
        kept = self.is_over
        if since is not None:
            kept &= self.received >= np.datetime64(since)
        if before is not None:
            kept &= self.received < np.datetime64(before)
        # Where only ends are known, ends alone are compared.
        starts = self.started if self.has_starts else self.ended
        return Stretches(self.case[kept], self.step[kept], starts[kept], self.ended[kept])


def read_stretches(
    log: EventLog,
    calendar: WorkCalendar,
    *,
    starts: str | None = None,
    office: str = "office",
    until: date | None = None,
) -> Seen:
    """The stretches of a log, as they were known at the beginning of *until*.

    Raises:
        InvalidValueError: If the log tells nothing by then.
    """
    columns, nameless = _named(legs_of(log, calendar, starts=starts, office=office))
    entered, started, ended = (columns[name].astype("M8[us]") for name in ("entered", "started", "finished"))
    has_starts = bool((~np.isnat(started)).any())
    kept = np.ones(len(entered), np.bool_)
    if until is not None:
        limit = np.datetime64(until, "us")
        # Of completions alone, the step that was not over by then is not known either.
        kept = entered < limit if has_starts else ended < limit
        ended = np.where(ended < limit, ended, _MISSING)
        started = np.where(started < limit, started, _MISSING)
    if not kept.any():
        raise InvalidValueError(
            "the log tells of no work in this time; a model is fitted to what was done", given=until
        )
    columns = {name: column[kept] for name, column in columns.items()}
    entered, started, ended = entered[kept], started[kept], ended[kept]
    last = np.fmax.reduce(np.append(entered, ended)) if until is None else np.datetime64(until, "us")
    came = _came(columns["dossier"], entered, started, ended) if has_starts else entered
    return Seen(
        columns["dossier"],
        _read_as(name_text, columns["step"]),
        _read_as(office_text, columns["office"]),
        _read_as(name_text, columns["officer"]),
        came,
        started if has_starts else came,
        ended,
        columns["paused"].astype(float),
        has_starts,
        nameless,
        last.item(),
    )


def _named(columns: Mapping[str, npt.NDArray[Any]]) -> tuple[Mapping[str, npt.NDArray[Any]], float]:
    """The stretches that have an activity, and what share has none."""
    named = np.array([step is not None for step in columns["step"].tolist()], np.bool_)
    share = 1 - float(named.mean()) if len(named) else 0.0
    return {name: column[named] for name, column in columns.items()}, share


def _read_as(read: Callable[[str], str], column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Names as a model keeps them, each of the few read once; what is missing or empty is missing."""
    names = column.tolist()
    known = {
        name: None if name is None else read(str(name)) if str(name).strip() else None for name in set(names)
    }
    return np.array([known[name] for name in names], object)


def _came(case: npt.NDArray[Any], entered: Times, started: Times, ended: Times) -> Times:
    """When each came: as told, or else with the end of what its case had done before."""
    came = entered.copy()
    last: dict[Any, Any] = {}
    for i, (of, start, end) in enumerate(zip(case.tolist(), started, ended, strict=True)):
        if start == entered[i]:
            before = last.get(of)
            if before is not None and before <= start:
                came[i] = before
        if not np.isnat(end):
            last[of] = max(end, last.get(of, end))
    return came


def working_time(calendar: WorkCalendar, start: Times, end: Times) -> Ints:
    """The working time from each moment to another, in microseconds.

    Raises:
        CalendarRangeError: If one lies outside the calendar.
    """
    if not len(start):
        return np.empty(0, np.int64)
    calendar.is_working_day(min(start.min(), end.min()).item().date())
    calendar.is_working_day(max(start.max(), end.max()).item().date())
    tables = tables_of(calendar)
    first, last = (tables.reading(tables.elapsed(at.view(np.int64) - tables.base)) for at in (start, end))
    found: Ints = np.maximum(last - first, 0)
    return found
