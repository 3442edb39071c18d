"""Shows attrs classes with the arguments they take, which their source does not spell out."""  # noqa: INP001

from griffe import (
    Attribute,
    Class,
    Expr,
    ExprCall,
    Extension,
    Function,
    GriffeLoader,
    Parameter,
    ParameterKind,
    Parameters,
)


def _is_attrs(cls: Class) -> bool:
    values = [decorator.value for decorator in cls.decorators]
    paths = [value.canonical_path for value in values if isinstance(value, Expr)]
    return bool({"attrs.frozen", "attrs.define"}.intersection(paths))


def _field_arguments(attribute: Attribute) -> dict[str, object] | None:
    """What `attrs.field(…)` was given, or `None` if the value is a plain default."""
    value = attribute.value
    if isinstance(value, ExprCall) and value.canonical_path == "attrs.field":
        return {
            getattr(item, "name", ""): getattr(item, "value", None)
            for item in value.arguments
            if not isinstance(item, str)
        }
    return None


def _parameter(attribute: Attribute) -> Parameter | None:
    given = _field_arguments(attribute)
    default = attribute.value if given is None else given.get("default")
    if given is not None and str(given.get("init")) == "False":
        return None
    if isinstance(default, ExprCall) and default.canonical_path == "attrs.Factory":
        default = "..."
    by_name = given is not None and str(given.get("kw_only")) == "True"
    return Parameter(
        attribute.name,
        annotation=attribute.annotation,
        kind=ParameterKind.keyword_only if by_name else ParameterKind.positional_or_keyword,
        default=default,
    )


class AttrsSignatures(Extension):
    """Gives every attrs class the `__init__` that attrs writes for it."""

    def on_class(self, *, cls: Class, loader: GriffeLoader, **_: object) -> None:
        """Add the method to *cls* if it is one and has none."""
        del loader
        if "__init__" in cls.members or not _is_attrs(cls):
            return
        annotated = [
            member
            for member in cls.members.values()
            if isinstance(member, Attribute)
            and member.annotation is not None
            and "property" not in member.labels
            and "instance-attribute" in member.labels
        ]
        found = [parameter for member in annotated if (parameter := _parameter(member)) is not None]
        found.sort(key=lambda parameter: parameter.kind is ParameterKind.keyword_only)
        itself = Parameter("self", kind=ParameterKind.positional_or_keyword)
        cls.set_member(
            "__init__",
            Function("__init__", parameters=Parameters(itself, *found), returns="None", parent=cls),
        )
