"""What a value is made of: the fields of its class, for TOML and JSON alike (cấu tạo giá trị)."""

import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, cast

import attrs

FLAT = "flat"
"""In the metadata of a field: what it holds is made of fields that stand beside its own."""
REFERRED = "referred"
"""In the metadata of a field: what it holds is called by its code, unless the record holds it."""
RESERVED = ("kind", "schema")
"""What a record says of itself; a field called so is written with a `_` behind its name."""


@attrs.frozen
class Referred:
    """The annotation of a field that is called by its code."""

    kind: Any


@attrs.frozen(eq=False)
class Part:
    """One of the fields that make a value.

    Args:
        name: What it is called where a value is made.
        kind: Its annotation, with every name in it found.
        field: The field.
        owner: The class that has it.
        get: Reads it from a value.
    """

    name: str
    kind: Any
    field: "attrs.Attribute[Any]"
    owner: type
    get: Callable[[Any], Any]

    @property
    def is_required(self) -> bool:
        """Whether no value is without it."""
        return self.field.default is attrs.NOTHING


@lru_cache(maxsize=512)
def parts_of(cls: Any) -> Mapping[str, Part]:
    """The fields that make a value of *cls*, by the names they are given under.

    Fields that are worked out from others are none. Of a class with a `__made_by__`, which names the class
    method that makes its values from plain fields, what is private is none either.
    """
    return {part.name: part for part in _parts(cls, "")}


def maker_of(cls: Any) -> Callable[..., Any]:
    """What makes a value of *cls* from its parts."""
    return cast("Callable[..., Any]", getattr(cls, getattr(cls, "__made_by__", ""), cls))


def _parts(cls: Any, path: str) -> Iterator[Part]:
    for field in attrs.fields(cls):
        if field.metadata.get(FLAT):
            yield from _parts(_resolved(cls, field), f"{path}{field.name}.")
        elif field.init and (field.eq or not field.name.startswith("_")):
            kind = _resolved(cls, field)
            kind = Referred(kind) if field.metadata.get(REFERRED) else kind
            yield Part(field.alias or field.name, kind, field, cls, attrgetter(path + field.name))


def _resolved(cls: Any, field: Any) -> Any:
    """The annotation of a field, names that were written as text found where its class stands."""
    for owner in cls.__mro__:
        space = vars(sys.modules[owner.__module__])
        try:
            found = typing.get_type_hints(SimpleNamespace(__annotations__={"it": field.type}), space)
        except NameError:
            continue
        return found["it"]
    raise TypeError(f"the annotation of {cls.__name__}.{field.name} names what cannot be found")
