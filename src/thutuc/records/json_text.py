"""JSON as plain data and back, within bounds: what is none, or says a thing twice, is refused (đọc JSON)."""

import json
import re
from itertools import accumulate
from typing import Any, NoReturn

from thutuc.bounds import BOUNDS, Bounds, check_bounds, shown
from thutuc.errors import InvalidTypeError, RecordError


class _Table(dict[str, Any]):
    """A table that says something twice."""

    twice: tuple[str, ...] = ()


def read_json(text: object, bounds: Bounds = BOUNDS) -> Any:
    """What a JSON text holds.

    A table in which a name stands twice is told from others by its `twice`, for the reader to report.

    Raises:
        InvalidTypeError: If *text* is neither text nor bytes.
        RecordError: If it is no JSON, no UTF-8, or more or deeper than *bounds* allow.
    """
    check_bounds(bounds)
    if isinstance(text, bytes | bytearray):
        _check_size(len(text), bounds)
        try:
            text = bytes(text).decode("utf-8")
        except UnicodeDecodeError as error:
            raise _refusal(f"it is not UTF-8: {error}") from None
    if not isinstance(text, str):
        raise InvalidTypeError(f"a record is read from JSON text or its bytes, not {shown(text)}", given=text)
    _check_size(len(text), bounds)
    _check_depth(text, bounds)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _refusal(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        # Python reads no whole number of more than 4,300 digits.
        raise _refusal(str(error)) from None


def write_json(data: object) -> str:
    """Plain data as JSON text in one line, other letters than those of ASCII as they are."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) == len(pairs):
        return table
    names = [name for name, _ in pairs]
    told = _Table(table)
    told.twice = tuple(name for name in table if names.count(name) > 1)
    return told


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_table, parse_constant=_no_number)
# What stands between quotes says nothing of the depth.
_MARKS = re.compile(r'[\[\]{}]|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def _check_size(size: int, bounds: Bounds) -> None:
    if size > bounds.json_bytes:
        raise _refusal(
            f"it has {size:,} bytes, and the bound 'json_bytes' allows {bounds.json_bytes:,}; divide it, or "
            f"raise the bound"
        )


def _check_depth(text: str, bounds: Bounds) -> None:
    """Refuse lists and tables too deep within each other, before they are read."""
    if text.count("[") + text.count("{") <= bounds.json_depth:
        return
    marks = _MARKS.finditer(text)
    steps = accumulate(_STEPS.get(mark[0], 0) for mark in marks)
    if any(step > bounds.json_depth for step in steps):
        raise _refusal(
            f"its lists and tables may stand {bounds.json_depth} deep, as the bound 'json_depth' allows; "
            f"write it flatter, or raise the bound"
        )


def _refusal(problem: str) -> RecordError:
    return RecordError("this is no record", [problem], places=(((), problem),), given=None)
