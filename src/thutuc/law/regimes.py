"""The rules for one-stop dossiers, each in force until the next (quy định về một cửa)."""

from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

import attrs

from thutuc.data import read_toml
from thutuc.fields import require
from thutuc.law.legal_source import LegalSource, read_source
from thutuc.law.validity import latest
from thutuc.words.labels import Labelled


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
    return _regime_on(require(day, date, "day"))


@lru_cache(maxsize=4096)
def _regime_on(day: date) -> Regime:
    return latest(((regime.valid_from, regime) for regime in regimes()), day) or regimes()[0]
