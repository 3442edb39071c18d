"""Offices and successions from a mapping or TOML; problems name file, entry, field (đọc danh mục)."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from os import PathLike, fspath
from pathlib import Path
from typing import TypeVar, cast

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import DirectoryError, InvalidTypeError, InvalidValueError, ThutucError
from thutuc.law import LegalSource, Verification
from thutuc.offices.office import Branch, Level, Office, Succession, plain_text, require

_Made = TypeVar("_Made")
_Choice = TypeVar("_Choice", bound=Enum)
_Reader = Callable[[object], object]
_Table = Mapping[str, object]

_SECTIONS = ("sources", "offices", "successions")


def load_toml(source: str | PathLike[str]) -> tuple[str, _Table]:
    """The name to report and the content of TOML text or of a file.

    Raises:
        InvalidTypeError: If *source* is neither text nor a path.
        DirectoryError: If the file cannot be read or is not TOML.
    """
    if isinstance(source, str):
        name, text = "text", source
    elif isinstance(source, PathLike):  # pyright: ignore[reportUnnecessaryIsInstance]
        name = fspath(source)
        try:
            text = Path(name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DirectoryError(f"the directory {name} cannot be read", [str(error)], given=name) from error
    else:
        raise InvalidTypeError(f"a directory is read from TOML text or a path, not {source!r}", given=source)
    try:
        return name, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "; to read a file, give a pathlib.Path" if name == "text" else ""
        raise DirectoryError(f"the directory {name} is not TOML", [f"{error}{hint}"], given=name) from error


@attrs.define
class Reading:
    """One pass over a mapping: what was read and what was wrong."""

    name: str
    calendars: Mapping[str, WorkCalendar]
    offices: list[Office] = attrs.field(factory=list[Office])
    successions: list[Succession] = attrs.field(factory=list[Succession])
    problems: list[str] = attrs.field(factory=list[str])
    _sources: dict[str, LegalSource] = attrs.field(factory=dict[str, LegalSource], init=False)

    def read(self, data: _Table) -> None:
        """Read the three sections."""
        self._refuse_unknown("the directory", data, _SECTIONS)
        for name, entry in self._named_tables(data.get("sources", {})):
            made = self._entry(f"source {name}", entry, _SOURCE, ("document",), LegalSource)
            if made is not None:
                self._sources[name] = made
        office_fields = {**_OFFICE, "source": self._source, "calendar": self._calendar}
        for number, entry in enumerate(self._tables("offices", data.get("offices", [])), start=1):
            where = f"office {entry.get('code', f'number {number}')}"
            office = self._entry(where, entry, office_fields, ("code", "name", "level"), Office)
            if office is not None:
                self.offices.append(office)
        link_fields = {**_SUCCESSION, "source": self._source}
        for number, entry in enumerate(self._tables("successions", data.get("successions", [])), start=1):
            ends = f"{entry.get('predecessor', '?')} > {entry.get('successor', '?')}"
            required = ("predecessor", "successor", "on")
            link = self._entry(f"succession {number} ({ends})", entry, link_fields, required, Succession)
            if link is not None:
                self.successions.append(link)

    def _entry(
        self,
        where: str,
        entry: _Table,
        readers: Mapping[str, _Reader],
        required: Sequence[str],
        make: Callable[..., _Made],
    ) -> _Made | None:
        known = len(self.problems)
        self._refuse_unknown(where, entry, tuple(readers))
        missing = [field for field in required if field not in entry]
        self._report(where, *(f"field {field}: missing" for field in missing))
        values: dict[str, object] = {}
        for field in (field for field in entry if field in readers):
            try:
                values[field] = readers[field](entry[field])
            except ThutucError as error:
                self._report(where, f"field {field}: {error}")
        if len(self.problems) > known:
            return None
        try:
            return make(**values)
        except ThutucError as error:
            self._report(where, str(error))
            return None

    def _report(self, where: str, *problems: str) -> None:
        self.problems += [f"{self.name}: {where}, {problem}" for problem in problems]

    def _refuse_unknown(self, where: str, entry: _Table, allowed: Sequence[str]) -> None:
        unknown = [field for field in entry if field not in allowed]
        self._report(where, *(f"field {field}: unknown; known are {', '.join(allowed)}" for field in unknown))

    def _tables(self, section: str, given: object) -> Iterator[_Table]:
        if not isinstance(given, list | tuple):
            self._report(section, f"must be a list of tables, not {given!r}")
            return
        for number, entry in enumerate(cast("Sequence[object]", given), start=1):
            if isinstance(entry, Mapping):
                yield cast("_Table", entry)
            else:
                self._report(section, f"number {number} must be a table, not {entry!r}")

    def _named_tables(self, given: object) -> Iterator[tuple[str, _Table]]:
        if not isinstance(given, Mapping):
            self._report("sources", f"must be tables with a name, not {given!r}")
            return
        for name, entry in cast("_Table", given).items():
            if isinstance(entry, Mapping):
                yield name, cast("_Table", entry)
            else:
                self._report("sources", f"{name} must be a table, not {entry!r}")

    def _source(self, given: object) -> LegalSource:
        """A source by its name, or by its name with the provision that says it."""
        reference, provision = given, None
        if isinstance(given, Mapping):
            table = cast("_Table", given)
            if set(table) != {"name", "provision"}:
                raise InvalidValueError("a source is its name, or a table of name and provision", given=table)
            reference, provision = table["name"], _text(table["provision"])
        name = _text(reference)
        if name not in self._sources:
            known = ", ".join(sorted(self._sources)) or "none"
            raise InvalidValueError(f"no source is called {name!r}; known are {known}", given=name)
        source = self._sources[name]
        return source if provision is None else attrs.evolve(source, provision=provision)

    def _calendar(self, given: object) -> WorkCalendar:
        name = _text(given)
        if name not in self.calendars:
            known = ", ".join(sorted(self.calendars)) or "none"
            raise InvalidValueError(
                f"no calendar is called {name!r}; given as `calendars` were {known}", given=name
            )
        return self.calendars[name]


def _text(given: object) -> str:
    return plain_text(given, "this")


def _day(given: object) -> date:
    require(given, date, "this")
    return cast("date", given)


def _flag(given: object) -> bool:
    require(given, bool, "this")
    return cast("bool", given)


def _procedures(given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple):
        raise InvalidTypeError(f"this must be a list of codes, not {given!r}", given=given)
    return tuple(map(_text, cast("Sequence[object]", given)))


def _choice(kind: type[_Choice]) -> Callable[[object], _Choice]:
    def read(given: object) -> _Choice:
        for member in kind:
            if member.value == given:
                return member
        allowed = ", ".join(str(member.value) for member in kind)
        raise InvalidValueError(f"given was {given!r}; allowed are {allowed}", given=given)

    return read


_SOURCE: Mapping[str, _Reader] = {
    "document": _text,
    "provision": _text,
    "issued": _day,
    "verification": _choice(Verification),
}
_OFFICE: Mapping[str, _Reader] = {
    "code": _text,
    "name": _text,
    "level": _choice(Level),
    "branch": _choice(Branch),
    "parent": _text,
    "valid_from": _day,
    "valid_until": _day,
    "code_is_example": _flag,
}
_SUCCESSION: Mapping[str, _Reader] = {
    "predecessor": _text,
    "successor": _text,
    "on": _day,
    "whole": _flag,
    "procedures": _procedures,
}
