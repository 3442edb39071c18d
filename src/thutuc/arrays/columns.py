"""Columns as they are given: read, checked, shaped alike, cut into blocks (cột dữ liệu)."""

import numbers
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NoReturn, TypeAlias, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.tables import DAY, Ints, Tables, Truths
from thutuc.calendars import WorkCalendar
from thutuc.calendars.tables import microseconds
from thutuc.errors import CalendarRangeError, InvalidTypeError, InvalidValueError

__all__ = [
    "BEYOND",
    "NAT",
    "Days",
    "Deltas",
    "Moments",
    "NumberColumn",
    "Numbers",
    "Offenders",
    "Times",
    "Within",
    "blocks",
    "check_calendar",
    "cut",
    "days_of",
    "either",
    "fill",
    "flat",
    "in_microseconds",
    "is_missing",
    "local_moments",
    "masked",
    "missing_in",
    "objects_of",
    "positions",
    "read_deltas",
    "read_numbers",
    "read_times",
    "refuse_broken",
    "refuse_rows",
    "shape_of",
]

Days: TypeAlias = npt.ArrayLike | date | Sequence[date | None] | None
"""A column of days: `datetime64`, dates, or one of them."""
Moments: TypeAlias = npt.ArrayLike | date | Sequence[date | None] | None
"""A column of moments: `datetime64`, naive datetimes, or one of them."""
Deltas: TypeAlias = npt.ArrayLike | timedelta | Sequence[timedelta | None] | None
"""A column of lengths of time: `timedelta64`, timedeltas, or one of them."""
Numbers: TypeAlias = npt.ArrayLike | Sequence[float | Decimal | None] | None
"""A column of numbers, or one."""
T = TypeVar("T", bound=np.generic)
Times: TypeAlias = npt.NDArray[np.datetime64]
Within: TypeAlias = Callable[[Ints, int], Ints]
"""What keeps numbers from 0 to below a bound, and takes note of the others."""
Lengths: TypeAlias = npt.NDArray[np.timedelta64]

NAT = int(np.iinfo(np.int64).min)
"""The integer behind `NaT`."""
BLOCK = 32_768
"""Rows at a time: what is made of them on the way stays in the processor's cache."""
BEYOND = 1 << 62
"""More microseconds than any calendar has."""
_SECONDS = {"W": 604_800, "D": 86_400, "h": 3600, "m": 60, "s": 1}
_MICROSECONDS = {"ms": 1000, "us": 1, **{unit: s * 1_000_000 for unit, s in _SECONDS.items()}}


# Reading ------------------------------------------------------------------------------------------------


def _array(given: object, name: str) -> npt.NDArray[np.generic]:
    """*given* as an array in the machine's byte order, its mask left behind."""
    try:
        array: npt.NDArray[np.generic] = np.asarray(given)
    except ValueError as error:
        raise InvalidTypeError(
            f"{name} must be one column, but its parts differ in length", given=name
        ) from error
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def is_missing(value: object) -> bool:
    """Whether an object stands for nothing: None, or what pandas writes for it."""
    return value is None or type(value).__name__ in {"NaTType", "NAType"}


def objects_of(array: npt.NDArray[np.generic]) -> list[object]:
    """The elements of an array of objects."""
    return list(array.reshape(-1).tolist())


def _refuse_type(name: str, wanted: str, found: object, advice: str = "") -> InvalidTypeError:
    shown = f"the type {found}" if isinstance(found, np.dtype) else f"{found!r}"
    return InvalidTypeError(f"{name} must be {wanted}, not {shown}{advice}", given=found)


def read_times(given: object, name: str, *, hours: bool = False) -> Times:
    """A column of days or moments, missing rows as `NaT`; days if its unit is `[D]`.

    Raises:
        InvalidTypeError: If it is none, its moments have zones, or it has days where *hours* are needed.
    """
    wanted = "a column of datetime64, from [D] to [ns], or of dates or naive datetimes"
    array = _array(given, name)
    if array.dtype == object:
        array = _times_of_objects(array, name, wanted)
    elif not array.size and not isinstance(given, np.ndarray):
        array = array.astype("M8[D]")
    if not np.issubdtype(array.dtype, np.datetime64):
        advice = "; convert text with .astype('datetime64[D]')" if array.dtype.kind in "US" else ""
        raise _refuse_type(name, wanted, array.dtype, advice)
    unit, step = np.datetime_data(array.dtype)
    if unit == "generic":
        array, unit = array.astype("M8[D]"), "D"
    if unit not in {*_MICROSECONDS, "ns"} - {"W"}:
        raise _refuse_type(name, wanted, array.dtype)
    if unit == "D" and hours:
        if not np.isnat(array).all():
            raise InvalidTypeError(
                f"{name} must be moments, and a column of days has no hours; give datetime64[us] or another unit "
                "finer than [D]",
                given=array.dtype,
            )
        array, unit = array.astype("M8[us]"), "us"
    times: Times = array.astype(f"M8[{unit}]") if step != 1 else array.view(f"M8[{unit}]")
    return _with_mask(times, given)


def _with_mask(array: Times, given: object) -> Times:
    if not isinstance(given, np.ma.MaskedArray):
        return array
    array = array.copy()
    array[np.ma.getmaskarray(given)] = np.datetime64("NaT")
    return array


def _times_of_objects(array: npt.NDArray[np.generic], name: str, wanted: str) -> Times:
    values = objects_of(array)
    kinds: set[bool] = set()
    for row, value in enumerate(values):
        if is_missing(value) or (isinstance(value, np.datetime64) and np.isnat(value)):
            values[row] = None
            continue
        if not isinstance(value, date):
            raise _refuse_type(name, wanted, value, f" in row {row}")
        if isinstance(value, datetime) and value.tzinfo is not None:
            raise _refuse_type(
                name, wanted, value,
                f" in row {row}: datetime64 knows no zones; convert to the office's local time and take the "
                "zone off, value.astimezone(cal.zone).replace(tzinfo=None), or in pandas "
                ".dt.tz_convert('Asia/Ho_Chi_Minh').dt.tz_localize(None)",
            )  # fmt: skip
        kinds.add(isinstance(value, datetime))
    if len(kinds) > 1:
        raise InvalidTypeError(
            f"{name} mixes dates and datetimes, which count differently; give one kind", given=name
        )
    unit = "us" if True in kinds else "D"
    return np.array(values, f"M8[{unit}]").reshape(array.shape)


def read_deltas(given: object, name: str) -> Lengths:
    """A column of lengths of time.

    Raises:
        InvalidTypeError: If it is none.
    """
    wanted = "a column of timedelta64, from [D] to [ns], or of timedeltas"
    array = _array(given, name)
    if array.dtype == object:
        values = objects_of(array)
        for row, value in enumerate(values):
            if not (isinstance(value, timedelta) or is_missing(value)):
                raise _refuse_type(name, wanted, value, f" in row {row}")
        numbers_ = [
            max(-BEYOND, min(microseconds(v), BEYOND)) if isinstance(v, timedelta) else NAT
            for v in (None if is_missing(value) else value for value in values)
        ]
        array = np.array(numbers_, np.int64).view("m8[us]").reshape(array.shape)
    elif not array.size and not isinstance(given, np.ndarray):
        array = array.astype("m8[us]")
    if not np.issubdtype(array.dtype, np.timedelta64):
        raise _refuse_type(name, wanted, array.dtype)
    unit, step = np.datetime_data(array.dtype)
    if unit not in {*_MICROSECONDS, "ns"}:
        raise _refuse_type(name, wanted, array.dtype)
    lengths: Lengths = array.astype(f"m8[{unit}]") if step != 1 else array.view(f"m8[{unit}]")
    if isinstance(given, np.ma.MaskedArray):
        lengths = lengths.copy()
        lengths[np.ma.getmaskarray(given)] = np.timedelta64("NaT")
    return lengths


@attrs.frozen(eq=False)
class NumberColumn:
    """A column of numbers, and which of them are missing, if any is."""

    values: npt.NDArray[np.int64 | np.float64]
    missing: Truths | None


def read_numbers(given: object, name: str, *, whole: bool) -> NumberColumn:
    """A column of numbers, whole or not; what lies beyond any calendar is brought near, and stays beyond.

    Raises:
        InvalidTypeError: If it is none; truth values are none, and 2.0 is not whole.
    """
    wanted = "a column of whole numbers" if whole else "a column of numbers"
    array = _array(given, name)
    missing = np.ma.getmaskarray(given) if isinstance(given, np.ma.MaskedArray) else None
    if array.dtype == object:
        values = objects_of(array)
        gone = np.array([is_missing(value) for value in values], np.bool_).reshape(array.shape)
        missing = gone if missing is None else gone | missing
        kind = numbers.Integral if whole else (numbers.Real, Decimal)
        for row, value in enumerate(values):
            if isinstance(value, bool) or not (isinstance(value, kind) or is_missing(value)):
                raise _refuse_type(name, wanted, value, f" in row {row}")
        near = [_near(value) for value in values]
        array = np.array(near, np.int64 if whole else np.float64).reshape(array.shape)
    elif not array.size and not isinstance(given, np.ndarray):
        array = array.astype(np.int64)
    if array.dtype.kind not in ("iu" if whole else "iuf"):
        raise _refuse_type(name, wanted, array.dtype)
    if missing is not None and not missing.any():
        missing = None
    if array.dtype.kind == "u" and array.dtype.itemsize == 8:
        array = np.minimum(array, BEYOND)
    kept = np.float64 if array.dtype.kind == "f" else np.int64
    return NumberColumn(array.astype(kept, copy=False), missing)


def _near(value: object) -> float:
    if is_missing(value):
        return 0
    if isinstance(value, numbers.Integral):
        return max(-BEYOND, min(int(value), BEYOND))
    try:
        return float(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    except (ValueError, OverflowError):
        return float("nan")


def check_calendar(cal: object) -> None:
    """Refuse what is no calendar.

    Raises:
        InvalidTypeError: If it is something else.
    """
    if not isinstance(cal, WorkCalendar):
        raise InvalidTypeError(f"cal is a WorkCalendar such as vietnam_calendar(), not {cal!r}", given=cal)


# Shapes and blocks --------------------------------------------------------------------------------------


def shape_of(**columns: npt.NDArray[np.generic]) -> tuple[int, ...]:
    """The shape all columns have together.

    Raises:
        InvalidValueError: If they do not fit.
    """
    try:
        return np.broadcast_shapes(*(column.shape for column in columns.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {column.shape}" for name, column in columns.items())
        raise InvalidValueError(
            f"columns must have the same shape or be single values, not {shapes}", given=shapes
        ) from None


def flat(array: npt.NDArray[T], shape: tuple[int, ...]) -> npt.NDArray[T]:
    """*array* as one row after another; a single value stays one."""
    if array.size == 1:
        return array.reshape(1)
    return (array if array.shape == shape else np.broadcast_to(array, shape)).reshape(-1)


def blocks(size: int) -> Iterator[slice]:
    """Slices that together cover *size* rows."""
    return (slice(low, min(low + BLOCK, size)) for low in range(0, size, BLOCK))


def cut(array: npt.NDArray[T], part: slice) -> npt.NDArray[T]:
    """One block of a flat column; a single value is the same in every block."""
    return array if array.size == 1 else array[part]


def missing_in(values: Ints) -> Truths | None:
    """Which of the integers behind times are `NaT`; None if none is."""
    return None if values.min(initial=0) != NAT else values == NAT


def either(one: Truths | None, other: Truths | None) -> Truths | None:
    """Rows missing in one column or the other."""
    return other if one is None else one if other is None else one | other


def fill(answers: Ints, missing: Truths | None) -> None:
    """Write `NaT` where rows are missing."""
    if missing is not None:
        answers[np.broadcast_to(missing, answers.shape)] = NAT


def masked(values: npt.NDArray[T], missing: Sequence[Truths | None]) -> npt.NDArray[T]:
    """*values*, masked where blocks say that rows are missing, if any is."""
    if all(block is None for block in missing):
        return values
    mask = np.zeros(values.size, np.bool_)
    for part, block in zip(blocks(values.size), missing, strict=True):
        if block is not None:
            mask[part] = block
    return np.ma.MaskedArray(values, mask.reshape(values.shape))


# Bounds -------------------------------------------------------------------------------------------------


@attrs.define(eq=False)
class Offenders:
    """Rows of one column that cannot be used: how many, and the first (dòng không hợp lệ)."""

    count: int = 0
    first: int = 0

    def add(self, rows: Truths, offset: int = 0) -> None:
        """Count the true *rows*, the first of which is row *offset* of the column."""
        count = int(np.count_nonzero(rows))
        if count:
            first = offset + int(np.argmax(rows))
            self.first = min(self.first, first) if self.count else first
            self.count += count

    def within(self, values: Ints, bound: int, offset: int, missing: Truths | None) -> Ints:
        """*values* from 0 to below *bound*; others are counted, missing ones not, and become 0."""
        # Negative numbers are very large ones without their sign.
        if int(values.view(np.uint64).max(initial=0)) < bound:
            return values
        beyond = values.view(np.uint64) >= bound
        self.add(beyond if missing is None else beyond & ~missing, offset)
        return np.where(beyond, 0, values)

    def checker(self, offset: int, missing: Truths | None) -> "Within":
        """`within`, for the block that begins at row *offset*."""
        return lambda values, bound: self.within(values, bound, offset, missing)

    def refuse_range(self, tables: Tables, name: str, *columns: npt.NDArray[np.generic]) -> None:
        """Raise if any row of *columns* was counted as outside the calendar.

        Raises:
            CalendarRangeError: With the number of rows and the first of them.
        """
        if not self.count:
            return
        first, last = tables.calendar.first, tables.calendar.last
        shown = [_value(column, self.first) for column in columns]
        given = shown[0]
        size = max(column.size for column in columns)
        raise CalendarRangeError(
            f"{name}: {self.count:,} of {size:,} rows lie outside this calendar, "
            f"which knows {first} to {last}; the first is row {self.first} ({', '.join(map(str, shown))}); "
            f"build it with an earlier `first` or a later `last`",
            given=given,
            first=first,
            last=last,
            rows=self.count,
            row=self.first,
        )


def refuse_broken(broken: Offenders, name: str, column: npt.NDArray[np.generic]) -> None:
    """Raise if any row has parts of a microsecond.

    Raises:
        InvalidValueError: With the number of rows and the first of them.
    """
    if broken.count:
        refuse_rows(broken, name, column, "have parts of a microsecond; round them")


def refuse_rows(bad: Offenders, name: str, column: npt.NDArray[np.generic], why: str) -> NoReturn:
    """Refuse the rows counted as *bad*.

    Raises:
        InvalidValueError: With the number of rows and the first of them.
    """
    given = _value(column, bad.first)
    raise InvalidValueError(
        f"{name}: {bad.count:,} of {column.size:,} rows {why}; the first is row {bad.first} ({given})",
        given=given,
        rows=bad.count,
        row=bad.first,
    )


def _value(column: npt.NDArray[np.generic], row: int) -> object:
    """One value of a column as Python's own."""
    value = column.reshape(-1)[row if column.size > 1 else 0]
    if value.dtype.kind in "mM" and np.datetime_data(value.dtype)[0] == "ns":
        value = value.astype(f"{value.dtype.kind}8[us]")
    return value.item()


# Units --------------------------------------------------------------------------------------------------


def positions(column: Times, part: slice, tables: Tables) -> tuple[Ints, Truths | None]:
    """One block of days, counted from the calendar's first, and which are missing."""
    times = cut(column, part)
    return days_of(times) - tables.origin, missing_in(times.view(np.int64))


def days_of(times: Times) -> Ints:
    """The days of moments, since 1970; anything for `NaT`."""
    values, unit = times.view(np.int64), np.datetime_data(times.dtype)[0]
    if unit == "D":
        return values
    return values // (DAY * 1000 if unit == "ns" else DAY // _MICROSECONDS[unit])


def local_moments(
    column: Times, part: slice, tables: Tables, broken: Offenders
) -> tuple[Ints, Truths | None]:
    """One block of moments, counted from the calendar's first midnight, and which are missing."""
    values = cut(column, part).view(np.int64)
    missing = missing_in(values)
    micro = in_microseconds(values, np.datetime_data(column.dtype)[0], part.start, missing, broken)
    return micro - tables.base, missing


def in_microseconds(values: Ints, unit: str, offset: int, missing: Truths | None, broken: Offenders) -> Ints:
    """Times in microseconds; parts of one are counted as *broken*, and what is too large stays too large."""
    if unit == "us":
        return values
    if unit == "ns":
        micro = values // 1000
        rest = micro * 1000 != values
        if rest.any():
            broken.add(rest if missing is None else rest & ~missing, offset)
        return micro
    factor = _MICROSECONDS[unit]
    most = BEYOND // factor
    return np.clip(values, -most, most) * factor
