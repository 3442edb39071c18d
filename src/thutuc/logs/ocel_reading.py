"""OCEL 2.0 in JSON: events about objects, of which one type is the case (đọc OCEL 2.0)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast
from unicodedata import is_normalized

import numpy as np

from thutuc.bounds import Bounds, composed, listed, read_bytes
from thutuc.errors import LogError, ThutucError
from thutuc.logs.log_data import Column, Gathered, join
from thutuc.logs.log_files import CUT_OFF, cut_off
from thutuc.logs.log_moments import as_moment
from thutuc.logs.log_names import CASE_NAME, XES_KEYS, apart, match_names
from thutuc.logs.log_problems import Noted, ProblemKind
from thutuc.logs.xes_columns import check_cells
from thutuc.logs.xes_values import read_values

CASE_TYPE, LOG_TYPE = "case", "log"
"""What a log that is written calls its cases, and itself."""
OTHER = "object:"
"""What begins the name of a column of other objects of an event, before their type."""
_KINDS = {"time": "date", "integer": "int", "float": "float", "boolean": "boolean"}
Json: TypeAlias = dict[str, Any]


def read_ocel(path: Path, bounds: Bounds, columns: Mapping[str, str], case_type: str | None) -> Gathered:
    """Read a file.

    Raises:
        LogError: If it is no OCEL 2.0, or does not say what its cases are.
        InvalidValueError: If it holds more than *bounds* allow.
    """
    try:
        data = _data(read_bytes(path, bounds))
    except CUT_OFF as error:
        raise cut_off(path, error) from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, ThutucError):
            raise
        raise LogError(
            f"{path.name} is not JSON: {str(error) or 'nested too deep'}", given=path.name
        ) from error
    told = cast("Json", data) if isinstance(data, dict) else {}
    if not all(isinstance(told.get(part), list) for part in ("events", "objects")):
        raise LogError(
            f"{path.name} is JSON, but not OCEL 2.0, which has the lists 'events' and 'objects'",
            given=path.name,
        )
    try:
        return _Ocel(told, path.name, case_type).gathered(columns, bounds)
    except (AttributeError, KeyError, TypeError) as error:
        raise LogError(
            f"{path.name} is not OCEL 2.0: something is not where it should be ({error!r})", given=path.name
        ) from error


def _data(given: bytes) -> Any:  # noqa: ANN401 - what JSON holds
    """What a file holds; few have anything to compose, and all of it is looked at once."""
    text = given.decode(json.detect_encoding(given))
    data = json.loads(text)
    return data if "\\u" not in text and is_normalized("NFC", text) else _composed(data)


def _composed(data: Any) -> Any:  # noqa: ANN401 - what JSON holds
    """The same with every text in NFC."""
    if isinstance(data, str):
        return composed(data)
    if isinstance(data, list):
        return [_composed(one) for one in data]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(data, dict):
        return {composed(key): _composed(value) for key, value in cast("Json", data).items()}
    return data


class _Ocel:
    """A file being read."""

    def __init__(self, data: Json, name: str, case_type: str | None) -> None:
        self.name, self.noted = name, Noted()
        self.events: list[Json] = data["events"]
        self.objects: dict[str, Json] = {}
        for one in data["objects"]:
            if one["id"] in self.objects:
                self.noted.note(ProblemKind.CASE_TWICE, str(one["id"]))
            self.objects.setdefault(one["id"], one)
        self._declared = {
            (part, one["name"]): {
                each["name"]: each.get("type", "string") for each in one.get("attributes", ())
            }
            for part in ("eventTypes", "objectTypes")
            for one in data.get(part, ())
        }
        self.case_type = self._chosen(case_type)

    def _chosen(self, wanted: str | None) -> str:
        """The type of the cases: as told, or the only one that can be meant."""
        types = dict.fromkeys(one["type"] for one in self.objects.values())
        if wanted is None:
            met = dict.fromkeys(
                self.objects[each["objectId"]]["type"]
                for event in self.events
                for each in event.get("relationships", ())
                if each["objectId"] in self.objects
            )
            wanted = CASE_TYPE if CASE_TYPE in types or types.keys() <= {LOG_TYPE} else None
            if wanted is None and len(met) == 1:
                wanted = next(iter(met))
        elif wanted not in types:
            wanted = None
        if wanted is None:
            raise LogError(
                f"{self.name} tells of {listed(map(str, types)) or 'no objects'}; say which of them are the "
                f"cases, as in case_type='…'",
                given=wanted,
            )
        return wanted

    def gathered(self, columns: Mapping[str, str], bounds: Bounds) -> Gathered:
        cases: dict[str, dict[str, Any]] = {}
        attributes: dict[str, Any] = {}
        name = self.name
        for key, one in self.objects.items():
            if one["type"] == self.case_type:
                found = self._values(one, "objectTypes", str(key))
                if CASE_NAME in found:
                    found[f"case:{CASE_NAME}"] = found.pop(CASE_NAME)
                join(self.noted, cases.setdefault(str(key), {}), found, str(key))
            elif one["type"] == LOG_TYPE:
                name, attributes = str(key), self._values(one, "objectTypes", "")
            elif one.get("attributes"):
                self.noted.note(ProblemKind.NOT_READ, str(key))
            if one.get("relationships"):
                # Which objects belong together, events alone tell here.
                self.noted.note(ProblemKind.NOT_READ, str(key))
        places = {case: i for i, case in enumerate(cases)}
        case_of, rows = self._rows(places)
        keys = dict.fromkeys(key for row in rows for key in row)
        check_cells(len(keys), len(rows), sum(map(len, rows)), bounds)
        table: dict[str, Column] = {key: np.full(len(rows), None, object) for key in keys}
        for i, row in enumerate(rows):
            for key, value in row.items():
                table[key][i] = value
        names = match_names(table, XES_KEYS, columns)
        return Gathered(name, cases, np.array(case_of, np.int64), table, names, attributes, self.noted)

    def _rows(self, places: Mapping[str, int]) -> tuple[list[int], list[Json]]:
        """For each event the number of its case, and its attributes."""
        case_of: list[int] = []
        rows: list[Json] = []
        met: dict[str, Json] = {}
        plain = all(event["id"] == f"e{i}" for i, event in enumerate(self.events, 1))
        for event in self.events:
            row = self._row(event, plain=plain)
            own: list[str] = []
            for each in event.get("relationships", ()):
                one = self.objects.get(each["objectId"])
                if one is None:
                    self.noted.note(ProblemKind.NOT_READ, str(each["objectId"]))
                elif one["type"] == self.case_type:
                    own.append(str(each["objectId"]))
                else:
                    key = f"{OTHER}{one['type']}"
                    row[key] = f"{row[key]}, {each['objectId']}" if key in row else str(each["objectId"])
            first = met.setdefault(event["id"], event)
            if first is not event:
                two = first.get("time") != event.get("time")
                kind = ProblemKind.TWO_MOMENTS if two else ProblemKind.REPEATED
                self.noted.note(kind, own[0] if own else "")
            own = list(dict.fromkeys(own))
            if not own:
                self.noted.note(ProblemKind.NO_CASE, "", len(met))
            elif len(own) > 1:
                self.noted.note(ProblemKind.SHARED_EVENT, own[0])
            case_of += [places[case] for case in own]
            rows += [row] * len(own)
        return case_of, rows

    def _row(self, event: Json, *, plain: bool) -> Json:
        row: Json = {"concept:name": event["type"], "time:timestamp": event.get("time")}
        found = self._values(event, "eventTypes", "")
        row |= {apart(key, row): value for key, value in found.items()}
        if not plain:
            row["ocel:eid"] = str(event["id"])
        return row

    def _values(self, one: Json, part: str, case: str) -> dict[str, Any]:
        """The attributes of an object or event; of one that changes with time, the last."""
        declared = self._declared.get((part, one["type"]), {})
        found: dict[str, Any] = {}
        told = one.get("attributes", ())
        if part == "objectTypes" and len(told) > 1:
            told = sorted(told, key=lambda each: str(as_moment(each.get("time")) or ""))
        for each in told:
            key, value = each["name"], each.get("value")
            kind = _KINDS.get(declared.get(key, "string"))
            if isinstance(value, str) and kind is not None:
                (value,), wrong = read_values(kind, [value])
                if wrong:
                    self.noted.note(ProblemKind.UNREADABLE, case)
            elif isinstance(value, int) and not isinstance(value, bool) and kind == "float":
                value = float(value)
            elif isinstance(value, list | dict):
                value = json.dumps(value, ensure_ascii=False)
            if key in found and found[key] != value:
                self.noted.note(ProblemKind.REPEATED, case)
            found[key] = value
        return {key: value for key, value in found.items() if value is not None}
