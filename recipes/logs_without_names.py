"""What happens to dossiers as lines of JSON for a log server: nothing personal gets into them."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from thutuc import Dossier
from thutuc.errors import EventError, ThutucError
from thutuc.events import Event

FACTS = "facts"
"""Under what name a record of the log carries its facts: `logger.info("…", extra={FACTS: {…}})`."""


class JsonLines(logging.Formatter):
    """Writes each record as one line: when, how grave, what, and its facts; of an error never the message.

    What somebody typed stands in the messages of errors. So of an error its kind and the places in the code
    are written, and nothing else.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One record as one line; texts that are put into the message are left out of it."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # An error, or whatever else stands for the message, may tell what somebody typed.
            "what": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
            **getattr(record, FACTS, {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= what_failed(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def what_happened(dossier: Dossier, event: Event) -> dict[str, Any]:
    """The facts of *event*, and where *dossier* stands after it."""
    status, deadline = dossier.status, dossier.deadline
    return {
        "dossier": dossier.code,
        "procedure": dossier.procedure.code,
        "event": event.action.value,
        "at": event.at.isoformat(),
        "office": event.office,
        "status": None if status is None else status.value,
        "due_on": None if deadline is None else deadline.due_on.isoformat(),
        "late": deadline is not None and deadline.is_late(dossier.finished_at or event.at),
        "breaches": [breach.rule for breach in dossier.breaches],
    }


def what_failed(error: BaseException) -> dict[str, Any]:
    """The kind of an error and where in the code it arose; for an event that was refused, why."""
    told: dict[str, Any] = {"error": error.code if isinstance(error, ThutucError) else type(error).__name__}
    if isinstance(error, EventError):
        # Such an error is made without what is personal in the event.
        told |= {"dossier": error.dossier, "why": error.why, "allowed": list(error.allowed)}
    places = traceback.extract_tb(error.__traceback__)
    told["places"] = [f"{place.name}:{place.lineno}" for place in places]
    return told
