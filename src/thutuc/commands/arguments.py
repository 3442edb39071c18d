"""Reads what is typed after an option (đọc giá trị của tùy chọn)."""

import argparse
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import NoReturn

import attrs

from thutuc import Convention, TimeLimit
from thutuc.calendars import OfficeHours
from thutuc.calendars.hours import Session, read_sessions
from thutuc.commands.language import Language
from thutuc.errors import ThutucError
from thutuc.procedures import Channel
from thutuc.registers import channel_of, read_moment
from thutuc.reports import Span

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_VIETNAMESE = ("hai|2", "ba|3", "tư|4", "năm|5", "sáu|6", "bảy|7")
_DAY_NAMES = (
    *((rf"(?:thứ\s*|\bt)(?:{names})\b", day) for names, day in zip(_VIETNAMESE, _WEEKDAYS, strict=False)),
    (r"chủ\s*nhật|\bcn\b", "sun"),
    (r"\bđến\b|\bto\b", "-"),
    (r"\bvà\b|\band\b", ","),
)
_FIRST_HOUR = re.compile(r"\d{1,2}(?:[:hg]\d{2}|[hg](?!\w))", re.IGNORECASE)
_WHOLE_HOUR = re.compile(r"(?<=\d)[hg](?!\w)", re.IGNORECASE)
_ROMAN = ("I", "II", "III", "IV")


@attrs.frozen
class PeriodAsked:
    """A period of a year as it is typed, such as quarter III/2026."""

    span: Span
    year: int
    number: int = 1


@attrs.frozen
class Arguments:
    """Reads texts of the command line; what cannot be read is refused in the language of *words*."""

    words: Language

    def _refuse(self, vi: str, en: str) -> NoReturn:
        raise argparse.ArgumentTypeError(self.words(vi, en)) from None

    # Moments and limits -------------------------------------------------------------------------------------

    def moment(self, text: str) -> date | datetime:
        """A date, or a date with its hour."""
        try:
            return read_moment(text)
        except ValueError:
            self._refuse(
                f"{text!r} không phải là ngày; viết 13/02/2026, có giờ thì viết '13/02/2026 09:30'",
                f"{text!r} is not a date; write 2026-02-13 or 13/02/2026, with its hour '13/02/2026 09:30'",
            )

    def day(self, text: str) -> date:
        """A date without an hour."""
        found = self.moment(text)
        if isinstance(found, datetime):
            self._refuse(
                f"{text!r} có cả giờ; ở đây chỉ ghi ngày, như 30/11/2026",
                f"{text!r} has an hour; write the day alone, as 30/11/2026",
            )
        return found

    def limit_or_day(self, text: str) -> TimeLimit | date:
        """By how much a limit is made longer, or the new day."""
        try:
            return self.day(text)
        except argparse.ArgumentTypeError:
            pass
        try:
            return TimeLimit.parse(text)
        except ThutucError:
            self._refuse(
                f"{text!r} không phải thời hạn hay ngày hẹn mới; viết '03 ngày làm việc' hoặc 20/03/2026",
                f"{text!r} is neither a limit nor a new day; write '03 ngày làm việc' or 20/03/2026",
            )

    def convention(self, text: str) -> Convention:
        """How days are counted."""
        try:
            return Convention(text)
        except ValueError:
            allowed = ", ".join(convention.value for convention in Convention)
            self._refuse(f"không có cách tính {text!r}; chọn {allowed}", f"{text!r} is not one of {allowed}")

    def whole(self, low: int, high: int | None = None) -> Callable[[str], int]:
        """A whole number from *low* to *high*."""

        def read(text: str) -> int:
            number = int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else low - 1
            if number < low or (high is not None and number > high):
                vi = f"từ {low} đến {high}" if high is not None else f"từ {low} trở lên"
                en = f"{low} to {high}" if high is not None else f"{low} or more"
                self._refuse(f"{text!r} không phải số nguyên {vi}", f"{text!r} is not a whole number, {en}")
            return number

        return read

    # Registers ----------------------------------------------------------------------------------------------

    def column(self, text: str) -> tuple[str, str]:
        """A column of a register, and the heading that stands for it."""
        name, equals, heading = text.partition("=")
        if not (name and equals and heading):
            self._refuse(
                f"{text!r} chưa chỉ ra cột nào; viết received='Ngày nộp'",
                f"{text!r} does not name a heading; write received='Ngày nộp'",
            )
        return name, heading

    def channel(self, text: str) -> tuple[str, Channel]:
        """A word of a register, and the channel that it stands for."""
        word, equals, name = text.rpartition("=")
        found = channel_of(name) if equals else None
        if found is None:
            self._refuse(
                f"{text!r} không rõ cách nộp; viết 'tại quầy=1' (1 trực tiếp, 2 trực tuyến, 3 bưu chính)",
                f"{text!r} names no channel; write 'tại quầy=1' (1 direct, 2 online, 3 post)",
            )
        return word, found

    # The office's week --------------------------------------------------------------------------------------

    def hours(self, text: str) -> OfficeHours:
        """A week, as `T2-T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30`; hours alone are Monday to Friday."""
        week: dict[str, str] = {}
        try:
            for part in filter(None, (one.strip() for one in text.split(";"))):
                first = _FIRST_HOUR.search(part)
                days = part[: first.start()] if first else ""
                sessions = part[first.start() :] if first else part
                week[_weekdays(days) or "mon-fri"] = _sessions(sessions)
            return OfficeHours.of(week)
        except ThutucError as error:
            self._refuse(
                f"không đọc được giờ {text!r}; viết 'T2-T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30'",
                f"{error}; write 'mon-fri 07:30-11:30, 13:30-17:00; sat 07:30-11:30'",
            )

    def sessions(self, text: str) -> tuple[Session, ...]:
        """The hours of one day."""
        try:
            found = read_sessions(_sessions(text))
        except ThutucError:
            found = ()
        if not found:
            self._refuse(
                f"{text!r} không phải giờ làm việc; viết 07:30-11:30, hoặc đặt --saturday ở cuối lệnh",
                f"{text!r} are no hours; write 07:30-11:30, or put --saturday at the end",
            )
        return found

    def day_off(self, text: str) -> tuple[date, str]:
        """A day off, and why: `05/10/2026` or `05/10/2026=theo quyết định của tỉnh`."""
        day, _, reason = text.partition("=")
        return self.day(day.strip()), reason.strip()

    def make_up_day(self, text: str) -> tuple[date, date]:
        """A day worked, and the day off that it makes good: `10/10/2026=05/10/2026`."""
        worked, equals, replaced = text.partition("=")
        if not equals:
            self._refuse(
                f"{text!r} thiếu ngày được làm bù; viết 10/10/2026=05/10/2026 (ngày làm bù = ngày nghỉ)",
                f"{text!r} lacks the day it is worked for; write 10/10/2026=05/10/2026 (worked = off)",
            )
        return self.day(worked.strip()), self.day(replaced.strip())

    # Periods ------------------------------------------------------------------------------------------------

    def quarter(self, text: str) -> PeriodAsked:
        """A quarter, such as `III/2026`, `quý 3/2026` or `2026-Q3`."""
        number, year = self._numbered(text, r"(?:quý|q)", "quý", "quarter", "III/2026")
        which = _number(number)
        if not 1 <= which <= 4:
            self._refuse(
                f"không có quý {number} (đã ghi {text!r}); một năm có quý I, II, III, IV: viết III/2026",
                f"no quarter {number} (given: {text!r}); a year has I, II, III and IV: write III/2026",
            )
        return PeriodAsked(Span.QUARTER, year, which)

    def month(self, text: str) -> PeriodAsked:
        """A month, such as `11/2026`."""
        number, year = self._numbered(text, r"(?:tháng|t)", "tháng", "month", "11/2026")
        if not (number.isdecimal() and 1 <= int(number) <= 12):
            self._refuse(
                f"không có tháng {number} (đã ghi {text!r}); viết 11/2026",
                f"there is no month {number} (given: {text!r}); write 11/2026",
            )
        return PeriodAsked(Span.MONTH, year, int(number))

    def half_year(self, text: str) -> PeriodAsked:
        """Half of a year, such as `I/2026` or `2/2026`."""
        number, year = self._numbered(text, r"(?:6 tháng)", "nửa năm", "half of a year", "I/2026")
        which = {"đầu": 1, "cuối": 2}.get(number.casefold()) or _number(number)
        if not 1 <= which <= 2:
            self._refuse(
                f"6 tháng chỉ có I (đầu năm) và II (cuối năm), không có {number} (đã ghi {text!r})",
                f"a year has the halves I and II, not {number} (given: {text!r}); write I/2026",
            )
        return PeriodAsked(Span.HALF_YEAR, year, which)

    def nine_months(self, text: str) -> PeriodAsked:
        """The first nine months of a year, such as `2026`."""
        return PeriodAsked(Span.NINE_MONTHS, self._year(text))

    def year(self, text: str) -> PeriodAsked:
        """A year, such as `2026`."""
        return PeriodAsked(Span.YEAR, self._year(text))

    def _year(self, text: str) -> int:
        found = re.fullmatch(r"(?:năm\s*)?(\d{4})", _plain(text), re.ASCII)
        if found is None or not 1900 <= int(found[1]) <= 2999:
            self._refuse(f"{text!r} không phải là năm; viết 2026", f"{text!r} is no year; write 2026")
        return int(found[1])

    def _numbered(self, text: str, called: str, vi: str, en: str, example: str) -> tuple[str, int]:
        """Which one of which year, in either order."""
        plain = _plain(text)
        number, between = rf"{called}?\s*(?P<n>[^\W_]+)", r"\s*(?:/|-|năm|of)\s*"
        year = r"(?P<y>\d{4})"
        found = re.fullmatch(rf"{number}{between}{year}", plain) or re.fullmatch(
            rf"{year}\s*[/-]?\s*{number}", plain
        )
        if found is None or not 1900 <= int(found["y"]) <= 2999:
            self._refuse(
                f"{text!r} chưa ghi rõ {vi} nào của năm nào; viết {example}",
                f"{text!r} does not say which {en} of which year; write {example}",
            )
        return found["n"].upper(), int(found["y"])


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def _number(text: str) -> int:
    """A Roman or an Arabic number, 0 if it is none of the first four and no figure."""
    if text in _ROMAN:
        return _ROMAN.index(text) + 1
    return int(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else 0


def _sessions(text: str) -> str:
    """Hours as a calendar takes them: `7h-11h30` and `7g-11g30` are `7h00-11h30`."""
    return re.sub(r"(?<=\d)g(?=\d)", "h", _WHOLE_HOUR.sub("h00", text), flags=re.IGNORECASE)


def _weekdays(text: str) -> str:
    """Days of a week, named in Vietnamese or English, as a calendar takes them: `mon-fri`."""
    days = _plain(text).strip(" :,")
    for pattern, name in _DAY_NAMES:
        days = re.sub(pattern, name, days)
    return re.sub(r"\s+", "", days)
