"""What a calendar is told, and whether it makes sense (khai báo lịch làm việc)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime, timezone, tzinfo
from functools import lru_cache
from typing import Any, ClassVar, Self, cast
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import attrs

from thutuc.calendars.coordinate import range_error
from thutuc.calendars.days import (
    Closure,
    DayHours,
    DayOff,
    MakeUpDay,
    Note,
    Reason,
    as_source,
    check_conflicts,
    is_date,
    read_closures,
    read_day_hours,
    read_days_off,
    read_make_up_days,
    read_undecided,
)
from thutuc.calendars.hours import OfficeHours, Session, read_week
from thutuc.calendars.seasons import Season, Seasons, check_seasons, read_seasons
from thutuc.errors import InvalidValueError
from thutuc.fields import of
from thutuc.law import LegalSource
from thutuc.moments import OFFICE_TIME, days_between, local_date, local_time

_is_zone = of(timezone, ZoneInfo, tzinfo, wanted="zone must be a tzinfo such as ZoneInfo")


@attrs.frozen(repr=False, cache_hash=True)
class Definition:
    """The fields of a [`WorkCalendar`][thutuc.WorkCalendar], and copies with more of them."""

    __made_by__: ClassVar[str] = "kept"

    first: date = attrs.field(validator=is_date)
    last: date = attrs.field(validator=is_date)
    hours: OfficeHours = attrs.field(default=None, converter=read_week)
    days_off: tuple[DayOff, ...] = attrs.field(default=(), converter=read_days_off)
    make_up_days: tuple[MakeUpDay, ...] = attrs.field(default=(), converter=read_make_up_days)
    day_hours: tuple[DayHours, ...] = attrs.field(default=(), converter=read_day_hours)
    closures: tuple[Closure, ...] = attrs.field(default=(), converter=read_closures)
    zone: tzinfo = attrs.field(
        default=OFFICE_TIME,
        validator=of(timezone, ZoneInfo, tzinfo, wanted="zone must be a tzinfo such as ZoneInfo"),
    )
    decided_until: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_date))
    undecided: tuple[date, ...] = attrs.field(default=(), converter=read_undecided)
    rest_source: LegalSource | None = attrs.field(default=None, converter=as_source)
    seasons: tuple[Season, ...] = attrs.field(default=(), converter=read_seasons)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    @classmethod
    def kept(cls, *fields: Any, **named: Any) -> Self:  # noqa: ANN401 - the fields of the class
        """The calendar of these fields: one that there is already, or a new one (lịch dùng chung).

        So what is unpickled or loaded from records shares its tables with all that is equal to it.

        Raises:
            ThutucError: As the class.
        """
        key = cls, Definition(*fields, **named)
        known = _KEPT.get(key)
        return cast("Self", _KEPT.setdefault(key, cls(*fields, **named)) if known is None else known)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        # The definition travels; the tables are found there, or built again.
        return _kept, (type(self), *self.keep())

    def keep(self) -> tuple[Any, ...]:
        """Its fields; what is loaded from equal ones is this calendar, as long as it is in use."""
        fields = tuple(getattr(self, field.name) for field in attrs.fields(Definition))
        _KEPT.setdefault((type(self), Definition(*fields)), self)
        return fields

    def __repr__(self) -> str:
        more = [
            f"{len(items)} {name}"
            for name, items in (
                ("days off", self.days_off),
                ("make-up days", self.make_up_days),
                ("days with own hours", self.day_hours),
                ("closures", self.closures),
                ("seasons", self.seasons),
            )
            if items
        ]
        return f"<WorkCalendar {self.first} to {self.last}: {'; '.join([str(self.hours), *more])}>"

    def check(self) -> None:
        """Refuse what does not make sense.

        Raises:
            InvalidTypeError: If a field has the wrong type.
            InvalidValueError: If the range runs backward.
            CalendarRangeError: If a day given lies outside it.
            CalendarConflictError: If a day is both off and worked, or two seasons hold on it.
        """
        first, last = self.first, self.last
        if last < first:
            raise InvalidValueError(
                f"a calendar cannot run from {first} back to {last}; give `last` after `first`",
                given=(first, last),
            )
        if first.year == MINYEAR or last.year == MAXYEAR:
            raise InvalidValueError(
                f"a calendar runs within the years 2 to 9998, not {first} to {last}; give fewer",
                given=(first, last),
            )
        notes: tuple[Note, ...] = (*self.days_off, *self.make_up_days, *self.day_hours)
        for day in (*(note.day for note in notes), *self.undecided):
            if not first <= day <= last:
                raise range_error(day, first, last)
        check_seasons(self.seasons, self.days())
        check_conflicts(self.days_off, self.make_up_days, self.day_hours)

    def days(self) -> list[date]:
        """Every day of the calendar, in order."""
        return list(_every_day(self.first, self.last))

    def season_on(self, day: date) -> Season | None:
        """The season that *day* lies in, if there is one."""
        return next((season for season in self.seasons if season.holds_on(day)), None)

    def with_days_off(self, days_off: Mapping[date, Reason] | Iterable[date | DayOff]) -> Self:
        """A copy with more days off; a day that is off already takes the new reason."""
        return attrs.evolve(self, days_off=[*self.days_off, *read_days_off(days_off)])

    def with_make_up_days(self, make_up_days: Mapping[date, date] | Iterable[date | MakeUpDay]) -> Self:
        """A copy with more make-up days."""
        return attrs.evolve(self, make_up_days=[*self.make_up_days, *read_make_up_days(make_up_days)])

    def with_day_hours(self, day_hours: Mapping[date, Reason] | Iterable[DayHours]) -> Self:
        """A copy with the hours of more single days."""
        return attrs.evolve(self, day_hours=[*self.day_hours, *read_day_hours(day_hours)])

    def with_closures(self, *closures: Closure | Iterable[Closure]) -> Self:
        """A copy with more stretches of time that do not count: a list of them, or one after the other."""
        more = [([one] if isinstance(one, Closure) else read_closures(one)) for one in closures]
        return attrs.evolve(self, closures=[*self.closures, *(item for items in more for item in items)])

    def with_hours(self, hours: OfficeHours | Mapping[str, str]) -> Self:
        """A copy with another regular week."""
        return attrs.evolve(self, hours=hours)

    def with_seasons(self, seasons: Seasons) -> Self:
        """A copy with more weeks that hold for a part of the year."""
        return attrs.evolve(self, seasons=[*self.seasons, *read_seasons(seasons)])

    def hours_on(self, day: date) -> OfficeHours:
        """The regular week that holds on *day*: of its season, or the office's own.

        Raises:
            InvalidTypeError: If *day* is not a date.
        """
        season = self.season_on(self.local_date(day)) if self.seasons else None
        return self.hours if season is None else season.hours

    def sessions_instead(self, made: MakeUpDay) -> tuple[Session, ...]:
        """The regular hours of the day that a make-up day replaces, or of a full day."""
        day = made.replaces
        return self.hours_on(made.day).full_day if day is None else self.hours_on(day).week[day.weekday()]

    def local_date(self, day: date) -> date:
        """The office's date of *day*: itself, or the local date of a datetime, aware ones converted.

        Raises:
            InvalidTypeError: If *day* is not a date.
        """
        return local_date(day, self.zone)

    def local_time(self, moment: date) -> datetime:
        """The office's naive local time of *moment*; midnight of a bare date.

        Raises:
            InvalidTypeError: If *moment* is neither datetime nor date.
        """
        return local_time(moment, self.zone)


def _kept(calendar: type[Definition], *fields: Any) -> Definition:  # noqa: ANN401 - the fields of the class
    """For picklers that find functions by name, and would take a class method along with what is kept."""
    return calendar.kept(*fields)


@lru_cache(maxsize=16)
def _every_day(first: date, last: date) -> tuple[date, ...]:
    """The days that calendars of one range share."""
    return tuple(days_between(first, last))


_KEPT: WeakValueDictionary[tuple[type, Definition], Definition] = WeakValueDictionary()
"""Calendars that were loaded, pickled or named by their fingerprint and are still in use, by definition."""
