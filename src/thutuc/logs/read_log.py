"""Reads event logs (đọc nhật ký sự kiện)."""

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from thutuc.bounds import BOUNDS, Bounds, check_bounds, composed, open_unpacked, read_path
from thutuc.dossiers import Dossier
from thutuc.errors import InvalidValueError, LogError
from thutuc.fields import NONE, all_of, name_text, require
from thutuc.logs.dossier_logs import gather_dossiers
from thutuc.logs.event_log import EventLog
from thutuc.logs.event_tables import read_frame, read_parquet_table, read_text_table
from thutuc.logs.log_data import Gathered
from thutuc.logs.log_files import CUT_OFF, cut_off
from thutuc.logs.ocel_reading import read_ocel
from thutuc.logs.xes_reading import read_xes
from thutuc.registers.arrow_rows import is_frame

_BEGINS = 256
_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def read_log(
    source: Any,  # noqa: ANN401 - a path or a frame of any engine
    *,
    columns: Mapping[str, str] = NONE,
    case_type: str | None = None,
    no_office: str | Iterable[str] = (),
    bounds: Bounds = BOUNDS,
) -> EventLog:
    """Read an event log from a file or a frame (đọc nhật ký sự kiện).

    What the file is, is seen from what is in it, not from its name; gzip is unpacked.

    Args:
        source: A path to XES, OCEL 2.0 in JSON, CSV, XLSX or Parquet, or a frame of any supported engine.
        columns: For columns whose names are not known, the name of each: `{"activity": "Công việc"}`. The
            names of this library, of XES and pm4py and of bupaR are known; `LOG_COLUMNS` has them.
        case_type: Of OCEL, the type of objects that are the cases; left out, the one called `case`, or the
            only one that events are about.
        no_office: The word, or words, that the log has for no office, such as `"EMPTY"`. Those that look like
            one are counted as `doubtful-office`, and kept unless they stand here.
        bounds: How much is read.

    Returns:
        The log. What is wrong with single events is counted in its `problems`; none is dropped in silence.

    Raises:
        LogError: If it is no event log, breaks off, or declares a document type, with which entities come.
        InvalidTypeError: If *source* is neither path nor frame, *columns* no mapping of texts, or a word no
            text.
        InvalidValueError: If there is more to read than *bounds* allow, or *columns* names what is not there.
        MissingExtraError: If a package is not installed that reads such a file.
        OSError: If the file cannot be read.
    """
    check_bounds(bounds)
    if case_type is not None:
        require(case_type, str, "case_type")
    given = (no_office,) if isinstance(no_office, str) else no_office
    words = {composed(word).strip() for word in all_of(given, str, "words for no office are texts")}
    is_path = isinstance(source, str | PathLike)
    if not is_path and (is_frame(source) or hasattr(source, "columns")):
        gathered = read_frame(source, columns)
    else:
        path = read_path(source, "an event log")  # pyright: ignore[reportUnknownArgumentType]
        try:
            gathered = _read_file(path, columns, bounds, case_type)
        except InvalidValueError as error:
            if str(error.given) not in attrs.fields_dict(Bounds):
                raise
            raise InvalidValueError(f"{path.name}: {error}", given=error.given) from error
    return EventLog(**gathered.in_order(words))


def of_dossiers(dossiers: Iterable[Dossier], *, personal: bool = True, name: str = "thutuc") -> EventLog:
    """The events of dossiers as a log: each dossier a case, each action an activity (hồ sơ thành nhật ký).

    What an event tells beyond its action, moment, office and officer stands in the column
    `thutuc:details`; `EventLog.dossiers` reads it again.

    Args:
        dossiers: Dossiers, each once.
        personal: Whether officers and grounds are told; without them the log names no person.
        name: What the log is called.

    Raises:
        InvalidTypeError: If one of them is no dossier.
        InvalidValueError: If a code stands twice.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, events, logs, vietnam_calendar
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar())
        >>> dossier = dossier.record(events.Accepted(at=datetime(2026, 3, 2, 9, 0), office="A"))
        >>> logs.of_dossiers([dossier]).events["activity"].tolist()
        ['accept']
    """
    require(personal, bool, "personal")
    return EventLog(**gather_dossiers(dossiers, personal=personal, name=name_text(name)).in_order())


def _read_file(path: Path, columns: Mapping[str, str], bounds: Bounds, case_type: str | None) -> Gathered:
    try:
        with open_unpacked(path) as file:
            begins = file.read(_BEGINS)
    except CUT_OFF as error:
        raise cut_off(path, error) from error
    first = begins.lstrip(_BLANK)[:1]
    if not first:
        raise LogError(
            f"{path.name} is empty; an event log has at least one event or heading", given=path.name
        )
    if first == b"<":
        return read_xes(path, bounds, columns)
    if first in b"{[":
        return read_ocel(path, bounds, columns, case_type)
    if begins.startswith(b"PAR1"):
        return read_parquet_table(path, columns)
    return read_text_table(path, bounds, columns)
