"""One way to work with the frames of all engines, through narwhals (bảng dữ liệu của các công cụ).

What is counted by calendars goes to `arrays` and back; here is what all engines count alike: sums by groups.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from importlib import import_module
from typing import Any, TypeAlias, TypeVar, cast

import attrs
import narwhals.stable.v2 as nw

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.frames.engine_versions import check_versions

Frame: TypeAlias = "nw.LazyFrame[Any]"
"""A frame through narwhals, lazy or not: only what both can do is used."""
Native = TypeVar("Native")
"""A frame of an engine, as the caller has it."""
Expr: TypeAlias = nw.Expr
OWN = "_thutuc_"
"""What the names of columns that come and go begin with."""
EPOCH = date(1970, 1, 1)
"""The day that has the number 0."""
_MIDNIGHT = datetime(1970, 1, 1)


class Engine(Enum):
    """The engines that frames may belong to (công cụ xử lý bảng)."""

    PANDAS = "pandas"
    POLARS = "polars"
    LAZY_POLARS = "lazy polars"
    PYARROW = "pyarrow"
    DUCKDB = "duckdb"
    PYSPARK = "pyspark"

    @property
    def joins(self) -> bool:
        """Whether a table is looked up by a join."""
        return self in {Engine.DUCKDB, Engine.PYSPARK}

    @property
    def at_hand(self) -> bool:
        """Whether columns are put into plain types before engines count them."""
        return self in {Engine.PANDAS, Engine.PYARROW}

    def spoken(self, name: object) -> object:
        """A name as the engine tells it from others: in SQL, capitals are the same letters."""
        return name.casefold() if self.joins and isinstance(name, str) else name

    @property
    def is_lazy(self) -> bool:
        """Whether frames are plans that run later."""
        return self.joins or self is Engine.LAZY_POLARS


_ENGINES = {
    nw.Implementation.PANDAS: Engine.PANDAS,
    nw.Implementation.POLARS: Engine.POLARS,
    nw.Implementation.PYARROW: Engine.PYARROW,
    nw.Implementation.DUCKDB: Engine.DUCKDB,
    nw.Implementation.PYSPARK: Engine.PYSPARK,
}


@attrs.frozen(eq=False)
class Desk:
    """A frame being worked on; every step returns a new desk.

    Args:
        native: The frame as the caller gave it.
        frame: The same through narwhals, with columns added; of values at hand, the needed columns alone.
        engine: Whose frame it is.
        columns: Names of the caller's columns.
        told: Types of columns of pandas that stand there as whole numbers of microseconds.
    """

    native: Any
    frame: Frame
    engine: Engine
    columns: tuple[str, ...]
    told: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    _leaves: list[Any] = attrs.field(factory=list[Any])

    @classmethod
    def of(cls, native: object, names: Iterable[str]) -> "Desk":
        """Lay a frame on the desk, the needed columns of pandas and PyArrow in plain types.

        Raises:
            InvalidTypeError: If it is no frame, or of an engine that is not supported.
            InvalidValueError: If a column is missing, or two have one name.
            MissingExtraError: If the engine, or narwhals, is too old.
        """
        desk = cls.as_given(native, names)
        if not desk.engine.at_hand:
            return desk
        needed = list(dict.fromkeys(names))
        module = import_module(
            f"thutuc.frames.{'pandas' if desk.engine is Engine.PANDAS else 'arrow'}_values"
        )
        native, told = module.plain(desk.native, needed)
        return attrs.evolve(desk, frame=cast("Frame", nw.from_native(cast("Any", native))), told=told)

    @classmethod
    def as_given(cls, native: object, names: Iterable[str]) -> "Desk":
        """Lay a frame on the desk as it is.

        Args:
            native: The frame.
            names: The columns that are needed.

        Raises:
            InvalidTypeError: If it is no frame, or of an engine that is not supported.
            InvalidValueError: If a column is missing, or two have one name.
            MissingExtraError: If the engine, or narwhals, is too old.
        """
        native = nw.to_native(cast("Any", native), pass_through=True)
        check_versions(native)
        frame, columns = _opened(native)
        engine = _engine_of(frame)
        _check_names(columns, engine)
        for name in names:
            _check_column(name, columns)
        return cls(native, frame, engine, columns)

    @property
    def schema(self) -> Mapping[str, Any]:
        """Types of the columns on the desk."""
        return {**self.frame.collect_schema(), **self.told}

    def add(self, **columns: "Expr | int") -> "Desk":
        """The desk with more columns, their names put behind the prefix of columns that come and go."""
        named = {
            OWN + name: nw.lit(column) if isinstance(column, int) else column
            for name, column in columns.items()
        }
        return attrs.evolve(self, frame=self.frame.with_columns(**named))

    def put(self, name: str, column: Expr) -> "Desk":
        """The desk with a column that stays."""
        return attrs.evolve(self, frame=self.frame.with_columns(column.alias(name)))

    @property
    def leaf(self) -> Any:  # noqa: ANN401 - a relation of DuckDB
        """A DuckDB relation of one row in the caller's connection, which depends on nothing else there."""
        if not self._leaves:
            # A relation reaches its connection by a query alone, which wants a view; it is dropped again.
            any_ = self.native.limit(0)
            self._leaves.append(any_.query(f"{OWN}leaf", "SELECT 1 AS n"))
            any_.query(f"{OWN}leaf", f"DROP VIEW {OWN}leaf")
        return self._leaves[0]

    # Dates and moments ----------------------------------------------------------------------------------

    def day(self, name: str, offset: int | None) -> Expr:
        """The number of the day in a column of dates or moments.

        Raises:
            InvalidTypeError: If the column holds something else, or moments with a zone where clocks change.
        """
        dtype = self.schema[name]
        if name in self.told or getattr(dtype, "time_zone", None) is not None:
            return self.moment(name, offset) // 86_400_000_000
        if not isinstance(dtype, nw.Date | nw.Datetime):
            if self.is_empty(name):
                return nw.lit(None, dtype=nw.Int64)
            raise InvalidTypeError(
                f"column {name!r} holds {dtype}; it must hold dates or moments, so read it as such first",
                given=name,
            )
        return self.number_of(nw.col(name).cast(nw.Date)).cast(nw.Int64)

    def is_empty(self, name: str) -> bool:
        """Whether a column has nothing but missing values, of which engines do not say what they would be."""
        return not how_many(self.frame, ~nw.col(name).is_null())

    def number_of(self, column: Expr) -> Expr:
        """The number of a day in an expression of dates."""
        return (column - nw.lit(EPOCH)).cast(nw.Int32) if self.engine.joins else column.cast(nw.Int32)

    def moment(self, name: str, offset: int | None) -> Expr:
        """Microseconds of office time since 1970-01-01 in a column; midnight of a date.

        Raises:
            InvalidTypeError: If the column holds something else, or moments with a zone where clocks change.
        """
        dtype = self.schema[name]
        if name in self.told and getattr(dtype, "time_zone", None) is None:
            return nw.col(name)
        if not isinstance(dtype, nw.Datetime):
            return self.day(name, offset) * 86_400_000_000
        if dtype.time_zone is None:
            return self._naive(nw.col(name))
        if offset is None:
            raise InvalidTypeError(
                f"column {name!r} has moments in {dtype.time_zone}, and the office's clocks change within "
                f"the calendar; convert it to office time without a zone first",
                given=name,
            )
        return (nw.col(name) if name in self.told else self._instant(nw.col(name))) + offset

    def _naive(self, column: Expr) -> Expr:
        if self.engine is Engine.DUCKDB:
            return (column - nw.lit(_MIDNIGHT)).dt.total_microseconds()
        if self.engine is Engine.PYSPARK:
            seconds = self.number_of(column.cast(nw.Date)).cast(nw.Int64) * 86_400
            seconds += column.dt.hour() * 3_600 + column.dt.minute() * 60 + column.dt.second()
            return seconds * 1_000_000 + column.dt.microsecond()
        return column.dt.timestamp("us")

    def _instant(self, column: Expr) -> Expr:
        if self.engine is Engine.DUCKDB:
            return (column - nw.lit(_MIDNIGHT.replace(tzinfo=UTC))).dt.total_microseconds()
        if self.engine is Engine.PYSPARK:
            return column.cast(nw.Int64) * 1_000_000 + column.dt.microsecond()
        return column.dt.timestamp("us")

    # Done -----------------------------------------------------------------------------------------------

    def close(self, *names: str) -> Any:  # noqa: ANN401 - a frame of whatever engine
        """The caller's frame with the named columns added, in the caller's own kind."""
        if self.engine is Engine.PANDAS:
            found: Any = self.frame.select(*names).to_native()
            return self.native.assign(**{name: found[name].to_numpy() for name in names})
        if self.engine is Engine.PYARROW:
            table, found = self.native, self.frame.select(*names).to_native()
            for name in names:
                table = table.append_column(found.field(name), found[name])
            return table
        return self.frame.select(*self.columns, *names).to_native()


def _engine_of(frame: Frame) -> Engine:
    engine = _ENGINES.get(frame.implementation)
    if engine is None:
        raise InvalidTypeError(
            f"frames of {frame.implementation} are not supported; use one of "
            f"{', '.join(e.value for e in Engine)}",
            given=str(frame.implementation),
        )
    return Engine.LAZY_POLARS if engine is Engine.POLARS and isinstance(frame, nw.LazyFrame) else engine


def _opened(native: object) -> tuple[Frame, tuple[str, ...]]:
    """A frame through narwhals, and the names of its columns."""
    try:
        frame = cast("Frame", nw.from_native(cast("Any", native)))
        return frame, tuple(
            cast("Any", native).columns if _engine_of(frame).joins else frame.collect_schema().names()
        )
    except nw.exceptions.DuplicateError as error:
        raise InvalidValueError(
            f"columns have the same name; rename all but one: {error}", given=str(error)
        ) from error
    except (TypeError, ValueError, ImportError) as error:
        kinds = ", ".join(engine.value for engine in Engine)
        raise InvalidTypeError(
            f"a frame of {kinds} is needed, not a {type(native).__name__}: {error}",
            given=type(native).__name__,
        ) from error
    except Exception as error:
        if type(error).__name__ != "ConnectionException":
            raise
        raise InvalidValueError(
            f"the connection of this DuckDB relation is closed ({error}); keep it open", given=str(error)
        ) from error


def _check_names(columns: Sequence[object], engine: Engine) -> None:
    names = [engine.spoken(name) for name in columns]
    if twice := [name for name, spoken in zip(columns, names, strict=True) if names.count(spoken) > 1]:
        raise InvalidValueError(
            f"{engine.value} cannot tell the columns {', '.join(map(repr, twice))} apart; rename all but one",
            given=tuple(twice),
        )
    if taken := [name for name in columns if str(engine.spoken(name)).startswith(OWN)]:
        raise InvalidValueError(
            f"columns beginning with {OWN} are used here: {taken}; rename them", given=taken
        )
    if engine is Engine.PYSPARK and (dotted := [name for name in columns if set(str(name)) & set(".`")]):
        raise InvalidValueError(
            f"Spark reads a dot or a backtick in a name as more than a name: {dotted}; rename them",
            given=dotted,
        )
    if "*" in columns:
        raise InvalidValueError("a column named '*' would stand for all columns; rename it", given="*")


def _check_column(name: object, columns: Sequence[str]) -> None:
    if not isinstance(name, str):
        raise InvalidTypeError(f"a column is named by a text, not {name!r}", given=name)
    if name not in columns:
        raise InvalidValueError(
            f"the frame has no column {name!r}; it has {', '.join(map(str, columns))}", given=name
        )


def rows_of(frame: Frame) -> list[dict[str, Any]]:
    """The rows of a small frame."""
    native = frame.to_native()
    engine = _engine_of(frame)
    if engine is Engine.DUCKDB:
        return [dict(zip(native.columns, row, strict=True)) for row in native.fetchall()]
    if engine is Engine.PYSPARK:
        return [row.asDict() for row in native.collect()]
    eager = (
        frame.collect("polars", engine="streaming") if engine.is_lazy else cast("nw.DataFrame[Any]", frame)
    )
    rows = eager.rows(named=True)
    if engine is not Engine.PANDAS:
        return rows
    return [{name: _known(value) for name, value in row.items()} for row in rows]


def _known(value: Any) -> Any:  # noqa: ANN401 - of a cell
    """A value, or None for what stands for a missing one in pandas."""
    return None if type(value).__name__ in {"NAType", "NaTType"} or value != value else value  # noqa: PLR0124


def flag(condition: Expr) -> Expr:
    """1 where *condition* holds, 0 where it does not or cannot be known."""
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def tally(frame: Frame, by: Sequence[str], **wanted: "tuple[str, Expr]") -> Frame:
    """A small frame: for each group, or for all rows, a `sum`, `min` or `max` of each expression.

    The figures are own columns, and so are the groups while they are counted, so that the caller's may have
    any name. Whole numbers are summed as 64 bits, and expressions become columns first: engines that group by
    whole columns only give the same answers so.
    """
    groups = {f"{OWN}by_{i}": nw.col(name) for i, name in enumerate(by)}
    named = {f"{OWN}all_{name}": expression for name, (_, expression) in wanted.items()}
    laid = frame.with_columns(**named).select(*named, **groups)
    asked = [
        getattr(nw.col(f"{OWN}all_{name}"), how)().alias(OWN + name) for name, (how, _) in wanted.items()
    ]
    found = laid.group_by(*groups).agg(*asked) if by else laid.select(*asked)
    figures = [own(name).cast(nw.Int64) if how == "sum" else own(name) for name, (how, _) in wanted.items()]
    return found.select(*(own(f"by_{i}").alias(name) for i, name in enumerate(by)), *figures)


Counted: TypeAlias = tuple[tuple[Any, ...], dict[str, Any]]
"""The values that make a group, and its figures."""


def counted(frame: Frame, by: Sequence[str], **wanted: "tuple[str, Expr]") -> list[Counted]:
    """The groups of a `tally`, fetched; a sum of nothing is 0."""
    sums = {name for name, (how, _) in wanted.items() if how == "sum"}
    return [
        (
            tuple(row[name] for name in by),
            {name: int(row[OWN + name] or 0) if name in sums else row[OWN + name] for name in wanted},
        )
        for row in rows_of(tally(frame, by, **wanted))
    ]


def how_many(frame: Frame, condition: Expr) -> int:
    """How many rows meet *condition*."""
    return int(counted(frame, (), n=count(condition))[0][1]["n"])


def count(condition: Expr) -> "tuple[str, Expr]":
    """For `tally`: how many rows meet *condition*."""
    return "sum", flag(condition)


def number_of(name: str) -> str:
    """What a column of numbers that Arrow does not have is called beside itself."""
    return f"{OWN}number_{name}"


def own(name: str) -> Expr:
    """A column that comes and goes."""
    return nw.col(OWN + name)
