"""What pictures are drawn from: rows of small frames, counts of large ones (dữ liệu để vẽ)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, cast

import attrs

from thutuc.bounds import composed, shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.registers import Entry, Register
from thutuc.words.alphabet import vietnamese_order
from thutuc.words.cells import extra_package

NAMELESS = "–"
"""What a group without a name is called."""


def rows_of(given: object, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """The named columns, row by row, of a register, a frame of any engine or plain mappings.

    Raises:
        InvalidTypeError: If it is neither.
        InvalidValueError: If a column is missing.
    """
    given = _entries_of(given)
    if type(given) in {list, tuple}:
        rows = cast("Sequence[object]", given)
        if all(isinstance(row, Mapping) for row in rows):
            mappings = cast("Sequence[Mapping[str, Any]]", rows)
            _refuse_missing(names, [row.keys() for row in mappings])
            return [tuple(row[name] for name in names) for row in mappings]
    frame = _through_narwhals(given)
    _refuse_missing(names, [frame.collect_schema().names()])
    return [tuple(row) for row in frame.select(*names).collect().rows()]


def counts_of(given: object, names: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """How many rows have each of the values of the named columns; counted by the engine.

    Raises:
        InvalidTypeError: If it is neither a register, nor a frame, nor a list of mappings.
        InvalidValueError: If a column is missing.
    """
    found: dict[tuple[Any, ...], int] = {}
    given = _entries_of(given)
    if isinstance(given, list | tuple):
        for row in rows_of(cast("object", given), names):
            found[row] = found.get(row, 0) + 1
        return found
    frame, nw = _through_narwhals(given), _narwhals()
    _refuse_missing(names, [frame.collect_schema().names()])
    counted = frame.select(*names).group_by(*names).agg(nw.len().alias("_thutuc_n")).collect()
    return {tuple(row[:-1]): int(row[-1]) for row in counted.rows()}


def _entries_of(given: object) -> object:
    """The rows of a register under the names that its columns have in frames; anything else as it is."""
    if not isinstance(given, Register):
        return given
    return [
        {
            **entry.extra,
            **{field.name: getattr(entry, field.name) for field in attrs.fields(Entry)},
            "due_on": entry.deadline and entry.deadline.due_on,
        }
        for entry in given
    ]


def _narwhals() -> Any:  # noqa: ANN401 - of an optional package
    extra_package("narwhals", "plots")
    return import_module("narwhals.stable.v2")


def _through_narwhals(given: object) -> Any:  # noqa: ANN401 - of an optional package
    nw, frames = _narwhals(), import_module("thutuc.frames")
    native: Any = cast("Any", given).frame if isinstance(given, frames.FileRegister) else given
    try:
        return nw.from_native(native).lazy()
    except (TypeError, AttributeError) as error:
        raise InvalidTypeError(
            f"a picture is drawn from a register, a frame of a known engine or a list of mappings, not "
            f"{type(given).__name__!r}",
            given=given,
        ) from error


def _refuse_missing(names: Sequence[str], rows: Iterable[Iterable[str]]) -> None:
    for columns in rows:
        known = list(columns)
        for name in names:
            if name not in known:
                raise InvalidValueError(
                    f"there is no column {name!r} to draw; there are {', '.join(known)}", given=name
                )


def is_missing(value: object) -> bool:
    """Whether a cell holds nothing: `None`, or what is not equal to itself."""
    return value is None or value != value  # noqa: PLR0124 - NaN and NaT


def figure_of(value: object, what: str) -> float:
    """A figure to draw, as a number.

    Raises:
        InvalidValueError: If it is none, or not finite.
    """
    try:
        # Numbers of numpy and decimals are numbers, texts and truth values are none.
        number = math.nan if isinstance(value, str | bytes | bool) else float(cast("float", value))
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InvalidValueError(f"{what} is drawn as a finite number, not {shown(value)}", given=value)
    return number


def name_of(value: object, what: str) -> str:
    """A name to draw, as text.

    Raises:
        InvalidValueError: If there is none.
    """
    if is_missing(value):
        raise InvalidValueError(
            f"{what} without a name cannot be drawn; name it, or leave it out", given=value
        )
    return composed(str(value))


def group_name(value: object) -> str:
    """What a group is called that may have no name."""
    return NAMELESS if is_missing(value) or value == "" else composed(str(value))


def in_order(groups: Iterable[str]) -> list[str]:
    """Groups in the order of the alphabet, that without a name last."""
    return sorted(groups, key=lambda name: (name == NAMELESS, vietnamese_order(name)))


def something(found: Sequence[Any] | Mapping[Any, Any], what: str) -> None:
    """Refuse to draw nothing.

    Raises:
        InvalidValueError: If there is nothing.
    """
    if not found:
        raise InvalidValueError(
            f"there is nothing to draw, no {what}; see whether what is given is empty", given=what
        )
