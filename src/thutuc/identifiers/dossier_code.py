"""`DossierCode`: the code of one dossier, and the numbering of a day (mã hồ sơ)."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Self

import attrs

from thutuc.errors import IdentifierError
from thutuc.fields import items, plain_text, require, whole_number
from thutuc.identifiers.agency_code import AgencyCode, as_agency
from thutuc.identifiers.code_text import Code, clean, refusal

_DAY = re.compile(r"[0-9]{6}")
_SEQUENCE = re.compile(r"[0-9]{4,7}")
_PORTAL = re.compile(r"[0-9]{2}")
_LAST_NUMBER = 99_999
_DAYS_ALLOWED = "a date is written YYMMDD, the year meaning 2000 to 2099"


def _read_day(text: str, given: object) -> date:
    if _DAY.fullmatch(text):
        try:
            return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
        except ValueError as error:
            reason = f"its date {text!r} does not exist ({error})"
            raise refusal(given, "dossier code", "date", reason, _DAYS_ALLOWED) from None
    raise refusal(given, "dossier code", "date", f"its date is {text!r}", _DAYS_ALLOWED)


def _check_day(_: object, __: object, day: date) -> None:
    require(day, date, "the day of a dossier code")
    if not 2000 <= day.year <= 2099:
        raise refusal(day, "day for a dossier code", "date", f"its year is {day.year}", _DAYS_ALLOWED)


def _read_sequence(text: str, given: object = None) -> str:
    sequence = clean(text, "number of a dossier code", "0001")
    given = text if given is None else given
    if not _SEQUENCE.fullmatch(sequence) or not sequence.strip("0"):
        allowed = "a number within the day has 4 to 7 digits and starts from 0001"
        raise refusal(given, "dossier code", "sequence", f"its number is {sequence!r}", allowed)
    return sequence


def _number_within(number: int, portal: str | None, given: object) -> str:
    if number > _LAST_NUMBER:
        found = f"number {number} follows the last one of that day"
        allowed = f"an agency has {_LAST_NUMBER} a day, since a sixth digit would mean a ministry's portal"
        raise refusal(given, "dossier that can be numbered", "sequence", found, allowed)
    return f"{portal or ''}{number:04d}"


@attrs.frozen(repr=False, order=False)
class DossierCode(Code):
    """The code of one dossier: agency, day of reception, number within the day (mã hồ sơ).

    Equal whichever order its agency was written in. Ordered by day, then number. Provincial systems number
    with four digits and go on with five; six or seven digits come from a ministry's portal, whose first two
    stand for the ministry.

    Args:
        agency: The agency or its code. Of dossiers received until 30/06/2025 the one that receives, since
            then the one that decides.
        received_on: Day of reception.
        sequence: The digits of the number within the day.
        original: The spelling it was read in; not compared.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        IdentifierError: If a part is not of the form; `part` names it.

    Legal source:
        Nghị định 61/2018/NĐ-CP, Điều 26; Thông tư 01/2018/TT-VPCP, Điều 19; Nghị định 118/2025/NĐ-CP,
        Điều 28 khoản 2.

    Examples:
        >>> code = DossierCode.parse("000.00.18.H17-190101-0001")
        >>> str(code), code.received_on, code.number
        ('H17.18-190101-0001', datetime.date(2019, 1, 1), 1)
        >>> code == DossierCode.parse("H17.18-190101-0001"), str(code.next())
        (True, 'H17.18-190101-0002')
    """

    agency: AgencyCode = attrs.field(converter=as_agency)
    received_on: date = attrs.field(validator=_check_day)
    sequence: str = attrs.field(converter=_read_sequence)
    original: str = attrs.field(default="", eq=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.original:
            object.__setattr__(self, "original", self.top_first)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a dossier code (đọc mã hồ sơ).

        Spaces around it, small letters, full-width characters, any dash and any normal form are accepted.

        Raises:
            InvalidTypeError: If *text* is not text.
            IdentifierError: If it is not a dossier code; `part` and the message say what is wrong.

        Examples:
            >>> DossierCode.parse(" h15.50.05.13–261008–0975 ")
            DossierCode.parse('H15.50.05.13-261008-0975')
            >>> try:
            ...     DossierCode.parse("H17.18-190229-0001")
            ... except IdentifierError as error:
            ...     print(error.part)
            date
        """
        cleaned = clean(text, "dossier code", "H17.18-190101-0001")
        parts = cleaned.split("-")
        if len(parts) != 3:
            found = f"it has {len(parts)} part{'s' if len(parts) > 1 else ''} between hyphens"
            allowed = "it is written agency-YYMMDD-number, such as H17.18-190101-0001"
            raise refusal(text, "dossier code", "code", found, allowed)
        try:
            agency = AgencyCode.parse(parts[0])
        except IdentifierError as error:
            raise refusal(text, "dossier code", "agency", error.message, "such as H17.18") from None
        received_on = _read_day(parts[1], text)
        return cls(agency, received_on, _read_sequence(parts[2], text), original=cleaned)

    @classmethod
    def generate(
        cls,
        agency: AgencyCode | str,
        received_on: date,
        previous: "int | str | DossierCode | Iterable[DossierCode | str]" = 0,
        *,
        portal: str | None = None,
    ) -> Self:
        """Give the next dossier of that agency and day its code (cấp mã hồ sơ).

        Nothing is remembered between calls: what was given out before is an argument.

        Args:
            agency: The agency or its code.
            received_on: Day of reception.
            previous: The last number given out, or the codes given out so far; those of other agencies, days
                and portals do not count.
            portal: The two digits of a ministry's portal that numbers its dossiers apart.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            IdentifierError: If a code in *previous* cannot be read or the numbers of the day are used up.

        Legal source:
            Thông tư 01/2018/TT-VPCP, Điều 19 (number within the day).

        Examples:
            >>> first = DossierCode.generate("H17.18", date(2026, 3, 2))
            >>> str(first), str(DossierCode.generate("H17.18", date(2026, 3, 2), [first]))
            ('H17.18-260302-0001', 'H17.18-260302-0002')
            >>> str(DossierCode.generate("H17.18", date(2026, 3, 2), 41, portal="09"))
            'H17.18-260302-090042'
        """
        if portal is not None and not _PORTAL.fullmatch(clean(portal, "portal", "09")):
            raise refusal(portal, "portal of a ministry", "sequence", "it is not two digits", "such as '09'")
        agency = as_agency(agency)
        if isinstance(previous, int):
            last = whole_number(previous, "previous must be a number or codes")
        else:
            given = (previous,) if isinstance(previous, str | DossierCode) else previous
            codes = items(given, "previous must be a number or codes")
            read = [code if isinstance(code, DossierCode) else cls.parse(code) for code in codes]
            own = (agency, received_on, portal)
            last = max((c.number for c in read if (c.agency, c.received_on, c.portal) == own), default=0)
        if last < 0:
            allowed = "0 if none was given"
            raise refusal(previous, "last number of a day", "sequence", "it is negative", allowed)
        return cls(agency, received_on, _number_within(last + 1, portal, previous))

    @property
    def portal(self) -> str | None:
        """The two digits of the ministry's portal, `None` for a province's own system."""
        return self.sequence[:2] if len(self.sequence) > 5 else None

    @property
    def number(self) -> int:
        """The number within the day, without the digits of the portal (số thứ tự trong ngày)."""
        return int(self.sequence[2:] if self.portal else self.sequence)

    def next(self) -> Self:
        """The code that follows on the same day (mã kế tiếp).

        Raises:
            IdentifierError: If the numbers of the day are used up.
        """
        number = _number_within(self.number + 1, self.portal, str(self))
        return type(self)(self.agency, self.received_on, number)

    @property
    def top_first(self) -> str:
        """The code with its agency in the order of Quyết định 20/2020/QĐ-TTg."""
        return f"{self.agency.top_first}-{self.received_on:%y%m%d}-{self.sequence}"

    @property
    def top_last(self) -> str:
        """The code with its agency in the order of Thông tư 10/2016/TT-BTTTT."""
        return f"{self.agency.top_last}-{self.received_on:%y%m%d}-{self.sequence}"

    def _key(self) -> tuple[object, ...]:
        return (self.received_on, int(self.sequence), len(self.sequence), self.agency.levels)

    def __str__(self) -> str:
        return self.top_first


_AS_TODAY = re.compile(r"[A-Z][0-9]{2}(?:\.[1-9A-Z][0-9A-Z])*-[0-9]{6}-[0-9]{4,7}")
_SIX_DIGITS = re.compile(r"\d{6}")


def standard_code(given: "DossierCode | str") -> str:
    """The code of a dossier as it is kept: a formal one in today's order, any other as it was written.

    Raises:
        InvalidTypeError: If it is neither code nor text.
        InvalidValueError: If it is empty.

    Examples:
        >>> standard_code(" 000.00.18.h17-190101-0001 "), standard_code("hồ sơ  1")
        ('H17.18-190101-0001', 'hồ sơ 1')
    """
    if isinstance(given, DossierCode):
        return str(given)
    # Nearly all codes are written so; the rest of the way takes ten times as long.
    if isinstance(given, str) and _AS_TODAY.fullmatch(given):
        return given
    text = plain_text(given, "the code of a dossier")
    return DossierCode.standard(text) if _SIX_DIGITS.search(text) else text
