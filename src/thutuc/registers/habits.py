"""What is told about a file that its cells do not say (cách ghi của tệp)."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import attrs

from thutuc.bounds import composed, shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.moments import Moment
from thutuc.registers.written_moments import read_moment

SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]{1,17})?")
"""A number of days, as spreadsheets keep dates: from 1927 to 2173."""
EPOCH = date(1899, 12, 30)
"""The day 0 of spreadsheets."""


def _check_number(_: object, field: "attrs.Attribute[Any]", number: object) -> None:
    least = 1 if field.name == "header_row" else 0
    if number is None and least:
        return
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidTypeError(f"`{field.name}` is a number of rows, not {shown(number)}", given=number)
    if number < least:
        raise InvalidValueError(
            f"`{field.name}` is {least} or more, not {number}; rows are counted from 1", given=number
        )


def _check_flag(_: object, field: "attrs.Attribute[bool]", flag: object) -> None:
    if not isinstance(flag, bool):
        raise InvalidTypeError(f"`{field.name}` is True or False, not {shown(flag)}", given=flag)


def _texts(given: object) -> frozenset[str]:
    several: object = [given] if isinstance(given, str) else given
    if not isinstance(several, Iterable):
        raise InvalidTypeError(f"`missing` are texts such as ('NULL', '-'), not {shown(given)}", given=given)
    texts = list(cast("Iterable[object]", several))
    for text in texts:
        if not isinstance(text, str):
            raise InvalidTypeError(f"`missing` are texts such as 'NULL', not {shown(text)}", given=text)
    return frozenset(composed(text).strip() for text in texts if isinstance(text, str))


def _check_text(_: object, field: "attrs.Attribute[Any]", given: object) -> None:
    if not isinstance(given, str) and not (given is None and field.name == "sheet"):
        raise InvalidTypeError(f"`{field.name}` is text, not {shown(given)}", given=given)


def _text(given: str) -> str:
    return composed(given).strip() if isinstance(given, str) else given  # pyright: ignore[reportUnnecessaryIsInstance]


@attrs.frozen(kw_only=True)
class Habits:
    """What is told about a file.

    Args:
        header_row: The row of the headings, counted from 1; `None` for the first that is not blank.
        skip_footer: How many rows below the dossiers are left out, blank ones at the end not counted.
        missing: Texts that mean that nothing is stated.
        serial_dates: Whether a number in a column of dates is one of days, as spreadsheets keep them.
        mechanism: The mechanism of rows that state none.
        sheet: Which sheet of a workbook; `None` for the only one that is shown and holds something.
        epoch: The day 0 of such numbers, by what the file says of itself.

    Raises:
        InvalidTypeError: If one has the wrong type.
        InvalidValueError: If a number is too small.
    """

    header_row: int | None = attrs.field(default=None, validator=_check_number)
    skip_footer: int = attrs.field(default=0, validator=_check_number)
    missing: frozenset[str] = attrs.field(default=frozenset(), converter=_texts)
    serial_dates: bool = attrs.field(default=False, validator=_check_flag)
    mechanism: str = attrs.field(default="", converter=_text, validator=_check_text)
    sheet: str | None = attrs.field(default=None, validator=_check_text)
    epoch: date = EPOCH

    def moment(self, text: str) -> Moment:
        """The moment that a text means; hours of a number of days are whole seconds.

        Raises:
            ValueError: If it means none.

        Examples:
            >>> Habits(serial_dates=True).moment("46083.354166667")
            datetime.datetime(2026, 3, 2, 8, 30)
        """
        if not (self.serial_dates and SERIAL.fullmatch(text)):
            return read_moment(text)
        days, _, part = text.partition(".")
        day = self.epoch + timedelta(days=int(days))
        seconds = round(float(f"0.{part}") * 86_400) if part else 0
        return datetime.combine(day, time()) + timedelta(seconds=seconds) if seconds else day

    def row(self, cells: Iterable[str]) -> list[str]:
        """Cells without blanks at their ends, empty where they mean that nothing is stated."""
        texts = [cell.strip() for cell in cells]
        return ["" if text in self.missing else text for text in texts] if self.missing else texts


PLAIN = Habits()
"""A file about which nothing is told."""


_NOTHING = frozenset({"null", "none", "nan", "n/a", "na"})


def date_hint(text: str) -> str:
    """What could be told so that a text that is no date becomes one or none; empty if nothing could."""
    if SERIAL.fullmatch(text):
        return "; if it counts days as spreadsheets do, tell serial_dates=True (--serial-dates)"
    return limit_hint(text)


def limit_hint(text: str) -> str:
    """What could be told of a text that is no limit, if it seems to mean that none is stated."""
    if text.casefold() in _NOTHING or (len(text) <= 20 and not re.search("[1-9]|[^\\W\\d_]", text)):
        return f"; if it means that none is stated, tell missing=({text!r},) (--missing {text!r})"
    return ""
