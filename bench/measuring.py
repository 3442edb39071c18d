"""What is measured, how, and the tables it is shown in."""

import statistics
import timeit
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Task:
    """One line of the table: a statement run for each of many arguments."""

    label: str
    statement: str
    each: str
    """The names the statement uses for its arguments."""
    over: Sequence[object]
    names: Mapping[str, object]
    answers: int = 1
    """How many answers one call gives; the figure is the time of one."""
    aim: float | None = None
    rival: bool = False
    within: tuple[str, float] | None = None
    """The label of another task of the section, and how many times its time is the aim."""
    own_types: bool = False
    """Whether it is spared the conversion from and to Python's dates."""


@dataclass(frozen=True)
class Section:
    title: str
    tasks: Sequence[Task]
    base: str | None = None
    """Label of the task that all others are compared with; left out, adding five working days."""
    notes: Sequence[str] = ()
    faster: float | None = None
    """How many times faster than the fastest rival it should be."""


@dataclass
class Measured:
    task: Task
    timer: timeit.Timer
    calls: int
    number: int
    runs: list[float] = field(default_factory=list)

    @classmethod
    def prepare(cls, task: Task, seconds: float) -> "Measured":
        """Choose how many arguments and passes fill one repetition of about *seconds*."""
        few = task.over[:10]
        once = min(_timer(task, few).repeat(3, 1)) / len(few)
        calls = min(len(task.over), max(10, int(seconds / once)))
        return cls(task, _timer(task, task.over[:calls]), calls, max(1, int(seconds / once / calls)))

    def run(self) -> None:
        answers = self.number * self.calls * self.task.answers
        self.runs.append(self.timer.timeit(self.number) / answers * 1e9)

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    def times(self, base: "Measured") -> float:
        """How often the time of *base* goes into this one, repetition by repetition."""
        return statistics.median(mine / other for mine, other in zip(self.runs, base.runs, strict=True))


def _timer(task: Task, over: Sequence[object]) -> timeit.Timer:
    return timeit.Timer(
        f"for {task.each} in over_:\n    {task.statement}", globals={**task.names, "over_": over}
    )


def measure(sections: Iterable[Section], repetitions: int, seconds: float) -> dict[int, Measured]:
    """Run all tasks of all sections, interleaved; the answers by the task's identity."""
    measured = {id(task): Measured.prepare(task, seconds) for section in sections for task in section.tasks}
    for _ in range(repetitions):
        for one in measured.values():
            one.run()
    return measured


def verdict_of(value: float, aim: float | None, text: str) -> str:
    """The aim, and whether it is met."""
    if aim is None:
        return ""
    return f"≤ {text}: {'met' if value <= aim else 'NOT MET'}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """A Markdown table, padded so that it reads as text too; the first *left* columns are words."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = [
            f"{cell:<{width}}" if i < left else f"{cell:>{width}}"
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * width if i < left else "-" * (width - 1) + ":" for i, width in enumerate(widths)]
    return "\n".join([line(lines[0]), line(rule), *map(line, lines[1:])])


def _aim_of(task: Task, figure: Measured, figures: Mapping[str, Measured]) -> str:
    if task.within is None:
        return verdict_of(figure.median, task.aim, f"{task.aim or 0:,.0f} ns")
    label, most = task.within
    return verdict_of(figure.times(figures[label]), most, f"{most:g} × {label}")


def section_text(section: Section, measured: Mapping[int, Measured], add: Measured) -> str:
    """One section: its table, the fastest of the others, its notes."""
    figures = {task.label: measured[id(task)] for task in section.tasks}
    base = figures[section.base] if section.base else add
    rows = [
        [
            task.label,
            f"`{task.statement}`",
            f"{figure.median:,.0f}",
            f"{min(figure.runs):,.0f}",
            ratio(figure.times(base)),
            _aim_of(task, figure, figures),
        ]
        for task, figure in zip(section.tasks, figures.values(), strict=True)
    ]
    head = ("", "call", "median, ns", "best, ns", f"× {section.base or 'adding 5 working days'}", "aim")
    lines = [f"### {section.title}", "", table(head, rows, 2)]
    rivals = {task.label: figures[task.label].times(base) for task in section.tasks if task.rival}
    own = {task.label for task in section.tasks if task.own_types}
    alike = {label: times for label, times in rivals.items() if label not in own}
    for words, among in (("Fastest of all others", rivals), ("Fastest with the same types", own and alike)):
        if among:
            lines += ["", f"{words}: {_fastest(among, section.faster)}."]
    for note in section.notes:
        lines += ["", note]
    return "\n".join(lines)


def _fastest(rivals: Mapping[str, float], aim: float | None) -> str:
    label = min(rivals, key=rivals.__getitem__)
    verdict = f" (aim: {aim} or more, {'met' if rivals[label] >= aim else 'NOT MET'})" if aim else ""
    return f"{label}, {ratio(rivals[label])} times the time of thutuc{verdict}"


def ratio(value: float) -> str:
    """Three figures are enough."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def most_memory() -> float:
    """Most megabytes this process has held; not a number where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    # Not `ru_maxrss`, in which a new process starts with what its parent had.
    (line,) = (line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
