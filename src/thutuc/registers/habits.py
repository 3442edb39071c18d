"""What is told about a file that its cells do not say (cách ghi của tệp)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypedDict

import attrs

from thutuc.bounds import composed, shown
from thutuc.errors import InvalidValueError, ThutucError
from thutuc.fields import NONE, all_of, of, whole_number
from thutuc.limits import TimeLimit, Unit
from thutuc.moments import Moment
from thutuc.registers.written_moments import read_moment

__all__ = ["FileHabits"]

SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]{1,17})?")
"""A number of days, as spreadsheets keep dates: from 1927 to 2173."""
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
"""A limit without its unit."""
EPOCH = date(1899, 12, 30)
"""The day 0 of spreadsheets."""


def _check_number(_: object, field: "attrs.Attribute[Any]", number: object) -> None:
    least = 1 if field.name == "header_row" else 0
    if number is None and least:
        return
    if whole_number(number, f"`{field.name}` is a number of rows") < least:
        raise InvalidValueError(
            f"`{field.name}` is {least} or more, not {number}; rows are counted from 1", given=number
        )


def _texts(given: Iterable[str]) -> frozenset[str]:
    texts = all_of([given] if isinstance(given, str) else given, str, "`missing` are texts such as 'NULL'")
    return frozenset(composed(text).strip() for text in texts)


def _text(given: str) -> str:
    return composed(given).strip() if isinstance(given, str) else given  # pyright: ignore[reportUnnecessaryIsInstance]


def _unit(given: object) -> str:
    """A unit in the words in which a limit states it; empty for none."""
    if given is None or given == "":
        return ""
    if isinstance(given, str):
        try:
            return _unit(Unit.parse(given))
        except ThutucError:
            pass
        try:
            return _unit(TimeLimit.parse(f"1 {given}").unit)
        except ThutucError:
            pass
    elif isinstance(given, Unit):
        return TimeLimit(1, given).to_text("vi").partition(" ")[2]
    raise InvalidValueError(
        f"`unit` is a Unit, its name ({', '.join(unit.value for unit in Unit)}) or its words such as "
        f"'ngày làm việc', not {shown(given)}",
        given=given,
    )


UNIT_WORDS = {unit.value: _unit(unit) for unit in Unit}
"""How a limit says each unit."""


_IS_TEXT = "`{name}` is text"


class ToldOfFile(TypedDict, total=False):
    """What may be told of a file, by the names of the arguments of `read_register`."""

    header_row: int | None
    skip_footer: int
    missing: Iterable[str]
    serial_dates: bool
    mechanism: str
    sheet: str | None
    unit: Unit | str | None


@attrs.frozen(kw_only=True)
class FileHabits:
    """What is told about a file that its cells do not say (cách ghi của tệp).

    Both `read_register` take each of these as an argument of its own.

    Args:
        header_row: The row of the headings, counted from 1; left out, the first that is not blank.
        skip_footer: How many rows below the dossiers are left out, such as a total and a signature; blank
            ones at the end do not count. None may hold a dossier.
        missing: Texts that mean that nothing is stated, such as `("NULL", "-", "0000-00-00")`.
        serial_dates: Whether numbers in columns of dates count days, as spreadsheets keep them.
        mechanism: The mechanism of rows that state none.
        sheet: Which sheet of a workbook; left out, the only one that is shown and holds something.
        unit: The unit of limits that are numbers, where no column states it: a `Unit`, its name, or its words
            in Vietnamese.
        epoch: The day 0 of numbers of days, by what the file says of itself.
        unit_codes: What the codes in its column of units mean, in words; a layout knows those of its system.

    Raises:
        InvalidTypeError: If one has the wrong type.
        InvalidValueError: If a number is too small, or there is no such unit.

    Examples:
        >>> FileHabits(unit="working_day").limit_text("5", "")
        '5 ngày làm việc'
    """

    header_row: int | None = attrs.field(default=None, validator=_check_number)
    skip_footer: int = attrs.field(default=0, validator=_check_number)
    missing: frozenset[str] = attrs.field(default=frozenset(), converter=_texts)
    serial_dates: bool = attrs.field(default=False, validator=of(bool, wanted="`{name}` is True or False"))
    mechanism: str = attrs.field(default="", converter=_text, validator=of(str, wanted=_IS_TEXT))
    sheet: str | None = attrs.field(default=None, validator=of(str, optional=True, wanted=_IS_TEXT))
    unit: str = attrs.field(default="", converter=_unit)
    epoch: date = EPOCH
    unit_codes: Mapping[str, str] = NONE

    def limit_text(self, text: str, unit: str) -> str:
        """A limit in words: a number takes the unit that stands beside it, or else the one that is told."""
        unit = unit or self.unit
        words = self.unit_codes.get(unit) or UNIT_WORDS.get(unit.casefold(), unit)
        return f"{text} {words}" if unit and NUMBER.fullmatch(text) else text

    def moment(self, text: str) -> Moment:
        """The moment that a text means; hours of a number of days are whole seconds.

        Raises:
            ValueError: If it means none.

        Examples:
            >>> FileHabits(serial_dates=True).moment("46083.354166667")
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


PLAIN = FileHabits()
"""A file about which nothing is told."""


_NOTHING = frozenset({"null", "none", "nan", "n/a", "na"})


def date_hint(text: str) -> str:
    """What could be told so that a text that is no date becomes one or none; empty if nothing could."""
    if SERIAL.fullmatch(text):
        return "; if it counts days as spreadsheets do, tell serial_dates=True (--serial-dates)"
    return limit_hint(text)


def limit_hint(text: str) -> str:
    """What could be told of a text that is no limit: a unit, or that it means that none is stated."""
    if NUMBER.fullmatch(text) and text.strip("0.,"):
        return "; if all such numbers have one unit, tell unit='working_day' (--unit working_day)"
    if text.casefold() in _NOTHING or (len(text) <= 20 and not re.search("[1-9]|[^\\W\\d_]", text)):
        return f"; if it means that none is stated, tell missing=({text!r},) (--missing {text!r})"
    return ""
