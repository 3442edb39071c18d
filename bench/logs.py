"""How fast event logs are read, beside bare passes of expat: `python bench/logs.py [FILE.xes.gz]`.

Without a file a log is made that is as the largest ones that are published: events of twenty attributes,
most of them the same for a whole case. Each repetition makes every pass once, so that a disturbance of the
machine meets all of them; a ratio is the median of the ratios within the repetitions. The memory is that of
a new process.
"""

import argparse
import gzip
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from xml.parsers import expat

from measuring import table, verdict_of

from thutuc.logs import read_log

TIMES, MEGABYTES_IN_100 = 2, 500
"""Aims: at most twice a bare pass, and for each 100 MB of text at most 500 MB of memory."""
CASES, EVENTS, SHARED = 6_500, 12, 16


def made_log(path: Path) -> None:
    """A log of about 120 MB, packed."""
    chance = random.Random(2026)
    at = datetime(2017, 1, 2, 8, tzinfo=UTC)
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for case in range(CASES):
            shared = "".join(
                f'\t\t\t<string key="(case)_attribute_{i}" value="value {chance.randrange(10_000)}"/>\n'
                for i in range(SHARED)
            )
            file.write(f'\t<trace>\n\t\t<string key="concept:name" value="case {case}"/>\n')
            for event in range(EVENTS):
                at += timedelta(minutes=chance.randrange(30))
                file.write(
                    f'\t\t<event>\n\t\t\t<string key="concept:name" value="step {chance.randrange(40)}"/>\n'
                    f'\t\t\t<date key="time:timestamp" value="{at.isoformat(timespec="milliseconds")}"/>\n'
                    f'\t\t\t<string key="id" value="step {case}_{event}"/>\n{shared}'
                    f'\t\t\t<string key="org:group" value="Office {chance.randrange(20)}"/>\n\t\t</event>\n'
                )
            file.write("\t</trace>\n")
        file.write("</log>\n")


def bare(path: Path) -> None:
    """What any reading of XML costs at least: well-formedness alone."""
    with gzip.open(path) as file:
        expat.ParserCreate().ParseFile(file)


def told(path: Path) -> None:
    """The same where Python is told of each element, and does nothing."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda *_: None
    parser.EndElementHandler = lambda _: None
    with gzip.open(path) as file:
        parser.ParseFile(file)


PASSES: dict[str, Callable[[Path], object]] = {
    "expat, nothing told": bare,
    "expat, each element told": told,
    "`read_log`": read_log,
}


def measured(path: Path, repetitions: int) -> str:
    """A table of the passes over one file."""
    runs: dict[str, list[float]] = {name: [] for name in PASSES}
    for _ in range(repetitions):
        for name, run in PASSES.items():
            begun = perf_counter()
            run(path)
            runs[name].append(perf_counter() - begun)
    base, rows = next(iter(runs)), []
    for name, times in runs.items():
        ratio = statistics.median(mine / other for mine, other in zip(times, runs[base], strict=True))
        verdict = verdict_of(ratio, TIMES, f"{TIMES} ×") if name == "`read_log`" else ""
        rows.append([name, f"{statistics.median(times):.2f}", f"{min(times):.2f}", f"{ratio:.2f}", verdict])
    return table(("", "median, s", "best, s", f"× {base}", "aim"), rows)


def memory(path: Path) -> float:
    """The most memory that a process has taken that reads the file, in megabytes."""
    code = "import sys; from thutuc.logs import read_log; log = read_log(sys.argv[1])"
    code += "; from measuring import most_memory; print(most_memory())"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, path],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parent,
        text=True,
    )
    return float(done.stdout)


def event_logs(path: Path | None = None, repetitions: int = 5) -> str:
    """The section of the report on event logs."""
    with tempfile.TemporaryDirectory() as folder:
        if path is None:
            path = Path(folder, "log.xes.gz")
            made_log(path)
        log = read_log(path)
        with gzip.open(path) as file:
            size = sum(map(len, iter(lambda: file.read(1 << 20), b""))) / 1e6
        used, most = memory(path.resolve()), MEGABYTES_IN_100 * size / 100
        return (
            f"### Event logs\n\n{measured(path, repetitions)}\n\n"
            f"{len(log.cases):,} cases, {len(log):,} events, {size:.0f} MB of XES, unpacked on the way. "
            f"Reading takes {used:.0f} MB of memory, Python and numpy included; "
            f"{verdict_of(used, most, f'{most:.0f} MB')}."
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the reading of event logs.")
    parser.add_argument(
        "file", type=Path, nargs="?", help="an XES file packed by gzip; left out, one is made"
    )
    parser.add_argument("--repetitions", type=int, default=5)
    given = parser.parse_args()
    print(event_logs(given.file, given.repetitions))


if __name__ == "__main__":
    main()
