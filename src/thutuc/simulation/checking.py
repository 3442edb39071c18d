"""How near a model comes to what was recorded, beside a naive one (đối chiếu mô hình với thực tế)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import attrs
import numpy as np

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.simulation.arrivals import Inflow
from thutuc.simulation.distances import DISTANCES, Stretches
from thutuc.simulation.distributions import Fixed
from thutuc.simulation.flows import Flow, Path
from thutuc.simulation.played import Played
from thutuc.simulation.run import Run
from thutuc.simulation.run_columns import as_moments
from thutuc.simulation.staff import Staff
from thutuc.words.table import Shown, Table

_WORDS = {
    "n_gram": ("trình tự các bước (n-gram)", "order of steps (n-gram)"),
    "absolute": ("thời điểm trên lịch (giờ)", "moments on the calendar (hours)"),
    "relative": ("thời điểm từ khi nhận (giờ)", "moments since receipt (hours)"),
    "circadian": ("giờ trong ngày theo thứ (giờ)", "hours of the weekdays (hours)"),
    "cycle_time": ("thời gian giải quyết (giờ)", "cycle time (hours)"),
}


@attrs.frozen
class Distance:
    """How far simulated dossiers lie from recorded ones, by one measure (khoảng cách).

    Args:
        name: Which: one of `DISTANCES`.
        model: Of the model, on average over its replications.
        naive: Of the naive model.
    """

    name: str
    model: float
    naive: float


@attrs.frozen
class Check(Shown):
    """A model held against what was recorded: 0 is the same, the naive model's figure the scale (kết quả).

    Args:
        distances: By each measure.
        cases: How many cases were recorded, and how many the model simulated on average.
    """

    distances: tuple[Distance, ...]
    cases: tuple[int, float]

    def __getitem__(self, name: str) -> Distance:
        for distance in self.distances:
            if distance.name == name:
                return distance
        raise InvalidValueError(
            f"a check has no distance {name!r}; it has {', '.join(one.name for one in self.distances)}",
            given=name,
        )

    def table(self, language: str = "vi") -> Table:
        """The distances of the model and the naive one, side by side.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        columns = (
            ("distance", "khoảng cách", "distance"),
            ("model", "mô hình", "model"),
            ("naive", "mô hình ngây thơ", "naive model"),
        )
        rows = [(_WORDS[one.name], round(one.model, 3), round(one.naive, 3)) for one in self.distances]
        return Table(("Đối chiếu mô hình", "Check of a model"), columns, tuple(rows), language)

    def __str__(self) -> str:
        return self.table("en").text()


def naive_parts(
    flows: Iterable[Flow], offices: Iterable[str], calendar: WorkCalendar, period: tuple[date, date]
) -> tuple[list[Flow], dict[str, Staff], WorkCalendar]:
    """A model that knows only means: as many arrivals, the commonest way, each step as long as on average.

    It has no nights, no days off and no chance: what takes an hour of an office takes as many hours of the
    clock as an hour of work does on average.
    """
    days = (period[1] - period[0]).days
    worked = sum((calendar.working_time_on(period[0] + timedelta(days=i)) for i in range(days)), timedelta())
    stretch = timedelta(days=days) / worked if worked else 1.0
    around = WorkCalendar(calendar.first, calendar.last, hours={"mon-sun": "00:00-24:00"}, zone=calendar.zone)
    naive = list[Flow]()
    for flow in flows:
        work = {
            step: Fixed(
                (one.mean + (flow.delays[step].mean if step in flow.delays else timedelta())) * stretch
            )
            for step, one in flow.service.items()
        }
        commonest = max(flow.paths, key=lambda path: path.weight).steps if flow.paths else ()
        rate = Inflow(flow.expected(calendar, *period) / days)
        naive.append(
            attrs.evolve(
                flow,
                arrivals=rate,
                service=work,
                delays={},
                supplements={},
                refusals={},
                paths=[Path(commonest)] if commonest else [],
            )
        )
    return naive, dict.fromkeys(offices, Staff(None)), around


def simulated(run: Run, since: date, before: date, *, has_starts: bool) -> list[Stretches]:
    """What is done of the dossiers of each replication that came in [since, before)."""
    return [_stretches(run, one, (since, before), has_starts=has_starts) for one in run.played]


def _stretches(run: Run, played: Played, period: tuple[date, date], *, has_starts: bool) -> Stretches:
    legs = played.legs
    first, end = (np.datetime64(day, "us").view(np.int64) for day in period)
    received = played.received[legs["case"]]
    is_over = (legs["left"] >= 0) & (received >= first) & (received < end)
    steps = [[step.name for step in flow.procedure.steps] for flow in run.flows]
    firsts = np.cumsum([0, *(len(names) for names in steps)])
    names = np.array([name for of in steps for name in of], object)
    case = legs["case"][is_over]
    ended = as_moments(legs["left"][is_over])
    started = as_moments(legs["started"][is_over]) if has_starts else ended
    return Stretches(case, names[firsts[played.flow[case]] + legs["step"][is_over]], started, ended)


def checked_against(real: Stretches, of_model: Sequence[Stretches], of_naive: Sequence[Stretches]) -> Check:
    """The distances of both models from what was recorded, on average over their replications.

    Raises:
        InvalidValueError: If one of them has nothing that is done.
    """

    def mean(name: str, runs: Sequence[Stretches]) -> float:
        return sum(DISTANCES[name](real, one) for one in runs) / len(runs)

    if not all(len(one.case) for one in (real, *of_model, *of_naive)):
        raise InvalidValueError("a distance needs finished work in both logs; one of them has none", given=0)
    distances = tuple(Distance(name, mean(name, of_model), mean(name, of_naive)) for name in DISTANCES)
    counts = [len(set(one.case.tolist())) for one in of_model]
    return Check(distances, (len(set(real.case.tolist())), sum(counts) / len(counts)))
