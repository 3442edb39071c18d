"""Sums, shares and checks: how what was counted is told (số liệu, tỷ lệ, đối chiếu)."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import TypeAlias

import attrs

from thutuc.errors import InvalidTypeError
from thutuc.labels import check_language
from thutuc.moments import OFFICE_TIME
from thutuc.quality.fields import Number, exact, is_count
from thutuc.quality.printing import Words, shown

Moment: TypeAlias = date | datetime


def rounded(value: Fraction, places: int) -> float:
    """*value* with so many decimals; a half is rounded up, away from 0 for what is positive."""
    scale: int = 10**places
    return (value * scale + Fraction(1, 2)) // 1 / scale


def total(values: Iterable[Number | None]) -> Fraction:
    """The sum of those that are known."""
    return sum((exact(value, "a number") for value in values if value is not None), Fraction())


def plain(value: Number | None) -> int | float | None:
    """*value* as an int where it is whole, else as a float."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def day_of(moment: Moment) -> date:
    """The day of *moment* in the office's zone.

    Raises:
        InvalidTypeError: If it is neither date nor datetime.
    """
    if not isinstance(moment, date):
        raise InvalidTypeError(f"a moment is a date or a datetime, not {moment!r}", given=moment)
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo is None else moment.astimezone(OFFICE_TIME)).date()
    return moment


@attrs.frozen
class Share:
    """A part of a whole whose name is said (tỷ lệ).

    Args:
        part: How many.
        whole: Of how many.
        of: What the whole is, in Vietnamese and English: the denominator's name (mẫu số).

    Raises:
        InvalidTypeError: If a count is no whole number.
        InvalidValueError: If it is negative.

    Examples:
        >>> share = Share(1614, 1645, ("phiếu", "answers"))
        >>> share.percent, str(share)
        (98.12, '98,12% của 1.645 phiếu')
    """

    part: int = attrs.field(validator=is_count)
    whole: int = attrs.field(validator=is_count)
    of: Words

    @property
    def percent(self) -> float | None:
        """In percent, with 2 decimals; `None` where the whole is 0."""
        return rounded(Fraction(100 * self.part, self.whole), 2) if self.whole else None

    def text(self, language: str = "vi") -> str:
        """One line for a reader, with the denominator."""
        # Vietnamese decrees print no space before the sign.
        of = " % of" if check_language(language) == "en" else "% của"
        percent, whole = shown(self.percent, language), shown(self.whole, language)
        return f"{percent}{of} {whole} {shown(self.of, language)}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen
class Check:
    """What is stated beside what follows from the rest (đối chiếu).

    Args:
        name: What is checked, in Vietnamese and English.
        stated: The figure as printed or required.
        computed: The figure that follows; `None` if it cannot be told.
        holds: Whether they agree; `None` where that cannot be decided.
    """

    name: Words
    stated: float
    computed: float | None
    holds: bool | None

    @property
    def gap(self) -> float | None:
        """Stated minus computed."""
        if self.computed is None:
            return None
        return float(Fraction(str(self.stated)) - Fraction(str(self.computed)))

    def text(self, language: str = "vi") -> str:
        """One line for a reader."""
        english = check_language(language) == "en"
        verdict = {True: ("khớp", "holds"), False: ("không khớp", "fails"), None: ("chưa rõ", "open")}
        words = ("ghi {}, tính được {}", "stated {}, computed {}")[english]
        figures = words.format(shown(self.stated, language), shown(self.computed, language))
        return f"{self.name[english]}: {figures}: {verdict[self.holds][english]}"

    def __str__(self) -> str:
        return self.text()
