"""Event logs in and out: XES, OCEL 2.0, tables of events (nhật ký sự kiện).

What happened to each case, and when, as tools for process mining keep it: read whole, with all that is wrong
with it counted; made into legs, a register or dossiers, on which every report works; and written again.

Needs numpy, and for frames narwhals: `pip install 'thutuc[logs]'`.
"""

from thutuc.errors import MissingExtraError

try:
    import numpy as np  # noqa: F401  # pyright: ignore[reportUnusedImport] - only to say what is missing
except ImportError as error:
    raise MissingExtraError(
        "thutuc.logs needs numpy; install it with: pip install 'thutuc[logs]'", package="numpy"
    ) from error

from thutuc.logs.event_log import EventLog
from thutuc.logs.log_names import LOG_COLUMNS
from thutuc.logs.log_problems import LogProblem, ProblemKind
from thutuc.logs.read_log import of_dossiers, read_log

__all__ = ["LOG_COLUMNS", "EventLog", "LogProblem", "ProblemKind", "of_dossiers", "read_log"]
