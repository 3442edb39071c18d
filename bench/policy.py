"""What-if on large frames: re-judging a register, and who moves among open dossiers."""

import sys
from datetime import date
from time import perf_counter

import numpy as np
import polars as pl
from measuring import Section, Task
from setting import Setting

from thutuc import frames, policy, vietnam_calendar

CALENDAR = vietnam_calendar()
START, END = date(2025, 1, 1), date(2026, 1, 1)
SWAP = {date(2026, 3, 21): date(2026, 3, 13)}
ROWS = 1_000_000
# Aims: how many times the plain report, and nanoseconds a row, which are 3 s for twenty million.
TIMES, MOVES = 3, 150


def register(rows, seed=1):
    """A register of so many rows, due days among them."""
    random = np.random.default_rng(seed)
    received = np.datetime64("2024-06-01") + random.integers(0, 540, rows)
    finished = received + random.integers(0, 25, rows)
    finished[random.random(rows) < 0.1] = np.datetime64("NaT")
    frame = pl.DataFrame(
        {"received_at": received, "limit": random.integers(1, 31, rows), "finished_at": finished}
    )
    return frames.due_dates(frame, CALENDAR).drop("provisional")


def open_dossiers(rows, seed=2):
    """Dossiers that nobody has finished."""
    random = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "received_at": np.datetime64("2026-02-01") + random.integers(0, 90, rows),
            "limit": random.integers(1, 31, rows),
        }
    )


def judged(frame):
    """The report under shorter limits, of a scenario of its own, so that no column is read beforehand."""
    one = policy.Scenario(frame, CALENDAR).with_limits(0.8)
    return one.rows.outcome(one.terms, START, END, ())


def what_ifs(_setting: Setting) -> Section:
    """A register judged under shorter limits beside its plain report, and who moves."""
    names = {
        "frame": register(ROWS),
        "pending": open_dossiers(ROWS),
        "report": lambda frame: frames.period_report(frame, START, END),
        "judged": judged,
        "who_moves": lambda pending: policy.who_moves(pending, CALENDAR, SWAP),
    }
    plain = Task("plain report", "report(frame)", "_", [0], names, answers=ROWS)
    again = Task(
        "limits times 0.8, and its report",
        "judged(frame)",
        "_",
        [0],
        names,
        answers=ROWS,
        within=(plain.label, TIMES),
    )
    moves = Task("who moves by a swap", "who_moves(pending)", "_", [0], names, answers=ROWS, aim=MOVES)
    note = f"{ROWS:,} rows a call in Polars; the figure is the time of one row."
    return Section("What if", [plain, again, moves], base=plain.label, notes=[note])


def best(work, times=3):
    """The shortest of some runs, in seconds."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return min(taken)


def main(rows=1_000_000, open_rows=20_000_000):
    """Print both figures beside their bounds."""
    frame = register(rows)
    plain = best(lambda: frames.period_report(frame, START, END))
    ratio = best(lambda: judged(frame)) / plain
    print(f"re-judging {rows:,} rows: {ratio:.2f} times the plain report ({plain:.3f} s); bound {TIMES}")
    pending = open_dossiers(open_rows)
    taken = best(lambda: policy.who_moves(pending, CALENDAR, SWAP), 1)
    print(f"who moves among {open_rows:,} open dossiers: {taken:.2f} s; bound 3 s for 20,000,000")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
