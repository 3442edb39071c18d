"""The law that the code applies, as dated data with its source (căn cứ pháp lý).

The rules themselves stand in `data/law.toml`: each one once, with the instruments it came from, the day each
came into force and how far its text was verified.
"""

import tomllib
from datetime import date
from enum import Enum
from functools import lru_cache
from importlib.resources import files

import attrs

from thutuc.errors import InvalidValueError

__all__ = ["LegalSource", "Rule", "Verification", "rule", "rules"]


class Verification(Enum):
    """How far a statement of law was verified (mức độ kiểm chứng)."""

    TEXT = "V"
    """Read in the text of the instrument itself."""
    SECONDARY = "V2"
    """Read in a secondary source: press, a ministry's summary, a local decision."""
    UNVERIFIED = "U"
    """Not verified; it can be replaced."""

    def label(self, language: str = "vi") -> str:
        """Words for a reader.

        Examples:
            >>> Verification.SECONDARY.label("en")
            'read in a secondary source'
        """
        return _VERIFICATION_LABELS[self][language == "en"]


_VERIFICATION_LABELS = {
    Verification.TEXT: ("đã đọc văn bản gốc", "read in the instrument itself"),
    Verification.SECONDARY: ("đọc ở nguồn thứ cấp", "read in a secondary source"),
    Verification.UNVERIFIED: ("chưa kiểm chứng", "not verified"),
}


@attrs.frozen
class LegalSource:
    """Where a rule or a day off comes from (căn cứ).

    Args:
        document: Number or name of the instrument, in Vietnamese.
        provision: Article and clause within it.
        issued: Day it was signed, if known.
        verification: How far it was verified.

    Examples:
        >>> str(LegalSource("Bộ luật Dân sự 91/2015/QH13", "Điều 147 khoản 2"))
        'Bộ luật Dân sự 91/2015/QH13, Điều 147 khoản 2'
        >>> str(LegalSource("thông báo chưa rõ số", verification=Verification.UNVERIFIED))
        'thông báo chưa rõ số [chưa kiểm chứng]'
    """

    document: str
    provision: str | None = None
    issued: date | None = None
    verification: Verification = Verification.SECONDARY

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = "vi") -> str:
        """The citation in one line; what was not verified says so."""
        cited = f"{self.document}, {self.provision}" if self.provision else self.document
        if self.verification is Verification.UNVERIFIED:
            cited += f" [{self.verification.label(language)}]"
        return cited


@attrs.frozen
class Rule:
    """One rule of law in words, and the instruments it rested on over time (quy tắc).

    Args:
        name: Stable identifier.
        vi: The rule in Vietnamese.
        en: The rule in English.
        versions: Pairs of the day an instrument came into force and its citation, oldest first.
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
        known = [source for start, source in self.versions if start <= day]
        return known[-1] if known else None

    def text(self, language: str = "vi") -> str:
        """The rule in words."""
        return self.en if language == "en" else self.vi


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
    data = tomllib.loads((files("thutuc") / "data" / "law.toml").read_text("utf-8"))
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
    try:
        return rules()[name]
    except KeyError:
        raise InvalidValueError(
            f"no rule is called {name!r}; known are {', '.join(sorted(rules()))}", given=name
        ) from None
