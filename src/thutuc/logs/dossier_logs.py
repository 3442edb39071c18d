"""Dossiers as an event log, and back (hồ sơ thành nhật ký sự kiện và ngược lại)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, cast

import attrs
import numpy as np

from thutuc.bounds import listed, shown
from thutuc.calendars import WorkCalendar
from thutuc.dossiers import Dossier
from thutuc.dossiers.links import Link, LinkKind
from thutuc.errors import InvalidValueError
from thutuc.events import Event, for_action
from thutuc.fields import all_of, require
from thutuc.law import Order, ReopeningRule, Silence
from thutuc.limits import TimeLimit, Unit
from thutuc.logs.log_data import Gathered, LogData, column_of
from thutuc.logs.log_moments import in_zone
from thutuc.logs.log_names import OWN
from thutuc.procedures import Channel, Procedure
from thutuc.statuses import Action, Status

DETAILS = f"{OWN}details"
# Under what name a choice stands in the details of an event.
_CHOICES = {"silence": Silence, "order": Order, "clock": ReopeningRule, "status": Status}
_PLAIN = {"at", "office", "officer", "dossier"}


@lru_cache(maxsize=256)
def _action(activity: str | None) -> Action | None:
    """The action that an activity is; of the few that a log repeats, each is read once."""
    try:
        return None if activity is None else Action.parse(activity)
    except InvalidValueError:
        return None


def gather_dossiers(dossiers: Iterable[Dossier], *, personal: bool, name: str) -> Gathered:
    """The events of dossiers, each a case."""
    cases: dict[str, dict[str, Any]] = {}
    case_of: list[int] = []
    events: list[Event] = []
    for dossier in all_of(dossiers, Dossier, "dossiers are needed"):
        if dossier.code in cases:
            raise InvalidValueError(
                f"dossier {dossier.code} is given twice; a log has each case once", given=dossier.code
            )
        case_of += [len(cases)] * len(dossier.events)
        cases[dossier.code] = dict(_cover(dossier))
        events += dossier.events
    columns = {
        "activity": column_of([event.action.value for event in events]),
        "moment": column_of([event.at for event in events]),
        "office": column_of([event.office for event in events]),
        "officer": column_of([event.officer if personal else None for event in events]),
    }
    details = [_details(event, personal=personal) for event in events]
    if any(details):
        columns[DETAILS] = column_of(
            [json.dumps(one, ensure_ascii=False) if one else None for one in details]
        )
    names = {name: name for name in ("activity", "moment", "office", "officer")}
    return Gathered(name, cases, np.array(case_of, np.int64), columns, names)


def _cover(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """What stands on the cover of a dossier."""
    yield f"{OWN}procedure", dossier.procedure.code
    yield f"{OWN}channel", dossier.channel.name
    if dossier.cover.case is not None:
        yield f"{OWN}case", dossier.cover.case
    for role, office in dossier.cover.roles.items():
        yield f"{OWN}role:{role}", office
    for i, link in enumerate(dossier.links, 1):
        told = [link.kind.value, link.code, *([link.on.isoformat()] if link.on else [])]
        yield f"{OWN}link:{i}", json.dumps(told, ensure_ascii=False)
    yield from dossier.extra.items()


def _details(event: Event, *, personal: bool) -> dict[str, Any]:
    """What an event tells beyond where, when and by whom, where it is not what is usual."""
    found: dict[str, Any] = {}
    for field in attrs.fields(type(event)):
        value = getattr(event, field.name)
        if field.name in _PLAIN or value == field.default or (not personal and field.name in event.personal):
            continue
        found[field.name] = _told(value)
    return found


def _told(value: Any) -> Any:  # noqa: ANN401 - what an event may hold
    """A value as JSON has it, one of a kind of its own under the name of that kind."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, TimeLimit):
        cut_off = {"cut_off": value.cut_off.isoformat("minutes")} if value.cut_off else {}
        return {"amount": value.amount, "unit": value.unit.value, **cut_off}
    for name, choices in _CHOICES.items():
        if isinstance(value, choices):
            return {name: value.value}
    return [*value] if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownVariableType]


def _meant(told: Any) -> Any:  # noqa: ANN401 - what JSON holds
    """The value that JSON tells."""
    if isinstance(told, list):
        return (*told,)  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(told, dict):
        return told
    told = cast("dict[str, Any]", told)
    if "at" in told:
        return datetime.fromisoformat(told["at"])
    if "on" in told:
        return date.fromisoformat(told["on"])
    for name, choices in _CHOICES.items():
        if name in told:
            return choices(told[name])
    cut_off = time.fromisoformat(told["cut_off"]) if "cut_off" in told else None
    return TimeLimit(told["amount"], Unit(told["unit"]), cut_off=cut_off)


def dossiers_of(
    log: LogData,
    procedure: Procedure | Mapping[str, Procedure],
    calendar: WorkCalendar,
    **more: Any,  # noqa: ANN401 - as a dossier takes them
) -> tuple[Dossier, ...]:
    """The cases of a log as dossiers."""
    require(calendar, WorkCalendar, "calendar")
    _check_actions(log)
    clock = in_zone(log.events["moment"], log.events["ahead"], calendar.zone)
    found: list[Dossier] = []
    for case, first, end in log.spans:
        cover = log.cases[case]
        under = _procedure_of(procedure, cover.get(f"{OWN}procedure"), case)
        try:
            happened = [_event(log, i, clock[i].item()) for i in range(first, end)]
            arguments = more | _from_cover(cover)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InvalidValueError(
                f"case {case}: what its attributes and details tell of a dossier cannot be read: {error}",
                given=case,
            ) from error
        found.append(Dossier.replay(case, under, calendar, happened, **arguments))
    return tuple(found)


def _check_actions(log: LogData) -> None:
    activities = dict.fromkeys(log.events["activity"].tolist())
    unknown = [str(one) for one in activities if _action(one) is None]
    if unknown:
        raise InvalidValueError(
            f"no national action is called {listed(map(repr, unknown))}; a log becomes dossiers where each "
            f"activity is one of {', '.join(Action)}, or its Vietnamese name",
            given=tuple(unknown),
        )
    for name, gaps in (
        ("moment", int(np.isnat(log.events["moment"]).sum())),
        ("office", log.events["office"].tolist().count(None)),
    ):
        if gaps:
            raise InvalidValueError(
                f"{gaps:,} events have no {name}, and a dossier needs one for each", given=name
            )


def _procedure_of(given: Procedure | Mapping[str, Procedure], code: object, case: str) -> Procedure:
    if isinstance(given, Mapping):
        if code not in given:
            raise InvalidValueError(
                f"case {case} is of procedure {shown(code)}, and the mapping has {listed(given) or 'none'}",
                given=code,
            )
        return given[str(code)]
    return require(given, Procedure, "procedure")


def _event(log: LogData, i: int, at: datetime) -> Event:
    kind = for_action(require(_action(log.events["activity"][i]), Action, "an activity"))
    told = log.events[DETAILS][i] if DETAILS in log.events else None
    details = {} if told is None else {name: _meant(value) for name, value in json.loads(told).items()}
    return kind(at=at, office=log.events["office"][i], officer=log.events["officer"][i], **details)


def _from_cover(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a dossier that its cover tells."""
    found: dict[str, Any] = {}
    if f"{OWN}channel" in attributes:
        found["channel"] = Channel[attributes[f"{OWN}channel"]]
    if f"{OWN}case" in attributes:
        found["case"] = attributes[f"{OWN}case"]
    role, link = f"{OWN}role:", f"{OWN}link:"
    roles = {key.removeprefix(role): value for key, value in attributes.items() if key.startswith(role)}
    links = [_link(*json.loads(value)) for key, value in attributes.items() if key.startswith(link)]
    extra = {
        key: str(value) for key, value in attributes.items() if not key.startswith(OWN) and value is not None
    }
    return (
        found | ({"roles": roles} if roles else {}) | ({"links": links} if links else {}) | {"extra": extra}
    )


def _link(kind: str, code: str, on: str | None = None) -> Link:
    return Link(LinkKind(kind), code, None if on is None else date.fromisoformat(on))
