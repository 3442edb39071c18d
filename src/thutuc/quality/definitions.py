"""The dated definitions, from the package's data and from the caller's own files (quy định, bộ chỉ số)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache, partial
from importlib.resources import files
from itertools import pairwise
from os import PathLike
from typing import Any, ClassVar, TypeVar, cast

import attrs

from thutuc.bounds import BOUNDS, Bounds
from thutuc.calendars.days import plain_date
from thutuc.data import read_toml
from thutuc.errors import InvalidTypeError, QualityError, UnknownDefinitionError
from thutuc.fields import Each, any_list, name_text, require, several
from thutuc.law import Verification
from thutuc.quality.criteria import CriteriaSet
from thutuc.quality.duties import DatedLimit, Duty
from thutuc.quality.letters import LetterRule
from thutuc.quality.ratings import Questionnaire
from thutuc.quality.scales import Dated
from thutuc.quality.scheme import Scheme
from thutuc.tables import Reader, Table as Entry, TableReader, choice, load_toml
from thutuc.words.table import Shown, Table, Words

_SECTIONS: Mapping[str, type[Dated]] = {
    "limits": DatedLimit,
    "duties": Duty,
    "letters": LetterRule,
    "questionnaires": Questionnaire,
    "schemes": Scheme,
    "criteria": CriteriaSet,
}
_KINDS: Mapping[type[Dated], Words] = {
    DatedLimit: ("thời hạn", "limit"),
    Duty: ("nghĩa vụ định kỳ", "duty"),
    LetterRule: ("thư", "letter"),
    Questionnaire: ("mẫu phiếu đánh giá", "questionnaire"),
    Scheme: ("bộ chỉ số", "scheme"),
    CriteriaSet: ("bộ tiêu chí", "criteria"),
}
_READERS: Mapping[str, Callable[[Any], object]] = {
    "verification": Verification,
    "document": name_text,
    "provision": name_text,
    "issued": lambda day: plain_date(day, "issued"),
}
_D = TypeVar("_D", bound=Dated)
_M = TypeVar("_M")


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
        problems: list[str] = []
        grouped: dict[tuple[type[Dated], str], list[Dated]] = {}
        for entry in self.entries:
            grouped.setdefault((type(entry), entry.code), []).append(entry)
        for (kind, code), alike in grouped.items():
            for one, other in pairwise(sorted(alike, key=_start)):
                if (one.valid_until or date.max) >= (other.valid_from or date.min):
                    starts = f"{other.valid_from} begins before {one.valid_from} ends"
                    problems.append(f"{kind.__name__} {code}: the version from {starts}; give valid_until")
        if problems:
            raise QualityError(f"{len(problems)} definitions overlap", problems, given=self.entries)

    def versions(self, kind: type[_D], code: str) -> tuple[_D, ...]:
        """Every version of one definition, oldest first; none if it is unknown."""
        found = [one for one in self.entries if type(one) is kind and one.code == code]
        return tuple(sorted(found, key=_start))

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
        plain_date(on, "on")
        require(kind, type, "a kind of definitions")
        versions = self.versions(kind, name_text(code))
        valid = [one for one in versions if one.is_valid_on(on)]
        if valid:
            return valid[0]
        spans = ", ".join(f"{one.valid_from or '…'} to {one.valid_until or '…'}" for one in versions)
        codes = ", ".join(dict.fromkeys(one.code for one in self.entries if type(one) is kind))
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
            ("kind", "loại", "kind", lambda one: _KINDS.get(type(one), type(one).__name__)),
            ("code", "mã", "code", lambda one: one.code),
            ("name", "tên", "name", lambda one: one.words),
            ("valid_from", "từ ngày", "from", lambda one: one.valid_from),
            ("valid_until", "đến ngày", "until", lambda one: one.valid_until),
            ("source", "căn cứ", "source", lambda one: (one.source.text(), one.source.text("en"))),
            ("verification", "kiểm chứng", "verified", lambda one: one.source.verification.words),
            language=language,
        )


def _start(entry: Dated) -> date:
    return entry.valid_from or date.min


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
    folder = files("thutuc") / "data" / "quality"
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml"))
    return Definitions(tuple(entry for name in names for entry in _read(name, read_toml(f"quality/{name}"))))


def _read(name: str, table: Entry) -> tuple[Dated, ...]:
    reader = _Reading(name)
    for section in table.keys() - _SECTIONS.keys():
        reader.report("section", f"unknown; known are {', '.join(_SECTIONS)}", item=section)
    found = [
        entry
        for section, kind in _SECTIONS.items()
        for entry in reader.each(kind, section, table.get(section, []))
    ]
    if reader.problems:
        headline = f"{name}: {len(reader.problems)} problems; mend the file and read it again"
        raise QualityError(headline, reader.problems, given=name)
    return tuple(found)


class _Reading(TableReader):
    """One pass over one file; the fields of a table are those of the class it describes."""

    messages: ClassVar[tuple[str, str, str]] = (
        "{where}: {problem}",
        "{where}, {part}: {problem}",
        "{where} {part}: {problem}",
    )

    def each(self, kind: type[_M], where: str, given: object) -> tuple[_M, ...]:
        """The values that a list of tables describes."""
        made = (self.described(kind, where, table, number) for number, table in self.tables(where, given))
        return tuple(one for one in made if one is not None)

    def described(self, kind: type[_M], where: str, given: object, number: int | str = "") -> _M | None:
        """One value from a table, or `None` with its problems reported."""
        if not isinstance(given, Mapping):
            raise InvalidTypeError(f"must be a table, not {given!r}", given=given)
        table = cast("Entry", given)
        where = f"{where} {table.get('code', number)}".rstrip()
        fields = attrs.fields(cast("Any", kind))
        readers = {field.name: self._reader(field, f"{where}, {field.name}") for field in fields}
        required = [field.name for field in fields if field.default is attrs.NOTHING]
        return self.make(where, table, readers, kind, required)

    def _reader(self, field: "attrs.Attribute[Any]", where: str) -> Reader:
        if isinstance(field.validator, Each) and field.validator.kind is not str:
            return partial(self.each, field.validator.kind, where)
        if "one" in field.metadata:
            return partial(self.described, field.metadata["one"], where)
        reader: Any = field.metadata.get("read") or _READERS.get(field.name, lambda given: given)
        if isinstance(reader, type) and issubclass(reader, Enum):
            return choice(reader, "{!r} is none of {}")
        return cast("Reader", reader)
