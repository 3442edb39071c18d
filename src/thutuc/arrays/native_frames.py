"""Columns as a frame of the engine that is asked for (cột thành bảng dữ liệu)."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from thutuc.errors import InvalidValueError, MissingExtraError

ENGINES = ("polars", "pandas", "pyarrow")
"""Whose frames are made, the first that is installed where none is asked for."""


def chosen_engine(named: str | None) -> str:
    """The engine that was named, or the first that is installed.

    Raises:
        InvalidValueError: If no frames are made of it.
        MissingExtraError: If none is installed, or not the one named.
    """
    if named is not None and named not in ENGINES:
        raise InvalidValueError(
            f"no engine {named!r}; frames are made by {' or '.join(ENGINES)}", given=named
        )
    for engine in [named] if named else ENGINES:
        if find_spec(engine):
            return engine
    lacking = named or ENGINES[0]
    raise MissingExtraError(
        f"{lacking} is not installed; install it with: pip install 'thutuc[fast]' or {lacking} itself",
        package=lacking,
    )


def native_frame(columns: Mapping[str, Any], engine: str | None = None) -> Any:  # noqa: ANN401 - of the engine
    """A frame of columns: arrays of numpy, or of objects that are texts, truth values or missing.

    Raises:
        InvalidValueError: If there is no such engine.
        MissingExtraError: If none is installed, or not the one asked for.
    """
    wanted = chosen_engine(engine)
    module: Any = import_module(wanted)
    if wanted == "pandas":
        return module.DataFrame(dict(columns))
    made = {name: column.tolist() if column.dtype == object else column for name, column in columns.items()}
    texts = [name for name, column in columns.items() if column.dtype == object]
    if wanted == "pyarrow":
        string = module.string()
        types = {name: string if name in texts else None for name in made}
        return module.table(
            {name: module.array(column, types[name], from_pandas=True) for name, column in made.items()}
        )
    return module.DataFrame(
        made, schema_overrides=dict.fromkeys(texts, module.String), strict=False, nan_to_null=True
    )
