"""The rows of a register judged under a reform (dòng của sổ tính theo phương án)."""

from collections.abc import Sequence
from datetime import date

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline, due
from thutuc.dossiers.moves import due_key
from thutuc.limits import TimeLimit
from thutuc.moments import Moment, local_date
from thutuc.policy.outcomes import CodeOutcome
from thutuc.policy.overlays import Terms, calendar_of, compared, moved_promise
from thutuc.policy.refusals_of_rows import refuse_events, refuse_limitless, refuse_uncalendared
from thutuc.registers import Entry, Register, StatedDeadline
from thutuc.reports import OfficeRole, PeriodReport
from thutuc.reports.grouping import group_readers


class EntryRows:
    """A register as the source of a scenario."""

    def __init__(self, register: Register) -> None:
        self.register, self.rows = register, register.entries

    def __len__(self) -> int:
        return len(self.rows)

    # What may be asked ------------------------------------------------------------------------------------

    def values(self, column: str) -> list[str]:
        """What each says in a column.

        Raises:
            InvalidValueError: If there is no such column.
        """
        if self.register.columns:
            column = self.register.column(column)
        (reader,) = group_readers((column,), OfficeRole.ACCEPTING, None, date(2026, 1, 1))
        return [reader(entry) for entry in self.rows]

    def check(self, terms: Terms) -> None:
        """Refuse what rows without events cannot answer.

        Raises:
            InvalidValueError: If the reform needs what is not there.
        """
        overlay = terms.overlay
        refuse_events(overlay)
        if not overlay.changes_dues:
            return
        judge = Judge(self, terms)
        limitless = uncalendared = 0
        for i, entry in enumerate(self.rows):
            before, after = judge.limits(i)
            limitless += before is None and entry.deadline is not None and not judge.is_given(i)
            needs = after is not None or before is not None
            uncalendared += needs and judge.calendar(i) is None and overlay.calendar is None
        if limitless:
            refuse_limitless(limitless)
        if uncalendared:
            refuse_uncalendared()

    def check_steps(self, procedure: str, steps: Sequence[str]) -> None:
        """Nothing can be said of steps."""

    # What comes of it -------------------------------------------------------------------------------------

    def outcome(self, terms: Terms, start: Moment, end: Moment, by: tuple[str, ...]) -> CodeOutcome:
        """The report of a period."""
        names = tuple(self.register.column(name) for name in by) if self.register.columns else by
        return CodeOutcome(PeriodReport.of(self.cases(terms), start, end, by=names))

    def cases(self, terms: Terms) -> list[Entry]:
        """The rows as the terms judge them."""
        judge = Judge(self, terms)
        return [judge.judged(i) for i in range(len(self.rows))]


class Judge:
    """Lays the terms of a scenario over the rows."""

    def __init__(self, rows: EntryRows, terms: Terms) -> None:
        self.rows, self.terms, self.overlay = rows.rows, terms, terms.overlay
        self.concerned = [
            [list(map(compared, rows.values(name))) for name, _ in change.where]
            for change in self.overlay.limits
        ]

    def _concerns(self, change: int, place: int) -> bool:
        where = self.overlay.limits[change].where
        return all(
            column[place] in values for column, (_, values) in zip(self.concerned[change], where, strict=True)
        )

    def limits(self, place: int) -> tuple[TimeLimit | None, TimeLimit | None]:
        """The limit of a row before and after the reform."""
        entry = self.rows[place]
        before = entry.limit
        if before is None:
            known = self.terms.procedure_of(entry.procedure, local_date(entry.received_at))
            before = None if known is None else known.promise or known.limit
        after = before
        for i, change in enumerate(self.overlay.limits):
            if self._concerns(i, place):
                after = change(after)
        return before, after

    def is_given(self, place: int) -> bool:
        """Whether the reform gives a row without a limit one, or leaves it alone."""
        changed = [change for i, change in enumerate(self.overlay.limits) if self._concerns(i, place)]
        if any(change.value is not None for change in changed):
            return True
        other = self.overlay.calendar is not None or self.overlay.convention is not None
        return not changed and not other and self.overlay.week_of(self.rows[place].office) is None

    def calendar(self, place: int) -> WorkCalendar | None:
        """The calendar of a row before the reform."""
        deadline = self.rows[place].deadline
        return self.terms.calendar or (deadline.calendar if isinstance(deadline, Deadline) else None)

    def judged(self, place: int) -> Entry:
        """A row as it is judged."""
        entry = self.rows[place]
        deadline = self._deadline(place, entry)
        return entry if deadline is entry.deadline else attrs.evolve(entry, deadline=deadline)

    def _deadline(self, place: int, entry: Entry) -> Deadline | StatedDeadline | None:
        recorded, calendar = entry.deadline, self.calendar(place)
        before, after = self.limits(place)
        first = None if before is None or calendar is None else due(before, entry.received_at, calendar)
        if first is not None and not isinstance(recorded, StatedDeadline):
            # What was computed is computed anew.
            recorded = entry.deadline if entry.deadline == first else first
        other = self.overlay.calendar or calendar
        if not self.overlay.changes_dues or after is None or other is None:
            return recorded
        other = calendar_of(other, self.overlay.week_of(entry.office))
        last = due(after, entry.received_at, other, convention=self.overlay.counted)
        if first is None or calendar is None:
            return last
        stays = due_key(first) == due_key(last)
        if recorded is None or recorded.due_on == first.due_on:
            return recorded if stays and recorded is not None else last
        if stays and not calendar.is_working_day(recorded.due_on):
            return recorded
        moved = moved_promise(recorded.due_on, first.due_on, last.due_on, calendar, other)
        return recorded if stays and moved == recorded.due_on else StatedDeadline(moved)
