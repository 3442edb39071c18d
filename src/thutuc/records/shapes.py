"""How values are written and read, by the annotation of the field they stand in (cách ghi và đọc)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from enum import Enum
from functools import cached_property, lru_cache
from types import NoneType, UnionType
from typing import Any, Protocol, TypeAlias, Union, cast, get_args, get_origin

import attrs

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.records.kinds import class_of, kind_of
from thutuc.records.leaves import LEAVES, MOMENT, Context, Leaf, Plain, same
from thutuc.records.plans import RESERVED, Part, Referred, maker_of, parts_of

SCHEMA = 1
"""The version of the records that are written."""

Write: TypeAlias = Callable[[Any, Context], Plain]
Read: TypeAlias = Callable[[Plain, Context], Any]


class Shape(Protocol):
    """How what a field holds is written and read.

    `read` is quick and stops at the first thing that is not as `write` has it; `told` reads what `read` would
    not, or reports all that is wrong with it.
    """

    python: type
    json: type

    def write(self, value: Any, context: Context) -> Plain: ...  # noqa: ANN401, D102
    def read(self, given: Plain, context: Context) -> Any: ...  # noqa: ANN401, D102
    def told(self, file: "Told", where: str, given: Plain) -> Any: ...  # noqa: ANN401, D102


class Told(Protocol):
    """One pass over one record, in which everything that is wrong with it is reported."""

    context: Context

    def report(self, where: str, problem: object, *, field: str = "") -> None: ...  # noqa: D102
    def value(self, kind: type, where: str, given: Any) -> Any: ...  # noqa: ANN401, D102


class LeafShape:
    """One text or one number."""

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        self.python, self.json, self.write, self.read = leaf.python, leaf.json, leaf.write, leaf.read

    def told(self, file: Told, _where: str, given: Plain) -> Any:  # noqa: ANN401
        return self.read(given, file.context)


def _text_leaf(cls: Any) -> Leaf:  # noqa: ANN401 - a class with a `parse`
    def read(given: Plain, _: Context) -> Any:  # noqa: ANN401
        if type(given) is not str:
            raise InvalidTypeError(f"this must be text, not {shown(given)}", given=given)
        return cls.parse(given)

    return Leaf(cls.__name__, cls, str, lambda value, _: str(value), read, {"type": "string"})


def _choice_leaf(cls: type[Enum]) -> Leaf:
    members: Any = {member.value: member for member in cls}
    json: type = type(next(iter(members)))

    def write(value: Enum, _: Context) -> Plain:
        return value.value

    def read(given: Plain, _: Context) -> Enum:
        found = members.get(given) if type(given) is json else None
        if found is None:
            allowed = ", ".join(map(str, members))
            raise InvalidValueError(f"given was {shown(given)}; allowed are {allowed}", given=given)
        return found

    return Leaf(cls.__name__, cls, json, write, read, {"enum": list(members)})


class AnyChoice:
    """A choice of which only the base is known: it carries its kind."""

    python, json = Enum, dict

    def __init__(self, base: type[Enum]) -> None:
        self.base = base

    def write(self, value: Enum, _: Context) -> Plain:
        return {"kind": kind_of(type(value)), "value": value.value}

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        if not isinstance(given, dict) or set(cast("dict[str, Plain]", given)) != {"kind", "value"}:
            raise InvalidTypeError(f"this must be a table of kind and value, not {shown(given)}", given=given)
        cls = class_of(given["kind"])
        if not issubclass(cls, self.base):
            raise not_here(given["kind"])
        return shape_of(cls).read(given["value"], context)

    def told(self, file: Told, _where: str, given: Plain) -> Any:  # noqa: ANN401
        return self.read(given, file.context)


# Several ----------------------------------------------------------------------------------------------------


class ListShape:
    """Several values of one annotation."""

    json = list

    def __init__(self, item: Any, python: type) -> None:  # noqa: ANN401 - an annotation
        self.item, self.python = item, python

    @cached_property
    def shape(self) -> Shape:
        return shape_of(self.item)

    def write(self, value: Iterable[Any], context: Context) -> Plain:
        write = self.shape.write
        if self.python is frozenset:
            value = sorted(value)
        return list(value) if write is same else [write(item, context) for item in value]

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        if type(given) is not list:
            raise _no_list(given)
        read = self.shape.read
        return self.python([read(item, context) for item in cast("list[Plain]", given)])

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ANN401
        if not isinstance(given, list):
            raise _no_list(given)
        return self.python(_each(file, where, given, [self.shape] * len(given)))


class RowShape:
    """A fixed number of values, each of its own annotation."""

    python, json = tuple, list

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items

    @cached_property
    def shapes(self) -> list[Shape]:
        return [shape_of(item) for item in self.items]

    def write(self, value: Iterable[Any], context: Context) -> Plain:
        return [shape.write(item, context) for shape, item in zip(self.shapes, value, strict=True)]

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        self._check(given)
        return tuple(shape.read(item, context) for shape, item in zip(self.shapes, given, strict=True))

    def _check(self, given: Plain) -> None:
        if type(given) is not list or len(given) != len(self.items):
            raise InvalidTypeError(
                f"this must be a list of {len(self.items)}, not {shown(given)}", given=given
            )

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ANN401
        self._check(given)
        return tuple(_each(file, where, given, self.shapes))


def _each(file: Told, where: str, given: Sequence[Plain], shapes: Sequence[Shape]) -> list[Any]:
    return [
        told_at(file, f"{where} {number}", item, shape)
        for number, (item, shape) in enumerate(zip(given, shapes, strict=True), start=1)
    ]


def told_at(file: Told, where: str, given: Plain, shape: Shape) -> Any:  # noqa: ANN401
    """What stands in a place; what is wrong with it is reported there."""
    try:
        return shape.told(file, where, given)
    except ThutucError as error:
        file.report(where, error)
        return None


class MappingShape:
    """Values by texts, or by whole numbers, which JSON has as texts."""

    python, json = Mapping, dict

    def __init__(self, key: Any, item: Any) -> None:  # noqa: ANN401 - annotations
        self.key, self.item = key, item

    @cached_property
    def shape(self) -> Shape:
        return shape_of(self.item)

    def write(self, value: Mapping[Any, Any], context: Context) -> Plain:
        write = self.shape.write
        return {str(key): write(item, context) for key, item in value.items()}

    def _key(self, given: Plain) -> Any:  # noqa: ANN401
        if self.key is str:
            return LEAVES[str].read(given, _PLAIN)
        number = (
            int(given) if isinstance(given, str) and given.lstrip("-").isdigit() and len(given) < 20 else None
        )
        if number is None or str(number) != given:
            raise InvalidValueError(f"this must be a whole number as text, not {shown(given)}", given=given)
        return number

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        if type(given) is not dict:
            raise _no_table(given)
        read, key = self.shape.read, self._key
        return {key(name): read(item, context) for name, item in cast("dict[str, Plain]", given).items()}

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ANN401
        if not isinstance(given, Mapping):
            raise _no_table(given)
        report_twice(file, where, given)
        table = cast("Mapping[str, Plain]", given)
        return {self._key(name): told_at(file, f"{where}, {name}", table[name], self.shape) for name in table}


class UnionShape:
    """One of several; what cannot be told from another by its type in JSON is a table with its name."""

    python, json = object, object

    def __init__(self, members: Sequence[Any], *, optional: bool) -> None:
        self.members, self.optional = members, optional

    @cached_property
    def _ways(self) -> tuple[dict[type, tuple[Shape, str]], dict[type, Shape], dict[str, Shape]]:
        """The members by their classes, by their types in JSON, and by the names they are tagged with."""
        classes: dict[type, tuple[Shape, str]] = {}
        plain: dict[type, Shape] = {}
        named: dict[str, Shape] = {}
        for member in self.members:
            shape = shape_of(member)
            free = shape.json is dict or shape.json not in plain
            tag = "" if free else shape.leaf.name if isinstance(shape, LeafShape) else "list"
            classes[shape.python] = shape, tag
            if tag:
                named[tag] = shape
            else:
                plain.setdefault(shape.json, shape)
        return classes, plain, named

    @property
    def shapes(self) -> list[Shape]:
        """The members."""
        return [shape for shape, _ in self._ways[0].values()]

    @property
    def tagged(self) -> Mapping[str, Shape]:
        """Those that carry a name."""
        return self._ways[2]

    def write(self, value: Any, context: Context) -> Plain:  # noqa: ANN401
        if value is None:
            return None
        classes = self._ways[0]
        for cls in type(value).__mro__:
            if cls in classes:
                shape, tag = classes[cls]
                break
        else:
            shape, tag = next(way for cls, way in classes.items() if isinstance(value, cls))
        if isinstance(shape, ClassShape):
            return self._ways[1][dict].write(value, context)
        written = shape.write(value, context)
        return {tag: written} if tag else written

    def _way(self, given: Plain) -> tuple[Shape, Plain]:
        classes, plain, named = self._ways
        if type(given) is dict:
            tag = next(iter(given), "")
            if tag in named and len(given) == 1:
                return named[tag], given[tag]
            if "kind" in given:
                cls = class_of(given["kind"])
                for one in cls.__mro__:
                    if one in classes:
                        return classes[one][0], given
        shape = plain.get(type(given))
        if shape is None:
            wanted = " or ".join([*(_TYPES[one] for one in plain), *(f"a table of {tag}" for tag in named)])
            raise InvalidTypeError(f"this must be {wanted}, not {shown(given)}", given=given)
        return shape, given

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        if given is None and self.optional:
            return None
        shape, given = self._way(given)
        return shape.read(given, context)

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ANN401
        if given is None and self.optional:
            return None
        shape, given = self._way(given)
        return shape.told(file, where, given)


class OptionalShape:
    """One annotation, or nothing."""

    def __init__(self, item: Any) -> None:  # noqa: ANN401 - an annotation
        self.item = item

    @cached_property
    def shape(self) -> Shape:
        return shape_of(self.item)

    @property
    def python(self) -> type:
        return self.shape.python

    @property
    def json(self) -> type:
        return self.shape.json

    def write(self, value: Any, context: Context) -> Plain:  # noqa: ANN401
        return None if value is None else self.shape.write(value, context)

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        return None if given is None else self.shape.read(given, context)

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ANN401
        return None if given is None else self.shape.told(file, where, given)


_FULL = object()
"""Stands for a default that is not empty, or for none."""
_TYPES = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}
_PLAIN = Context()


# Values with fields -----------------------------------------------------------------------------------------


class ClassShape:
    """A value of a class with fields, or of one made from it, which then carries its kind."""

    json = dict

    def __init__(self, cls: Any) -> None:  # noqa: ANN401 - an attrs class
        self.python = cls
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

    def write(self, value: Any, context: Context) -> dict[str, Plain]:  # noqa: ANN401
        cls = type(value)
        if cls is not self.python:
            return {"kind": kind_of(cls), **cast("ClassShape", shape_of(cls)).write(value, context)}
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
        if kind is None and self.kind is None and self.python.__subclasses__():
            raise InvalidValueError(
                "this says nothing of its kind; give it, as in 'kind': 'accepted'", given=None
            )
        if kind is None or kind == self.kind:
            return self
        cls = class_of(kind)
        if not issubclass(cls, self.python) or not attrs.has(cls):
            raise not_here(kind)
        return class_shape(cls)

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        kind = given.get("kind")
        made = self._made.get(kind)
        if made is None:
            made = self._made[kind] = self.chosen(given).made
        return made(given, context)

    def made(self, given: dict[str, Plain], context: Context) -> Any:  # noqa: ANN401
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

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ANN401
        if not isinstance(given, Mapping):
            raise _no_table(given)
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


def _zone_of(given: Any) -> Any:  # noqa: ANN401 - a calendar, or a zone itself
    return getattr(given, "zone", given)


def _class_in(annotation: Any) -> type:  # noqa: ANN401
    """The class of an annotation, which may allow nothing beside it."""
    found = next((one for one in get_args(annotation) if one is not NoneType), annotation)
    return found if isinstance(found, type) else object


def report_twice(file: Told, where: str, given: object) -> None:
    """Report what a table of JSON text says twice."""
    for name in getattr(given, "twice", ()):
        file.report(where, "given twice; give it once", field=name)


def not_here(kind: object) -> InvalidValueError:
    """The error for a kind that cannot stand in a place."""
    return InvalidValueError(f"a {kind} cannot stand here", given=kind)


def _no_list(given: object) -> InvalidTypeError:
    return InvalidTypeError(f"this must be a list, not {shown(given)}", given=given)


def _no_table(given: object) -> InvalidTypeError:
    return InvalidTypeError(f"this must be a table, not {shown(given)}", given=given)


# By annotation ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def class_shape(cls: Any) -> ClassShape:  # noqa: ANN401 - an attrs class
    """How values of a class with fields are written and read, wherever they stand."""
    return ClassShape(cls)


REFERENCES: dict[str, Callable[[Any], Shape]] = {}
"""How a value is called where it is referred to, by its kind: filled where references are read."""
ALWAYS_REFERRED = "work-calendar"


@lru_cache(maxsize=1024)
def shape_of(kind: Any) -> Any:  # noqa: ANN401 - an annotation
    """How a value with an annotation is written and read.

    Raises:
        TypeError: If no record can hold it.
    """
    if kind in LEAVES:
        return _number_shape() if kind is float else LeafShape(LEAVES[kind])
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        return _union(get_args(kind))
    if origin in (tuple, frozenset):
        args = get_args(kind)
        return RowShape(args) if origin is tuple and args[-1] is not ... else ListShape(args[0], origin)
    if origin is not None and issubclass(origin, Mapping):
        return MappingShape(*get_args(kind))
    if isinstance(kind, Referred):
        cls = _class_in(kind.kind)
        return REFERENCES[str(kind_of(cls))](cls) if cls is kind.kind else OptionalShape(Referred(cls))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return LeafShape(_choice_leaf(kind)) if list(kind) else AnyChoice(kind)
    if attrs.has(kind):
        return REFERENCES[ALWAYS_REFERRED](kind) if kind_of(kind) == ALWAYS_REFERRED else class_shape(kind)
    if hasattr(kind, "parse"):
        return LeafShape(_text_leaf(kind))
    raise TypeError(f"no record can hold {kind!r}")


def _number_shape() -> Shape:
    return UnionShape((int, _Float), optional=False)


class _Float:
    """Stands for the leaf of floats: the annotation `float` allows whole numbers."""


LEAVES[_Float] = LEAVES[float]


def _union(given: Sequence[Any]) -> Shape:
    members = [one for one in given if one is not NoneType]
    optional = len(members) < len(given)
    if {date, datetime} <= set(members):
        members = [_Moment, *(one for one in members if one not in {date, datetime})]
    if float in members:
        members = [_Float if one is float else one for one in members]
    if str in members:
        # Of what is written as text, text itself is written so.
        members = [str, *(one for one in members if one is not str)]
    if len(members) > 1:
        return UnionShape(members, optional=optional)
    return OptionalShape(members[0]) if optional else shape_of(members[0])


class _Moment:
    """Stands for the leaf of days and moments."""


LEAVES[_Moment] = MOMENT
