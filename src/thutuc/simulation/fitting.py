"""A model from an event log: arrivals, ways, work and waiting, and what the log does not say (ước lượng)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import all_of, name_text
from thutuc.limits import TimeLimit
from thutuc.logs import EventLog
from thutuc.procedures import Procedure, Step
from thutuc.simulation.arrivals import Inflow
from thutuc.simulation.distributions import Distribution, Fixed
from thutuc.simulation.flows import Flow, Path
from thutuc.simulation.lifetimes import lengths_seen
from thutuc.simulation.log_lengths import Seen, read_stretches, working_time
from thutuc.simulation.staff import Staff
from thutuc.simulation.unidentified import Unidentified, Unknown, of_steps

WAITING = ("drawn", "queue")
_HOUR = 3_600_000_000
_USUAL = 0.95
"""After a longer silence than this share of those seen, nothing more is expected of a case."""


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
    if waiting == "queue" and not seen.has_starts:
        raise InvalidValueError(
            "the log tells only when work was done, so that a queue cannot be told from work; let waiting be "
            "'drawn', or give a log that tells when work began",
            given=waiting,
        )
    last = _last(ends, seen)
    where, lacking = _offices(seen)
    is_over = _is_over(seen, last)
    paths, open_paths = _paths(seen, is_over)
    coming = _coming(seen, is_over)
    service, delays, lengths = _lengths(seen, calendar, coming, drawn=waiting == "drawn")
    steps = [Step(step, office, after=()) for step, office in where.items()]
    procedure = Procedure(name or "log", log.name or name or "log", limit=limit, steps=steps)
    arrivals, months = _arrivals(seen, calendar)
    flow = Flow(procedure, arrivals, service, delays=delays, paths=paths)
    counted = waiting == "queue"
    staff = {one: Staff(_officers(seen, one, where) if counted else None) for one in where.values()}
    told = _not_told(seen, calendar, counted=counted, knows_ends=bool(last))
    open_ = of_steps(Unknown.OPEN_PATHS, open_paths)
    return Fitted(flow, staff, (*told, *lacking, *open_, *months, *lengths))


def _last(ends: Iterable[str], seen: Seen) -> set[str]:
    """The activities with which cases end, as the log has them."""
    wanted = "cases end with activities, such as ('trả kết quả',)"
    last, known = {name_text(end) for end in all_of(ends, str, wanted)}, set(seen.step.tolist())
    for unknown in sorted(last - known):
        raise InvalidValueError(
            f"the log has no activity {unknown!r} with which cases end; it has {', '.join(sorted(known))}",
            given=unknown,
        )
    return last


def _arrivals(seen: Seen, calendar: WorkCalendar) -> tuple[Inflow, tuple[Unidentified, ...]]:
    """The rate of arrivals, and the months of which the log does not tell it."""
    # What came on a day off is there on the next that is worked.
    days = [calendar.next_working_day(moment.date()) for moment in seen.came[seen.firsts].tolist()]
    found = Inflow.of(days, calendar, min(days), max(days) + timedelta(days=1))
    missing = (f"{month:02}" for month in range(1, 13) if month not in found.months)
    return found, of_steps(Unknown.MONTHS, missing)


def _not_told(
    seen: Seen, calendar: WorkCalendar, *, counted: bool, knows_ends: bool
) -> Iterable[Unidentified]:
    if not seen.has_starts:
        yield Unidentified(Unknown.SERVICE_AND_WAITING)
        yield Unidentified(Unknown.FIRST_STEP)
    yield Unidentified(Unknown.OTHER_WORK if counted else Unknown.CAPACITY)
    if seen.nameless:
        yield Unidentified(Unknown.ACTIVITIES, share=seen.nameless)
    if not knows_ends:
        yield Unidentified(Unknown.OPEN_CASES)
    yield Unidentified(Unknown.PARTS)
    yield Unidentified(Unknown.BATCHES)
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


def _cases(seen: Seen) -> list[tuple[int, int]]:
    """The first stretch of each case, and the one after its last."""
    return list(pairwise([*seen.firsts.tolist(), len(seen.case)]))


def _is_over(seen: Seen, ends: set[str]) -> list[bool]:
    """Whether each case is over: by the activities it ends with, or else by how long nothing has happened."""
    steps, cases = seen.step.tolist(), _cases(seen)
    done = [bool(seen.is_over[a:b].all()) for a, b in cases]
    if ends:
        return [
            is_done and any(step in ends for step in steps[a:b])
            for is_done, (a, b) in zip(done, cases, strict=True)
        ]
    moments = _or(seen.ended, np.datetime64(seen.until, "us"))
    gaps = defaultdict[str, list[Any]](list)
    for a, b in cases:
        for i in range(a + 1, b):
            gaps[steps[i - 1]].append((moments[i] - moments[i - 1]).astype(np.int64))
    usual = {step: np.quantile(of, _USUAL) for step, of in gaps.items()}
    until = np.datetime64(seen.until, "us")
    quiet = [(until - moments[a:b].max()).astype(np.int64) for a, b in cases]
    return [
        is_done and bool(still >= usual.get(steps[b - 1], 0))
        for is_done, still, (_, b) in zip(done, quiet, cases, strict=True)
    ]


def _paths(seen: Seen, is_over: list[bool]) -> tuple[list[Path], list[str]]:
    """The ways of cases with their weights, and the last steps of open ones that none continues.

    An open case counts as those that are over and began like it, each as often as it came: what the estimate
    of Kaplan and Meier does with what is not over.
    """
    over, open_ = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    steps = seen.step.tolist()
    for is_done, (a, b) in zip(is_over, _cases(seen), strict=True):
        (over if is_done else open_)[tuple(steps[a:b])] += 1
    weights = {way: float(count) for way, count in over.items()}
    lost = list[str]()
    for way, count in sorted(open_.items(), key=lambda item: -len(item[0])):
        alike = {other: weight for other, weight in weights.items() if other[: len(way)] == way}
        whole = sum(alike.values())
        for other, weight in alike.items():
            weights[other] += count * weight / whole
        if not alike:
            # Nothing is known of how it goes on: it counts as far as it came.
            lost.append(way[-1])
            weights[way] = float(count)
    return [Path(way, weight) for way, weight in weights.items()], lost


def _coming(seen: Seen, is_over: list[bool]) -> list[tuple[str, Any]]:
    """Of open cases with nothing begun the likeliest next step, and since when they wait for it."""
    steps, found = seen.step.tolist(), list[tuple[str, Any]]()
    following = defaultdict[str, Counter[str]](Counter)
    for a, b in _cases(seen):
        for i in range(a + 1, b):
            following[steps[i - 1]][steps[i]] += 1
    for is_done, (a, b) in zip(is_over, _cases(seen), strict=True):
        last = steps[b - 1]
        if not is_done and seen.is_over[a:b].all() and following[last]:
            found.append((following[last].most_common(1)[0][0], seen.ended[a:b].max()))
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
