"""Steps of a route put side by side (bước thực hiện song song)."""

from collections.abc import Iterable

import attrs

from thutuc.errors import RouteError
from thutuc.fields import items
from thutuc.procedures.precedence import reached
from thutuc.procedures.route import Route, Step, place_of


def side_by_side(route: Route, names: Iterable[str]) -> Route:
    """The route with some of its steps at the same time (quy trình song song).

    Each begins when all is done that any of them waited for, and what came after one of them waits for all.

    Args:
        route: The route.
        names: The steps, two or more.

    Raises:
        InvalidTypeError: If *names* are not several texts.
        InvalidValueError: If one is no step of the route.
        RouteError: If they are fewer than two, or a step that stays outside stands between two of them.

    Examples:
        >>> from thutuc import Step
        >>> route = Route([Step("a", "A"), Step("b", "B"), Step("c", "C"), Step("d", "D")])
        >>> beside = side_by_side(route, ["b", "c"])
        >>> beside["c"].after, beside["d"].after
        (('a',), ('b', 'c'))
    """
    wanted = items(names, "steps to put side by side are several names, such as ['a', 'b']")
    chosen = sorted({place_of(name, route.steps) for name in wanted})
    if len(chosen) < 2:
        raise RouteError(
            f"two or more steps run side by side, not {len(chosen)}", given=wanted, circle=(), blocked=()
        )
    earlier = {place for one in chosen for place in route.before[one]} - set(chosen)
    for place in sorted(earlier):
        if reached(place, route.before) & set(chosen):
            raise RouteError(
                f"step {route.steps[place].name!r} stands between steps that would run side by side; "
                "name it too",
                given=wanted,
                circle=(),
                blocked=(),
            )
    steps = list[Step]()
    for place, step in enumerate(route.steps):
        before = set(route.before[place])
        if place in chosen:
            before = earlier
        elif before & set(chosen):
            before |= set(chosen)
        steps.append(attrs.evolve(step, after=tuple(route.steps[each].name for each in sorted(before))))
    return Route(steps)
