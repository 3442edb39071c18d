"""What can be said about single days and moments of a calendar (ngày nghỉ, ngày làm bù, tạm đóng cửa)."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar, cast

import attrs

from thutuc.calendars.hours import Session, check_sessions, read_sessions
from thutuc.errors import CalendarConflictError, InvalidTypeError, InvalidValueError
from thutuc.fields import checked, items, of, plain_date
from thutuc.law import LegalSource, Verification
from thutuc.words.labels import Labelled, check_language

Reason: TypeAlias = "str | tuple[str, LegalSource | str | None]"


def _as_sessions(given: str | Iterable[Session]) -> tuple[Session, ...]:
    sessions = read_sessions(given) if isinstance(given, str) else check_sessions(given, given)
    if not sessions:
        raise InvalidValueError(
            f"a day with hours of its own needs hours, not {given!r}; make it a day off instead", given=given
        )
    return sessions


def as_source(source: LegalSource | str | None) -> LegalSource | None:
    """A source, or its text.

    Raises:
        InvalidTypeError: If it is anything else.
    """
    if isinstance(source, str):
        # The office's own word for its own day: reported by who keeps the calendar, not read by the package.
        return LegalSource(composed(source), verification=Verification.SECONDARY)
    return source if source is None else checked(source, LegalSource, "a source is a LegalSource or its text")


def composed(text: Any) -> Any:  # noqa: ANN401 - checked by the validator that follows
    """A text in its composed form (NFC), so that two spellings of one reason are one; all else as it is."""
    return unicodedata.normalize("NFC", text) if isinstance(text, str) else text


is_date = of(date, wanted="{name} must be a date, such as date(2026, 2, 13)")
"""A validator: the value is a date and no datetime."""
is_text = of(str, wanted="`{name}` must be a text")
"""A validator: the value is a text."""


@attrs.frozen
class DayOff:
    """A day on which the office does not work (ngày nghỉ).

    Args:
        day: The day.
        reason: Why, in Vietnamese or whatever language the office uses.
        source: The decision behind it, if there is one.
        english: The reason in English, if there is one.
    """

    day: date = attrs.field(validator=is_date)
    reason: str = attrs.field(default="ngày nghỉ", converter=composed, validator=is_text)
    source: LegalSource | None = attrs.field(default=None, converter=as_source)
    english: str | None = attrs.field(
        default=None, converter=composed, validator=attrs.validators.optional(is_text)
    )


@attrs.frozen
class MakeUpDay:
    """A day worked in place of another, with the other's hours (ngày làm bù).

    It may be worked at hours of its own, which then stand in the calendar's `day_hours`.

    Args:
        day: The day worked, often a Saturday, sometimes a Sunday.
        replaces: The day it stands for, which is then off; `None` if it is not said.
        source: The decision behind it, if there is one.
    """

    day: date = attrs.field(validator=is_date)
    replaces: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_date))
    source: LegalSource | None = attrs.field(default=None, converter=as_source)


@attrs.frozen
class DayHours:
    """Hours of one single day that differ from the week's, such as an afternoon off before Tết.

    Args:
        day: The day.
        sessions: Its sessions.
        reason: Why.
        source: The decision behind it, if there is one.
        english: The reason in English, if there is one.
    """

    day: date = attrs.field(validator=is_date)
    sessions: tuple[Session, ...] = attrs.field(converter=_as_sessions)
    reason: str = attrs.field(
        default="giờ làm việc riêng của ngày này", converter=composed, validator=is_text
    )
    source: LegalSource | None = attrs.field(default=None, converter=as_source)
    english: str | None = attrs.field(
        default=None, converter=composed, validator=attrs.validators.optional(is_text)
    )


@attrs.frozen
class Closure:
    """A stretch of time outside every limit: flood, power cut, failure (thời gian không tính vào thời hạn).

    Half-open: from *start* up to, not including, *end*.

    Args:
        start: First moment, office time if naive.
        end: Moment at which time counts again.
        reason: Why.
        source: Decision or notice; the rule itself is Nghị định 99/2022/NĐ-CP, Điều 16.

    Raises:
        InvalidTypeError: If *start* or *end* is not a datetime, or one is naive and the other aware.
        InvalidValueError: If it ends before it starts.
    """

    start: datetime
    end: datetime
    reason: str = attrs.field(converter=composed, validator=is_text)
    source: LegalSource | None = attrs.field(default=None, converter=as_source)

    def __attrs_post_init__(self) -> None:
        for moment in (self.start, self.end):
            checked(moment, datetime, "a closure runs between two datetimes")
        aware = [moment.tzinfo is not None for moment in (self.start, self.end)]
        if aware[0] != aware[1]:
            raise InvalidTypeError(
                f"a closure from {self.start} to {self.end} mixes naive and aware datetimes; use one kind",
                given=(self.start, self.end),
            )
        if self.end <= self.start:
            raise InvalidValueError(
                f"a closure must end after it starts, not run from {self.start} to {self.end}",
                given=(self.start, self.end),
            )


Note: TypeAlias = DayOff | MakeUpDay | DayHours
"""What can be said of a single day."""
_Note = TypeVar("_Note", DayOff, MakeUpDay, DayHours)
_Said = TypeVar("_Said")


class DayKind(Labelled):
    """Why a day is worked or not (loại ngày).

    Examples:
        >>> DayKind.MAKE_UP.label(), DayKind.MAKE_UP.label("en")
        ('ngày làm bù', 'make-up day')
    """

    WORKING = "working", "ngày làm việc", "working day"
    """A weekday with the office's regular hours (ngày làm việc)."""
    WEEKLY_REST = "weekly-rest", "nghỉ hằng tuần", "weekly rest"
    """A weekday without hours (ngày nghỉ hằng tuần)."""
    OFF = "off", "ngày nghỉ", "day off"
    """A day off with a reason: holiday, swapped day, the office's own (ngày nghỉ)."""
    MAKE_UP = "make-up", "ngày làm bù", "make-up day"
    """A day worked in place of another (ngày làm bù)."""
    OWN_HOURS = "own-hours", "ngày làm việc, giờ riêng", "working day, own hours"
    """A day worked with hours of its own."""
    CLOSED = "closed", "tạm đóng cửa", "closed"
    """A day whose working time is closed away entirely (tạm đóng cửa)."""


_WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@attrs.frozen
class DayExplanation:
    """Why one day is worked or not (giải thích về một ngày).

    Args:
        day: The day.
        worked: Whether any working time is left on it.
        kind: Which rule decided.
        reason: The reason in words, as the calendar was given it; empty for an ordinary day.
        english: The reason in English where there is one, otherwise as given.
        source: The decision or law behind it.
        decided: False if official decisions for the day may still come.
        sessions: Its sessions, before closures.
    """

    day: date
    worked: bool
    kind: DayKind
    reason: str
    english: str
    source: LegalSource | None
    decided: bool
    sessions: tuple[Session, ...]

    @property
    def provisional(self) -> bool:
        """Whether an official decision may still change the answer (dự kiến)."""
        return not self.decided

    def text(self, language: str = "vi") -> str:
        """One line for a reader, in Vietnamese (`vi`) or English (`en`)."""
        english = check_language(language) == "en"
        words = f"{weekday_name(self.day, language)} {self.day:%d/%m/%Y}: {self.kind.label(language)}"
        if self.reason:
            words += f" – {self.english if english else self.reason}"
        if self.sessions and self.worked:
            words += f" ({', '.join(map(str, self.sessions))})"
        if self.source is not None:
            words += f" [{self.source.text(language)}]"
        if not self.decided:
            words += " (provisional)" if english else " (dự kiến)"
        return words

    def __str__(self) -> str:
        return self.text()


def weekday_name(day: date, language: str = "vi") -> str:
    """Name of the weekday of *day*."""
    return (_WEEKDAYS_EN if language == "en" else _WEEKDAYS_VI)[day.weekday()]


def spell_day(day: date, language: str = "vi", at: datetime | None = None) -> str:
    """A day as it is read out, with its weekday, and a moment of it; 24:00 belongs to the day that it ends.

    Examples:
        >>> from datetime import datetime
        >>> spell_day(date(2027, 2, 12), at=datetime(2027, 2, 12, 17))
        '17 giờ 00 phút, thứ Sáu, ngày 12/02/2027'
        >>> spell_day(date(2027, 2, 12), "en", datetime(2027, 2, 13)), spell_day(date(2027, 2, 12), "en")
        ('24:00, Friday 12/02/2027', 'Friday 12/02/2027')
    """
    english = language == "en"
    said = f"{weekday_name(day, language)}{'' if english else ', ngày'} {day:%d/%m/%Y}"
    if at is None:
        return said
    hour = at.hour if at.date() == day else 24
    return f"{hour:02}:{at:%M}, {said}" if english else f"{hour:02} giờ {at:%M} phút, {said}"


def pair(given: Any, what: str) -> tuple[Any, ...]:  # noqa: ANN401 - it is checked where it is used
    """One text, or a tuple of a text and what belongs to it."""
    if not isinstance(given, tuple):
        return (given,)
    words: tuple[Any, ...] = given  # pyright: ignore[reportUnknownVariableType]
    if len(words) == 2:
        return words
    raise InvalidTypeError(f"{what} is a text or a pair, not {words!r}", given=words)


def read_said(
    given: object,
    kind: type[_Said],
    many: str,
    of_pair: Callable[[Any, Any], _Said],
    of_one: Callable[[Any], _Said],
) -> list[_Said]:
    """What was said of several days or parts of the year: values of *kind*, or a mapping for short.

    Args:
        given: A mapping, or several.
        kind: What is read.
        many: What they are called.
        of_pair: Makes one from a key and what it maps to.
        of_one: Makes one from anything else, or refuses it.

    Raises:
        InvalidTypeError: If it is neither.
    """
    if isinstance(given, Mapping):
        mapping: Mapping[Any, Any] = given  # pyright: ignore[reportUnknownVariableType]
        return [of_pair(key, value) for key, value in mapping.items()]
    several = items(cast("Iterable[Any]", given), f"{many} are a mapping or a list")
    return [item if isinstance(item, kind) else of_one(item) for item in several]


def _by_day(notes: Iterable[_Note]) -> tuple[_Note, ...]:
    """One of each day, the last one given, in their order."""
    found = {note.day: note for note in notes}
    return tuple(found[day] for day in sorted(found))


def read_days_off(given: "Mapping[date, Reason] | Iterable[date | DayOff]") -> tuple[DayOff, ...]:
    """Days off from a mapping of day to reason, or from days, sorted and without repetition.

    Raises:
        InvalidTypeError: If a day is not a date, or a reason no text.
    """
    days = read_said(
        given,
        DayOff,
        "days off",
        lambda day, reason: DayOff(day, *pair(reason, "a reason")),
        lambda day: DayOff(plain_date(day, "a day off")),
    )
    return _by_day(days)


def read_make_up_days(given: "Mapping[date, date] | Iterable[date | MakeUpDay]") -> tuple[MakeUpDay, ...]:
    """Make-up days from a mapping of day worked to day replaced, or from days, sorted.

    Raises:
        InvalidTypeError: If a day is not a date.
        CalendarConflictError: If a day replaces itself, or two make-up days replace the same day.
    """
    days = read_said(
        given,
        MakeUpDay,
        "make-up days",
        lambda day, replaced: MakeUpDay(day, plain_date(replaced, "the day a make-up day replaces")),
        lambda day: MakeUpDay(plain_date(day, "a make-up day")),
    )
    found = {made.day: made for made in days}
    replaced_by: dict[date, date] = {}
    for made in found.values():
        if made.replaces is None:
            continue
        if made.replaces in found:
            raise CalendarConflictError(
                f"{made.day} replaces {made.replaces}, which is a make-up day itself; it cannot be both",
                given=made.replaces,
            )
        if made.replaces in replaced_by:
            raise CalendarConflictError(
                f"{made.replaces} is replaced by {replaced_by[made.replaces]} and by {made.day}; keep one",
                given=made.replaces,
            )
        replaced_by[made.replaces] = made.day
    return _by_day(days)


def read_day_hours(given: "Mapping[date, Reason] | Iterable[DayHours]") -> tuple[DayHours, ...]:
    """Hours of single days from a mapping of day to hours (or to hours and reason), sorted.

    Raises:
        InvalidTypeError: If an item is neither.
        InvalidValueError: If hours are unreadable or empty.
    """
    wanted = "hours of single days map a day to hours, or are DayHours(day, hours)"
    days = read_said(
        given,
        DayHours,
        "hours of single days",
        lambda day, hours: DayHours(day, *pair(hours, "hours")),
        lambda item: checked(item, DayHours, wanted),
    )
    return _by_day(days)


def read_closures(given: Iterable[Closure]) -> tuple[Closure, ...]:
    """Closures as a tuple.

    Raises:
        InvalidTypeError: If an item is not a closure.
    """
    several = items(given, "closures are a mapping or a list")
    return tuple(checked(item, Closure, "a closure is a Closure(start, end, reason)") for item in several)


def read_undecided(given: Iterable[date]) -> tuple[date, ...]:
    """Days for which a decision is still to come, sorted and without repetition.

    Raises:
        InvalidTypeError: If a day is not a date.
    """
    days = items(given, "undecided days are a mapping or a list")
    return tuple(sorted({plain_date(item, "a day still to be decided") for item in days}))


def check_conflicts(off: Iterable[DayOff], made: Iterable[MakeUpDay], own: Iterable[DayHours]) -> None:
    """Refuse statements that cannot all be true; a make-up day may have hours of its own.

    Raises:
        CalendarConflictError: If a day is both off and worked.
    """
    worked = {item.day: "a day with hours of its own" for item in own}
    worked |= {item.day: "a make-up day" for item in made}
    reasons = {item.replaces: f"replaced by {item.day}" for item in made if item.replaces}
    reasons |= {item.day: item.reason for item in off}
    for day, what in worked.items():
        if day in reasons:
            raise CalendarConflictError(
                f"{day} is {what} and also off ({reasons[day]}); it cannot be both", given=day
            )


def swapped(made: MakeUpDay) -> DayOff:
    """The working day that is taken off for a make-up day.

    Raises:
        InvalidTypeError: If it replaces none.
    """
    day, worked = plain_date(made.replaces, "the day a make-up day replaces"), made.day
    vi, en = f"nghỉ hoán đổi, làm bù ngày {worked:%d/%m/%Y}", f"swapped, worked on {worked:%d/%m/%Y}"
    return DayOff(day, vi, made.source, en)
