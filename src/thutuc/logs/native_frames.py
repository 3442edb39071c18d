"""Columns as a frame of the engine that is asked for (cột thành bảng dữ liệu)."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from thutuc.errors import InvalidValueError, MissingExtraError

ENGINES = ("polars", "pandas", "pyarrow")
"""Whose frames are made, the first that is installed where none is asked for."""


def native_frame(columns: Mapping[str, Any], engine: str | None = None) -> Any:  # noqa: ANN401 - of the engine
    """A frame of columns: arrays of numpy, or of objects that are texts, truth values or missing.

    Raises:
        InvalidValueError: If there is no such engine.
        MissingExtraError: If none is installed, or not the one asked for.
    """
    if engine is not None and engine not in ENGINES:
        raise InvalidValueError(
            f"no engine {engine!r}; frames are made by {' or '.join(ENGINES)}", given=engine
        )
    wanted = next((one for one in ENGINES if engine in {None, one} and find_spec(one) is not None), None)
    if wanted is None:
        name = engine or "polars"
        raise MissingExtraError(
            f"{name} is not installed; install it with: pip install 'thutuc[fast]' or {name} itself",
            package=name,
        )
    module: Any = import_module(wanted)
    if wanted == "pandas":
        return module.DataFrame(dict(columns))
    made = {name: _listed(column) for name, column in columns.items()}
    if wanted == "pyarrow":
        return module.table({name: module.array(column, from_pandas=True) for name, column in made.items()})
    texts = {name: module.String for name, column in columns.items() if column.dtype == object}
    return module.DataFrame(made, schema_overrides=texts, strict=False)


def _listed(column: Any) -> Any:  # noqa: ANN401 - a column
    return column.tolist() if column.dtype == np.object_ else column
