"""What flows through the offices: dossiers of one procedure, and who does the work (luồng hồ sơ, nhân sự)."""

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import ReadOnly, mapping
from thutuc.procedures import Channel, Procedure
from thutuc.simulation.arrivals import Arrivals, Rate, Recorded
from thutuc.simulation.distributions import Distribution, as_distribution


def probability(given: object, of: str) -> float:
    """A number from 0 to 1.

    Raises:
        InvalidTypeError: If it is no number.
        InvalidValueError: If it lies outside.
    """
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InvalidTypeError(f"{of} is a number from 0 to 1, not {given!r}", given=given)
    if not 0 <= given <= 1:
        raise InvalidValueError(f"{of} lies between 0 and 1, not {given!r}", given=given)
    return float(given)


@attrs.frozen
class Supplement:
    """That a dossier is found incomplete at a step, and how long the citizen takes (yêu cầu bổ sung).

    Args:
        probability: How often a dossier that was worked on at the step goes back to the citizen; below 1.
        wait: How long until it is back, in time that elapses; then the step begins again.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the probability lies outside [0, 1).
    """

    probability: float = attrs.field()
    wait: Distribution = attrs.field(converter=as_distribution)

    @probability.validator
    def _check(self, _attribute: object, value: object) -> None:
        if probability(value, "how often a supplement is asked for") == 1:
            raise InvalidValueError(
                "a dossier that is always incomplete never ends; give a probability below 1", given=value
            )


def _speeds(given: float | Iterable[float]) -> tuple[float, ...]:
    shares = (1.0,) * given if isinstance(given, int) and not isinstance(given, bool) else given
    if isinstance(shares, bool | float | str) or not isinstance(shares, Iterable):
        raise InvalidTypeError(
            f"officers are a number, or the share of each one's time, such as (1, 0.5), not {given!r}",
            given=given,
        )
    speeds = tuple(
        probability(share, "the share of an officer's time")
        for share in shares  # type: ignore[union-attr]
    )
    if not speeds or not all(speeds):
        raise InvalidValueError(f"an office needs officers with time for it, not {given!r}", given=given)
    return speeds


@attrs.frozen
class Staff:
    """The officers of an office, and how its results leave it (nhân sự của cơ quan).

    Args:
        officers: How many, or the share of its time that each one has for this work: `(1, 0.5)`.
        calendar: When they work; left out, the calendar of the model.
        signing: On which weekdays results are signed, Monday 0 to Sunday 6: what is done waits for the end of
            the next of them that is worked. Empty: at once.
        latency: How long a result is on its way to the next office, in time that elapses.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If there is no officer, a weekday is none, or the latency is negative.

    Examples:
        >>> Staff((1, 0.5)).capacity
        1.5
    """

    officers: tuple[float, ...] = attrs.field(converter=_speeds)
    calendar: WorkCalendar | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.instance_of(WorkCalendar))
    )
    signing: tuple[int, ...] = attrs.field(default=(), converter=tuple)
    latency: timedelta = timedelta()

    def __attrs_post_init__(self) -> None:
        for day in self.signing:
            if isinstance(day, bool) or day not in range(7):
                raise InvalidValueError(f"weekdays go from 0 to 6, and {day!r} is none", given=day)
        if not isinstance(self.latency, timedelta):
            raise InvalidTypeError(f"a latency is a timedelta, not {self.latency!r}", given=self.latency)
        if self.latency < timedelta():
            raise InvalidValueError(f"a latency is 0 or more, not {self.latency}", given=self.latency)

    @property
    def capacity(self) -> float:
        """Officers, part-time ones by their share."""
        return math.fsum(self.officers)


@attrs.frozen
class Flow:
    """Dossiers of one procedure that come at some rate and take some work at each step (luồng hồ sơ).

    Args:
        procedure: Its route says which office does what, after which steps; its limit and its rule for
            supplements say when results are due.
        arrivals: When they come: a `Rate`, or moments that are `Recorded`.
        service: How long the work of each step takes, by its name: a length of working time, or a
            distribution. Every step of the route needs one.
        supplements: Where dossiers go back to the citizen.
        refusals: How often a dossier ends at a step, refused.
        priority: Dossiers of a lower number are worked on first wherever they wait.
        mechanism: What the register says of how it was received.
        channel: By which way it came; its limit is that of the channel.
        name: Its name, from which its random numbers come; left out, the code of the procedure.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a step is missing or unknown, or a probability lies outside its bounds.
    """

    procedure: Procedure = attrs.field(validator=attrs.validators.instance_of(Procedure))
    arrivals: Arrivals = attrs.field(validator=attrs.validators.instance_of((Rate, Recorded)))
    service: Mapping[str, Distribution] = attrs.field(
        converter=lambda given: ReadOnly(
            {step: as_distribution(work) for step, work in mapping(given, "the work of each step").items()}
        )
    )
    supplements: Mapping[str, Supplement] = attrs.field(
        factory=dict, converter=lambda given: ReadOnly(mapping(given, "supplements by step"))
    )
    refusals: Mapping[str, float] = attrs.field(
        factory=dict, converter=lambda given: ReadOnly(mapping(given, "refusals by step"))
    )
    priority: int = 0
    mechanism: str = ""
    channel: Channel | None = None
    name: str = attrs.field(default="")

    def __attrs_post_init__(self) -> None:
        steps = [step.name for step in self.procedure.steps]
        if not steps:
            raise InvalidValueError(
                f"procedure {self.procedure.code} has no steps to simulate", given=self.name
            )
        for given in (self.service, self.supplements, self.refusals):
            self._known(given, steps)
        missing = [step for step in steps if step not in self.service]
        if missing:
            raise InvalidValueError(
                f"no length of work is given for {', '.join(missing)}; every step needs one", given=missing[0]
            )
        for share in self.refusals.values():
            probability(share, "how often a dossier is refused")
        if not self.name:
            object.__setattr__(self, "name", str(self.procedure.code))

    def _known(self, given: Mapping[str, object], steps: list[str]) -> None:
        for step in given:
            if step not in steps:
                raise InvalidValueError(
                    f"the route of {self.procedure.code} has no step {step!r}; it has {', '.join(steps)}",
                    given=step,
                )

    def visits(self) -> dict[str, float]:
        """How often a dossier is worked on at each step, on average."""
        route = self.procedure.route(self.channel)
        found: dict[str, float] = {}
        ended: dict[str, set[str]] = {}
        for step in route.ordered():
            before = set(route.predecessors(step.name))
            ended[step.name] = before.union(*(ended[name] for name in before))
            reached = math.prod(1 - self.refusals.get(name, 0.0) for name in ended[step.name])
            again = self.supplements.get(step.name)
            found[step.name] = reached / (1 - again.probability if again else 1)
        return found

    def expected(self, calendar: WorkCalendar, start: date, end: date) -> float:
        """How many dossiers come in [start, end), on average."""
        return self.arrivals.expected(calendar, start, end)
