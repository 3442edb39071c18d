"""`Model`: flows of dossiers through offices with officers, by their calendars (mô hình)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import numpy as np

from thutuc.arrays.native_frames import chosen_engine
from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import (
    ReadOnly,
    checked,
    count,
    mapping,
    name_text,
    of,
    plain_date,
    repeated,
    require,
    several,
    short_text,
)
from thutuc.limits import TimeLimit
from thutuc.logs import EventLog
from thutuc.procedures import Procedure
from thutuc.procedures.route import office_text
from thutuc.procedures.side_by_side import side_by_side
from thutuc.simulation.arrivals import Arrivals, Recorded
from thutuc.simulation.checking import Check, checked_against, naive_parts, simulated
from thutuc.simulation.fitting import fitted
from thutuc.simulation.flows import Flow
from thutuc.simulation.loads import Load, loads_of, refuse_overload
from thutuc.simulation.log_lengths import read_stretches
from thutuc.simulation.played import play
from thutuc.simulation.run import Run
from thutuc.simulation.run_days import first_day, period_of
from thutuc.simulation.staff import Staff
from thutuc.simulation.unidentified import Unidentified


def _flows(given: Flow | Iterable[Flow]) -> tuple[Flow, ...]:
    return (given,) if isinstance(given, Flow) else several(given, Flow, "flows")


def _staff(given: Mapping[str, Any]) -> ReadOnly[str, Staff]:
    offices = mapping(given, "the staff of each office")
    return ReadOnly(
        {
            office_text(office): one if isinstance(one, Staff) else Staff(one)
            for office, one in offices.items()
        }
    )


@attrs.frozen(repr=False)
class Model:
    """Offices that work on dossiers as they come, day by day of a dated calendar (mô hình một cửa).

    A dossier draws the same numbers in every variant of a model, so that the difference of two runs with one
    seed is the work of the reform and not of chance.

    Args:
        flows: What comes, and what work it takes.
        staff: The officers of every office of the routes: a `Staff`, or a number of officers.
        calendar: When they work, where their `Staff` has no calendar; it also counts the due dates.
        not_identified: What the log that it was fitted to does not tell.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a step has an office without staff, calendars lie in different zones, or two
            flows have one name.

    Examples:
        >>> from datetime import date, timedelta
        >>> from thutuc.simulation import Exponential, Flow, Inflow
        >>> from thutuc import Procedure, Step, TimeLimit, Unit, vietnam_calendar
        >>> days = Unit.WORKING_DAY
        >>> procedure = Procedure("1.004222", "Đăng ký", limit=TimeLimit(5, days), steps=[
        ...     Step("tiếp nhận", office="Một cửa"), Step("thẩm định", office="Phòng TN&MT")])
        >>> flow = Flow(procedure, Inflow(20), {
        ...     "tiếp nhận": timedelta(minutes=10), "thẩm định": Exponential(timedelta(minutes=40))})
        >>> model = Model([flow], {"Một cửa": 1, "Phòng TN&MT": 2}, vietnam_calendar())
        >>> run = model.run(date(2026, 1, 1), date(2026, 4, 1), replications=5, seed=1)
        >>> run.mean("received") > 1000
        True
    """

    flows: tuple[Flow, ...] = attrs.field(converter=_flows)
    staff: Mapping[str, Staff] = attrs.field(converter=_staff)
    calendar: WorkCalendar = attrs.field(validator=of(WorkCalendar))
    not_identified: tuple[Unidentified, ...] = attrs.field(default=(), eq=False, repr=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        names = [flow.name for flow in self.flows]
        if not names:
            raise InvalidValueError("a model needs a flow of dossiers", given=names)
        for twice in repeated(names):
            raise InvalidValueError(
                f"two flows are called {twice!r}; give each a `name` of its own", given=twice
            )
        needed = {step.office: step.name for flow in self.flows for step in flow.procedure.steps}
        for office, step in needed.items():
            if office not in self.staff:
                raise InvalidValueError(
                    f"step {step!r} is done by office {office!r}, of which the staff is not given; "
                    f"it is given for {', '.join(self.staff) or 'none'}",
                    given=office,
                )
        for office in self.staff:
            if self.calendar_of(office).zone != self.calendar.zone:
                raise InvalidValueError(
                    f"office {office!r} lies in another time zone than the model; "
                    "offices that pass dossiers on share one",
                    given=office,
                )

    def __repr__(self) -> str:
        flows = ", ".join(flow.name for flow in self.flows)
        return f"<Model of {flows} through {len(self.staff)} office{'s' * (len(self.staff) != 1)}>"

    def calendar_of(self, office: str) -> WorkCalendar:
        """When an office of the model works."""
        return self.staff[office].calendar or self.calendar

    def _calendars(self) -> dict[str | None, WorkCalendar]:
        """The calendar of every office, and that of the model under no name."""
        return {None: self.calendar, **{office: self.calendar_of(office) for office in self.staff}}

    def loads(self, start: date, end: date) -> tuple[Load, ...]:
        """The expected work of each office in [start, end) over the time of its officers, the busiest first.

        Raises:
            InvalidValueError: If *end* is not after *start*.
            CalendarRangeError: If a calendar does not know all of the period.
        """
        start, end = period_of(start, end)
        return loads_of(self.flows, self.staff, self._calendars(), (start, end))

    def run(
        self,
        start: date,
        end: date,
        *,
        replications: int = 30,
        seed: int = 0,
        warm_up: timedelta = timedelta(),
        overload: str = "refuse",
        engine: str | None = None,
    ) -> Run:
        """Let dossiers come and be worked on from *start* up to *end*, several times (chạy mô phỏng).

        Args:
            start: The first day whose figures count.
            end: The day after the last: what is open then stays open.
            replications: How often, each with other random numbers.
            seed: From which all random numbers follow.
            warm_up: How long before *start* the first dossiers come, to offices that are empty then.
            overload: `"refuse"` a model in which an office has more work than its officers can do, or
                `"run"` it all the same.
            engine: In whose frames the register and the legs come: `"polars"`, `"pandas"` or `"pyarrow"`;
                left out, the first of them that is installed.

        Raises:
            OverloadError: If an office has more work than its officers can do; it names the office and load.
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If *end* is not after *start*, or there is no replication.
            CalendarRangeError: If a calendar does not know all of the period.
        """
        start, end = period_of(start, end)
        replications = count(replications, "the number of replications", least=1)
        seed = count(seed, "a seed")
        if checked(warm_up, timedelta, "a warm-up is a timedelta") < timedelta():
            raise InvalidValueError(f"a warm-up takes 0 or more time, not {warm_up}", given=warm_up)
        if overload not in ("refuse", "run"):
            raise InvalidValueError(f"overload is 'refuse' or 'run', not {overload!r}", given=overload)
        backend = chosen_engine(engine)
        since = first_day(start, warm_up)
        loads = self.loads(since, end)
        if overload == "refuse":
            refuse_overload(loads)
        played = [
            play(self.flows, self.staff, self._calendars(), (since, end), (seed, i))
            for i in range(replications)
        ]
        return Run(
            self.flows, tuple(self.staff), self.calendar, start, end, tuple(played), backend, seed, since
        )

    # From a log, and held against one ------------------------------------------------------------------

    @classmethod
    def fit(
        cls,
        log: EventLog,
        calendar: WorkCalendar,
        *,
        waiting: str = "drawn",
        starts: str | None = None,
        office: str = "office",
        ends: Iterable[str] = (),
        until: date | None = None,
        name: str = "",
        limit: TimeLimit | None = None,
    ) -> "Model":
        """A model that works as an event log shows (ước lượng mô hình từ nhật ký).

        Arrivals are an `Inflow` by weekday and month; the ways are those that cases took, by their frequency;
        work and waiting are drawn, step by step, as they were seen. What is not over counts as longer than it
        has taken (Kaplan–Meier), and an open case as those that began like it. What the log cannot say
        stands in `not_identified`.

        Args:
            log: The log.
            calendar: When the offices work: work and waiting are measured in its working time.
            waiting: `"drawn"`: a dossier waits as long as was seen, whoever is there. `"queue"`: it waits for
                one of the officers that were seen, who do nothing else.
            starts: As in [`EventLog.legs`][thutuc.logs.EventLog.legs].
            office: The column that is the office.
            ends: The activities with which cases end; of a case without one more is to come. Left out, a case
                is over if nothing has happened for longer than 95 of 100 waits after its last activity took.
            until: The model knows only what was known at the beginning of this day; left out, everything.
            name: The name of the flow.
            limit: The limit by which results are due.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If the log tells of nothing, has no such column or activity, or no starts, from
                which alone a queue is known.
            CalendarRangeError: If a moment lies outside the calendar.

        Examples:
            >>> from datetime import datetime
            >>> import polars
            >>> from thutuc import logs, vietnam_calendar
            >>> frame = polars.DataFrame(
            ...     {
            ...         "case": ["H1", "H1", "H2"],
            ...         "activity": ["tiếp nhận", "thẩm định", "tiếp nhận"],
            ...         "moment": [datetime(2026, 3, day, 9) for day in (2, 4, 3)],
            ...     }
            ... )
            >>> model = Model.fit(logs.read_log(frame), vietnam_calendar())
            >>> print(model.not_identified[0])
            service and waiting are one: the log tells only when work was done
        """
        found = fitted(
            require(log, EventLog, "log"),
            require(calendar, WorkCalendar, "calendar"),
            waiting=waiting,
            starts=starts,
            office=office,
            ends=ends,
            until=None if until is None else plain_date(until, "`until`"),
            name=name,
            limit=limit,
        )
        return cls((found.flow,), found.staff, calendar, not_identified=found.not_identified)

    def check(
        self,
        holdout: EventLog,
        *,
        since: date | None = None,
        starts: str | None = None,
        office: str = "office",
        arrivals: str = "drawn",
        replications: int = 5,
        seed: int = 0,
        warm_up: timedelta = timedelta(),
    ) -> Check:
        """How far the model lies from what was recorded, by published distances (đối chiếu mô hình).

        It simulates the days on which the recorded cases came, up to the last moment of the log; compared is
        what was done by then. Beside each figure stands that of a naive model, which knows only means.

        Args:
            holdout: The log, or the part of it that the model was not fitted to.
            since: Compare cases that came on this day or later; left out, all.
            starts: As in [`EventLog.legs`][thutuc.logs.EventLog.legs].
            office: The column that is the office.
            arrivals: `"drawn"` by the model, or `"recorded"`, as the cases really came, so that only what the
                offices do is compared; the naive model always spreads them evenly.
            replications: How often to simulate.
            seed: From which all random numbers follow.
            warm_up: How long before the first of these days dossiers begin to come.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If the log tells of nothing that is done in these days.
            CalendarRangeError: If a moment lies outside the calendar.
        """
        if arrivals not in ("drawn", "recorded"):
            raise InvalidValueError(f"arrivals are 'drawn' or 'recorded', not {arrivals!r}", given=arrivals)
        if since is not None:
            plain_date(since, "`since`")
        seen = read_stretches(
            require(holdout, EventLog, "holdout"), self.calendar, starts=starts, office=office
        )
        real = seen.stretches(since)
        if not len(real.case):
            raise InvalidValueError(
                "a distance needs finished work in both logs; one of them has none", given=since
            )
        came = seen.came[seen.firsts]
        came = came if since is None else came[came >= np.datetime64(since)]
        first = since or came.min().item().date()
        before, end = (moment.date() + timedelta(days=1) for moment in (came.max().item(), seen.until))
        parts = naive_parts(self.flows, self.staff, self.calendar, (first, before))
        mine = self._with_recorded(came.tolist()) if arrivals == "recorded" else self
        runs = [
            model.run(first, end, replications=n, seed=seed, warm_up=warm_up, overload="run")
            for model, n in ((mine, replications), (Model(*parts), 1))
        ]
        by = [simulated(run, first, before, has_starts=seen.has_starts) for run in runs]
        return checked_against(real, *by)

    def _with_recorded(self, came: list[datetime]) -> "Model":
        """The same model with the arrivals of a log."""
        only, *others = self.flows
        if others:
            raise InvalidValueError(
                f"a log does not tell to which of {len(self.flows)} flows its cases belong; hold a model of "
                "one flow against it, or let arrivals be 'drawn'",
                given=len(self.flows),
            )
        return self.with_arrivals(only.name, Recorded(came))

    # Reforms --------------------------------------------------------------------------------------------

    def with_staff(self, office: str, staff: Staff | int | Iterable[float] | None) -> "Model":
        """The same model with other officers in one office.

        Args:
            office: Which.
            staff: A `Staff` in place of the whole; or officers, as `Staff` takes them, whose hours, signing
                and latency stay.

        Raises:
            InvalidTypeError: If it is neither.
            InvalidValueError: If the model has no such office.
        """
        name, own = self._staff_of(office)
        new = staff if isinstance(staff, Staff) else attrs.evolve(own, officers=staff)
        return attrs.evolve(self, staff={**self.staff, name: new})

    def _staff_of(self, office: str) -> tuple[str, Staff]:
        name = office_text(office)
        if name not in self.staff:
            raise InvalidValueError(
                f"the model has no office {office!r}; it has {', '.join(self.staff)}", given=office
            )
        return name, self.staff[name]

    def with_procedure(self, flow: str, procedure: Procedure) -> "Model":
        """The same model with another version of a procedure; what was said of steps it has not is left out.

        Raises:
            InvalidTypeError: If it is no procedure.
            InvalidValueError: If the model has no such flow, or a step of the new
                route has no work or staff.
        """
        one, steps = self.flow(flow), {step.name for step in require(procedure, Procedure, "procedure").steps}
        kept = {
            name: {step: told for step, told in getattr(one, name).items() if step in steps}
            for name in ("service", "supplements", "refusals", "delays")
        }
        return self._with_flow(flow, procedure=procedure, **kept)

    def with_parallel(self, flow: str, steps: Iterable[str]) -> "Model":
        """The same model with some steps of a route side by side: what came after one waits for all.

        Raises:
            InvalidValueError: If the model has no such flow or step, or the flow has paths
                instead of a route.
            RouteError: If less than two steps are named, or another stands between two of them.
        """
        one = self.flow(flow)
        if one.paths:
            raise InvalidValueError(
                f"flow {flow!r} has paths, one step after another; steps run side by side on a route",
                given=flow,
            )
        route = side_by_side(one.procedure.route(one.channel), steps)
        return self._with_flow(flow, procedure=attrs.evolve(one.procedure, steps=route.steps))

    def with_arrivals(self, flow: str, arrivals: Arrivals) -> "Model":
        """The same model with other arrivals of a flow.

        Raises:
            InvalidTypeError: If they are no arrivals.
            InvalidValueError: If the model has no such flow.
        """
        return self._with_flow(flow, arrivals=arrivals)

    def with_calendar(self, calendar: WorkCalendar, office: str | None = None) -> "Model":
        """The same model with other working time: of one office, or of all that have none of their own.

        Raises:
            InvalidTypeError: If it is no calendar.
            InvalidValueError: If the model has no such office, or the calendar lies in another zone.
        """
        if office is None:
            return attrs.evolve(self, calendar=calendar)
        return self.with_staff(office, attrs.evolve(self._staff_of(office)[1], calendar=calendar))

    def with_service(self, flow: str, step: str, factor: float) -> "Model":
        """The same model with a step that takes *factor* times the work.

        Raises:
            InvalidValueError: If the model has no such flow or step.
        """
        one, name = self.flow(flow), name_text(step)
        if name not in one.service:
            raise InvalidValueError(
                f"flow {flow!r} has no step {step!r}; it has {', '.join(one.service)}", given=step
            )
        return self._with_flow(flow, service={**one.service, name: one.service[name].scaled(factor)})

    def flow(self, name: str) -> Flow:
        """The flow of a name.

        Raises:
            InvalidValueError: If the model has none.
        """
        wanted = short_text(name)
        for flow in self.flows:
            if flow.name == wanted:
                return flow
        raise InvalidValueError(
            f"the model has no flow {name!r}; it has {', '.join(flow.name for flow in self.flows)}",
            given=name,
        )

    def _with_flow(self, name: str, **changes: Any) -> "Model":  # noqa: ANN401 - the fields of a flow
        one = self.flow(name)
        # The name stays: the numbers of its dossiers come from it.
        changed = attrs.evolve(one, **{"name": one.name, **changes})
        return attrs.evolve(self, flows=tuple(changed if flow is one else flow for flow in self.flows))
