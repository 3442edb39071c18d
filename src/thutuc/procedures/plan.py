"""`Plan`: when each step of a route may run, forward from the start and back from the deadline (kế hoạch)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline
from thutuc.moments import MICROSECOND, Moment
from thutuc.procedures.route import Step, place_of
from thutuc.words.labels import both
from thutuc.words.table import Cell, Shown, Table, Words


@attrs.frozen
class StepWindow:
    """When one step of a plan may run (khoảng thời gian của một bước).

    Args:
        step: The step.
        calendar: When its office works.
        earliest_start: When it begins if every step before it keeps its budget.
        earliest_end: When its budget is then used up.
        latest_start: When it must begin for the whole to be in time.
        latest_end: When it must have ended for that.
        is_critical: Whether the end of the whole waits for it (bước găng).
    """

    step: Step
    calendar: WorkCalendar = attrs.field(repr=False)
    earliest_start: datetime
    earliest_end: datetime
    latest_start: datetime
    latest_end: datetime
    is_critical: bool

    @property
    def slack(self) -> timedelta:
        """By how much it may slip and the whole still be in time (thời gian dự trữ).

        Working time of its own office; negative if the whole is late already.
        """
        return self.calendar.working_time_between(self.earliest_end, self.latest_end)


@attrs.frozen(repr=False)
class Plan(Shown):
    """When every step of a route may run, and whether the whole is in time (kế hoạch giải quyết).

    Prints as text, shows as a table in a notebook, and gives its data with `windows` or `to_dicts()`.
    Without a deadline the latest times are counted back from the end of the last step.

    Args:
        start: The event from which it counts.
        calendar: When the office that answers works.
        windows: One for each step, in the order in which they run.
        finish: When the last step ends.
        critical_path: The chain of steps that ends last, the first one first.
        deadline: The deadline the appointment rests on, moved by steps outside the limit; `None` without one.
        statutory: The deadline of the law; differs from `deadline` where the office promises less.
        unbudgeted: The steps without a budget; they are planned as taking no time.

    Examples:
        >>> from datetime import date
        >>> from thutuc import Procedure, Step, TimeLimit, Unit, vietnam_calendar
        >>> half, two = TimeLimit(0.5, Unit.WORKING_DAY), TimeLimit(2, Unit.WORKING_DAY)
        >>> procedure = Procedure("1.000001", "ví dụ", TimeLimit(3, Unit.WORKING_DAY),
        ...                       steps=[Step("tiếp nhận", "A", half), Step("thẩm định", "B", two)])
        >>> plan = procedure.plan(date(2026, 3, 2), vietnam_calendar())
        >>> plan.finish, plan.fits, str(plan.reserve)
        (datetime.datetime(2026, 3, 5, 11, 0), True, '4:00:00')
    """

    start: Moment
    calendar: WorkCalendar
    windows: tuple[StepWindow, ...]
    finish: datetime
    critical_path: tuple[str, ...]
    deadline: Deadline | None = None
    statutory: Deadline | None = None
    unbudgeted: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[StepWindow]:
        return iter(self.windows)

    def __len__(self) -> int:
        return len(self.windows)

    def __getitem__(self, name: str) -> StepWindow:
        return self.windows[place_of(name, [window.step for window in self.windows])]

    def __repr__(self) -> str:
        end = f", due {self.deadline.due_at:%Y-%m-%d %H:%M}" if self.deadline else ""
        return f"<Plan of {len(self)} steps from {self.start} to {self.finish:%Y-%m-%d %H:%M}{end}>"

    @property
    def fits(self) -> bool:
        """Whether the last step ends by the due moment; without a deadline it does (trong hạn)."""
        return self.deadline is None or self.finish <= self.deadline.due_at

    @property
    def provisional(self) -> bool:
        """Whether an official decision that is still to come may change it (dự kiến).

        So it is if a day that is still to be decided lies between the start and the due moment, or the end of
        the last step where that is later or there is no deadline.
        """
        open_day = self.calendar.next_undecided_day(self.start)
        ends = open_day is not None and open_day <= self.calendar.local_date(self.finish)
        return ends or (self.deadline is not None and self.deadline.provisional)

    @property
    def reserve(self) -> timedelta | None:
        """Working time from the end of the last step to the due moment (dự trữ chung).

        Negative if the plan is late; `None` without a deadline.
        """
        if self.deadline is None:
            return None
        return self.calendar.working_time_between(self.finish, self.deadline.due_at)

    def to_dicts(self, language: str = "vi") -> list[dict[str, Cell]]:  # noqa: ARG002 - they hold no words
        """One plain dictionary a step, ready for JSON or a data frame (dữ liệu của kế hoạch)."""
        return [
            {
                "step": window.step.name,
                "office": window.step.office,
                "budget": None if window.step.limit is None else window.step.limit.to_text(),
                "earliest_start": window.earliest_start.isoformat(),
                "earliest_end": window.earliest_end.isoformat(),
                "latest_start": window.latest_start.isoformat(),
                "latest_end": window.latest_end.isoformat(),
                "slack_seconds": window.slack.total_seconds(),
                "critical": window.is_critical,
                "counts": window.step.counts,
            }
            for window in self.windows
        ]

    def table(self, language: str = "vi") -> Table:
        """The plan as a table, a critical step marked with an asterisk, and its end below (bảng kế hoạch).

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        spell = self.calendar.hours.spell
        return Table.of(
            ("", ""),
            self.windows,
            ("critical", "", "", lambda one: "*" if one.is_critical else ""),
            ("step", "Bước", "Step", lambda one: one.step.name),
            ("office", "Cơ quan", "Office", lambda one: one.step.office),
            ("budget", "Thời hạn", "Budget", _budget),
            ("earliest", "Sớm nhất", "Earliest", lambda one: _span(one.earliest_start, one.earliest_end)),
            ("latest", "Muộn nhất", "Latest", lambda one: _span(one.latest_start, one.latest_end)),
            ("slack", "Dự trữ", "Slack (h)", lambda one: (spell(one.slack), _hours(one.slack))),
            notes=[both(self._conclusion)],
            ruled=False,
            language=language,
        )

    def _conclusion(self, language: str) -> str:
        english = language == "en"
        words = f"{'Ends' if english else 'Kết thúc'}: {_shown(self.finish)}"
        if self.deadline is not None and self.reserve is not None:
            words += f"; {'due' if english else 'hạn'}: {_shown(self.deadline.due_at)}; "
            words += self._verdict(self.reserve, language)
        if self.provisional:
            words += "; provisional" if english else "; dự kiến"
        if self.unbudgeted:
            words += "; without a budget: " if english else "; chưa có thời hạn: "
            words += ", ".join(self.unbudgeted)
        return words

    def _verdict(self, reserve: timedelta, language: str) -> str:
        """Whether the steps fit, and by how much; in Vietnamese in days of the office."""
        if language == "en":
            return f"{'in time' if self.fits else 'late'} ({_hours(reserve)})"
        spelled = self.calendar.hours.spell(abs(reserve))
        return f"trong hạn, còn {spelled}" if self.fits else f"quá hạn {spelled}"


def _budget(window: StepWindow) -> Words | str:
    return "" if window.step.limit is None else both(window.step.limit.to_text)


def _span(first: datetime, last: datetime) -> str:
    # What ends as a day ends does so on that day, not as the next one begins.
    return f"{_shown(first)} – {_shown(last - MICROSECOND if last.time() == time.min else last)}"


def _shown(moment: datetime) -> str:
    return f"24:00 {moment:%d/%m/%Y}" if moment.time() == time.max else f"{moment:%H:%M %d/%m/%Y}"


def _hours(span: timedelta) -> str:
    hours, minutes = divmod(round(abs(span) / timedelta(minutes=1)), 60)
    return f"{'-' if span < timedelta() else ''}{hours}:{minutes:02d}"
