"""How much work comes to each office, beside what its officers can do (khối lượng công việc)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import OverloadError
from thutuc.simulation.flows import Flow
from thutuc.simulation.staff import Staff


@attrs.frozen
class Load:
    """The expected work of an office over the working time of its officers (tải công việc).

    Examples:
        >>> Load("Thuế", timedelta(hours=90), timedelta(hours=100)).share
        0.9
    """

    office: str
    work: timedelta
    """What comes, in time of a whole officer."""
    time: timedelta
    """What its officers have."""
    signs: bool = True
    """Whether results can leave it in these days: not if it signs on weekdays of which none is worked."""

    @property
    def share(self) -> float:
        """Work over time: from 1 on, what waits grows without end."""
        return self.work / self.time if self.time else float("inf") if self.work else 0.0


def loads_of(
    flows: Iterable[Flow],
    staff: Mapping[str, Staff],
    calendars: Mapping[str | None, WorkCalendar],
    period: tuple[date, date],
) -> tuple[Load, ...]:
    """The loads of all offices in the days from *period*[0] up to *period*[1], the busiest first."""
    work = dict.fromkeys(staff, 0.0)
    for flow in flows:
        dossiers = flow.expected(calendars[None], *period)
        visits = flow.visits()
        for step in flow.procedure.steps:
            work[step.office] += (
                dossiers * visits[step.name] * (flow.service[step.name].mean / timedelta.resolution)
            )
    found = [
        Load(office, _as_time(work[office]), *_time(calendars[office], period, one))
        for office, one in staff.items()
    ]
    return tuple(sorted(found, key=lambda load: -load.share))


def _as_time(work: float) -> timedelta:
    """Microseconds, or as many as there can be."""
    most = timedelta.max / timedelta.resolution
    return timedelta.max if work >= most else timedelta(microseconds=work)


def _time(calendar: WorkCalendar, period: tuple[date, date], staff: Staff) -> tuple[timedelta, bool]:
    """What the officers have, and whether a result can be signed."""
    days = (period[0] + timedelta(days=i) for i in range((period[1] - period[0]).days))
    worked = {day: calendar.working_time_on(day) for day in days if calendar.is_working_day(day)}
    signs = not staff.signing or any(day.weekday() in staff.signing for day in worked)
    time = sum(worked.values(), timedelta()) / timedelta.resolution
    return _as_time(time * staff.capacity if time else 0.0), signs


def refuse_overload(loads: Iterable[Load]) -> None:
    """Raise if an office has more work than its officers can do.

    Raises:
        OverloadError: It names the office and its load.
    """
    for load in loads:
        if load.work and not load.signs:
            raise OverloadError(
                f"office {load.office!r} signs on weekdays of which none is worked in these days, so that no "
                'result leaves it; give it another day of signing, or say overload="run"',
                office=load.office,
                load=load.share,
            )
        if load.work and not load.time:
            raise OverloadError(
                f"office {load.office!r} gets work and is never open in these days; give it a calendar with "
                'working time, or say overload="run"',
                office=load.office,
                load=load.share,
            )
        if load.share >= 1:
            raise OverloadError(
                f"office {load.office!r} gets {load.share:.0%} of the work that its officers can do, so the "
                'queue grows without end; give it more officers or less work, or say overload="run"',
                office=load.office,
                load=load.share,
            )
