"""New frames of the engine that is asked for (bảng dữ liệu mới)."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import narwhals.stable.v2 as nw

from thutuc.errors import InvalidValueError, MissingExtraError

NEW_ENGINES = ("polars", "pandas", "pyarrow")
"""Whose frames are made where none was given, the first that is installed first."""


def chosen_engine(named: str | None) -> str:
    """The engine that was named, or the first that is installed.

    Raises:
        InvalidValueError: If no frames are made of it.
        MissingExtraError: If it is not installed.
    """
    if named is not None and named not in NEW_ENGINES:
        raise InvalidValueError(
            f"no engine {named!r}; frames are made by {', '.join(NEW_ENGINES)}", given=named
        )
    for engine in [named] if named else NEW_ENGINES:
        if find_spec(engine):
            return engine
    lacking = named or NEW_ENGINES[0]
    raise MissingExtraError(
        f"{lacking} is not installed; install it with: pip install 'thutuc[fast]' or {lacking} itself",
        package=lacking,
    )


def new_frame(columns: Mapping[str, tuple[Any, Sequence[Any]]], engine: str | None) -> Any:  # noqa: ANN401 - of the engine
    """A native frame of columns, each a type of narwhals and its values, `None` where there is none."""
    backend: Any = chosen_engine(engine)
    data = {name: list(values) for name, (_, values) in columns.items()}
    if backend == "pandas":
        made = nw.from_dict(data, backend=backend)
        # Texts stay as pandas keeps them; numbers with gaps are numbers even where all are missing.
        numbers = [nw.col(name).cast(kind) for name, (kind, _) in columns.items() if kind != nw.String()]
        return made.with_columns(*numbers).to_native()
    return nw.from_dict(
        data, {name: kind for name, (kind, _) in columns.items()}, backend=backend
    ).to_native()
