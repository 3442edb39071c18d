"""Receipts: sealed with a digest, and verified by counting again (niêm phong và kiểm tra lại phiếu)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from itertools import zip_longest
from typing import Any, Literal, TypeAlias, cast
from unicodedata import is_normalized

from thutuc.bounds import BOUNDS, Bounds, check_bounds, shown
from thutuc.errors import ReceiptError, ThutucError
from thutuc.fields import NONE, plain_date
from thutuc.records.canonical import canonical, digest
from thutuc.records.class_shapes import calendars_of
from thutuc.records.described import is_list, is_record
from thutuc.records.json_text import read_json

SCHEMA = 1
"""The version of the receipts that are written."""

Again: TypeAlias = Callable[[dict[str, Any], Mapping[str, Any], date | None], dict[str, Any]]
"""Counts a receipt again, with the calendars that are known, as it was known on a day."""

_AGAIN = {
    "deadline": "deadlines.deadline",
    "clock": "deadlines.clock",
    "dossier": "dossiers.receipts",
}
"""Where each kind of receipt is counted again: a file of the house, which stands above this one."""
_WHOLE = 1 << 53
_DEEPEST = 40
_MOST = 200_000
"""Values in one receipt: more than the ledger of a limit of forty years has."""
_MOST_INPUTS = 3_000
"""Values of what is counted, each of which may cost time for each day: more than 400 events have."""


def sealed(told: dict[str, Any]) -> dict[str, Any]:
    """A receipt with its digest."""
    receipt = {"kind": "receipt", "schema": SCHEMA, **told}
    receipt["digest"] = digest(receipt)
    return receipt


def verify(
    receipt: Mapping[str, Any] | str | bytes,
    *,
    calendars: Mapping[str, Any] | Iterable[Any] = NONE,
    as_known_on: date | None = None,
    bounds: Bounds = BOUNDS,
) -> Literal[True]:
    """Count a receipt again and compare all that it says (kiểm tra lại phiếu).

    The receipt holds what is needed. Where the whole calendar is known by its fingerprint, because it is the
    standard one of this version or is given, the part that the receipt holds of it is compared with it too.

    Args:
        receipt: What `deadline.receipt()` gave, or its canonical form as text or bytes.
        calendars: Whole calendars, by their fingerprints; or several.
        as_known_on: If given, it is also counted with what was known on that day of decisions and laws, and
            the dates have to be the same.
        bounds: How much text is read.

    Returns:
        True.

    Raises:
        ReceiptError: With the first place that differs, what it says, and what is counted.
        InvalidTypeError: If *as_known_on* is no date, or *calendars* are neither a mapping nor several.
        RecordError: If a text is no JSON, or more than *bounds* allow.

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
        >>> receipt = due(TimeLimit(5, Unit.WORKING_DAY), date(2026, 2, 13), vietnam_calendar()).receipt()
        >>> receipt["answer"]["due_on"], verify(receipt)
        ('2026-02-27', True)
        >>> receipt["answer"]["due_on"] = "2026-02-26"
        >>> verify(receipt)
        Traceback (most recent call last):
        thutuc.errors.ReceiptError: ...
    """
    if as_known_on is not None:
        plain_date(as_known_on, "as_known_on")
    told = _read(receipt, check_bounds(bounds))
    known = calendars_of(calendars)
    counted = _counted(told, known, None)
    # What is asked first: whether the date is right.
    _compare(told["answer"], counted["answer"], "answer")
    _compare(told, counted)
    if as_known_on is not None:
        _compare_dates(told["answer"], _counted(told, known, as_known_on)["answer"], as_known_on)
    return True


def _read(given: object, bounds: Bounds) -> dict[str, Any]:
    """The receipt as plain data that is what a receipt is made of, with a digest of all the rest."""
    is_text = isinstance(given, str | bytes | bytearray)
    data: Any = read_json(given, bounds) if is_text else given
    _check_plain(data)
    if not isinstance(data, dict):
        raise _refusal("", "a receipt is a table with 'kind': 'receipt'", data)
    receipt = cast("dict[str, Any]", data)
    _check_form(receipt)
    sealed_as = digest({name: told for name, told in receipt.items() if name != "digest"})
    if receipt.get("digest") != sealed_as:
        raise _differs("digest", receipt.get("digest"), sealed_as)
    if is_text and canonical(receipt) != (given.encode() if isinstance(given, str) else given):
        raise _refusal("", "as text a receipt stands in its canonical form, byte for byte", None)
    return receipt


_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{64}")
_TABLES = ("inputs", "calendar", "answer")


def _check_form(receipt: dict[str, Any]) -> None:
    """Refuse what cannot be counted again, whatever its digest."""
    if receipt.get("kind") != "receipt":
        raise _refusal("kind", "a receipt is of the kind 'receipt'", receipt.get("kind"))
    if type(receipt.get("schema")) is not int or receipt["schema"] != SCHEMA:
        raise _refusal("schema", f"this version reads receipts of schema {SCHEMA}", receipt.get("schema"))
    if type(receipt.get("of")) is not str or receipt["of"] not in _AGAIN:
        raise _refusal("of", f"a receipt is of one of {', '.join(_AGAIN)}", receipt.get("of"))
    for name in _TABLES:
        if type(receipt.get(name)) is not dict:
            raise _refusal(name, "this must be a table", receipt.get(name))
    fingerprint = receipt["calendar"].get("fingerprint")
    if type(fingerprint) is not str or _FINGERPRINT.fullmatch(fingerprint) is None:
        raise _refusal("calendar.fingerprint", "a fingerprint is 'sha256:' and 64 digits", fingerprint)
    if len(dict(_values(receipt["inputs"]))) > _MOST_INPUTS:
        raise _refusal("inputs", f"a receipt counts at most {_MOST_INPUTS:,} values", None)


def _check_plain(data: object) -> None:
    """Refuse what no receipt holds, however deep or large it is."""
    for path, one in _values(data):
        if type(one) is str:
            if not (one.isascii() or is_normalized("NFC", one)):
                raise _refusal(path, "texts are composed (NFC)", one)
        elif one is not None and not isinstance(one, bool) and not (type(one) is int and abs(one) < _WHOLE):
            raise _refusal(path, "a receipt holds tables, lists, texts, whole numbers, true, false", one)


def _values(data: object) -> Iterator[tuple[str, object]]:
    """Every single value with its path; nothing here calls itself, however deep it goes."""
    left: list[tuple[str, object, int]] = [("", data, 0)]
    seen = 1
    while left:
        path, one, depth = left.pop()
        if depth > _DEEPEST:
            raise _refusal(path[:80], f"a receipt is at most {_DEEPEST} deep", None)
        seen += len(one) if is_record(one) or is_list(one) else 0
        if seen > _MOST:
            raise _refusal(path, f"a receipt holds at most {_MOST:,} values", None)
        if isinstance(one, dict):
            table = cast("dict[object, object]", one)
            left += [(_below(path, _name(name, path)), table[name], depth + 1) for name in table]
            if twice := getattr(table, "twice", ()):
                raise _refusal(_below(path, twice[0]), "given twice; give it once", None)
        elif type(one) is list:
            items = cast("list[object]", one)
            left += [(f"{path}[{i}]", item, depth + 1) for i, item in enumerate(items)]
        else:
            yield path, one


def _name(name: object, path: str) -> str:
    if type(name) is not str:
        raise _refusal(path, "the names of a table are texts", name)
    return name


def _counted(told: dict[str, Any], calendars: Mapping[str, Any], known_on: date | None) -> dict[str, Any]:
    try:
        return _again(told["of"])(told, calendars, known_on)
    except ThutucError as error:
        raise _refusal("inputs", f"it cannot be counted again: {error}", None) from error
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise _refusal(
            "inputs", "it cannot be counted again: it is not what a receipt counts", None
        ) from error


@lru_cache(maxsize=8)
def _again(kind: str) -> Again:
    found: Again = import_module(f"thutuc.{_AGAIN[kind]}").counted_again
    return found


def _compare(told: object, counted: object, path: str = "") -> None:
    """Refuse the first place at which two are not the same."""
    if is_record(told) and is_record(counted):
        for name in dict.fromkeys([*counted, *told]):
            _compare(told.get(name), counted.get(name), _below(path, name))
    elif is_list(told) and is_list(counted):
        for i, (one, other) in enumerate(zip_longest(told, counted)):
            _compare(one, other, f"{path}[{i}]")
    elif type(told) is not type(counted) or told != counted:
        raise _differs(path, told, counted)


def _compare_dates(told: dict[str, Any], counted: dict[str, Any], known_on: date) -> None:
    for name in ("due_on", "due_at"):
        says, then = told.get(name), counted.get(name)
        if says != then:
            raise ReceiptError(
                f"the receipt, at answer.{name}, says {shown(says)}; with what was known on {known_on} it is "
                f"{shown(then)}, and a later decision moved it",
                path=f"answer.{name}",
                says=says,
                counted=then,
            )


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _differs(path: str, says: object, counted: object) -> ReceiptError:
    return ReceiptError(
        f"the receipt, at {path}, says {shown(says)}; counted again it is {shown(counted)}",
        path=path,
        says=says,
        counted=counted,
    )


def _refusal(path: str, why: str, says: object) -> ReceiptError:
    if says is not None:
        why = f"{why}, not {shown(says)}"
    return ReceiptError(f"the receipt, at {path or 'its top'}: {why}", path=path, says=says, counted=None)
