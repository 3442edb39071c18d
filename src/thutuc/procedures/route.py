"""The route of a dossier through its offices (quy trình nội bộ)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from thutuc.errors import InvalidValueError, RouteError
from thutuc.fields import ReadOnly, items, name_text, of, repeated, several
from thutuc.limits import TimeLimit
from thutuc.limits.units import check_language
from thutuc.moments import local_date
from thutuc.offices import Level
from thutuc.offices.office import read_code, spelled
from thutuc.procedures.precedence import circle_in, in_order, reached

Levels = Mapping[str, Level]
"""The levels of offices, as they stand in the steps."""
_Lengths: TypeAlias = tuple[timedelta | None, ...]
NO_LEVELS: Levels = MappingProxyType({})
_PAPER_IN_SEQUENCE_SINCE = date(2018, 6, 21)


def _as_names(after: str | Iterable[str] | None) -> tuple[str, ...] | None:
    if after is None:
        return None
    names = (
        (after,) if isinstance(after, str) else items(after, "`after` names steps, such as ('tiếp nhận',)")
    )
    return tuple(dict.fromkeys(name_text(name) for name in names))


def office_text(given: str) -> str:
    """An office as directories keep its code; empty if it is not known."""
    return read_code(given) if not isinstance(given, str) or given.strip() else ""


@attrs.frozen
class Step:
    """One step of a route: an office, and how long it may take (bước giải quyết).

    Args:
        name: What is done; unique within the route.
        office: Code or role of the office that does it, kept as an office's own code is: a formal one in the
            present order of its levels. Empty if it is not known, which `lint` reports.
        limit: Its budget; `None` if none is set. An amount of 0 takes no time.
        after: Names of the steps that must be done before; left out, the step before it in the list. An empty
            tuple starts at once. Steps after one step run in parallel; a step after several joins them.
        own_clock: Whether it is a procedure of another agency with a clock of its own, outside this limit.
        pauses: Whether the clock stands still during it, such as while the citizen pays.
        level: The level of its office, where it is known: on paper, steps of one level follow one another.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the name is empty.

    Legal source:
        Nghị định 61/2018/NĐ-CP, Điều 19 khoản 6; Nghị định 118/2025/NĐ-CP, Điều 12 khoản 3 and Điều 20.

    Examples:
        >>> Step("xác định nghĩa vụ tài chính", office="Thuế", after="thẩm định", own_clock=True).counts
        False
    """

    name: str = attrs.field(converter=name_text)
    office: str = attrs.field(converter=office_text)
    limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    after: tuple[str, ...] | None = attrs.field(default=None, converter=_as_names)
    own_clock: bool = attrs.field(default=False, validator=of(bool))
    pauses: bool = attrs.field(default=False, validator=of(bool))
    level: Level | None = attrs.field(default=None, validator=of(Level, optional=True))

    @property
    def counts(self) -> bool:
        """Whether its time is part of the procedure's own limit (tính vào thời hạn)."""
        return not (self.own_clock or self.pauses)


def as_steps(given: Iterable[Step]) -> tuple[Step, ...]:
    """Steps."""
    return several(given, Step, "steps")


def with_offices(steps: tuple[Step, ...], names: Mapping[str, str]) -> tuple[Step, ...]:
    """*steps* with their offices as *names* write them; themselves where they are written so already."""
    written = [spelled(step.office, names) for step in steps]
    if all(step.office == office for step, office in zip(steps, written, strict=True)):
        return steps
    return tuple(attrs.evolve(step, office=office) for step, office in zip(steps, written, strict=True))


def place_of(name: str, steps: Sequence[Step]) -> int:
    """The place in the list of the step that is called *name*.

    Raises:
        InvalidTypeError: If *name* is no text.
        InvalidValueError: If no step is called so.
    """
    names = [step.name for step in steps]
    wanted = name_text(name)
    if wanted not in names:
        raise InvalidValueError(
            f"no step is called {name!r}; the steps are {', '.join(names) or 'none'}", given=name
        )
    return names.index(wanted)


@attrs.frozen(repr=False)
class Route:
    """Steps in their order: one after another, side by side, and joined again (quy trình nội bộ).

    Args:
        steps: The steps; each comes after those it names, or after the one before it in the list.

    Raises:
        InvalidTypeError: If something else than steps is given.
        RouteError: If a name is used twice, `after` names an unknown step, or steps wait for each other in a
            circle; `circle` then names them.

    Examples:
        >>> route = Route([
        ...     Step("tiếp nhận", "Một cửa"),
        ...     Step("ý kiến Thuế", "Thuế", after="tiếp nhận"),
        ...     Step("ý kiến Công an", "Công an", after="tiếp nhận"),
        ...     Step("ký", "UBND", after=("ý kiến Thuế", "ý kiến Công an")),
        ... ])
        >>> route.predecessors("ký"), route.is_parallel
        (('ý kiến Thuế', 'ý kiến Công an'), True)
        >>> Route([Step("a", "A", after="b"), Step("b", "B")])
        Traceback (most recent call last):
        ...
        thutuc.errors.RouteError: these steps wait for each other in a circle: a → b → a; ...
    """

    steps: tuple[Step, ...] = attrs.field(default=(), converter=as_steps)
    # For each step, by place in the list: the places before it and after it; and an order that respects them.
    before: tuple[tuple[int, ...], ...] = attrs.field(init=False, eq=False)
    behind: tuple[tuple[int, ...], ...] = attrs.field(init=False, eq=False)
    places: tuple[int, ...] = attrs.field(init=False, eq=False)
    # The places of each office, in their order.
    by_office: ReadOnly[str, tuple[int, ...]] = attrs.field(init=False, eq=False)
    # Whether the clock runs in all of them.
    all_count: bool = attrs.field(init=False, eq=False)
    _lengths: dict[int, tuple[timedelta | None, ...]] = attrs.field(
        init=False, eq=False, factory=dict[int, Any]
    )

    def __attrs_post_init__(self) -> None:
        before = _links(self.steps)
        order = in_order(before)
        if len(order) < len(before):
            raise _circle(self.steps, order, circle_in(before, order))
        behind: list[list[int]] = [[] for _ in before]
        for place, earlier in enumerate(before):
            for each in earlier:
                behind[each].append(place)
        object.__setattr__(self, "before", before)
        object.__setattr__(self, "behind", tuple(map(tuple, behind)))
        object.__setattr__(self, "places", order)
        object.__setattr__(self, "by_office", self.places_of([step.office for step in self.steps]))
        object.__setattr__(self, "all_count", all(step.counts for step in self.steps))

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"<Route of {len(self)} steps: {', '.join(step.name for step in self.ordered())}>"

    def __getitem__(self, name: str) -> Step:
        return self.steps[place_of(name, self.steps)]

    def places_of(self, offices: Sequence[str]) -> ReadOnly[str, tuple[int, ...]]:
        """The places of each office in their order, where *offices* carry out the steps."""
        found: dict[str, tuple[int, ...]] = {}
        for place in self.places:
            found[offices[place]] = (*found.get(offices[place], ()), place)
        return ReadOnly(found)

    def lengths(self, day_minutes: int) -> _Lengths:
        """The budget of each step as working time of an office; `None` in calendar time.

        Args:
            day_minutes: The length of its own working day. A step without a budget takes no time.
        """
        found = self._lengths.get(day_minutes)
        if found is None:
            limits = [step.limit for step in self.steps]
            found = tuple(
                [
                    limit.working_length(day_minutes) if limit and limit.amount else timedelta()
                    for limit in limits
                ]
            )
            self._lengths[day_minutes] = found
        return found

    def _names(self, places: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.steps[place].name for place in places)

    def ordered(self) -> tuple[Step, ...]:
        """The steps in an order in which each comes after those it waits for (thứ tự thực hiện).

        Of steps that may come in either order, the one listed first comes first.
        """
        return tuple(self.steps[place] for place in self.places)

    def predecessors(self, name: str) -> tuple[str, ...]:
        """The steps that a step directly waits for (bước liền trước).

        Raises:
            InvalidTypeError: If *name* is no text.
            InvalidValueError: If no step is called so.
        """
        return self._names(self.before[place_of(name, self.steps)])

    def successors(self, name: str) -> tuple[str, ...]:
        """The steps that directly wait for a step (bước liền sau).

        Raises:
            InvalidTypeError: If *name* is no text.
            InvalidValueError: If no step is called so.
        """
        return self._names(self.behind[place_of(name, self.steps)])

    @property
    def first_steps(self) -> tuple[str, ...]:
        """The steps that wait for none (bước đầu)."""
        return self._names(place for place, earlier in enumerate(self.before) if not earlier)

    @property
    def last_steps(self) -> tuple[str, ...]:
        """The steps that none waits for (bước cuối)."""
        return self._names(place for place, later in enumerate(self.behind) if not later)

    @property
    def is_parallel(self) -> bool:
        """Whether any two steps may run side by side (có bước song song)."""
        return any(b not in self.behind[a] for a, b in zip(self.places, self.places[1:], strict=False))

    def longest_path(self, weight: Callable[[Step], float]) -> tuple[tuple[str, ...], float]:
        """The way through the route that takes longest, and how long it is (đường dài nhất).

        Args:
            weight: How long a step takes, 0 or more, in any one unit.

        Returns:
            The names of its steps, and the sum; of ways of one length, that of the steps listed first.

        Examples:
            >>> route = Route([Step("a", "A"), Step("bb", "B", after="a"), Step("ccc", "C", after="a")])
            >>> route.longest_path(lambda step: len(step.name))
            (('a', 'ccc'), 4)
        """
        total: dict[int, float] = {}
        came_from: dict[int, int | None] = {}
        for place in self.places:
            came_from[place] = max(self.before[place], key=lambda each: total[each], default=None)
            earlier = came_from[place]
            total[place] = weight(self.steps[place]) + (0 if earlier is None else total[earlier])
        last = max((p for p in self.places if not self.behind[p]), key=lambda each: total[each], default=None)
        if last is None:
            return (), 0
        path: list[int] = []
        at: int | None = last
        while at is not None:
            path.append(at)
            at = came_from[at]
        return self._names(reversed(path)), total[last]

    def sequential(self) -> "Route":
        """The same steps one after another, as a dossier on paper goes through them (quy trình tuần tự).

        Legal source:
            Nghị định 61/2018/NĐ-CP, Điều 19 khoản 6; Nghị định 118/2025/NĐ-CP, Điều 20 khoản 2 điểm a.

        Examples:
            >>> route = Route([Step("a", "A"), Step("b", "B", after="a"), Step("c", "C", after="a")])
            >>> route.sequential().steps[2].after
            ('b',)
        """
        names = self._names(self.places)
        chain = [attrs.evolve(step, after=names[i - 1 : i]) for i, step in enumerate(self.ordered())]
        return Route(chain)

    def on_paper(self, levels: Levels = NO_LEVELS, on: date | None = None) -> "Route":
        """The route of a dossier on paper (quy trình hồ sơ giấy).

        Steps at offices of one level follow one another, in the order of the route. Between levels, and where
        a level is not known, they stay as they are written: the law orders the way of paper among offices of
        one level only, and that nothing changes between levels is a reading of our own.

        Args:
            levels: The levels of offices, as they stand in the steps; a level given in a step goes before.
            on: The day of receipt, or moment: no rule is known before Nghị định 61/2018/NĐ-CP.

        Legal source:
            Nghị định 61/2018/NĐ-CP, Điều 19 khoản 6; Nghị định 118/2025/NĐ-CP, Điều 20 khoản 2 điểm a.

        Examples:
            >>> from thutuc import Level
            >>> route = Route([Step("a", "A"), Step("b", "B", after="a"), Step("c", "C", after="a")])
            >>> route.on_paper({"B": Level.COMMUNE, "C": Level.COMMUNE})["c"].after
            ('a', 'b')
            >>> route.on_paper({"B": Level.COMMUNE, "C": Level.PROVINCE})["c"].after
            ('a',)
        """
        day = on and local_date(on)
        if day is not None and day < _PAPER_IN_SEQUENCE_SINCE:
            return self
        of_steps = [step.level or levels.get(step.office) for step in self.steps]
        known = set(of_steps)
        if len(known) == 1 and None not in known:
            return self.sequential()
        last: dict[Level, int] = {}
        steps = list(self.steps)
        for place in self.places:
            level = of_steps[place]
            earlier = last.get(level) if level is not None else None
            if earlier is not None and earlier not in reached(place, self.before):
                names = (*self._names(self.before[place]), self.steps[earlier].name)
                steps[place] = attrs.evolve(self.steps[place], after=names)
            if level is not None:
                last[level] = place
        return self if steps == list(self.steps) else Route(steps)

    def from_first(self) -> frozenset[str]:
        """The steps to which a way leads from the first step of the list, itself included."""
        return frozenset(self._names(reached(0, self.behind))) if self.steps else frozenset()

    def to_last(self) -> frozenset[str]:
        """The steps from which a way leads to the step that comes last, itself included."""
        return frozenset(self._names(reached(self.places[-1], self.before))) if self.steps else frozenset()

    def mermaid(self, language: str = "vi") -> str:
        """The route as a Mermaid flowchart, for any page that draws them (sơ đồ quy trình).

        A step with a clock of its own is drawn with double sides, one during which the clock stands still
        with slanted sides.

        Args:
            language: Language of the limits, `vi` or `en`.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither.

        Examples:
            >>> print(Route([Step("tiếp nhận", "Một cửa"), Step("ký", "UBND")]).mermaid())
            flowchart LR
                s1["tiếp nhận<br/>Một cửa"]
                s2["ký<br/>UBND"]
                s1 --> s2
        """
        check_language(language)
        lines = ["flowchart LR"]
        lines += [f"    s{i}{_box(step, language)}" for i, step in enumerate(self.steps, start=1)]
        lines += [
            f"    s{earlier + 1} --> s{place + 1}"
            for place, links in enumerate(self.before)
            for earlier in links
        ]
        return "\n".join(lines)


def _box(step: Step, language: str) -> str:
    budget = step.limit.to_text(language) if step.limit is not None else ""
    parts = (part for part in (step.name, step.office, budget) if part)
    words = "<br/>".join(part.translate(_ESCAPES) for part in parts)
    opens, closes = ("[[", "]]") if step.own_clock else ("[/", "/]") if step.pauses else ("[", "]")
    return f'{opens}"{words}"{closes}'


# Mermaid writes entities with a hash and reads HTML inside quotes.
_ESCAPES = str.maketrans({"#": "#35;", "&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;"})


def _links(steps: Sequence[Step]) -> tuple[tuple[int, ...], ...]:
    """For each step the places of those it waits for."""
    places = {step.name: place for place, step in enumerate(steps)}
    if twice := repeated(step.name for step in steps):
        raise _refusal(f"steps are told apart by name, and {', '.join(twice)} is used twice", steps)
    before: list[tuple[int, ...]] = []
    for place, step in enumerate(steps):
        if step.after is None:
            before.append((place - 1,) if place else ())
            continue
        unknown = [name for name in step.after if name not in places]
        if unknown:
            raise _refusal(
                f"step {step.name!r} comes after {', '.join(unknown)}, which is no step; "
                f"the steps are {', '.join(places)}",
                steps,
            )
        before.append(tuple(places[name] for name in step.after))
    return tuple(before)


def _circle(steps: Sequence[Step], order: Sequence[int], ring: Sequence[int]) -> RouteError:
    """The error for steps none of which can begin, since those of a ring wait for each other."""
    circle = tuple(steps[each].name for each in (ring[0], *ring[::-1]))
    waiting = set(range(len(steps))).difference(order, ring)
    blocked = tuple(steps[each].name for each in sorted(waiting))
    never = f", and {', '.join(blocked)} could never begin" if blocked else ""
    return _refusal(
        f"these steps wait for each other in a circle: {' → '.join(circle)}; "
        f"take one of them out of `after`{never}",
        steps,
        circle,
        blocked,
    )


def _refusal(
    message: str, steps: Sequence[Step], circle: tuple[str, ...] = (), blocked: tuple[str, ...] = ()
) -> RouteError:
    return RouteError(message, given=tuple(steps), circle=circle, blocked=blocked)
