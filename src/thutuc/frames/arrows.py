"""Columns of pandas and PyArrow in the plain types of Arrow (đưa cột về kiểu Arrow thông dụng)."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, cast

import narwhals.stable.v2 as nw

from thutuc.errors import InvalidTypeError

_PLAIN = {"date64[ms]": "date32", "string_view": "string", "halffloat": "float", "null": "string"}
"""Types for which Arrow lacks operations, and those that hold the same values."""


def plain_columns(frame: "nw.DataFrame[Any]", names: Sequence[str]) -> "nw.DataFrame[Any]":
    """Columns of a frame of pandas or PyArrow as a PyArrow table, where a missing whole number stays whole.

    Raises:
        InvalidTypeError: If a column of pandas mixes types, or PyArrow is not there.
    """
    chosen = frame.select(*names)
    if chosen.implementation.is_pandas():
        kind_of: Callable[[Any], str] = nw.get_native_namespace(chosen).api.types.infer_dtype
        for name in names:
            column = chosen.to_native()[name]
            # Other types cannot mix, and columns of texts are long: pandas knows them at a glance.
            if str(column.dtype) == "object" and kind_of(column) not in {"string", "integer", "empty"}:
                _refuse_mixed(name, column)
    try:
        table = cast("Any", chosen).to_arrow()
    except ImportError as error:
        raise InvalidTypeError(
            "frames of pandas need pyarrow beside it; install pyarrow", given="pandas"
        ) from error
    except Exception as error:
        if not isinstance(error, TypeError) and not type(error).__name__.startswith("Arrow"):
            raise
        raise InvalidTypeError(
            f"the columns {', '.join(names)} do not all hold one plain type each: {error}; give each one",
            given=tuple(names),
        ) from error
    for i, field in enumerate(table.schema):
        if plain := _PLAIN.get(str(field.type)):
            table = table.set_column(i, field.name, table.column(i).cast(plain))
    return cast("nw.DataFrame[Any]", nw.from_native(table))


def _refuse_mixed(name: str, column: Any) -> None:  # noqa: ANN401 - a series of pandas
    """Refuse objects of which only some are dates, or moments with a zone: Arrow takes one for the other."""
    kinds = Counter(map(_kind, column.dropna()))
    if len(kinds) > 1:
        raise InvalidTypeError(
            f"column {name!r} mixes {' and '.join(f'{rows:,} {kind}' for kind, rows in kinds.items())}; "
            f"make all rows of one kind",
            given=name,
        )


def _kind(value: object) -> str:
    if isinstance(value, datetime):
        return "moments without a zone" if value.tzinfo is None else "moments with a zone"
    return "dates" if isinstance(value, date) else "values that are no dates"
