"""A register of the cases of a log, one row each (sổ theo dõi từ nhật ký sự kiện)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, tzinfo
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from thutuc.arrays import due as due_of
from thutuc.bounds import composed, listed, shown
from thutuc.calendars import WorkCalendar
from thutuc.dossiers.clockwork import ENDING
from thutuc.errors import InvalidTypeError, InvalidValueError, LimitTextError
from thutuc.fields import require
from thutuc.limits import Convention, TimeLimit
from thutuc.logs.log_data import Column, LogData, column_of, text_of
from thutuc.logs.log_moments import Times, as_moment, in_zone, split_moments, written
from thutuc.logs.log_names import CASE_PREFIX, OWN
from thutuc.logs.log_stretches import paired, steps_of
from thutuc.statuses import Action

Told: TypeAlias = str | Mapping[str, Any] | None
"""What says a moment of each case: the name of an attribute, or of an activity, or a mapping of cases."""
Limit: TypeAlias = TimeLimit | str | Mapping[str, TimeLimit | str]
"""One limit of all, the name of an attribute of cases, or a mapping of cases."""
Flags: TypeAlias = npt.NDArray[np.bool_]
FIRST, LAST = "first", "last"
_BEGUN = frozenset({Action.ACCEPT})
_NATIONAL = {"received": _BEGUN, "finished": ENDING, "returned": frozenset({Action.RETURN})}
_TEXTS = ("procedure", "office", "mechanism", "channel")


def register_of(
    log: LogData,
    calendar: WorkCalendar | None = None,
    *,
    limit: Limit | None = None,
    due: Told = None,
    by_day: bool = False,
    convention: Convention = Convention.CIVIL_CODE,
    told: Mapping[str, Told],
    office: str | None = None,
) -> dict[str, Column]:
    """The columns of the register of a log; *told* says when cases were received, finished and returned."""
    require(by_day, bool, "by_day")
    zone = None if calendar is None else calendar.zone
    limit, due = _composed(limit), _composed(due)
    told = {what: _composed(one) for what, one in told.items()}
    taken = {name for name in (limit, due, *told.values()) if isinstance(name, str)}
    found = _cover(log, taken)
    lives = _lives(log, told, zone)
    if office is not None:
        taken -= {"office", f"{OWN}office"}
    if office is not None or not any(one is not None for one in found["office"]):
        found["office"] = _offices(log, office or FIRST, zone, lives["finished"])
    found["received_at"] = lives["received"]
    limits = None if limit is None else _limits(log, limit)
    if limits is not None:
        found["limit"] = np.array([np.nan if one is None else float(one.amount) for one in limits])
        found["unit"] = column_of([None if one is None else one.unit.value for one in limits])
    stated = _no_moments(log) if due is None else _moments(log, due, zone, "due", last=True)
    if due is not None or limits is None or calendar is not None:
        found |= _due(limits, stated, lives["received"], calendar, convention, by_day=by_day)
    found |= {f"{what}_at": lives[what] for what in ("finished", "returned")}
    return found | _others(log, taken, found, zone)


def _others(
    log: LogData, taken: Collection[str], own: Collection[str], zone: tzinfo | None
) -> dict[str, Column]:
    """All other attributes of cases."""
    found: dict[str, Column] = {}
    for name in dict.fromkeys(key for one in log.cases.values() for key in one):
        if name not in taken:
            # What is called as a column of registers has the name that it has in tables of events.
            column = f"{CASE_PREFIX}{name}" if name in own else name
            found[column] = _extra([one.get(name) for one in log.cases.values()], zone)
    return found


def _lives(log: LogData, told: dict[str, Any], zone: tzinfo | None) -> dict[str, Times]:
    """When each case was received, finished and returned, as told, else as the events say."""
    if all(one is None for one in told.values()) and _is_national(log):
        told = {what: _of_actions(log, actions) for what, actions in _NATIONAL.items()}
    found: dict[str, Times] = {}
    for what, one in told.items():
        if one is not None:
            found[what] = _moments(log, one, zone, what, last=what != "received")[0]
        elif what == "returned":
            found[what] = _no_moments(log)[0]
        else:
            found[what] = _last_moments(log, zone) if what == "finished" else _ends(log, zone, last=False)
    return found


def _composed(told: Any) -> Any:  # noqa: ANN401 - what says a moment or a limit
    """What is told, its names in the form in which a log has them."""
    if isinstance(told, Mapping):
        cases = cast("Mapping[object, Any]", told)
        return {composed(text_of(case) or ""): one for case, one in cases.items()}
    return composed(told) if isinstance(told, str) else told


def _is_national(log: LogData) -> bool:
    """Whether the activities are the national actions, which say what begins and ends a dossier."""
    return len(log) > 0 and set(log.events["activity"].tolist()) <= set(Action)


def _of_actions(log: LogData, actions: Collection[str]) -> Mapping[str, Any]:
    """For each case the first moment of some actions; of its end, since it was last handled once more."""
    activities, moments, ahead = (log.events[name] for name in ("activity", "moment", "ahead"))
    found: dict[str, Any] = {}
    for case, first, end in log.spans:
        places = range(first, end)
        if actions is not _BEGUN:
            again = [i for i in places if activities[i] == Action.REOPEN]
            places = range(again[-1] + 1 if again else first, end)
        found[case] = next((written(moments[i], ahead[i]) for i in places if activities[i] in actions), None)
    return found


def _cover(log: LogData, taken: set[str]) -> dict[str, Column]:
    """Code and texts of each case; which attributes they are is put to what is *taken*."""
    found: dict[str, Column] = {"code": column_of(list(log.cases))}
    for name in _TEXTS:
        key = f"{OWN}{name}" if any(f"{OWN}{name}" in one for one in log.cases.values()) else name
        found[name] = column_of([_text(one.get(key)) for one in log.cases.values()])
        taken |= {name, key}
    return found


def _due(
    limits: list[TimeLimit | None] | None,
    stated: tuple[Times, Flags],
    received: Times,
    calendar: WorkCalendar | None,
    convention: Convention,
    *,
    by_day: bool,
) -> dict[str, Column]:
    """The due days as stated, else as computed, and the moments where the minute counts."""
    moments, whole = stated
    on, at = moments.astype("M8[D]"), np.where(whole | by_day, np.datetime64("NaT", "us"), moments)
    if limits is not None and calendar is not None:
        computed = due_of(limits, received, calendar, convention=convention)
        gaps = np.isnat(on)
        on, at = np.where(gaps, computed.due_on, on), np.where(gaps, computed.minutes(), at)
    return {"due_on": on, "due_at": at}


def _no_moments(log: LogData) -> tuple[Times, Flags]:
    return np.full(len(log.cases), "NaT", "M8[us]"), np.ones(len(log.cases), np.bool_)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _spans(log: LogData) -> list[tuple[int, int]]:
    return [(first, end) for _, first, end in log.spans]


def _clock(log: LogData, zone: tzinfo | None) -> Times:
    moments, ahead = log.events["moment"], log.events["ahead"]
    return moments if zone is None else in_zone(moments, ahead, zone)


def _last_moments(log: LogData, zone: tzinfo | None) -> Times:
    """The last moment of each case; none while work that was begun is not over."""
    found = _ends(log, zone, last=True)
    if not log.has_starts:
        return found
    events = log.events
    codes = {case: i for i, case in enumerate(log.cases)}
    case_of = [codes[case] for case in events["case"].tolist()]
    steps = steps_of(events["lifecycle"].tolist())
    stretches = paired(case_of, events["activity"].tolist(), events["instance"].tolist(), steps, [])
    for one in stretches:
        if one.ended is None:
            found[case_of[one.first]] = np.datetime64("NaT", "us")
    return found


def _ends(log: LogData, zone: tzinfo | None, *, last: bool) -> Times:
    clock = _clock(log, zone)
    found = np.full(len(log.cases), "NaT", "M8[us]")
    for i, (first, end) in enumerate(_spans(log)):
        own = clock[first:end]
        own = own[~np.isnat(own)]
        if len(own):
            found[i] = own[-1 if last else 0]
    return found


def _offices(log: LogData, told: str, zone: tzinfo | None, finished: Times) -> Column:
    """The office of each case: of an attribute, or the first or last that is named until the end."""
    told = composed(require(told, str, "office"))
    if any(told in one for one in log.cases.values()):
        return column_of([_text(one.get(told)) for one in log.cases.values()])
    if told not in {FIRST, LAST}:
        names = dict.fromkeys(key for one in log.cases.values() for key in one)
        raise InvalidValueError(
            f"office is 'first' or 'last', of the events, or an attribute of cases, not {told!r}; "
            f"attributes are {listed(names) or 'none'}",
            given=told,
        )
    offices, clock = log.events["office"].tolist(), _clock(log, zone)
    # An end that has no hour is that day.
    days = finished.astype("M8[D]")
    finished = np.where(finished == days, days + 1, finished)
    found: list[str | None] = []
    for (first, end), until in zip(_spans(log), finished, strict=True):
        places = range(first, end) if told == FIRST else range(end - 1, first - 1, -1)
        named = [i for i in places if offices[i] is not None]
        # What was done after the end, such as filing, held up no case.
        before = named if told == FIRST else [i for i in named if not clock[i] > until]
        found.append(offices[(before or named)[0]] if named else None)
    return column_of(found)


def _moments(log: LogData, told: Told, zone: tzinfo | None, what: str, *, last: bool) -> tuple[Times, Flags]:
    """The moment of each case that was told, and whether it is a whole day."""
    if isinstance(told, Mapping):
        _check_cases(log, told, what)
        return _split([told.get(case) for case in log.cases], zone, what)
    if not isinstance(told, str):
        raise InvalidTypeError(
            f"{what} names an attribute of cases or an activity, or maps cases to moments, not {shown(told)}",
            given=told,
        )
    if any(told in one for one in log.cases.values()):
        return _split([one.get(told) for one in log.cases.values()], zone, what)
    activities = log.events["activity"]
    places = np.flatnonzero(activities == told)
    if not len(places):
        names = dict.fromkeys(key for one in log.cases.values() for key in one)
        raise InvalidValueError(
            f"{what}: cases have no attribute {told!r}, and no activity is called so; attributes are "
            f"{listed(names) or 'none'}; activities are "
            f"{listed(map(str, dict.fromkeys(activities.tolist()))) or 'none'}",
            given=told,
        )
    codes = {case: i for i, case in enumerate(log.cases)}
    clock = _clock(log, zone)
    found = np.full(len(log.cases), "NaT", "M8[us]")
    for i in places if last else places[::-1]:
        if not np.isnat(clock[i]):
            found[codes[log.events["case"][i]]] = clock[i]
    return found, np.zeros(len(found), np.bool_)


def _split(values: list[Any], zone: tzinfo | None, what: str) -> tuple[Times, Flags]:
    moments, ahead, days = split_moments(values)
    for value, moment in zip(values, moments, strict=True):
        # What is missing may be a NaN or NaT, which are not equal to themselves.
        is_told = value is not None and value != "" and value == value  # noqa: PLR0124
        if is_told and np.isnat(moment) and as_moment(value) is None:
            raise InvalidValueError(f"{what}: {shown(value)} is no day and no moment", given=value)
    clock = moments if zone is None else in_zone(moments, ahead, zone)
    # What has no hour and no zone is a day, as in a register.
    whole = days | (np.isnat(ahead) & (clock == clock.astype("M8[D]")))
    return clock, whole | np.isnat(clock)


def _limits(log: LogData, limit: Limit) -> list[TimeLimit | None]:
    """The limits of all cases."""
    if isinstance(limit, TimeLimit):
        return [limit] * len(log.cases)
    if isinstance(limit, Mapping):
        _check_cases(log, limit, "limit")
        return [_limit(case, limit.get(case)) for case in log.cases]
    if not isinstance(limit, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(
            f"limit is a TimeLimit, the name of an attribute of cases or a mapping of cases, not "
            f"{shown(limit)}",
            given=limit,
        )
    if not any(limit in one for one in log.cases.values()):
        raise InvalidValueError(
            f"limit: cases have no attribute {limit!r}; give a TimeLimit, or the name of one", given=limit
        )
    return [_limit(case, one.get(limit)) for case, one in log.cases.items()]


def _limit(case: str, value: object) -> TimeLimit | None:
    if value is None or isinstance(value, TimeLimit):
        return value
    try:
        return TimeLimit.parse(str(value))
    except LimitTextError as error:
        raise LimitTextError(f"case {case}: {error}", text=str(value), reason=error.reason) from error


def _check_cases(log: LogData, told: Mapping[str, Any], what: str) -> None:
    """Refuse a mapping that is of other cases."""
    if told and log.cases and not any(case in told for case in log.cases):
        raise InvalidValueError(
            f"{what}: the mapping has {listed(told)}, and none of these is a case of the log; cases are "
            f"called {listed(log.cases)}",
            given=told,
        )


def _extra(values: list[Any], zone: tzinfo | None) -> Column:
    """Another attribute, of one kind if it has one, else as text."""
    kinds: set[type[Any]] = {type(value) for value in values if value is not None}
    if kinds and all(issubclass(kind, datetime) for kind in kinds):
        return _split(values, zone, "")[0]
    if kinds and kinds <= {int, float}:
        missing = np.nan if None in values or float in kinds else 0
        numbers = np.array([missing if value is None else value for value in values])
        if numbers.dtype != object:
            return numbers
    if kinds == {bool} and None not in values:
        return np.array(values)
    return column_of([value.isoformat() if isinstance(value, date) else _text(value) for value in values])
