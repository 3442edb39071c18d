"""Event logs written as OCEL 2.0 in JSON, each case an object (ghi OCEL 2.0)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isfinite
from typing import Any

import numpy as np

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.logs.log_data import LogData
from thutuc.logs.log_moments import written
from thutuc.logs.log_names import MEANT, XES_KEYS, apart, together
from thutuc.logs.ocel_reading import CASE_TYPE, LOG_TYPE

_SINCE = "1970-01-01T00:00:00.000Z"
"""An attribute that holds from the beginning."""


def ocel_parts(log: LogData) -> Iterator[str]:
    """The text of a log, part by part.

    Raises:
        InvalidTypeError: If an attribute holds what OCEL has no type for.
        InvalidValueError: If an event has no activity or no moment, which OCEL asks for.
    """
    activities, moments = log.events["activity"].tolist(), log.events["moment"]
    for what, gaps in (("activity", activities.count(None)), ("moment", int(np.isnat(moments).sum()))):
        if gaps:
            raise InvalidValueError(
                f"{gaps:,} events have no {what}, and OCEL has one for each; write XES, or mend them",
                given=what,
            )
    columns = _columns(log)
    types: dict[str, dict[str, set[str]]] = {}
    for i, activity in enumerate(activities):
        declared = types.setdefault(activity, {})
        for key, values in columns.items():
            if values[i] is not None:
                declared.setdefault(key, set()).add(_type(key, values[i]))
    yield '{"objectTypes": '
    yield _dump([_declared(CASE_TYPE, log.cases.values()), _declared(LOG_TYPE, [log.attributes])])
    yield ',\n"eventTypes": '
    yield _dump([{"name": name, "attributes": _attributes_of(declared)} for name, declared in types.items()])
    yield ',\n"objects": [\n'
    for case, attributes in log.cases.items():
        yield f"{_object(case, CASE_TYPE, attributes)},\n"
    yield _object(_apart_from(log.name, log.cases), LOG_TYPE, log.attributes)
    yield '\n],\n"events": ['
    cases, ahead = log.events["case"].tolist(), log.events["ahead"]
    for i, activity in enumerate(activities):
        event = {
            "id": f"e{i + 1}",
            "type": activity,
            "time": written(moments[i], ahead[i]).isoformat(),
            "attributes": [
                {"name": key, "value": _plain(values[i])}
                for key, values in columns.items()
                if values[i] is not None
            ],
            "relationships": [{"objectId": cases[i], "qualifier": CASE_TYPE}],
        }
        yield f"{',' if i else ''}\n{_dump(event)}"
    yield "\n]}\n"


def _columns(log: LogData) -> dict[str, list[Any]]:
    """The attributes of events, by the names that XES gives them."""
    found = {
        XES_KEYS[column][0]: log.events[column].tolist()
        for column in ("lifecycle", "office", "officer", "instance")
    }
    taken = log.read_as_meant({column: names[0] for column, names in XES_KEYS.items()})
    return found | {apart(together(name, MEANT), taken): log.events[name].tolist() for name in log.others}


def _apart_from(name: str, cases: Mapping[str, object]) -> str:
    """A name that no case has."""
    while name in cases:
        name += "*"
    return name


def _type(key: str, value: object) -> str:
    for kinds, name in (
        (bool, "boolean"),
        (int, "integer"),
        (float, "float"),
        (date, "time"),
        (str, "string"),
    ):
        if isinstance(value, kinds):
            return name
    raise InvalidTypeError(
        f"{key}: OCEL holds texts, numbers, truth values and moments, not {shown(value)}", given=value
    )


def _declared(name: str, several: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    types: dict[str, set[str]] = {}
    for attributes in several:
        for key, value in attributes.items():
            if value is not None:
                types.setdefault(key, set()).add(_type(key, value))
    return {"name": name, "attributes": _attributes_of(types)}


def _attributes_of(types: Mapping[str, set[str]]) -> list[dict[str, str]]:
    """Several types of one attribute are texts."""
    return [
        {"name": key, "type": kinds.pop() if len(kinds) == 1 else "string"} for key, kinds in types.items()
    ]


def _object(key: str, kind: str, attributes: Mapping[str, Any]) -> str:
    return _dump(
        {
            "id": key,
            "type": kind,
            "attributes": [
                {"name": name, "time": _SINCE, "value": _plain(value)}
                for name, value in attributes.items()
                if value is not None
            ],
            "relationships": [],
        }
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever an attribute holds
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) and not isfinite(value) else value


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
