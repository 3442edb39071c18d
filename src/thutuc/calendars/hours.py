"""The hours of an office: sessions of a day, and a week of days (giờ làm việc)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError, check_language
from thutuc.fields import checked, mapping

_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(name[:3] for name in _WEEKDAY_NAMES)
_SESSION = re.compile(r"(\d{1,2})[:hH](\d{2})\s*[-\u2013\u2014]\s*(\d{1,2})[:hH](\d{2})")


class Session(NamedTuple):
    """One stretch of work within a day, in minutes from midnight (buổi làm việc).

    Half-open: an office that closes at 1020 (17:00) is closed at 17:00.

    Examples:
        >>> Session(420, 690).minutes, str(Session(420, 690))
        (270, '07:00-11:30')
    """

    opens: int
    closes: int

    @property
    def minutes(self) -> int:
        """Length of the session in minutes."""
        return self.closes - self.opens

    @classmethod
    def parse(cls, text: str) -> "Session":
        """One session from its text, such as `07:00-11:30`.

        Raises:
            InvalidTypeError: If *text* is not a string.
            InvalidValueError: If it is unreadable, or more than one session.
        """
        sessions = read_sessions(text)
        if len(sessions) != 1:
            raise InvalidValueError(
                f"{text!r} is not one session; write opening and closing time as '07:00-11:30'", given=text
            )
        return sessions[0]

    def __str__(self) -> str:
        return "{:02d}:{:02d}-{:02d}:{:02d}".format(*divmod(self.opens, 60), *divmod(self.closes, 60))


def read_sessions(text: str) -> tuple[Session, ...]:
    """Read the sessions of one day, such as `07:00-11:30, 13:30-17:00`.

    Sessions may touch, may be given in any order, and may end at 24:00. An empty text means closed.

    Raises:
        InvalidTypeError: If *text* is not a string.
        InvalidValueError: If a session is unreadable, runs backward or overlaps another.

    Examples:
        >>> [str(session) for session in read_sessions("13:30-17:00, 7:00-11:30")]
        ['07:00-11:30', '13:30-17:00']
    """
    checked(text, str, "hours must be a text such as '07:00-11:30, 13:30-17:00'")
    sessions: list[Session] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = _SESSION.fullmatch(part)
        if match is None:
            raise InvalidValueError(
                f"{part!r} is not a session; write opening and closing time as '07:00-11:30'", given=text
            )
        h1, m1, h2, m2 = map(int, match.groups())
        if max(m1, m2) > 59:
            raise InvalidValueError(
                f"{part!r} is not a session; an hour has the minutes 00 to 59", given=text
            )
        sessions.append(Session(h1 * 60 + m1, h2 * 60 + m2))
    return check_sessions(sessions, text)


def check_sessions(sessions: Iterable[Session], given: object) -> tuple[Session, ...]:
    """Return the sessions of one day in order, or refuse them.

    Raises:
        InvalidTypeError: If they are no sessions.
        InvalidValueError: If one runs backward or past midnight, or two overlap.
    """
    day = tuple(sessions) if isinstance(sessions, Iterable) else (sessions,)
    for session in day:
        if not isinstance(session, Session) or not all(type(minute) is int for minute in session):
            raise InvalidTypeError(
                f"hours are a text such as '07:00-11:30' or a tuple of Session, not {given!r}", given=given
            )
        if not 0 <= session.opens < session.closes <= 24 * 60:
            raise InvalidValueError(
                f"session {session} must open before it closes, between 00:00 and 24:00; "
                f"split a session that runs past midnight into two days",
                given=given,
            )
    day = tuple(sorted(day))
    for one, other in pairwise(day):
        if other.opens < one.closes:
            raise InvalidValueError(
                f"sessions {one} and {other} overlap in {given!r}; give each minute once", given=given
            )
    return day


def _weekday(name: str, given: object) -> int:
    word = name.strip().lower()
    if len(word) >= 3:
        for number, weekday in enumerate(_WEEKDAY_NAMES):
            if weekday.startswith(word):
                return number
    raise InvalidValueError(
        f"{name!r} in {given!r} is not a weekday; use {', '.join(WEEKDAYS)}, a range such as 'mon-fri' "
        f"or a list such as 'mon,wed'",
        given=given,
    )


def _weekdays(key: str) -> list[int]:
    """Weekday numbers of a key such as `mon-fri`, `sat` or `mon,wed`; a range may run over Sunday."""
    if not isinstance(key, str):
        raise InvalidTypeError(f"{key!r} is not a weekday; use a text such as 'mon-fri'", given=key)
    days: list[int] = []
    for part in re.sub("[\u2013\u2014]", "-", key).split(","):
        start, dash, end = part.partition("-")
        a = _weekday(start, key)
        b = _weekday(end, key) if dash else a
        days += [(a + i) % 7 for i in range((b - a) % 7 + 1)]
    return days


@attrs.frozen
class OfficeHours:
    """The regular week of an office (giờ làm việc trong tuần).

    Args:
        week: Seven tuples of sessions, Monday first; an empty tuple is a day of weekly rest.

    Raises:
        InvalidTypeError: If *week* holds anything but sessions.
        InvalidValueError: If it has not seven days, a session is unreadable, or no day has hours.

    Examples:
        >>> hours = OfficeHours.of({"mon-fri": "07:00-11:30, 13:30-17:00", "sat": "07:00-11:30"})
        >>> hours.day_minutes, str(hours)
        (480, 'mon-fri 07:00-11:30, 13:30-17:00; sat 07:00-11:30')
    """

    week: tuple[tuple[Session, ...], ...]
    _day_minutes: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.week, tuple) or len(self.week) != 7:
            raise InvalidValueError(
                f"a week is a tuple of seven days, Monday first, not {self.week!r}; "
                f"OfficeHours.of reads texts such as {{'mon-fri': '07:00-11:30'}}",
                given=self.week,
            )
        object.__setattr__(self, "week", tuple(check_sessions(day, day) for day in self.week))
        if not any(self.week):
            raise InvalidValueError(
                "an office needs hours on at least one weekday, such as {'mon-fri': '07:00-11:30'}",
                given=self.week,
            )
        lengths = [sum(session.minutes for session in day) for day in self.week if day]
        commonest = max(lengths, key=lambda minutes: (lengths.count(minutes), minutes))
        object.__setattr__(self, "_day_minutes", commonest)

    @classmethod
    def of(cls, hours: "OfficeHours | Mapping[str, str] | None" = None) -> "OfficeHours":
        """Return *hours* as a week; left out, Monday to Friday 07:00-11:30 and 13:30-17:00.

        Args:
            hours: Days or ranges of days, each with its sessions; a missing weekday is closed.

        Raises:
            InvalidTypeError: If *hours* is not a mapping of texts.
            InvalidValueError: If a day or session is unreadable, a day is given twice, or no day has hours.
        """
        if hours is None:
            return STATE_HOURS
        if isinstance(hours, OfficeHours):
            return hours
        given = mapping(hours, wanted="hours must map days to sessions, such as {'mon-fri': '07:00-11:30'}")
        week: dict[int, tuple[Session, ...]] = {}
        for key, text in given.items():
            sessions = read_sessions(text)
            for day in _weekdays(key):
                if day in week:
                    raise InvalidValueError(
                        f"{WEEKDAYS[day]} is given twice in {given!r}; give each weekday once",
                        given=hours,
                    )
                week[day] = sessions
        return cls(tuple(week.get(day, ()) for day in range(7)))

    @property
    def day_minutes(self) -> int:
        """Minutes of the office's own working day: the commonest in its week, the longest of equals."""
        return self._day_minutes

    @property
    def full_day(self) -> tuple[Session, ...]:
        """Sessions of the first weekday that has the length of the office's own working day."""
        return next(day for day in self.week if sum(s.minutes for s in day) == self.day_minutes)

    def spell(self, time: timedelta, language: str = "vi") -> str:
        """Working time in the office's own days, then hours and minutes (thời gian làm việc bằng lời).

        A `timedelta` calls 24 hours a day, and no office works as long.

        Raises:
            InvalidTypeError: If *time* is no timedelta or *language* no text.
            InvalidValueError: If *language* is neither `vi` nor `en`.

        Examples:
            >>> from datetime import timedelta
            >>> hours = OfficeHours.of({"mon-fri": "07:30-11:30, 13:00-17:00"})
            >>> hours.spell(timedelta(hours=29)), hours.spell(timedelta(hours=29), "en")
            ('3 ngày 5 giờ', '3 days 5 hours')
            >>> hours.spell(-timedelta(minutes=90)), hours.spell(timedelta())
            ('-1 giờ 30 phút', '0 giờ')
        """
        english = check_language(language) == "en"
        checked(time, timedelta, "working time is a timedelta")
        days, minutes = divmod(round(abs(time) / timedelta(minutes=1)), self.day_minutes)
        parts = zip((days, *divmod(minutes, 60)), _UNITS, strict=True)
        words = [
            f"{number} {en + 's' * (number != 1) if english else vi}" for number, (vi, en) in parts if number
        ]
        if not words:
            return "0 hours" if english else "0 giờ"
        return ("-" if time < timedelta() else "") + " ".join(words)

    def __str__(self) -> str:
        return self.text(WEEKDAYS, "-")

    def text(self, weekdays: Sequence[str], to: str) -> str:
        """The week in one line, days of the same hours together (viết giờ làm việc).

        Args:
            weekdays: What the days are called, Monday first.
            to: What stands between the first and the last of several days.

        Examples:
            >>> OfficeHours.of({"mon-fri": "07:00-11:30"}).text("MTWTFSS", "–")
            'M–F 07:00-11:30'
        """
        runs: list[tuple[int, int]] = []
        for day in range(7):
            if runs and self.week[day] == self.week[runs[-1][0]]:
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return "; ".join(
            (weekdays[a] if a == b else f"{weekdays[a]}{to}{weekdays[b]}")
            + " "
            + ", ".join(map(str, self.week[a]))
            for a, b in runs
            if self.week[a]
        )


_UNITS = (("ngày", "day"), ("giờ", "hour"), ("phút", "minute"))


def read_week(hours: OfficeHours | Mapping[str, str] | None = None) -> OfficeHours:
    """`OfficeHours.of`, as a function."""
    return OfficeHours.of(hours)


STATE_HOURS = OfficeHours(((Session(420, 690), Session(810, 1020)),) * 5 + ((), ()))
