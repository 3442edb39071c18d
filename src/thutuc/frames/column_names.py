"""The names of columns, as callers give them (tên cột)."""

from collections.abc import Iterable

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import iterable


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
