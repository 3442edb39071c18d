"""How values of a class are written and read: by fields, or by what they are called (ghi, đọc đối tượng)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from enum import Enum
from functools import cached_property, lru_cache, partial
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin

import attrs

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.fields import all_of
from thutuc.records.leaves import LEAVES, MOMENT, TABLE, Context, Leaf, Plain, same
from thutuc.records.plans import RESERVED, Part, Referred, maker_of, parts_of
from thutuc.records.record_kinds import class_of, kind_of
from thutuc.records.shapes import (
    LeafShape,
    ListShape,
    MappingShape,
    OptionalShape,
    Read,
    RowShape,
    Shape,
    Told,
    UnionShape,
    Write,
    no_table,
    report_twice,
)

SCHEMA = 1
"""The version of the records that are written."""
_FULL = object()
"""Stands for a default that is not empty, or for none."""


class ClassShape:
    """A value of a class with fields, or of one made from it, which then carries its kind."""

    json: Any = dict

    def __init__(self, cls: Any) -> None:
        self.python: Any = cls
        self.kind = kind_of(cls)
        self.make = maker_of(cls)
        self._made: dict[object, Read] = {}

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Its fields by their names in a record."""
        return {written_name(name): part for name, part in parts_of(self.python).items()}

    @cached_property
    def zoned(self) -> str:
        """The field that tells the zone of the office; empty if none does."""
        if "calendar" in self.parts and kind_of(_class_in(self.parts["calendar"].kind)) == "work-calendar":
            return "calendar"
        return "zone" if "zone" in self.parts else ""

    @cached_property
    def _writing(self) -> list[tuple[str, Callable[[Any], Any], Write | None, object]]:
        steps: list[tuple[str, Callable[[Any], Any], Write | None, object]] = []
        for name, part in self.parts.items():
            write = shape_of(part.kind).write
            default: Any = part.field.default
            empty = default if default is None or default in ((), "", {}) else _FULL
            steps.append((name, part.get, None if write is same else write, empty))
        return steps

    @cached_property
    def _reading(self) -> dict[str, tuple[str, Read]]:
        return {name: (part.name, shape_of(part.kind).read) for name, part in self.parts.items()}

    def write(self, value: Any, context: Context) -> dict[str, Plain]:
        cls = cast("Any", type(value))
        if cls is not self.python:
            return {"kind": kind_of(cls), **class_shape(cls).write(value, context)}
        if self.zoned:
            context = context.in_zone(_zone_of(getattr(value, self.zoned)))
        data: dict[str, Plain] = {}
        for name, get, write, empty in self._writing:
            item = get(value)
            # What holds nothing is left out, so that a field that is added later changes no record.
            if item is None:
                if empty is not None:
                    data[name] = None
            elif empty is _FULL or item or item != empty:
                data[name] = item if write is None else write(item, context)
        return data

    def chosen(self, given: Mapping[str, Plain]) -> "ClassShape":
        """The shape of the kind that a table says it is of.

        Raises:
            ThutucError: If it says none where one is needed, or one that cannot stand here.
        """
        kind = given.get("kind")
        abstract = not attrs.has(self.python) or (self.kind is None and self.python.__subclasses__())
        if kind is None and abstract:
            raise InvalidValueError(
                "this says nothing of its kind; give it, as in 'kind': 'accepted'", given=None
            )
        if kind is None or kind == self.kind:
            return self
        cls = class_of(kind)
        if not issubclass(cls, self.python) or not attrs.has(cls):
            raise _not_here(kind)
        return class_shape(cls)

    def read(self, given: Plain, context: Context) -> Any:
        if type(given) is not TABLE:
            raise no_table(given)
        kind = given.get("kind")
        made = self._made.get(kind)
        if made is None:
            made = self._made[kind] = self.chosen(given).made
        return made(given, context)

    def made(self, given: dict[str, Plain], context: Context) -> Any:
        """A value of the class itself."""
        values: dict[str, Any] = {}
        reading = self._reading
        if self.zoned and (told := given.get(self.zoned)) is not None:
            context = context.in_zone(_zone_of(reading[self.zoned][1](told, context)))
        for written, item in given.items():
            if written != "kind":
                name, read = reading[written]
                values[name] = read(item, context)
        return self.make(**values)

    def told(self, file: Told, where: str, given: Plain) -> Any:
        if not isinstance(given, Mapping):
            raise no_table(given)
        table = cast("Mapping[str, Plain]", given)
        shape = self.chosen(table)
        report_twice(file, where, table)
        parts, context = shape.parts, file.context
        fields = {
            parts[name].name if name in parts else name: item
            for name, item in table.items()
            if name != "kind" and (name, item) != ("schema", SCHEMA)
        }
        try:
            if shape.zoned and (told := table.get(shape.zoned)) is not None:
                # What is wrong with it is told with its field.
                with suppress(ThutucError):
                    zone = _zone_of(shape_of(parts[shape.zoned].kind).read(told, context))
                    file.context = context.in_zone(zone)
            return file.value(shape.python, where, fields)
        finally:
            file.context = context


def written_name(name: str) -> str:
    """What a field is called in a record.

    Examples:
        >>> written_name("kind"), written_name("limit")
        ('kind_', 'limit')
    """
    return f"{name}_" if name in RESERVED else name


def _zone_of(given: Any) -> Any:
    return getattr(given, "zone", given)


def _class_in(annotation: Any) -> type:
    """The class of an annotation, which may allow nothing beside it."""
    found = next((one for one in get_args(annotation) if one is not NoneType), annotation)
    return found if isinstance(found, type) else object


def _not_here(kind: object) -> InvalidValueError:
    return InvalidValueError(f"a {kind} cannot stand here", given=kind)


# By what they are called ------------------------------------------------------------------------------------


def calendars_of(given: Mapping[str, Any] | Iterable[Any]) -> dict[str, Any]:
    """Calendars by their fingerprints, whatever they were given by.

    Raises:
        InvalidTypeError: If they are neither a mapping nor several calendars.
    """
    several = cast("Mapping[str, Any]", given).values() if isinstance(given, Mapping) else given
    wanted = "`calendars` are calendars by their fingerprints, or several of them, such as a list"
    found = all_of(several, cast("type[Any]", class_of("work-calendar")), wanted)
    return {one.fingerprint: one for one in found}


class CalendarReference:
    """A calendar by its fingerprint; a record that is whole holds it once, beside its fields."""

    json: Any = str

    def __init__(self, cls: Any) -> None:
        self.python: Any = cls

    def write(self, value: Any, context: Context) -> Plain:
        name = value.fingerprint
        if context.whole and name not in context.held:
            context.held[name] = class_shape(self.python).write(value, context)
        return name

    def read(self, given: Plain, context: Context) -> Any:
        found = context.calendars.get(given) if type(given) is str else None
        if found is None or getattr(found, "fingerprint", None) != given:
            raise InvalidValueError(
                f"no calendar with the fingerprint {shown(given)} is given; give it by that with `calendars`",
                given=given,
            )
        return found

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ARG002 - of all shapes
        return self.read(given, file.context)


class ProcedureReference:
    """A procedure by its code and the first day of its version."""

    json: Any = dict

    def __init__(self, cls: Any) -> None:
        self.python: Any = cls

    def write(self, value: Any, context: Context) -> Plain:
        if context.whole:
            return class_shape(self.python).write(value, context)
        written = {"code": value.code}
        if value.valid_from is not None:
            written["valid_from"] = value.valid_from.isoformat()
        return written

    def read(self, given: Plain, context: Context) -> Any:
        return class_shape(self.python).read(given, context) if "name" in given else _found(given, context)

    def told(self, file: Told, where: str, given: Plain) -> Any:
        if isinstance(given, Mapping) and "name" in given:
            return class_shape(self.python).told(file, where, given)
        return _found(given, file.context)


def _found(given: Plain, context: Context) -> Any:
    if not isinstance(given, TABLE) or not {"code"} <= set(given) <= {"code", "valid_from"}:
        raise InvalidTypeError(
            f"a procedure is a table of its code and valid_from, or of all its fields, not {shown(given)}",
            given=given,
        )
    code, first = LEAVES[str].read(given["code"], context), given.get("valid_from")
    since: date | None = None if first is None else LEAVES[date].read(first, context)
    known: Any = context.procedures.get(code)
    for version in cast("Any", known) if isinstance(known, Iterable) else (known,):
        if getattr(version, "valid_from", _FULL) == since:
            return version
    raise InvalidValueError(
        f"no procedure {code} that is valid from {since or 'ever'} is given; give it by its code "
        f"with `procedures`",
        given=code,
    )


class DirectoryReference:
    """A directory of offices: that there is one, since all that is done names its offices by their codes."""

    json: Any = bool

    def __init__(self, cls: Any) -> None:
        self.python: Any = cls

    def write(self, value: Any, context: Context) -> Plain:
        return class_shape(self.python).write(value, context) if context.whole else True

    def read(self, given: Plain, context: Context) -> Any:
        return self._given(context) if given is True else class_shape(self.python).read(given, context)

    def told(self, file: Told, where: str, given: Plain) -> Any:
        if given is True:
            return self._given(file.context)
        return class_shape(self.python).told(file, where, given)

    def _given(self, context: Context) -> Any:
        if context.offices is None:
            raise InvalidValueError(
                "its offices stand in a directory, and none is given; give it with `offices`",
                given=None,
            )
        return context.offices


_REFERENCES: dict[str | None, Callable[[Any], Shape]] = {
    "work-calendar": CalendarReference,
    "procedure": ProcedureReference,
    "office-directory": DirectoryReference,
}


# Choices ----------------------------------------------------------------------------------------------------


class AnyChoice:
    """A choice of which only the base is known: it carries its kind."""

    python: Any = Enum
    json: Any = dict

    def __init__(self, base: type[Enum]) -> None:
        self.base = base

    def write(self, value: Enum, _: Context) -> Plain:
        return {"kind": kind_of(type(value)), "value": value.value}

    def read(self, given: Plain, context: Context) -> Any:
        if not isinstance(given, TABLE) or set(given) != {"kind", "value"}:
            raise InvalidTypeError(f"this must be a table of kind and value, not {shown(given)}", given=given)
        cls = class_of(given["kind"])
        if not issubclass(cls, self.base):
            raise _not_here(given["kind"])
        return shape_of(cls).read(given["value"], context)

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ARG002 - of all shapes
        return self.read(given, file.context)


def _text_leaf(cls: Any) -> Leaf:
    def read(given: Plain, _: Context) -> Any:
        if type(given) is not str:
            raise InvalidTypeError(f"this must be text, not {shown(given)}", given=given)
        return cls.parse(given)

    return Leaf(cls.__name__, cls, str, lambda value, _: str(value), read, {"type": "string"})


def _choice_leaf(cls: type[Enum]) -> Leaf:
    members: Any = {member.value: member for member in cls}
    json: type = type(next(iter(members)))

    def write(value: Enum, _: Context) -> Plain:
        return value.value

    def read(given: Plain, _: Context) -> Any:
        found = members.get(given) if type(given) is json else None
        if found is None:
            allowed = ", ".join(map(str, members))
            raise InvalidValueError(f"given was {shown(given)}; allowed are {allowed}", given=given)
        return found

    return Leaf(cls.__name__, cls, json, write, read, {"enum": list(members)})


# By annotation ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def class_shape(cls: Any) -> ClassShape:
    """How values of a class with fields are written and read, wherever they stand."""
    return ClassShape(cls)


@lru_cache(maxsize=1024)
def shape_of(kind: Any) -> Any:
    """How a value with an annotation is written and read.

    Raises:
        TypeError: If no record can hold it.
    """
    if kind is float:
        return UnionShape([_later(int), _later(_Float)], optional=False)
    if kind in LEAVES:
        return LeafShape(LEAVES[kind])
    if isinstance(kind, Referred):
        cls = _class_in(kind.kind)
        return _REFERENCES[kind_of(cls)](cls) if cls is kind.kind else OptionalShape(_later(Referred(cls)))
    return _of_class(kind) if isinstance(kind, type) and not get_args(kind) else _of_several(kind)


def _later(kind: Any) -> Callable[[], Any]:
    return partial(shape_of, kind)


def _of_class(cls: Any) -> Any:
    if issubclass(cls, Enum):
        return LeafShape(_choice_leaf(cls)) if list(cls) else AnyChoice(cls)
    if kind_of(cls) == "work-calendar":
        return CalendarReference(cls)
    if hasattr(cls, "parse") and not attrs.has(cls):
        return LeafShape(_text_leaf(cls))
    if not cls.__module__.startswith("thutuc."):
        raise TypeError(f"no record can hold {cls!r}")
    rows = [base for base in vars(cls).get("__orig_bases__", ()) if get_origin(base) is tuple]
    # Several values that show themselves are written as those that do not.
    return ListShape(_later(get_args(rows[0])[0]), cls) if rows else class_shape(cls)


def _of_several(kind: Any) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin in {UnionType, Union}:
        return _union(args)
    if origin in {tuple, frozenset}:
        is_row = origin is tuple and args[-1] is not ...
        return RowShape([_later(one) for one in args]) if is_row else ListShape(_later(args[0]), origin)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return MappingShape(args[0], _later(args[1]))
    raise TypeError(f"no record can hold {kind!r}")


class _Float:
    """Stands for the leaf of floats: the annotation `float` allows whole numbers."""


class _Moment:
    """Stands for the leaf of days and moments."""


LEAVES.update({_Float: LEAVES[float], _Moment: MOMENT})


def _union(given: Sequence[Any]) -> Shape:
    members = [_Float if one is float else one for one in given if one is not NoneType]
    optional = len(members) < len(given)
    if {date, datetime} <= set(members):
        members = [_Moment, *(one for one in members if one not in {date, datetime})]
    # Of what is written as text, text itself is written so.
    members.sort(key=lambda one: one is not str)
    if len(members) > 1:
        return UnionShape([_later(one) for one in members], optional=optional)
    # Days and moments together are one: what may not be left out is not nothing either.
    return OptionalShape(_later(members[0])) if optional else cast("Shape", shape_of(members[0]))
