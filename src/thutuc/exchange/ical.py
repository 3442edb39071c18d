"""Due dates as entries of a calendar: iCalendar, RFC 5545 (lịch hẹn trả kết quả)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeAlias, cast

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Change, Clock, Deadline
from thutuc.deadlines.ledger import explain
from thutuc.dossiers import Dossier
from thutuc.dossiers.clockwork import ending_of
from thutuc.dossiers.silence import with_silence
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.events import Accepted
from thutuc.exchange.ical_file import IcalFile, add_day, in_utc, zoned
from thutuc.fields import checked, count, items, plain_text, short_text
from thutuc.moments import midnight
from thutuc.statuses import SETTLED, Action, Status
from thutuc.words.labels import check_language

Counted: TypeAlias = Dossier | Clock | Deadline
"""What has a due day."""

_LONGEST_ALARM: Final = timedelta(days=3650)
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
}


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

    Each dossier is one entry: a whole day, or the moment where hours count. What is written depends on what
    is given alone, so that the same dossier gives the same bytes. The UID is made of the dossier's code and
    the office that accepted it; each event of the dossier raises SEQUENCE, so that a program moves the entry
    it has. Nothing personal is written: no ground of an event, no name of an officer.

    Args:
        given: Dossiers, clocks or deadlines, one or several, or a mapping from names of your own to them. A
            dossier without a deadline has no entry. A deadline alone has no history: its SEQUENCE is 0, and
            equal ones are one entry unless they have names.
        now: If given, dossiers and clocks as they stood then, a pause that lasts taken out, and DTSTAMP is
            this moment. Give it where the day moves without an event: as a pause lasts, by a decision on days
            off, or under another version of the procedure. By DTSTAMP programs tell entries of one SEQUENCE
            apart (RFC 5546, 2.1.5).
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
    _check_alarm(alarm)
    file = IcalFile(short_text(name))
    told: dict[tuple[str, ...], _Entry] = {}
    for own, one in _named(given):
        entry = _entry_of(one, own, now, language)
        if entry is None or (type(one) is Deadline and not own and entry == told.get(entry.key)):
            continue
        if entry.key in told:
            raise InvalidValueError(
                f"{entry.title or 'a deadline'} is given twice; give it once, or names to tell them apart",
                given=one,
            )
        told[entry.key] = entry
        _write(file, entry, language, alarm, todo=todo, explained=explained)
    return file.to_bytes()


def _check_alarm(alarm: object) -> None:
    if isinstance(alarm, timedelta):
        if not timedelta() <= alarm <= _LONGEST_ALARM:
            raise InvalidValueError(
                f"an alarm comes before the due moment, by at most ten years, not {alarm} before", given=alarm
            )
    elif alarm is not None:
        count(alarm, "an alarm", such=" of working days, or a timedelta")


def _named(given: object) -> list[tuple[str, Counted]]:
    """What was given, each with a name of its own or none."""
    if isinstance(given, WorkCalendar):
        raise InvalidTypeError("days off are written by closures_to_ical, not by to_ical", given=given)
    kinds, wanted = (Dossier, Clock, Deadline), "an entry is made of a Dossier, a Clock or a Deadline"
    if isinstance(given, Mapping):
        named = cast("Mapping[object, object]", given).items()
        return [(plain_text(name, "a name"), checked(one, kinds, wanted)) for name, one in named]
    several = (given,) if isinstance(given, kinds) else items(cast("Iterable[object]", given), wanted)
    return [("", checked(one, kinds, wanted)) for one in several]


# What is told -----------------------------------------------------------------------------------------------


@attrs.frozen
class _Entry:
    """What is told of one due day."""

    key: tuple[str, ...]
    title: str
    deadline: Deadline
    sequence: int
    stamp: datetime
    history: tuple[Change, ...] = ()
    lines: tuple[str, ...] = ()
    status: Status | None = None
    done_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is due any more."""
        return self.status in SETTLED

    @property
    def is_cancelled(self) -> bool:
        """Whether nothing is due any more, and there was no result."""
        return self.is_settled and self.done_at is None


def _entry_of(one: Counted, name: str, now: datetime | None, language: str) -> _Entry | None:
    if isinstance(one, Dossier):
        return _of_dossier(one, now, language)
    if isinstance(one, Clock):
        known = one if now is None else one.as_of(now)
        deadline = known.deadline if now is None else known.deadline_at(now)
        last = known.changes[-1].at if known.changes else known.start
        stamp = last if now is None else now
        sequence, history = len(known.changes), _without_grounds(known)
    else:
        deadline, stamp, sequence, history = one, now or one.start, 0, ()
    # A decision on days off may move the day, but not what it is counted from: so the entry is the same.
    first = deadline.parts[0]
    key = (name,) if name else (str(first.limit), str(first.start), first.convention.value)
    local = deadline.calendar.local_time(stamp)
    lines = (deadline.limit.to_text(language),)
    return _Entry(("deadline", *key), name, deadline, sequence, local, history, lines)


def _of_dossier(dossier: Dossier, now: datetime | None, language: str) -> _Entry | None:
    """The entry of a dossier; none before its acceptance, or without a limit."""
    known = dossier if now is None else dossier.as_of(now)
    clock = known.clock if now is None else known.clock_until(now)
    if clock is None:
        return None
    # What the silence of an agency gives counts as told: it moves the day too.
    told = with_silence(known.told(now), known.cover, now)
    status = known.status if now is None else dossier.status_at(now)
    waits = clock.is_paused and status not in SETTLED
    ended = ending_of(told)
    office = next(event.office for event in told if type(event) is Accepted)
    lines = {
        "status": status.label(language) if status else "",
        "procedure": f"{known.procedure.code} {known.procedure.name}",
        "office": office,
    }
    return _Entry(
        ("dossier", office, known.code),
        f"{known.code} {known.procedure.name}",
        clock.deadline if now is None else clock.deadline_at(now),
        len(told) - 1,
        known.calendar.local_time(told[-1].at if now is None else now),
        _without_grounds(clock),
        (
            *(f"{_said(word, language)}: {text}" for word, text in lines.items()),
            *([_said("paused", language)] if waits else []),
        ),
        status,
        ended.at if ended is not None and ended.action is Action.FINISH else None,
    )


def _without_grounds(clock: Clock) -> tuple[Change, ...]:
    """Its changes without what may be personal."""
    return tuple(attrs.evolve(change, reason=None, english=None, by=None) for change in clock.history)


def _said(word: str, language: str) -> str:
    return _WORDS[word][language == "en"]


# How it is written ------------------------------------------------------------------------------------------


def _write(
    file: IcalFile,
    entry: _Entry,
    language: str,
    alarm: int | timedelta | None,
    *,
    todo: bool,
    explained: bool,
) -> None:
    deadline, zone = entry.deadline, entry.deadline.calendar.zone
    summary = ": ".join(filter(None, (_said("due", language), entry.title)))
    lines = [*entry.lines, *([_said("provisional", language)] if deadline.provisional else [])]
    if explained:
        lines += ["", explain(deadline, language, entry.history).text()]
    kind, revision = "Todo" if todo else "Event", (entry.sequence, in_utc(entry.stamp, zone))
    made = file.entry(kind, entry.key, revision, summary, "\n".join(lines).strip())
    due_at = deadline.calendar.local_time(deadline.due_at)
    if todo:
        made.add("due", zoned(due_at, zone) if deadline.to_the_minute else deadline.due_on)
        done = "NEEDS-ACTION" if entry.done_at is None else "COMPLETED"
        made.add("status", "CANCELLED" if entry.is_cancelled else done)
        if entry.done_at is not None:
            made.add("completed", in_utc(entry.done_at, zone))
            made.add("percent-complete", 100)
    else:
        if deadline.to_the_minute:
            made.add("dtstart", zoned(due_at, zone))
        else:
            add_day(made, deadline.due_on)
        stands = "TENTATIVE" if deadline.provisional else "CONFIRMED"
        over = entry.is_cancelled or entry.status is Status.RETURNED
        made.add("status", "CANCELLED" if over else stands)
        made.add("transp", "TRANSPARENT")
    if alarm is not None and not entry.is_settled:
        file.remind(made, _rings(deadline, alarm), summary, "END" if todo else "START")


def _rings(deadline: Deadline, alarm: int | timedelta) -> timedelta:
    """When it reminds, from where its entry stands: the midnight of a whole day, or the due moment."""
    calendar = deadline.calendar
    due_at = calendar.local_time(deadline.due_at)
    if isinstance(alarm, timedelta):
        rings = due_at - alarm
    else:
        rings = calendar.opening(calendar.add_working_days(deadline.due_on, -alarm))
    return rings - (due_at if deadline.to_the_minute else midnight(deadline.due_on))
