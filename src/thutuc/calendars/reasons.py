"""Why one day of a calendar is worked or not, in words (giải thích về một ngày)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

import attrs

from thutuc.calendars.days import Closure, DayExplanation, DayHours, DayKind, DayOff, MakeUpDay, Note
from thutuc.calendars.fingerprint import text_of
from thutuc.calendars.hours import OfficeHours, Session
from thutuc.calendars.seasons import Season
from thutuc.errors import CalendarConflictError
from thutuc.law import LegalSource, rule

LocalTime = Callable[[datetime], datetime]
"""The office's naive local time of a moment."""


def in_order(closures: Iterable[Closure], local_time: LocalTime) -> tuple[Closure, ...]:
    """The closures by their time, each one once, at naive office time where that says the same.

    So two calendars are equal however their closures were given.
    """
    found = dict.fromkeys(_at_the_office(closure, local_time) for closure in closures)
    return tuple(sorted(found, key=lambda c: (local_time(c.start), local_time(c.end), text_of(c))))


def _at_the_office(closure: Closure, local_time: LocalTime) -> Closure:
    """The closure in naive office time, unless an hour that clocks show twice needs its zone."""
    start, end = local_time(closure.start), local_time(closure.end)
    if closure.start.tzinfo is None or start.fold or end.fold:
        return closure
    return attrs.evolve(closure, start=start, end=end)


def planned(
    day: date, note: Note | None, own: DayHours | None, hours_on: Callable[[date], OfficeHours]
) -> tuple[Session, ...]:
    """The sessions of *day* before closures: by what was said of it, otherwise by its weekday.

    Args:
        day: The day.
        note: What was said of it, if anything.
        own: Its own hours, if it has some.
        hours_on: Gives the regular week that holds on a day.

    Raises:
        CalendarConflictError: If it stands for a weekday on which the office has no hours.
    """
    if own is not None:
        return own.sessions
    if not isinstance(note, MakeUpDay):
        return () if note else hours_on(day).week[day.weekday()]
    replaced = note.replaces
    sessions = hours_on(replaced).week[replaced.weekday()] if replaced else hours_on(day).full_day
    if not sessions:
        raise CalendarConflictError(
            f"{day} cannot be worked in place of {note.replaces}, a weekday on which this office is closed; "
            f"leave this make-up day out, or give {day} as a day with hours of its own",
            given=day,
        )
    return sessions


def explain(
    day: date,
    said: tuple[Note | None, DayHours | None, Season | None],
    sessions: tuple[Session, ...],
    closures: Iterable[Closure],
    local_time: LocalTime,
    *,
    rest_source: LegalSource | None,
    worked: bool,
    decided: bool,
) -> DayExplanation:
    """The explanation of *day*: what was said of it, and which closures take time from it.

    Args:
        day: The day.
        said: What was said of it, its own hours and the season it lies in, as far as there are any.
        sessions: Its sessions, before closures.
        closures: The closures of the calendar.
        local_time: Gives the office's local time of a moment.
        rest_source: The decision behind the weekly rest; that of Vietnam brings its rule on closures with it.
        worked: Whether any working time is left on it.
        decided: Whether official decisions for it are known.
    """
    kind, reason, english, source = _said(said, sessions, rest_source)
    taken = list(_taken(day, sessions, closures, local_time))
    if taken:
        # Another country's office is not closed by a Vietnamese decree.
        at_home = rest_source is not None and rest_source == rule("weekly-rest").source_on(day)
        closing = taken[0][1].source or (rule("closure").source_on(day) if at_home else None)
        source = source or closing
        if not worked:
            kind, source = DayKind.CLOSED, closing
            reason = english = "; ".join(dict.fromkeys(closure.reason for _, closure in taken))
        else:
            vi = [f"tạm đóng cửa {time}: {closure.reason}" for time, closure in taken]
            en = [f"closed {time}: {closure.reason}" for time, closure in taken]
            reason, english = "; ".join(filter(None, [reason, *vi])), "; ".join(filter(None, [english, *en]))
    return DayExplanation(day, worked, kind, reason, english, source, decided, sessions)


def _said(
    said: tuple[Note | None, DayHours | None, Season | None],
    sessions: Sequence[Session],
    rest_source: LegalSource | None,
) -> tuple[DayKind, str, str, LegalSource | None]:
    note, own, season = said
    if isinstance(note, DayOff):
        return DayKind.OFF, note.reason, note.english or note.reason, note.source
    if isinstance(note, MakeUpDay):
        replaced = f"{note.replaces:%d/%m/%Y}" if note.replaces else ""
        vi, en = replaced and f"làm bù cho ngày {replaced}", replaced and f"in place of {replaced}"
        if own is not None:
            vi, en = ("; ".join(filter(None, (words, own.reason))) for words in (vi, en))
        return DayKind.MAKE_UP, vi, en, note.source or (None if own is None else own.source)
    if own is not None:
        return DayKind.OWN_HOURS, own.reason, own.reason, own.source
    if not sessions:
        return DayKind.WEEKLY_REST, "", "", rest_source
    if season is not None:
        return DayKind.WORKING, season.reason, season.reason, season.source
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
