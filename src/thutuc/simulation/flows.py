"""What flows through the offices: dossiers of one procedure, and how (luồng hồ sơ)."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import (
    ReadOnly,
    checked,
    items,
    mapping,
    name_text,
    of,
    short_text,
    text_list,
    whole_number,
)
from thutuc.limits import TimeLimit
from thutuc.procedures import Channel, Procedure
from thutuc.procedures.precedence import reached
from thutuc.simulation.arrivals import Arrivals, Inflow, Recorded
from thutuc.simulation.distributions import Distribution, above_zero, as_distribution
from thutuc.simulation.staff import probability

_Given = TypeVar("_Given")
_Read = TypeVar("_Read")
Way: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]
"""The places of its steps in the procedure, and of each the places on the way that come before it."""


def _below_one(given: object) -> float:
    share = probability(given, "how often a supplement is asked for")
    if share == 1:
        raise InvalidValueError(
            "a dossier that is always incomplete never ends; give a probability below 1", given=given
        )
    return share


@attrs.frozen
class Supplement:
    """That a dossier is found incomplete at a step, and how long the citizen takes (yêu cầu bổ sung).

    Args:
        probability: How often a dossier that was worked on at the step goes back to the citizen; below 1.
        wait: How long until it is back, in time that elapses; then the step begins again.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the probability lies outside [0, 1).

    Examples:
        >>> from datetime import timedelta
        >>> Supplement(0.2, timedelta(days=4)).wait.mean.days
        4
    """

    probability: float = attrs.field(converter=_below_one)
    wait: Distribution = attrs.field(converter=as_distribution)


def _weight(given: float) -> float:
    return above_zero(given, "the weight of a path")


@attrs.frozen
class Path:
    """A way through the steps that dossiers really take, and how often (đường đi của hồ sơ).

    Args:
        steps: The names of steps, one after another; one may come several times.
        weight: How often it is taken, beside the weights of the other paths.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If there is no step, or the weight is not above 0.

    Examples:
        >>> Path(["tiếp nhận", "thẩm định", "tiếp nhận"], 0.25).weight
        0.25
    """

    steps: tuple[str, ...] = attrs.field(converter=text_list)
    weight: float = attrs.field(default=1.0, converter=_weight)

    def __attrs_post_init__(self) -> None:
        if not self.steps:
            raise InvalidValueError("a path has steps; name at least one", given=self.steps)


def _by_step(given: Mapping[str, _Given], what: str, read: Callable[[_Given], _Read]) -> ReadOnly[str, _Read]:
    return ReadOnly({name_text(step): read(one) for step, one in mapping(given, what).items()})


def _service(given: Mapping[str, object]) -> ReadOnly[str, Distribution]:
    return _by_step(given, "the work of each step", as_distribution)


def _supplements(given: Mapping[str, Supplement]) -> ReadOnly[str, Supplement]:
    wanted = "what a step asks for is a Supplement(probability, wait)"
    return _by_step(given, "supplements by step", lambda one: checked(one, Supplement, wanted))


def _refusals(given: Mapping[str, float]) -> ReadOnly[str, float]:
    return _by_step(given, "refusals by step", lambda one: probability(one, "how often a dossier is refused"))


def _paths(given: Iterable[Path]) -> tuple[Path, ...]:
    wanted = "the paths of a flow are several Path(steps, weight)"
    return tuple(checked(one, Path, wanted) for one in items(given, wanted))


def _priority(given: int) -> int:
    return whole_number(given, "a priority is a whole number")


@attrs.frozen
class Flow:
    """Dossiers of one procedure that come at some rate and take some work at each step (luồng hồ sơ).

    Args:
        procedure: Its route says which office does what, after which steps; its limit and its rule for
            supplements say when results are due.
        arrivals: When they come: an `Inflow`, or moments that are `Recorded`.
        service: How long the work of each step takes, by its name: a length of working time, or a
            distribution. Every step of the route needs one.
        supplements: Where dossiers go back to the citizen.
        refusals: How often a dossier ends at a step, refused.
        delays: How long a dossier lies at a step before it is its turn at all, in working time of the office:
            for what is no queue, such as other work of the officers.
        priority: Dossiers of a lower number are worked on first wherever they wait.
        mechanism: What the register says of how it was received.
        channel: By which way it came; its route and its limit are those of the channel.
        limit: By what its results are due; left out, the limit of the procedure.
        paths: The ways that dossiers take instead of the route, each as often as it weighs.
        name: Its name, from which its random numbers come; left out, the code of the procedure.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a step is missing or unknown, a probability lies outside its bounds, or the
            procedure has several limits and none is named.

    Examples:
        >>> from datetime import timedelta
        >>> from thutuc import Step
        >>> procedure = Procedure("X", "ví dụ", steps=[Step("nhận", "Một cửa"), Step("ký", "UBND")])
        >>> hour = timedelta(hours=1)
        >>> flow = Flow(procedure, Inflow(10), {"nhận": hour, "ký": hour}, refusals={"nhận": 0.1})
        >>> flow.visits()
        {'nhận': 1.0, 'ký': 0.9}
    """

    procedure: Procedure = attrs.field(validator=of(Procedure))
    arrivals: Arrivals = attrs.field(validator=of(Inflow, Recorded))
    service: Mapping[str, Distribution] = attrs.field(converter=_service)
    supplements: Mapping[str, Supplement] = attrs.field(factory=dict[str, Supplement], converter=_supplements)
    refusals: Mapping[str, float] = attrs.field(factory=dict[str, float], converter=_refusals)
    delays: Mapping[str, Distribution] = attrs.field(factory=dict[str, Distribution], converter=_service)
    priority: int = attrs.field(default=0, converter=_priority)
    mechanism: str = attrs.field(default="", converter=short_text)
    channel: Channel | None = attrs.field(default=None, validator=of(Channel, optional=True))
    limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    paths: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    name: str = attrs.field(default="", converter=short_text)

    def __attrs_post_init__(self) -> None:
        steps = [step.name for step in self.procedure.steps]
        if not steps:
            raise InvalidValueError(
                f"procedure {self.procedure.code} has no steps to simulate", given=self.procedure.code
            )
        named = [step for path in self.paths for step in path.steps]
        for step in [*self.service, *self.supplements, *self.refusals, *self.delays, *named]:
            if step not in steps:
                raise InvalidValueError(
                    f"the route of {self.procedure.code} has no step {step!r}; it has {', '.join(steps)}",
                    given=step,
                )
        missing = [step for step in steps if step not in self.service]
        if missing:
            raise InvalidValueError(
                f"no length of work is given for {', '.join(missing)}; every step needs one", given=missing[0]
            )
        if not self.name:
            object.__setattr__(self, "name", self.procedure.code)
        self.due_limit()

    def due_limit(self) -> TimeLimit | None:
        """By what its results are due; nothing if the procedure has no limit.

        Raises:
            InvalidValueError: If the procedure has several.
        """
        if self.limit is not None:
            return self.limit
        found = {
            self.procedure.limit_of(one) for one in (Channel if self.channel is None else (self.channel,))
        }
        if len(found) > 1:
            raise InvalidValueError(
                f"the limits of procedure {self.procedure.code} differ by channel; say how the dossiers "
                f"come in, such as channel=Channel.ONLINE, or give the limit",
                given=self.channel,
            )
        return found.pop()

    def ways(self) -> Sequence[Way]:
        """The route, or each path, as places of steps and what comes before each."""
        places = {step.name: i for i, step in enumerate(self.procedure.steps)}
        if not self.paths:
            # On paper the steps may stand in another order than in the procedure.
            route = self.procedure.route(self.channel)
            return [(tuple(places[step.name] for step in route), route.before)]
        return [
            (
                tuple(places[step] for step in path.steps),
                tuple((i - 1,) if i else () for i in range(len(path.steps))),
            )
            for path in self.paths
        ]

    def visits(self) -> dict[str, float]:
        """How often a dossier is worked on at each step, on average."""
        found = dict.fromkeys((step.name for step in self.procedure.steps), 0.0)
        weights = [path.weight for path in self.paths] or [1.0]
        for weight, way in zip(weights, self.ways(), strict=True):
            for name, times in self._visits_on(way):
                found[name] += times * weight / math.fsum(weights)
        return found

    def _visits_on(self, way: Way) -> Iterable[tuple[str, float]]:
        """Every stop of a way, and how often a dossier is worked on there."""
        places, before = way
        names = [self.procedure.steps[place].name for place in places]
        for i, name in enumerate(names):
            earlier = reached(i, before) - {i} if self.refusals else ()
            comes = math.prod(self._passes(names[j]) for j in earlier)
            yield name, comes / (1 - self._returns(name))

    def _returns(self, step: str) -> float:
        """How often a dossier that was worked on comes back to the step; who is refused does not."""
        asked = self.supplements.get(step)
        return asked.probability * (1 - self.refusals.get(step, 0.0)) if asked else 0.0

    def _passes(self, step: str) -> float:
        """How often a dossier that comes to the step goes on in the end."""
        refused = self.refusals.get(step, 0.0)
        return 1 - refused / (1 - self._returns(step))

    def expected(self, calendar: WorkCalendar, start: date, end: date) -> float:
        """How many dossiers come in [start, end), on average."""
        return self.arrivals.expected(calendar, start, end)
