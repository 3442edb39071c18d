"""Due dates and closed days as entries of a calendar: iCalendar, RFC 5545 (lịch hẹn trả kết quả)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final, TypeAlias, cast
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.calendars.calendar import check_calendar
from thutuc.calendars.days import DayKind
from thutuc.deadlines import Clock, Deadline
from thutuc.deadlines.ledger import explain
from thutuc.dossiers import Dossier
from thutuc.dossiers.silence import with_silence
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.events import Accepted
from thutuc.exchange.written_text import written
from thutuc.fields import checked, count, items, plain_date, plain_text, short_text
from thutuc.law import LegalSource
from thutuc.moments import OFFICE_TIME, ONE_DAY, days_between, local_time, midnight
from thutuc.statuses import SETTLED, Action, Status
from thutuc.words.cells import extra_package
from thutuc.words.labels import check_language

Counted: TypeAlias = Dossier | Clock | Deadline
"""What has a due day."""

_ZONE: Final = "Asia/Ho_Chi_Minh"
_NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:thutuc:calendar-entries")
_WORDS: Final = {
    "due": ("Hạn trả kết quả", "Result due"),
    "status": ("Trạng thái", "Status"),
    "procedure": ("Thủ tục", "Procedure"),
    "office": ("Nơi tiếp nhận", "Received by"),
    "paused": (
        "Thời hạn đang tạm dừng; hạn lùi theo thời gian chờ",
        "The clock stands still; the due day moves with the time waited",
    ),
    "provisional": (
        "Dự kiến: có thể đổi khi có quyết định mới về ngày nghỉ, làm bù",
        "Provisional: a decision on days off that is still to come may move it",
    ),
    "closures": ("Ngày nghỉ, làm bù", "Days off and made up"),
}


@attrs.frozen
class _Entry:
    """What is told of one due day."""

    key: tuple[str, ...]
    deadline: Deadline
    sequence: int
    stamp: datetime
    title: str
    lines: tuple[str, ...]
    status: Status | None = None
    done_at: datetime | None = None

    @property
    def is_off(self) -> bool:
        """Whether nothing is due any more, without a result."""
        return self.status in SETTLED and self.done_at is None


def to_ical(
    given: Counted | Iterable[Counted] | Mapping[str, Counted],
    *,
    now: datetime | None = None,
    todo: bool = False,
    language: str = "vi",
    alarm: int | timedelta | None = None,
    explained: bool = True,
    name: str = "",
) -> bytes:
    r"""Due days as a calendar that any program shows and updates, with the extra `exchange` (lịch hẹn trả).

    Each dossier is one entry: a whole day, or the moment where hours count. What is written depends on what is
    given alone, so that the same dossier gives the same bytes. The UID is made of the dossier's code and the
    office that accepted it; each event of the dossier raises SEQUENCE, so that a program moves the entry it has.
    Nothing personal is written: no ground of an event, no name of an officer.

    Args:
        given: Dossiers, clocks or deadlines, one or several, or a mapping from names of your own to them. A
            dossier without a deadline has no entry. A deadline alone has no history, so its SEQUENCE is 0.
        now: If given, dossiers and clocks as they stood then, a pause that lasts taken out. It moves the day
            as time passes, without an event: DTSTAMP is then this moment, by which programs tell two entries
            of one SEQUENCE apart (RFC 5546, 2.1.5).
        todo: Whether they are things to do (VTODO), which are completed when the dossier is finished, and not
            events (VEVENT), which are cancelled once the result is given out. Either is cancelled when the
            dossier is stopped.
        language: Of the words, `vi` or `en`.
        alarm: When to remind of it: so many working days before, as the office opens, or so long before the
            due moment. What is settled does not remind.
        explained: Whether the entry explains its day, line by line.
        name: What the calendar is called.

    Returns:
        The file, as UTF-8 with the ends of lines that the standard asks for.

    Raises:
        InvalidTypeError: If something has no due day, or an argument the wrong type.
        InvalidValueError: If a dossier is given twice, *language* is unknown, *alarm* is negative, or a text
            holds a letter that no calendar can hold.
        MissingExtraError: If the package `icalendar` is not installed.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, events, exchange, vietnam_calendar
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar())
        >>> dossier = dossier.record(events.Accepted(at=datetime(2026, 3, 2, 9, 0), office="A"))
        >>> lines = exchange.to_ical(dossier, language="en").decode().split("\r\n")
        >>> [line for line in lines if line.startswith(("SUMMARY", "DTSTART;", "SEQUENCE"))]
        ['SUMMARY:Result due: H17.18-260302-0001 ví dụ', 'DTSTART;VALUE=DATE:20260309', 'SEQUENCE:0']
    """
    check_language(language)
    if now is not None:
        checked(now, datetime, "`now` is a moment such as datetime(2026, 3, 2, 9, 0)")
    if isinstance(alarm, timedelta):
        if alarm < timedelta(0):
            raise InvalidValueError(f"an alarm comes before the due moment, not {alarm} before", given=alarm)
    elif alarm is not None:
        count(alarm, "an alarm", such=" of working days, or a timedelta")
    ical: Any = extra_package("icalendar", "exchange")
    entries = [_entry_of(one, own, now, language, explained) for own, one in _named(given)]
    calendar = _calendar(ical, short_text(name))
    uids: dict[str, _Entry] = {}
    for entry in filter(None, entries):
        uid = str(uuid5(_NAMESPACE, "\n".join(entry.key)))
        if uid in uids:
            if entry == uids[uid] and not isinstance(given, Mapping) and entry.status is None:
                continue  # Equal deadlines are one entry.
            raise InvalidValueError(
                f"{entry.title or 'a deadline'} is given twice; an entry of a calendar stands once", given=given
            )
        uids[uid] = entry
        calendar.add_component(_component(ical, entry, uid, alarm, language, todo=todo))
    return cast("bytes", calendar.to_ical())


def _named(given: object) -> list[tuple[str, Counted]]:
    """What was given, each with a name of its own or none."""
    if isinstance(given, WorkCalendar):
        raise InvalidTypeError("days off are written by closures_to_ical, not by to_ical", given=given)
    kinds, wanted = (Dossier, Clock, Deadline), "an entry is made of a Dossier, a Clock or a Deadline"
    if isinstance(given, Mapping):
        named = cast("Mapping[object, object]", given).items()
        return [(plain_text(name, "a name"), checked(one, kinds, wanted)) for name, one in named]
    if isinstance(given, kinds):
        return [("", given)]
    return [("", checked(one, kinds, wanted)) for one in items(cast("Iterable[object]", given), wanted)]


def _entry_of(one: Counted, name: str, now: datetime | None, language: str, explained: bool) -> _Entry | None:  # noqa: FBT001 - private
    if isinstance(one, Dossier):
        return _of_dossier(one, now, language, explained)
    if isinstance(one, Clock):
        clock = one if now is None else one.as_of(now)
        deadline = clock.deadline if now is None else clock.deadline_at(now)
        last = clock.changes[-1].at if clock.changes else clock.start
        stamp = now if now is not None and clock.is_paused else last
        sequence, history = len(clock.changes), _without_grounds(clock)
    else:
        deadline, stamp, sequence, history = one, now or one.start, 0, ()
    # A decision on days off may move the day, but not what was counted from when: so it is the same entry.
    first = deadline.parts[0]
    key = (name,) if name else (str(first.limit), str(first.start), first.convention.value)
    lines = [deadline.limit.to_text(language)]
    if explained:
        lines += ["", explain(deadline, language, history).text()]
    local = deadline.calendar.local_time(stamp)
    return _Entry(("deadline", *key), deadline, sequence, local, name, tuple(lines))


def _of_dossier(dossier: Dossier, now: datetime | None, language: str, explained: bool) -> _Entry | None:  # noqa: FBT001 - private
    known = dossier if now is None else dossier.as_of(now)
    clock = known.clock if now is None else known.clock_until(now)
    if clock is None:
        return None
    deadline = clock.deadline if now is None else clock.deadline_at(now)
    # What the silence of an agency gives counts as told: it moves the day too.
    told = with_silence(known.told(now), known.cover, now)
    status = known.status if now is None else dossier.status_at(now)
    waits = clock.is_paused and status not in SETTLED
    accepted = next(event for event in told if type(event) is Accepted)
    finished = next((event.at for event in told if event.action is Action.FINISH), None)
    procedure = known.procedure
    lines = [
        f"{_said('status', language)}: {status.label(language) if status else ''}",
        f"{_said('procedure', language)}: {procedure.code} {procedure.name}",
        f"{_said('office', language)}: {accepted.office}",
        *([_said("paused", language)] if waits else []),
    ]
    if explained:
        lines += ["", explain(deadline, language, _without_grounds(clock)).text()]
    return _Entry(
        ("dossier", accepted.office, known.code),
        deadline,
        len(told) - 1,
        known.calendar.local_time(now if now is not None and waits else told[-1].at),
        f"{known.code} {procedure.name}",
        tuple(lines),
        status,
        finished,
    )


def _without_grounds(clock: Clock) -> tuple[Any, ...]:
    """Its changes without what may be personal."""
    return tuple(attrs.evolve(change, reason=None, english=None, by=None) for change in clock.history)


def _said(word: str, language: str) -> str:
    return _WORDS[word][language == "en"]


# Components -------------------------------------------------------------------------------------------------


def _calendar(ical: Any, name: str) -> Any:  # noqa: ANN401 - of an optional package
    calendar = ical.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//thutuc//exchange//VI")
    calendar.add("method", "PUBLISH")
    if name:
        # The second is what programs read that do not know RFC 7986.
        calendar.add("name", written(name, "the name of the calendar"))
        calendar.add("x-wr-calname", name)
    # Seven hours ahead of UTC all year, as all that is counted here.
    zone, standard = ical.Timezone(), ical.TimezoneStandard()
    zone.add("tzid", _ZONE)
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 - local time by definition
    for offset in ("tzoffsetfrom", "tzoffsetto"):
        standard.add(offset, timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    calendar.add_component(zone)
    return calendar


def _zoned(local: datetime, zone: tzinfo) -> datetime:
    """A local moment in the zone that the calendar defines, or in UTC for offices elsewhere."""
    if zone is OFFICE_TIME or str(zone) == _ZONE:
        return local.replace(tzinfo=ZoneInfo(_ZONE))
    return local.replace(tzinfo=zone).astimezone(UTC)


def _begun(ical: Any, kind: str, uid: str, stamp: datetime, sequence: int, *texts: str) -> Any:  # noqa: ANN401
    """A component with what all of them have: *texts* are its summary and its description."""
    component = getattr(ical, kind)()
    component.add("uid", uid)
    component.add("dtstamp", stamp)
    component.add("sequence", sequence)
    for field, text in zip(("summary", "description"), texts, strict=True):
        component.add(field, written(text, f"the {field} of an entry"))
    return component


def _component(  # noqa: ANN202 - of an optional package
    ical: Any,  # noqa: ANN401
    entry: _Entry,
    uid: str,
    alarm: int | timedelta | None,
    language: str,
    *,
    todo: bool,
):
    deadline, zone = entry.deadline, entry.deadline.calendar.zone
    summary = ": ".join(filter(None, (_said("due", language), entry.title)))
    lines = [*entry.lines, *([_said("provisional", language)] if deadline.provisional else [])]
    kind, stamp = "Todo" if todo else "Event", entry.stamp.replace(tzinfo=zone).astimezone(UTC)
    component = _begun(ical, kind, uid, stamp, entry.sequence, summary, "\n".join(lines))
    whole = not deadline.to_the_minute
    component.add(
        "due" if todo else "dtstart",
        deadline.due_on if whole else _zoned(deadline.calendar.local_time(deadline.due_at), zone),
    )
    if todo:
        done = entry.done_at is not None
        component.add("status", "CANCELLED" if entry.is_off else "COMPLETED" if done else "NEEDS-ACTION")
        if entry.done_at is not None:
            component.add("completed", entry.done_at.replace(tzinfo=zone).astimezone(UTC))
            component.add("percent-complete", 100)
    else:
        if whole:
            component.add("dtend", deadline.due_on + ONE_DAY)
        component.add("transp", "TRANSPARENT")
        over = entry.is_off or entry.status is Status.RETURNED
        component.add("status", "CANCELLED" if over else "TENTATIVE" if deadline.provisional else "CONFIRMED")
    if alarm is not None and entry.status not in SETTLED:
        component.add_component(_alarm(ical, deadline, alarm, summary, todo=todo))
    return component


def _alarm(ical: Any, deadline: Deadline, alarm: int | timedelta, summary: str, *, todo: bool) -> Any:  # noqa: ANN401
    """A reminder, said from where the entry stands: the midnight of a whole day, or the due moment."""
    calendar = deadline.calendar
    due_at = calendar.local_time(deadline.due_at)
    if isinstance(alarm, timedelta):
        rings = due_at - alarm
    else:
        rings = calendar.opening(calendar.add_working_days(deadline.due_on, -alarm))
    stands = due_at if deadline.to_the_minute else midnight(deadline.due_on)
    reminder = ical.Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", summary)
    reminder.add("trigger", rings - stands, parameters={"RELATED": "END"} if todo else None)
    return reminder


# Days off ---------------------------------------------------------------------------------------------------


def closures_to_ical(
    calendar: WorkCalendar,
    first: date | None = None,
    last: date | None = None,
    *,
    office: str = "",
    language: str = "vi",
    now: datetime | None = None,
) -> bytes:
    r"""The days on which an office does not work as its week says, with the extra `exchange` (lịch nghỉ, làm bù).

    Each day off, made up or of hours of its own is an entry with its reason and source, and so is each closure.
    What a decision may still change is tentative; decided, the same entry has a higher SEQUENCE.

    Args:
        calendar: The office's calendar.
        first: First day to tell of; left out, the calendar's first.
        last: Last day to tell of, itself included; left out, the calendar's last.
        office: Code or name of the office, of which the UIDs are made; left out, they are those of the state.
        language: Of the words, `vi` or `en`.
        now: When it is written, which becomes DTSTAMP; left out, the day on which the source was issued, or
            that of the entry itself.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If *last* lies before *first*, or *language* is unknown.
        CalendarRangeError: If a day lies outside the calendar.
        MissingExtraError: If the package `icalendar` is not installed.

    Examples:
        >>> from datetime import date
        >>> from thutuc import exchange, vietnam_calendar
        >>> text = exchange.closures_to_ical(vietnam_calendar(), date(2026, 9, 1), date(2026, 9, 2)).decode()
        >>> [line for line in text.split("\r\n") if line.startswith("SUMMARY")]
        ['SUMMARY:ngày nghỉ: Quốc khánh', 'SUMMARY:ngày nghỉ: Quốc khánh']
    """
    check_calendar(calendar)
    check_language(language)
    first = calendar.first if first is None else plain_date(first, "the first day")
    last = calendar.last if last is None else plain_date(last, "the last day")
    if last < first:
        raise InvalidValueError(f"the last day {last} lies before the first, {first}", given=last)
    office = short_text(office)
    ical: Any = extra_package("icalendar", "exchange")
    title = " – ".join(filter(None, (_said("closures", language), office)))
    file = _calendar(ical, title)
    for component in _days_of(ical, calendar, first, last, office, language, now):
        file.add_component(component)
    return cast("bytes", file.to_ical())


def _days_of(
    ical: Any,  # noqa: ANN401 - of an optional package
    calendar: WorkCalendar,
    first: date,
    last: date,
    office: str,
    language: str,
    now: datetime | None,
) -> Iterator[Any]:
    def begun(key: str, when: date, source: LegalSource | None, *texts: str, decided: bool = True) -> Any:  # noqa: ANN401
        uid = str(uuid5(_NAMESPACE, f"closed\n{office}\n{key}"))
        told = now or (source and source.issued) or when
        stamp = local_time(told, calendar.zone).replace(tzinfo=calendar.zone).astimezone(UTC)
        component = _begun(ical, "Event", uid, stamp, int(decided), *texts)
        component.add("status", "CONFIRMED" if decided else "TENTATIVE")
        component.add("transp", "TRANSPARENT")
        return component

    for day in days_between(first, last):
        why = calendar.explain_day(day)
        # A day that is closed away is told as a closure.
        if why.kind in {DayKind.WORKING, DayKind.WEEKLY_REST, DayKind.CLOSED}:
            continue
        reason = why.english if language == "en" else why.reason
        summary = ": ".join(filter(None, (why.kind.label(language), reason)))
        entry = begun(day.isoformat(), day, why.source, summary, why.text(language), decided=why.decided)
        entry.add("dtstart", day)
        entry.add("dtend", day + ONE_DAY)
        yield entry
    begins, ends = midnight(first), datetime.combine(last, time()) + ONE_DAY
    for closure in calendar.closures:
        start, end = calendar.local_time(closure.start), calendar.local_time(closure.end)
        if start < ends and begins < end:
            source = f" [{closure.source.text(language)}]" if closure.source else ""
            summary = f"{DayKind.CLOSED.label(language)}: {closure.reason}"
            entry = begun(start.isoformat(), start, closure.source, summary, f"{summary}{source}")
            entry.add("dtstart", _zoned(start, calendar.zone))
            entry.add("dtend", _zoned(end, calendar.zone))
            yield entry
