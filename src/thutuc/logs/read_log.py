"""Reads event logs (đọc nhật ký sự kiện)."""

import gzip
import zlib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from thutuc.bounds import BOUNDS, Bounds, check_bounds, open_unpacked, read_path
from thutuc.errors import LogError
from thutuc.fields import NONE
from thutuc.logs.event_log import EventLog
from thutuc.logs.event_tables import read_frame, read_parquet_table, read_text_table
from thutuc.logs.log_data import Gathered
from thutuc.logs.xes_reading import read_xes
from thutuc.registers.arrow_rows import is_frame

_BEGINS = 256
_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def read_log(source: object, *, columns: Mapping[str, str] = NONE, bounds: Bounds = BOUNDS) -> EventLog:
    """Read an event log from a file or a frame (đọc nhật ký sự kiện).

    What the file is, is seen from what is in it, not from its name; gzip is unpacked.

    Args:
        source: A path to XES, OCEL 2.0 in JSON, CSV, XLSX or Parquet, or a frame of any supported engine.
        columns: For columns whose names are not known, the name of each: `{"activity": "Công việc"}`. The
            names of this library, of XES and pm4py and of bupaR are known; `NAMES` has them.
        bounds: How much is read.

    Returns:
        The log. What is wrong with single events is counted in its `problems`; none is dropped in silence.

    Raises:
        LogError: If it is no event log, breaks off, or declares a document type, with which entities come.
        InvalidTypeError: If *source* is neither path nor frame, or *columns* no mapping of texts.
        InvalidValueError: If there is more to read than *bounds* allow, or *columns* names what is not there.
        MissingExtraError: If a package is not installed that reads such a file.
        OSError: If the file cannot be read.
    """
    check_bounds(bounds)
    if not isinstance(source, str | PathLike) and (is_frame(source) or hasattr(source, "columns")):
        gathered = read_frame(source, columns)
    else:
        gathered = _read_file(read_path(source, "an event log"), columns, bounds)
    return EventLog(**gathered.in_order())


def _read_file(path: Path, columns: Mapping[str, str], bounds: Bounds) -> Gathered:
    try:
        with open_unpacked(path) as file:
            begins = file.read(_BEGINS)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise LogError(
            f"{path.name} breaks off or is damaged ({error}); fetch it again", given=path.name
        ) from error
    first = begins.lstrip(_BLANK)[:1]
    if not first:
        raise LogError(
            f"{path.name} is empty; an event log has at least one event or heading", given=path.name
        )
    if first == b"<":
        return read_xes(path, bounds, columns)
    if begins.startswith(b"PAR1"):
        return read_parquet_table(path, columns)
    return read_text_table(path, bounds, columns)
