"""Two offices that must meet, or of which one suffices: their days and hours as one calendar (lịch chung)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from thutuc.calendars.days import Closure, DayHours, DayKind, DayOff, MakeUpDay
from thutuc.calendars.definition import Definition
from thutuc.calendars.hours import OfficeHours, Session
from thutuc.calendars.reasons import Reasons, Said
from thutuc.calendars.seasons import Season
from thutuc.errors import CalendarConflictError
from thutuc.law import LegalSource
from thutuc.moments import ONE_DAY, days_between, instant, midnight, one_offset

_Stretch = tuple[datetime, datetime]
_REGULAR = {DayKind.WORKING, DayKind.WEEKLY_REST}


def joint(one: Reasons, other: Reasons, *, either: bool) -> dict[str, Any]:
    """What a calendar is told that is open when *either* of two is, or else when both are (lịch chung).

    Raises:
        CalendarConflictError: If the two share no day, are in different zones, or have no hours together.
    """
    return _Joint(one, other, either).fields()


def _merged(stretches: Iterable[Session]) -> tuple[Session, ...]:
    found: list[Session] = []
    for opens, closes in sorted(stretches):
        if found and opens <= found[-1].closes:
            found[-1] = Session(found[-1].opens, max(found[-1].closes, closes))
        else:
            found.append(Session(opens, closes))
    return tuple(found)


def _without(stretch: _Stretch, taken: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """What is left of a stretch of time when others, in order, are taken out of it."""
    begin, end = stretch
    for opens, closes in taken:
        if begin < min(opens, end):
            yield begin, min(opens, end)
        begin = max(begin, closes)
    if begin < end:
        yield begin, end


@attrs.frozen
class _Joint:
    """Two calendars, and whether it is enough that either is open."""

    one: Reasons
    other: Reasons
    either: bool

    def fields(self) -> dict[str, Any]:
        """The definition of the calendar of both, over their common range."""
        one, other = self.one, self.other
        first, last = self._range()
        week = self._week(one.hours, other.hours)
        if week is None:
            raise CalendarConflictError(
                f"the weeks {one.hours} and {other.hours} have no hours in common; the offices cannot meet",
                given=(one, other),
            )
        regular = Definition(first, last, week, zone=one.zone)
        days = regular.days()
        regular = attrs.evolve(regular, seasons=self._seasons(days))
        notes = [note for day in days for note in self._notes_on(day, regular)]
        undecided = {*one.undecided_days, *other.undecided_days}
        return {
            "first": first,
            "last": last,
            "hours": regular.hours,
            "days_off": [note for note in notes if isinstance(note, DayOff)],
            "make_up_days": [note for note in notes if isinstance(note, MakeUpDay)],
            "day_hours": [note for note in notes if isinstance(note, DayHours)],
            "closures": list(self._closures(midnight(first), midnight(last + ONE_DAY))),
            "zone": min(one.zone, other.zone, key=str),
            "undecided": [day for day in undecided if first <= day <= last],
            "rest_source": min(filter(None, (one.rest_source, other.rest_source)), key=str, default=None),
            "seasons": regular.seasons,
        }

    def _range(self) -> tuple[date, date]:
        one, other = self.one, self.other
        first, last = max(one.first, other.first), min(one.last, other.last)
        if last < first:
            raise CalendarConflictError(
                f"calendars of {one.first} to {one.last} and of {other.first} to {other.last} share no day; "
                f"build them with years in common",
                given=(one, other),
            )
        offsets = {one_offset(each.zone, first, last) for each in (one, other)}
        if one.zone != other.zone and (None in offsets or len(offsets) > 1):
            raise CalendarConflictError(
                f"calendars in the zones {one.zone} and {other.zone} are not joined; "
                f"build both with one zone",
                given=(one, other),
            )
        return first, last

    # Hours ----------------------------------------------------------------------------------------------

    def _together(self, a: Sequence[Session], b: Sequence[Session]) -> tuple[Session, ...]:
        """The sessions of one day, of both."""
        if a == b:
            return tuple(a)
        if self.either:
            return _merged([*a, *b])
        shared = ((max(x.opens, y.opens), min(x.closes, y.closes)) for x in a for y in b)
        return tuple(sorted(Session(opens, closes) for opens, closes in shared if opens < closes))

    def _week(self, a: OfficeHours, b: OfficeHours) -> OfficeHours | None:
        """The week of both; `None` if they are never open together."""
        week = tuple(self._together(x, y) for x, y in zip(a.week, b.week, strict=True))
        return OfficeHours(week) if any(week) else None

    def _seasons(self, days: Sequence[date]) -> tuple[Season, ...]:
        """The seasons of one, if the other has none or the same; where they cross, days have own hours."""
        one, other = self.one, self.other
        ends = [[(season.first, season.last) for season in each.seasons] for each in (one, other)]
        if all(ends) and ends[0] != ends[1]:
            return ()
        seasons: list[Season] = []
        for season, same in zip(one.seasons or other.seasons, other.seasons or one.seasons, strict=True):
            a, b = (s.hours if each.seasons else each.hours for each, s in ((one, season), (other, same)))
            week = self._week(a, b)
            if week is None:
                return ()
            reason, source, _ = _told([Said(DayKind.WORKING, s.reason, "", s.source) for s in (season, same)])
            if any(map(season.holds_on, days)):
                seasons.append(attrs.evolve(season, hours=week, reason=reason, source=source))
        return tuple(seasons)

    # Days -----------------------------------------------------------------------------------------------

    def _notes_on(self, day: date, regular: Definition) -> Iterator[DayOff | MakeUpDay | DayHours]:
        """What the calendar of both has to be told of *day* beside its *regular* weeks."""
        sides = (self.one, self.other)
        planned = [side.sessions_on(day) for side in sides]
        sessions, said = self._together(*planned), [side.said_on(day) for side in sides]
        usual = regular.hours_on(day).week[day.weekday()]
        notes, same = (side.notes_on(day) for side in sides)
        if notes and notes == same and (sessions or isinstance(notes[0], DayOff)):
            # What both say of the day holds for both together; a make-up day may need its hours.
            yield from notes
            if isinstance(notes[-1], MakeUpDay) and regular.sessions_instead(notes[-1]) != sessions:
                yield DayHours(day, sessions, "")
        elif sessions:
            if sessions != usual or any(each.kind not in _REGULAR for each in said):
                yield DayHours(day, sessions, *_told(said))
        elif usual or any(each.reason for each in said):
            closed = [each for each, own in zip(said, planned, strict=True) if not own]
            reason, source, english = _told(closed or said)
            rest = DayKind.WEEKLY_REST
            yield DayOff(day, reason or rest.label(), source, english or rest.label("en"))

    # Closures -------------------------------------------------------------------------------------------

    def _closures(self, begin: datetime, end: datetime) -> Iterator[Closure]:
        """What is closed of both: by either of them where both must be open, or while the other is not."""
        for side, other in ((self.one, self.other), (self.other, self.one)):
            for closure in side.closures:
                start, until = _clock(side, closure.start), _clock(side, closure.end)
                stretch = max(start, begin), min(until, end)
                for since, to in _without(stretch, _open(other, *stretch) if self.either else ()):
                    whole = (since, to) == (start, until)
                    yield closure if whole else attrs.evolve(closure, start=since, end=to)


def _clock(side: Reasons, moment: datetime) -> datetime:
    """What the office's clock shows at *moment*, even if it lies in an hour that is left out in spring."""
    return side.local_time(instant(moment, side.zone))


def _open(side: Reasons, start: datetime, end: datetime) -> Iterator[_Stretch]:
    """The stretches of time from *start* to *end* in which an office is open, in order."""
    if end <= start:
        return
    closed = [(_clock(side, closure.start), _clock(side, closure.end)) for closure in side.closures]
    for day in days_between(max(start.date(), side.first), min(end.date(), side.last)):
        for session in side.sessions_on(day):
            opens, closes = (_clock(side, midnight(day) + timedelta(minutes=minute)) for minute in session)
            yield from _without((opens, closes), closed)


def _told(said: Sequence[Said]) -> tuple[str, LegalSource | None, str | None]:
    """What was said by both in one sentence, its source, and the sentence in English.

    A source beside the first stands behind its own words.
    """
    told = {(each.reason, each.english, each.source) for each in said if each.reason}
    # In one order, whichever of the two was named first.
    parts = sorted(told, key=lambda part: (part[0], part[1], str(part[2])))
    source = next((part for _, _, part in parts if part is not None), None)

    def sentence(language: str) -> str:
        words: list[str] = []
        for reason, english, cited in parts:
            more = f" [{cited.text(language)}]" if cited not in {None, source} and cited else ""
            words.append(f"{english if language == 'en' else reason}{more}")
        return "; ".join(words)

    vi, en = sentence("vi"), sentence("en")
    return vi, source, None if en == vi else en
