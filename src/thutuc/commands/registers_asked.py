"""The register that a command names, what is told about its file, and the period asked for (sổ được chọn)."""

import argparse
import sys
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from thutuc.calendars import WorkCalendar
from thutuc.commands.arguments import PeriodAsked
from thutuc.commands.language import Language, refusal
from thutuc.errors import InvalidValueError, RegisterError
from thutuc.moments import Moment, local_date
from thutuc.registers import Register
from thutuc.reports import GROUPS, ReportingPeriod
from thutuc.words.numbers import style_of

if TYPE_CHECKING:
    from thutuc.frames import FileRegister

Held = TypeVar("Held")
_SHOWN = 10  # Of the stated due dates that differ; a notebook lists them all.


def read_asked(
    reader: Callable[..., Held], asked: argparse.Namespace, calendar: WorkCalendar, words: Language
) -> Held:
    """The register, read by *reader* with all that was told about its file."""
    with _progress(words) as progress:
        return reader(
            asked.register if len(asked.register) > 1 else asked.register[0],
            calendar,
            convention=asked.convention,
            columns=dict(asked.column),
            prefer_computed=asked.prefer_computed,
            progress=progress,
            header_row=asked.header_row,
            skip_footer=asked.skip_footer,
            missing=asked.missing,
            serial_dates=asked.serial_dates,
            mechanism=asked.mechanism,
            sheet=asked.sheet,
            unit=asked.unit,
        )


@contextmanager
def _progress(words: Language) -> Generator[Callable[[int], None] | None, None, None]:
    """Shows the rows read so far, on a terminal only."""
    shown = False

    def show(rows: int) -> None:
        nonlocal shown
        shown = True
        sys.stderr.write(f"\r{_count(rows, words)} {words('dòng', 'rows')}")
        sys.stderr.flush()

    try:
        yield show if sys.stderr.isatty() else None
    finally:
        if shown:
            sys.stderr.write("\n")


def column_asked(register: "Register | FileRegister", name: str) -> str:
    """The column to divide by: a heading of the file, or what a report calls it in either language."""
    try:
        return register.column(name)
    except InvalidValueError:
        wanted = " ".join(unicodedata.normalize("NFC", name).split()).casefold()
        for known, called in GROUPS.items():
            if wanted in called:
                return register.column(known)
        raise


# The period ------------------------------------------------------------------------------------------------


def period_asked(register: "Register | FileRegister", asked: argparse.Namespace) -> tuple[Moment, Moment]:
    """The first moment of the period and the first one after it; left out, all that the register covers.

    Raises:
        InvalidValueError: If it is told twice, or ends before it begins.
        RegisterError: If it is left out, and the register is empty.
    """
    if asked.spans:
        return _of_a_year(asked)
    if asked.first_day is not None:
        raise refusal(
            "ngày đầu kỳ đi kèm --quy, --thang, --nua-nam, --9-thang hoặc --nam; với kỳ khác dùng --tu-ngay",
            "a first day goes with --quarter, --month, --half-year, --nine-months or --year; else use --from",
            asked.first_day,
        )
    if asked.end is not None and asked.through is not None:
        raise refusal(
            "chọn một trong hai: --den-het (tính cả ngày cuối) hoặc --den-truoc (ngày đầu tiên sau kỳ)",
            "take one of the two: --through (its last day) or --to (the first day after it)",
            (asked.end, asked.through),
        )
    end = asked.end if asked.through is None else asked.through + timedelta(days=1)
    if asked.start is not None and asked.through is not None and local_date(asked.start) > asked.through:
        raise refusal(
            f"kỳ báo cáo bắt đầu {asked.start:%d/%m/%Y} mà hết {asked.through:%d/%m/%Y}; đổi lại hai ngày",
            f"a period cannot run from {asked.start:%d/%m/%Y} to {asked.through:%d/%m/%Y}; exchange them",
            (asked.start, asked.through),
        )
    span = register.span
    if asked.start is not None and end is not None:
        return asked.start, end
    if span is None:
        raise RegisterError(
            f"{register.name} has no dossiers; give the period with --from and --to",
            vi=f"{register.name} không có hồ sơ nào; ghi kỳ báo cáo bằng --tu-ngay và --den-het",
        )
    return asked.start or span[0], end or span[1] + timedelta(days=1)


def _of_a_year(asked: argparse.Namespace) -> tuple[Moment, Moment]:
    """A quarter, a month or another period of a year, of the calendar or from another day of the month."""
    if len(asked.spans) > 1 or {asked.start, asked.end, asked.through} != {None}:
        raise refusal(
            "kỳ báo cáo được ghi hai lần; chỉ dùng một cách, như --quy III/2026",
            "the period is told twice; tell it once, as --quarter III/2026",
            asked.spans,
        )
    span: PeriodAsked = asked.spans[0]
    start, end = ReportingPeriod.of(span.span, span.year, span.number, first_day=asked.first_day or 1)
    return start, end


# What is said of it ----------------------------------------------------------------------------------------


def register_notes(
    register: "Register | FileRegister", used: Iterable[str], words: Language
) -> Iterator[str]:
    """What of the file was not used, what it does not state, and due dates that are not the computed ones.

    Args:
        register: The register.
        used: Its columns by which the answer is divided.
        words: The language.
    """
    names, groups = dict(register.columns), {*used}
    unused = [" ".join(heading.split()) for heading in register.unused if names[heading] not in groups]
    if unused:
        yield f"{words('các cột không dùng', 'columns not used')}: {', '.join(unused)}"
    heading = {name: heading for heading, name in register.columns}
    # An empty cell shows in the report; a column that is not there does not.
    lacking = {name: number for name, number in register.not_stated.items() if name not in heading}
    if "limit" in heading or "due" in heading:
        lacking.pop("due", None)
    if lacking:
        found = [f"{words(*_COLUMNS[name])} {_count(number, words)}" for name, number in lacking.items()]
        told = (
            words(" (cho cơ chế bằng --co-che)", " (--mechanism tells it)") if "mechanism" in lacking else ""
        )
        yield f"{words('số hồ sơ không ghi', 'not stated')}: {', '.join(found)}{told}"
    if "finished" in heading and heading["finished"] == heading.get("returned"):
        day = " ".join(heading["returned"].split())
        yield words(
            f"không có cột riêng cho ngày kết thúc: tính theo cột “{day}”",
            f"no column of its own says when work was finished; the day of {day!r} counts",
        )
    yield from _disagreements(register, words)


_COLUMNS = {
    "procedure": ("thủ tục", "procedure"),
    "office": ("cơ quan", "office"),
    "mechanism": ("cơ chế", "mechanism"),
    "channel": ("cách thức nộp hồ sơ", "channel"),
    "due": ("thời hạn hoặc ngày hẹn trả", "limit or due date"),
    "finished": ("ngày kết thúc", "finished"),
}


def _disagreements(register: "Register | FileRegister", words: Language) -> Iterator[str]:
    if not register.compared:
        return
    compared, found = (_count(number, words) for number in (register.compared, register.differ))
    yield words(
        f"đã đối chiếu {compared} ngày hẹn trả, {found} ngày khác hạn tính",
        f"{compared} stated due dates compared, {found} differ",
    )
    for item in register.disagreements[:_SHOWN]:
        stated, computed = (f"{day:%d/%m/%Y}" for day in (item.stated, item.computed.due_on))
        where = f"{item.file}, " if item.file else ""
        yield f"  {where}{words('dòng', 'row')} {item.row}: {item.code}: {stated} ≠ {computed}"
    if register.differ > _SHOWN:
        yield f"  … +{register.differ - _SHOWN}"


def _count(number: int, words: Language) -> str:
    return style_of(None, words.language).text(number)
