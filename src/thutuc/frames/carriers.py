"""How each engine carries columns to a question and its answers back (đưa cột đi và về).

Frames at hand are asked once; a plan becomes a longer plan, which asks part by part when it runs.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import narwhals.stable.v2 as nw

from thutuc.errors import MissingExtraError
from thutuc.frames.engines import OWN, Engine, number_of
from thutuc.frames.values import Columns, Kind, Values

Frame = Any
"""A frame of an engine, as the caller has it."""


class Question(Protocol):
    """What is asked of rows; it can be pickled."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed."""
        ...

    @property
    def kinds(self) -> dict[str, Kind]:
        """The new columns, and what they hold."""
        ...

    def __call__(self, columns: Columns) -> Columns:
        """The new columns of some rows."""
        ...


# At hand --------------------------------------------------------------------------------------------------


def columns_of(frame: Frame, engine: Engine, names: Iterable[str]) -> dict[str, Values]:
    """Columns of a frame at hand.

    Raises:
        InvalidTypeError: If one of pandas mixes types.
    """
    module = _values_of(engine)
    return {name: module.read(frame[name], name) for name in names}


def with_columns(frame: Frame, engine: Engine, answers: Columns) -> Frame:
    """A frame at hand with more columns."""
    module = _values_of(engine)
    columns = {name: module.write(values, name) for name, values in answers.items()}
    if engine is Engine.PANDAS:
        return frame.assign(**columns)
    if engine is Engine.POLARS:
        return frame.with_columns(*columns.values())
    for name, column in columns.items():
        frame = frame.append_column(name, column)
    return frame


def _values_of(engine: Engine) -> Any:  # noqa: ANN401 - a file of the house
    """What reads and writes the columns of an engine; others need not be installed."""
    kind = {Engine.PANDAS: "pandas", Engine.POLARS: "polars", Engine.LAZY_POLARS: "polars"}.get(
        engine, "arrow"
    )
    return import_module(f"thutuc.frames.{kind}_values")


# Plans ----------------------------------------------------------------------------------------------------


def carried(frame: Frame, engine: Engine, question: Question) -> Frame:
    """A plan with the answers to a question as more columns.

    Raises:
        MissingExtraError: If PyArrow is needed and not there.
    """
    if engine is Engine.LAZY_POLARS:
        return _mapped(frame, question)
    if find_spec("pyarrow") is None:
        raise MissingExtraError(
            f"frames of {engine.value} need pyarrow beside it; install it with: pip install pyarrow",
            package="pyarrow",
        )
    if engine is Engine.PYSPARK:
        return _on_executors(frame, question)
    streamed = import_module("thutuc.frames.duckdb_streams").streamed
    return streamed(frame, question.columns, question.kinds, ArrowRows(question))


def _mapped(frame: Frame, question: Question) -> Frame:
    """Within an expression: rows keep their order, and a lazy frame can stream."""
    polars, module = nw.get_native_namespace(frame), _values_of(Engine.LAZY_POLARS)
    types = {
        Kind.DAY: polars.Date(),
        Kind.FLAG: polars.Boolean(),
        Kind.MOMENT: polars.Datetime("us"),
        Kind.NUMBER: polars.Int64(),
        Kind.REAL: polars.Float64(),
        Kind.TEXT: polars.String(),
    }
    kinds, known = question.kinds, getattr(question, "known", {})

    def answer(series: Any) -> Any:  # noqa: ANN401 - a series of structs, there and back
        parts = {
            name: module.read(series.struct.field(name), name, known.get(name, ()))
            for name in question.columns
        }
        answers = question(parts)
        return polars.DataFrame([module.write(answers[name], name) for name in kinds]).to_struct(OWN)

    needed = polars.struct(polars.col(list(question.columns)))
    dtype = polars.Struct({name: types[kind] for name, kind in kinds.items()})
    asked = needed.map_batches(answer, return_dtype=dtype, is_elementwise=True)
    return frame.with_columns(asked.alias(OWN)).unnest(OWN)


class ArrowRows:
    """A question put to record batches of Arrow, wherever they are."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """The batches with the new columns behind the others."""
        module = _values_of(Engine.PYARROW)
        for batch in batches:
            there, places = set(batch.schema.names), {name: name for name in self.question.columns}
            places |= {name: number_of(name) for name in places if number_of(name) in there}
            answers = self.question({name: module.read(batch.column(at)) for name, at in places.items()})
            yield module.beside(batch, {name: answers[name] for name in self.question.kinds})


def _on_executors(frame: Frame, question: Question) -> Frame:
    types = nw.get_native_namespace(nw.from_native(frame)).types
    kinds: Mapping[Kind, Any] = {
        Kind.DAY: types.DateType(),
        Kind.FLAG: types.BooleanType(),
        Kind.MOMENT: types.TimestampNTZType(),
        Kind.NUMBER: types.LongType(),
        Kind.REAL: types.DoubleType(),
        Kind.TEXT: types.StringType(),
    }
    schema = types.StructType(
        [
            *frame.schema.fields,
            *(types.StructField(name, kinds[kind]) for name, kind in question.kinds.items()),
        ]
    )
    return frame.mapInArrow(ArrowRows(question), schema)
