"""What a reform changes, as a value laid over what was recorded (thay đổi giả định)."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from types import MappingProxyType
from typing import TypeAlias
from unicodedata import normalize

import attrs

from thutuc.calendars import OfficeHours, WorkCalendar
from thutuc.catalogue import Catalogue
from thutuc.errors import (
    IdentifierError,
    InvalidTypeError,
    InvalidValueError,
    UnknownProcedureError,
    UnknownVersionError,
)
from thutuc.fields import exact, require
from thutuc.law import Regime, SupplementRule
from thutuc.limits import Convention, TimeLimit
from thutuc.procedures import Procedure
from thutuc.words.alphabet import one_spelling

Where: TypeAlias = Mapping[str, str | Iterable[str]]
"""Columns and the values they must have."""
Hours: TypeAlias = OfficeHours | Mapping[str, str]
"""The week of an office."""


class Rounding(Enum):
    """How a limit that a factor has made uneven becomes one that a law could state (làm tròn thời hạn).

    Rounding never takes a limit past what it was: a cut makes none longer.
    """

    UP = "up"
    """To the next whole unit above (làm tròn lên)."""
    DOWN = "down"
    """To the whole unit below (làm tròn xuống)."""
    NEAREST = "nearest"
    """To the nearest whole unit, halves up (làm tròn gần nhất)."""
    EXACT = "exact"
    """Not at all; weeks, months and years have no parts (giữ nguyên phần lẻ)."""


def _rounded(number: Fraction, how: Rounding) -> Fraction:
    if how is Rounding.EXACT:
        return number
    if how is Rounding.UP:
        return Fraction(ceil(number))
    return Fraction(floor(number + (Fraction(1, 2) if how is Rounding.NEAREST else 0)))


@attrs.frozen
class LimitChange:
    """A change of the limits of some dossiers (thay đổi thời hạn).

    Args:
        factor: By how much limits are multiplied; `None` if *value* stands in their place.
        value: The new limit.
        where: For each column the values of the dossiers concerned, as names are compared.
        rounding: What becomes of uneven limits.
    """

    factor: Fraction | None
    value: TimeLimit | None
    where: tuple[tuple[str, frozenset[str]], ...]
    rounding: Rounding

    @classmethod
    def of(cls, change: object, where: Where, rounding: object) -> "LimitChange":
        """Read what a user gives.

        Raises:
            InvalidTypeError: If one of them is nothing of the kind.
            InvalidValueError: If the factor is not above 0, or *rounding* unknown.
        """
        try:
            how = Rounding(rounding)
        except ValueError:
            allowed = ", ".join(repr(one.value) for one in Rounding)
            raise InvalidValueError(
                f"`round` is one of {allowed}, not {rounding!r}", given=rounding
            ) from None
        named = _read_where(where)
        if isinstance(change, TimeLimit):
            return cls(None, change, named, how)
        factor = exact(change, "the factor of limits")
        if factor <= 0:
            raise InvalidValueError(
                f"limits are multiplied by a number above 0, such as 0.8, not {change!r}; for another limit "
                "give a TimeLimit",
                given=change,
            )
        return cls(factor, None, named, how)

    def __call__(self, limit: TimeLimit | None) -> TimeLimit | None:
        """The limit after the change; where none is known, a factor makes none."""
        if self.factor is None or limit is None:
            return self.value
        amount = Fraction(str(limit.amount))
        new = _rounded(amount * self.factor, self.rounding)
        new = min(new, amount) if self.factor < 1 else max(new, amount)
        if new == amount:
            return limit
        made = int(new) if new.denominator == 1 else float(new)
        return TimeLimit(made, limit.unit, cut_off=limit.cut_off)


def _read_where(where: Where) -> tuple[tuple[str, frozenset[str]], ...]:
    if not isinstance(where, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(
            f"`where` maps columns to values, such as {{'mechanism': 'liên thông'}}, not {where!r}",
            given=where,
        )
    return tuple((require(name, str, "a column"), _read_values(name, where[name])) for name in where)


def _read_values(name: str, given: str | Iterable[str]) -> frozenset[str]:
    values = (given,) if isinstance(given, str) else given
    if not isinstance(values, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"`where`: the values of {name!r} are texts, not {given!r}", given=given)
    return frozenset(compared(require(value, str, f"a value of {name}")) for value in values)


def compared(text: str) -> str:
    """A name as names are compared."""
    return one_spelling(normalize("NFC", " ".join(text.split())))


@attrs.frozen
class Overlay:
    """All that a reform changes; what it leaves open stays as it was (các thay đổi giả định).

    Args:
        limits: Changes of limits, one after the other.
        calendar: Another calendar.
        supplement: What a supplement does to the clock.
        convention: How days are counted.
        hours: The weeks of offices.
        parallel: For a procedure the steps that run at one time.
    """

    limits: tuple[LimitChange, ...] = ()
    calendar: WorkCalendar | None = None
    supplement: SupplementRule | None = None
    convention: Convention | None = None
    hours: Mapping[str, Hours] = attrs.field(factory=lambda: MappingProxyType({}), hash=False)
    parallel: Mapping[str, tuple[str, ...]] = attrs.field(factory=lambda: MappingProxyType({}), hash=False)

    @property
    def changes_dues(self) -> bool:
        """Whether it may move a due day."""
        return bool(self.limits or self.calendar or self.convention or self.hours)

    def week_of(self, office: str) -> Hours | None:
        """The week it gives an office, if it does."""
        return self.hours.get(compared(office)) if self.hours else None

    @property
    def counted(self) -> Convention:
        """How days are counted."""
        return self.convention or Convention.CIVIL_CODE

    def with_week(self, office: str, hours: Hours) -> "Overlay":
        """With the week of one more office."""
        return attrs.evolve(self, hours=MappingProxyType({**self.hours, compared(office): hours}))

    def with_side_by_side(self, procedure: str, steps: tuple[str, ...]) -> "Overlay":
        """With steps of one more procedure side by side."""
        return attrs.evolve(self, parallel=MappingProxyType({**self.parallel, procedure: steps}))


@attrs.frozen
class Terms:
    """How a scenario judges what was recorded (cách tính của một phương án).

    Args:
        calendar: When offices work; left out, as recorded.
        catalogue: The procedures, where they are not as recorded.
        regime: The rules all follow; left out, those of the day of receipt.
        overlay: What the reform changes.
    """

    calendar: WorkCalendar | None
    catalogue: Catalogue | None
    regime: Regime | None
    overlay: Overlay

    def procedure_of(self, code: str, day: date) -> Procedure | None:
        """The procedure of the catalogue in force on a day, if it knows one."""
        if self.catalogue is None:
            return None
        try:
            return self.catalogue.find(code, day)
        except (UnknownProcedureError, UnknownVersionError, IdentifierError, InvalidValueError):
            return None

    @property
    def plain(self) -> "Terms":
        """The same without the reform."""
        return attrs.evolve(self, overlay=Overlay())


def calendar_of(calendar: WorkCalendar, week: Hours | None) -> WorkCalendar:
    """A calendar with another week, made once for all of its dossiers."""
    if week is None:
        return calendar
    return _of_week(calendar, week if isinstance(week, OfficeHours) else tuple(sorted(week.items())))


@lru_cache(maxsize=64)
def _of_week(calendar: WorkCalendar, week: OfficeHours | tuple[tuple[str, str], ...]) -> WorkCalendar:
    return calendar.with_hours(week if isinstance(week, OfficeHours) else dict(week))


def moved_promise(
    promised: date, before: date, after: date, calendar: WorkCalendar, other: WorkCalendar
) -> date:
    """A due day that was promised or recorded, moved as the computed one moves.

    What lies between the two, such as a pause or a promise, is kept in working days.
    """
    return other.add_working_days(after, calendar.count_working_days(before, promised))
