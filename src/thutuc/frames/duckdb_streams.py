"""Relations of DuckDB through a stream of Arrow, which is opened anew whenever they are read (luồng DuckDB).

While a connection reads the stream it can run nothing else, so the rows come from another one to the same
database, with the same settings. What only the caller's connection can see is read by it at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from thutuc.frames.arrow_values import empty, reader_of, whole
from thutuc.frames.engines import OWN, number_of

Relation: TypeAlias = Any
"""A relation of DuckDB."""
Connection: TypeAlias = Any
"""A connection to it."""
Batches: TypeAlias = Callable[[Iterable[Any]], Iterator[Any]]
"""What adds columns to record batches."""
_ROWS = 122_880
"""Rows of a batch: those that DuckDB keeps together."""
_OWN_THINGS = """SELECT (SELECT count(*) FROM duckdb_tables() WHERE temporary)
    + (SELECT count(*) FROM duckdb_views() WHERE temporary AND NOT internal)
    + (SELECT count(*) FROM duckdb_functions() WHERE database_name = 'temp' AND NOT internal)
    + (SELECT count(*) FROM duckdb_variables())"""
_SETTINGS = "SELECT name, value FROM duckdb_settings()"


def streamed(relation: Relation, needed: Iterable[str], new: Iterable[str], answer: Batches) -> Relation:
    """A relation with more columns, in the caller's connection.

    Args:
        relation: The relation.
        needed: The columns that *answer* reads.
        new: The columns that it adds.
        answer: What makes them; numbers that Arrow does not have are read under `number_of` their column.
    """
    connection = getattr(relation, "_con", None)
    odd = _odd(relation)
    columns = [*relation.columns, *new]
    numbers = [name for name in needed if odd.get(name, "").endswith("HUGEINT")]
    laid = [
        f"CAST({_quoted(n)} AS VARCHAR) AS {_quoted(n)}" if n in odd else _quoted(n) for n in relation.columns
    ]
    laid += [f"CAST({_quoted(name)} AS DOUBLE) AS {_quoted(number_of(name))}" for name in numbers]
    given = relation.select(", ".join(laid))
    stream = None if connection is None or _has_its_own(connection) else Stream(connection, given, answer)
    source = stream if stream is not None and stream.sees() else _read(given, answer)
    back = ", ".join(
        f"CAST({_quoted(n)} AS {odd[n]}) AS {_quoted(n)}" if n in odd else _quoted(n) for n in columns
    )
    return relation_of(relation, source, back)


class Stream:
    """The rows of a relation with more columns, for DuckDB to read as often as it likes."""

    def __init__(self, connection: Connection, relation: Relation, answer: Batches) -> None:
        self.connection, self.relation, self.answer = connection, relation, answer
        self.query = relation.sql_query()
        nothing = relation.limit(0).to_arrow_table()
        (answered,) = answer([empty(nothing.schema)])
        self.schema = answered.schema

        told = dict(connection.cursor().sql(_SETTINGS).fetchall())
        own = connection.sql(_SETTINGS).fetchall()
        self.settings = [(name, value) for name, value in own if value not in {None, told[name]}]

    def _rows(self) -> Relation:
        cursor = self.connection.cursor()
        for name, value in self.settings:
            cursor.execute(f"SET {name} = {_literal(value)}")
        return cursor.sql(self.query)

    def sees(self) -> bool:
        """Whether another connection finds the same rows."""
        try:
            found = self._rows()
        except Exception as error:
            if type(error).__module__.partition(".")[0].lstrip("_") != "duckdb":
                raise
            return False
        return _types_of(found) == _types_of(self.relation)

    def __arrow_c_schema__(self) -> object:
        return self.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        reader = self._rows().to_arrow_reader(_ROWS)
        return reader_of(self.schema, self.answer(reader)).__arrow_c_stream__(requested_schema)


def _types_of(relation: Relation) -> list[tuple[str, str]]:
    return list(zip(relation.columns, map(str, relation.types), strict=True))


def _has_its_own(connection: Connection) -> bool:
    """Whether a connection sees what no other does: tables, views, macros, variables, a transaction."""
    moments = [connection.sql("SELECT txid_current()").fetchall() for _ in range(2)]
    return bool(moments[0] == moments[1] or connection.sql(_OWN_THINGS).fetchall() != [(0,)])


def _read(relation: Relation, answer: Batches) -> Any:  # noqa: ANN401 - a table of Arrow
    table = relation.to_arrow_table()
    batches = list(answer(table.to_batches() or [empty(table.schema)]))
    return whole(batches, batches[0].schema)


def _odd(relation: Relation) -> Mapping[str, str]:
    """The columns whose types would not come back from Arrow as they went, and these types."""
    given = relation.limit(0)
    back = relation_of(relation, given.to_arrow_table(), "*")
    types = zip(relation.columns, map(str, relation.types), map(str, back.types), strict=True)
    return {name: kind for name, kind, found in types if kind != found}


def relation_of(relation: Relation, stream: Any, select: str) -> Relation:  # noqa: ANN401, ARG001 - read by name
    """A relation over an object of Arrow, in the connection of another."""
    view = f"{OWN}view"
    found = relation.limit(0).query(view, f"SELECT {select} FROM stream")  # noqa: S608 - names in quotes
    relation.limit(0).query(view, f"DROP VIEW {view}")
    return found


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
