"""When dossiers come: at a rate by weekday and month, or as they came (hồ sơ đến)."""

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, TypeAlias

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc.arrays.lookup import Ints, tables_of
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import ReadOnly, checked, items, mapping, plain_date, real
from thutuc.logs import EventLog
from thutuc.registers import Register
from thutuc.simulation.dated_numbers import one_of
from thutuc.simulation.draws import Shares, draws, key_of


def _rate(given: float) -> float:
    rate = real(given, "a rate of arrivals is a number of dossiers a day")
    if not 0 <= rate < math.inf:
        raise InvalidValueError(f"a rate of arrivals is 0 or more and finite, not {given!r}", given=given)
    return rate


def _weekdays(given: Mapping[int, float]) -> ReadOnly[int, float]:
    return _factors(given, range(7), "weekdays")


def _months(given: Mapping[int, float]) -> ReadOnly[int, float]:
    return _factors(given, range(1, 13), "months")


def _factors(given: Mapping[int, float], allowed: range, name: str) -> ReadOnly[int, float]:
    factors = mapping(given, wanted=f"{name} are a mapping of numbers to factors, such as {{1: 1.5}}")
    return ReadOnly({one_of(key, allowed, name): _rate(factor) for key, factor in factors.items()})


@attrs.frozen
class Inflow:
    """Dossiers that come independently of each other (tốc độ hồ sơ đến).

    The number of a working day is Poisson, with *per_day* times the factors of its weekday and its month as
    its mean; the moments spread over the working time of the day, so that a half day keeps its rate by the
    hour only if its factor says so.

    Args:
        per_day: Expected dossiers on a working day whose factors are 1.
        weekdays: Factors of weekdays, Monday 0 to Sunday 6; left out: 1.
        months: Factors of months, 1 to 12; left out: 1.

    Raises:
        InvalidTypeError: If a rate or factor is no number.
        InvalidValueError: If one is negative or not finite, or a weekday or month is none.

    Examples:
        >>> from datetime import date
        >>> from thutuc import vietnam_calendar
        >>> rate = Inflow(12, weekdays={0: 1.5}, months={2: 0.5})
        >>> rate.expected_on(date(2026, 3, 2))
        18.0
        >>> round(rate.expected(vietnam_calendar(), date(2026, 3, 2), date(2026, 3, 9)))
        66
    """

    per_day: float = attrs.field(converter=_rate)
    weekdays: Mapping[int, float] = attrs.field(factory=dict[int, float], converter=_weekdays)
    months: Mapping[int, float] = attrs.field(factory=dict[int, float], converter=_months)

    def expected_on(self, day: date) -> float:
        """The mean number of a day, if it is worked."""
        return self.per_day * self.weekdays.get(day.weekday(), 1.0) * self.months.get(day.month, 1.0)

    def expected(self, calendar: WorkCalendar, start: date, end: date) -> float:
        """The mean number of all working days in [start, end)."""
        days = (start + timedelta(days=i) for i in range((end - start).days))
        return math.fsum(self.expected_on(day) for day in days if calendar.is_working_day(day))

    def moments(self, calendar: WorkCalendar, start: date, end: date, seed: tuple[object, ...]) -> Ints:
        """Arrivals in [start, end) in order, on the coordinate of the calendar."""
        tables = tables_of(calendar)
        days = np.arange((start - calendar.first).days, (end - calendar.first).days)
        days = days[tables.is_open[days]]
        upto: Shares = np.cumsum(
            [self.expected_on(calendar.first + timedelta(days=i)) for i in days.tolist()]
        )
        if not upto.size or not upto[-1]:
            return np.empty(0, np.int64)
        # A Poisson process by its own clock: gaps of mean 1, stretched by the rates.
        mean = float(upto[-1])
        count = math.ceil(mean + 10 * math.sqrt(mean) + 20)
        came = np.cumsum(-np.log(draws(key_of(*seed, "arrival"), np.arange(count))))
        came = came[came < mean]
        place = np.searchsorted(upto, came, side="right")
        begun = np.append(0.0, upto)
        share = (came - begun[place]) / (begun[place + 1] - begun[place])
        within = np.floor(share * tables.day_length[days][place]).astype(np.int64)
        return tables.latest(tables.day_reading[days][place] + within)

    @classmethod
    def of(
        cls, moments: Iterable[datetime | date], calendar: WorkCalendar, start: date, end: date
    ) -> "Inflow":
        """The rate that moments of receipt in [start, end) come nearest to, by weekday and month.

        The factors are estimated one after the other: a month's is its number of dossiers over what its
        working days would bring at the mean rate, a weekday's the same with the months taken into account.

        Args:
            moments: Moments or days of receipt; those outside the days given, or on days off, are left out.
            calendar: When the receiving office works.
            start: First day.
            end: The day after the last.

        Raises:
            InvalidTypeError: If a moment is none, or *start* or *end* no day.
            InvalidValueError: If no working day lies between *start* and *end*.
        """
        first, last = plain_date(start, "`start`"), plain_date(end, "`end`")
        days = [first + timedelta(days=i) for i in range((last - first).days)]
        worked = [day for day in days if calendar.is_working_day(day)]
        if not worked:
            raise InvalidValueError(f"no working day lies between {start} and {end}", given=(start, end))
        inside = set(worked)
        counts: dict[date, int] = dict.fromkeys(worked, 0)
        for moment in _received(moments):
            day = calendar.local_date(moment)
            if day in inside:
                counts[day] += 1
        mean = sum(counts.values()) / len(worked)
        if not mean:
            return cls(0)
        months = _ratios({day: day.month for day in worked}, counts, dict.fromkeys(worked, mean))
        seasonal = {day: mean * months[day.month] for day in worked}
        weekdays = _ratios({day: day.weekday() for day in worked}, counts, seasonal)
        return cls(mean, weekdays, months)


def _ratios(
    groups: Mapping[date, int], seen: Mapping[date, int], expected: Mapping[date, float]
) -> dict[int, float]:
    """For each group of days, what was seen over what was expected."""
    found: dict[int, list[float]] = {}
    for day, group in groups.items():
        sums = found.setdefault(group, [0.0, 0.0])
        sums[0] += seen[day]
        sums[1] += expected[day]
    return {group: a / b if b else 0.0 for group, (a, b) in sorted(found.items())}


def _received(given: Iterable[datetime | date]) -> tuple[datetime | date, ...]:
    wanted = "moments of receipt are dates or datetimes"
    return tuple(checked(one, (date, datetime), wanted) for one in items(given, wanted))


@attrs.frozen(repr=False)
class Recorded:
    """The moments at which dossiers really came, the same in every run (hồ sơ đã nhận).

    Args:
        received: Moments of receipt; of a date, the opening of the office on that day
            or the next working day.

    Raises:
        InvalidTypeError: If one is no moment.
    """

    received: tuple[datetime | date, ...] = attrs.field(converter=_received)

    def __repr__(self) -> str:
        return f"<Recorded of {len(self.received):,} dossiers>"

    @classmethod
    def of(cls, source: Any, column: str = "received_at") -> "Recorded":  # noqa: ANN401 - a register or any frame
        """The arrivals of an event log, a register, or a frame of one, as they were.

        Args:
            source: An `EventLog`, whose cases came at their first events; a `Register`; or a native frame.
            column: Where a frame keeps the moments of receipt.

        Raises:
            InvalidTypeError: If it is none of these, or a moment is missing in a frame.
            InvalidValueError: If the frame has no such column, or a case of the log has no moment.

        Examples:
            >>> from datetime import datetime
            >>> import polars
            >>> from thutuc import logs
            >>> moments = [datetime(2026, 3, 3, 9), datetime(2026, 3, 2, 9)]
            >>> frame = polars.DataFrame({"case": ["H1", "H1"], "activity": ["a", "b"], "moment": moments})
            >>> Recorded.of(logs.read_log(frame)).received
            (datetime.datetime(2026, 3, 2, 9, 0),)
        """
        if isinstance(source, EventLog):
            return cls(_first_moments(source))
        if isinstance(source, Register):
            return cls(entry.received_at for entry in source.entries)
        frame = nw.from_native(source, pass_through=True)
        if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
            raise InvalidTypeError(
                f"arrivals are read from an EventLog, a Register or a frame, not {type(source).__name__}",
                given=source,
            )
        columns = frame.collect_schema().names()
        if column not in columns:
            raise InvalidValueError(
                f"the frame has no column {column!r}; it has {', '.join(columns)}", given=column
            )
        moments = frame.select(column).lazy().collect()
        return cls(moments[column].to_list())

    def _inside(self, calendar: WorkCalendar, start: date, end: date) -> list[datetime]:
        """The moments in [start, end) on the clocks of the office; what came on a day, as it opened next."""
        inside = [moment for moment in self.received if start <= calendar.local_date(moment) < end]
        at = [
            calendar.local_time(moment)
            if isinstance(moment, datetime)
            else calendar.opening(calendar.next_working_day(moment))
            for moment in inside
        ]
        return [moment for moment in at if moment.date() < end]

    def expected(self, calendar: WorkCalendar, start: date, end: date) -> float:
        """How many came in [start, end)."""
        return float(len(self._inside(calendar, start, end)))

    def moments(self, calendar: WorkCalendar, start: date, end: date, seed: tuple[object, ...]) -> Ints:  # noqa: ARG002
        """The moments in [start, end) in order, on the coordinate of the calendar."""
        tables = tables_of(calendar)
        local = np.array(self._inside(calendar, start, end), "M8[us]").view(np.int64) - tables.base
        return np.sort(tables.elapsed(local))


def _first_moments(log: EventLog) -> list[datetime]:
    """When each case first had an event, with the zone in which it is told, if it is told in one."""
    moments, ahead = log.events["moment"], log.events["ahead"]
    found, lacking = list[datetime](), list[str]()
    for case, a, b in log.spans:
        known = a + np.flatnonzero(~np.isnat(moments[a:b]))
        if not known.size:
            lacking.append(case)
            continue
        first = known[np.argmin(moments[known] - np.where(np.isnat(ahead[known]), 0, ahead[known]))]
        moment: datetime = moments[first].item()
        offset: timedelta | None = ahead[first].item()
        found.append(moment if offset is None else moment.replace(tzinfo=timezone(offset)))
    if lacking:
        raise InvalidValueError(
            f"{len(lacking)} cases have no moment, such as {lacking[0]!r}, so that it is not known when they "
            "came; leave them out of the log",
            given=lacking[0],
        )
    return found


Arrivals: TypeAlias = Inflow | Recorded
