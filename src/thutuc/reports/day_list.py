"""What a day brings at the counter: overdue, due today, due on the next working day (việc trong ngày)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.calendars.days import weekday_name
from thutuc.deadlines.judgement import Due
from thutuc.dossiers import Dossier
from thutuc.fields import checked, require
from thutuc.law import regime_on
from thutuc.moments import ONE_DAY, Moment, comes_before, local_date, local_moment
from thutuc.reports.cases import Case
from thutuc.reports.grouping import OfficeRole, group_readers, group_text, heading
from thutuc.reports.period_figures import SUM
from thutuc.reports.periods import day_text
from thutuc.words.alphabet import vietnamese_order
from thutuc.words.labels import Labelled, both, check_language
from thutuc.words.numbers import NumberStyle
from thutuc.words.table import Shown, Table

__all__ = ["DayList", "DayState", "DueDossier", "day_list"]


class DayState(Labelled):
    """How urgent a dossier is on a day (mức độ khẩn trương)."""

    OVERDUE = "overdue", "quá hạn", "overdue"
    TODAY = "today", "đến hạn hôm nay", "due today"
    NEXT = "next", "đến hạn ngày làm việc tiếp theo", "due on the next working day"
    """On the next working day, or on a day off before it. What is due tomorrow is excused today or never."""


@attrs.frozen
class DueDossier:
    """One dossier that is overdue or soon due (hồ sơ đến hạn, quá hạn).

    Args:
        code: Code of the dossier.
        group: Its value of the column by which the list is divided.
        procedure: Its procedure.
        state: How urgent it is.
        due_on: The due day.
        due_at: The due moment, where the minute counts.
        days_late: Working days since the due day; 0 while it is not overdue, or late by hours.
        excuse_by: The last day for an apology with a new date, where it can still be given.
    """

    code: str
    group: str
    procedure: str
    state: DayState
    due_on: date
    due_at: datetime | None
    days_late: int
    excuse_by: date | None


@attrs.frozen(repr=False, str=False)
class DayList(Shown):
    """The dossiers that a day asks for, by office, the overdue ones first (danh sách việc trong ngày).

    Args:
        at: The moment or day as of which it was made.
        next_day: The next working day.
        by: The column by which it is divided.
        dossiers: What is overdue, due today, or due on the next working day.
        later: How many open dossiers are due later.
        undated: How many open dossiers have no due date.
    """

    at: date
    next_day: date
    by: str
    dossiers: tuple[DueDossier, ...]
    later: int = 0
    undated: int = 0

    def __iter__(self) -> Iterator[DueDossier]:
        return iter(self.dossiers)

    def __len__(self) -> int:
        return len(self.dossiers)

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(state)} {state.label('en')}" for state in DayState)
        return f"<DayList as of {self.at}: {counts}>"

    def count(self, state: DayState) -> int:
        """How many dossiers are in a state (số hồ sơ)."""
        return sum(one.state is state for one in self.dossiers)

    def table(self, language: str = "vi") -> Table:
        """One line for each dossier.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        return Table.of(
            both(self._title),
            self.dossiers,
            (*heading(self.by), _group),
            ("state", "tình trạng", "state", lambda one: one.state.words),
            ("code", "mã hồ sơ", "dossier", lambda one: one.code),
            ("procedure", "thủ tục", "procedure", lambda one: one.procedure),
            ("due", "hạn trả", "due", _due_text),
            ("excuse_by", "xin lỗi chậm nhất", "apology by", lambda one: day_text(one.excuse_by)),
            ("days_late", "số ngày làm việc quá hạn", "working days late", lambda one: one.days_late or None),
            language=language,
        )

    def summary(self, language: str = "vi") -> Table:
        """How many dossiers of each group are overdue, due today and due next (số lượng).

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        counts = Counter((one.group, one.state) for one in self.dossiers)

        def count(state: DayState, group: str) -> int:
            return counts[group, state]

        return Table.of(
            both(self._title),
            dict.fromkeys(one.group for one in self.dossiers),
            (*heading(self.by), group_text),
            *((one.value, *one.words, partial(count, one)) for one in DayState),
            sums=[(SUM, *map(self.count, DayState))],
            language=language,
        )

    def text(self, language: str = "vi", *, numbers: NumberStyle | None = None) -> str:
        """The summary, the dossiers, and a last line that can be read out.

        Args:
            language: Of the words.
            numbers: How numbers are written; left out, as the language does.

        Raises:
            InvalidTypeError: If *numbers* is no style.
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        last = self.sentence(language)
        if not self.dossiers:
            return f"{self._title(language)}\n{last}"
        listed = attrs.evolve(self.table(language), title=("", ""))
        tables = self.summary(language), listed
        return "\n\n".join([*(one.text(numbers=numbers) for one in tables), last])

    def sentence(self, language: str = "vi") -> str:
        """What the day asks for, in one sentence.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        english = check_language(language) == "en"
        overdue, today, soon = map(self.count, DayState)
        day = f"{weekday_name(self.next_day, language)} {self.next_day:%d/%m/%Y}"
        last = min((one.excuse_by for one in self.dossiers if one.excuse_by), default=None)
        excuse = f" ({_EXCUSE[english]} {last:%d/%m/%Y})" if last else ""
        rest = f"; {self.undated} {_UNDATED[english]}" if self.undated else ""
        if english:
            return f"{overdue} overdue, {today} due today, {soon} due by {day}{excuse}{rest}."
        return f"{overdue} hồ sơ quá hạn, {today} đến hạn hôm nay, {soon} đến hạn {day}{excuse}{rest}."

    def _title(self, language: str) -> str:
        day = f"{weekday_name(self.at, language)}, {'' if language == 'en' else 'ngày '}{self.at:%d/%m/%Y}"
        return f"{'As of' if language == 'en' else 'Việc của'} {day}"


_EXCUSE = ("xin lỗi và hẹn lại chậm nhất ngày", "an apology with a new date by")
_UNDATED = ("hồ sơ đang giải quyết không ghi hạn", "open without a due date")


def _group(one: DueDossier) -> str:
    return group_text(one.group)


def _due_text(one: DueDossier) -> str:
    return f"{one.due_on:%d/%m/%Y}" if one.due_at is None else f"{one.due_at:%H:%M} {one.due_on:%d/%m/%Y}"


def day_list(cases: Iterable[Case], at: date, calendar: WorkCalendar, *, by: str = "office") -> DayList:
    """List what is overdue, due today, and due on the next working day (việc trong ngày).

    An apology with a new date is owed one day before the limit ends, so what is due tomorrow can be excused
    today for the last time.

    Args:
        cases: Dossiers, or the entries of a register; those not received or finished by then are passed over.
        at: The day, or the moment; at a moment, what was due earlier on its day to the minute is overdue.
        calendar: When the office works.
        by: Column to divide by, as of a report.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a dossier has no such column.
        CalendarRangeError: If the day or a due day lies outside the calendar.

    Legal source:
        Nghị định 118/2025/NĐ-CP, Điều 19 khoản 6 (apology); Nghị định 61/2018/NĐ-CP, Điều 19 khoản 9, before.

    Examples:
        >>> from datetime import date
        >>> from thutuc import vietnam_calendar
        >>> from thutuc.registers import Entry, StatedDeadline
        >>> entry = Entry("H1", "khai sinh", "Tầm Vu", "một cửa", "trực tiếp", date(2026, 11, 20),
        ...               StatedDeadline(date(2026, 11, 30)), None, None)
        >>> found = day_list([entry], date(2026, 11, 29), vietnam_calendar())
        >>> print(found.sentence())
        0 hồ sơ quá hạn, 0 đến hạn hôm nay, 1 đến hạn thứ Hai 30/11/2026 (xin lỗi và hẹn lại chậm nhất ngày \
29/11/2026).
    """
    require(calendar, WorkCalendar, "a calendar")
    now = local_moment(checked(at, (date, datetime), "a list is made for a date or datetime"), calendar.zone)
    day = local_date(now)
    next_day = calendar.next_working_day(day + ONE_DAY)
    group, procedure = group_readers((by, "procedure"), OfficeRole.ACCEPTING, None, day)
    found: list[DueDossier] = []
    beside = Counter[str]()
    for case in cases:
        known = case.as_of(now) if isinstance(case, Dossier) else case
        if not _has_been(known.received_at, now, calendar) or _has_been(known.finished_at, now, calendar):
            continue
        deadline = _deadline(known, now)
        if deadline is None or not (deadline.due_on <= next_day or deadline.is_late(now)):
            beside["undated" if deadline is None else "later"] += 1
            continue
        due_on, due_at = deadline.due_on, deadline.due_at if deadline.to_the_minute else None
        state, days, excuse = DayState.TODAY, 0, None
        if deadline.is_late(now):
            state, days = DayState.OVERDUE, max(0, calendar.count_working_days(due_on, day))
        elif due_on > day:
            state, excuse = DayState.NEXT, _excuse_by(due_on, day)
        told = group(known), procedure(known), state, due_on, due_at, days, excuse
        found.append(DueDossier(known.code, *told))
    ordered = tuple(sorted(found, key=_most_urgent))
    return DayList(at, next_day, by, ordered, beside["later"], beside["undated"])


def _most_urgent(one: DueDossier) -> tuple[object, ...]:
    return vietnamese_order(one.group), [*DayState].index(one.state), one.due_on, one.code


def _has_been(moment: Moment | None, now: Moment, calendar: WorkCalendar) -> bool:
    """Whether a moment lies not after that of the list; a day counts whole."""
    return moment is not None and not comes_before(now, moment, calendar.zone)


def _deadline(case: Case, now: Moment) -> Due | None:
    if isinstance(case, Dossier) and case.clock is not None:
        # One that waits does not become overdue by waiting.
        return case.clock.deadline_at(now)
    return case.deadline


def _excuse_by(due_on: date, day: date) -> date | None:
    provision = regime_on(day).apology_before
    return None if provision is None else due_on - provision.amount * ONE_DAY
