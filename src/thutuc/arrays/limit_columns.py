"""`LimitColumn`: a column of time limits, mixed units and cut-off hours included (cột thời hạn)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import time
from functools import lru_cache
from typing import NamedTuple, Self, TypeAlias, TypeVar, cast

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.given import Numbers, is_array, is_missing, is_sequence, objects_of, read_numbers
from thutuc.arrays.lookup import Truths
from thutuc.arrays.shaping import Offenders, flat, refuse_rows, shape_of
from thutuc.errors import InvalidTypeError, InvalidValueError, LimitTextError
from thutuc.fields import iterable, require
from thutuc.limits import TimeLimit, Unit

__all__ = ["Kind", "LimitColumn", "LimitRows", "Limits", "read_limits"]

V = TypeVar("V")
Kind: TypeAlias = tuple[Unit, time | None]
"""What limits of one column may differ in beside their amount: the unit and the cut-off hour."""
Units: TypeAlias = Unit | str | Sequence[Unit | str] | npt.NDArray[np.generic]
CutOffs: TypeAlias = time | Sequence[time | None] | npt.NDArray[np.object_] | None


class LimitRows(NamedTuple):
    """The limits of rows, one after another; what is the same in all of them stands once."""

    amounts: npt.NDArray[np.int64 | np.float64]
    kinds: npt.NDArray[np.int16]
    table: tuple[Kind, ...]
    missing: Truths | None


@attrs.frozen(eq=False, repr=False)
class LimitColumn:
    """A column of time limits: amounts, and what kind each is (cột thời hạn).

    Make it with `of`, `parse` or `from_columns`, once, and use it in as many calls as there are calendars and
    conventions to try.

    Args:
        amounts: How many units, 0 or more; float64 or int64, in any shape.
        kinds: For each row, which of *table* it is; in the shape of *amounts*, or a single value.
        table: The pairs of a unit and a cut-off hour.
        missing: Rows without a limit; None if every row has one.

    Examples:
        >>> from thutuc import Unit
        >>> from thutuc.arrays import LimitColumn
        >>> LimitColumn.from_columns([5, 0.5, 1], [Unit.WORKING_DAY, Unit.WORKING_DAY, Unit.MONTH])
        <LimitColumn of 3 limits in working days, months>
    """

    amounts: npt.NDArray[np.int64 | np.float64]
    kinds: npt.NDArray[np.int16]
    table: tuple[Kind, ...]
    missing: Truths | None = None

    def __attrs_post_init__(self) -> None:
        # Each kind must be lawful: a cut-off stands beside days only.
        for kind in iterable(self.table, "kinds"):
            require(kind, tuple, "each kind")
        for unit, cut_off in self.table:
            TimeLimit(1, unit, cut_off=cut_off)
        self._check_amounts()

    def __repr__(self) -> str:
        units = ", ".join(dict.fromkeys(f"{unit.label('en')}s" for unit, _ in self.table))
        return f"<LimitColumn of {self.amounts.size:,} limits in {units}>"

    def _check_amounts(self) -> None:
        amounts, ok = self.amounts, True if self.missing is None else ~self.missing
        least = amounts.min(initial=0)
        # NaN compares with nothing, so it fails this too.
        if not (least >= 0 and amounts.max(initial=0) < np.inf):
            _refuse(
                amounts,
                ~np.isfinite(amounts) & ok,
                "hold no finite amount; mask rows without a limit, for instance with numpy.ma.masked_invalid",
            )
            _refuse(amounts, (amounts < 0) & ok, "hold a negative limit; a limit is 0 or more")
        if amounts.dtype.kind != "f":
            return
        for code, (unit, _) in enumerate(self.table):
            if unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR}:
                _refuse(
                    amounts,
                    (self.kinds == code) & (amounts != np.floor(amounts)) & ok,
                    f"hold a part of a {unit.label('en')}, which cannot be counted on a calendar; give whole "
                    "numbers, or hours, days or working days (Bộ luật Dân sự, Điều 146)",
                )

    def shaped(self, shape: tuple[int, ...]) -> "LimitRows":
        """The limits of rows of that shape, one after another."""
        missing = None if self.missing is None else flat(self.missing, shape)
        return LimitRows(flat(self.amounts, shape), flat(self.kinds, shape), self.table, missing)

    @classmethod
    def from_columns(cls, amounts: Numbers, units: Units, cut_offs: CutOffs = None) -> Self:
        """Put columns of amounts and units together (từ cột số lượng và cột đơn vị).

        Args:
            amounts: Whole or decimal numbers; missing where there is no limit.
            units: One unit for all, or a column of `Unit` or of their values, such as `"working_day"`.
            cut_offs: Cut-off hours, for days and working days.

        Raises:
            InvalidTypeError: If a column has the wrong type.
            InvalidValueError: If a unit is unknown, an amount negative, not finite or a part of a week, month
                or year, or if the shapes do not fit.

        Examples:
            >>> from thutuc.arrays import LimitColumn
            >>> LimitColumn.from_columns([5, 15], ["working_day", "day"])
            <LimitColumn of 2 limits in working days, days>
        """
        numbers = read_numbers(amounts, "amounts", whole=False)
        units_, table = _codes(units, _unit, "units")
        cut_offs_, hours = _codes(cut_offs, _cut_off, "cut_offs")
        shape_of(amounts=numbers.values, units=units_, cut_offs=cut_offs_)
        kinds: npt.NDArray[np.intp]
        pairs, kinds = np.unique(units_ * np.int16(len(hours)) + cut_offs_, return_inverse=True)
        return cls(
            numbers.values,
            kinds.astype(np.int16).reshape(np.broadcast_shapes(units_.shape, cut_offs_.shape)),
            tuple((table[pair // len(hours)], hours[pair % len(hours)]) for pair in map(int, pairs)),
            numbers.missing,
        )

    @classmethod
    def of(cls, limits: Iterable[object]) -> Self:
        """Put limits together; None where there is none (từ các thời hạn).

        Raises:
            InvalidTypeError: If one of them is no `TimeLimit`.

        Examples:
            >>> from thutuc import TimeLimit, Unit
            >>> from thutuc.arrays import LimitColumn
            >>> LimitColumn.of([TimeLimit(5, Unit.WORKING_DAY), None])
            <LimitColumn of 2 limits in working days>
        """
        given = list(iterable(limits, "limits"))
        # A limit read from a catalogue stands in many rows: each object is looked at once.
        distinct = {id(limit): limit for limit in given}
        table: dict[Kind, int] = {}
        found: dict[int, tuple[float, int]] = {}
        for key, limit in distinct.items():
            if limit is None:
                found[key] = (0, 0)
            elif isinstance(limit, TimeLimit):
                found[key] = (limit.amount, table.setdefault((limit.unit, limit.cut_off), len(table)))
            else:
                raise InvalidTypeError(
                    f"limits are TimeLimit objects or None, not {limit!r}; read text with LimitColumn.parse",
                    given=limit,
                )
        rows = [found[id(limit)] for limit in given]
        missing = np.array([limit is None for limit in given], np.bool_)
        return cls(
            np.array([min(amount, 1e300) for amount, _ in rows], np.float64),
            np.array([code for _, code in rows], np.int16),
            tuple(table) or ((Unit.WORKING_DAY, None),),
            missing if missing.any() else None,
        )

    @classmethod
    def parse(cls, texts: Iterable[str | None] | npt.NDArray[np.generic]) -> Self:
        """Read a column of texts as `TimeLimit.parse` does; None where there is none (đọc từ văn bản).

        Raises:
            InvalidTypeError: If one of them is no text.
            LimitTextError: If no limit can be read from some of them; with their number and the first.

        Examples:
            >>> from thutuc.arrays import LimitColumn
            >>> LimitColumn.parse(["05 ngày làm việc", "01 tháng", None])
            <LimitColumn of 3 limits in working days, months>
        """
        given = [None if is_missing(text) else text for text in _listed(texts)]
        read: dict[object, TimeLimit | None] = {None: None}
        refused: dict[object, LimitTextError] = {}
        for text in given:
            if text is not None and not isinstance(text, str):
                raise InvalidTypeError(f"a limit is read from a string, not {text!r}", given=text)
        for text in dict.fromkeys(given):
            if text is None:
                continue
            try:
                read[text] = TimeLimit.parse(text)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - it refuses others
            except LimitTextError as error:
                refused[text] = error
        if refused:
            bad = [row for row, text in enumerate(given) if text in refused]
            first = refused[given[bad[0]]]
            raise LimitTextError(
                f"texts: {len(bad):,} of {len(given):,} rows hold no limit; the first is row {bad[0]}: "
                f"{first}",
                text=first.text,
                reason=first.reason,
                rows=len(bad),
                row=bad[0],
            )
        return cls.of(read[text] for text in given)


Limits: TypeAlias = (
    TimeLimit | LimitColumn | Sequence[TimeLimit | None] | npt.NDArray[np.object_] | tuple[Numbers, Units]
)
"""Limits as they may be given: one for all, a column of them, or a pair of amounts and units."""


def read_limits(given: object) -> LimitColumn:
    """A column of limits from whatever stands for one.

    Raises:
        InvalidTypeError: If nothing in it does.
    """
    if isinstance(given, LimitColumn):
        return given
    if isinstance(given, TimeLimit):
        return _column_of_one(given)
    pair = cast("tuple[Numbers, Units]", given)
    if type(pair) is tuple and len(pair) == 2 and not isinstance(pair[0], TimeLimit | None):
        return LimitColumn.from_columns(*pair)
    if not is_sequence(given):
        raise InvalidTypeError(
            "limits are a TimeLimit, a LimitColumn, a sequence of TimeLimit or a pair of amounts and units, "
            f"not {given!r}; read text with LimitColumn.parse",
            given=given,
        )
    return LimitColumn.of(_listed(given))


@lru_cache(maxsize=256)
def _column_of_one(limit: TimeLimit) -> LimitColumn:
    column = LimitColumn.of([limit])
    return attrs.evolve(column, amounts=column.amounts.reshape(()), kinds=column.kinds.reshape(()))


def _listed(given: Iterable[object]) -> list[object]:
    return objects_of(given) if is_array(given) else list(iterable(given, "a column"))


def _refuse(amounts: npt.NDArray[np.int64 | np.float64], rows: Truths, why: str) -> None:
    bad = Offenders()
    bad.add(rows.reshape(-1))
    if bad.count:
        refuse_rows(bad, "limits", np.broadcast_to(amounts, rows.shape), why)


def _unit(value: object) -> Unit:
    if isinstance(value, Unit):
        return value
    if not isinstance(value, str):
        raise InvalidTypeError(f"a unit is a Unit, such as Unit.WORKING_DAY, not {value!r}", given=value)
    try:
        return Unit.parse(value)
    except InvalidValueError:
        allowed = ", ".join(unit.value for unit in Unit)
        raise InvalidValueError(f"{value!r} is no unit; the units are {allowed}", given=value) from None


def _cut_off(value: object) -> time | None:
    if value is None or isinstance(value, time):
        return value
    raise InvalidTypeError(f"a cut-off is a datetime.time, such as time(15), not {value!r}", given=value)


def _codes(given: object, read: Callable[[object], V], name: str) -> tuple[npt.NDArray[np.int16], list[V]]:
    """A column of few distinct values as their numbers, and the values."""
    values = _listed(given) if is_sequence(given) else [given]
    shape = given.shape if is_array(given) else (len(values),) if is_sequence(given) else ()
    # Members of an Enum are slow to hash; in a column they are the same few objects.
    few = {id(value): value for value in values[:1000]}
    keys: list[object] = [id(value) for value in values] if len(few) < 100 else values
    places: dict[object, int] = {}
    found: dict[V, int] = {}
    for key, value in dict(zip(keys, values, strict=True)).items():
        try:
            places[key] = found.setdefault(read(value), len(found))
        except InvalidValueError as error:
            raise InvalidValueError(f"{name}: {error}", given=value) from None
    codes = np.fromiter(map(places.__getitem__, keys), np.int16, len(keys))
    return codes.reshape(shape), list(found)
