"""Event logs written as XES (ghi XES)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.logs.log_data import UNREAD, LogData
from thutuc.logs.log_moments import written
from thutuc.logs.log_names import CASE_NAME, COLUMNS, MEANT, XES_KEYS, apart, together

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
"""
_EXTENSIONS = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
}
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANKS = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}


def xes_parts(log: LogData) -> Iterator[str]:
    """The text of a log, part by part.

    Raises:
        InvalidTypeError: If an attribute holds what XES has no type for.
        InvalidValueError: If a text has letters that XML does not have.
    """
    yield _HEAD
    for name, (prefix, uri) in _EXTENSIONS.items():
        yield f'\t<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n'
    yield from _attributes({CASE_NAME: log.name, **log.attributes}, "\t")
    keys = {column: _key(log, column) for column in COLUMNS[1:]}
    taken = log.read_as_meant(keys)
    others = [
        (keys["moment"] if name == UNREAD else apart(together(name, MEANT), taken), log.events[name].tolist())
        for name in log.others
    ]
    columns = [
        (keys[column], log.events[column].tolist())
        for column in ("activity", "lifecycle", "office", "officer", "instance")
    ]
    known: dict[tuple[str, str], str] = {}
    moments, ahead = log.events["moment"], log.events["ahead"]
    for case, first, end in log.spans:
        yield "\t<trace>\n"
        yield from _attributes({CASE_NAME: case, **log.cases[case]}, "\t\t")
        for i in range(first, end):
            parts = ["\t\t<event>\n"]
            for key, values in columns:
                value = values[i]
                if value is not None:
                    parts.append(known.get((key, value)) or known.setdefault((key, value), _line(key, value)))
            if moments[i] == moments[i]:
                parts.append(_line(keys["moment"], written(moments[i], ahead[i])))
            parts += [_line(key, values[i]) for key, values in others if values[i] is not None]
            yield "\t\t\t".join(parts) + "\t\t</event>\n"
        yield "\t</trace>\n"
    yield "</log>\n"


def _key(log: LogData, column: str) -> str:
    """What XES calls a column: as where it came from, if that is a name of XES."""
    name = log.names.get(column, "")
    return name if name in XES_KEYS[column] else XES_KEYS[column][0]


def _attributes(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if value is not None:
            yield indent + _line(key, value)


def _line(key: str, value: object) -> str:
    """One attribute, whatever it holds."""
    if isinstance(value, bool):
        kind, text = "boolean", str(value).lower()
    elif isinstance(value, int):
        kind, text = "int", str(value)
    elif isinstance(value, float):
        kind, text = "float", repr(value)
    elif isinstance(value, date):
        kind, text = "date", _moment_text(value)
    elif isinstance(value, str):
        kind, text = "string", value
    else:
        raise InvalidTypeError(
            f"{key}: XES holds texts, numbers, truth values and moments, not {shown(value)}", given=value
        )
    if _NO_XML.search(text) or _NO_XML.search(key):
        raise InvalidValueError(
            f"{shown(key)}: XML has no such letter as is in {shown(text)}; take it out", given=text
        )
    return f"<{kind} key={quoteattr(key, _BLANKS)} value={quoteattr(text, _BLANKS)}/>\n"


def _moment_text(moment: date) -> str:
    # To the thousandth of a second, as everybody writes it, where that says all.
    if isinstance(moment, datetime) and moment.microsecond % 1000 == 0:
        return moment.isoformat(timespec="milliseconds")
    return moment.isoformat()
