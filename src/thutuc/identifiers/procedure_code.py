"""`ProcedureCode` and `FieldCode`: codes of procedures and of fields (mã thủ tục, mã lĩnh vực)."""

import re
from typing import ClassVar, Self

import attrs

from thutuc.errors import IdentifierError
from thutuc.fields import of
from thutuc.identifiers.agency_code import AgencyCode
from thutuc.identifiers.code_text import TOP, Code, clean, refusal

_FIELD = re.compile(r"[0-9A-Z]{2,8}")
_SERIES = re.compile(r"[1-9]")
_NUMBER = re.compile(r"[0-9]{6}")
_SERVICE = re.compile(r"[0-9]{2}")


def _cleaned(text: str) -> str:
    return clean(text, "part of a code", "G03")


@attrs.frozen(repr=False, order=False)
class FieldCode(Code):
    """The code of a field of administration: ministry and field (mã lĩnh vực).

    Args:
        ministry: Identifier of the ministry, a letter and two digits.
        field: The field's own letters and digits.

    Raises:
        InvalidTypeError: If a part is not text.
        IdentifierError: If a part is not of the form.

    Legal source:
        Thông tư 01/2018/TT-VPCP, Điều 20.

    Examples:
        >>> FieldCode.parse("g03-gd10").field
        'GD10'
    """

    ministry: str = attrs.field(converter=_cleaned)
    field: str = attrs.field(converter=_cleaned)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a field code such as `G03-GD10` (đọc mã lĩnh vực).

        Raises:
            InvalidTypeError: If *text* is not text.
            IdentifierError: If it is not a field code.
        """
        parts = clean(text, "field code", "G03-GD10").split("-")
        if len(parts) != 2:
            allowed = "it is written ministry-field, such as G03-GD10"
            raise refusal(text, "field code", "code", "it does not have two parts", allowed)
        return cls(parts[0], parts[1])

    def __attrs_post_init__(self) -> None:
        if not TOP.fullmatch(self.ministry):
            found, allowed = f"its ministry is {self.ministry!r}", "a ministry is a letter and two digits"
            raise refusal(str(self), "field code", "agency", found, allowed)
        if not _FIELD.fullmatch(self.field):
            found, allowed = f"its field is {self.field!r}", "a field has two to eight letters and digits"
            raise refusal(str(self), "field code", "field", found, allowed)

    def __str__(self) -> str:
        return f"{self.ministry}-{self.field}"


_ALLOWED = (
    "a procedure is a digit, six digits, then at most the agency as 000.00.00.H55 and a service of two digits"
)


def _read_variant(rest: list[str], text: object) -> tuple[AgencyCode | None, str | None]:
    """The agency and the service that follow the six digits."""
    tops = [position for position, part in enumerate(rest) if TOP.fullmatch(part)]
    end = tops[-1] + 1 if tops else 0
    if len(rest) > end + 1 or (end == 1 and len(rest) == 2):
        # H55.02 could be service 02 of H55 or its unit 02; only the order with zeros tells them apart.
        found = f"{'.'.join(rest)!r} after its number is not agency and service"
        raise refusal(text, "procedure code", "agency", found, _ALLOWED)
    if not end:
        return None, rest[0]
    try:
        agency = AgencyCode.parse(".".join(rest[:end]))
    except IdentifierError as error:
        raise refusal(text, "procedure code", "agency", error.message, _ALLOWED) from None
    return agency, rest[end] if len(rest) > end else None


@attrs.frozen(repr=False, order=False)
class ProcedureCode(Code):
    """The code of a procedure, as the national database gives it (mã thủ tục hành chính).

    A central procedure is `1.004222`. A province's variant of it adds the agency, a public service that
    carries it out adds two digits more. The first digit has no legal meaning that we know of.

    Args:
        series: The first digit.
        number: The six digits.
        agency: The agency of a local variant.
        service: The two digits of a service.

    Raises:
        InvalidTypeError: If a part has the wrong type.
        IdentifierError: If a part is not of the form.

    Examples:
        >>> code = ProcedureCode.parse("2.000815.000.00.00.H55.02")
        >>> str(code.central), str(code.agency), code.service
        ('2.000815', 'H55', '02')
    """

    _is_code_of: ClassVar[str] = "the code of a procedure"

    series: str = attrs.field(converter=_cleaned)
    number: str = attrs.field(converter=_cleaned)
    agency: AgencyCode | None = attrs.field(default=None, validator=of(AgencyCode, optional=True))
    service: str | None = attrs.field(
        default=None, validator=of(str, optional=True, wanted="the service of a procedure is text")
    )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a procedure code (đọc mã thủ tục).

        Raises:
            InvalidTypeError: If *text* is not text.
            IdentifierError: If it is not a procedure code; `part` and the message say what is wrong.

        Examples:
            >>> str(ProcedureCode.parse("１．００４２２２"))
            '1.004222'
        """
        parts = clean(text, "procedure code", "1.004222").split(".")
        if len(parts) < 2:
            raise refusal(text, "procedure code", "code", "it has no dot", _ALLOWED)
        agency, service = _read_variant(parts[2:], text) if parts[2:] else (None, None)
        return cls(parts[0], parts[1], agency, service)

    def __attrs_post_init__(self) -> None:
        if not _SERIES.fullmatch(self.series) or not _NUMBER.fullmatch(self.number):
            found = f"it starts with {f'{self.series}.{self.number}'!r}"
            raise refusal(str(self), "procedure code", "number", found, _ALLOWED)
        if self.service is not None and not _SERVICE.fullmatch(_cleaned(self.service)):
            found = f"its service is {self.service!r}"
            raise refusal(str(self), "procedure code", "service", found, _ALLOWED)

    @property
    def central(self) -> Self:
        """The procedure without agency and service (thủ tục gốc do bộ công bố)."""
        return type(self)(self.series, self.number)

    def covers(self, other: Self) -> bool:
        """Whether *other* is this procedure or a variant of it.

        Examples:
            >>> ProcedureCode.parse("2.000815").covers(ProcedureCode.parse("2.000815.000.00.00.H55"))
            True
        """
        return (
            self.central == other.central
            and self.agency in {None, other.agency}
            and self.service in {None, other.service}
        )

    def __str__(self) -> str:
        parts = (self.series, self.number, self.agency and self.agency.top_last, self.service)
        return ".".join(part for part in parts if part)


def standard_procedure(given: object) -> str:
    """The code of a procedure as it is kept: a formal one in one spelling, any other as it was written."""
    return ProcedureCode.standard(given)
