"""Pauses in a frame of their own, any number for each row (tạm dừng ở bảng riêng)."""

from importlib import import_module
from typing import Any, cast

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc.errors import InvalidValueError
from thutuc.frames.carriers import columns_of
from thutuc.frames.due_rows import DueRows
from thutuc.frames.engines import OWN, Desk, Engine
from thutuc.frames.row_facts import check_times, kinds_of
from thutuc.frames.values import Kind, Values

_KEY, _ROW, _PAUSE, _RESUME = f"{OWN}key", f"{OWN}row", f"{OWN}pause", f"{OWN}resume"


@attrs.frozen(eq=False)
class Joined:
    """A frame of pauses, and the key by which they find their rows."""

    desk: Desk
    key: str
    pause: str
    resume: str

    @classmethod
    def of(cls, frame: object, key: str | None, pause: str | None, resume: str | None) -> "Joined":
        """The pauses of a frame.

        Raises:
            InvalidValueError: If the key is not named, or a column is missing.
            InvalidTypeError: If it is no frame, or pauses and resumes are neither days nor moments.
        """
        if key is None:
            raise InvalidValueError(
                "a frame of pauses finds its rows by the column that both frames have, such as key='code'; "
                "name it",
                given=key,
            )
        names = (key, pause or "pause", resume or "resume")
        desk = Desk.as_given(frame, names)
        if desk.engine.is_lazy:
            check_times(names[1:], kinds_of(desk, names[1:]), lambda: desk.schema)
        return cls(desk, *names)

    def check_engine(self, desk: Desk) -> None:
        """Refuse pauses of another engine.

        Raises:
            InvalidValueError: If they are.
        """
        if desk.engine is not self.desk.engine:
            raise InvalidValueError(
                f"the pauses are a frame of {self.desk.engine.value}, their rows one of {desk.engine.value}; "
                f"give both of one engine",
                given=self.desk.engine.value,
            )

    def beside(
        self, desk: Desk, columns: dict[str, Values], question: DueRows
    ) -> tuple[dict[str, Values], DueRows]:
        """Lists of pauses beside the columns of a frame at hand."""
        self.check_engine(desk)
        names = (self.pause, self.resume)
        keys = cast("nw.DataFrame[Any]", desk.frame.select(nw.col(self.key).alias(_KEY)))
        rows: Any = keys.with_row_index(_ROW)
        own = self.desk.frame.select(
            nw.col(self.key).alias(_KEY), *(nw.col(name).alias(OWN + name) for name in names)
        )
        found: Any = rows.join(own, on=_KEY, how="inner").sort(_ROW)
        parts = columns_of(found.to_native(), desk.engine, [_ROW, *(OWN + name for name in names)])
        check_times(names, {name: parts[OWN + name].kind for name in names}, lambda: self.desk.schema)
        size = len(columns[question.start])
        counts = np.bincount(parts[_ROW].data.astype(np.int64), minlength=size)
        lists = {OWN + name: Values(Kind.LIST, counts, inner=parts[OWN + name]) for name in names}
        return columns | lists, attrs.evolve(question, pauses=tuple(lists))


def joined(desk: Desk, question: DueRows, many: Joined) -> tuple[Desk, DueRows]:
    """A plan with lists of pauses in every row that has some."""
    many.check_engine(desk)
    native, key = many.desk.native, many.key
    if desk.engine is Engine.LAZY_POLARS:
        polars = nw.get_native_namespace(many.desk.frame)
        lists = native.group_by(polars.col(key).alias(_KEY)).agg(
            polars.col(many.pause).alias(_PAUSE), polars.col(many.resume).alias(_RESUME)
        )
        frame = desk.native.join(lists, left_on=key, right_on=_KEY, how="left", maintain_order="left")
        return _with_lists(desk, nw.from_native(frame), question)
    if desk.engine is Engine.DUCKDB:
        names = {_KEY: key, _PAUSE: many.pause, _RESUME: many.resume}
        key, pause, resume = ('"' + name.replace('"', '""') + '"' for name in names.values())
        lists = native.aggregate(
            f"{key} AS {_KEY}, list({pause}) AS {_PAUSE}, list({resume}) AS {_RESUME}", key
        )
    else:
        sql = import_module("pyspark.sql.functions")
        both = sql.struct(sql.col(many.pause).alias("pause"), sql.col(many.resume).alias("resume"))
        lists = native.groupBy(sql.col(key).alias(_KEY)).agg(sql.collect_list(both).alias(_ROW))
        lists = lists.select(
            _KEY, sql.col(f"{_ROW}.pause").alias(_PAUSE), sql.col(f"{_ROW}.resume").alias(_RESUME)
        )
    try:
        frame = desk.frame.join(nw.from_native(lists), how="left", left_on=many.key, right_on=_KEY)
    except Exception as error:
        if "different connections" not in str(error):
            raise
        raise InvalidValueError(
            "the pauses are a relation of another connection than their rows; give both of one",
            given=many.key,
        ) from error
    return _with_lists(desk, frame, question)


def _with_lists(desk: Desk, frame: Any, question: DueRows) -> tuple[Desk, DueRows]:  # noqa: ANN401 - through narwhals
    return attrs.evolve(desk, frame=frame), attrs.evolve(question, pauses=(_PAUSE, _RESUME))
