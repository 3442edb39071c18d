"""Shows attrs classes with the arguments they take, which their source does not spell out."""  # noqa: INP001

from collections.abc import Iterator
from itertools import starmap

from griffe import (
    Attribute,
    Class,
    Expr,
    ExprCall,
    Extension,
    Function,
    GriffeLoader,
    Module,
    Parameter,
    ParameterKind,
    Parameters,
)


def _is_attrs(cls: Class) -> bool:
    values = [decorator.value for decorator in cls.decorators]
    paths = [value.canonical_path for value in values if isinstance(value, Expr)]
    return bool({"attrs.frozen", "attrs.define"}.intersection(paths))


def _given(call: ExprCall) -> dict[str, object]:
    return {
        getattr(item, "name", ""): getattr(item, "value", None)
        for item in call.arguments
        if not isinstance(item, str)
    }


def _all_by_name(cls: Class) -> bool:
    """Whether the decorator of the class says that every field is given by its name."""
    calls = [decorator.value for decorator in cls.decorators if isinstance(decorator.value, ExprCall)]
    return any(str(_given(call).get("kw_only")) == "True" for call in calls)


def _field_arguments(attribute: Attribute) -> dict[str, object] | None:
    """What `attrs.field(…)` was given, or `None` if the value is a plain default."""
    value = attribute.value
    if isinstance(value, ExprCall) and value.canonical_path == "attrs.field":
        return _given(value)
    return None


def _parameter(cls: Class, attribute: Attribute) -> Parameter | None:
    given = _field_arguments(attribute)
    default = attribute.value if given is None else given.get("default")
    if given is not None and str(given.get("init")) == "False":
        return None
    if isinstance(default, ExprCall) and default.canonical_path == "attrs.Factory":
        default = "..."
    if given is not None and "factory" in given:
        default = "..."
    by_name = _all_by_name(cls) or (given is not None and str(given.get("kw_only")) == "True")
    return Parameter(
        attribute.name,
        annotation=attribute.annotation,
        kind=ParameterKind.keyword_only if by_name else ParameterKind.positional_or_keyword,
        default=default,
    )


def _annotated(cls: Class) -> dict[str, tuple[Class, Attribute]]:
    """The fields of a class with the class that has each, those of the classes it extends first."""
    found: dict[str, tuple[Class, Attribute]] = {}
    for one in filter(_is_attrs, (*reversed(cls.mro()), cls)):
        for name, member in one.members.items():
            if (
                isinstance(member, Attribute)
                and member.annotation is not None
                and "property" not in member.labels
                and "instance-attribute" in member.labels
            ):
                found.pop(name, None)
                found[name] = (one, member)
    return found


def _classes(place: Module | Class) -> Iterator[Class]:
    for member in place.members.values():
        if isinstance(member, Module | Class):
            if isinstance(member, Class):
                yield member
            yield from _classes(member)


class AttrsSignatures(Extension):
    """Gives every attrs class the `__init__` that attrs writes for it."""

    def on_package(self, *, pkg: Module, loader: GriffeLoader, **_: object) -> None:
        """Add the method to each class of the package that is one and has none."""
        del loader
        for cls in _classes(pkg):
            if "__init__" not in cls.members and _is_attrs(cls):
                self._add_init(cls)

    def _add_init(self, cls: Class) -> None:
        parameters = starmap(_parameter, _annotated(cls).values())
        found = [parameter for parameter in parameters if parameter is not None]
        found.sort(key=lambda parameter: parameter.kind is ParameterKind.keyword_only)
        itself = Parameter("self", kind=ParameterKind.positional_or_keyword)
        cls.set_member(
            "__init__",
            Function("__init__", parameters=Parameters(itself, *found), returns="None", parent=cls),
        )
