"""What a record may hold, as JSON Schema (lược đồ JSON của bản ghi)."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

import attrs

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError
from thutuc.records.class_shapes import (
    SCHEMA,
    AnyChoice,
    CalendarReference,
    ClassShape,
    DirectoryReference,
    ProcedureReference,
    class_shape,
    shape_of,
)
from thutuc.records.leaves import LEAVES
from thutuc.records.record_kinds import class_of, kind_of, kinds_below
from thutuc.records.shapes import LeafShape, ListShape, MappingShape, OptionalShape, RowShape, UnionShape

_Schema = dict[str, Any]
_FINGERPRINT = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}


def json_schema(cls: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the records of a class (lược đồ).

    What `load` refuses in their structure, it refuses too.

    What belongs together, such as the order of events, no schema says: that `load` alone judges.

    Args:
        cls: A class that has records, such as `Dossier`.

    Raises:
        InvalidTypeError: If it has none.

    Examples:
        >>> from thutuc import TimeLimit
        >>> schema = json_schema(TimeLimit)
        >>> schema["title"], schema["required"]
        ('time-limit', ['kind', 'schema', 'amount', 'unit'])
    """
    kind = kind_of(cls) if isinstance(cls, type) else None
    if kind is None:
        raise InvalidTypeError(
            f"a class that has records is wanted, such as Dossier, not {shown(cls)}", given=cls
        )
    book = _Book()
    if attrs.has(cls):
        schema: _Schema = book.fields(class_shape(cls))
        schema["properties"] |= {
            "$calendars": {"type": "object", "additionalProperties": book.named("work-calendar")}
        }
        required = schema["required"]
    else:
        schema = {
            "type": "object",
            "properties": {"value": book.of(shape_of(cls))},
            "additionalProperties": False,
        }
        required = ["value"]
    schema["properties"] |= {"kind": {"const": kind}, "schema": {"const": SCHEMA}}
    schema["required"] = ["kind", "schema", *(name for name in required if name != "kind")]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:thutuc:record:{SCHEMA}:{kind}",
        "title": kind,
    }
    return {**head, **schema, "$defs": book.defs}


class _Book:
    """The schemas of what a record holds, each once, by name."""

    def __init__(self) -> None:
        self.defs: dict[str, Any] = {}

    def named(self, kind: str) -> _Schema:
        """The schema of a class by its kind."""
        return self.of_class(class_shape(class_of(kind)))

    def of(self, shape: Any) -> _Schema:  # noqa: C901, PLR0911 - one line for each shape
        """The schema of what stands in a field."""
        match shape:
            case LeafShape():
                return dict(shape.leaf.schema)
            case OptionalShape():
                return _any([self.of(shape.shape), {"type": "null"}])
            case ListShape():
                return {"type": "array", "items": self.of(shape.shape)}
            case RowShape():
                rows = [self.of(one) for one in shape.shapes]
                return {"type": "array", "prefixItems": rows, "minItems": len(rows), "maxItems": len(rows)}
            case MappingShape():
                names = {} if shape.key is str else {"propertyNames": {"pattern": "^-?[0-9]{1,19}$"}}
                return {"type": "object", "additionalProperties": self.of(shape.shape), **names}
            case UnionShape():
                return self._union(shape)
            case AnyChoice():
                return self._choices(shape)
            case CalendarReference():
                return dict(_FINGERPRINT)
            case ProcedureReference():
                return _any(
                    [_object({"code": self.leaf(str)}, {"valid_from": self.leaf(date)}), self.held(shape)]
                )
            case DirectoryReference():
                return _any([{"const": True}, self.held(shape)])
            case _:
                return self.of_class(shape)

    def held(self, shape: Any) -> _Schema:
        """The schema of what is referred to, where a record holds it."""
        return self.of_class(class_shape(shape.python))

    def leaf(self, python: type) -> _Schema:
        """The schema of a plain class."""
        return dict(LEAVES[python].schema)

    def _union(self, shape: UnionShape) -> _Schema:
        several = [_object({tag: self.of(one)}, {}) for tag, one in shape.tagged.items()]
        plain = list(shape.plain.values())
        classes = [one for one in plain if isinstance(one, ClassShape)]
        # The first of several classes may leave out its kind.
        several += [self.of(one) for one in plain if one not in classes[1:]]
        several += [self._reference(one, tagged=True) for one in classes[1:]]
        return _any([*several, *([{"type": "null"}] if shape.optional else [])])

    def _choices(self, shape: AnyChoice) -> _Schema:
        kinds = [kind for kind in kinds_below(shape.base) if issubclass(class_of(kind), Enum)]
        return _any(
            _object({"kind": {"const": kind}, "value": self.of(shape_of(class_of(kind)))}, {})
            for kind in kinds
        )

    def of_class(self, shape: ClassShape) -> _Schema:
        """The schema of a value of a class, or of one that is made from it."""
        below = kinds_below(shape.python)
        kinds = [kind for kind in below if kind != shape.kind and attrs.has(class_of(kind))]
        own = [] if kinds and shape.kind is None else [self._reference(shape, tagged=False)]
        return _any([*own, *(self._reference(class_shape(class_of(kind)), tagged=True) for kind in kinds)])

    def _reference(self, shape: ClassShape, *, tagged: bool) -> _Schema:
        name = shape.kind or shape.python.__name__
        name = f"{name} by its kind" if tagged else name
        if name not in self.defs:
            self.defs[name] = {}
            schema = self.fields(shape)
            if shape.kind is not None:
                schema["properties"] |= {"kind": {"const": shape.kind}, "schema": {"const": SCHEMA}}
            if tagged:
                schema["required"] = ["kind", *schema["required"]]
            self.defs[name] = schema
        return {"$ref": f"#/$defs/{name.replace(' ', '%20')}"}

    def fields(self, shape: ClassShape) -> _Schema:
        """The schema of the fields of a class."""
        required = {
            name: self.of(shape_of(part.kind)) for name, part in shape.parts.items() if part.is_required
        }
        others = {
            name: self.of(shape_of(part.kind)) for name, part in shape.parts.items() if not part.is_required
        }
        return _object(required, {name: _or_nothing(shape, name, one) for name, one in others.items()})


def _or_nothing(shape: ClassShape, name: str, schema: _Schema) -> _Schema:
    """Where nothing is the default, nothing may be said."""
    return schema if shape.parts[name].field.default is not None else _any([schema, {"type": "null"}])


def _object(required: _Schema, others: _Schema) -> _Schema:
    return {
        "type": "object",
        "properties": {**required, **others},
        "required": list(required),
        "additionalProperties": False,
    }


def _any(several: Iterable[_Schema]) -> _Schema:
    """Any of some schemas, each once."""
    flat: list[_Schema] = []
    for one in several:
        for inner in one["anyOf"] if set(one) == {"anyOf"} else [one]:
            if inner not in flat:
                flat.append(inner)
    return flat[0] if len(flat) == 1 else {"anyOf": flat}
