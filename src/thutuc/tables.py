"""Tables of TOML, read into values; every problem names file, entry and field (đọc tệp TOML)."""

import re
import tomllib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import partial
from itertools import accumulate
from os import PathLike
from typing import ClassVar, TypeVar, cast

import attrs

from thutuc.bounds import BOUNDS, Bounds, check_bounds, listed, read_bytes, read_path, shown
from thutuc.errors import InvalidTypeError, InvalidValueError, RegisterError, ThutucError
from thutuc.fields import plain_text, require
from thutuc.law import LegalSource, Verification

Reader = Callable[[object], object]
Table = Mapping[str, object]
_Made = TypeVar("_Made")
_Choice = TypeVar("_Choice", bound=Enum)


# What stands between quotes or after # says nothing of the depth; none of the parts gives back what it took.
_QUOTED = re.compile(
    r"""
    \"\"\"(?:[^"\\]++|\\.|"{1,2}+(?!"))*+(?:"{3,5}+)?
    | '''(?:[^']++|'{1,2}+(?!'))*+(?:'{3,5}+)?
    | "(?:[^"\\\n]++|\\.)*+"?
    | '[^'\n]*+'?
    | \#[^\n]*+
    """,
    re.DOTALL | re.VERBOSE,
)
_LONGEST = 1 << 63


def load_toml(
    source: str | PathLike[str], expected: str, refusal: type[RegisterError], bounds: Bounds = BOUNDS
) -> tuple[str, dict[str, object]]:
    """The name to report and the content of TOML text or of a file.

    Args:
        source: TOML text, or the path of a file.
        expected: What it should hold, with its verb, such as `a directory is`.
        refusal: The error to raise.
        bounds: How much is read.

    Raises:
        InvalidTypeError: If *source* is neither text nor a path.
        InvalidValueError: If no file can be called so.
        RegisterError: As *refusal*, if the file cannot be read, is larger or deeper than *bounds* allow, or
            is not TOML.
    """
    if isinstance(source, str):
        name, content = "text", source
    elif isinstance(source, PathLike):
        path = read_path(source, "a file of TOML")
        name = str(path)
        try:
            content = read_bytes(path, check_bounds(bounds), "toml_bytes").decode("utf-8")
        except (OSError, EOFError, zlib.error, UnicodeDecodeError, InvalidValueError) as error:
            raise refusal(f"{name} cannot be read", [str(error)], given=name) from error
    else:
        raise InvalidTypeError(f"{expected} read from TOML text or a path, not {shown(source)}", given=source)
    if found := _too_much(content, check_bounds(bounds)):
        raise refusal(f"{name} cannot be read", [found], given=name)
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        hint = "; to read a file, give a pathlib.Path" if name == "text" else ""
        raise refusal(f"{name} is not TOML", [f"{error}{hint}"], given=name) from error
    except ValueError as error:
        # Python writes and reads no whole number of more than 4,300 digits.
        raise refusal(f"{name} is not TOML", [_NO_NUMBER], given=name) from error
    if _has_long_number(data):
        raise refusal(f"{name} is not TOML", [_NO_NUMBER], given=name)
    return name, data


_NO_NUMBER = "a whole number has more than the 64 bits that TOML gives it; write it as text"


def _too_much(content: str, bounds: Bounds) -> str:
    """What of a text is more than the bounds allow, before it is read; nothing if all is within."""
    if len(content) > bounds.toml_bytes:
        most = f"the bound 'toml_bytes' allows {bounds.toml_bytes:,}"
        return f"it has {len(content):,} letters, and {most}; divide it, or raise the bound"
    bare = _QUOTED.sub('""', content)
    steps = accumulate(1 if mark in "[{" else -1 for mark in re.findall(r"[\[\]{}]", bare))
    most = f"{bounds.toml_depth} deep, as the bound 'toml_depth' allows; write it flatter, or raise the bound"
    if max(steps, default=0) > bounds.toml_depth:
        return f"its lists and tables may stand {most}"
    if re.search(rf"(?:\.[^.,=\n\[\]{{}}]*+){{{bounds.toml_depth}}}", bare):
        return f"its dotted names may go {most}"
    return ""


def _has_long_number(data: dict[str, object]) -> bool:
    """Whether a whole number is longer than TOML has it; it could not be written in any message."""
    left: list[object] = [data]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += cast("dict[str, object]", one).values()
        elif isinstance(one, list):
            left += cast("list[object]", one)
        elif isinstance(one, int) and not -_LONGEST <= one < _LONGEST:
            return True
    return False


# What a field may hold -----------------------------------------------------------------------------------


def text(given: object) -> str:
    """Text that is not empty, composed (NFC), with single spaces."""
    return plain_text(given, "this")


def texts(given: object) -> tuple[str, ...]:
    """A list of such texts."""
    if not isinstance(given, list | tuple):
        raise InvalidTypeError(f"this must be a list of texts, not {given!r}", given=given)
    return tuple(map(text, cast("Sequence[object]", given)))


def exactly(kind: type[_Made]) -> Callable[[object], _Made]:
    """A reader of values of one kind; a datetime is no date here."""

    def read(given: object) -> _Made:
        require(given, kind, "this")
        return cast("_Made", given)

    return read


def choice(
    kind: type[_Choice], message: str = "given was {!r}; allowed are {}"
) -> Callable[[object], _Choice]:
    """A reader of the values of an enumeration; *message* takes what was given and what is allowed."""

    def read(given: object) -> _Choice:
        for member in kind:
            if member.value == given:
                return member
        allowed = ", ".join(str(member.value) for member in kind)
        raise InvalidValueError(message.format(given, allowed), given=given)

    return read


_SOURCE: Mapping[str, Reader] = {
    "document": text,
    "provision": text,
    "issued": exactly(date),
    "verification": choice(Verification),
}


@attrs.define
class TableReader:
    """One pass over one file: the instruments it names, and what was wrong.

    Args:
        name: What problems call the file.
    """

    messages: ClassVar[tuple[str, str, str]] = (
        "{where}, {problem}",
        "{where}, field {part}: {problem}",
        "{where}, number {part} {problem}",
    )
    """A problem of a whole entry, of one field, of what is no entry."""

    name: str
    problems: list[str] = attrs.field(factory=list[str], init=False)
    reported: int = attrs.field(default=0, init=False)
    """How many problems there are, those that are too many to be told among them."""
    sources: dict[str, LegalSource] = attrs.field(factory=dict[str, LegalSource], init=False)

    def report(self, where: str, problem: object, *, field: str = "", item: str = "") -> None:
        """Keep a problem of an entry, of one *field* of it, or of an *item* that is no entry."""
        self.reported += 1
        if len(self.problems) >= BOUNDS.problems:
            if len(self.problems) == BOUNDS.problems:
                self.problems.append(f"{self.name}: there is more than these; mend them and read it again")
            return
        message = self.messages[1 if field else 2 if item else 0]
        self.problems.append(
            f"{self.name}: {message.format(where=where, part=field or item, problem=problem)}"
        )

    def make(
        self,
        where: str,
        entry: Table,
        readers: Mapping[str, Reader],
        make: Callable[..., _Made],
        required: Sequence[str] = (),
    ) -> _Made | None:
        """What *entry* describes; `None` if anything in it was reported."""
        known = self.reported
        self.refuse_unknown(where, entry, readers)
        for field in required:
            if field not in entry:
                self.report(where, "missing", field=field)
        values: dict[str, object] = {}
        for field in (field for field in entry if field in readers):
            try:
                values[field] = readers[field](entry[field])
            except ThutucError as error:
                self.report(where, error, field=field)
        if self.reported > known:
            return None
        try:
            return make(**values)
        except ThutucError as error:
            self.report(where, error)
            return None

    def refuse_unknown(self, where: str, entry: Table, allowed: Mapping[str, object] | Sequence[str]) -> None:
        """Report every field that is not *allowed*."""
        for field in (field for field in entry if field not in allowed):
            self.report(where, f"unknown; known are {', '.join(allowed)}", field=field)

    def tables(self, where: str, given: object) -> Iterator[tuple[int, Table]]:
        """The tables of a list with their numbers; what is none is reported."""
        if not isinstance(given, list | tuple):
            self.report(where, f"must be a list of tables, not {given!r}")
            return
        for number, entry in enumerate(cast("Sequence[object]", given), start=1):
            if isinstance(entry, Mapping):
                yield number, cast("Table", entry)
            else:
                self.report(where, f"must be a table, not {entry!r}", item=str(number))

    # Sources ---------------------------------------------------------------------------------------------

    def read_sources(self, given: object) -> None:
        """Read the instruments that entries cite by name."""
        if not isinstance(given, Mapping):
            self.report("sources", f"must be tables with a name, not {given!r}")
            return
        for name, entry in cast("Table", given).items():
            if not isinstance(entry, Mapping):
                self.report("sources", f"{name} must be a table, not {entry!r}")
                continue
            made = self._written_out(f"source {name}", cast("Table", entry))
            if made is not None:
                self.sources[name] = made
        self.sources = dict(sorted(self.sources.items()))

    def cited(self, where: str, given: object) -> LegalSource | None:
        """An instrument by its name in `sources`, by that with what differs, or written out."""
        if not isinstance(given, Mapping):
            return self._named(given)
        table = cast("Table", given)
        if "name" not in table:
            return self._written_out(where, table)
        changes = {field: value for field, value in table.items() if field != "name"}
        readers = {field: reader for field, reader in _SOURCE.items() if field != "document"}
        return self.make(where, changes, readers, partial(attrs.evolve, self._named(table["name"])))

    def _written_out(self, where: str, table: Table) -> LegalSource | None:
        return self.make(where, table, _SOURCE, LegalSource, ("document",))

    def _named(self, given: object) -> LegalSource:
        name = text(given)
        if name not in self.sources:
            known = listed(self.sources) or "none"
            raise InvalidValueError(f"no source is called {name!r}; known are {known}", given=name)
        return self.sources[name]
