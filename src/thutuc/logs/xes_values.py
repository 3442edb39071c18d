"""Values of XES: what a type and a text say, and back (giá trị XES)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from thutuc.logs.log_moments import as_moment


def _truth(text: str) -> bool:
    word = text.strip().casefold()
    if word not in {"true", "false", "1", "0"}:
        raise ValueError(text)
    return word in {"true", "1"}


def _moment(text: str) -> date:
    found = as_moment(text)
    if found is None:
        raise ValueError(text)
    return found


READERS: Mapping[str, Callable[[str], Any] | None] = MappingProxyType(
    {
        "string": None,
        "id": None,
        "date": _moment,
        "int": int,
        "float": float,
        "boolean": _truth,
        "list": None,
        "container": None,
    }
)
"""What reads the text of each type; `None` where it stays text."""


def read_values(kind: str, texts: Sequence[str]) -> tuple[list[Any], list[int]]:
    """The values of some texts of one type, and the places of those that are none, which stay text.

    Examples:
        >>> read_values("int", ["1", "x"])
        ([1, 'x'], [1])
    """
    reader = READERS.get(kind)
    if reader is None:
        return list(texts), []
    try:
        return list(map(reader, texts)), []
    except ValueError:
        pass
    found: list[Any] = []
    wrong: list[int] = []
    for i, text in enumerate(texts):
        try:
            found.append(reader(text))
        except ValueError:
            found.append(text)
            wrong.append(i)
    return found, wrong
