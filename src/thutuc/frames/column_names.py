"""The names of columns, as callers give them (tên cột)."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import narwhals.stable.v2 as nw

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import iterable

_PLAIN = str.maketrans(".`", "__")


def check_name(name: object) -> str:
    """The name of a column.

    Raises:
        InvalidTypeError: If it is no text.
        InvalidValueError: If it is empty.
    """
    if not isinstance(name, str):
        raise InvalidTypeError(f"a column is named by a text, not {name!r}", given=name)
    if not name:
        raise InvalidValueError("the name of a column must not be empty", given=name)
    return name


def names_of(by: str | Iterable[str]) -> list[str]:
    """The names of one column or several, each once.

    Raises:
        InvalidTypeError: If one is no text, or *by* is neither one nor several.
    """
    return list(dict.fromkeys(map(check_name, [by] if isinstance(by, str) else iterable(by, "columns"))))


def plainly_named(native: object, names: Sequence[str]) -> tuple[object, list[str]]:
    """A frame whose names are no more than names, and what *names* are called there.

    Spark reads a dot or a backtick in a name as more than a name; all others take names as they are.
    """
    native = nw.to_native(cast("Any", native), pass_through=True)
    asked = list(map(check_name, names))
    if not type(native).__module__.startswith("pyspark"):
        return native, asked
    frame = cast("Any", native)
    given = list(frame.columns)
    if not any(set(name) & set(".`") for name in given) or len(set(given)) < len(given):
        return native, asked
    taken = set(map(str.casefold, given))
    plain: dict[str, str] = {}
    for name in given:
        found = name.translate(_PLAIN)
        while found != name and found.casefold() in taken:
            found += "_"
        taken.add(found.casefold())
        plain[name] = found
    return frame.toDF(*plain.values()), [plain.get(name, name) for name in asked]
