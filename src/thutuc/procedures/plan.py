"""`Plan`: when each step of a route may run, forward from the start and back from the deadline (kế hoạch)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import escape

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline
from thutuc.procedures.route import Step, place_of
from thutuc.words.labels import check_language, padded, seen_width


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
class Plan:
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

    start: date
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

    def __str__(self) -> str:
        return self.text()

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

    def to_dicts(self) -> list[dict[str, object]]:
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

    def text(self, language: str = "vi") -> str:
        """The plan as a table of text; a critical step is marked with an asterisk (bảng kế hoạch).

        Args:
            language: `vi` or `en`.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither.
        """
        rows = [self._titles(language), *(self._cells(window, language) for window in self.windows)]
        widths = [max(seen_width(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = [
            "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows
        ]
        return "\n".join(line.rstrip() for line in [*lines, self._conclusion(language)])

    def _titles(self, language: str) -> tuple[str, ...]:
        if check_language(language) == "en":
            return ("", "Step", "Office", "Budget", "Earliest", "Latest", "Slack (h)")
        return ("", "Bước", "Cơ quan", "Thời hạn", "Sớm nhất", "Muộn nhất", "Dự trữ")

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

    def _cells(self, window: StepWindow, language: str) -> tuple[str, ...]:
        step, hours = window.step, self.calendar.hours
        return (
            "*" if window.is_critical else "",
            step.name,
            step.office,
            "" if step.limit is None else step.limit.to_text(language),
            f"{_shown(window.earliest_start)} – {_shown(window.earliest_end)}",
            f"{_shown(window.latest_start)} – {_shown(window.latest_end)}",
            _hours(window.slack) if language == "en" else hours.spell(window.slack),
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(title)}</th>" for title in self._titles("vi"))
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in self._cells(window, "vi")) + "</tr>"
            for window in self.windows
        )
        return (
            f'<div class="thutuc-plan"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
            f"<p><strong>{escape(self._conclusion('vi'))}</strong></p></div>"
        )


def _shown(moment: datetime) -> str:
    return f"{moment:%H:%M %d/%m/%Y}"


def _hours(span: timedelta) -> str:
    hours, minutes = divmod(round(abs(span) / timedelta(minutes=1)), 60)
    return f"{'-' if span < timedelta() else ''}{hours}:{minutes:02d}"
