"""`Model`: flows of dossiers through offices with officers, by their calendars (mô hình)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import ReadOnly, mapping, several
from thutuc.procedures import Procedure
from thutuc.simulation.flows import Flow, Staff
from thutuc.simulation.loads import Load, loads_of, refuse_overload
from thutuc.simulation.played import play
from thutuc.simulation.run import Run


def _staff(given: Mapping[str, Staff | int]) -> Mapping[str, Staff]:
    offices = mapping(given, "the staff of each office")
    return ReadOnly(
        {office: staff if isinstance(staff, Staff) else Staff(staff) for office, staff in offices.items()}
    )


@attrs.frozen
class Model:
    """Offices that work on dossiers as they come, day by day of a dated calendar (mô hình một cửa).

    A dossier draws the same numbers in every variant of a model, so that the difference of two runs with one
    seed is the work of the reform and not of chance.

    Args:
        flows: What comes, and what work it takes.
        staff: The officers of every office of the routes: a `Staff`, or a number of officers.
        calendar: When they work, where their `Staff` has no calendar; it also counts the due dates.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a step has an office without staff, calendars lie in different zones, or two
            flows have one name.

    Examples:
        >>> from datetime import date, timedelta
        >>> from thutuc import Procedure, Step, TimeLimit, Unit, vietnam_calendar
        >>> days = Unit.WORKING_DAY
        >>> procedure = Procedure("1.004222", "Đăng ký", limit=TimeLimit(5, days), steps=[
        ...     Step("tiếp nhận", office="Một cửa"), Step("thẩm định", office="Phòng TN&MT")])
        >>> flow = Flow(procedure, Rate(20), {
        ...     "tiếp nhận": timedelta(minutes=10), "thẩm định": Exponential(timedelta(minutes=40))})
        >>> model = Model([flow], {"Một cửa": 1, "Phòng TN&MT": 2}, vietnam_calendar())
        >>> run = model.run(date(2026, 1, 1), date(2026, 4, 1), replications=5, seed=1)
        >>> run.mean("received") > 1000
        True
    """

    flows: tuple[Flow, ...] = attrs.field(converter=lambda given: several(_listed(given), Flow, "flows"))
    staff: Mapping[str, Staff] = attrs.field(converter=_staff)
    calendar: WorkCalendar = attrs.field(validator=attrs.validators.instance_of(WorkCalendar))

    def __attrs_post_init__(self) -> None:
        names = [flow.name for flow in self.flows]
        if not names:
            raise InvalidValueError("a model needs a flow of dossiers", given=names)
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise InvalidValueError(
                f"two flows are called {min(twice)!r}; give each a `name` of its own", given=min(twice)
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

    def calendar_of(self, office: str) -> WorkCalendar:
        """When an office of the model works."""
        return self.staff[office].calendar or self.calendar

    def _calendars(self) -> dict[str, WorkCalendar]:
        """The calendar of every office, and that of the model under no name."""
        return {"": self.calendar, **{office: self.calendar_of(office) for office in self.staff}}

    def loads(self, start: date, end: date) -> tuple[Load, ...]:
        """The expected work of each office in [start, end) over the time of its officers, the busiest first.

        Raises:
            InvalidValueError: If *end* is not after *start*.
            CalendarRangeError: If a calendar does not know all of the period.
        """
        _check_period(start, end)
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
        _check_period(start, end)
        if isinstance(replications, bool) or not isinstance(replications, int):
            raise InvalidTypeError(
                f"replications are a whole number, not {replications!r}", given=replications
            )
        if replications < 1:
            raise InvalidValueError(
                f"a run needs 1 or more replications, not {replications}", given=replications
            )
        if overload not in ("refuse", "run"):
            raise InvalidValueError(f"overload is 'refuse' or 'run', not {overload!r}", given=overload)
        since = start - timedelta(days=-(-warm_up // timedelta(days=1)))
        if overload == "refuse":
            refuse_overload(self.loads(since, end))
        played = [
            play(self.flows, self.staff, self._calendars(), (since, end), (seed, i))
            for i in range(replications)
        ]
        return Run(self.flows, tuple(self.staff), self.calendar, start, end, tuple(played), engine)

    # Reforms --------------------------------------------------------------------------------------------

    def with_staff(self, office: str, staff: Staff | int) -> "Model":
        """The same model with other officers in one office.

        Raises:
            InvalidValueError: If the model has no such office.
        """
        if office not in self.staff:
            raise InvalidValueError(
                f"the model has no office {office!r}; it has {', '.join(self.staff)}", given=office
            )
        if not isinstance(staff, Staff):
            staff = attrs.evolve(self.staff[office], officers=staff)
        return attrs.evolve(self, staff={**self.staff, office: staff})

    def with_procedure(self, flow: str, procedure: Procedure) -> "Model":
        """The same model with another version of a procedure, such as one with steps in parallel."""
        return self._with_flow(flow, procedure=procedure)

    def with_service(self, flow: str, step: str, factor: float) -> "Model":
        """The same model with a step that takes *factor* times the work.

        Raises:
            InvalidValueError: If the model has no such flow or step.
        """
        one = self.flow(flow)
        if step not in one.service:
            raise InvalidValueError(
                f"flow {flow!r} has no step {step!r}; it has {', '.join(one.service)}", given=step
            )
        return self._with_flow(flow, service={**one.service, step: one.service[step].scaled(factor)})

    def flow(self, name: str) -> Flow:
        """The flow of a name.

        Raises:
            InvalidValueError: If the model has none.
        """
        for flow in self.flows:
            if flow.name == name:
                return flow
        raise InvalidValueError(
            f"the model has no flow {name!r}; it has {', '.join(flow.name for flow in self.flows)}",
            given=name,
        )

    def _with_flow(self, name: str, **changes: object) -> "Model":
        changed = attrs.evolve(self.flow(name), **changes)  # type: ignore[arg-type]
        flows = tuple(changed if flow.name == name else flow for flow in self.flows)
        return attrs.evolve(self, flows=flows)


def _listed(given: Flow | Iterable[Flow]) -> Iterable[Flow]:
    return (given,) if isinstance(given, Flow) else given


def _check_period(start: object, end: object) -> None:
    for given in (start, end):
        if not isinstance(given, date) or (isinstance(given, datetime) and given.time() != time()):
            raise InvalidTypeError(f"a period of simulation goes from day to day, not {given!r}", given=given)
    if not start < end:  # type: ignore[operator]
        raise InvalidValueError(f"a period ends after its start, not {start} to {end}", given=(start, end))
