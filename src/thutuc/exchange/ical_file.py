"""A calendar file being written, entry by entry, with the package icalendar (tệp iCalendar)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final, cast
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from thutuc.exchange.written_text import written
from thutuc.moments import OFFICE_TIME, ONE_DAY
from thutuc.words.cells import extra_package

_ZONE: Final = "Asia/Ho_Chi_Minh"
_NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:thutuc:calendar-entries")


class IcalFile:
    """A calendar that is published, with the one zone that its entries use.

    Args:
        name: What it is called, if anything.

    Raises:
        InvalidValueError: If the name cannot be written.
        MissingExtraError: If the package `icalendar` is not installed.
    """

    def __init__(self, name: str) -> None:
        self._ical: Any = extra_package("icalendar", "exchange")
        # Its own texts would take "\N" in a name for the end of a line.
        self._text = type("Text", (self._ical.vText,), {"to_ical": _escaped})
        self._calendar = self._ical.Calendar()
        self._calendar.add("version", "2.0")
        self._calendar.add("prodid", "-//thutuc//exchange//VI")
        self._calendar.add("method", "PUBLISH")
        if name:
            # The second is for programs that do not know RFC 7986.
            text = self._text(written(name, "the name of a calendar"))
            self._calendar.add("name", text)
            self._calendar.add("x-wr-calname", text)
        zone, standard = self._ical.Timezone(), self._ical.TimezoneStandard()
        zone.add("tzid", _ZONE)
        # Since this day seven hours ahead of UTC all year.
        standard.add("dtstart", datetime(1975, 6, 13))
        for offset in ("tzoffsetfrom", "tzoffsetto"):
            standard.add(offset, timedelta(hours=7))
        standard.add("tzname", "+07")
        zone.add_component(standard)
        self._calendar.add_component(zone)

    def entry(
        self,
        kind: str,
        key: Sequence[str],
        revision: tuple[int, datetime],
        summary: str,
        description: str,
    ) -> Any:  # noqa: ANN401 - of an optional package
        """Add an entry and return it, to be filled with `add`.

        Args:
            kind: `Event` or `Todo`.
            key: What tells it from all other entries for ever.
            revision: Its number, and its moment in UTC.
            summary: What it is, in a line.
            description: What is to be known of it.
        """
        entry = getattr(self._ical, kind)()
        entry.add("uid", str(uuid5(_NAMESPACE, "\n".join(key))))
        entry.add("sequence", revision[0])
        entry.add("dtstamp", revision[1])
        entry.add("summary", self._text(written(summary, "the title of an entry")))
        entry.add("description", self._text(written(description, "the description of an entry")))
        self._calendar.add_component(entry)
        return entry

    def remind(self, entry: Any, after: timedelta, summary: str, related: str) -> None:  # noqa: ANN401 - the same
        """Let an entry remind so long after, or before, its `START` or `END`."""
        reminder = self._ical.Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", self._text(summary))
        reminder.add("trigger", after, parameters={"RELATED": related})
        entry.add_component(reminder)

    def to_bytes(self) -> bytes:
        """The file, as UTF-8 with lines of at most 75 bytes."""
        return cast("bytes", self._calendar.to_ical())


_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def _escaped(text: str) -> bytes:
    """A text as RFC 5545, 3.3.11 writes it."""
    return text.translate(_ESCAPES).encode()


def add_day(entry: Any, day: date) -> None:  # noqa: ANN401 - the same
    """Let an event last a whole day."""
    entry.add("dtstart", day)
    entry.add("dtend", day + ONE_DAY)


def in_utc(local: datetime, zone: tzinfo) -> datetime:
    """A local moment in UTC."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def zoned(local: datetime, zone: tzinfo) -> datetime:
    """A local moment in the zone that the file defines, or in UTC for offices elsewhere."""
    at_home = zone is OFFICE_TIME or str(zone) == _ZONE
    return local.replace(tzinfo=ZoneInfo(_ZONE)) if at_home else in_utc(local, zone)
