"""How each engine carries columns to a question and its answers back (đưa cột đi và về).

Frames at hand are asked once; a plan becomes a longer plan, which asks part by part when it runs.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, cast

import narwhals.stable.v2 as nw

from thutuc.errors import MissingExtraError
from thutuc.frames.duckdb_streams import number_of, streamed
from thutuc.frames.engines import OWN, Engine
from thutuc.frames.values import (
    Columns,
    Kind,
    Values,
    from_arrow,
    from_pandas,
    from_polars,
    to_arrow,
    to_pandas,
    to_polars,
)

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
    if engine is Engine.PANDAS:
        return {name: from_pandas(frame[name], name) for name in names}
    read = from_polars if engine is Engine.POLARS else from_arrow
    return {name: read(frame[name]) for name in names}


def with_columns(frame: Frame, engine: Engine, answers: Columns) -> Frame:
    """A frame at hand with more columns."""
    if engine is Engine.PANDAS:
        return frame.assign(**{name: to_pandas(values) for name, values in answers.items()})
    if engine is Engine.POLARS:
        return frame.with_columns(*(to_polars(values, name) for name, values in answers.items()))
    for name, values in answers.items():
        frame = frame.append_column(name, to_arrow(values))
    return frame


# Plans ----------------------------------------------------------------------------------------------------


def carried(frame: Frame, engine: Engine, question: Question) -> Frame:
    """A plan with the answers to a question as more columns.

    Raises:
        MissingExtraError: If PyArrow is needed and not there.
    """
    if engine is Engine.LAZY_POLARS:
        return _mapped(frame, question)
    try:
        import pyarrow  # noqa: F401, ICN001, PLC0415 - only to say what is missing
    except ImportError as error:
        raise MissingExtraError(
            f"frames of {engine.value} need pyarrow beside it; install it with: pip install pyarrow",
            package="pyarrow",
        ) from error
    if engine is Engine.PYSPARK:
        return _on_executors(frame, question)
    return streamed(frame, question.columns, question.kinds, ArrowRows(question))


def _mapped(frame: Frame, question: Question) -> Frame:
    """Within an expression: rows keep their order, and a lazy frame can stream."""
    polars = nw.get_native_namespace(frame)
    types = {
        Kind.DAY: polars.Date(),
        Kind.FLAG: polars.Boolean(),
        Kind.MOMENT: polars.Datetime("us"),
        Kind.NUMBER: polars.Int64(),
        Kind.REAL: polars.Float64(),
        Kind.TEXT: polars.String(),
    }
    kinds = question.kinds

    def answer(series: Any) -> Any:  # noqa: ANN401 - a series of structs, there and back
        parts = {name: from_polars(series.struct.field(name)) for name in question.columns}
        answers = question(parts)
        return polars.DataFrame([to_polars(answers[name], name) for name in kinds]).to_struct(OWN)

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
        import pyarrow as pa  # noqa: PLC0415 - only where it is needed

        for batch in batches:
            there = set(batch.schema.names)
            places = {name: number_of(name) for name in self.question.columns if number_of(name) in there}
            answers = self.question(
                {name: from_arrow(batch.column(places.get(name, name))) for name in self.question.columns}
            )
            columns = [*batch.columns, *(to_arrow(answers[name]) for name in self.question.kinds)]
            yield pa.RecordBatch.from_arrays(columns, [*batch.schema.names, *self.question.kinds])


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
    return cast("Any", frame).mapInArrow(ArrowRows(question), schema)
