"""How what a field holds is written and read: one value, several, one of several (cách ghi và đọc)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol, TypeAlias, cast

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError, ThutucError
from thutuc.records.leaves import LEAVES, LIST, TABLE, Context, Leaf, Plain, same
from thutuc.records.places import Place
from thutuc.records.record_kinds import class_of

Write: TypeAlias = Callable[[Any, Context], Plain]
Read: TypeAlias = Callable[[Plain, Context], Any]
Later: TypeAlias = Callable[[], "Shape"]
"""Gives a shape when it is first needed: a class may hold values of itself."""


class Told(Protocol):
    """One pass over one record, in which everything that is wrong with it is reported."""

    context: Context

    def report(self, where: str, problem: object, *, field: str = "") -> None: ...
    def value(self, kind: type[Any], where: str, given: Any) -> Any: ...


class Shape(Protocol):
    """How values of one annotation are written and read.

    `read` is quick and stops at the first thing that is not as `write` has it; `told` reads what `read` would
    not, or reports all that is wrong with it.
    """

    @property
    def python(self) -> Any:
        """Their class."""

    @property
    def json(self) -> Any:
        """The type of JSON that they are written as."""

    def write(self, value: Any, context: Context) -> Plain: ...
    def read(self, given: Plain, context: Context) -> Any: ...
    def told(self, file: Told, where: str, given: Plain) -> Any: ...


class LeafShape:
    """One text or one number."""

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        self.python, self.json, self.write, self.read = leaf.python, leaf.json, leaf.write, leaf.read

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ARG002 - of all shapes
        return self.read(given, file.context)


# Several ----------------------------------------------------------------------------------------------------


class ListShape:
    """Several values of one annotation."""

    json: Any = list

    def __init__(self, item: Later, python: Any) -> None:
        self.item, self.python = item, python

    @cached_property
    def shape(self) -> Shape:
        """That of each."""
        return self.item()

    def write(self, value: Iterable[Any], context: Context) -> Plain:
        write = self.shape.write
        if self.python is frozenset:
            value = sorted(value)
        return list(value) if write is same else [write(item, context) for item in value]

    def read(self, given: Plain, context: Context) -> Any:
        if type(given) is not LIST:
            raise no_list(given)
        read = self.shape.read
        return self.python([read(item, context) for item in given])

    def told(self, file: Told, where: str, given: Plain) -> Any:
        if not isinstance(given, LIST):
            raise no_list(given)
        return self.python(_each(file, where, given, [self.shape] * len(given)))


class RowShape:
    """A fixed number of values, each of its own annotation."""

    python: Any = tuple
    json: Any = list

    def __init__(self, items: Sequence[Later]) -> None:
        self.items = items

    @cached_property
    def shapes(self) -> list[Shape]:
        """That of each."""
        return [item() for item in self.items]

    def write(self, value: Iterable[Any], context: Context) -> Plain:
        return [shape.write(item, context) for shape, item in zip(self.shapes, value, strict=True)]

    def read(self, given: Plain, context: Context) -> Any:
        self._check(given)
        return tuple(shape.read(item, context) for shape, item in zip(self.shapes, given, strict=True))

    def _check(self, given: Plain) -> None:
        if type(given) is not LIST or len(given) != len(self.items):
            raise InvalidTypeError(
                f"this must be a list of {len(self.items)}, not {shown(given)}", given=given
            )

    def told(self, file: Told, where: str, given: Plain) -> Any:
        self._check(given)
        return tuple(_each(file, where, given, self.shapes))


def _each(file: Told, where: str, given: Sequence[Plain], shapes: Sequence[Shape]) -> list[Any]:
    return [
        told_at(file, Place.below(where, place, f" {place + 1}"), item, shape)
        for place, (item, shape) in enumerate(zip(given, shapes, strict=True))
    ]


def told_at(file: Told, where: str, given: Plain, shape: Shape) -> Any:
    """What stands in a place; what is wrong with it is reported there."""
    try:
        return shape.told(file, where, given)
    except ThutucError as error:
        file.report(where, error)
        return None


class MappingShape:
    """Values by texts, or by whole numbers, which JSON has as texts."""

    python: Any = Mapping
    json: Any = dict

    def __init__(self, key: type, item: Later) -> None:
        self.key, self.item = key, item

    @cached_property
    def shape(self) -> Shape:
        """That of each value."""
        return self.item()

    def write(self, value: Mapping[Any, Any], context: Context) -> Plain:
        write = self.shape.write
        return {str(key): write(item, context) for key, item in value.items()}

    def _key(self, given: Plain) -> Any:
        if self.key is str:
            return LEAVES[str].read(given, _PLAIN)
        try:
            number = int(given[:20])
        except (TypeError, ValueError):
            number = None
        if str(number) != given:
            raise InvalidValueError(f"this must be a whole number as text, not {shown(given)}", given=given)
        return number

    def read(self, given: Plain, context: Context) -> Any:
        if type(given) is not TABLE:
            raise no_table(given)
        read, key = self.shape.read, self._key
        return {key(name): read(item, context) for name, item in cast("dict[str, Plain]", given).items()}

    def told(self, file: Told, where: str, given: Plain) -> Any:
        if not isinstance(given, Mapping):
            raise no_table(given)
        table = cast("Mapping[str, Plain]", given)
        report_twice(file, where, table)
        return {
            self._key(name): told_at(file, Place.below(where, name, f", {name}"), table[name], self.shape)
            for name in table
        }


class UnionShape:
    """One of several; what cannot be told from another by its type in JSON is a table with its name."""

    python: Any = object
    json: Any = object

    def __init__(self, members: Sequence[Later], *, optional: bool) -> None:
        self.members, self.optional = members, optional

    @cached_property
    def _ways(self) -> tuple[dict[type, tuple[Shape, str]], dict[type, Shape], dict[str, Shape]]:
        """The members by their classes, by their types in JSON, and by the names they are tagged with."""
        classes: dict[type, tuple[Shape, str]] = {}
        plain: dict[type, Shape] = {}
        named: dict[str, Shape] = {}
        for member in self.members:
            shape = member()
            free = shape.json is dict or shape.json not in plain
            tag = "" if free else shape.leaf.name if isinstance(shape, LeafShape) else "list"
            classes[shape.python] = shape, tag
            if tag:
                named[tag] = shape
            else:
                plain.setdefault(shape.json, shape)
            if shape.python is int:
                # One that is written as text would be read as a decimal number.
                named["integer"] = shape
        return classes, plain, named

    @property
    def plain(self) -> Mapping[object, Shape]:
        """The members that carry no name."""
        return {cls: shape for cls, (shape, tag) in self._ways[0].items() if not tag}

    @property
    def tagged(self) -> Mapping[str, Shape]:
        """Those that carry a name."""
        return self._ways[2]

    def write(self, value: Any, context: Context) -> Plain:
        if value is None:
            return None
        classes = self._ways[0]
        for cls in type(value).__mro__:
            if cls in classes:
                shape, tag = classes[cls]
                break
        else:
            shape, tag = next(way for cls, way in classes.items() if isinstance(value, cls))
        if shape.json is dict and not isinstance(shape, MappingShape):
            # The first of several classes may leave out its kind.
            shape = self._ways[1][dict]
        written = shape.write(value, context)
        tag = "integer" if shape.python is int and type(written) is str else tag
        return {tag: written} if tag else written

    def _way(self, given: Plain) -> tuple[Shape, Plain]:
        classes, plain, named = self._ways
        if type(given) is TABLE:
            tag = next(iter(given), "")
            if tag in named and len(given) == 1:
                return named[tag], given[tag]
            if "kind" in given:
                cls = class_of(given["kind"])
                for one in cls.__mro__:
                    if one in classes:
                        return classes[one][0], given
        shape = plain.get(cast("Any", type(given)))
        if shape is None:
            wanted = " or ".join([*(_TYPES[one] for one in plain), *(f"a table of {tag}" for tag in named)])
            raise InvalidTypeError(f"this must be {wanted}, not {shown(given)}", given=given)
        return shape, given

    def read(self, given: Plain, context: Context) -> Any:
        if given is None and self.optional:
            return None
        shape, given = self._way(given)
        return shape.read(given, context)

    def told(self, file: Told, where: str, given: Plain) -> Any:
        if given is None and self.optional:
            return None
        shape, given = self._way(given)
        return shape.told(file, where, given)


class OptionalShape:
    """One annotation, or nothing."""

    def __init__(self, item: Later) -> None:
        self.item = item

    @cached_property
    def shape(self) -> Shape:
        """What it is, if it is anything."""
        return self.item()

    @cached_property
    def python(self) -> Any:
        """As of that."""
        return self.shape.python

    @cached_property
    def json(self) -> Any:
        """As of that."""
        return self.shape.json

    def write(self, value: Any, context: Context) -> Plain:
        return None if value is None else self.shape.write(value, context)

    def read(self, given: Plain, context: Context) -> Any:
        return None if given is None else self.shape.read(given, context)

    def told(self, file: Told, where: str, given: Plain) -> Any:
        return None if given is None else self.shape.told(file, where, given)


_TYPES = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}
_PLAIN = Context()


def report_twice(file: Told, where: str, given: object) -> None:
    """Report what a table of JSON text says twice."""
    for name in getattr(given, "twice", ()):
        file.report(where, "given twice; give it once", field=name)


def no_list(given: object) -> InvalidTypeError:
    """The error for what is no list."""
    return InvalidTypeError(f"this must be a list, not {shown(given)}", given=given)


def no_table(given: object) -> InvalidTypeError:
    """The error for what is no table."""
    return InvalidTypeError(f"this must be a table, not {shown(given)}", given=given)
