"""Rows of a register whose due day moves, as recorded or computed (hạn ghi trong sổ thay đổi)."""

from datetime import date

import attrs

from thutuc.calendars import DayExplanation, WorkCalendar
from thutuc.deadlines import Deadline, due
from thutuc.dossiers import Moved
from thutuc.dossiers.moves import because_of, changed_days, due_key, due_text
from thutuc.policy.overlays import Overlay, Terms
from thutuc.policy.reformed_entries import EntryRows, Judge
from thutuc.registers import Register, StatedDeadline
from thutuc.words.labels import check_language


@attrs.frozen
class MovedRecord:
    """A row whose recorded due day, which is not the computed one, becomes another (hạn đã ghi thay đổi).

    Args:
        code: Code of the dossier.
        before: The due day as recorded.
        after: The due day after the decision, as many working days from the computed one.
        because: The days from the receipt up to the later due day that the new calendar works differently.
        computed: The computed deadlines by both calendars.
    """

    code: str
    before: StatedDeadline
    after: StatedDeadline
    because: tuple[DayExplanation, ...]
    computed: tuple[Deadline, Deadline]

    def text(self, language: str = "vi") -> str:
        """One line for a reader: both dates, the reason, and how far they lie from the computed ones."""
        first = self.computed[0]
        apart = first.calendar.count_working_days(first.due_on, self.before.due_on)
        kept = {
            "vi": f"hạn ghi cách hạn tính {apart:+} ngày làm việc, được giữ nguyên",
            "en": f"recorded {apart:+} working days from the computed day, which is kept",
        }[check_language(language)]
        reasons = "; ".join([*(day.text(language) for day in self.because), kept])
        return f"{self.code}: {due_text(self.before)} → {due_text(self.after)} ({reasons})"


def moved_row(code: str, computed: tuple[Deadline, Deadline], told: tuple[date, date]) -> Moved | MovedRecord:
    """A row that moves: as counted, or as recorded where that is told of another day."""
    before, after = computed
    if told == (before.due_on, after.due_on):
        return Moved(code, before, after, tuple(because_of(before, after)))
    first = before.calendar.local_date(before.parts[0].start)
    because = tuple(changed_days(before.calendar, after.calendar, first, max(told)))
    return MovedRecord(code, StatedDeadline(told[0]), StatedDeadline(told[1]), because, computed)


def moving_entries(
    register: Register, calendar: WorkCalendar, other: WorkCalendar
) -> tuple[int, int, None, tuple[Moved | MovedRecord, ...]]:
    """How many rows are open, how many of them state no limit, and those that move."""
    rows, plain = EntryRows(register), Overlay()
    overlays = (plain, attrs.evolve(plain, calendar=other))
    judges = [Judge(rows, Terms(calendar, None, None, overlay)) for overlay in overlays]
    asked = uncounted = 0
    found: list[Moved | MovedRecord] = []
    for i, entry in enumerate(register.entries):
        if entry.finished_at is not None:
            continue
        asked += 1
        limit = judges[0].limits(i)[0]
        before, after = (judge.judged(i).deadline for judge in judges)
        if limit is None or before is None or after is None:
            uncounted += 1
            continue
        if due_key(before) != due_key(after):
            computed = due(limit, entry.received_at, calendar), due(limit, entry.received_at, other)
            found.append(moved_row(entry.code, computed, (before.due_on, after.due_on)))
    return asked, uncounted, None, tuple(found)
