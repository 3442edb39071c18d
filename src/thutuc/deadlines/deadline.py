"""`due` and the `Deadline` it answers with (hạn trả kết quả)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.calendars.calendar import check_calendar
from thutuc.deadlines.counting import Pauses, count_out
from thutuc.deadlines.ledger import Explanation, explain
from thutuc.deadlines.pauses import Counted, PausedCount, PromisedCount
from thutuc.deadlines.reckoning import Reckoning
from thutuc.errors import InvalidTypeError
from thutuc.fields import checked
from thutuc.limits import Convention, TimeLimit
from thutuc.moments import Moment, python_moment


@attrs.frozen(repr=False)
class Deadline(Reckoning):
    """When a result is due (hạn trả kết quả); made by [`due`][thutuc.due] or a [`Clock`][thutuc.Clock].

    Args:
        limit: The limit that was counted.
        start: The event it was counted from.
        calendar: The calendar it was counted on.
        convention: How days were counted.
        due_on: The due day, a working day.
        due_at: The due moment: the end of the due day's working time, or the hour the convention gives. 24:00
            is written as the midnight after the due day.
        pauses: The pauses taken out, each with its resume. One that begins after the limit has ended
            leaves the office as late after it as before it.
        follows: For an extension in another unit, the deadline from which it counts.
        appointment: The day that was promised, where that decides and not the limit: an end of whole working
            days, which pauses move as any other.

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, due, vietnam_calendar
        >>> due(TimeLimit.parse("05 ngày làm việc"), date(2026, 2, 13), vietnam_calendar())
        <Deadline 2026-02-27 17:00: 05 ngày làm việc from 2026-02-13>
    """

    def __repr__(self) -> str:
        provisional = ", provisional" if self.provisional else ""
        return f"<Deadline {self.due_at:%Y-%m-%d %H:%M}: {self.limit} from {self.start}{provisional}>"

    def _repr_html_(self) -> str:
        return self.explain().to_html()

    def explain(self, language: str = "vi") -> Explanation:
        """List every day from the event to the due day: counted with its number, or why not.

        Args:
            language: `vi` or `en`; the language in which the explanation prints.

        Examples:
            >>> from datetime import date
            >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
            >>> deadline = due(TimeLimit(1, Unit.WORKING_DAY), date(2026, 8, 28), vietnam_calendar())
            >>> print(deadline.explain("en"))
            1 working day from 28/08/2026, Civil Code: the day of receipt is not counted
            ...
        """
        return explain(self, language)

    def receipt(self) -> dict[str, Any]:
        """Everything the answer rests on, as plain data with a digest (phiếu chứng minh cách tính hạn).

        Inputs, convention, rules with their sources and marks, what the calendar says of the days between,
        the ledger and the answer. `records.verify` counts it again, in any process and by any version that
        reads it.

        Raises:
            InvalidValueError: If the calendar's zone has no name that holds elsewhere.

        Examples:
            >>> from datetime import date
            >>> from thutuc import TimeLimit, Unit, due, records, vietnam_calendar
            >>> receipt = due(TimeLimit(1, Unit.WORKING_DAY), date(2026, 8, 28), vietnam_calendar()).receipt()
            >>> receipt["ledger"][3]["reason"], receipt["ledger"][3]["source"]
            ('không tính; ngày nghỉ (nghỉ hoán đổi, làm bù ngày 22/08/2026)', '9859/VPCP-KGVX; 9441/TB-BNV')
            >>> records.verify(receipt)
            True
        """
        return deadline_receipt(self)


def deadline_receipt(deadline: Deadline, fingerprint: str | None = None) -> dict[str, Any]:
    """The receipt of a deadline; *fingerprint* is that of the calendar of which its own is a part."""
    from thutuc.deadlines.evidence import inputs_of, looked_at, receipt_of  # noqa: PLC0415 - loads `records`

    inputs = inputs_of(deadline)
    answer = {name: inputs.pop(name) for name in ("due_on", "due_at")}
    answer["provisional"] = deadline.provisional
    days = looked_at(deadline)
    return receipt_of("deadline", inputs, deadline.explain(), days, answer, fingerprint)


def counted_again(
    receipt: dict[str, Any], calendars: Mapping[str, WorkCalendar], known_on: date | None
) -> dict[str, Any]:
    """The receipt of the same inputs, counted once more.

    Raises:
        ThutucError: If they are none, or cannot be counted.
    """
    from thutuc.deadlines.evidence import told_again  # noqa: PLC0415 - loads `records`

    # Whatever it says of its own answer, it is counted anew.
    dates = {"due_on": "2000-01-01", "due_at": "2000-01-01T00:00:00+07:00"}
    stated: Deadline = told_again(receipt, calendars, known_on, **dates)
    return deadline_receipt(_again(stated), receipt["calendar"]["fingerprint"])


def _again(stated: Reckoning) -> Deadline:
    """A deadline counted from what it was counted from, whatever it says itself."""
    limit, start, calendar, convention = stated.limit, stated.start, stated.calendar, stated.convention
    follows = None if stated.follows is None else _again(stated.follows)
    if follows is not None:
        in_hours = stated.appointment is None and limit.unit.is_hours
        start = follows.due_at if convention.keeps_the_hour or in_hours else follows.due_on
    return attrs.evolve(
        counted_part(limit, start, calendar, convention, stated.pauses, stated.appointment), follows=follows
    )


def counted_part(  # noqa: PLR0917 - in the order of the fields of a deadline
    limit: TimeLimit,
    start: Moment,
    calendar: WorkCalendar,
    convention: Convention,
    pauses: Pauses,
    appointment: date | None = None,
    counted: Counted | None = None,
) -> Deadline:
    """A limit, or a promised day, counted from its start, pauses taken out."""
    if appointment is not None:
        day, at = PromisedCount(appointment, start, calendar).due(pauses, counted)
    elif pauses:
        day, at = PausedCount(limit, start, calendar, convention).due(pauses, counted)
    else:
        day, at = count_out(limit, start, calendar, convention)
    return Deadline(limit, start, calendar, convention, day, at, pauses, appointment=appointment)


def due(
    limit: TimeLimit,
    start: Moment,
    calendar: WorkCalendar,
    *,
    convention: Convention = Convention.CIVIL_CODE,
) -> Deadline:
    """Say when a result is due (tính hạn trả kết quả).

    Args:
        limit: The time limit.
        start: The event from which it counts: a date, or a datetime in office time or with a zone.
        calendar: When the office works.
        convention: How days are counted.

    Raises:
        InvalidTypeError: If an argument has the wrong type, or the hour of *start* is needed and missing.
        CalendarRangeError: If *start* or the answer lies outside the calendar.

    Legal source:
        Bộ luật Dân sự 91/2015/QH13, Điều 147, 148.

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
        >>> due(TimeLimit(1, Unit.MONTH), date(2026, 1, 31), vietnam_calendar()).due_on
        datetime.date(2026, 3, 2)
    """
    if (
        type(limit) is not TimeLimit
        or type(convention) is not Convention
        or type(calendar) is not WorkCalendar
    ):
        check_arguments(limit, calendar, convention)
    start = start if type(start) is datetime else python_moment(start)
    day, at = count_out(limit, start, calendar, convention)
    return Deadline(limit, start, calendar, convention, day, at)


_CONVENTIONS = f"a convention is one of {', '.join(one.name for one in Convention)}"


def check_arguments(limit: object, calendar: object, convention: object) -> None:
    """Refuse what is no limit, no calendar or no convention.

    Raises:
        InvalidTypeError: If one of them is something else.
    """
    if not isinstance(limit, TimeLimit):
        raise InvalidTypeError(
            f"a limit is a TimeLimit, not {limit!r}; read text with TimeLimit.parse", given=limit
        )
    check_calendar(calendar)
    checked(convention, Convention, _CONVENTIONS)
