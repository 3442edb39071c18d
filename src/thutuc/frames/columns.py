"""Limits as columns or constants, and what is wrong with them (thời hạn theo cột)."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, TypeAlias

import attrs
import narwhals.stable.v2 as nw

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.frames.engines import OWN, Counted, Desk, Expr, count, counted, own
from thutuc.limits import TimeLimit, Unit

WHOLE = frozenset({Unit.WEEK, Unit.MONTH, Unit.YEAR})
Amount = str | float | TimeLimit
"""A column of numbers, one number, or one limit for all rows."""
Condition: TypeAlias = Expr | bool
"""A condition on rows; a plain bool where all rows agree."""
MOST = 90_000_000
"""More than any calendar has of days or hours, and few enough to count their microseconds."""
_WHOLE_NUMBERS = nw.Int8 | nw.Int16 | nw.Int32 | nw.Int64 | nw.UInt8 | nw.UInt16 | nw.UInt32


@attrs.frozen(eq=False)
class Limits:
    """The limits of the rows of a frame.

    Args:
        amount: Column of numbers, or one number for all rows.
        unit: Column of the names of units, or one unit for all rows.
        cut_off: The cut-off of a constant limit.
        written: For each unit in use, the texts that stand for it in the column.
    """

    amount: str | int | float
    unit: str | Unit
    cut_off: time | None = None
    written: Mapping[Unit, tuple[str, ...]] = {}

    @classmethod
    def of(cls, amount: Amount, unit: "Unit | str") -> "Limits":
        """Limits from the arguments of a function.

        Raises:
            InvalidTypeError: If *amount* is no column, number or limit, or *unit* no unit or column.
            InvalidValueError: If a number cannot be a limit.
        """
        if isinstance(amount, TimeLimit):
            return cls(amount.amount, amount.unit, amount.cut_off)
        if not isinstance(unit, Unit | str):
            raise InvalidTypeError(f"a unit is a Unit or the name of a column, not {unit!r}", given=unit)
        if isinstance(amount, str):
            return cls(amount, unit)
        # A constant is held to the same rules as any limit.
        checked = TimeLimit(amount, unit if isinstance(unit, Unit) else Unit.DAY)
        return cls(checked.amount, unit)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        return tuple(name for name in (self.amount, self.unit) if isinstance(name, str))

    @property
    def units(self) -> frozenset[Unit]:
        """The units in use."""
        return frozenset({self.unit} if isinstance(self.unit, Unit) else self.written)

    def is_unit(self, units: Iterable[Unit]) -> Condition:
        """Whether the unit of a row is one of *units*; a plain bool where all rows agree."""
        wanted = self.units & set(units)
        if wanted in (frozenset(), self.units):
            return bool(wanted)
        texts = [text for unit in wanted for text in self.written[unit]]
        return nw.col(str(self.unit)).is_in(texts)

    @property
    def counted(self) -> Expr:
        """Days that are counted: the last of 2.5 is the third, and the same day is one."""
        if not isinstance(self.amount, str):
            return nw.lit(-int(-self.amount // 1) or 1).cast(nw.Int64)
        days = own("amount").ceil().cast(nw.Int64)
        return nw.when(days == 0).then(nw.lit(1)).otherwise(days).cast(nw.Int64)

    @property
    def is_nothing(self) -> Condition:
        """Whether the limit is of nothing."""
        return own("amount") == 0 if isinstance(self.amount, str) else not self.amount

    def present(self, start: str) -> Expr:
        """Whether a row has all that its due date needs."""
        there = ~nw.col(start).is_null()
        if isinstance(self.amount, str):
            there &= ~nw.col(self.amount).is_null()
        return there

    def microseconds(self, day_minutes: int) -> Expr:
        """The length of limits by the minute."""
        hours = self.is_unit({Unit.HOUR, Unit.WORKING_HOUR})
        if isinstance(hours, bool):
            each: Expr = nw.lit(60 if hours else day_minutes)
        else:
            each = nw.when(hours).then(nw.lit(60)).otherwise(nw.lit(day_minutes))
        amount = own("amount") if isinstance(self.amount, str) else nw.lit(self.amount)
        return (amount.cast(nw.Float64) * each * 60_000_000).round(0).cast(nw.Int64)


@attrs.frozen(eq=False)
class Bounds:
    """What a first pass over the rows of one unit has found."""

    first: int
    last: int
    smallest: float
    largest: float

    def __or__(self, other: "Bounds") -> "Bounds":
        return Bounds(
            min(self.first, other.first),
            max(self.last, other.last),
            min(self.smallest, other.smallest),
            max(self.largest, other.largest),
        )


def check_limits(desk: Desk, limits: Limits, start: str) -> tuple[Limits, dict[Unit, Bounds]]:
    """Look at every row once, before the heavy work.

    *desk* must have the day of *start* as its own column `day`, and `amount` from `with_amounts`.

    Raises:
        InvalidTypeError: If the column of units has the wrong type.
        InvalidValueError: If amounts are negative, not numbers or fractions where none can be, or units are
            unknown or missing; with the column and the count of rows.
    """
    _check_units(desk, limits)
    there = limits.present(start)
    day = nw.when(there).then(own("day"))
    asked = {"first": ("min", day), "last": ("max", day), "there": count(there)} | _amount_checks(
        desk, limits
    )
    by = [limits.unit] if isinstance(limits.unit, str) else []
    rows = counted(desk.frame, by, **asked)
    _check_amounts(limits, rows)
    written = _units_written(limits, rows) if by else {}
    found: dict[Unit, Bounds] = {}
    for key, row in rows:
        if not row["there"]:
            continue
        unit = limits.unit if isinstance(limits.unit, Unit) else _unit(str(key[0]))
        _check_fractions(limits, unit, row)
        ends = (row["smallest"], row["largest"]) if isinstance(limits.amount, str) else (limits.amount,) * 2
        bounds = Bounds(int(row["first"]), int(row["last"]), float(ends[0]), float(ends[1]))
        found[unit] = found[unit] | bounds if unit in found else bounds
    return attrs.evolve(limits, written=written), found


def _check_fractions(limits: Limits, unit: Unit, row: Mapping[str, Any]) -> None:
    fractions = row.get("fractions", 0)
    if isinstance(limits.amount, float) and limits.amount % 1:
        fractions = row["there"]
    if unit in WHOLE and fractions:
        raise InvalidValueError(
            f"{rows_text(fractions)} of column {limits.amount!r} hold a fraction of a {unit.label('en')}, "
            f"which cannot be counted on a calendar; give whole numbers, days or hours",
            given=limits.amount,
        )


def _check_units(desk: Desk, limits: Limits) -> None:
    if isinstance(limits.unit, str):
        dtype = desk.schema[limits.unit]
        if not isinstance(dtype, nw.String | nw.Categorical | nw.Enum) and not desk.is_empty(limits.unit):
            raise InvalidTypeError(
                f"column {limits.unit!r} holds {dtype}; it must hold names of units, such as 'working_day'",
                given=limits.unit,
            )


def with_amounts(desk: Desk, limits: Limits) -> Desk:
    """The desk with the numbers of the limits as `amount`: whole ones of 64 bits, all others floats.

    Raises:
        InvalidTypeError: If the column holds no numbers.
    """
    if not isinstance(limits.amount, str):
        return desk
    dtype = desk.schema[limits.amount]
    if not dtype.is_numeric():
        if desk.is_empty(limits.amount):
            return desk.add(amount=nw.lit(None, dtype=nw.Float64))
        hint = "; frames.read_limits makes numbers and units of texts" if isinstance(dtype, nw.String) else ""
        raise InvalidTypeError(
            f"column {limits.amount!r} holds {dtype}; the amounts of limits are numbers{hint}",
            given=limits.amount,
        )
    whole = isinstance(dtype, _WHOLE_NUMBERS)
    return desk.add(amount=nw.col(limits.amount).cast(nw.Int64 if whole else nw.Float64))


def clipped(desk: Desk, limits: Limits) -> tuple[Desk, Limits]:
    """The desk and limits with amounts cut to what can be counted, which is more than any calendar has."""
    if not isinstance(limits.amount, str):
        return desk, attrs.evolve(limits, amount=min(limits.amount, MOST))
    fits = own("amount") <= MOST
    return desk.add(amount=nw.when(fits).then(own("amount")).otherwise(nw.lit(MOST))), limits


def _amount_checks(desk: Desk, limits: Limits) -> dict[str, tuple[str, Expr]]:
    if not isinstance(limits.amount, str):
        return {}
    amount = own("amount")
    asked = {"largest": ("max", amount), "smallest": ("min", amount), "negative": count(amount < 0)}
    if isinstance(desk.schema[f"{OWN}amount"], nw.Float64):
        bad = amount.is_nan() | ~amount.is_finite()
        known = nw.when(~bad).then(amount)
        asked |= {"largest": ("max", known), "smallest": ("min", known), "not_numbers": count(bad)}
        asked["fractions"] = count(_is_broken(amount))
    return asked


def _is_broken(number: Expr) -> Expr:
    # Larger numbers are refused anyway, and do not fit the whole numbers into which Spark rounds.
    small = nw.when(number <= MOST).then(number)
    return small.ceil() != small


def check_numbers(desk: Desk, name: str, *, whole: bool = False) -> None:
    """Look at a column of numbers of days or hours beside the limits.

    Raises:
        InvalidTypeError: If the column holds no numbers.
        InvalidValueError: If it holds negative ones, NaN, numbers beyond all calendars, or fractions where
            *whole* ones are needed; with the column and the count of rows.
    """
    dtype = desk.schema[name]
    if not dtype.is_numeric():
        if desk.is_empty(name):
            return
        raise InvalidTypeError(f"column {name!r} holds {dtype}; it must hold numbers", given=name)
    number = nw.col(name).cast(nw.Float64)
    odd = (number < 0) | number.is_nan() | (number > MOST)
    facts = counted(desk.frame, (), odd=count(odd), broken=count(_is_broken(number)))[0][1]
    if rows := facts["odd"]:
        raise InvalidValueError(
            f"{rows_text(rows)} of column {name!r} hold a negative number, NaN or more than {MOST:,}; "
            f"give 0 or more",
            given=name,
        )
    if whole and (rows := facts["broken"]):
        raise InvalidValueError(
            f"{rows_text(rows)} of column {name!r} hold a fraction of a day; give whole days", given=name
        )


def _check_amounts(limits: Limits, rows: list[Counted]) -> None:
    for kind, what in (("negative", "a negative limit"), ("not_numbers", "NaN or infinity")):
        if bad := sum(row.get(kind, 0) for _, row in rows):
            raise InvalidValueError(
                f"{rows_text(bad)} of column {limits.amount!r} hold {what}; a limit is 0 or more",
                given=limits.amount,
            )


def _unit(text: str) -> Unit:
    return Unit(text.strip().lower().replace(" ", "_"))


def _units_written(limits: Limits, rows: list[Counted]) -> dict[Unit, tuple[str, ...]]:
    written: dict[Unit, tuple[str, ...]] = {}
    for (text,), row in rows:
        there = row["there"]
        if text is None and not there:
            continue
        try:
            unit = _unit(str(text))
        except ValueError:
            if not there:
                continue
            raise InvalidValueError(
                f"{rows_text(there)} of column {limits.unit!r} hold {text!r}, which is no unit; they are "
                f"{', '.join(unit.value for unit in Unit)}",
                given=text,
            ) from None
        written[unit] = (*written.get(unit, ()), str(text))
    return written


def rows_text(n: int) -> str:
    """A count of rows in words."""
    return f"{int(n):,} row{'s' * (n != 1)}"
