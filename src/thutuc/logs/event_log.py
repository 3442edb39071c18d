"""`EventLog`: what happened to cases, as an event log tells it (nhật ký sự kiện)."""

from typing import Any

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.fields import require
from thutuc.logs.log_data import LogData
from thutuc.logs.log_legs import legs_of
from thutuc.logs.native_frames import native_frame


@attrs.frozen(eq=False, repr=False)
class EventLog(LogData):
    """Cases with their attributes, and events in order, as columns (nhật ký sự kiện).

    Two logs are equal if they hold the same cases, events and attributes of the log; where they came from,
    and what was wrong there, is not compared.
    """

    def __repr__(self) -> str:
        wrong = f", {len(self.problems)} kinds of problems" if self.problems else ""
        return f"<EventLog {self.name}: {len(self.cases)} cases, {len(self)} events{wrong}>"

    def legs(
        self,
        calendar: WorkCalendar,
        *,
        starts: str | None = None,
        office: str = "office",
        engine: str | None = None,
    ) -> Any:  # noqa: ANN401 - a frame of the engine
        """Stretches of work, as a frame."""
        require(calendar, WorkCalendar, "calendar")
        return native_frame(legs_of(self, calendar, starts=starts, office=office), engine)
