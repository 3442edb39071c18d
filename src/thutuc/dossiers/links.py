"""What a dossier comes from, where it is not the first about its matter (liên kết hồ sơ)."""

from collections.abc import Iterable
from datetime import date

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import of, several
from thutuc.identifiers.dossier_code import standard_code
from thutuc.words.labels import Labelled, check_language


class LinkKind(Labelled):
    """How one dossier comes from another (loại liên kết hồ sơ).

    Examples:
        >>> LinkKind.RESUBMITTED.label(), LinkKind.SPLIT.label("en")
        ('nộp lại của', 'split from')
    """

    CONTINUED = "continued", "tiếp tục tại cơ quan kế thừa của", "continued at a successor from"
    """A successor goes on with it under a code of its own (tiếp tục tại cơ quan kế thừa)."""
    MERGED = "merged", "gộp từ", "merged from"
    """It is one of several that became one (gộp hồ sơ)."""
    SPLIT = "split", "tách từ", "split from"
    """One became several (tách hồ sơ)."""
    RESUBMITTED = "resubmitted", "nộp lại của", "resubmitted after"
    """It was refused, stopped or withdrawn, and handed in again (nộp lại hồ sơ)."""


@attrs.frozen
class Link:
    """A dossier from which another comes; it stands on the later one (liên kết với hồ sơ trước).

    Args:
        kind: How it comes from it.
        code: Code of the earlier dossier.
        on: The day of it, where it is known.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the code is empty.

    Examples:
        >>> from datetime import date
        >>> Link(LinkKind.CONTINUED, "H34.2-250620-0007", date(2025, 7, 1)).text("en")
        'continued at a successor from H34.2-250620-0007, 01/07/2025'
    """

    kind: LinkKind = attrs.field(validator=of(LinkKind))
    code: str = attrs.field(converter=standard_code)
    on: date | None = attrs.field(default=None, validator=of(date, optional=True))

    def text(self, language: str = "vi") -> str:
        """In words.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        day = f", {self.on:%d/%m/%Y}" if self.on else ""
        return f"{self.kind.label(check_language(language))} {self.code}{day}"


def read_links(given: Iterable[Link]) -> tuple[Link, ...]:
    """Links to several dossiers, each named once."""
    links = several(given, Link, "links")
    codes = [link.code for link in links]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise InvalidValueError(f"a dossier comes from another in one way; {', '.join(twice)} is named twice")
    return links
