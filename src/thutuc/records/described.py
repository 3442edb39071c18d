"""`RecordFile`: the values that the tables of one file describe, and every problem of it (đọc bản ghi)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from enum import Enum, EnumType
from functools import partial
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeGuard, TypeVar, cast, get_args, get_origin

import attrs

from thutuc.bounds import BOUNDS, listed
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.fields import NONE, checked, plain_text, require
from thutuc.records.places import Path, Place, path_of
from thutuc.records.plans import Part, maker_of, parts_of

Record: TypeAlias = Mapping[str, object]
"""What describes one value, by the names of its fields."""
Special: TypeAlias = Callable[["RecordFile", str, object], object]
"""How one kind is read where that is not by its fields: from a file, a place in it, and what stands there."""
_Made = TypeVar("_Made")
_Choice = TypeVar("_Choice", bound=Enum)


@attrs.define
class RecordFile:
    r"""One pass over one file: what its tables describe, and what was wrong (một lượt đọc tệp).

    A kind is read by its annotation: a class from a table of its fields, or from text where it has a `parse`;
    a choice by its value; a tuple from a list. Anything else is left to the converter and the validator of
    the field.

    Args:
        name: What problems call the file.
        special: What is read in another way, by its annotation.
        defaults: What fields without a default may leave out in this file, by class.
        asides: What a table may say that is no field of the class, by class: a name and what it holds.
        named: What may be cited by name, by class: what one of them is called, and all that there are.

    Examples:
        >>> from thutuc.law import LegalSource
        >>> file = RecordFile("text")
        >>> file.value(LegalSource, "source", {"document": "Luật Hộ tịch 60/2014/QH13"}).document
        'Luật Hộ tịch 60/2014/QH13'
        >>> file.value(LegalSource, "source", {"provision": 16})
        >>> print(*file.problems, sep="\n")
        text: source, field document: missing
        text: source, field provision: this must be text, not 16
    """

    name: str
    special: Mapping[object, Special] = NONE
    defaults: Mapping[type, Record] = NONE
    asides: Mapping[type, Record] = NONE
    named: dict[type, tuple[str, Mapping[str, Any]]] = attrs.field(factory=dict[type, Any])
    problems: list[str] = attrs.field(factory=list[str], init=False)
    places: list[tuple[Path, str]] = attrs.field(factory=list[tuple[Path, str]], init=False)
    """For each problem the way to its place, and what is wrong there."""
    reported: int = attrs.field(default=0, init=False)
    """How many problems there are, those that are too many to be told among them."""

    # Problems --------------------------------------------------------------------------------------------

    def report(self, where: str, problem: object, *, field: str = "") -> None:
        """Keep a problem of an entry, or of one *field* of it."""
        self.reported += 1
        if len(self.problems) > BOUNDS.problems:
            return
        path = (*path_of(where), field) if field else path_of(where)
        place = f"{where}, field {field}:" if field else f"{where},"
        if len(self.problems) == BOUNDS.problems:
            path, place, problem = (), "", "there is more than these; mend them and read it again"
        self.places.append((path, str(problem)))
        self.problems.append(f"{self.name}: {place}{' ' if place else ''}{problem}")

    def spelled(self, name: str) -> str:
        """What a field of a class is called in this file."""
        return name

    def refuse_unknown(self, where: str, record: Record, allowed: Collection[str]) -> None:
        """Report every field that is not *allowed*."""
        for field in (field for field in record if field not in allowed):
            self.report(where, f"unknown; known are {', '.join(allowed)}", field=field)

    # Records ----------------------------------------------------------------------------------------------

    def records(self, where: str, given: object) -> Iterator[tuple[int, Record]]:
        """The tables of a list with their numbers; what is none is reported."""
        if not is_list(given):
            self.report(where, f"must be a list of tables, not {given!r}")
            return
        for number, record in enumerate(given, start=1):
            if is_record(record):
                yield number, record
            else:
                self.report(where, f"number {number} must be a table, not {record!r}")

    def entries(self, data: Record, section: str, word: str) -> Iterator[tuple[str, Record]]:
        """The tables of a section, each with what problems call it: *word* and its code, or its number."""
        for number, record in self.records(section, data.get(section, ())):
            yield f"{word} {record.get('code', f'number {number}')}", record

    def read_named(self, kind: type, data: Record, section: str, word: str) -> None:
        """Read the values of a section of tables with names, by which all that follows may cite them.

        Where a value of that *kind* is wanted, its name may stand, or a table of its `name` and what differs.
        """
        given = data.get(section, {})
        found: dict[str, object] = {}
        self.named[kind] = word, found
        if not is_record(given):
            self.report(section, f"must be tables with a name, not {given!r}")
            return
        for name, record in sorted(given.items()):
            if not is_record(record):
                self.report(section, f"{name} must be a table, not {record!r}")
            elif (made := self.value(cast("type[object]", kind), f"{word} {name}", record)) is not None:
                found[name] = made

    def value(self, kind: type[_Made], where: str, given: object, base: _Made | None = None) -> _Made | None:
        """What a table describes; `None` if anything in it was reported.

        Args:
            kind: Its class.
            where: What problems call it.
            given: The table.
            base: The value it differs from; it cannot differ in what no value of that class is without.

        Raises:
            InvalidTypeError: If it is no table.
        """
        if not is_record(given):
            raise InvalidTypeError(f"this must be a table, not {given!r}", given=given)
        known = self.reported
        fields, defaults = parts_of(cast("Any", kind)), self.defaults.get(kind, NONE)
        required = [name for name, field in fields.items() if field.is_required]
        make: Callable[..., _Made] = partial(maker_of(kind), **defaults)
        if base is not None:
            fields = {name: field for name, field in fields.items() if name not in required}
            make, required = partial(cast("Any", attrs.evolve), base), []
        kinds: dict[str, object] = {name: field.kind for name, field in fields.items()}
        kinds.update(self.asides.get(kind, NONE))
        unknown = {name: item for name, item in given.items() if name not in kinds}
        self.refuse_unknown(where, unknown, [self.spelled(name) for name in kinds])
        for name in required:
            if name not in given and name not in defaults:
                self.report(where, "missing", field=self.spelled(name))
        values: dict[str, object] = {}
        for name in (name for name in given if name in kinds):
            before, called = self.reported, self.spelled(name)
            try:
                inside = Place.below(where, called, f", {called}")
                values[name] = self.read(kinds[name], inside, given[name])
                # What is wrong inside it was told; without that, it is not what its field is asked for.
                if self.reported == before and name in fields:
                    _ask(fields[name], values[name])
            except ThutucError as error:
                self.report(where, error, field=called)
        if self.reported > known:
            return None
        try:
            return make(**{name: value for name, value in values.items() if name in fields})
        except ThutucError as error:
            self.report(where, error)
            return None

    def _named_kind(self, kind: type, where: str, given: object) -> object:
        """A value by its name, by that with what differs, or written out."""
        if not is_record(given):
            return self._called(kind, given)
        record = dict(given)
        base = self._called(kind, record.pop("name")) if "name" in record else None
        return self.value(cast("type[object]", kind), where, record, base)

    def _called(self, kind: type, given: object) -> object:
        name = plain_text(given, "this")
        word, known = self.named[kind]
        if name not in known:
            names = listed(known) or "none"
            raise InvalidValueError(f"no {word} is called {name!r}; known are {names}", given=name)
        return known[name]

    # What stands in a field ------------------------------------------------------------------------------

    def read(self, kind: Any, where: str, given: object) -> object:
        """What stands in a field, by the annotation of the field.

        Raises:
            ThutucError: If it is not of that *kind*; what is wrong inside a table is reported.
        """
        if kind in self.special:
            return self.special[kind](self, where, given)
        if isinstance(kind, UnionType):
            several = [each for each in get_args(kind) if each is not NoneType]
            return self.read(several[0], where, given) if len(several) == 1 and given is not None else given
        if get_origin(kind) in {tuple, frozenset}:
            return self.several(get_args(kind)[0], where, given)
        if kind in self.named:
            return self._named_kind(kind, where, given)
        # A choice stands in a file by its value, not by its labels.
        if isinstance(given, str) and hasattr(kind, "parse") and not isinstance(kind, EnumType):
            return kind.parse(given)
        return self.value(kind, where, given) if attrs.has(kind) else _plain(kind, given)

    def several(self, kind: Any, where: str, given: object) -> tuple[object, ...]:
        """What stands in a list, by the annotation of its items.

        Raises:
            ThutucError: If it is no list, or an item is not of that *kind*; what is wrong inside tables is
                reported.
        """
        if attrs.has(kind) and not (hasattr(kind, "parse") or kind in self.special or kind in self.named):
            return tuple(
                self.value(kind, f"{where} {_title(number, record)}", record)
                for number, record in self.records(where, given)
            )
        if not is_list(given):
            texts = " of texts" if kind is str else ""
            raise InvalidTypeError(f"this must be a list{texts}, not {given!r}", given=given)
        return tuple(self.read(kind, f"{where} {number}", item) for number, item in enumerate(given, start=1))


def _ask(part: Part, value: object) -> None:
    """Put a value through the converter and the validator of its field, so that the field is named."""
    field: Any = part.field
    if field.converter is not None:
        value = field.converter(value)
    if field.validator is not None:
        # What can be judged only with other fields is judged when the value is made.
        with suppress(AttributeError):
            field.validator(object.__new__(part.owner), field, value)


def is_record(given: object) -> TypeGuard[Record]:
    """Whether it can describe a value."""
    return isinstance(given, Mapping)


def is_list(given: object) -> TypeGuard[Sequence[object]]:
    """Whether it can describe several values."""
    return isinstance(given, list | tuple)


def _plain(kind: Any, given: object) -> object:
    """A choice by its value; text, a day, yes or no as they are; anything else is for its field to judge."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return choice(kind, given)
    if kind is str:
        return checked(given, str, "this must be text")
    return require(given, kind, "this") if kind in {bool, date} else given


def choice(kind: type[_Choice], given: object) -> _Choice:
    """A member of an enumeration by its value.

    Raises:
        InvalidValueError: If none has it; the message says which there are.
    """
    try:
        return kind(given)
    except ValueError:
        allowed = ", ".join(str(member.value) for member in kind)
        raise InvalidValueError(f"given was {given!r}; allowed are {allowed}", given=given) from None


def _title(number: int, record: Record) -> str:
    """What problems call a table of a list: its code, or its number and its name."""
    name = record.get("name") or record.get("channel")
    return str(record.get("code") or (f"{number} ({name})" if isinstance(name, str) else number))
