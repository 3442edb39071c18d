"""Which due dates move when the calendar changes (hồ sơ thay đổi hạn khi lịch thay đổi)."""

from collections.abc import Iterable
from datetime import timedelta

import attrs

from thutuc.calendars import DayExplanation, WorkCalendar
from thutuc.deadlines import Deadline
from thutuc.dossiers.dossier import Dossier


@attrs.frozen
class Moved:
    """An open dossier whose due date is another one by the new calendar (hồ sơ đổi hạn).

    Args:
        code: Code of the dossier.
        before: Its deadline by the old calendar.
        after: Its deadline by the new one.
        because: The days between receipt and the later due day that the new calendar works differently.
    """

    code: str
    before: Deadline
    after: Deadline
    because: tuple[DayExplanation, ...]

    def text(self, language: str = "vi") -> str:
        """One line for a reader: both dates and the reason."""
        reasons = "; ".join(day.text(language) for day in self.because)
        return f"{self.code}: {self.before.due_on:%d/%m/%Y} → {self.after.due_on:%d/%m/%Y} ({reasons})"


def moved(dossiers: Iterable[Dossier], old: WorkCalendar, new: WorkCalendar) -> tuple[Moved, ...]:
    """The open dossiers whose due date changes from *old* to *new*, with both dates and the reason.

    Args:
        dossiers: Any dossiers; those that are settled, or have no deadline, are passed over.
        old: The calendar up to now.
        new: The calendar from now on.

    Raises:
        CalendarRangeError: If a deadline lies outside one of the calendars.
    """
    found: list[Moved] = []
    for dossier in dossiers:
        before, after = dossier.on_calendar(old).deadline, dossier.on_calendar(new).deadline
        if not dossier.is_open or before is None or after is None or before.due_at == after.due_at:
            continue
        first = old.local_date(dossier.events[0].at)
        last = max(before.due_on, after.due_on)
        days = (first + timedelta(days=i) for i in range((last - first).days + 1))
        because = tuple(
            new.explain_day(day)
            for day in days
            if old.sessions_on(day) != new.sessions_on(day)
            or old.working_time_on(day) != new.working_time_on(day)
        )
        found.append(Moved(dossier.code, before, after, because))
    return tuple(found)
