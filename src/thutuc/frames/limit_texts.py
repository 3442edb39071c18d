"""What the limits of a register say, each text read once, and when they are due (thời hạn ghi trong sổ)."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc import arrays
from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due
from thutuc.errors import ThutucError
from thutuc.frames.due import due_dates
from thutuc.frames.engines import Expr, Frame
from thutuc.frames.layouts import KINDS, Layout
from thutuc.limits import Convention, TimeLimit, Unit
from thutuc.moments import one_offset

_NEVER = datetime(1, 1, 1)
_MOST = 4_000_000
"""Due dates kept at once, one for each limit and day; with more of them, each row is counted by itself."""
_SAID = {"limit_amount": "DOUBLE", "limit_unit": "VARCHAR"}
_UNTIL = {"limit_until": "TIMESTAMP", "limit_hour": "BOOLEAN"}
_DUE = {"due_on_computed": "DATE", "due_at_computed": "TIMESTAMP", "provisional_computed": "BOOLEAN"}


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time.max)


@attrs.frozen(eq=False)
class LimitTexts:
    """The limits of one register.

    Args:
        layout: The register in its engine.
        calendar: When the office works.
        convention: How days are counted.
        is_typed: Whether receipts are days or moments and no texts.
        has_hours: Whether receipts may have an hour.
    """

    layout: Layout
    calendar: WorkCalendar
    convention: Convention
    is_typed: bool
    has_hours: bool

    def count(self, frame: Frame, text: Expr | None) -> Frame:
        """Add `limit`, what it says, when it is due, and whether it `fits`: can be counted from the receipt.

        Args:
            frame: The rows, with `received` and its `day`.
            text: The texts of the limits, if there is a column of them.
        """
        frame = frame.with_columns(limit=nw.lit("") if text is None else text)
        # What is parsed first is not parsed twice: the days of texts are those of the calendar.
        ends = [nw.col("day").min().alias("low"), nw.col("day").max().alias("high")] if self.is_typed else []
        asked = frame.group_by("limit").agg(nw.len().alias("n"), *ends)
        found = [] if text is None else self.layout.fetch(asked.to_native())
        limits = {one: self._limit(one) for one, *_ in found}
        if not any(limits.values()):
            nothing = {name: nw.lit(None, dtype=KINDS[kind]) for name, kind in (_SAID | _DUE).items()}
            return frame.with_columns(fits=nw.col("limit") == "", **nothing)
        said = [(float(one.amount), one.unit.value) if one else (None, None) for one in limits.values()]
        frame = self._look_up(frame, limits, _SAID, zip(*said, strict=True))
        days = self._days([day for _, _, *ends in found for day in ends if day is not None])
        if len(days) * len(limits) > _MOST or not all(map(self._is_due_by_day, limits.values())):
            return self._by_row(frame, limits)
        dues = self._dues(list(limits.values()), days)
        frame = self._look_up(frame, limits, _DUE, dues, days)
        return frame.with_columns(fits=(nw.col("limit") == "") | ~nw.col("due_on_computed").is_null())

    def _look_up(
        self,
        frame: Frame,
        limits: Mapping[str, object],
        types: Mapping[str, str],
        columns: Iterable[Any],
        days: Sequence[Any] | None = None,
    ) -> Frame:
        named = dict(zip(types, columns, strict=True))
        return nw.from_native(self.layout.look_up(frame.to_native(), list(limits), named, types, days))

    def _days(self, seen: list[date]) -> Any:  # noqa: ANN401 - an array of days
        """The days of the calendar from which limits are counted here."""
        first, last = self.calendar.first, self.calendar.last
        if seen:
            first = min(max(first, min(seen)), last)
            last = max(first, min(last, max(seen)))
        return np.arange(first, np.datetime64(last) + 1)

    # Limits ---------------------------------------------------------------------------------------------

    def _limit(self, text: str) -> TimeLimit | None:
        """The limit of a text, if the engine can count it; what it cannot, the reader of rows judges."""
        try:
            limit = TimeLimit.parse(text) if text.strip() else None
        except ThutucError:
            return None
        if limit is None or limit.cut_off is not None:
            return None
        countable = limit.unit.is_hours or limit.unit is Unit.WORKING_DAY
        clocks_change = one_offset(self.calendar.zone, self.calendar.first, self.calendar.last) is None
        by_frames = not self._by_minute(limit) or (countable and limit.amount and not clocks_change)
        return limit if by_frames else None

    def _by_minute(self, limit: TimeLimit) -> bool:
        return limit.unit.is_hours or self.convention is Convention.WORKING_TIME

    def _is_due_by_day(self, limit: TimeLimit | None) -> bool:
        """Whether the day of receipt tells the due date, whatever the hour."""
        if limit is None or not self.has_hours:
            return True
        return limit.amount > 0 and not limit.unit.is_hours and self.convention is Convention.CIVIL_CODE

    def _fitting(self, limit: TimeLimit, days: Any, start: Callable[[date], date]) -> int:  # noqa: ANN401
        """From how many of the days a limit ends within the calendar."""

        def fits(day: Any) -> bool:  # noqa: ANN401 - of numpy
            try:
                due(limit, start(day.item()), self.calendar, convention=self.convention)
            except ThutucError:
                return False
            return True

        # Due days never move back when the start moves on: the first start that is too late is halved out.
        return len(days) if fits(days[-1]) else bisect_left(days, x=True, key=lambda day: not fits(day))

    def _dues(self, limits: list[TimeLimit | None], days: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401
        """For each limit and day the due day, the due moment where the minute counts, and if provisional."""
        shape = len(limits), len(days)
        on, at = np.full(shape, "NaT", "M8[D]"), np.full(shape, "NaT", "M8[us]")
        provisional = np.zeros(shape, np.bool_)
        for k, limit in enumerate(limits):
            if limit is not None and not self._by_minute(limit):
                n = self._fitting(limit, days, lambda day: day)
                found = arrays.due(limit, days[:n], self.calendar, convention=self.convention)
                on[k, :n], provisional[k, :n] = found.due_on, found.provisional
                # At 24:00 it is the next day already, and an answer then is not late.
                minutely = found.to_the_minute | (found.due_at.astype("M8[D]") > found.due_on)
                at[k, :n] = np.where(minutely, found.due_at, np.datetime64("NaT"))
        return on.ravel(), at.ravel(), provisional.ravel()

    def _by_row(self, frame: Frame, limits: Mapping[str, TimeLimit | None]) -> Frame:
        """Due dates from the moment of each receipt."""
        days, ends = (
            np.arange(self.calendar.first, np.datetime64(self.calendar.last) + 1),
            list[tuple[Any, bool]](),
        )
        for text, limit in limits.items():
            n = self._fitting(limit, days, end_of) if limit else 0 if text else len(days)
            until = end_of(days[n - 1].item()) if n else _NEVER
            ends.append((until, limit is not None and self._by_minute(limit)))
        frame = self._look_up(frame, limits, _UNTIL, zip(*ends, strict=True))
        received, first = nw.col("received"), datetime.combine(self.calendar.first, time())
        fits = (received <= nw.col("limit_until")) & (~nw.col("limit_hour") | nw.col("received_hour"))
        start = nw.when(fits, received >= first, received <= end_of(self.calendar.last)).then(received)
        native = due_dates(
            frame.with_columns(fits=fits, start=start).to_native(),
            self.calendar,
            start="start",
            amount="limit_amount",
            unit="limit_unit",
            convention=self.convention,
            due_at="due_at_computed",
            suffix="_computed",
        )
        return nw.from_native(native)
