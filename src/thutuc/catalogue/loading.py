"""Procedures from TOML; every problem with its file, procedure and field at once (đọc danh mục)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Final

import attrs

from thutuc.bounds import BOUNDS, Bounds
from thutuc.catalogue.catalogue import Catalogue
from thutuc.catalogue.money import fee_of_text
from thutuc.data import read_text
from thutuc.errors import CatalogueError
from thutuc.fields import checked, plain_text
from thutuc.identifiers import ProcedureCode
from thutuc.law import LegalSource
from thutuc.limits import TimeLimit
from thutuc.procedures import Channel, Fee, Procedure, Step
from thutuc.records.described import Record, RecordFile, Special, is_list, is_record
from thutuc.records.toml_text import load_toml

__all__ = ["load", "standard"]


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
          text: procedure TN17, field limits: unknown; known are code, name, limit, ...
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
        # A source that names no office is no reason to make one up; `lint` reports it.
        file = RecordFile(name, _SPECIAL, {Step: {"office": ""}}, {Procedure: {"code_is_own": bool}})
        procedures += filter(None, _read(file, data))
        problems += file.problems
    return procedures, problems


@lru_cache(maxsize=1)
def standard() -> Catalogue:
    """The package's own catalogue of real procedures, with sources (danh mục kèm theo thư viện).

    Every procedure has a `source` that says how far it was verified. Some codes are those of the source, not
    national ones: `ProcedureCode.is_valid` tells them apart.

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


@attrs.frozen
class _Sourced:
    """A limit with the source it rests on, where that is not the procedure's own."""

    text: TimeLimit
    source: LegalSource


def _limit(file: RecordFile, where: str, given: object) -> TimeLimit | None:
    """A limit, written as official texts do, or a table of that and of the source it rests on."""
    if is_record(given):
        found = file.value(_Sourced, where, given)
        return None if found is None else found.text.resting_on(found.source)
    wanted = "a limit is text with a number and a unit, such as '05 ngày làm việc'"
    return TimeLimit.parse(checked(given, str, wanted))


def _fee(file: RecordFile, where: str, given: object) -> Fee | None:
    """A fee as text, such as `8.000 đồng/bản`, or a table of its fields."""
    if is_record(given):
        return file.value(Fee, where, given)
    return fee_of_text(plain_text(given, "this"))


def _channel(_file: RecordFile, _where: str, given: object) -> Channel:
    return Channel.parse(plain_text(given, "this"))


def _or_one(kind: type) -> Special:
    """A list, or one thing alone, which is then the only one."""

    def read(file: RecordFile, where: str, given: object) -> tuple[object, ...]:
        return file.several(kind, where, given if is_list(given) else [given])

    return read


def _after(file: RecordFile, where: str, given: object) -> object:
    return given if isinstance(given, str) else file.several(str, where, given)


_SPECIAL: Final[Mapping[object, Special]] = {
    TimeLimit: _limit,
    Fee: _fee,
    Channel: _channel,
    tuple[Fee, ...]: _or_one(Fee),
    tuple[LegalSource, ...]: _or_one(LegalSource),
    attrs.fields(Step).after.type: _after,
}


def _read(file: RecordFile, data: Record) -> Iterator[Procedure | None]:
    """The procedures of one source."""
    file.refuse_unknown("the catalogue", data, ("sources", "procedures"))
    file.read_named(LegalSource, data, "sources", "source")
    for where, record in file.entries(data, "procedures", "procedure"):
        yield file.value(Procedure, where, record)
        code = record.get("code")
        is_own = record.get("code_is_own") is True
        if isinstance(code, str) and not is_own and not ProcedureCode.is_valid(code):
            problem = f"{code!r} is not formed as a national code, such as 1.004222"
            file.report(where, f"{problem}; correct it, or set code_is_own = true", field="code")
