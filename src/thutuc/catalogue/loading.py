"""Procedures from TOML; every problem with its file, procedure and field at once (đọc danh mục)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import Final, TypeVar, cast

from thutuc.bounds import BOUNDS, Bounds
from thutuc.catalogue import fields
from thutuc.catalogue.catalogue import Catalogue, is_national
from thutuc.data import read_text
from thutuc.errors import CatalogueError, InvalidTypeError
from thutuc.law import LegalSource
from thutuc.limits import TimeLimit
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
from thutuc.tables import Reader, Table, TableReader, load_toml

__all__ = ["load", "standard"]

_Made = TypeVar("_Made")
_SECTIONS: Final = ("sources", "procedures")


def load(*sources: str | PathLike[str], bounds: Bounds = BOUNDS) -> Catalogue:
    """The catalogue that TOML describes (đọc danh mục thủ tục).

    Args:
        *sources: TOML text, or files or folders of `*.toml` given as `pathlib.Path`; together one catalogue.
        bounds: How much of each is read.

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
    procedures, problems = _read_all(sources, bounds)
    if problems:
        raise CatalogueError(headline, problems, given=sources)
    try:
        return Catalogue(procedures)
    except CatalogueError as error:
        raise CatalogueError(headline, error.problems, given=sources) from None


def _read_all(sources: Sequence[str | PathLike[str]], bounds: Bounds) -> tuple[list[Procedure], list[str]]:
    """The procedures of all sources, and every problem."""
    problems: list[str] = []
    procedures: list[Procedure] = []
    for source in _each_file(sources, problems):
        try:
            name, data = load_toml(source, "a catalogue is", CatalogueError, bounds)
        except CatalogueError as error:
            problems += [f"{error.message}: {problem}" for problem in error.problems]
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
        >>> from datetime import date
        >>> limit = standard().find("1.001193", date(2026, 3, 2)).limit
        >>> limit, limit.cut_off.hour
        (TimeLimit(0, Unit.WORKING_DAY, cut_off=datetime.time(15, 0)), 15)
    """
    return load(read_text("procedures.toml"))


def _each_file(sources: Sequence[str | PathLike[str]], problems: list[str]) -> Iterator[str | PathLike[str]]:
    """The sources, with the files of a folder in its place."""
    for source in sources:
        if isinstance(source, PathLike) and _is_folder(Path(source)):
            found = sorted(Path(source).glob("*.toml"))
            if not found:
                problems.append(f"{Path(source)}: no file in it is called *.toml")
            yield from found
        else:
            yield source


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # A name too long for any file: it is told when the file is read.
        return False


class _Reading(TableReader):
    """One pass over one source."""

    def read(self, data: Table) -> list[Procedure]:
        self.refuse_unknown("the catalogue", data, _SECTIONS)
        self.read_sources(data.get("sources", {}))
        procedures: list[Procedure] = []
        for number, entry in self.tables("procedures", data.get("procedures", [])):
            procedure = self._procedure(f"procedure {entry.get('code', f'number {number}')}", entry)
            if procedure is not None:
                procedures.append(procedure)
        return procedures

    def _procedure(self, where: str, entry: Table) -> Procedure | None:
        # A source that names no office is no reason to make one up; `lint` reports it.
        step = partial(Step, office="")
        limited = self._with_limits
        several: dict[str, Callable[[str, Table], object]] = {
            "steps": lambda at, table: self.make(at, table, limited(at, fields.STEP), step, ("name",)),
            "cases": lambda at, table: self.make(
                at, table, limited(at, fields.CASE), ProcedureCase, ("name",)
            ),
            "channels": lambda at, table: self.make(at, table, self._channel(at), ChannelOffer, ("channel",)),
            "documents": lambda at, table: self.make(at, table, fields.DOCUMENT, RequiredDocument, ("name",)),
        }
        readers: dict[str, Reader] = {
            **limited(where, fields.PROCEDURE),
            **{name: self._each(f"{where}, {name}", make) for name, make in several.items()},
            "fees": self._listed(f"{where}, fees", self._fee),
            "legal_basis": self._listed(f"{where}, legal_basis", self.cited),
            "source": lambda given: self.cited(f"{where}, source", given),
            "silence_source": lambda given: self.cited(f"{where}, silence_source", given),
            "policy": lambda given: self._one(
                f"{where}, policy", given, limited(f"{where}, policy", fields.POLICY), ClockPolicy
            ),
            "transition": lambda given: self._one(
                f"{where}, transition",
                given,
                {**fields.TRANSITION, "source": lambda inner: self.cited(f"{where}, transition", inner)},
                Transition,
            ),
        }
        known = self.reported
        made = self.make(where, entry, readers, _procedure_of, ("code", "name"))
        code = entry.get("code")
        if isinstance(code, str) and not is_national(code) and entry.get("code_is_own") is not True:
            problem = f"{code!r} is not formed as a national code, such as 1.004222"
            self.report(where, f"{problem}; correct it, or set code_is_own = true", field="code")
        return made if self.reported == known else None

    # Tables ----------------------------------------------------------------------------------------------

    def _one(
        self, where: str, given: object, readers: Mapping[str, Reader], make: Callable[..., _Made]
    ) -> _Made | None:
        if not isinstance(given, Mapping):
            raise InvalidTypeError(f"this must be a table, not {given!r}", given=given)
        return self.make(where, cast("Table", given), readers, make)

    def _each(self, where: str, make: Callable[[str, Table], object]) -> Reader:
        """A reader of a list of tables, each reported by its number and name."""

        def read(given: object) -> tuple[object, ...]:
            return tuple(
                make(f"{where} {number}{_named(table)}", table) for number, table in self.tables(where, given)
            )

        return read

    def _listed(self, where: str, make: Callable[[str, object], object]) -> Reader:
        """A reader of a list of tables or texts."""

        def read(given: object) -> tuple[object, ...]:
            items = cast("Sequence[object]", given) if isinstance(given, list) else [given]
            return tuple(make(f"{where} {number}", item) for number, item in enumerate(items, start=1))

        return read

    def _channel(self, where: str) -> Mapping[str, Reader]:
        return {**self._with_limits(where, fields.CHANNEL), "fee": lambda given: self._fee(where, given)}

    def _with_limits(self, where: str, readers: Mapping[str, Reader]) -> dict[str, Reader]:
        """The same readers, but a limit may be a table: its text and the source it rests on."""
        return {
            name: self._limit(f"{where}, {name}") if reader is fields.limit else reader
            for name, reader in readers.items()
        }

    def _limit(self, where: str) -> Reader:
        def read(given: object) -> object:
            if not isinstance(given, Mapping):
                return fields.limit(given)
            readers: Mapping[str, Reader] = {
                "text": fields.limit,
                "source": lambda source: self.cited(f"{where}, source", source),
            }
            return self.make(where, cast("Table", given), readers, _sourced, ("text", "source"))

        return read

    def _fee(self, where: str, given: object) -> Fee | None:
        if isinstance(given, Mapping):
            return self.make(where, cast("Table", given), fields.FEE, Fee, ("text",))
        return fields.fee(given)


def _named(table: Table) -> str:
    name = table.get("name") or table.get("channel")
    return f" ({name})" if isinstance(name, str) else ""


def _sourced(text: TimeLimit, source: LegalSource | None) -> TimeLimit:
    return text.resting_on(source)


def _procedure_of(*, code_is_own: bool = False, **values: object) -> Procedure:  # noqa: ARG001 - it was checked
    return Procedure(**values)  # type: ignore[arg-type]
