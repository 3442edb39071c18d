"""`CalendarColumn`: a calendar for each row, or one for all (mỗi dòng một lịch)."""

from collections.abc import Mapping
from typing import Self, TypeAlias, cast
from unicodedata import normalize

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.given import is_array, is_missing, is_sequence, objects_of
from thutuc.arrays.lookup import DAY, Ints, Tables, Truths, tables_of, tables_of_all
from thutuc.arrays.shaping import (
    Offenders,
    Times,
    blocks,
    cut,
    days_of,
    fill,
    flat,
    in_microseconds,
    missing_in,
    refuse_rows,
    value_in,
)
from thutuc.calendars import WorkCalendar
from thutuc.errors import CalendarRangeError, InvalidTypeError

__all__ = ["CalendarColumn", "Calendars", "Codes", "Stretch", "read_calendars"]

Codes: TypeAlias = npt.ArrayLike | object | None
"""A column of the codes of calendars, such as those of offices, or one code for all."""


class Stretch:
    """Where the days of some rows lie on the line of the calendars: in one place, or each in its own.

    What lies outside its calendar comes to lie beyond the line, so that no other calendar answers for it.
    """

    def __init__(self, tables: Tables, codes: Ints | None) -> None:
        self.tables, self.codes = tables, codes
        self.shift: int | Ints = tables.origin if codes is None else tables.origins.take(codes)
        """What lies between days since 1970 and those of the line."""

    def days(self, since: Ints) -> Ints:
        """Days since 1970 on the line."""
        return self._laid(since, 1)

    def moments(self, since: Ints) -> Ints:
        """Local microseconds since 1970 on the line; 24:00 of its last day is a moment of a calendar."""
        return self._laid(since, DAY, 1)

    def _laid(self, since: Ints, unit: int, last: int = 0) -> Ints:
        values = since - self.shift * unit
        if self.codes is None or self._in_all(since, unit):
            return values
        low = self.tables.lows.take(self.codes) * unit
        off = np.where(values < low, -1, values + 2 * self.tables.size * unit)
        return np.where(self._within(values, self.codes, unit, last), values, off)

    def strays(self, days: Ints) -> Truths | None:
        """Which days have run off their own calendar onto the next; None if none has."""
        if self.codes is None or self._in_all(days + self.shift, 1):
            return None
        return ~self._within(days, self.codes, 1)

    def _in_all(self, since: Ints, unit: int) -> bool:
        """Whether all lie in the days that all calendars know, so that none need be looked at."""
        first, last = self.tables.common
        return not since.size or (int(since.min()) >= first * unit and int(since.max()) < (last + 1) * unit)

    def _within(self, values: Ints, codes: Ints, unit: int, last: int = 0) -> Truths:
        low, length = self.tables.lows.take(codes), self.tables.lengths.take(codes)
        # Negative numbers are very large ones without their sign.
        inside: Truths = (values - low * unit).view(np.uint64) < (length * unit + last).view(np.uint64)
        return inside

    def take(self, chosen: Ints) -> "Stretch":
        """That of some of the rows."""
        codes = self.codes
        return self if codes is None or codes.size == 1 else Stretch(self.tables, codes.take(chosen))


@attrs.frozen(eq=False, repr=False)
class CalendarColumn:
    """A calendar for each row of a column, or one for all (mỗi dòng một lịch).

    Make it with `of`, once, and use it in as many calls as there are columns.

    Args:
        tables: The tables of all the calendars.
        codes: For each row, the number of its calendar in *tables*; None if there is one for all.
        keys: The codes by which the calendars were named.

    Examples:
        >>> from datetime import date
        >>> from thutuc import WorkCalendar, arrays, vietnam_calendar
        >>> late = vietnam_calendar().with_days_off([date(2026, 3, 3)])
        >>> offices = arrays.CalendarColumn.of({"A": vietnam_calendar(), "B": late}, ["A", "B", "B"])
        >>> offices
        <CalendarColumn of 3 rows, 2 calendars>
        >>> arrays.add_working_days(date(2026, 3, 2), [1, 1, 2], offices)
        array(['2026-03-03', '2026-03-04', '2026-03-05'], dtype='datetime64[D]')
    """

    tables: Tables
    codes: Ints | None = None
    keys: tuple[object, ...] = ()

    def __repr__(self) -> str:
        rows = "all" if self.codes is None else f"{self.codes.size:,}"
        many = len(self.tables.calendars)
        return f"<CalendarColumn of {rows} rows, {many:,} calendar{'s' * (many != 1)}>"

    @classmethod
    def of(cls, calendars: Mapping[object, WorkCalendar], by: Codes) -> Self:
        """Give each row the calendar that its code names (từ cột mã cơ quan).

        Raises:
            InvalidTypeError: If *calendars* is no mapping of calendars.
            InvalidValueError: If rows have a code that names none, or no code; with their count.
        """
        keys, tables, places = numbered(calendars)
        values = objects_of(by) if is_array(by) else list(by) if is_sequence(by) else [by]
        distinct = dict.fromkeys(None if is_missing(value) else value for value in values)
        numbers = {value: places.get(spelled(value), -1) for value in distinct}
        codes = np.fromiter(
            (numbers[None if is_missing(value) else value] for value in values), np.int64, len(values)
        )
        shape = by.shape if is_array(by) else (len(values),) if is_sequence(by) else ()
        bad = Offenders()
        bad.add(codes < 0)
        if bad.count:
            refuse_rows(
                bad, "calendar_by", np.array(values, object),
                f"name no calendar; there are {shown_keys(keys)}",
            )  # fmt: skip
        return cls(tables, codes.reshape(shape), keys)

    @property
    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """What has a shape of its own."""
        return {} if self.codes is None else {"calendar_by": self.codes}

    def shaped(self, shape: tuple[int, ...]) -> Self:
        """The same for rows of that shape, one after another."""
        return self if self.codes is None else attrs.evolve(self, codes=flat(self.codes, shape))

    def part(self, part: slice) -> Stretch:
        """Where the rows of one block lie."""
        return Stretch(self.tables, None if self.codes is None else cut(self.codes, part))

    def days(self, column: Times, part: slice) -> tuple[Ints, Truths | None]:
        """One block of days on the line of the calendars, and which are missing."""
        times = cut(column, part)
        return self.part(part).days(days_of(times)), missing_in(times.view(np.int64))

    def moments(self, column: Times, part: slice, broken: Offenders) -> tuple[Ints, Truths | None]:
        """One block of local moments on the line of the calendars, and which are missing."""
        values = cut(column, part).view(np.int64)
        missing = missing_in(values)
        micro = in_microseconds(values, np.datetime_data(column.dtype)[0], part.start, missing, broken)
        return self.part(part).moments(micro), missing

    def office_time(self, instants: Times) -> Times:
        """Moments in UTC as the clocks of the offices show them, row by row."""
        tables, codes = self.tables, 0 if self.codes is None else self.codes
        given = instants.astype("M8[us]", copy=False).view(np.int64)
        local = tables.local(given - tables.instants.take(codes)) + tables.origins.take(codes) * DAY
        fill(local, missing_in(given))
        return local.view("M8[us]")

    def strays(self, starts: Times) -> int:
        """How many of some starts, a flat column, lie outside their calendars."""
        found = 0
        for part in blocks(starts.size):
            days, missing = self.days(starts, part)
            outside = days.view(np.uint64) >= self.tables.length
            found += int(np.count_nonzero(outside if missing is None else outside & ~missing))
        return found

    def refuse(self, outside: Offenders, name: str, *columns: npt.NDArray[np.generic]) -> None:
        """Raise if any row of *columns* was counted as outside its calendar.

        Raises:
            CalendarRangeError: With the number of rows and the first of them.
        """
        if not outside.count:
            return
        code = 0 if self.codes is None else int(self.codes[outside.first if self.codes.size > 1 else 0])
        calendar = self.tables.calendars[code]
        shown = [value_in(column, outside.first) for column in columns]
        whose = "this" if self.codes is None else "their own"
        raise CalendarRangeError(
            f"{name}: {outside.count:,} of {max(column.size for column in columns):,} rows lie outside "
            f"{whose} calendar, which knows {calendar.first} to {calendar.last}; the first is row "
            f"{outside.first} ({', '.join(map(str, shown))}); build it with an earlier `first` or a later "
            "`last`",
            given=shown[0],
            first=calendar.first,
            last=calendar.last,
            rows=outside.count,
            row=outside.first,
        )


Calendars: TypeAlias = WorkCalendar | CalendarColumn | Mapping[str, WorkCalendar]
"""When the offices work: one calendar for all, one for each row, or a mapping of codes to calendars."""


def numbered(calendars: object) -> tuple[tuple[object, ...], Tables, dict[object, int]]:
    """The codes of calendars, the tables of the different ones among them, and the number of each code's own.

    Raises:
        InvalidTypeError: If it is no mapping of calendars.
    """
    given = dict(cast("Mapping[object, object]", calendars)) if isinstance(calendars, Mapping) else {}
    if not given:
        raise InvalidTypeError(
            f"calendars for each row are a mapping of codes to WorkCalendar, not {calendars!r}",
            given=given,
        )
    places: dict[WorkCalendar, int] = {}
    numbers: dict[object, int] = {}
    for key, calendar in given.items():
        if not isinstance(calendar, WorkCalendar):
            raise InvalidTypeError(
                f"the calendar of {key!r} is a WorkCalendar such as vietnam_calendar(), not {calendar!r}",
                given=calendar,
            )
        numbers[spelled(key)] = places.setdefault(calendar, len(places))
    return tuple(given), tables_of_all(tuple(places)), numbers


def spelled(key: object) -> object:
    """A code in its standard form."""
    return normalize("NFC", key) if isinstance(key, str) else key


def shown_keys(keys: tuple[object, ...]) -> str:
    """A few of many codes."""
    more = f" and {len(keys) - 5:,} more" if len(keys) > 5 else ""
    return ", ".join(map(repr, keys[:5])) + more


def read_calendars(calendar: object, calendar_by: Codes = None) -> CalendarColumn:
    """When the offices work, row by row, from whatever says so.

    Raises:
        InvalidTypeError: If nothing in it does, or a mapping is given without the column of its codes.
        InvalidValueError: If rows have a code that names no calendar; with their count.
    """
    if isinstance(calendar, WorkCalendar) and calendar_by is None:
        return CalendarColumn(tables_of(calendar))
    if isinstance(calendar, CalendarColumn) and calendar_by is None:
        return calendar
    if isinstance(calendar, Mapping) and calendar_by is not None:
        return CalendarColumn.of(cast("Mapping[object, WorkCalendar]", calendar), calendar_by)
    if isinstance(calendar, WorkCalendar | CalendarColumn | Mapping):
        raise InvalidTypeError(
            "a mapping of codes to calendars, and only that, needs the column of the codes as calendar_by",
            given=calendar_by,
        )
    raise InvalidTypeError(
        f"calendar is a WorkCalendar such as vietnam_calendar(), or a mapping of codes to them with "
        f"calendar_by, not {calendar!r}",
        given=calendar,
    )
