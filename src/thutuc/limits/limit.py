"""The time limit of a procedure or of a step, and the conditions that change it."""

import math
import numbers
import unicodedata
from collections.abc import Iterable
from datetime import time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, SupportsFloat

from attrs import evolve, field, frozen
from attrs.converters import optional

from thutuc.errors import InvalidTypeError, InvalidValueError, LimitTextError
from thutuc.fields import all_of, checked, of
from thutuc.law import LegalSource
from thutuc.limits.conventions import Convention
from thutuc.limits.units import Effect, Unit
from thutuc.limits.writing import write

if TYPE_CHECKING:
    from thutuc.limits.parsing import Reading

__all__ = ["Condition", "TimeLimit"]

_CACHED_MAX = 1000
"""How long a text may be to be kept with its answer; the longer ones are descriptions, read once."""

_WHOLE_ONLY = {
    Unit.WEEK: "7 days to a week",
    Unit.MONTH: "half a month is 15 days",
    Unit.YEAR: "half a year is 6 months",
}


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, numbers.Real):
        return True
    from decimal import Decimal  # noqa: PLC0415 - a slow import, and few amounts are decimals

    return isinstance(value, Decimal)


def _to_amount(value: SupportsFloat) -> int | float:
    """Return *value* as an int where it is whole, else as a float."""
    if type(value) is int:
        return value
    if not _is_number(value):
        raise InvalidTypeError(
            f"an amount is a number such as 5 or 0.5, not {value!r}; text is read by TimeLimit.parse",
            given=value,
        )
    try:
        amount = float(value)
    except (ValueError, OverflowError):  # a signalling NaN, a fraction beyond floats
        amount = math.nan
    if not math.isfinite(amount):
        raise InvalidValueError(f"an amount is a finite number, not {value!r}", given=value)
    # The value itself, not its float: a float would round a large integer.
    return int(value) if value == int(value) else amount  # type: ignore[call-overload]


def _check_amount(limit: "TimeLimit", _: object, value: float) -> None:
    if value < 0:
        raise InvalidValueError(f"a limit is 0 or more, not {value}", given=value)
    # A unit of the wrong type is in no table; its own validator comes next.
    if not isinstance(value, int) and limit.unit in _WHOLE_ONLY:
        raise InvalidValueError(
            f"{value} of a {limit.unit.label('en')} cannot be counted on a calendar; give a whole number, "
            f"or hours, days or working days ({_WHOLE_ONLY[limit.unit]}: Bộ luật Dân sự, Điều 146)",
            given=value,
        )


def _check_cut_off(limit: "TimeLimit", _: object, value: time | None) -> None:
    if value is None:
        return
    checked(value, time, "a cut-off is a datetime.time, such as time(15)")
    if value.tzinfo is not None or value.second or value.microsecond:
        raise InvalidValueError(
            f"a cut-off is a whole minute of the office's own day, without a zone, not {value!r}", given=value
        )
    if limit.unit not in {Unit.DAY, Unit.WORKING_DAY}:
        raise InvalidValueError(
            "a cut-off moves a limit in days or working days by one working day; this one is in "
            f"{limit.unit.label('en')}s",
            given=value,
        )


def _check_statutory(_limit: object, _: object, value: "TimeLimit | None") -> None:
    if value is not None:
        checked(value, TimeLimit, "a statutory limit is a TimeLimit")


def _to_text(value: str) -> str:
    return unicodedata.normalize("NFC", checked(value, str, "a text is a string"))


def _to_conditions(value: Iterable["Condition"]) -> tuple["Condition", ...]:
    return all_of(value, Condition, "conditions are Condition objects")


@frozen(repr=False)
class TimeLimit:
    """How long a procedure or a step may take (thời hạn giải quyết).

    A limit is a number and a unit. Half amounts are allowed for hours and days. An amount of 0 working
    days is the same working day (ngay trong ngày làm việc). Two limits are equal if they count the same:
    the text they were read from, their conditions, their source and the limit before do not take part.

    Args:
        amount: 0 or more; whole numbers are kept as `int`, all others as `float`.
        unit: What is counted.
        cut_off: A dossier received after this hour of the day has one working day more
            (hồ sơ nhận sau giờ này thì thêm một ngày làm việc); for days and working days only.
        conditions: The cases in which another limit holds, as the text states them, and what else it names
            beside the limit, marked unclear.
        statutory: The limit that held before this one took its place, where a text names both
            (`15 ngày làm việc, cắt giảm còn 10 ngày làm việc`).
        text: The text it was read from, as NFC.
        source: The law it rests on, which explanations cite for its cut-off (căn cứ của thời hạn).

    Raises:
        InvalidTypeError: If *amount* is no number (`True` is none), or another argument has the wrong type.
        InvalidValueError: If *amount* is negative, not finite, or a fraction of a week, month or year; or if
            *cut_off* has seconds, a zone, or stands beside another unit.

    Legal source:
        Bộ luật Dân sự 91/2015/QH13, Điều 144 và 146 (units; half a month, half a year). The cut-off is no
        rule of one law: Luật Hộ tịch 60/2014/QH13, Điều 5 khoản 3 (civil status, until 28/02/2027); Nghị định
        23/2015/NĐ-CP, Điều 7 (certified copies); Nghị định 99/2022/NĐ-CP, Điều 16 (secured transactions).

    Examples:
        >>> TimeLimit(5, Unit.WORKING_DAY)
        TimeLimit(5, Unit.WORKING_DAY)
        >>> str(TimeLimit(0.5, Unit.DAY))
        '0,5 ngày'
        >>> TimeLimit(5.0, Unit.DAY) == TimeLimit(5, Unit.DAY)
        True
    """

    amount: int | float = field(converter=_to_amount, validator=_check_amount)
    unit: Unit = field(validator=of(Unit, wanted="a unit is a Unit, such as Unit.WORKING_DAY"))
    cut_off: time | None = field(default=None, kw_only=True, validator=_check_cut_off)
    conditions: tuple["Condition", ...] = field(default=(), kw_only=True, eq=False, converter=_to_conditions)
    text: str | None = field(default=None, kw_only=True, eq=False, converter=optional(_to_text))
    source: LegalSource | None = field(
        default=None, kw_only=True, eq=False, validator=of(LegalSource, optional=True)
    )
    statutory: "TimeLimit | None" = field(default=None, kw_only=True, eq=False, validator=_check_statutory)

    @classmethod
    def parse(cls, text: str) -> "TimeLimit":
        """Read a limit from the text of a procedure (đọc thời hạn từ văn bản).

        The first limit of the text is the limit; a limit that the text ties to a case (`trường hợp …`)
        becomes a condition. Texts are accepted in any case and any Unicode normal form, with or without
        tags, entities and accents, in Vietnamese or English.

        Args:
            text: For instance a declared limit, or the sentence that states it.

        Returns:
            The limit; what was read is kept as its `text`.

        Raises:
            InvalidTypeError: If *text* is no string.
            LimitTextError: If no limit can be read from it, or it is longer than 10,000 characters; nothing
                is guessed.

        Examples:
            >>> TimeLimit.parse("Không quá 05 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ")
            TimeLimit(5, Unit.WORKING_DAY)
            >>> shortened = TimeLimit.parse("15 ngày làm việc, cắt giảm còn 10 ngày làm việc")
            >>> shortened, shortened.statutory
            (TimeLimit(10, Unit.WORKING_DAY), TimeLimit(15, Unit.WORKING_DAY))
            >>> TimeLimit.parse("Theo quy định")
            Traceback (most recent call last):
            ...
            thutuc.errors.LimitTextError: no time limit can be read from 'Theo quy định': ...
        """
        checked(text, str, "a limit is read from a string")
        # A long text is read each time: the cache is for what stands in columns, again and again.
        found = _read_cached(text) if len(text) <= _CACHED_MAX else _read(text)
        if isinstance(found, TimeLimit):
            return found
        shown = unicodedata.normalize("NFC", text[:400])
        shown = shown if len(text) <= 200 else f"{shown[:200]}…"
        raise LimitTextError(
            f"no time limit can be read from {shown!r}: {found}; "
            "write a number and a unit, such as '05 ngày làm việc'",
            text=text,
            reason=found,
        )

    def resting_on(self, source: LegalSource | None) -> "TimeLimit":
        """The same limit with that source, if it names none of its own (gắn căn cứ).

        Args:
            source: For instance that of the procedure it belongs to; `None` changes nothing.

        Raises:
            InvalidTypeError: If *source* is no `LegalSource`.

        Examples:
            >>> limit = TimeLimit.parse("trong ngày làm việc").resting_on(LegalSource("Nghị định 23/2015"))
            >>> limit.source.document, limit.resting_on(LegalSource("luật khác")).source is limit.source
            ('Nghị định 23/2015', True)
        """
        return self if source is None or self.source is not None else evolve(self, source=source)

    def under(self, condition: "Condition") -> "TimeLimit":
        """Return the limit that holds when *condition* applies (thời hạn khi có điều kiện).

        Args:
            condition: For instance one of `conditions`.

        Returns:
            The sum if the condition adds, with the cut-off of this limit; the limit of the condition if
            it replaces. Either rests on what this limit rests on, unless the condition names its own source.

        Raises:
            InvalidTypeError: If *condition* is none.
            InvalidValueError: If the units differ, which cannot be added, or if the text does not say
                whether the condition adds or replaces.

        Examples:
            >>> verified = Condition("cần xác minh", TimeLimit(3, Unit.WORKING_DAY), Effect.ADDS)
            >>> TimeLimit(5, Unit.WORKING_DAY).under(verified)
            TimeLimit(8, Unit.WORKING_DAY)
        """
        checked(condition, Condition, "a limit changes under a Condition")
        if condition.effect is Effect.REPLACES:
            return condition.limit.resting_on(self.source)
        if condition.effect is Effect.UNCLEAR:
            raise InvalidValueError(
                f"the text does not say whether this adds or replaces: {condition.text!r}; "
                "decide, and give a Condition that adds or replaces",
                given=condition,
            )
        if condition.limit.unit is not self.unit:
            raise InvalidValueError(
                f"{condition.limit.to_text('en')} cannot be added to {self.to_text('en')}: the units differ, "
                "and days never become working days or hours; count one from the due day of the other",
                given=condition,
            )
        return evolve(
            self, amount=self.amount + condition.limit.amount, conditions=(), text=None, statutory=None
        )

    # How it counts --------------------------------------------------------------------------------------

    @property
    def counts_working_days(self) -> bool:
        """Whether days off are left out of the count; no days at all are the same working day."""
        return self.unit is Unit.WORKING_DAY or not self.amount

    @property
    def counted_days(self) -> int:
        """How many units are counted: the last of 2.5 days is the third, and the same day is one.

        Examples:
            >>> [TimeLimit(amount, Unit.WORKING_DAY).counted_days for amount in (0, 0.5, 2, 2.5)]
            [1, 1, 2, 3]
        """
        return -int(-self.amount // 1) or 1

    def counts_from_the_moment(self, convention: Convention) -> bool:
        """Whether the hour of receipt decides the due hour, so that a date alone is not enough.

        So it is for limits in hours, and for all but the same day where the convention keeps the hour.
        """
        return self.unit.is_hours or (convention.keeps_the_hour and self.amount > 0)

    def is_due_to_the_minute(self, convention: Convention) -> bool:
        """Whether the due moment counts, not the due day as a whole.

        So it is for limits in hours, for fractions of a day, and where the convention keeps the hour.

        Examples:
            >>> limit = TimeLimit(0.5, Unit.WORKING_DAY)
            >>> limit.is_due_to_the_minute(Convention.CIVIL_CODE)
            True
        """
        return not isinstance(self.amount, int) or self.counts_from_the_moment(convention)

    def runs_by_the_minute(self, convention: Convention) -> bool:
        """Whether time itself is counted: in hours, or in the office's own working days of hours."""
        return self.unit.is_hours or (
            convention is Convention.WORKING_TIME and self.unit is Unit.WORKING_DAY and self.amount > 0
        )

    def counts_elapsed(self, convention: Convention) -> bool:
        """Whether all time counts to the minute, not working time only: hours, days that keep the hour."""
        if self.unit.is_hours or self.counts_working_days:
            return self.unit is Unit.HOUR
        return convention.keeps_the_hour

    def working_length(self, day_minutes: int) -> timedelta | None:
        """Its working time, of working days or hours; `None` of all other units (thời gian làm việc).

        Args:
            day_minutes: The length of the office's own working day, which a working day is here.

        Examples:
            >>> str(TimeLimit(1.5, Unit.WORKING_DAY).working_length(420))
            '10:30:00'
            >>> TimeLimit(1, Unit.DAY).working_length(420) is None
            True
        """
        if not self.unit.is_working:
            return None
        return minutes(self.amount, day_minutes if self.unit is Unit.WORKING_DAY else 60)

    def to_text(self, language: str = "vi") -> str:
        """Write the limit as official texts do (viết thời hạn); `parse` reads it back.

        Args:
            language: `"vi"` or `"en"`.

        Returns:
            For instance `05 ngày làm việc` or `5 working days`.

        Raises:
            InvalidTypeError: If *language* is no string.
            InvalidValueError: If *language* is neither.

        Examples:
            >>> TimeLimit(0, Unit.WORKING_DAY, cut_off=time(15)).to_text()
            'ngay trong ngày làm việc; nhận sau 15 giờ 00 thì trong ngày làm việc tiếp theo'
        """
        return write(self.amount, self.unit, self.cut_off, language)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        cut_off = "" if self.cut_off is None else f", cut_off={self.cut_off!r}"
        return f"TimeLimit({self.amount!r}, {self.unit!r}{cut_off})"


def minutes(amount: float, each: int) -> timedelta:
    """So many times *each* minutes, to the microsecond."""
    return timedelta(microseconds=round(amount * each * 60_000_000))


@frozen
class Condition:
    """A case in which a limit changes, as the text states it (trường hợp).

    Args:
        text: The words of the case, as NFC.
        limit: The limit they name.
        effect: Whether that limit is added to the first one or stands in its place.

    Raises:
        InvalidTypeError: If an argument has the wrong type.

    Examples:
        >>> text = "03 ngày làm việc. Trường hợp cần xác minh thì thời hạn không quá 08 ngày làm việc."
        >>> (condition,) = TimeLimit.parse(text).conditions
        >>> condition.effect, condition.limit
        (Effect.REPLACES, TimeLimit(8, Unit.WORKING_DAY))
    """

    text: str = field(converter=_to_text)
    limit: TimeLimit = field(validator=of(TimeLimit, wanted="the limit of a condition is a TimeLimit"))
    effect: Effect = field(validator=of(Effect, wanted="an effect is an Effect, such as Effect.ADDS"))


def _read(text: str) -> TimeLimit | str:
    """Return the limit of *text*, or why there is none."""
    from thutuc.limits.parsing import read  # noqa: PLC0415 - its patterns cost more than the rest of the room

    reading = read(text)
    if isinstance(reading, str):
        return reading
    conditions = tuple(Condition(item.text, _of(item), item.effect) for item in reading.conditions)
    return evolve(_of(reading), cut_off=reading.cut_off, conditions=conditions, text=text)


def _of(read: "Reading") -> TimeLimit:
    old = read.statutory
    return TimeLimit(
        read.amount, read.unit, statutory=None if old is None else TimeLimit(old.amount, old.unit)
    )


@lru_cache(maxsize=8192)
def _read_cached(text: str) -> TimeLimit | str:
    """Read *text* once; a refusal is kept too, as its reason, so that a column of blanks is cheap."""
    return _read(text)
