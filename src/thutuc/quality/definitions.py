"""The dated definitions, from the package's data and from the caller's own files (quy định, bộ chỉ số)."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

import attrs

from thutuc.calendars.days import plain_date
from thutuc.errors import InvalidTypeError, QualityError, ThutucError, UnknownDefinitionError
from thutuc.law import Verification
from thutuc.quality.duties import DatedLimit, Duty
from thutuc.quality.figures import Each, Printed, QualityTable, composed
from thutuc.quality.friendly import CriteriaSet
from thutuc.quality.index import ServiceIndex
from thutuc.quality.indicators import Scoring
from thutuc.quality.letters import LetterRule
from thutuc.quality.ratings import Questionnaire
from thutuc.quality.scales import Dated, items

_SECTIONS: Mapping[str, type[Dated]] = MappingProxyType(
    {
        "limits": DatedLimit,
        "duties": Duty,
        "letters": LetterRule,
        "questionnaires": Questionnaire,
        "scorings": Scoring,
        "indexes": ServiceIndex,
        "criteria": CriteriaSet,
    }
)
_READERS: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        "verification": Verification,
        "document": composed,
        "provision": composed,
        "issued": lambda day: plain_date(day, "issued"),
    }
)
_D = TypeVar("_D", bound=Dated)


@attrs.frozen
class Definitions(Printed):
    """Limits, duties, letters, questionnaires, scorings, indexes and criteria, with dates (các quy định).

    Args:
        entries: Every version of every definition.

    Raises:
        QualityError: With every two versions of one code that are valid on the same day.
    """

    entries: tuple[Dated, ...] = attrs.field(converter=items, validator=Each(Dated))

    def __attrs_post_init__(self) -> None:
        problems: list[str] = []
        for kind, code in dict.fromkeys((type(one), one.code) for one in self.entries):
            for one, other in pairwise(self.versions(kind, code)):
                if (one.valid_until or date.max) >= (other.valid_from or date.min):
                    starts = f"{other.valid_from} begins before {one.valid_from} ends"
                    problems.append(f"{kind.__name__} {code}: the version from {starts}; give valid_until")
        if problems:
            raise QualityError(f"{len(problems)} definitions overlap", problems, given=self.entries)

    def versions(self, kind: type[_D], code: str) -> tuple[_D, ...]:
        """Every version of one definition, oldest first; none if it is unknown."""
        found = [one for one in self.entries if type(one) is kind and one.code == code]
        return tuple(sorted(found, key=lambda one: one.valid_from or date.min))

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
        versions = self.versions(kind, composed(code))
        valid = [one for one in versions if one.is_valid_on(on)]
        if valid:
            return valid[0]
        spans = ", ".join(f"{one.valid_from or '…'} to {one.valid_until or '…'}" for one in versions)
        codes = ", ".join(dict.fromkeys(one.code for one in self.entries if type(one) is kind))
        known = f"it is valid {spans}" if versions else f"known are {codes or 'none'}"
        raise UnknownDefinitionError(f"no {kind.__name__} {code!r} on {on}; {known}", given=code, on=on)

    def with_(self, others: Iterable[Dated]) -> "Definitions":
        """These, but with all versions of a code replaced where *others* have that code."""
        new = tuple(others)
        replaced = {(type(one), one.code) for one in new}
        return Definitions((*(one for one in self.entries if (type(one), one.code) not in replaced), *new))

    def table(self) -> QualityTable:
        """One row for each version, with its source and how far it was verified."""
        columns = (
            ("kind", "loại", "kind"),
            ("code", "mã", "code"),
            ("name", "tên", "name"),
            ("valid_from", "từ ngày", "from"),
            ("valid_until", "đến ngày", "until"),
            ("source", "căn cứ", "source"),
            ("verification", "kiểm chứng", "verified"),
        )
        rows = tuple(
            (
                type(one).__name__,
                one.code,
                one.words,
                one.valid_from,
                one.valid_until,
                (one.source.text(), one.source.text("en")),
                (one.source.verification.label(), one.source.verification.label("en")),
            )
            for one in self.entries
        )
        return QualityTable(("Các quy định", "Definitions"), columns, rows)


def definitions(*sources: str | PathLike[str]) -> Definitions:
    """The package's definitions, with those of the caller's own files in their place (đọc các quy định).

    A code that a file has takes the place of every version of that code in what came before.

    Args:
        *sources: TOML text or paths.

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
        found = found.with_(_read(*_load(source)))
    return found


@lru_cache(maxsize=1)
def _package() -> Definitions:
    folder = files("thutuc") / "data" / "quality"
    paths = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name
    )
    tables = [(path.name, tomllib.loads(path.read_text("utf-8"))) for path in paths]
    return Definitions(tuple(entry for name, table in tables for entry in _read(name, table)))


def _load(source: str | PathLike[str]) -> tuple[str, Mapping[str, object]]:
    if isinstance(source, str):
        name, text = "text", source
    elif isinstance(source, PathLike):
        name = fspath(source)
        try:
            text = Path(name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise QualityError(f"{name} cannot be read", [str(error)], given=name) from error
    else:
        raise InvalidTypeError(f"definitions are read from TOML text or a path, not {source!r}", given=source)
    try:
        return name, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "; to read a file, give a pathlib.Path" if name == "text" else ""
        raise QualityError(f"{name} is not TOML", [f"{error}{hint}"], given=name) from error


def _read(name: str, table: Mapping[str, object]) -> tuple[Dated, ...]:
    problems = [
        f"section {section}: unknown; known are {', '.join(_SECTIONS)}"
        for section in table.keys() - _SECTIONS.keys()
    ]
    found = [
        entry
        for section, kind in _SECTIONS.items()
        for entry in _each(kind, table.get(section, []), section, problems)
    ]
    if problems:
        listed = [f"{name}: {problem}" for problem in problems]
        raise QualityError(
            f"{name}: {len(problems)} problems; mend the file and read it again", listed, given=name
        )
    return tuple(found)


_M = TypeVar("_M")


def _each(kind: type[_M], given: object, where: str, problems: list[str]) -> Iterator[_M]:
    if not isinstance(given, list):
        problems.append(f"{where}: must be a list of tables, not {given!r}")
        return
    for number, entry in enumerate(cast("list[object]", given), start=1):
        made = _make(kind, entry, where, problems, number)
        if made is not None:
            yield made


def _make(
    kind: type[_M], entry: object, where: str, problems: list[str], number: int | str = ""
) -> _M | None:
    """One value from a table, or `None` with its problems added."""
    if not isinstance(entry, dict):
        problems.append(f"{where} {number}".rstrip() + f": must be a table, not {entry!r}")
        return None
    table, before = cast("dict[str, object]", entry), len(problems)
    where = f"{where} {table.get('code', number)}".rstrip()
    fields = {field.name: field for field in attrs.fields(cast("Any", kind))}
    problems += [
        f"{where}, {key}: unknown; known are {', '.join(fields)}" for key in table if key not in fields
    ]
    problems += [
        f"{where}, {key}: missing"
        for key, field in fields.items()
        if field.default is attrs.NOTHING and key not in table
    ]
    values = {
        key: _value(fields[key], raw, f"{where}, {key}", problems)
        for key, raw in table.items()
        if key in fields
    }
    if len(problems) > before:
        return None
    try:
        return kind(**values)
    except ThutucError as error:
        problems.append(f"{where}: {error}")
    return None


def _value(field: "attrs.Attribute[Any]", raw: object, where: str, problems: list[str]) -> object:
    if isinstance(field.validator, Each) and field.validator.kind is not str:
        kind: type[Any] = field.validator.kind
        return tuple(_each(kind, raw, where, problems))
    if "one" in field.metadata:
        return _make(field.metadata["one"], raw, where, problems)
    reader: Any = field.metadata.get("read") or _READERS.get(field.name)
    if reader is None:
        return raw
    try:
        return reader(raw)
    except ThutucError as error:
        problems.append(f"{where}: {error}")
    except ValueError:
        choices = ", ".join(str(choice.value) for choice in cast("type[Enum]", reader))
        problems.append(f"{where}: {raw!r} is none of {choices}")
    return None
