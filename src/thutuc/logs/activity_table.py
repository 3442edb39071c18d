"""What an event log holds, in a table: its activities, and below it what is wrong (bảng tóm tắt nhật ký)."""

import numpy as np

from thutuc.logs.log_data import Column, LogData
from thutuc.words.labels import both
from thutuc.words.numbers import style_of
from thutuc.words.table import Cell, Table, Words

_TOTAL: Words = ("tổng cộng", "total")


def activity_table(log: LogData, language: str) -> Table:
    """Each activity, the most frequent first, and the sum: events, cases, the first and the last day."""
    cases, activities, moments = (log.events[name] for name in ("case", "activity", "moment"))
    names, of_event = np.unique([name or "" for name in activities.tolist()], return_inverse=True)
    counts = np.bincount(of_event, minlength=len(names))
    rows = [
        (names[i].item() or None, *_figures(cases[of_event == i], moments[of_event == i]))
        for i in np.argsort(-counts, kind="stable").tolist()
    ]
    whole = (_TOTAL, len(log), len(log.cases), *_figures(cases, moments)[2:])
    vi, en = (
        words.format(*map(style_of(None, code).text, (len(log.cases), len(log))))
        for code, words in (("vi", "{} hồ sơ, {} sự kiện"), ("en", "{} cases, {} events"))
    )
    return Table(
        (f"{log.name}: {vi}", f"{log.name}: {en}"),
        (
            ("activity", "việc", "activity"),
            ("events", "số sự kiện", "events"),
            ("cases", "số hồ sơ", "cases"),
            ("first", "lần đầu", "first"),
            ("last", "lần cuối", "last"),
        ),
        (*rows, whole),
        language,
        notes=tuple(both(problem.text) for problem in log.problems),
        totals=(*(False for _ in rows), True),
    )


def _figures(cases: Column, moments: Column) -> tuple[Cell, ...]:
    known = moments[~np.isnat(moments)]
    days = (known.min(), known.max()) if known.size else (None, None)
    first, last = (None if day is None else day.astype("M8[D]").item() for day in days)
    return len(cases), len(set(cases.tolist())), first, last
