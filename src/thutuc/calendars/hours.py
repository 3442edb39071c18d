"""The hours of an office: sessions of a day, and a week of days (giờ làm việc)."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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
    if not isinstance(text, str):
        raise InvalidTypeError(
            f"hours must be a text such as '07:00-11:30, 13:30-17:00', not {text!r}", given=text
        )
    sessions: list[Session] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = _SESSION.fullmatch(part)
        if match is None:
            raise InvalidValueError(
                f"{part!r} is not a session; write opening and closing time as '07:00-11:30'", given=text
            )
        h1, m1, h2, m2 = map(int, match.groups())
        session = Session(h1 * 60 + m1, h2 * 60 + m2)
        if max(m1, m2) > 59 or not 0 <= session.opens < session.closes <= 24 * 60:
            raise InvalidValueError(
                f"session {part!r} must open before it closes, between 00:00 and 24:00; "
                f"split a session that runs past midnight into two days",
                given=text,
            )
        sessions.append(session)
    sessions.sort()
    for one, other in pairwise(sessions):
        if other.opens < one.closes:
            raise InvalidValueError(
                f"sessions {one} and {other} overlap in {text!r}; give each minute once", given=text
            )
    return tuple(sessions)


def _weekday(name: str, given: object) -> int:
    try:
        return WEEKDAYS.index(name.strip().lower()[:3])
    except ValueError:
        raise InvalidValueError(
            f"{name!r} in {given!r} is not a weekday; use {', '.join(WEEKDAYS)}, a range such as 'mon-fri' "
            f"or a list such as 'mon,wed'",
            given=given,
        ) from None


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

    Examples:
        >>> hours = OfficeHours.of({"mon-fri": "07:00-11:30, 13:30-17:00", "sat": "07:00-11:30"})
        >>> hours.day_minutes, str(hours)
        (480, 'mon-fri 07:00-11:30, 13:30-17:00; sat 07:00-11:30')
    """

    week: tuple[tuple[Session, ...], ...]

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
        if not isinstance(hours, Mapping):
            raise InvalidTypeError(
                f"hours must map days to sessions, such as {{'mon-fri': '07:00-11:30'}}, not {hours!r}",
                given=hours,
            )
        week: dict[int, tuple[Session, ...]] = {}
        for key, text in hours.items():
            sessions = read_sessions(text)
            for day in _weekdays(key):
                if day in week:
                    raise InvalidValueError(
                        f"{WEEKDAYS[day]} is given twice in {dict(hours)!r}; give each weekday once",
                        given=hours,
                    )
                week[day] = sessions
        if not any(week.values()):
            raise InvalidValueError("an office needs hours on at least one weekday", given=hours)
        return cls(tuple(week.get(day, ()) for day in range(7)))

    @property
    def day_minutes(self) -> int:
        """Minutes of the office's own working day: the commonest in its week, the longest of equals."""
        lengths = [sum(session.minutes for session in day) for day in self.week if day]
        return max(lengths, key=lambda minutes: (lengths.count(minutes), minutes))

    @property
    def full_day(self) -> tuple[Session, ...]:
        """Sessions of the first weekday that has the length of the office's own working day."""
        return next(day for day in self.week if sum(s.minutes for s in day) == self.day_minutes)

    def __str__(self) -> str:
        runs: list[tuple[int, int]] = []
        for day in range(7):
            if runs and self.week[day] == self.week[runs[-1][0]]:
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return "; ".join(
            (WEEKDAYS[a] if a == b else f"{WEEKDAYS[a]}-{WEEKDAYS[b]}")
            + " "
            + ", ".join(map(str, self.week[a]))
            for a, b in runs
            if self.week[a]
        )


def read_week(hours: OfficeHours | Mapping[str, str] | None = None) -> OfficeHours:
    """`OfficeHours.of`, as a function."""
    return OfficeHours.of(hours)


STATE_HOURS = OfficeHours(((Session(420, 690), Session(810, 1020)),) * 5 + ((), ()))
