"""How fast thutuc is, beside other libraries, in one run: `python bench/bench.py`.

Every repetition runs all tasks once, one after another, so that a disturbance of the machine meets all of
them. A time is the median of its repetitions, a ratio the median of the ratios within each repetition. Aims
are printed beside the times as met or not met; nothing fails when one is not met, for a time is not a test.

To add a section, write a function from `Setting` to `Section` and put it into `SECTIONS`; a task whose call
gives many answers at once says so with `answers`, and its figure is the time of one answer. What needs a
process of its own goes into `fresh_processes`.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from itertools import count
from pathlib import Path
from time import perf_counter, perf_counter_ns

import numpy as np
import pandas as pd
from arrays import columns, due_columns
from dossiers import dossiers, plans
from frames import frame_reports, frame_units, sizes
from logs import event_logs
from measuring import Section, Task, measure, section_text, table, verdict_of
from policy import what_ifs
from receipts import receipts
from records import stored
from registers import register_files
from reports import reports
from setting import FIRST, LAST, LONGEST, OFFICIAL_SWAPS, Setting, naive_add, naive_days
from simulation import simulations
from stores import stores

from thutuc import Clock, Convention, TimeLimit, Unit, due, vietnam_calendar

LIBRARIES = (
    "thutuc",
    "numpy",
    "pandas",
    "polars",
    "duckdb",
    "narwhals",
    "bizdays",
    "holidays",
    "workalendar",
    "simpy",
    "attrs",
    "python-dateutil",
)
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

# Aims, in nanoseconds unless they say otherwise.
ADD, TIMES_FASTER, DUE, ADD_TIME = 200, 15, 3_000, 1_000
IMPORT, BUILD = 60_000_000, 250_000_000


@dataclass(frozen=True)
class Adder:
    """One way to add working days."""

    label: str
    statement: str
    check: str = ""
    """The statement whose answers are checked, where it differs: a date in, a date out, any *n*."""
    why: str = ""
    rival: bool = True
    own_types: bool = False
    """Whether dates go in and out as the library's own type, so that there is less to do."""


# Adding working days, the same for all: a date and a number in, a date out.
ADDERS = (
    Adder("thutuc", "cal.add_working_days(day, n)", rival=False),
    Adder(
        "two look-ups, nothing checked",
        "bare(day, n)",
        why="the floor: what any answer from tables costs at least",
        rival=False,
    ),
    Adder(
        "numpy, all days off listed",
        "np.busday_offset(day, n, roll='backward', busdaycal=listed).item()",
        why="exact only because its week has seven working days and every Saturday, Sunday and day off is "
        "listed as a holiday; with a week of five days it cannot say that a Saturday is worked",
    ),
    Adder(
        "numpy, all days off listed, datetime64 in and out",
        "np.busday_offset(day64, n, roll='backward', busdaycal=listed)",
        own_types=True,
    ),
    Adder(
        "numpy, Monday to Friday with holidays",
        "np.busday_offset(day, n, roll='backward', busdaycal=plain).item()",
        why="a week of five days, so no make-up days",
    ),
    Adder("bizdays, all days off listed", "biz.offset(day, n)", why="exact by the same list"),
    Adder(
        "bizdays, Monday to Friday with holidays",
        "biz_plain.offset(day, n)",
        why="a week of five days, so no make-up days",
    ),
    Adder(
        "pandas CustomBusinessDay, all days off listed",
        "stamp + five",
        "(pd.Timestamp(day) + one * n).date()",
        own_types=True,
        why="exact by the same list; timed with the offset made beforehand",
    ),
    Adder(
        "pandas CustomBusinessDay, Monday to Friday with holidays",
        "stamp + five_plain",
        "(pd.Timestamp(day) + one_plain * n).date()",
        own_types=True,
        why="a week of five days, so no make-up days",
    ),
    Adder("holidays", "vn.get_nth_working_day(day, n)", why="its own Vietnamese days, swaps included"),
    Adder(
        "workalendar, make-up days given",
        "wa.add_working_days(day, n, extra_working_days=made_up)",
        why="it has no Vietnam: a class of ten lines, the make-up days handed to every call",
    ),
    Adder(
        "workalendar, without them",
        "wa.add_working_days(day, n)",
        why="the same class without its make-up days",
    ),
)


# Sections ------------------------------------------------------------------------------------------------


def adding_days(setting: Setting) -> Section:
    """Five working days from random days."""
    over = [(day, 5, np.datetime64(day), pd.Timestamp(day)) for day in setting.days]
    tasks = [
        Task(
            adder.label,
            adder.statement,
            "day, n, day64, stamp",
            over,
            setting.names,
            aim=ADD if adder.label == "thutuc" else None,
            rival=adder.rival,
            own_types=adder.own_types,
        )
        for adder in ADDERS
    ]
    note = "A date in, a date out; numpy once more with its own type, and pandas with its own only."
    return Section("Add 5 working days", tasks, base="thutuc", notes=(note,), faster=TIMES_FASTER)


def counting_days(setting: Setting) -> Section:
    over = [(day, day + timedelta(days=setting.chance.randint(1, LONGEST))) for day in setting.days]
    rows = {
        "thutuc": "cal.count_working_days(day, end)",
        "numpy": "np.busday_count(day, end, busdaycal=listed)",
        "bizdays": "biz.bizdays(day, end)",
        "holidays": "vn.get_working_days_count(day, end)",
        "workalendar": "wa.get_working_days_delta(day, end, extra_working_days=made_up)",
    }
    tasks = [
        Task(label, statement, "day, end", over, setting.names, rival=label != "thutuc")
        for label, statement in rows.items()
    ]
    note = (
        f"Up to {LONGEST} calendar days apart; the libraries differ in which end they count, "
        "so times are compared."
    )
    return Section("Count working days", tasks, base="thutuc", notes=(note,))


def working_time(setting: Setting) -> Section:
    names = {**setting.names, "hours": timedelta(hours=8)}
    over = [(moment, pd.Timestamp(moment)) for moment in setting.moments]
    ends = [(a, a + timedelta(minutes=setting.chance.randint(1, 60 * 24 * 30))) for a in setting.moments]
    tasks = [
        Task("thutuc", "cal.add_working_time(at, hours)", "at, stamp", over, names, aim=ADD_TIME),
        Task("thutuc, time between", "cal.working_time_between(at, end)", "at, end", ends, names),
        Task("pandas CustomBusinessHour", "stamp + eight_hours", "at, stamp", over, names, rival=True),
    ]
    notes = ("8 hours of working time; times are compared, not answers. The others have no working hours.",)
    return Section("Add working time", tasks, base="thutuc", notes=notes)


def deadlines(setting: Setting) -> Section:
    names = {
        "due": due,
        "cal": setting.cal,
        "five": TimeLimit(5, Unit.WORKING_DAY),
        "hours": TimeLimit(8, Unit.WORKING_HOUR),
        "fifteen": TimeLimit(15, Unit.DAY),
        "month": TimeLimit(1, Unit.MONTH),
        "SAME_HOUR": Convention.SAME_HOUR,
    }
    rows = {
        "5 working days": "due(five, at, cal)",
        "5 working days, SAME_HOUR": "due(five, at, cal, convention=SAME_HOUR)",
        "8 working hours": "due(hours, at, cal)",
        "15 days": "due(fifteen, at, cal)",
        "1 month": "due(month, at, cal)",
    }
    tasks = [
        Task(label, statement, "at", setting.moments, names, aim=DUE) for label, statement in rows.items()
    ]
    from_date = "5 working days from a date"
    tasks.append(Task(from_date, "due(five, day, cal)", "day", setting.days, names, aim=DUE))
    return Section("due(), with its Deadline", tasks)


def clocks_and_reasons(setting: Setting) -> Section:
    five = TimeLimit(5, Unit.WORKING_DAY)
    names = {"Clock": Clock, "cal": setting.cal, "five": five}
    trips = [(at, at + timedelta(days=2), at + timedelta(days=9)) for at in setting.moments]
    made = [due(five, at, setting.cal) for at in setting.moments]
    asked = list(zip(made, setting.moments, strict=True))
    clocks = [Clock(five, a, setting.cal).pause(b).resume(c) for a, b, c in trips]
    tasks = [
        Task("clock, pause, resume", "Clock(five, a, cal).pause(b).resume(c)", "a, b, c", trips, names),
        Task("its deadline", "clock.deadline", "clock", clocks, names),
        Task("all of it", "Clock(five, a, cal).pause(b).resume(c).deadline", "a, b, c", trips, names),
        Task("is_late", "deadline.is_late(at)", "deadline, at", asked, names),
        Task("explain", "deadline.explain()", "deadline", made, names),
        Task("explain, as text", "str(deadline.explain())", "deadline", made, names),
    ]
    return Section("Clock and explanation", tasks)


def reading_limits(_setting: Setting) -> Section:
    texts = [
        "05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
        "Không quá 15 ngày",
        "08 giờ làm việc",
        "Trong thời hạn 03 (ba) ngày làm việc. Trường hợp cần xác minh thì không quá 08 ngày làm việc",
    ]
    # No text comes twice, so no answer is remembered.
    fresh = (f"{text} (số {i})" for i in count() for text in texts)
    names = {"TimeLimit": TimeLimit, "fresh": fresh}
    tasks = [
        Task("a text seen before", "TimeLimit.parse(text)", "text", texts * 250, names),
        Task("a new text", "TimeLimit.parse(next(fresh))", "_", range(10_000), names),
    ]
    return Section("TimeLimit.parse", tasks)


def cached_calendar(_setting: Setting) -> Section:
    names = {"vietnam_calendar": vietnam_calendar}
    task = Task("built before", "vietnam_calendar()", "_", range(10_000), names)
    return Section("vietnam_calendar()", [task])


SECTIONS: tuple[Callable[[Setting], Section], ...] = (
    adding_days,
    counting_days,
    working_time,
    deadlines,
    clocks_and_reasons,
    reading_limits,
    cached_calendar,
    columns,
    due_columns,
    frame_reports,
    frame_units,
    register_files,
    dossiers,
    stored,
    receipts,
    plans,
    reports,
    stores,
    simulations,
    what_ifs,
)


# Running -------------------------------------------------------------------------------------------------


def check_answers(setting: Setting, samples: int) -> list[list[str]]:
    """For every library: the share of exact answers, and the days it takes for something else."""
    length = (LAST - FIRST).days
    asked = [
        (FIRST + timedelta(days=setting.chance.randint(0, length)), setting.chance.randint(1, LONGEST))
        for _ in range(samples)
    ]
    right = [naive_add(setting.worked, day, n) for day, n in asked]
    span = [FIRST + timedelta(days=i) for i in range(length + 1)]
    rows = []
    for adder in ADDERS:
        if "day64" in adder.statement:  # the same answers as with dates
            continue
        # What is timed is what is checked: one text for both.
        add = eval(f"lambda day, n: {adder.check or adder.statement}", setting.names)  # noqa: S307
        exact = sum(add(day, n) == answer for (day, n), answer in zip(asked, right, strict=True))
        wrong = [day for day in span if (add(day - timedelta(days=1), 1) == day) != (day in setting.worked)]
        missed = [day for day in wrong if day in setting.worked]
        share = f"{100 * exact / samples:.2f} %" if exact < samples else "100 %"
        why = adder.why
        if 0 < len(wrong) < len(OFFICIAL_SWAPS):
            why += f"; wrong on {', '.join(map(str, wrong))}"
        rows.append([adder.label, share, str(len(missed)), str(len(wrong) - len(missed)), why])
    return rows


def fresh_processes(repetitions: int) -> tuple[list[list[str]], list[str]]:
    """Times that only a new process can show, and what the import loads."""
    stopwatch = "import sys, time; {}; begun = time.perf_counter_ns(); {}; "
    stopwatch += "sys.stdout.write(str(time.perf_counter_ns() - begun))"
    built = stopwatch.format("import thutuc", "thutuc.vietnam_calendar()")
    loaded = "holidays.VN(years=range(2007, 2036), language='vi')"
    theirs = stopwatch.format("pass", f"import holidays; {loaded}")
    look = "import sys, thutuc; sys.stdout.write(' '.join({'holidays', 'dateutil'} & set(sys.modules)))"
    runs: dict[str, list[int]] = {"bare": [], "import": [], "build": [], "theirs": []}
    with tempfile.TemporaryDirectory() as folder:
        for i in range(repetitions + 1):
            spent = {
                "bare": _process("pass", folder)[0],
                "import": _process("import thutuc", folder)[0],
                "build": int(_process(built, folder)[1]),
                "theirs": int(_process(theirs, folder)[1]),
            }
            if i:  # the first round writes the compiled modules
                for name, nanoseconds in spent.items():
                    runs[name].append(nanoseconds)
        found = _process(look, folder)[1]
    best = {name: min(values) for name, values in runs.items()}
    median = {name: statistics.median(values) for name, values in runs.items()}
    net = median["import"] - median["bare"]

    def row(label: str, low: float, middle: float, verdict: str = "") -> list[str]:
        return [label, f"{low / 1e6:.1f}", f"{middle / 1e6:.1f}", verdict]

    rows = [
        row("bare interpreter, start to exit", best["bare"], median["bare"]),
        row("with `import thutuc`", best["import"], median["import"]),
        row("`import thutuc` alone, the difference", best["import"] - best["bare"], net,
            verdict_of(net, IMPORT, "60 ms")),
        row("first `vietnam_calendar()`, with the import of `holidays`", best["build"], median["build"],
            verdict_of(median["build"], BUILD, "250 ms")),
        row(f"`import holidays` and `{loaded}`, for comparison", best["theirs"], median["theirs"]),
    ]  # fmt: skip
    verdict = f"{found}; aim: neither, NOT MET" if found else "neither; aim: neither, met"
    return rows, [f"Of `holidays` and `dateutil`, `import thutuc` loads {verdict}."]


def _process(code: str, folder: str) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    begun = perf_counter_ns()
    done = subprocess.run(  # noqa: S603 - this interpreter, this file's own code
        [sys.executable, "-X", f"pycache_prefix={folder}", "-c", code],
        capture_output=True, check=True, cwd=folder, env=environment, text=True,
    )  # fmt: skip
    return perf_counter_ns() - begun, done.stdout


# Writing -------------------------------------------------------------------------------------------------
def machine() -> str:
    """Processor and their number."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{model}, {os.cpu_count()} processors, {platform.system()}"


def load() -> str:
    """The load averages, where the system gives them."""
    if not hasattr(os, "getloadavg"):
        return "not known"
    return ", ".join(f"{value:.2f}" for value in os.getloadavg())


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure thutuc beside other libraries.")
    parser.add_argument("--write", type=Path, help=f"put the tables between the marks of a page, {BEGIN}")
    parser.add_argument("--date", type=date.fromisoformat, default=date.today(), help="date of the run")
    parser.add_argument("--repetitions", type=int, default=15, help="of every task, 7 or more (15)")
    parser.add_argument("--seconds", type=float, default=0.02, help="of one task in one repetition (0.02)")
    parser.add_argument("--processes", type=int, default=15, help="new processes for each figure (15)")
    parser.add_argument("--rows", type=int, default=100_000_000, help="of the longest Parquet file")
    parser.add_argument("--log", type=Path, help="an XES file packed by gzip; left out, one is made")
    parser.add_argument("--samples", type=int, default=5_000, help="random questions to check (5000)")
    parser.add_argument("--seed", type=int, default=2026, help="of the random arguments (2026)")
    given = parser.parse_args()
    given.repetitions = max(7, given.repetitions)
    if given.write is not None:
        page = given.write.read_text("utf-8") if given.write.exists() else ""
        if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(END) < page.index(BEGIN):
            parser.error(f"{given.write} must exist and have one line {BEGIN} and, after it, one line {END}")
    return given


def report(given: argparse.Namespace) -> Iterator[str]:
    """The whole report, part by part, as each is known."""
    begun, before = perf_counter(), load()
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield (
        f"Measured on {given.date:%d/%m/%Y}: {machine()}, {platform.python_implementation()} "
        f"{platform.python_version()}; {versions}.\n\n"
        f"Each time is the median of {given.repetitions} interleaved repetitions, the loop around the call "
        "included; each ratio the median of the ratios within the repetitions."
    )
    setting = Setting(given.seed)
    sections = [make(setting) for make in SECTIONS]
    measured = measure(sections, given.repetitions, given.seconds)
    add = measured[id(sections[0].tasks[0])]
    for section in sections:
        yield section_text(section, measured, add)
    yield "\n".join(["### Right answers", "", *answers_text(setting, given.samples)])
    rows, notes = fresh_processes(given.processes)
    head = ("", "best, ms", "median, ms", "aim")
    process_notes = [f"{given.processes} processes each, the compiled modules written before.", *notes]
    yield "\n".join(["### In a new process", "", table(head, rows), "", " ".join(process_notes)])
    yield files_text(given.rows)
    yield event_logs(given.log)
    yield (
        f"Load averages (1, 5, 15 minutes) at the start {before}, at the end {load()}; "
        f"the run took {perf_counter() - begun:.0f} s."
    )


def files_text(rows: int) -> str:
    """From Parquet files to a report, each count in a process of its own."""
    text, slopes = sizes(rows, repetitions=3)
    note = (
        "Due dates and the report of half a year by office; the median of three, and all the memory it took."
    )
    return "\n".join(
        ["### From a Parquet file to a report", "", text, "", note, "", *(f"- {one}" for one in slopes)]
    )


def answers_text(setting: Setting, samples: int) -> list[str]:
    """The shares of exact answers, and how each library was made as exact as it can be."""
    head = ("", "exact answers", "working days taken as off", "days off taken as worked")
    rows = check_answers(setting, samples)
    differ = sorted(d for d in naive_days(setting.cal) ^ setting.worked if FIRST <= d <= LAST)
    agreement = f"differs from it on {', '.join(map(str, differ))}" if differ else "has the same working days"
    asked = (
        f"{samples:,} random questions, with starts from {FIRST.year} to {LAST.year}, days off too, and 1 to "
        f"{LONGEST} working days; and every day of these years. They are held against a loop that walks day "
        "by day over Monday to Friday, without the statutory days off (those of `holidays`) and with the "
        f"{len(OFFICIAL_SWAPS)} swaps announced for these years. The definition of the calendar of thutuc, "
        f"read without its tables, {agreement}."
    )
    remarks = [f"- {row[0]}: {row[4]}." for row in rows if row[4]]
    return [asked, "", table(head, [row[:4] for row in rows]), "", *remarks]


def write(page: Path, text: str) -> None:
    before, rest = page.read_text("utf-8").split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", "utf-8")


def main() -> None:
    given = arguments()
    parts = []
    for part in report(given):
        print(part, end="\n\n", flush=True)
        parts.append(part)
    if given.write is not None:
        write(given.write, "\n\n".join(parts))
        print(f"written to {given.write}")


if __name__ == "__main__":
    main()
