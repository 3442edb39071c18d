"""What the limits of a register say, each text read once, and when they are due (thời hạn ghi trong sổ)."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due
from thutuc.errors import ThutucError
from thutuc.frames.due import due_dates
from thutuc.frames.due_by_day import MOST, DuesByDay, is_due_by_day
from thutuc.frames.engines import Expr, Frame
from thutuc.frames.layouts import KINDS, Known, Layout
from thutuc.frames.values import Array
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.registers.office_calendars import OfficeCalendars

_NEVER = datetime(1, 1, 1)
_FEW = 2_000
"""Limits and calendars of which it is looked up exactly from when they end outside the calendar."""
_RESERVE = 60
_DAYS = {
    Unit.HOUR: 1,
    Unit.WORKING_HOUR: 2,
    Unit.DAY: 1,
    Unit.WORKING_DAY: 3,
    Unit.WEEK: 7,
    Unit.MONTH: 31,
    Unit.YEAR: 366,
}
_BETWEEN = "\x1f"
_SAID = {"limit_amount": "DOUBLE", "limit_unit": "VARCHAR"}
_UNTIL = {"limit_until": "TIMESTAMP", "limit_hour": "BOOLEAN"}
_DUE = {"due_on_computed": "DATE", "due_at_computed": "TIMESTAMP", "provisional_computed": "BOOLEAN"}


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time.max)


@attrs.frozen
class Asked:
    """A limit as it is counted by one calendar: nothing where the reader of rows is to judge it."""

    limit: TimeLimit | None
    calendar: WorkCalendar


@attrs.frozen(eq=False)
class LimitTexts:
    """The limits of one register.

    Args:
        layout: The register in its engine.
        calendars: When the offices work.
        convention: How days are counted.
        is_typed: Whether receipts are days or moments and no texts.
        has_hours: Whether receipts may have an hour.
    """

    layout: Layout
    calendars: OfficeCalendars
    convention: Convention
    is_typed: bool
    has_hours: bool

    def count(self, frame: Frame, text: Expr | None) -> Frame:
        """Add `limit`, what it says, when it is due, and whether it `fits`: can be counted from the receipt.

        Args:
            frame: The rows, with `received` and its `day`, and with `opens` and `closes`, the ends of the
                calendar; where offices have their own, its `calendar_code`, missing if it is not known.
            text: The texts of the limits, if there is a column of them.
        """
        frame = frame.with_columns(limit=nw.lit("") if text is None else text)
        if self._key != "limit":
            frame = frame.with_columns(
                nw.concat_str(["limit", "calendar_code"], separator=_BETWEEN).alias(self._key)
            )
        # What is parsed first is not parsed twice: the days of texts are those of the calendar.
        ends = [nw.col("day").min().alias("low"), nw.col("day").max().alias("high")] if self.is_typed else []
        asked = frame.group_by(self._key).agg(nw.len().alias("n"), *ends)
        found = [] if text is None else self.layout.fetch(asked.to_native())
        limits = {one: self._asked(one) for one, *_ in found if one is not None}
        if not any(one.limit for one in limits.values()):
            nothing = {name: nw.lit(None, dtype=KINDS[kind]) for name, kind in (_SAID | _DUE).items()}
            return frame.with_columns(fits=nw.col("limit") == "", **nothing)
        said = [
            (float(one.limit.amount), one.limit.unit.value) if one.limit else (None, None)
            for one in limits.values()
        ]
        frame = self._look_up(frame, limits, _SAID, zip(*said, strict=True))
        days = self._days([day for _, _, *ends in found for day in ends if day is not None])
        by_day = all(
            is_due_by_day(one.limit, self.convention, has_hours=self.has_hours)
            for one in limits.values()
            if one.limit is not None
        )
        if len(days) * len(limits) > MOST or not by_day:
            return self._by_row(frame, limits)
        fitting = [self._fitting(one, days, lambda day: day) for one in limits.values()]
        counted = [(one.limit, one.calendar, n) for one, n in zip(limits.values(), fitting, strict=True)]
        dues = DuesByDay.of(counted, days, self.convention)
        frame = self._look_up(frame, limits, _DUE, (dues.due_on, dues.due_at, dues.provisional), days)
        return frame.with_columns(fits=(nw.col("limit") == "") | ~nw.col("due_on_computed").is_null())

    @property
    def _key(self) -> str:
        """The column that tells what is asked: the limit, or the limit and whose calendar counts."""
        return "limit" if self.calendars.by is None else "limit_code"

    def _asked(self, key: str) -> Asked:
        text, _, code = key.partition(_BETWEEN)
        calendar = self.calendars.known[code]
        return Asked(self._limit(text), calendar)

    def _look_up(
        self,
        frame: Frame,
        limits: Mapping[str, object],
        types: Mapping[str, str],
        columns: Iterable[Any],
        days: Array | None = None,
    ) -> Frame:
        known = Known(self._key, list(limits), types, dict(zip(types, columns, strict=True)), days)
        return cast("Frame", nw.from_native(self.layout.look_up(frame.to_native(), known)))

    def _days(self, seen: list[date]) -> Array:
        """The days of the calendars from which limits are counted here."""
        first = min(one.first for one in self.calendars.known.values())
        last = max(one.last for one in self.calendars.known.values())
        if seen:
            first = min(max(first, min(seen)), last)
            last = max(first, min(last, max(seen)))
        return _days_between(first, last)

    # Limits ---------------------------------------------------------------------------------------------

    def _limit(self, text: str) -> TimeLimit | None:
        """The limit of a text, if the engine can count it; what it cannot, the reader of rows judges."""
        try:
            limit = TimeLimit.parse(text) if text.strip() else None
        except ThutucError:
            return None
        if limit is not None and not self.has_hours and limit.counts_from_the_moment(self.convention):
            # Without an hour there is nothing from which minutes could be counted.
            return None
        return limit

    def _fitting(self, asked: Asked, days: Array, start: Callable[[date], date]) -> int:
        """From how many of the days a limit ends within the calendar, those before it not looked at."""
        limit, calendar = asked.limit, asked.calendar
        if limit is None:
            return 0

        def fits(day: Any) -> bool:  # noqa: ANN401 - of numpy
            try:
                due(limit, start(day.item()), calendar, convention=self.convention)
            except ThutucError:
                return bool(day < np.datetime64(calendar.first))
            return True

        # Due days never move back when the start moves on: the first start that is too late is halved out.
        return len(days) if fits(days[-1]) else bisect_left(days, x=True, key=lambda day: not fits(day))

    def _by_row(self, frame: Frame, limits: Mapping[str, Asked]) -> Frame:
        """Due dates from the moment of each receipt."""
        ends = [self._until(key, asked, exact=len(limits) <= _FEW) for key, asked in limits.items()]
        frame = self._look_up(frame, limits, _UNTIL, zip(*ends, strict=True))
        received, codes = nw.col("received"), nw.col("calendar_code")
        fits = (received <= nw.col("limit_until")) & (~nw.col("limit_hour") | nw.col("received_hour"))
        within = (received >= nw.col("opens")) & (received <= nw.col("closes"))
        start = nw.when(fits, within, nw.col("limit") != "").then(received)
        frame = frame.with_columns(fits=fits, start=start)
        calendar: WorkCalendar | dict[str, WorkCalendar] = dict(self.calendars.known)
        by: str | None = "calendar_code"
        if self.calendars.only is not None:
            calendar, by = self.calendars.only, None
        else:
            # Rows of no known calendar have no start, and any code will do.
            some = nw.lit(next(iter(self.calendars.known)))
            frame = frame.with_columns(calendar_code=nw.when(codes.is_null()).then(some).otherwise(codes))
        native = due_dates(
            frame.to_native(),
            calendar,
            calendar_by=by,
            start="start",
            amount="limit",
            convention=self.convention,
            due_at="due_at_computed",
            suffix="_computed",
        )
        return cast("Frame", nw.from_native(native))

    def _until(self, key: str, asked: Asked, *, exact: bool) -> tuple[datetime, bool]:
        """The last receipt from which a limit is counted here, and whether it needs an hour."""
        limit, calendar = asked.limit, asked.calendar
        if limit is None:
            nothing = not key.partition(_BETWEEN)[0].strip()
            return end_of(calendar.last) if nothing else _NEVER, False
        if exact:
            days = _days_between(calendar.first, calendar.last)
            n = self._fitting(asked, days, end_of)
            until = end_of(days[n - 1].item()) if n else _NEVER
        else:
            # Far more days than it takes; what is received later is read one by one.
            most = min(_DAYS[limit.unit] * float(limit.amount) + _RESERVE, (calendar.last - date.min).days)
            until = end_of(calendar.last - timedelta(days=int(most)))
        return until, limit.counts_from_the_moment(self.convention)


def _days_between(first: date, last: date) -> Array:
    return np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
