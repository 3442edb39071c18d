"""Whole columns with numpy, a million rows a call; run alone, it shows that the cost grows with the rows.

`python bench/arrays.py` counts columns of 100 thousand to 100 million rows, as far as the memory goes.
"""

import argparse
import os
import statistics
from collections.abc import Callable, Mapping
from time import perf_counter

import numpy as np
from measuring import Section, Task, table
from setting import FIRST, LAST, LONGEST, Setting

from thutuc import Convention, TimeLimit, Unit, arrays

ROWS = 1_000_000
# Aims: nanoseconds a row, and how many times faster than numpy.
ADD, ADD_TIME, TIMES_FASTER = 6, 30, 20
ONE = 20_000
SIZES = (100_000, 1_000_000, 10_000_000, 100_000_000)


def register(setting: Setting, rows: int) -> dict[str, object]:
    """Random columns: days of receipt, moments within a wide day, numbers of working days."""
    chance = np.random.default_rng(setting.chance.randint(0, 2**32))
    span = (LAST - FIRST).days - 400
    days = np.datetime64(FIRST) + chance.integers(0, span, rows)
    minutes = chance.integers(6 * 60, 18 * 60, rows).astype("m8[m]")
    return {
        "arrays": arrays,
        "cal": setting.cal,
        "np": np,
        "listed": setting.names["listed"],
        "days": days,
        "n": chance.integers(1, LONGEST + 1, rows),
        "moments": days.astype("M8[us]") + minutes,
        "eight": np.timedelta64(8, "h"),
    }


def columns(setting: Setting) -> Section:
    """Working days and working time of a million rows."""
    names = register(setting, ROWS)
    names["later"] = names["moments"][::-1].copy()
    rows = {
        "thutuc": "arrays.add_working_days(days, n, cal)",
        "numpy, all days off listed": "np.busday_offset(days, n, roll='backward', busdaycal=listed)",
        "count working days": "arrays.count_working_days(days, later, cal)",
        "numpy, count": "np.busday_count(days, later.astype('M8[D]'), busdaycal=listed)",
        "add 8 hours of working time": "arrays.add_working_time(moments, eight, cal)",
        "working time between": "arrays.working_time_between(moments, later, cal)",
    }
    aims = {"thutuc": ADD, "add 8 hours of working time": ADD_TIME, "working time between": ADD_TIME}
    tasks = [
        _task(label, call, names, aim=aims.get(label), rival=label.startswith("numpy, all"))
        for label, call in rows.items()
    ]
    exact = np.mean(eval(rows["thutuc"], names) == eval(rows["numpy, all days off listed"], names))  # noqa: S307
    notes = (
        f"{ROWS:,} rows a call, datetime64 in and out, bounds checked; the figure is the time of one row.",
        f"Adding gives the answer of numpy with all days off listed in {100 * exact:.4g} % of the rows.",
    )
    return Section("Columns with numpy", tasks, base="thutuc", notes=notes, faster=TIMES_FASTER)


def due_columns(setting: Setting) -> Section:
    """Due dates of a million rows."""
    names = register(setting, ROWS)
    chance = np.random.default_rng(setting.chance.randint(0, 2**32))
    units = chance.choice(
        np.array([Unit.WORKING_DAY] * 6 + [Unit.DAY, Unit.MONTH, Unit.WORKING_HOUR], object), ROWS
    )
    short = names["n"] % 20
    paused = np.where(
        chance.random(ROWS) < 0.2, names["moments"] + np.timedelta64(1, "D"), np.datetime64("NaT", "D")
    )
    names |= {
        "five": TimeLimit(5, Unit.WORKING_DAY),
        "mixed": arrays.LimitColumn.from_columns(short, units),
        "halves": arrays.LimitColumn.from_columns(short + 0.5, Unit.WORKING_DAY),
        "pauses": (paused, paused + np.timedelta64(5, "D")),
        "SAME_HOUR": Convention.SAME_HOUR,
    }
    names["dues"] = arrays.due(names["five"], names["moments"], names["cal"])
    names["one"] = names["moments"][:1]
    rows = {
        "5 working days from dates": "arrays.due(five, days, cal)",
        "5 working days from moments": "arrays.due(five, moments, cal)",
        "5 working days, SAME_HOUR": "arrays.due(five, moments, cal, convention=SAME_HOUR)",
        "half working days": "arrays.due(halves, moments, cal)",
        "days, months, hours, mixed": "arrays.due(mixed, moments, cal)",
        "the same, a fifth of them paused": "arrays.due(mixed, moments, cal, pauses=pauses)",
        "late or not": "dues.is_late(moments)",
        "working days late": "dues.days_late(moments)",
    }
    note = f"{ROWS:,} rows a call: due day, due moment and whether it is provisional."
    one = Task("a column of one row", "arrays.due(five, one, cal)", "_", range(10), names, aim=ONE)
    tasks = [*(_task(*row, names) for row in rows.items()), one]
    return Section("Due dates of columns", tasks, notes=(note,))


def _task(
    label: str, call: str, names: Mapping[str, object], *, aim: float | None = None, rival: bool = False
) -> Task:
    return Task(label, call, "_", range(10), names, answers=ROWS, aim=aim, rival=rival)


def slopes(setting: Setting, most: int, repetitions: int) -> str:
    """Nanoseconds a row for columns of growing length; each repetition takes all of them in turn.

    Elapsed time holds what the system needs to find memory for the answers, and whatever else it does.
    """
    calls: dict[str, Callable[[dict[str, object]], object]] = {
        "add working days": lambda c: arrays.add_working_days(c["days"], c["n"], c["cal"]),
        "add 8 hours of working time": lambda c: arrays.add_working_time(c["moments"], c["eight"], c["cal"]),
        "due in 5 working days": lambda c: arrays.due(TimeLimit(5, Unit.WORKING_DAY), c["moments"], c["cal"]),
    }
    sizes = [size for size in SIZES if size <= most]
    whole = register(setting, sizes[-1])
    runs: dict[tuple[str, int], list[tuple[float, float]]] = {(c, size): [] for c in calls for size in sizes}
    for _ in range(repetitions):
        for size in sizes:
            part = {key: v[:size] if isinstance(v, np.ndarray) else v for key, v in whole.items()}
            for label, call in calls.items():
                times = max(1, sizes[-1] // size // 10)
                begun, user = perf_counter(), os.times().user
                for _ in range(times):
                    call(part)
                spent = perf_counter() - begun, os.times().user - user
                runs[label, size].append((spent[0] / size / times * 1e9, spent[1] / size / times * 1e9))
    head = ("ns a row, elapsed / in the program itself", *(f"{size:,} rows" for size in sizes))
    lines = [
        [
            label,
            *(
                " / ".join(f"{statistics.median(t):.1f}" for t in zip(*runs[label, n], strict=True))
                for n in sizes
            ),
        ]
        for label in calls
    ]
    return table(head, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure columns of growing length.")
    parser.add_argument("--rows", type=int, default=SIZES[-1], help="of the longest column")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    print(slopes(Setting(given.seed), max(given.rows, SIZES[0]), given.repetitions))


if __name__ == "__main__":
    main()
