"""Why one day of a calendar is worked or not, in words (giải thích về một ngày)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from thutuc.calendars.days import Closure, DayExplanation, DayHours, DayKind, DayOff, MakeUpDay, Note
from thutuc.calendars.hours import OfficeHours, Session
from thutuc.errors import CalendarConflictError
from thutuc.law import LegalSource, rule

LocalTime = Callable[[datetime], datetime]
"""The office's naive local time of a moment."""


def in_order(closures: Iterable[Closure], local_time: LocalTime) -> tuple[Closure, ...]:
    """The closures by their time, each one once."""
    return tuple(
        sorted(dict.fromkeys(closures), key=lambda c: (local_time(c.start), local_time(c.end), c.reason))
    )


def planned(day: date, note: Note | None, hours: OfficeHours) -> tuple[Session, ...]:
    """The sessions of *day* before closures: by what was said of it, otherwise by its weekday.

    Raises:
        CalendarConflictError: If it stands for a weekday on which the office has no hours.
    """
    if note is None:
        return hours.week[day.weekday()]
    if not isinstance(note, MakeUpDay):
        return note.sessions if isinstance(note, DayHours) else ()
    sessions = hours.full_day if note.replaces is None else hours.week[note.replaces.weekday()]
    if not sessions:
        raise CalendarConflictError(
            f"{day} cannot be worked in place of {note.replaces}, a weekday on which this office is closed; "
            f"leave this make-up day out, or give {day} as a day with hours of its own",
            given=day,
        )
    return sessions


def explain(
    day: date,
    note: Note | None,
    sessions: tuple[Session, ...],
    closures: Iterable[Closure],
    local_time: LocalTime,
    *,
    worked: bool,
    decided: bool,
) -> DayExplanation:
    """The explanation of *day*: what was said of it, and which closures take time from it.

    Args:
        day: The day.
        note: What was said of it, if anything.
        sessions: Its sessions, before closures.
        closures: The closures of the calendar.
        local_time: Gives the office's local time of a moment.
        worked: Whether any working time is left on it.
        decided: Whether official decisions for it are known.
    """
    kind, reason, english, source = _said(day, note, sessions)
    taken = list(_taken(day, sessions, closures, local_time))
    if taken:
        first = taken[0][1]
        source = source or first.source or rule("closure").source_on(day)
        if not worked:
            kind, source = DayKind.CLOSED, first.source or rule("closure").source_on(day)
            reason = english = "; ".join(dict.fromkeys(closure.reason for _, closure in taken))
        else:
            vi = [f"tạm đóng cửa {time}: {closure.reason}" for time, closure in taken]
            en = [f"closed {time}: {closure.reason}" for time, closure in taken]
            reason, english = "; ".join(filter(None, [reason, *vi])), "; ".join(filter(None, [english, *en]))
    return DayExplanation(day, worked, kind, reason, english, source, decided, sessions)


def _said(
    day: date, note: Note | None, sessions: Sequence[Session]
) -> tuple[DayKind, str, str, LegalSource | None]:
    if isinstance(note, DayOff):
        return DayKind.OFF, note.reason, note.english or note.reason, note.source
    if isinstance(note, MakeUpDay):
        replaced = f"{note.replaces:%d/%m/%Y}" if note.replaces else ""
        return (
            DayKind.MAKE_UP,
            replaced and f"làm bù cho ngày {replaced}",
            replaced and f"in place of {replaced}",
            note.source,
        )
    if isinstance(note, DayHours):
        return DayKind.OWN_HOURS, note.reason, note.reason, note.source
    if not sessions:
        return DayKind.WEEKLY_REST, "", "", rule("weekly-rest").source_on(day)
    return DayKind.WORKING, "", "", None


def _taken(
    day: date, sessions: Sequence[Session], closures: Iterable[Closure], local_time: LocalTime
) -> Iterator[tuple[Session, Closure]]:
    """The closures that take working time from *day*, each with the hours in which it does."""
    midnight = datetime(day.year, day.month, day.day)
    minute = timedelta(minutes=1)
    for closure in closures:
        start, end = local_time(closure.start), local_time(closure.end)
        # Whole minutes are shown: the start rounded down, the end rounded up.
        a, b = (start - midnight) // minute, -((midnight - end) // minute)
        cut = [(max(a, opens), min(b, closes)) for opens, closes in sessions if a < closes and opens < b]
        if cut:
            yield Session(cut[0][0], cut[-1][1]), closure
