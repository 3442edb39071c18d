"""Columns of one call: shaped alike, in blocks, within bounds, in one unit (cột dữ liệu)."""

from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn, TypeAlias, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.lookup import DAY, Ints, Truths
from thutuc.errors import InvalidValueError

__all__ = [
    "BEYOND",
    "MICROSECONDS",
    "NAT",
    "Offenders",
    "Times",
    "Within",
    "blocks",
    "cut",
    "days_of",
    "either",
    "fill",
    "flat",
    "in_microseconds",
    "masked",
    "missing_in",
    "refuse_broken",
    "refuse_rows",
    "shape_of",
    "value_in",
]

T = TypeVar("T", bound=np.generic)
Times: TypeAlias = npt.NDArray[np.datetime64]
"""Days or moments as numpy has them."""
Within: TypeAlias = Callable[[Ints, int], Ints]
"""What keeps numbers from 0 to below a bound, and takes note of the others."""
NAT = int(np.iinfo(np.int64).min)
"""The integer behind `NaT`."""
BLOCK = 65_536
"""Rows at a time: what is made of them on the way stays in the processor's cache."""
BEYOND = 1 << 62
"""More microseconds than any calendar has."""
_SECONDS = {"W": 604_800, "D": 86_400, "h": 3600, "m": 60, "s": 1}
MICROSECONDS = {"ms": 1000, "us": 1, **{unit: s * 1_000_000 for unit, s in _SECONDS.items()}}
"""The units of numpy from weeks to microseconds, in microseconds."""


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
    _block: tuple[int, Truths] | None = None

    def add(self, rows: Truths, offset: int = 0) -> None:
        """Count the true *rows*, the first of which is row *offset* of the column; each row once."""
        if self._block is not None and self._block[0] == offset:
            rows = rows & ~self._block[1]
        count = int(np.count_nonzero(rows))
        if count:
            first = offset + int(np.argmax(rows))
            self.first = min(self.first, first) if self.count else first
            self.count += count
            known = self._block is not None and self._block[0] == offset
            self._block = offset, (rows | self._block[1] if known and self._block else rows)

    def within(self, values: Ints, bound: int, offset: int, missing: Truths | None) -> Ints:
        """*values* from 0 to below *bound*; others are counted, missing ones not, and become 0."""
        # Negative numbers are very large ones without their sign.
        if not values.size or int(values.view(np.uint64).max()) < bound:
            return values
        beyond = values.view(np.uint64) >= bound
        self.note(beyond, offset, missing)
        return np.where(beyond, 0, values)

    def note(self, rows: Truths | None, offset: int, missing: Truths | None) -> None:
        """Count the true *rows* that are not missing."""
        if rows is not None:
            self.add(rows if missing is None else rows & ~missing, offset)

    def checker(self, offset: int, missing: Truths | None) -> "Within":
        """`within`, for the block that begins at row *offset*."""
        return lambda values, bound: self.within(values, bound, offset, missing)


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
    given = value_in(column, bad.first)
    raise InvalidValueError(
        f"{name}: {bad.count:,} of {column.size:,} rows {why}; the first is row {bad.first} ({given})",
        given=given,
        rows=bad.count,
        row=bad.first,
    )


def value_in(column: npt.NDArray[np.generic], row: int) -> object:
    """One value of a column as Python's own."""
    value = column.reshape(-1)[row if column.size > 1 else 0]
    if value.dtype.kind in "mM" and np.datetime_data(value.dtype)[0] == "ns":
        value = value.astype(f"{value.dtype.kind}8[us]")
    return value.item()


# Units --------------------------------------------------------------------------------------------------


def days_of(times: Times) -> Ints:
    """The days of moments, since 1970; anything for `NaT`."""
    values, unit = times.view(np.int64), np.datetime_data(times.dtype)[0]
    if unit == "D":
        return values
    return values // (DAY * 1000 if unit == "ns" else DAY // MICROSECONDS[unit])


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
    factor = MICROSECONDS[unit]
    most = BEYOND // factor
    return np.clip(values, -most, most) * factor
