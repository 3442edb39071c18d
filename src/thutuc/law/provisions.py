"""The rules that the code applies, in words, with the instruments they rested on over time (quy tắc)."""

from datetime import date
from functools import lru_cache

import attrs

from thutuc.data import read_toml
from thutuc.errors import InvalidValueError
from thutuc.fields import require
from thutuc.law.legal_source import LegalSource, read_source
from thutuc.law.validity import latest
from thutuc.words.labels import check_language


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
        return latest(self.versions, day)

    def text(self, language: str = "vi") -> str:
        """The rule in words."""
        return self.en if check_language(language) == "en" else self.vi


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
