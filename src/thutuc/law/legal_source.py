"""`LegalSource`: where a rule comes from, how far that was verified, and how it is cited (căn cứ)."""

import re
from datetime import date
from typing import Any

import attrs

from thutuc.fields import of, plain_text, short_text
from thutuc.words.labels import Labelled, check_language


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

    def cited(self, language: str = "vi") -> str:
        """The citation as legal documents write it, for papers that leave the office (viện dẫn đầy đủ).

        The Vietnamese one has the clauses before the article, the kind of the document before its number, and
        the day where an official letter has nothing else to find it by.

        Examples:
            >>> LegalSource("Bộ luật Dân sự 91/2015/QH13", "Điều 148 khoản 1-4, 6",
            ...             verification=Verification.TEXT).cited()
            'các khoản 1, 2, 3, 4 và 6 Điều 148 Bộ luật Dân sự số 91/2015/QH13'
            >>> letter = LegalSource("10065/VPCP-KGVX", None, date(2026, 10, 2), Verification.TEXT)
            >>> letter.cited()
            'Công văn số 10065/VPCP-KGVX ngày 02/10/2026 của Văn phòng Chính phủ'
        """
        if check_language(language) == "en":
            return self.text("en")
        cited = _full_document(self.document, self.issued)
        if self.provision:
            cited = f"{_provision_first(self.provision)} {cited}"
        if self.verification is Verification.UNVERIFIED:
            cited += f" ({self.verification.label()})"
        return cited


# A number of a law or a decree behind its kind, and one of an official letter or notice that stands alone.
_NUMBER = re.compile(r"(?<=[^\W\d] )(?=\d+/\d{4}/)")
_LETTER = re.compile(r"(?P<number>\d+/(?:(?P<notice>TB)-)?(?P<issuer>VPCP|BNV|(?:B)?LĐTBXH)(?:-\w+)?)")
_ISSUERS = {
    "VPCP": "Văn phòng Chính phủ",
    "BNV": "Bộ Nội vụ",
    "LĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
}
_CLAUSES = re.compile(r"(?P<article>Điều \d+\w?) khoản (?P<clauses>\d+\w?(?:(?:-|, | và )\d+\w?)*)")


def _full_document(document: str, issued: date | None) -> str:
    """The kind of each document, its number, and the day and the issuer of one that has no title."""
    letters = document.split("; ")
    cited: list[str] = []
    for letter in letters:
        found = _LETTER.fullmatch(letter)
        if found is None:
            cited.append(_NUMBER.sub("số ", letter))
            continue
        kind = "Thông báo" if found["notice"] else "Công văn"
        # One day is known of several letters, and it is that of the first.
        day = f" ngày {issued:%d/%m/%Y}" if issued and letter is letters[0] else ""
        cited.append(f"{kind} số {letter}{day} của {_ISSUERS[found['issuer']]}")
    return "; ".join(cited)


def _provision_first(provision: str) -> str:
    """The clauses before their article; a provision of another form as it is."""
    found = _CLAUSES.fullmatch(provision)
    if found is None:
        return provision
    numbers: list[str] = []
    for part in re.split(r", | và ", found["clauses"]):
        first, _, last = part.partition("-")
        whole = last and first.isdigit() and last.isdigit()
        numbers += [str(n) for n in range(int(first), int(last) + 1)] if whole else [part]
    several = f"{', '.join(numbers[:-1])} và {numbers[-1]}" if len(numbers) > 1 else numbers[0]
    return f"{'các khoản' if len(numbers) > 1 else 'khoản'} {several} {found['article']}"


def read_source(entry: dict[str, Any]) -> LegalSource:
    """One citation as the data files write it: `document`, `provision`, `issued`, `verification`."""
    stated: dict[str, Any] = {name: entry[name] for name in _STATED if name in entry}
    return LegalSource(**stated, verification=Verification(entry.get("verification", "U")))


_STATED = ("document", "provision", "issued")
