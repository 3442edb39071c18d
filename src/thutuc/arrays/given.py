"""Columns as they may be given, read and checked (đọc cột dữ liệu)."""

import numbers
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias, TypeGuard, cast

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.lookup import Truths
from thutuc.arrays.shaping import BEYOND, MICROSECONDS, NAT, Times
from thutuc.errors import InvalidTypeError
from thutuc.moments import microseconds

__all__ = [
    "Days",
    "Deltas",
    "Moments",
    "NumberColumn",
    "Numbers",
    "is_array",
    "is_missing",
    "is_sequence",
    "objects_of",
    "read_deltas",
    "read_numbers",
    "read_times",
]

Days: TypeAlias = npt.ArrayLike | date | Sequence[date | None] | None
"""A column of days: `datetime64`, dates, or one of them."""
Moments: TypeAlias = npt.ArrayLike | date | Sequence[date | None] | None
"""A column of moments: `datetime64`, naive datetimes, or one of them."""
Deltas: TypeAlias = npt.ArrayLike | timedelta | Sequence[timedelta | None] | None
"""A column of lengths of time: `timedelta64`, timedeltas, or one of them."""
Numbers: TypeAlias = npt.ArrayLike | Sequence[float | Decimal | None] | None
"""A column of numbers, or one."""
Lengths: TypeAlias = npt.NDArray[np.timedelta64]


def _array(given: object, name: str) -> npt.NDArray[np.generic]:
    """*given* as an array in the machine's byte order, its mask left behind."""
    try:
        array: npt.NDArray[np.generic] = np.asarray(given)
    except (TypeError, ValueError) as error:
        raise InvalidTypeError(
            f"{name} must be one column, but its parts differ in length or kind", given=name
        ) from error
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def is_missing(value: object) -> bool:
    """Whether an object stands for nothing: None, or what numpy and pandas write for it."""
    kind = type(value).__name__
    return value is None or kind in {"NaTType", "NAType"} or (kind == "datetime64" and str(value) == "NaT")


def is_array(value: object) -> TypeGuard[npt.NDArray[np.generic]]:
    """Whether it is an array, of whatever type."""
    return isinstance(value, np.ndarray)


def is_sequence(value: object) -> TypeGuard[Iterable[object]]:
    """Whether it has elements, and is not a text."""
    return isinstance(value, Iterable) and not isinstance(value, str)


def _mask_of(given: object) -> Truths | None:
    """Which rows a masked array hides; None if it hides none."""
    if not isinstance(given, np.ma.MaskedArray):
        return None
    mask = np.array(np.ma.getmaskarray(cast("npt.NDArray[np.generic]", given)))
    return mask if mask.any() else None


def objects_of(array: npt.NDArray[np.generic]) -> list[object]:
    """The elements of an array of objects."""
    return list(array.reshape(-1).tolist())


def _refuse_type(name: str, wanted: str, found: object, advice: str = "") -> InvalidTypeError:
    shown = f"the type {found}" if type(found).__module__ == "numpy.dtypes" else f"{found!r}"
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
    elif not array.size and not is_array(given):
        array = array.astype("M8[D]")
    if not np.issubdtype(array.dtype, np.datetime64):
        advice = "; convert text with .astype('datetime64[D]')" if array.dtype.kind in "US" else ""
        raise _refuse_type(name, wanted, array.dtype, advice)
    unit, step = _unit_of(array)
    if unit == "generic":
        array, unit = array.astype("M8[D]"), "D"
    if unit not in {*MICROSECONDS, "ns"} - {"W"}:
        raise _refuse_type(name, wanted, array.dtype)
    if unit == "D" and hours:
        if not np.isnat(array).all():
            raise InvalidTypeError(
                f"{name} must be moments, and a column of days has no hours; give datetime64[us] or another "
                "unit finer than [D]",
                given=array.dtype,
            )
        array, unit = array.astype("M8[us]"), "us"
    times: Times = array.astype(f"M8[{unit}]") if step != 1 else array.view(f"M8[{unit}]")
    return _with_mask(times, given)


def _with_mask(array: Times, given: object) -> Times:
    mask = _mask_of(given)
    if mask is None:
        return array
    array = array.copy()
    array[mask] = np.array("NaT", array.dtype)
    return array


def _times_of_objects(array: npt.NDArray[np.generic], name: str, wanted: str) -> Times:
    values = objects_of(array)
    kinds: set[bool] = set()
    for row, value in enumerate(values):
        if is_missing(value):
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


def _unit_of(array: npt.NDArray[np.generic]) -> tuple[str, int]:
    """The unit of datetime64 or timedelta64, and how many of it are one step."""
    return np.datetime_data(cast("np.dtype[np.datetime64]", array.dtype))


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
    elif not array.size and not is_array(given):
        array = array.astype("m8[us]")
    if not np.issubdtype(array.dtype, np.timedelta64):
        raise _refuse_type(name, wanted, array.dtype)
    unit, step = _unit_of(array)
    if unit not in {*MICROSECONDS, "ns"}:
        raise _refuse_type(name, wanted, array.dtype)
    lengths: Lengths = array.astype(f"m8[{unit}]") if step != 1 else array.view(f"m8[{unit}]")
    mask = _mask_of(given)
    if mask is not None:
        lengths = lengths.copy()
        # In its own unit: to bring a missing length into another was wrong in older versions.
        lengths[mask] = np.array("NaT", lengths.dtype)
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
    missing = _mask_of(given)
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
    elif not array.size and not is_array(given):
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
