"""The dated definitions, from the package's data and from the caller's own files (quy định, bộ chỉ số)."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from os import PathLike
from typing import TypeVar

import attrs

from thutuc.bounds import BOUNDS, Bounds
from thutuc.data import read_folder
from thutuc.errors import QualityError, UnknownDefinitionError
from thutuc.fields import Each, any_list, name_text, require, several
from thutuc.law import LegalSource
from thutuc.law.validity import in_order, overlaps, version_on
from thutuc.quality.coded import Dated
from thutuc.quality.criteria import CriteriaSet
from thutuc.quality.duties import DatedLimit, Duty
from thutuc.quality.letters import LetterRule
from thutuc.quality.ratings import Questionnaire
from thutuc.quality.scheme import Scheme
from thutuc.records.described import Record, RecordFile
from thutuc.records.toml_text import load_toml
from thutuc.words.table import Shown, Table, Words

_SECTIONS: Mapping[str, tuple[type[Dated], Words]] = {
    "limits": (DatedLimit, ("thời hạn", "limit")),
    "duties": (Duty, ("nghĩa vụ định kỳ", "duty")),
    "letters": (LetterRule, ("thư", "letter")),
    "questionnaires": (Questionnaire, ("mẫu phiếu đánh giá", "questionnaire")),
    "schemes": (Scheme, ("bộ chỉ số", "scheme")),
    "criteria": (CriteriaSet, ("bộ tiêu chí", "criteria")),
}
_WORDS = dict[type[Dated], Words](_SECTIONS.values())
_D = TypeVar("_D", bound=Dated)


@attrs.frozen
class Definitions(Shown):
    """Limits, duties, letters, questionnaires, schemes and criteria, with dates (các quy định).

    Args:
        entries: Every version of every definition.

    Raises:
        QualityError: With every two versions of one code that are valid on the same day.
    """

    entries: tuple[Dated, ...] = attrs.field(converter=any_list, validator=Each(Dated))

    def __attrs_post_init__(self) -> None:
        kinds = dict.fromkeys((type(entry), entry.code) for entry in self.entries)
        alike = [(f"{kind.__name__} {code}", self.versions(kind, code)) for kind, code in kinds]
        problems = [text for what, versions in alike for text in overlaps(versions, what)]
        if problems:
            raise QualityError(f"{len(problems)} definitions overlap", problems, given=self.entries)

    def versions(self, kind: type[_D], code: str) -> tuple[_D, ...]:
        """Every version of one definition, oldest first; none if it is unknown."""
        return in_order(one for one in self.entries if type(one) is kind and one.code == code)

    def find(self, kind: type[_D], code: str, on: date) -> _D:
        """The version of a definition that is valid on a day.

        Args:
            kind: Such as `CriteriaSet`.
            code: Its code.
            on: The day.

        Raises:
            InvalidTypeError: If *on* is no date.
            UnknownDefinitionError: If there is none of that code, or none valid that day.

        Examples:
            >>> definitions().find(DatedLimit, "dialogue-published", date(2025, 7, 1)).limit.amount
            10
        """
        require(on, date, "on")
        require(kind, type, "a kind of definitions")
        versions = self.versions(kind, name_text(code))
        if (valid := version_on(versions, on)) is not None:
            return valid
        codes = ", ".join(dict.fromkeys(one.code for one in self.entries if type(one) is kind))
        spans = ", ".join(one.period for one in versions)
        known = f"it is valid {spans}" if versions else f"known are {codes or 'none'}"
        raise UnknownDefinitionError(f"no {kind.__name__} {code!r} on {on}; {known}", given=code, on=on)

    def with_(self, others: Iterable[Dated]) -> "Definitions":
        """These, but with all versions of a code replaced where *others* have that code."""
        new = several(others, Dated, "definitions")
        replaced = {(type(one), one.code) for one in new}
        return Definitions((*(one for one in self.entries if (type(one), one.code) not in replaced), *new))

    def table(self, language: str = "vi") -> Table:
        """One row for each version, with its source and how far it was verified."""
        return Table.of(
            ("Các quy định", "Definitions"),
            self.entries,
            ("kind", "loại", "kind", lambda one: _WORDS.get(type(one), type(one).__name__)),
            ("code", "mã", "code", lambda one: one.code),
            ("name", "tên", "name", lambda one: one.words),
            ("valid_from", "từ ngày", "from", lambda one: one.valid_from),
            ("valid_until", "đến ngày", "until", lambda one: one.valid_until),
            ("source", "căn cứ", "source", lambda one: (one.source.text(), one.source.text("en"))),
            ("verification", "kiểm chứng", "verified", lambda one: one.source.verification.words),
            language=language,
        )


def definitions(*sources: str | PathLike[str], bounds: Bounds = BOUNDS) -> Definitions:
    """The package's definitions, with those of the caller's own files in their place (đọc các quy định).

    A code that a file has takes the place of every version of that code in what came before.

    Args:
        *sources: TOML text or paths.
        bounds: How much of each is read.

    Raises:
        InvalidTypeError: If a source is neither text nor path.
        QualityError: With every problem of a file at once: the entry, the field, what was found.

    Examples:
        >>> own = '''
        ... [[duties]]
        ... code = "dialogue"
        ... vi = "đối thoại mỗi năm ít nhất hai lần"
        ... en = "a dialogue at least twice a year"
        ... minimum = 2
        ... per = "year"
        ... source = { document = "Quy chế của xã", verification = "V" }
        ... '''
        >>> definitions(own).find(Duty, "dialogue", date(2026, 1, 1)).minimum
        2
    """
    found = _package()
    for source in sources:
        found = found.with_(_read(*load_toml(source, "definitions are", QualityError, bounds)))
    return found


@lru_cache(maxsize=1)
def _package() -> Definitions:
    found = read_folder("quality").items()
    return Definitions(tuple(entry for name, data in found for entry in _read(name, data)))


def _read(name: str, data: Record) -> tuple[Dated, ...]:
    file = RecordFile(name)
    file.refuse_unknown("the definitions", data, ("sources", *_SECTIONS))
    file.read_named(LegalSource, data, "sources", "source")
    found = [
        file.value(kind, where, record)
        for section, (kind, _) in _SECTIONS.items()
        for where, record in file.entries(data, section, section)
    ]
    if file.problems:
        headline = f"{name}: {len(file.problems)} problems; mend the file and read it again"
        raise QualityError(headline, file.problems, given=name)
    return tuple(one for one in found if one is not None)
