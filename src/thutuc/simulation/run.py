"""`Run`: what became of the dossiers of a simulation, as a register and as legs (kết quả mô phỏng)."""

import math
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from thutuc import arrays, frames
from thutuc.arrays.lookup import Ints
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import require, short_text
from thutuc.law import SupplementRule, regime_on
from thutuc.limits import TimeLimit
from thutuc.reports import MEASURES
from thutuc.reports.periods import period_text
from thutuc.simulation.engine import NEVER
from thutuc.simulation.flows import Flow
from thutuc.simulation.intervals import Interval, mean_of
from thutuc.simulation.played import Played
from thutuc.simulation.run_columns import Columns, Named, as_moments, frame_of
from thutuc.words.table import Cell, Shown, Table

_RATES = {"on_time_rate": ("tỷ lệ đúng hạn", "on-time rate"), "late_rate": ("tỷ lệ quá hạn", "late rate")}


@attrs.frozen(eq=False, slots=False, repr=False)
class Run(Shown):
    """The replications of a model, shown as their figures with intervals (các lần chạy mô hình)."""

    flows: tuple[Flow, ...]
    offices: tuple[str, ...]
    calendar: WorkCalendar
    start: date
    end: date
    played: tuple[Played, ...] = attrs.field(repr=False)
    engine: str = "polars"
    seed: int = 0
    since: date | None = None
    """The first day of the warm-up, on which dossiers began to come."""

    def __repr__(self) -> str:
        runs = f"{len(self.played)} replication{'s' * (len(self.played) > 1)}"
        dossiers = sum(one.flow.size for one in self.played)
        return f"<Run {self.start} to {self.end}: {runs}, {dossiers:,} dossiers>"

    def __str__(self) -> str:
        return self.text("en")

    @cached_property
    def register(self) -> Any:  # noqa: ANN401 - a frame of the engine
        """All dossiers of all runs, with the columns of a register, and `replication` (sổ theo dõi).

        A code is the name of the flow and a number, such as `"1.004222/17"`; from the second replication on
        it ends with that of the replication, as in `"1.004222/17#1"`, so that every code stands for one.
        """
        return frame_of([self._register_of(one, i) for i, one in enumerate(self.played)], self.engine)

    @cached_property
    def legs(self) -> Any:  # noqa: ANN401 - a frame of the engine
        """Who had a dossier from when to when, as the legs of a log, and `replication` (các chặng).

        The columns are those of [`EventLog.legs`][thutuc.logs.EventLog.legs]. `officer` counts those of an
        office from 1; it is 0 while nobody has taken the dossier up. Nothing is `paused`: what came back with
        supplements is a leg of its own, `rework`.
        """
        return frame_of([self._legs_of(one, i) for i, one in enumerate(self.played)], self.engine)

    @cached_property
    def _codes(self) -> tuple[list[str], Ints]:
        """The codes of all dossiers, and of each replication and flow the place of the first."""
        counts = np.array([np.bincount(one.flow, minlength=len(self.flows)) for one in self.played])
        codes = [
            f"{flow.name}/{k + 1}" + (f"#{i}" if i else "")
            for i, row in enumerate(counts.tolist())
            for flow, n in zip(self.flows, row, strict=True)
            for k in range(n)
        ]
        return codes, (np.cumsum(counts) - counts.ravel()).reshape(counts.shape)

    def _code_of(self, played: Played, replication: int) -> Ints:
        places: Ints = self._codes[1][replication][played.flow] + played.number
        return places

    def _register_of(self, played: Played, replication: int) -> Columns:
        due_on, due_at = self._due(played)
        limits = [_amount_and_unit(flow.due_limit()) for flow in self.flows]
        by_flow = {
            "procedure": [flow.procedure.code for flow in self.flows],
            "office": [flow.procedure.steps[flow.ways()[0][0][0]].office for flow in self.flows],
            "mechanism": [flow.mechanism for flow in self.flows],
            "channel": ["" if flow.channel is None else flow.channel.name.lower() for flow in self.flows],
        }
        return {
            "code": Named(self._codes[0], self._code_of(played, replication)),
            **{name: Named(values, played.flow) for name, values in by_flow.items()},
            "received_at": as_moments(played.received),
            "limit": np.array([amount for amount, _ in limits], np.float64)[played.flow],
            "unit": Named([unit for _, unit in limits], played.flow),
            "due_on": due_on,
            "due_at": due_at,
            "finished_at": as_moments(played.ended),
            "returned_at": as_moments(np.full(len(played.flow), NEVER)),
            "refused": played.refused.astype(bool),
            "replication": np.full(len(played.flow), replication),
        }

    def _legs_of(self, played: Played, replication: int) -> Columns:
        legs = played.legs
        steps = [[step.name for step in flow.procedure.steps] for flow in self.flows]
        firsts = np.cumsum([0, *(len(names) for names in steps)])
        flow = played.flow[legs["case"]]
        order, rework = _order_and_rework(legs)
        return {
            "dossier": Named(self._codes[0], self._code_of(played, replication)[legs["case"]]),
            "order": order,
            "step": Named([name for names in steps for name in names], firsts[flow] + legs["step"]),
            "office": Named(self.offices, legs["office"]),
            "officer": legs["officer"] + 1,
            **{name: as_moments(legs[key]) for name, key in _TIMES.items()},
            "paused": np.zeros(len(order)),
            "rework": rework,
            "replication": np.full(len(order), replication),
        }

    def _due(self, played: Played) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Due days and moments of all dossiers, missing where a procedure has no limit."""
        due_on = np.full(len(played.flow), np.datetime64("NaT", "D"), "M8[D]")
        due_at = np.full(len(played.flow), np.datetime64("NaT", "us"), "M8[us]")
        for i, flow in enumerate(self.flows):
            limit = flow.due_limit()
            mine = np.flatnonzero(played.flow == i)
            if limit is not None and len(mine):
                found = _judged(flow, limit, played, mine, self.calendar, end=self.end)
                due_on[mine] = found.due_on
                # A day is over when it is over, whatever the hour.
                due_at[mine] = np.where(found.to_the_minute, found.due_at, np.datetime64("NaT", "us"))
        return due_on, due_at

    # Figures --------------------------------------------------------------------------------------------

    @cached_property
    def figures(self) -> Mapping[str, npt.NDArray[np.float64]]:
        """Every measure of the period report, and rates, by replication (số liệu của từng lần chạy).

        `on_time_rate` is the share of the resolved that were early or on time, `late_rate` that of the late.
        """
        report = nw.from_native(
            frames.period_report(self.register, self.start, self.end, by="replication", due_at="due_at")
        )
        rows = _rows(report)
        found = {
            name: np.array([float(rows.get(i, {}).get(name, 0)) for i in range(len(self.played))])
            for name in MEASURES
        }
        with np.errstate(invalid="ignore"):
            found["on_time_rate"] = (found["early"] + found["on_time"]) / found["resolved"]
            found["late_rate"] = found["late"] / found["resolved"]
        return found

    def of_flow(self, name: str) -> "Run":
        """The same runs with the dossiers of one flow alone, for figures of its own (kết quả của một luồng).

        Raises:
            InvalidValueError: If there is no such flow.
        """
        names, wanted = [flow.name for flow in self.flows], short_text(name)
        if wanted not in names:
            raise InvalidValueError(f"a run has no flow {name!r}; it has {', '.join(names)}", given=name)
        return attrs.evolve(self, played=tuple(one.of_flow(names.index(wanted)) for one in self.played))

    def values(self, measure: str) -> npt.NDArray[np.float64]:
        """A measure in each replication.

        Raises:
            InvalidValueError: If there is no such measure.
        """
        if not isinstance(measure, str) or measure not in self.figures:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidValueError(
                f"a run has no measure {measure!r}; it has {', '.join(self.figures)}", given=measure
            )
        return self.figures[measure]

    def mean(self, measure: str) -> float:
        """A measure on average over the replications that have it; not a number where none has.

        Raises:
            InvalidValueError: If there is no such measure.
        """
        values = self.values(measure)
        known = values[~np.isnan(values)]
        return float(known.mean()) if known.size else math.nan

    def interval(self, measure: str, level: float = 0.95) -> Interval:
        """The mean of a measure, and between what it lies with a confidence of *level* (khoảng tin cậy).

        Raises:
            InvalidValueError: If there is no such measure, or less than two replications.
        """
        return mean_of(self.values(measure), level)

    def table(self, language: str = "vi") -> Table:
        """Every figure on average over the replications, and its interval where there are several (số liệu).

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        rows = list[tuple[Cell, ...]]()
        for name, words in {**MEASURES, **_RATES}.items():
            values = self.values(name)
            places = 4 if name in _RATES else 2
            if np.count_nonzero(~np.isnan(values)) > 1:
                one = self.interval(name)
                rows.append((words, *(round(number, places) for number in (one.mean, one.low, one.high))))
            else:
                mean = self.mean(name)
                rows.append((words, None if math.isnan(mean) else round(mean, places), None, None))
        vi, en = (period_text(self.start, self.end, one) for one in ("vi", "en"))
        runs = len(self.played)
        return Table(
            (
                f"Số liệu của mô hình, kỳ {vi}: trung bình và khoảng tin cậy 95%, số lần chạy: {runs}",
                f"Figures of a model, {en}: mean and 95 % interval, replications: {runs}",
            ),
            (
                ("measure", "chỉ tiêu", "measure"),
                ("mean", "trung bình", "mean"),
                ("low", "từ", "from"),
                ("high", "đến", "to"),
            ),
            tuple(rows),
            language,
        )


def _order_and_rework(legs: Mapping[str, Ints]) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """The number of each leg in its dossier, from 1, and whether the dossier had its step before."""
    case, step = legs["case"], legs["step"]
    if not len(case):
        return case, case == NEVER
    by_case = np.lexsort((legs["entered"], case))
    first = np.searchsorted(case[by_case], case)
    order = np.empty(len(case), np.int64)
    order[by_case] = np.arange(1, len(case) + 1)
    order -= first
    visit = case * (int(step.max()) + 1) + step
    earliest = np.empty(int(visit.max()) + 1, np.int64)
    # Written from the last to the first, the first stays.
    earliest[visit[by_case[::-1]]] = order[by_case[::-1]]
    return order, order > earliest[visit]


_TIMES = {"entered": "entered", "started": "started", "finished": "left"}


def _rows(report: "nw.DataFrame[Any]") -> dict[int, dict[str, Any]]:
    return {row["replication"]: row for row in report.iter_rows(named=True)}


def _amount_and_unit(limit: TimeLimit | None) -> tuple[float, str | None]:
    return (float("nan"), None) if limit is None else (float(limit.amount), limit.unit.name.lower())


def _judged(
    flow: Flow, limit: TimeLimit, played: Played, mine: Ints, calendar: WorkCalendar, *, end: date
) -> "arrays.DueDates":
    """Due dates of the dossiers *mine*, by what their supplements do to the clock.

    Of what is with the citizen at *end* the clock stands still, so that waiting makes nothing overdue.
    """
    received = as_moments(played.received[mine])
    row_of = np.full(len(played.flow), -1)
    row_of[mine] = np.arange(len(mine))
    waits = played.pauses[row_of[played.pauses[:, 0]] >= 0]
    rows, rules = row_of[waits[:, 0]], _rules(flow, received)[row_of[waits[:, 0]]]
    # What has not come back yet has begun nothing again.
    is_open = waits[:, 2] == NEVER
    waits[is_open, 2] = np.datetime64(end, "us").astype(np.int64)
    rules[is_open & (rules == SupplementRule.RESTART)] = SupplementRule.RESUME
    restarted = np.flatnonzero(rules == SupplementRule.RESTART)
    starts = received.view(np.int64).copy()
    # Of several supplements the last to come is the one from which the limit counts.
    np.maximum.at(starts, rows[restarted], waits[restarted, 2])
    # A part beside it may have begun the limit again since.
    waits[:, 1] = np.maximum(waits[:, 1], starts[rows])
    resumed = np.flatnonzero(rules == SupplementRule.RESUME)
    pauses = _apart(np.column_stack([rows, waits[:, 1:]])[resumed])
    moments = pauses[:, 0], as_moments(pauses[:, 1]), as_moments(pauses[:, 2])
    return arrays.due(limit, starts.view("M8[us]"), calendar, pauses=moments if len(pauses) else None)


def _apart(pauses: Ints) -> Ints:
    """Pauses of each row in order, those that overlap, of parts side by side, made one."""
    ordered = pauses[np.lexsort((pauses[:, 1], pauses[:, 0]))]
    found = list[list[int]]()
    for row, asked, back in ordered.tolist():
        if found and found[-1][0] == row and asked <= found[-1][2]:
            found[-1][2] = max(found[-1][2], back)
        else:
            found.append([row, asked, back])
    return np.array(found, np.int64).reshape(-1, 3)


def _rules(flow: Flow, received: npt.NDArray[np.datetime64]) -> npt.NDArray[Any]:
    """What a supplement does to the clock of each dossier: by its procedure, or by the regime of its day."""
    days, which = np.unique(received.astype("M8[D]"), return_inverse=True)
    rules = [flow.procedure.policy.on_supplement or regime_on(day).on_supplement for day in days.tolist()]
    return np.array(rules, object)[which]


def differences(base: Run, reform: Run, measure: str, level: float = 0.95) -> Interval:
    """How much a reform changes a measure: the mean of the differences within each replication.

    Args:
        base: The run of the model as it is.
        reform: The run of the changed one, with the same seed and as many replications.
        measure: Which figure.
        level: The confidence of the interval.

    Raises:
        InvalidTypeError: If one of them is no run.
        InvalidValueError: If the runs differ in their period, warm-up, seed or number of replications, or
            there is no such measure.
    """
    settings = [
        (one.since, one.start, one.end, one.seed, len(one.played))
        for one in (require(base, Run, "a run"), require(reform, Run, "a run"))
    ]
    if settings[0] != settings[1]:
        raise InvalidValueError(
            "two runs are compared over one period, with one warm-up, one seed and as many replications; run "
            "both models alike",
            given=(len(base.played), len(reform.played)),
        )
    return mean_of(reform.values(measure) - base.values(measure), level)
