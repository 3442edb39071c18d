"""Feedback and petitions, and their count against a limit (phản ánh, kiến nghị)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from types import NoneType

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import (
    NONE,
    ReadOnly,
    all_of,
    count,
    name_text,
    of,
    optional_text,
    read_only,
    require,
    whole,
)
from thutuc.moments import Moment, local_date
from thutuc.quality.coded import check_once
from thutuc.quality.duties import DatedLimit, Standing, seen
from thutuc.words.findings import AuditFinding, AuditFindings
from thutuc.words.labels import Labelled
from thutuc.words.rates import Rate
from thutuc.words.table import Shown, Table


class FeedbackKind(Enum):
    """What it is about (nội dung phản ánh, kiến nghị).

    Legal source:
        Nghị định 20/2008/NĐ-CP, Điều 5: eight contents.
    """

    CONDUCT = "conduct"
    """Content 1: delay, harassment or wrong doing of officers (hành vi)."""
    REGULATION = "regulation"
    """Contents 2 to 6: the regulation itself (quy định)."""
    SOLUTION = "solution"
    """Content 7: a proposed solution (phương án xử lý)."""
    INITIATIVE = "initiative"
    """Content 8: a new initiative (sáng kiến)."""


class FeedbackState(Labelled):
    """How far it has come (trạng thái phản ánh); the national portal's own list was not found."""

    RECEIVED = "received", "đã tiếp nhận", "received"
    SUPPLEMENT_REQUESTED = "supplement_requested", "yêu cầu bổ sung", "supplement requested"
    REFUSED = "refused", "từ chối", "refused"
    TRANSFERRED = "transferred", "đã chuyển", "transferred"
    ANSWERED = "answered", "đã trả lời", "answered"
    PUBLISHED = "published", "đã công khai", "published"


@attrs.frozen(kw_only=True)
class Feedback:
    """One feedback or petition and its moments (phản ánh, kiến nghị).

    Args:
        code: Its code.
        office: The office that received it.
        content: 1 to 8, as Điều 5 numbers the contents.
        received_at: When it was received.
        dossier: Code of the dossier it is about, if it is about one.
        supplement_requested_at: When the sender was asked for more.
        supplemented_at: When the sender gave it.
        refused_at: When it was refused as not admissible.
        transferred_at: When it was passed to the competent body.
        transferred_to: That body.
        answered_at: When it was answered.
        published_at: When the answer was published.
        satisfied: What the sender said of the answer.

    Raises:
        InvalidTypeError: If a moment is neither date nor datetime.
        InvalidValueError: If the content is not 1 to 8, a moment comes before the one it follows, or it has
            two outcomes.

    Legal source:
        Nghị định 20/2008/NĐ-CP, Điều 5, 9, 14, 19.

    Examples:
        >>> from datetime import date, datetime
        >>> feedback = Feedback(code="P1", office="Tầm Vu", content=1, received_at=date(2026, 3, 2),
        ...                     answered_at=date(2026, 3, 9))
        >>> feedback.kind.name, feedback.state(date(2026, 3, 8)).name, feedback.state().name
        ('CONDUCT', 'RECEIVED', 'ANSWERED')
    """

    code: str = attrs.field(converter=name_text)
    office: str = attrs.field(converter=name_text)
    content: int = attrs.field(validator=whole())
    received_at: Moment = attrs.field(validator=of(date, datetime))
    dossier: str | None = attrs.field(default=None, converter=optional_text)
    supplement_requested_at: Moment | None = None
    supplemented_at: Moment | None = None
    refused_at: Moment | None = None
    transferred_at: Moment | None = None
    transferred_to: str | None = attrs.field(default=None, converter=optional_text)
    answered_at: Moment | None = None
    published_at: Moment | None = None
    satisfied: bool | None = attrs.field(default=None, validator=of(bool, NoneType))

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.content <= 8:
            raise InvalidValueError(
                f"{self.code}: the contents are 1 to 8, not {self.content}", given=self.content
            )
        follows = dict.fromkeys(self.moments, "received") | {
            "supplemented": "supplement_requested",
            "published": "answered",
        }
        for name, before in follows.items():
            self._follow(name, before)
        outcomes = [name for name in _OUTCOMES if self.moments[name] is not None]
        if len(outcomes) > 1:
            raise InvalidValueError(
                f"{self.code}: has one outcome, not {' and '.join(outcomes)}", given=outcomes
            )
        if (self.transferred_at is None) != (self.transferred_to is None):
            raise InvalidValueError(
                f"{self.code}: transferred_at and transferred_to go together", given=self.transferred_to
            )

    def _follow(self, name: str, before: str) -> None:
        moment, first = self.moments[name], self.moments[before]
        if moment is not None and (first is None or local_date(moment) < local_date(first)):
            raise InvalidValueError(
                f"{self.code}: {name} comes after {before}, not on {moment}", given=moment
            )

    @property
    def moments(self) -> Mapping[str, Moment | None]:
        """When each thing happened, by the names that limits use."""
        return ReadOnly({name: getattr(self, f"{name}_at") for name in _MOMENTS})

    @property
    def kind(self) -> FeedbackKind:
        """What it is about."""
        named = {1: FeedbackKind.CONDUCT, 7: FeedbackKind.SOLUTION, 8: FeedbackKind.INITIATIVE}
        return named.get(self.content, FeedbackKind.REGULATION)

    def state(self, on: date | None = None) -> FeedbackState:
        """Its state at the end of a day; left out, after all that is known.

        Raises:
            InvalidValueError: If *on* comes before it was received.
        """

        def happened(name: str) -> bool:
            moment = self.moments[name]
            return moment is not None and (on is None or local_date(moment) <= local_date(on))

        if not happened("received"):
            raise InvalidValueError(f"{self.code}: not received yet on {on}", given=on)
        for state in (FeedbackState.PUBLISHED, *map(FeedbackState, _OUTCOMES)):
            if happened(state.value):
                return state
        waiting = happened("supplement_requested") and not happened("supplemented")
        return FeedbackState.SUPPLEMENT_REQUESTED if waiting else FeedbackState.RECEIVED


_MOMENTS = (*(state.value for state in FeedbackState), "supplemented")
_OUTCOMES = ("answered", "refused", "transferred")


@attrs.frozen(kw_only=True)
class FeedbackTally(Shown):
    """Feedback within the office's competence against one limit (tổng hợp phản ánh, kiến nghị).

    Total = done (in time + late) + in progress (in time + overdue). What was refused or passed on stands
    beside it: it is received, but not the office's to answer.

    Args:
        done_in_time: Answered in time.
        done_late: Answered late.
        open_in_time: Not answered, not overdue.
        open_overdue: Not answered, overdue.
        refused: Refused as not admissible.
        transferred: Passed to another body.
        codes: For each cell the codes that stand in it, where they are known.

    Raises:
        InvalidTypeError: If a count is no whole number.
        InvalidValueError: If it is negative.

    Examples:
        >>> tally = FeedbackTally(done_in_time=90, done_late=6, open_in_time=3, open_overdue=1)
        >>> tally.total, tally.check(total=101)[0].gap
        (100, 1)
    """

    done_in_time: int = attrs.field(default=0, validator=whole())
    done_late: int = attrs.field(default=0, validator=whole())
    open_in_time: int = attrs.field(default=0, validator=whole())
    open_overdue: int = attrs.field(default=0, validator=whole())
    refused: int = attrs.field(default=0, validator=whole())
    transferred: int = attrs.field(default=0, validator=whole())
    codes: Mapping[str, tuple[str, ...]] = attrs.field(default=NONE, converter=read_only, eq=False)

    @classmethod
    def of(
        cls, feedback: Iterable[Feedback], limit: DatedLimit, calendar: WorkCalendar, at: Moment
    ) -> "FeedbackTally":
        """Count *feedback* received up to *at*, as it stood then, against *limit*.

        What the limit does not hold for is left out: some hold for one kind of feedback only.

        Raises:
            InvalidTypeError: If one of them is no feedback.
            InvalidValueError: If a code is given twice, or feedback has no event the limit counts from.
            CalendarRangeError: If a due day lies outside the calendar.
        """
        require(limit, DatedLimit, "limit")
        require(calendar, WorkCalendar, "calendar")
        cells: dict[str, list[str]] = {name: [] for name in _CELLS}
        given = all_of(feedback, Feedback, "feedback is counted")
        check_once((one.code for one in given), "feedback is given twice; count it once")
        for one in given:
            cell = _cell(one, limit, calendar, at) if limit.holds_for(one) else None
            if cell is not None:
                cells[cell].append(one.code)
        codes = {name: tuple(found) for name, found in cells.items()}
        return cls(**{name: len(found) for name, found in codes.items()}, codes=codes)

    @property
    def done(self) -> int:
        """Answered (đã xử lý)."""
        return self.done_in_time + self.done_late

    @property
    def open(self) -> int:
        """Not answered (đang xử lý)."""
        return self.open_in_time + self.open_overdue

    @property
    def total(self) -> int:
        """Within competence (tổng số)."""
        return self.done + self.open

    @property
    def on_time(self) -> Rate:
        """Answered in time, of those answered or overdue: those of which it can be told."""
        settled = self.total - self.open_in_time
        return Rate(self.done_in_time, settled, ("đã trả lời hoặc quá hạn", "answered or overdue"))

    def check(self, **printed: int) -> AuditFindings:
        """Compare printed sums `total`, `done` or `open` with the cells.

        Raises:
            InvalidTypeError: If a printed figure is no whole number, or no such sum.
        """
        if not printed.keys() <= _SUMS.keys():
            raise InvalidTypeError(
                f"the sums are {', '.join(_SUMS)}, not {', '.join(printed)}", given=printed
            )
        return AuditFindings(
            AuditFinding(_SUMS[name], figure == getattr(self, name), count(figure, name), getattr(self, name))
            for name, figure in printed.items()
        )

    def table(self, language: str = "vi") -> Table:
        """The cells and the sums in one row."""
        title = ("Phản ánh, kiến nghị", "Feedback and petitions")
        columns = [(name, *words, attrgetter(name)) for name, words in (_SUMS | _CELLS).items()]
        return Table.of(title, [self], *columns, language=language)


_CELLS = {standing.value: standing.words for standing in Standing} | {
    "refused": ("từ chối", "refused"),
    "transferred": ("đã chuyển", "transferred"),
}
_SUMS = {"total": ("tổng số", "total"), "done": ("đã xử lý", "done"), "open": ("đang xử lý", "in progress")}


def _cell(one: Feedback, limit: DatedLimit, calendar: WorkCalendar, at: Moment) -> str | None:
    if not seen(one.received_at, calendar, at):
        return None
    for name in ("refused", "transferred"):
        moment = one.moments[name]
        if moment is not None and seen(moment, calendar, at):
            return name
    standing = limit.standing(one, calendar, at)
    return None if standing is None else standing.value


def update_days(
    feedback: Feedback, answer: DatedLimit, update: DatedLimit, calendar: WorkCalendar, until: date
) -> tuple[date, ...]:
    """The days by which the sender of unanswered feedback must be told how it stands (ngày phải cập nhật).

    The first is the day the answer is due; each further one is counted from the one before.

    Args:
        feedback: The feedback.
        answer: The limit of the answer.
        update: How often an update is due after it.
        calendar: The calendar of the office.
        until: Last day looked at; an answer that came earlier ends the series.

    Raises:
        InvalidTypeError: If one of these is something else.

    Legal source:
        Thông tư 02/2017/TT-VPCP, read in secondary sources: 20 days, then every 07 days.
    """
    require(feedback, Feedback, "feedback")
    for limit in (answer, update):
        require(limit, DatedLimit, "each limit")
    require(until, date, "until")
    if feedback.answered_at is not None:
        until = min(until, local_date(feedback.answered_at))
    day = answer.deadline(feedback.received_at, calendar).due_on
    found: list[date] = []
    while day <= until:
        found.append(day)
        day = due(update.limit, day, calendar).due_on
    return tuple(found)
