"""The law that the code applies, as dated data with its source (căn cứ pháp lý).

The rules themselves stand in `data/law.toml`: each one once, with the instruments it came from, the day each
came into force and how far its text was verified.
"""

import re
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

import attrs

from thutuc.data import read_toml
from thutuc.errors import InvalidValueError
from thutuc.fields import require
from thutuc.words.labels import Labelled, check_language

__all__ = [
    "LegalSource",
    "Regime",
    "Rule",
    "Silence",
    "SupplementRule",
    "Verification",
    "WaitingRule",
    "regime_on",
    "regimes",
    "rule",
    "rules",
]


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


@attrs.frozen
class LegalSource:
    """Where a rule or a day off comes from (căn cứ).

    Args:
        document: Number or name of the instrument, in Vietnamese.
        provision: Article and clause within it.
        issued: Day it was signed, if known.
        verification: How far it was verified; unsaid, it was not.

    Examples:
        >>> str(LegalSource("Nghị định 23/2015/NĐ-CP", "Điều 7", verification=Verification.TEXT))
        'Nghị định 23/2015/NĐ-CP, Điều 7'
        >>> str(LegalSource("thông báo chưa rõ số"))
        'thông báo chưa rõ số (chưa kiểm chứng)'
    """

    document: str
    provision: str | None = None
    issued: date | None = None
    verification: Verification = Verification.UNVERIFIED

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


@attrs.frozen
class Rule:
    """One rule of law in words, and the instruments it rested on over time (quy tắc).

    Args:
        name: Stable identifier.
        vi: The rule in Vietnamese.
        en: The rule in English.
        versions: Pairs of the day an instrument came into force and its citation, oldest first; none where it
            depends on the procedure.
    """

    name: str
    vi: str
    en: str
    versions: tuple[tuple[date, LegalSource], ...]

    def source_on(self, day: date) -> LegalSource | None:
        """The citation in force on *day*, or `None` before the first one known.

        Examples:
            >>> from datetime import date
            >>> str(rule("event-day").source_on(date(2026, 2, 13)))
            'Bộ luật Dân sự 91/2015/QH13, Điều 147 khoản 2, 3'
        """
        require(day, date, "day")
        known = [source for start, source in self.versions if start <= day]
        return known[-1] if known else None

    def text(self, language: str = "vi") -> str:
        """The rule in words."""
        return self.en if check_language(language) == "en" else self.vi


def read_source(entry: dict[str, object]) -> LegalSource:
    """One citation as the data files write it: `document`, `provision`, `issued`, `verification`."""
    issued = entry.get("issued")
    return LegalSource(
        document=str(entry["document"]),
        provision=str(entry["provision"]) if entry.get("provision") else None,
        issued=issued if isinstance(issued, date) else None,
        verification=Verification(entry.get("verification", "U")),
    )


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Every rule by name, read once from the package's data; not to be changed."""
    data = read_toml("law.toml")
    return {
        name: Rule(
            name,
            entry["vi"],
            entry["en"],
            tuple((version["from"], read_source(version)) for version in entry["versions"]),
        )
        for name, entry in data["rules"].items()
    }


def rule(name: str) -> Rule:
    """One rule by its name.

    Raises:
        InvalidValueError: If no rule has that name.

    Examples:
        >>> rule("roll").en
        'a last day that is off moves to the next working day, and the limit ends when that day ends'
    """
    require(name, str, "name")
    try:
        return rules()[name]
    except KeyError:
        raise InvalidValueError(
            f"no rule is called {name!r}; known are {', '.join(sorted(rules()))}", given=name
        ) from None


class SupplementRule(Enum):
    """What the clock does when a citizen has supplemented a dossier (cách tính khi bổ sung hồ sơ)."""

    RESTART = "restart"
    """The limit counts from the beginning again (tính lại từ đầu)."""
    RESUME = "resume"
    """The first handling time counts; waiting does not (tính tiếp)."""
    KEEP = "keep"
    """The clock never stops (không dừng)."""


class WaitingRule(Enum):
    """What the clock does while others are waited for (cách tính thời gian chờ)."""

    KEEP = "keep"
    """It runs on (vẫn tính)."""
    PAUSE = "pause"
    """It stands still (không tính)."""


class Silence(Labelled):
    """What it means that an agency does not answer in time (ý nghĩa của việc không trả lời đúng hạn).

    Which of them it is, the law that asks for the opinion says; nothing is meant where it says nothing.

    Examples:
        >>> Silence.CONSENT.label()
        'coi như đồng ý'
    """

    CONSENT = "consent", "coi như đồng ý", "taken as consent"
    """It agrees (coi như đồng ý)."""
    REFUSAL = "refusal", "coi như không đồng ý", "taken as refusal"
    """It does not agree (coi như không đồng ý)."""
    NOTHING = "nothing", "không có ý nghĩa gì", "means nothing"
    """The answer is waited for (vẫn phải chờ ý kiến)."""


@attrs.frozen
class Provision:
    """A number that a regime lays down, with its unit and its article (quy định cụ thể).

    Args:
        amount: How much.
        unit: `hour`, `working_hour`, `working_day`, `day`, or empty for a plain number.
        source: The article, and how far it was verified.
    """

    amount: int
    unit: str
    source: LegalSource


@attrs.frozen
class Regime:
    """The rules for one-stop dossiers in force from one day to the next regime (quy định về một cửa).

    Args:
        name: Short name.
        valid_from: First day on which dossiers received follow it.
        source: The instrument, and how far it was read as it stood on these days.
        on_supplement: What the clock does when a dossier is supplemented.
        on_consultation: What it does while another agency is consulted.
        on_payment: What it does while the citizen pays.
        supplement_requests: How many requests for supplements are allowed.
        notice_within: How soon after receipt a supplement may be asked for.
        close_after: After how long without a supplement the dossier is closed.
        apology_before: How long before the due day a delay must be announced.
        extensions: How many re-appointments are allowed.
        online_answer: How soon an online dossier must be answered.
        correction_within: How soon a wrong result must be put right.
        officer_notice: How soon the system tells the officer of an online dossier.
        paper_transfer: How soon papers go to an office of another level.
        sources: The article of each rule on the clock, by its name, and how far that rule was verified.

    A provision is `None` where the regime has none, or none is known.

    Examples:
        >>> from datetime import date
        >>> regime = regime_on(date(2017, 6, 1))
        >>> [regime.source_of(rule).verification.value for rule in ("on_supplement", "on_payment")]
        ['V2', 'U']
    """

    name: str
    valid_from: date
    source: LegalSource
    on_supplement: SupplementRule
    on_consultation: WaitingRule
    on_payment: WaitingRule
    supplement_requests: Provision | None = None
    notice_within: Provision | None = None
    close_after: Provision | None = None
    apology_before: Provision | None = None
    extensions: Provision | None = None
    online_answer: Provision | None = None
    correction_within: Provision | None = None
    officer_notice: Provision | None = None
    paper_transfer: Provision | None = None
    sources: tuple[tuple[str, LegalSource], ...] = ()

    def source_of(self, rule: str) -> LegalSource:
        """The article behind one rule on the clock, such as `on_supplement`; without one, the instrument."""
        return dict(self.sources).get(rule, self.source)


_PROVISIONS = tuple(field.name for field in attrs.fields(Regime) if field.default is None)
_CLOCK_RULES = ("on_supplement", "on_consultation", "on_payment")


@lru_cache(maxsize=1)
def regimes() -> tuple[Regime, ...]:
    """Every regime of one-stop rules, oldest first, read once from the package's data."""
    data = read_toml("regimes.toml")
    return tuple(_read_regime(entry) for entry in data["regimes"])


def _read_regime(entry: dict[str, Any]) -> Regime:
    def article(given: dict[str, Any]) -> LegalSource:
        return read_source({"document": entry["document"], "issued": entry.get("issued"), **given})

    def provision(name: str) -> Provision | None:
        given = entry.get(name)
        return given and Provision(given["amount"], given.get("unit", ""), article(given))

    return Regime(
        entry["name"],
        entry["from"],
        read_source(entry),
        SupplementRule(entry["on_supplement"]["rule"]),
        WaitingRule(entry["on_consultation"]["rule"]),
        WaitingRule(entry["on_payment"]["rule"]),
        **{name: provision(name) for name in _PROVISIONS},
        sources=tuple((name, article(entry[name])) for name in _CLOCK_RULES),
    )


def regime_on(day: date) -> Regime:
    """The regime for a dossier received on *day*; before the first one known, the first.

    Raises:
        InvalidTypeError: If *day* is no date.

    Examples:
        >>> from datetime import date
        >>> regime_on(date(2017, 6, 1)).name, regime_on(date(2017, 6, 1)).on_supplement.value
        ('QĐ 09/2015', 'resume')
        >>> regime_on(date(2025, 9, 1)).name
        'NĐ 118/2025'
    """
    require(day, date, "day")
    return _regime_on(day)


@lru_cache(maxsize=4096)
def _regime_on(day: date) -> Regime:
    known = [regime for regime in regimes() if regime.valid_from <= day]
    return known[-1] if known else regimes()[0]
