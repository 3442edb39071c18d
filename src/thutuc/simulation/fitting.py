"""A model from an event log: arrivals, ways, work and waiting, and what the log does not say (ước lượng)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.limits import TimeLimit
from thutuc.logs import EventLog
from thutuc.procedures import Procedure, Step
from thutuc.simulation.arrivals import Rate
from thutuc.simulation.distributions import Distribution, Fixed
from thutuc.simulation.flows import Flow, Path
from thutuc.simulation.lifetimes import lengths_seen
from thutuc.simulation.log_lengths import Seen, read_stretches, working_time
from thutuc.simulation.staff import Staff
from thutuc.simulation.unidentified import Unidentified, Unknown, of_steps

WAITING = ("drawn", "queue")
_HOUR = 3_600_000_000


class Fitted(NamedTuple):
    """What a log says of a model, and what it does not."""

    flow: Flow
    staff: Mapping[str, Staff]
    not_identified: tuple[Unidentified, ...]


def fitted(
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
) -> Fitted:
    """The flow and the staff that a log shows, as `Model.fit` says."""
    if waiting not in WAITING:
        raise InvalidValueError(
            f"waiting is 'drawn', as it was seen, or made by a 'queue' for officers, not {waiting!r}",
            given=waiting,
        )
    seen = read_stretches(log, calendar, starts=starts, office=office, until=until)
    last = set(ends)
    unknown = last - set(seen.step.tolist())
    if unknown:
        raise InvalidValueError(
            f"the log has no activity {min(unknown)!r} with which cases end; it has "
            f"{', '.join(sorted(map(str, set(seen.step.tolist()))))}",
            given=min(unknown),
        )
    where, lacking = _offices(seen)
    paths, open_paths = _paths(seen, last)
    service, delays, lengths = _lengths(seen, calendar, _coming(seen, last), drawn=waiting == "drawn")
    steps = [Step(step, office, after=()) for step, office in where.items()]
    procedure = Procedure(name or "log", log.name or name or "log", limit=limit, steps=steps)
    flow = Flow(procedure, _arrivals(seen, calendar), service, delays=delays, paths=paths)
    counted = waiting == "queue" and seen.has_starts
    staff = {one: Staff(_officers(seen, one, where) if counted else None) for one in where.values()}
    told = _not_told(seen, calendar, counted=counted, knows_ends=bool(last))
    return Fitted(flow, staff, (*told, *lacking, *of_steps(Unknown.OPEN_PATHS, open_paths), *lengths))


def _arrivals(seen: Seen, calendar: WorkCalendar) -> Rate:
    # What came on a day off is there on the next that is worked.
    days = [calendar.next_working_day(moment.date()) for moment in seen.came[seen.firsts].tolist()]
    return Rate.of(days, calendar, min(days), max(days) + timedelta(days=1))


def _not_told(
    seen: Seen, calendar: WorkCalendar, *, counted: bool, knows_ends: bool
) -> Iterable[Unidentified]:
    if not seen.has_starts:
        yield Unidentified(Unknown.SERVICE_AND_WAITING)
        yield Unidentified(Unknown.FIRST_STEP)
    yield Unidentified(Unknown.OTHER_WORK if counted else Unknown.CAPACITY)
    if not knows_ends:
        yield Unidentified(Unknown.OPEN_CASES)
    yield Unidentified(Unknown.PARTS)
    yield Unidentified(Unknown.WITH_CITIZEN)
    ended = seen.ended[seen.is_over]
    instant = np.timedelta64(1, "us")
    outside = working_time(calendar, ended - instant, ended) == 0
    if outside.any():
        yield Unidentified(Unknown.OUTSIDE_HOURS, share=float(outside.mean()))


def _offices(seen: Seen) -> tuple[dict[str, str], tuple[Unidentified, ...]]:
    """The office of each step, in the order in which steps first came."""
    counts = defaultdict[str, Counter[str]](Counter)
    for step, office in zip(seen.step.tolist(), seen.office.tolist(), strict=True):
        counts[step].update([office] if office else [])
    where = {step: of.most_common(1)[0][0] if of else step for step, of in counts.items()}
    without = [step for step, of in counts.items() if not of]
    several = [step for step, of in counts.items() if len(of) > 1]
    return where, (*of_steps(Unknown.OFFICES, without), *of_steps(Unknown.SEVERAL_OFFICES, several))


def _paths(seen: Seen, ends: set[str]) -> tuple[list[Path], list[str]]:
    """The ways of cases with their weights, and the last steps of open ones that none continues.

    An open case counts as those that are over and began like it, each as often as it came: what the estimate
    of Kaplan and Meier does with what is not over.
    """
    over = Counter[tuple[str, ...]]()
    open_ = Counter[tuple[str, ...]]()
    edges = [*seen.firsts.tolist(), len(seen.case)]
    steps, done = seen.step.tolist(), seen.is_over.tolist()
    for a, b in pairwise(edges):
        way = tuple(steps[a:b])
        is_over = all(done[a:b]) and (not ends or any(step in ends for step in way))
        (over if is_over else open_)[way] += 1
    weights = {way: float(count) for way, count in over.items()}
    lost = list[str]()
    for way, count in sorted(open_.items(), key=lambda item: -len(item[0])):
        alike = {other: weight for other, weight in weights.items() if other[: len(way)] == way}
        whole = sum(alike.values())
        for other, weight in alike.items():
            weights[other] += count * weight / whole
        if not alike:
            lost.append(way[-1])
            if not over:
                weights[way] = float(count)
    return [Path(way, weight) for way, weight in weights.items()], lost


def _coming(seen: Seen, ends: set[str]) -> list[tuple[str, Any]]:
    """Of open cases with nothing begun the likeliest next step, and since when they wait for it."""
    if not ends:
        return []
    steps, firsts = seen.step.tolist(), {*seen.firsts.tolist(), len(seen.case)}
    following = defaultdict[str, Counter[str]](Counter)
    for i in range(1, len(steps)):
        if i not in firsts:
            following[steps[i - 1]][steps[i]] += 1
    edges = sorted(firsts)
    found = list[tuple[str, Any]]()
    for a, b in pairwise(edges):
        is_open = not any(step in ends for step in steps[a:b])
        if is_open and seen.is_over[a:b].all() and following[steps[b - 1]]:
            found.append((following[steps[b - 1]].most_common(1)[0][0], seen.ended[a:b].max()))
    return found


def _lengths(
    seen: Seen, calendar: WorkCalendar, coming: list[tuple[str, Any]], *, drawn: bool
) -> tuple[dict[str, Distribution], dict[str, Distribution], tuple[Unidentified, ...]]:
    """Work and waiting by step, and of which steps they are not known."""
    until = np.datetime64(seen.until, "us")
    begun = ~np.isnat(seen.started)
    work = working_time(calendar, seen.started[begun], _or(seen.ended, until)[begun])
    work = np.maximum(work - np.rint(seen.paused[begun] * _HOUR).astype(np.int64), 0)
    waited = working_time(calendar, seen.came, _or(seen.started, until))
    # What comes next has not begun: it is waited for; of completions alone, that is all that is known.
    since = np.array([moment for _, moment in coming], "M8[us]")
    open_ = working_time(calendar, since, np.full(len(since), until))
    next_steps = np.array([step for step, _ in coming], object)
    not_yet = np.zeros(len(since), np.bool_)
    work_steps, is_done, wait_steps = seen.step[begun], seen.is_over[begun], seen.step
    if seen.has_starts:
        waited, begun = np.append(waited, open_), np.append(begun, not_yet)
        wait_steps = np.append(wait_steps, next_steps)
    else:
        work, is_done = np.append(work, open_), np.append(is_done, not_yet)
        work_steps = np.append(work_steps, next_steps)
    service, delays = dict[str, Distribution](), dict[str, Distribution]()
    longest, unseen = list[str](), list[str]()
    for step in dict.fromkeys(seen.step.tolist()):
        mine = work_steps == step
        found, is_cut = lengths_seen(work[mine], is_done[mine])
        (unseen if found is None else longest if is_cut else []).append(step)
        service[step] = found or Fixed(timedelta())
        if drawn and seen.has_starts:
            mine = wait_steps == step
            aside, _ = lengths_seen(waited[mine], begun[mine])
            if aside is not None and aside.mean:
                delays[step] = aside
    return service, delays, (*of_steps(Unknown.LONGEST, longest), *of_steps(Unknown.UNSEEN, unseen))


def _or(moments: Any, other: np.datetime64) -> Any:  # noqa: ANN401 - moments
    return np.where(np.isnat(moments), other, moments)


def _officers(seen: Seen, office: str, where: Mapping[str, str]) -> int:
    """How many officers an office has: those that were named, or as many as worked at one time."""
    here = np.array([where[step] == office for step in seen.step.tolist()])
    named = {one for one in seen.officer[here].tolist() if one}
    if named:
        return len(named)
    here &= ~np.isnat(seen.started) & seen.is_over
    changes = sorted(
        [(end, -1) for end in seen.ended[here].tolist()]
        + [(start, 1) for start in seen.started[here].tolist()]
    )
    at_once = np.cumsum([change for _, change in changes])
    return max(int(at_once.max(initial=1)), 1)
