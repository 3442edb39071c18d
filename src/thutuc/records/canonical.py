"""One spelling of plain data, the same bytes everywhere, and its digest (dạng chuẩn tắc và mã băm)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, cast
from unicodedata import is_normalized, normalize

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError


def canonical(data: object) -> bytes:
    """Plain data as JSON with one spelling: the same bytes on every machine (dạng chuẩn tắc).

    As RFC 8785 has it: names in the order of their UTF-16, no spaces, UTF-8, only what must be escaped is.
    Text is composed (NFC), and there are no numbers with a fraction, which no two languages write alike:
    records have those as text.

    Args:
        data: What `dump` returns, or JSON gives back.

    Raises:
        InvalidTypeError: If it holds anything but tables, lists, texts, whole numbers, true, false, nothing.
        InvalidValueError: If two names of a table are one when composed, a text is half a letter, a number
            has 1,000 digits, or it is nested too deep.

    Examples:
        >>> canonical({"b": [1, True, None], "a": "Tết"}).decode()
        '{"a":"Tết","b":[1,true,null]}'
    """
    try:
        return _written(data).encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidValueError("a text is half a letter, which has no canonical form", given=None) from None
    except RecursionError:
        raise InvalidValueError("it is nested too deep for a canonical form", given=None) from None


def digest(data: object) -> str:
    """`sha256:` and the SHA-256 of the canonical form (mã băm).

    Raises:
        InvalidTypeError: As `canonical`.
        InvalidValueError: As `canonical`.

    Examples:
        >>> digest({"a": 1}) == digest({"a": 1}), digest({"a": 1})[:15]
        (True, 'sha256:015abd7f')
    """
    return f"sha256:{hashlib.sha256(canonical(data)).hexdigest()}"


_STRINGS = frozenset({str})
_quoted = json.encoder.encode_basestring


def _composed(text: str) -> str:
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _written(data: Any) -> str:
    kind = cast("Any", type(data))
    if kind is str:
        return _quoted(data if data.isascii() else _composed(data))
    if data is None or kind is bool:
        return _WORDS[data]
    if kind is int:
        return _number(data)
    if kind is list or kind is tuple:
        return f"[{','.join([_written(item) for item in data])}]"
    if kind is dict or isinstance(data, Mapping):
        return f"{{{','.join(_rows(data))}}}"
    raise InvalidTypeError(
        f"a canonical form is made of tables, lists, texts, whole numbers, true, false and nothing, not "
        f"{shown(data)}",
        given=data,
    )


def _number(data: int) -> str:
    if abs(data) >= _MOST:
        raise InvalidValueError("a canonical form holds whole numbers of fewer than 1,000 digits", given=None)
    return str(data)


_MOST = 10**999
_WORDS = {None: "null", True: "true", False: "false"}


def _rows(data: Any) -> list[str]:
    """The names of a table in their order, each with what it holds."""
    if _STRINGS.issuperset(map(type, data)) and "".join(data).isascii():
        # As nearly all are: there is nothing to compose, and one order only.
        return [f"{_quoted(name)}:{_written(data[name])}" for name in sorted(data)]
    names: dict[str, Any] = {}
    for name in data:
        if type(name) is not str:
            raise InvalidTypeError(f"the names of a table are texts, not {shown(name)}", given=name)
        names[_composed(name)] = name
    if len(names) < len(data):
        raise InvalidValueError(
            "two names of a table are one when they are composed; give it once", given=None
        )
    return [f"{_quoted(name)}:{_written(data[names[name]])}" for name in sorted(names, key=_utf_16)]


def _utf_16(name: str) -> bytes:
    return name.encode("utf-16-be")
