"""Procedures from TOML; every problem with its file, procedure and field at once (đọc danh mục)."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from importlib.resources import files
from os import PathLike, fspath
from pathlib import Path
from typing import Final, TypeVar, cast

import attrs

from thutuc.catalogue import fields
from thutuc.catalogue.catalogue import Catalogue, is_national
from thutuc.errors import CatalogueError, InvalidTypeError, InvalidValueError, ThutucError
from thutuc.law import LegalSource, Verification
from thutuc.procedures import (
    ChannelOffer,
    ClockPolicy,
    Fee,
    Procedure,
    ProcedureCase,
    RequiredDocument,
    Step,
    Transition,
)

__all__ = ["load", "standard"]

_Made = TypeVar("_Made")
_Table = Mapping[str, object]
_SECTIONS: Final = ("sources", "procedures")


def load(*sources: str | PathLike[str]) -> Catalogue:
    """The catalogue that TOML describes (đọc danh mục thủ tục).

    Args:
        *sources: TOML text, or files or folders of `*.toml` given as `pathlib.Path`; together one catalogue.

    Returns:
        The catalogue; nothing is read in part.

    Raises:
        InvalidTypeError: If a source is neither text nor a path.
        CatalogueError: With every problem of every source: file, procedure, field, what was given, what is
            allowed.

    Examples:
        >>> own = load('''
        ... [[procedures]]
        ... code = "TN17"
        ... code_is_own = true
        ... name = "Đăng ký thế chấp quyền sử dụng đất"
        ... limit = "0,5 ngày làm việc"
        ... ''')
        >>> own.find("TN17").limit
        TimeLimit(0.5, Unit.WORKING_DAY)
        >>> load('procedures = [{code = "TN17", name = "Thế chấp", limits = "0,5 ngày"}]')
        Traceback (most recent call last):
        ...
        thutuc.errors.CatalogueError: this catalogue cannot be used
          text: procedure TN17, field limits: unknown; known are code, code_is_own, name, ...
          text: procedure TN17, field code: 'TN17' is not formed as a national code, such as 1.004222; ...
    """
    headline = "this catalogue cannot be used"
    procedures, problems = _read_all(sources)
    if problems:
        raise CatalogueError(headline, problems, given=sources)
    try:
        return Catalogue(procedures)
    except CatalogueError as error:
        raise CatalogueError(headline, error.problems, given=sources) from None


def _read_all(sources: Sequence[str | PathLike[str]]) -> tuple[list[Procedure], list[str]]:
    """The procedures of all sources, and every problem."""
    problems: list[str] = []
    procedures: list[Procedure] = []
    for name, text in _texts(sources, problems):
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            hint = "; to read a file, give a pathlib.Path" if name == "text" else ""
            problems.append(f"{name}: this is not TOML: {error}{hint}")
            continue
        reading = _Reading(name)
        procedures += reading.read(data)
        problems += reading.problems
    return procedures, problems


@lru_cache(maxsize=1)
def standard() -> Catalogue:
    """The package's own catalogue of real procedures, with sources (danh mục kèm theo thư viện).

    Every procedure has a `source` that says how far it was verified. Some codes are those of the source, not
    national ones: `is_national` tells them apart.

    Examples:
        >>> limit = standard().find("1.001193").limit
        >>> limit, limit.cut_off.hour
        (TimeLimit(0, Unit.WORKING_DAY, cut_off=datetime.time(15, 0)), 15)
    """
    return load((files("thutuc") / "data" / "procedures.toml").read_text("utf-8"))


def _texts(sources: Sequence[str | PathLike[str]], problems: list[str]) -> Iterator[tuple[str, str]]:
    """The name to report and the text of each source."""
    for source in sources:
        if isinstance(source, str):
            yield "text", source
            continue
        if not isinstance(source, PathLike):
            raise InvalidTypeError(
                f"a catalogue is read from TOML text or a path, not {source!r}", given=source
            )
        path = Path(fspath(source))
        paths = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not paths:
            problems.append(f"{path}: no file in it is called *.toml")
        for each in paths:
            try:
                yield str(each), each.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"{each}: it cannot be read: {error}")


@attrs.define
class _Reading:
    """One pass over one source: what was wrong, and the instruments it names."""

    name: str
    problems: list[str] = attrs.field(factory=list[str])
    _sources: dict[str, LegalSource] = attrs.field(factory=dict[str, LegalSource], init=False)

    def read(self, data: _Table) -> list[Procedure]:
        self._refuse_unknown("the catalogue", data, _SECTIONS)
        for name, entry in self._named_tables(data.get("sources", {})):
            made = self._make(f"source {name}", entry, fields.SOURCE, _source_of, ("document",))
            if made is not None:
                self._sources[name] = made
        procedures: list[Procedure] = []
        for number, entry in enumerate(self._tables("procedures", data.get("procedures", [])), start=1):
            procedure = self._procedure(f"procedure {entry.get('code', f'number {number}')}", entry)
            if procedure is not None:
                procedures.append(procedure)
        return procedures

    def _procedure(self, where: str, entry: _Table) -> Procedure | None:
        several: dict[str, Callable[[str, _Table], object]] = {
            "steps": lambda at, table: self._make(at, table, fields.STEP, _step_of, ("name",)),
            "cases": lambda at, table: self._make(at, table, fields.CASE, ProcedureCase, ("name", "limit")),
            "channels": lambda at, table: self._make(
                at, table, self._channel(at), ChannelOffer, ("channel",)
            ),
            "documents": lambda at, table: self._make(
                at, table, fields.DOCUMENT, RequiredDocument, ("name",)
            ),
        }
        readers: dict[str, fields.Reader] = {
            **fields.PROCEDURE,
            **{name: self._each(f"{where}, {name}", make) for name, make in several.items()},
            "fees": self._listed(f"{where}, fees", self._fee),
            "legal_basis": self._listed(f"{where}, legal_basis", self._cited),
            "source": lambda given: self._cited(f"{where}, source", given),
            "policy": lambda given: self._one(f"{where}, policy", given, fields.POLICY, ClockPolicy),
            "transition": lambda given: self._one(
                f"{where}, transition",
                given,
                {**fields.TRANSITION, "source": lambda inner: self._cited(f"{where}, transition", inner)},
                Transition,
            ),
        }
        known = len(self.problems)
        made = self._make(where, entry, readers, _procedure_of, ("code", "name"))
        code = entry.get("code")
        if isinstance(code, str) and not is_national(code) and entry.get("code_is_own") is not True:
            self._report(
                where,
                f"field code: {code!r} is not formed as a national code, such as 1.004222; correct it, or "
                f"set code_is_own = true",
            )
        return made if len(self.problems) == known else None

    # Tables ----------------------------------------------------------------------------------------------

    def _make(
        self,
        where: str,
        entry: _Table,
        readers: Mapping[str, fields.Reader],
        make: Callable[..., _Made],
        required: Sequence[str] = (),
    ) -> _Made | None:
        """What *entry* describes; `None` if anything in it was reported."""
        known = len(self.problems)
        self._refuse_unknown(where, entry, tuple(readers))
        self._report(where, *(f"field {field}: missing" for field in required if field not in entry))
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

    def _one(
        self, where: str, given: object, readers: Mapping[str, fields.Reader], make: Callable[..., _Made]
    ) -> _Made | None:
        if not isinstance(given, Mapping):
            raise InvalidTypeError(f"this must be a table, not {given!r}", given=given)
        return self._make(where, cast("_Table", given), readers, make)

    def _each(self, where: str, make: Callable[[str, _Table], object]) -> fields.Reader:
        """A reader of a list of tables, each reported by its number and name."""

        def read(given: object) -> tuple[object, ...]:
            tables = enumerate(self._tables(where, given), start=1)
            return tuple(make(f"{where} {number}{_named(table)}", table) for number, table in tables)

        return read

    def _listed(self, where: str, make: Callable[[str, object], object]) -> fields.Reader:
        """A reader of a list of tables or texts."""

        def read(given: object) -> tuple[object, ...]:
            items = cast("Sequence[object]", given) if isinstance(given, list) else [given]
            return tuple(make(f"{where} {number}", item) for number, item in enumerate(items, start=1))

        return read

    def _channel(self, where: str) -> Mapping[str, fields.Reader]:
        return {**fields.CHANNEL, "fee": lambda given: self._fee(where, given)}

    def _fee(self, where: str, given: object) -> Fee | None:
        if isinstance(given, Mapping):
            return self._make(where, cast("_Table", given), fields.FEE, Fee, ("text",))
        return fields.fee(given)

    def _cited(self, where: str, given: object) -> LegalSource | None:
        """An instrument by its name in `sources`, by that with a provision, or written out."""
        if isinstance(given, Mapping):
            table = cast("_Table", given)
            if "name" not in table:
                return self._make(where, table, fields.SOURCE, _source_of, ("document",))
            changes = {key: value for key, value in table.items() if key != "name"}
            base = self._named_source(table["name"])
            readers = {key: reader for key, reader in fields.SOURCE.items() if key != "document"}
            return self._make(where, changes, readers, partial(attrs.evolve, base))
        return self._named_source(given)

    def _named_source(self, given: object) -> LegalSource:
        name = fields.text(given)
        if name not in self._sources:
            known = ", ".join(sorted(self._sources)) or "none"
            raise InvalidValueError(f"no source is called {name!r}; known are {known}", given=name)
        return self._sources[name]

    # Reporting -------------------------------------------------------------------------------------------

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


def _named(table: _Table) -> str:
    name = table.get("name") or table.get("channel")
    return f" ({name})" if isinstance(name, str) else ""


def _source_of(*, verification: Verification = Verification.UNVERIFIED, **values: object) -> LegalSource:
    # What a catalogue does not say was verified was not.
    return LegalSource(verification=verification, **values)  # type: ignore[arg-type]


def _step_of(*, name: str, office: str = "", **values: object) -> Step:
    # A source that names no office is no reason to make one up; `lint` reports it.
    return Step(name, office, **values)  # type: ignore[arg-type]


def _procedure_of(*, code_is_own: bool = False, **values: object) -> Procedure:  # noqa: ARG001 - it was checked
    return Procedure(**values)  # type: ignore[arg-type]
