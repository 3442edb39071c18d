"""`LegalSource`: where a rule comes from, and how far that was verified (căn cứ)."""

from datetime import date
from typing import Any

import attrs

from thutuc.fields import of, plain_text, short_text
from thutuc.words.labels import Labelled


class Verification(Labelled):
    """How far a statement of law was verified (mức độ kiểm chứng).

    Examples:
        >>> Verification.SECONDARY.label("en")
        'read in a secondary source'
    """

    TEXT = "V", "đã đọc văn bản gốc", "read in the instrument itself"
    """Read in the text of the instrument itself."""
    SECONDARY = "V2", "đọc ở nguồn thứ cấp", "read in a secondary source"
    """Read in a secondary source: press, a ministry's summary, a local decision."""
    UNVERIFIED = "U", "chưa kiểm chứng", "not verified"
    """Not verified; it can be replaced."""


def _document_text(given: str) -> str:
    return plain_text(given, "the document of a source")


def _provision_text(given: str | None) -> str | None:
    return None if given is None else short_text(given) or None


@attrs.frozen
class LegalSource:
    """Where a rule or a day off comes from (căn cứ).

    Args:
        document: Number or name of the instrument, in Vietnamese.
        provision: Article and clause within it.
        issued: Day it was signed, if known.
        verification: How far it was verified; unsaid, it was not.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If *document* is empty.

    Examples:
        >>> str(LegalSource("Nghị định 23/2015/NĐ-CP", "Điều 7", verification=Verification.TEXT))
        'Nghị định 23/2015/NĐ-CP, Điều 7'
        >>> str(LegalSource("thông báo chưa rõ số"))
        'thông báo chưa rõ số (chưa kiểm chứng)'
    """

    document: str = attrs.field(converter=_document_text)
    provision: str | None = attrs.field(default=None, converter=_provision_text)
    issued: date | None = attrs.field(default=None, validator=of(date, optional=True))
    verification: Verification = attrs.field(default=Verification.UNVERIFIED, validator=of(Verification))

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = "vi") -> str:
        """The citation in one line; what was not verified says so."""
        cited = f"{self.document}, {self.provision}" if self.provision else self.document
        if self.verification is Verification.UNVERIFIED:
            cited += f" ({self.verification.label(language)})"
        return cited


def read_source(entry: dict[str, Any]) -> LegalSource:
    """One citation as the data files write it: `document`, `provision`, `issued`, `verification`."""
    stated: dict[str, Any] = {name: entry[name] for name in _STATED if name in entry}
    return LegalSource(**stated, verification=Verification(entry.get("verification", "U")))


_STATED = ("document", "provision", "issued")
