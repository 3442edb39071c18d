"""`AgencyCode`: identifiers of agencies in both orders of their levels (mã định danh cơ quan)."""

import re
from collections.abc import Iterable
from typing import ClassVar, Self

import attrs

from thutuc.fields import iterable
from thutuc.identifiers.code_text import TOP, Code, clean, refusal

_STATE_TOP = re.compile(r"[GH][0-9]{2}")
_LOWER = re.compile(r"[0-9A-Z]{2,3}")
_OLD_WIDTHS = (3, 2, 2, 3)


def _compact(level: str, position: int) -> str:
    """One level below the top, as it is compared."""
    if not level.strip("0"):
        return "00"
    # The old order writes the fourth level with three digits, the new one with two: 013 and 13 are one unit.
    return level[1:] if position == 3 and len(level) == 3 and level[0] == "0" else level


def _read_levels(parts: Iterable[str], given: object = None) -> tuple[str, ...]:
    """Check levels written from the top down and return them without the zeros of absent ones."""
    # A text was cleaned as a whole; its levels are not cleaned apart, or "H17. 18" would pass.
    parts = iterable(parts, "levels")
    levels = list(parts) if given else [clean(part, "level of an agency code", "18") for part in parts]
    given = levels if given is None else given
    allowed = "a level has two or three digits or letters, the highest one letter and two digits"
    if not levels or not TOP.fullmatch(levels[0]):
        found = f"its highest level is {levels[0]!r}" if levels else "it has no level"
        raise refusal(given, "agency code", "agency", found, allowed)
    for number, level in enumerate(levels[1:], start=2):
        if not _LOWER.fullmatch(level):
            raise refusal(given, "agency code", "agency", f"its level {number} is {level!r}", allowed)
        if TOP.fullmatch(level) and (_STATE_TOP.fullmatch(level) or not _STATE_TOP.fullmatch(levels[0])):
            found = f"both {levels[0]!r} and {level!r} could be its highest level"
            raise refusal(given, "agency code", "agency", found, "the order of its levels cannot be told")
    while len(levels) > 1 and not levels[-1].strip("0"):
        levels.pop()
    return (levels[0], *(_compact(level, position) for position, level in enumerate(levels[1:], start=1)))


@attrs.frozen(repr=False, order=False)
class AgencyCode(Code):
    """The identifier of an agency in either order of its levels (mã định danh cơ quan).

    Equal whichever way it was written; `str()` gives the order of Quyết định 20/2020/QĐ-TTg. The fourth
    level, three digits in the old order, is compared without its leading zero: our own reading of the texts.

    Args:
        levels: The levels from the highest down, such as `("H17", "18")`.
        original: The spelling it was read in; not compared.

    Raises:
        InvalidTypeError: If a level is not text.
        IdentifierError: If a level is not of the form, or the order cannot be told.

    Legal source:
        Thông tư 10/2016/TT-BTTTT (QCVN 102:2016/BTTTT); Quyết định 20/2020/QĐ-TTg.

    Examples:
        >>> old, new = AgencyCode.parse("000.00.18.H17"), AgencyCode.parse("h17.18")
        >>> old == new, str(old), new.top_last, old.original
        (True, 'H17.18', '000.00.18.H17', '000.00.18.H17')
    """

    _is_code_of: ClassVar[str] = "the code of an office"

    levels: tuple[str, ...] = attrs.field(converter=_read_levels)
    original: str = attrs.field(default="", eq=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.original:
            object.__setattr__(self, "original", self.top_first)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an agency code in either order (đọc mã cơ quan).

        Spaces around it, small letters, full-width characters and any normal form are accepted.

        Raises:
            InvalidTypeError: If *text* is not text.
            IdentifierError: If it is not an agency code; the message says which level is wrong.

        Examples:
            >>> AgencyCode.parse("000.A0.01.H26").levels
            ('H26', '01', 'A0')
        """
        cleaned = clean(text, "agency code", "H17.18")
        parts = cleaned.split(".")
        first, last = bool(TOP.fullmatch(parts[0])), bool(TOP.fullmatch(parts[-1]))
        if not first and not last:
            found = f"neither its first level {parts[0]!r} nor its last {parts[-1]!r} is a highest level"
            raise refusal(text, "agency code", "agency", found, "that is a letter and two digits such as H17")
        # A police unit such as C05 looks like a highest level; ministries are G.. and provinces H...
        if last and not (first and _STATE_TOP.fullmatch(parts[0]) and not _STATE_TOP.fullmatch(parts[-1])):
            parts.reverse()
        return cls(_read_levels(parts, text), original=cleaned)

    @property
    def top(self) -> str:
        """The highest level: a ministry (`G..`), a province (`H..`) or the like."""
        return self.levels[0]

    @property
    def parent(self) -> Self | None:
        """The agency one level up, `None` for the highest (cơ quan cấp trên)."""
        return type(self)(self.levels[:-1]) if len(self.levels) > 1 else None

    def is_within(self, other: Self) -> bool:
        """Whether this is *other* or stands below it (trực thuộc).

        Examples:
            >>> AgencyCode.parse("H15.50.05").is_within(AgencyCode.parse("H15"))
            True
        """
        return self.levels[: len(other.levels)] == other.levels

    @property
    def top_first(self) -> str:
        """The order of Quyết định 20/2020/QĐ-TTg: `H17.18`."""
        return ".".join(self.levels)

    @property
    def top_last(self) -> str:
        """The order of Thông tư 10/2016/TT-BTTTT, zeros for absent levels: `000.00.18.H17`."""
        filled = self.levels + ("",) * (4 - len(self.levels))
        widths = _OLD_WIDTHS[: len(filled)] + (2,) * (len(filled) - 4)
        return ".".join(reversed([level.zfill(width) for level, width in zip(filled, widths, strict=True)]))

    def _key(self) -> tuple[object, ...]:
        return self.levels

    def __str__(self) -> str:
        return self.top_first


def as_agency(agency: AgencyCode | str) -> AgencyCode:
    """Return *agency* as a code, whether it was given as one or as text."""
    return agency if isinstance(agency, AgencyCode) else AgencyCode.parse(agency)
