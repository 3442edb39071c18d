"""What was said of each day of a calendar, and why it is worked or not (giải thích về một ngày)."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import attrs

from thutuc.calendars.coordinate import range_error
from thutuc.calendars.days import Closure, DayExplanation, DayHours, DayKind, DayOff, MakeUpDay, Note, swapped
from thutuc.calendars.definition import Definition
from thutuc.calendars.fingerprint import text_of
from thutuc.calendars.hours import Session
from thutuc.errors import CalendarConflictError
from thutuc.law import LegalSource, rule
from thutuc.moments import midnight

_MINUTE = timedelta(minutes=1)


class Said(NamedTuple):
    """What was said of one day: why it is worked or not, closures aside."""

    kind: DayKind
    reason: str = ""
    english: str = ""
    source: LegalSource | None = None


@attrs.frozen(repr=False)
class Reasons(Definition):
    """The plan of each day of a calendar before its working time is added up, with the reasons for it."""

    _notes: dict[date, Note] = attrs.field(init=False, eq=False)
    _own: dict[date, DayHours] = attrs.field(init=False, eq=False)
    _undecided: tuple[date, ...] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        self.check()
        put = object.__setattr__
        # In one order, so that calendars are equal however their closures were given.
        put(self, "closures", self._in_order())
        put(self, "_own", {item.day: item for item in self.day_hours})
        # A replaced day is off even if nobody listed it; a make-up day stays one if it has own hours, too.
        put(self, "_notes", {one.replaces: swapped(one) for one in self.make_up_days if one.replaces})
        for items in (self.days_off, self.day_hours, self.make_up_days):
            self._notes.update((item.day, item) for item in items)
        until = self.decided_until
        after = [] if until is None else [day for day in self.days() if day > until]
        put(self, "_undecided", tuple(sorted({*self.undecided, *after})))

    def _in_order(self) -> tuple[Closure, ...]:
        """The closures by their time, each one once, at naive office time where that says the same."""
        local = self.local_time
        found = dict.fromkeys(self._at_the_office(closure) for closure in self.closures)
        return tuple(sorted(found, key=lambda c: (local(c.start), local(c.end), text_of(c))))

    def _at_the_office(self, closure: Closure) -> Closure:
        """The closure in naive office time, unless an hour that clocks show twice needs its zone."""
        start, end = self.local_time(closure.start), self.local_time(closure.end)
        if closure.start.tzinfo is None or start.fold or end.fold:
            return closure
        return attrs.evolve(closure, start=start, end=end)

    def _known(self, day: date) -> date:
        """The office's date of *day*.

        Raises:
            InvalidTypeError: If *day* is not a date.
            CalendarRangeError: If it lies outside the calendar.
        """
        day = self.local_date(day)
        if not self.first <= day <= self.last:
            raise range_error(day, self.first, self.last)
        return day

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """The sessions of *day* before closures; empty if it is off.

        Raises:
            CalendarRangeError: If *day* lies outside the calendar.
            CalendarConflictError: If it stands for a weekday on which the office has no hours.
        """
        return self._sessions_of(self._known(day))

    def _sessions_of(self, day: date) -> tuple[Session, ...]:
        note, own = self._notes.get(day), self._own.get(day)
        if own is not None:
            return own.sessions
        if not isinstance(note, MakeUpDay):
            return () if note else self.hours_on(day).week[day.weekday()]
        sessions = self.sessions_instead(note)
        if not sessions:
            raise CalendarConflictError(
                f"{day} cannot be worked in place of {note.replaces}, a weekday on which this office is "
                f"closed; leave this make-up day out, or give {day} as a day with hours of its own",
                given=day,
            )
        return sessions

    # Decided or not -------------------------------------------------------------------------------------

    @property
    def undecided_days(self) -> tuple[date, ...]:
        """Every day for which an official decision is still to come, in order (ngày chưa có quyết định)."""
        return self._undecided

    def next_undecided_day(self, day: date) -> date | None:
        """The first day from *day* on for which an official decision is still to come, if there is one.

        What is counted from one day to another is provisional if there is such a day among them.

        Examples:
            >>> from datetime import date
            >>> from thutuc import vietnam_calendar
            >>> vietnam_calendar().next_undecided_day(date(2027, 4, 20))
            datetime.date(2027, 4, 30)
        """
        i = bisect_left(self._undecided, self.local_date(day))
        return self._undecided[i] if i < len(self._undecided) else None

    def is_decided(self, day: date) -> bool:
        """Whether no official decision on *day* is still to come.

        Raises:
            CalendarRangeError: If *day* lies outside the calendar.
        """
        day = self._known(day)
        return self.next_undecided_day(day) != day

    # Why ------------------------------------------------------------------------------------------------

    def notes_on(self, day: date) -> tuple[Note, ...]:
        """The notes that stand for *day*: at most a make-up day and its own hours."""
        return tuple({one: None for one in (self._notes.get(day), self._own.get(day)) if one is not None})

    def notes_between(self, days: Iterable[date]) -> list[Note]:
        """The notes that stand for some days, one after the other (những gì đã ghi về các ngày)."""
        found: list[Note] = []
        for day in days:
            note, own = self._notes.get(day), self._own.get(day)
            if note is not None:
                found.append(note)
            if own is not None and own is not note:
                found.append(own)
        return found

    def said_on(self, day: date) -> Said:
        """What was said of *day*, closures aside."""
        note, own = self._notes.get(day), self._own.get(day)
        season = self.season_on(day) if self.seasons else None
        if isinstance(note, DayOff):
            return Said(DayKind.OFF, note.reason, note.english or note.reason, note.source)
        if isinstance(note, MakeUpDay):
            replaced = f"{note.replaces:%d/%m/%Y}" if note.replaces else ""
            vi, en = replaced and f"làm bù cho ngày {replaced}", replaced and f"in place of {replaced}"
            if own is not None:
                vi = "; ".join(filter(None, (vi, own.reason)))
                en = "; ".join(filter(None, (en, own.english or own.reason)))
            return Said(DayKind.MAKE_UP, vi, en, note.source or (None if own is None else own.source))
        if own is not None:
            return Said(DayKind.OWN_HOURS, own.reason, own.english or own.reason, own.source)
        if not self._sessions_of(day):
            return Said(DayKind.WEEKLY_REST, source=self.rest_source)
        if season is not None:
            return Said(DayKind.WORKING, season.reason, season.reason, season.source)
        return Said(DayKind.WORKING)

    def _explained(self, day: date, *, worked: bool) -> DayExplanation:
        """Why *day* is worked or not: what was said of it, and which closures take time from it."""
        sessions, (kind, reason, english, source) = self._sessions_of(day), self.said_on(day)
        taken = list(self._taken(day, sessions)) if self.closures else []
        if taken:
            # Another country's office is not closed by a Vietnamese decree.
            at_home = self.rest_source is not None and self.rest_source == rule("weekly-rest").source_on(day)
            closing = taken[0][1].source or (rule("closure").source_on(day) if at_home else None)
            source = source or closing
            if not worked:
                kind, source = DayKind.CLOSED, closing
                reason = english = "; ".join(dict.fromkeys(closure.reason for _, closure in taken))
            else:
                vi = [f"tạm đóng cửa {time}: {closure.reason}" for time, closure in taken]
                en = [f"closed {time}: {closure.reason}" for time, closure in taken]
                reason = "; ".join(filter(None, [reason, *vi]))
                english = "; ".join(filter(None, [english, *en]))
        i = bisect_left(self._undecided, day)
        decided = i == len(self._undecided) or self._undecided[i] != day
        return DayExplanation(day, worked, kind, reason, english, source, decided, sessions)

    def _taken(self, day: date, sessions: Sequence[Session]) -> Iterator[tuple[Session, Closure]]:
        """The closures that take working time from *day*, each with the hours in which it does."""
        begins = midnight(day)
        for closure in self.closures:
            start, end = self.local_time(closure.start), self.local_time(closure.end)
            # Whole minutes are shown: the start rounded down, the end rounded up.
            a, b = (start - begins) // _MINUTE, -((begins - end) // _MINUTE)
            cut = [(max(a, opens), min(b, closes)) for opens, closes in sessions if a < closes and opens < b]
            if cut:
                yield Session(cut[0][0], cut[-1][1]), closure
