"""Limits and frequencies as dated data, measured on whatever has moments (thời hạn, định kỳ)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Protocol

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline, due
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import name_text, of, plain_date, require, text_list, whole
from thutuc.limits import TimeLimit, Unit
from thutuc.moments import Moment, comes_before
from thutuc.quality.coded import Dated
from thutuc.words.labels import Labelled


class Standing(Labelled):
    """How a case stands against a limit: done or not, in time or not (tình trạng thời hạn)."""

    DONE_IN_TIME = "done_in_time", "đã xử lý, đúng hạn", "done in time"
    DONE_LATE = "done_late", "đã xử lý, quá hạn", "done late"
    OPEN_IN_TIME = "open_in_time", "đang xử lý, trong hạn", "in progress, in time"
    OPEN_OVERDUE = "open_overdue", "đang xử lý, quá hạn", "in progress, overdue"


class Timed(Protocol):
    """What has named moments: feedback, a dialogue."""

    @property
    def moments(self) -> Mapping[str, Moment | None]:
        """When each thing happened to it, by name; `None` for what has not."""
        ...


@attrs.frozen(kw_only=True)
class DatedLimit(Dated):
    """A limit between two events, as dated data (thời hạn theo quy định).

    Args:
        limit: How long; in a file its Vietnamese text.
        start: Name of the event from which it counts.
        end: Name of the event that must happen.
        before: Whether it counts backward: *end* must lie at least so long before *start*.
        kinds: The kinds of case it holds for, such as `regulation`; none named, for all.

    Raises:
        InvalidValueError: If it counts backward in another unit than days or working days.
    """

    limit: TimeLimit = attrs.field(validator=of(TimeLimit))
    start: str = attrs.field(converter=name_text)
    end: str = attrs.field(converter=name_text)
    before: bool = attrs.field(default=False, validator=of(bool))
    kinds: tuple[str, ...] = attrs.field(default=(), converter=text_list)

    def _check(self) -> None:
        whole_days = self.limit.unit in {Unit.DAY, Unit.WORKING_DAY} and isinstance(self.limit.amount, int)
        if self.before and not whole_days:
            raise InvalidValueError(
                f"{self.code}: counts backward in days or working days, not {self.limit}", given=self.limit
            )

    def holds_for(self, case: Timed) -> bool:
        """Whether it holds for *case*: for every one, or for those of its kinds (đối tượng áp dụng).

        Raises:
            InvalidValueError: If it holds for some kinds, and *case* is of none.

        Examples:
            >>> from thutuc.quality import Feedback, definitions
            >>> limit = definitions().find(DatedLimit, "feedback-transfer", date(2026, 3, 2))
            >>> conduct = Feedback(code="P1", office="A", content=1, received_at=date(2026, 3, 2))
            >>> regulation = Feedback(code="P2", office="A", content=2, received_at=date(2026, 3, 2))
            >>> limit.holds_for(conduct), limit.holds_for(regulation)
            (False, True)
        """
        if not self.kinds:
            return True
        kind = getattr(case, "kind", None)
        if not isinstance(kind, Enum):
            raise InvalidValueError(
                f"{self.code} holds for {', '.join(self.kinds)}; a {type(case).__name__} has no kind",
                given=case,
            )
        return kind.value in self.kinds

    def deadline(self, start: Moment, calendar: WorkCalendar) -> Deadline:
        """The deadline counted from *start*.

        Raises:
            InvalidValueError: If it counts backward; ask for `latest`.
            CalendarRangeError: If the answer lies outside the calendar.
        """
        if self.before:
            raise InvalidValueError(f"{self.code} counts backward; ask for latest()", given=self.code)
        return due(self.limit, start, calendar)

    def latest(self, start: Moment, calendar: WorkCalendar) -> date:
        """The last day on which *end* is in time; for a backward limit so long before *start*."""
        if not self.before:
            return self.deadline(start, calendar).due_on
        day, amount = calendar.local_date(start), int(self.limit.amount)
        if self.limit.unit is Unit.DAY:
            return day - timedelta(days=amount)
        return calendar.add_working_days(day, -amount)

    def standing(self, case: Timed, calendar: WorkCalendar, at: Moment) -> Standing | None:
        """How *case* stands at *at*; `None` if what it counts from has not happened, or it does not hold.

        Raises:
            InvalidValueError: If *case* knows no event of these names, or has no kind where that decides.
        """
        require(calendar, WorkCalendar, "calendar")
        if not self.holds_for(case):
            return None
        start, end = (self._moment(case, name) for name in (self.start, self.end))
        if start is None or (not self.before and not seen(start, calendar, at)):
            return None
        done = end is not None and seen(end, calendar, at)
        stop = end if done and end is not None else at
        if self.before:
            late = calendar.local_date(stop) > self.latest(start, calendar)
        else:
            late = self.deadline(start, calendar).is_late(stop)
        if done:
            return Standing.DONE_LATE if late else Standing.DONE_IN_TIME
        return Standing.OPEN_OVERDUE if late else Standing.OPEN_IN_TIME

    def _moment(self, case: Timed, name: str) -> Moment | None:
        if not isinstance(getattr(case, "moments", None), Mapping):
            raise InvalidTypeError(f"{self.code}: {case!r} has no moments to count from", given=case)
        if name not in case.moments:
            known = ", ".join(case.moments)
            raise InvalidValueError(
                f"{self.code}: a {type(case).__name__} has no event {name!r}; it has {known}", given=name
            )
        return case.moments[name]


def seen(moment: Moment, calendar: WorkCalendar, at: Moment) -> bool:
    """Whether *moment* has come at *at*; a bare date counts as a whole day."""
    return not comes_before(at, moment, calendar.zone)


_PERIODS: Mapping[str, Callable[[date], tuple[int, ...]]] = {
    "year": lambda day: (day.year,),
    "month": lambda day: (day.year, day.month),
    "week": lambda day: tuple(day.isocalendar())[:2],
}


@attrs.frozen(kw_only=True)
class Duty(Dated):
    """So often in every year, month or week, as dated data (nghĩa vụ định kỳ).

    Args:
        minimum: How often at least.
        per: `year`, `month` or `week`.

    Raises:
        InvalidValueError: If *per* is something else.
    """

    minimum: int = attrs.field(validator=whole())
    per: str = attrs.field(converter=name_text)

    def _check(self) -> None:
        if self.per not in _PERIODS:
            raise InvalidValueError(
                f"{self.code}: per is year, month or week, not {self.per!r}", given=self.per
            )

    def shortfalls(self, days: Iterable[date], start: date, end: date) -> dict[date, int]:
        """The whole periods from *start* up to, not including, *end* that fall short.

        Args:
            days: The days on which it was done.
            start: First day.
            end: First day after.

        Returns:
            For each the first day and how often it was done.

        Raises:
            InvalidValueError: If *end* does not come after *start*.
        """
        if plain_date(end, "end") <= plain_date(start, "start"):
            raise InvalidValueError(f"a period cannot run from {start} to {end}", given=(start, end))
        key = _PERIODS[self.per]
        done = [key(day) for day in days]
        # What began earlier or goes on is no whole period.
        cut = {key(start - timedelta(days=1)), key(end)}
        span = [start + timedelta(days=i) for i in range((end - start).days)]
        firsts = {key(day): day for day in reversed(span) if key(day) not in cut}
        counts = {first: done.count(period) for period, first in sorted(firsts.items())}
        return {first: count for first, count in counts.items() if count < self.minimum}
