"""The command line: `python -m thutuc due …` and `python -m thutuc report …`.

Thin: both commands call public functions, so a notebook can do the same.
"""

import argparse
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from thutuc import Convention, PeriodReport, TimeLimit, due, vietnam_calendar
from thutuc.errors import InvalidTypeError, InvalidValueError, MissingExtraError, RegisterError, ThutucError
from thutuc.procedures import Channel
from thutuc.registers import Register, channel_of, check_channels, read_moment, read_register
from thutuc.reports import GROUPS, Table, form_ii_06
from thutuc.reports.printing import csv_text

if TYPE_CHECKING:
    from thutuc.frames import FileRegister
    from thutuc.reports.printing import Figures

Held = TypeVar("Held")
_SHOWN = 10  # Of the stated due dates that differ; a notebook lists them all.


def _moment(text: str) -> date | datetime:
    try:
        return read_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write 2026-02-13 or 13/02/2026") from None


def _convention(text: str) -> Convention:
    try:
        return Convention(text)
    except ValueError:
        allowed = ", ".join(convention.value for convention in Convention)
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {allowed}") from None


def _column(text: str) -> tuple[str, str]:
    name, equals, heading = text.partition("=")
    if not (name and equals and heading):
        raise argparse.ArgumentTypeError(f"{text!r} does not name a heading; write received='Ngày nộp'")
    return name, heading


def _channel(text: str) -> tuple[str, Channel]:
    word, equals, name = text.rpartition("=")
    channel = channel_of(name) if equals else None
    if channel is None:
        raise argparse.ArgumentTypeError(f"{text!r} names no channel; write 'tại quầy=1' for 1, 2 or 3")
    return word, channel


class _Version(argparse.Action):
    """Prints the version of the package that is installed."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, for this alone

        try:
            print(f"thutuc {version('thutuc')}")
        except PackageNotFoundError:
            print("thutuc, not installed: run from a folder of its source")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="thutuc", description="When a result is due, and what an office reports."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--language", choices=("vi", "en"), default="vi", help="language of the answer")
    common.add_argument(
        "--convention",
        type=_convention,
        default=Convention.CIVIL_CODE,
        help="how days are counted: " + ", ".join(convention.value for convention in Convention),
    )
    _add_due(commands.add_parser("due", parents=[common], help="when a result is due, explained day by day"))
    _add_report(commands.add_parser("report", parents=[common], help="the report of a register of dossiers"))
    return parser


def _add_due(one: argparse.ArgumentParser) -> None:
    one.add_argument("limit", help="a time limit, such as '05 ngày làm việc'")
    one.add_argument(
        "--from", dest="start", type=_moment, required=True, metavar="DATE", help="day of receipt"
    )
    one.add_argument("--format", choices=("text", "json"), default="text")


def _add_report(many: argparse.ArgumentParser) -> None:
    many.add_argument(
        "register", metavar="REGISTER", help="a CSV file, which may be .csv.gz, XLSX or Parquet"
    )
    many.add_argument("--from", dest="start", type=_moment, metavar="DATE", help="first day of the period")
    many.add_argument("--to", dest="end", type=_moment, metavar="DATE", help="first day after the period")
    many.add_argument(
        "--by", action="append", default=[], metavar="COLUMN", help="divide by it; may be repeated"
    )
    many.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="NAME=HEADING",
        help="which heading of the file stands for a column",
    )
    _add_habits(many)
    many.add_argument(
        "--prefer-computed", action="store_true", help="use computed due dates, not the stated ones"
    )
    many.add_argument("--form", choices=("II.06",), help="an official form instead of the plain table")
    many.add_argument(
        "--details", action="store_true", help="further figures instead: channels, returned, waiting, due"
    )
    many.add_argument("--format", choices=("text", "csv", "json"), default="text")
    many.add_argument(
        "--disarm",
        action="store_true",
        help="in CSV, an apostrophe before texts that a spreadsheet would take for formulas",
    )
    many.add_argument(
        "--engine",
        choices=("polars", "duckdb", "python"),
        help="what reads a plain report: columns at a time, the first that is installed, or row by row",
    )


def _add_habits(many: argparse.ArgumentParser) -> None:
    """What can be told about a file that its cells do not say."""
    many.add_argument(
        "--header-row", type=int, metavar="N", help="row of the headings, counted from 1, if not the first"
    )
    many.add_argument(
        "--skip-footer", type=int, default=0, metavar="N", help="rows below the dossiers, such as a total"
    )
    many.add_argument(
        "--missing",
        action="append",
        default=[],
        metavar="TEXT",
        help="a text that means that nothing is stated, such as NULL; may be repeated",
    )
    many.add_argument(
        "--serial-dates",
        action="store_true",
        help="numbers in columns of dates count days, as spreadsheets do",
    )
    many.add_argument("--mechanism", default="", metavar="TEXT", help="mechanism of rows that state none")
    many.add_argument("--sheet", metavar="NAME", help="which sheet of a workbook")
    many.add_argument(
        "--channel",
        action="append",
        default=[],
        type=_channel,
        metavar="WORD=CHANNEL",
        help="what a word of the file stands for: 1 direct, 2 online, 3 post; may be repeated",
    )


@contextmanager
def _progress() -> Generator[Callable[[int], None] | None, None, None]:
    """Shows the rows read so far, on a terminal only."""
    shown = False

    def show(rows: int) -> None:
        nonlocal shown
        shown = True
        print(f"\r{rows:,} rows", end="", file=sys.stderr, flush=True)

    try:
        yield show if sys.stderr.isatty() else None
    finally:
        if shown:
            print(file=sys.stderr)


def _due(arguments: argparse.Namespace) -> None:
    limit = TimeLimit.parse(arguments.limit)
    try:
        deadline = due(limit, arguments.start, vietnam_calendar(), convention=arguments.convention)
    except InvalidTypeError as error:
        # All else has been read by its type, so it is the hour that is missing.
        raise InvalidValueError(
            f"{arguments.limit!r} counts from an hour; write it as --from '{arguments.start} 09:30'",
            given=arguments.start,
        ) from error
    explanation = deadline.explain(arguments.language)
    if arguments.format == "json":
        print(
            json.dumps(
                {
                    "limit": limit.to_text(arguments.language),
                    "due_on": deadline.due_on.isoformat(),
                    "due_at": deadline.due_at.isoformat(),
                    "provisional": deadline.provisional,
                    "days": explanation.to_dicts(),
                },
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    print(explanation)
    for condition in limit.conditions:
        words = f"{condition.effect.label(arguments.language)} {condition.limit.to_text(arguments.language)}"
        print(f"* {condition.text}: {words}")


def _report(arguments: argparse.Namespace) -> None:
    figures, register = _by_columns(arguments) or _by_rows(arguments)
    if isinstance(figures, Table):
        _show(figures, arguments.format, disarm=arguments.disarm)
    elif arguments.format == "json":
        print(json.dumps(figures.to_dicts(), ensure_ascii=False, indent=1))
    elif arguments.format == "csv":
        rows = figures.to_dicts()
        print(csv_text([rows[0], *(row.values() for row in rows)], disarm=arguments.disarm), end="")
    else:
        print(figures.text(arguments.language))
    _say_columns(register, arguments)
    _say_disagreements(register, arguments.language)


def _by_rows(arguments: argparse.Namespace) -> "tuple[PeriodReport | Table, Register]":
    """The report and the register, read row by row."""
    register = _read(read_register, arguments)
    start, end = _period(register, arguments)
    by, channels = [_group(register, name) for name in arguments.by], dict(arguments.channel)
    report = PeriodReport.of(register, start, end, by=by, channels=channels)
    if arguments.form is not None:
        if report.details["unknown_channel"]:
            unknown = {*report.details["unknown_channel"]}
            check_channels(register.name, (entry for entry in register if entry.code in unknown), channels)
        return form_ii_06(report, arguments.language), register
    return report.table(arguments.language, details=True) if arguments.details else report, register


def _by_columns(arguments: argparse.Namespace) -> "tuple[Figures, FileRegister] | None":
    """The same by an engine; `None` if there is none, or the report needs what only rows have."""
    rows_only = arguments.form is not None or arguments.details or arguments.engine == "python"
    if rows_only or arguments.convention is Convention.SAME_HOUR:
        return None
    try:
        from thutuc import frames  # noqa: PLC0415 - an extra

        register = _read(partial(frames.read_register, engine=arguments.engine), arguments)
    except MissingExtraError:
        if arguments.engine is not None:
            raise
        return None
    except InvalidValueError:
        # A heading that the frame cannot have; if it is something else, the rows tell.
        return None
    start, end = _period(register, arguments)
    groups = [_group(register, name) for name in arguments.by]
    return (register.figures(start, end, groups), register) if {*groups} <= {*register.texts} else None


def _read(reader: Callable[..., Held], arguments: argparse.Namespace) -> Held:
    with _progress() as progress:
        return reader(
            arguments.register,
            vietnam_calendar(),
            convention=arguments.convention,
            columns=dict(arguments.column),
            prefer_computed=arguments.prefer_computed,
            progress=progress,
            header_row=arguments.header_row,
            skip_footer=arguments.skip_footer,
            missing=arguments.missing,
            serial_dates=arguments.serial_dates,
            mechanism=arguments.mechanism,
            sheet=arguments.sheet,
        )


def _show(table: Table, form: str, *, disarm: bool) -> None:
    if form == "json":
        print(json.dumps(table.to_dicts(), ensure_ascii=False, indent=1))
    elif form == "csv":
        print(table.to_csv(disarm=disarm), end="")
    else:
        print(table.text())


def _group(register: "Register | FileRegister", name: str) -> str:
    """The column to divide by: a heading of the file, or what a report calls it in either language."""
    try:
        return register.column(name)
    except InvalidValueError:
        wanted = " ".join(unicodedata.normalize("NFC", name).split()).casefold()
        for known, words in GROUPS.items():
            if wanted in words:
                return register.column(known)
        raise


def _period(
    register: "Register | FileRegister", arguments: argparse.Namespace
) -> tuple[date | datetime, date | datetime]:
    """The period asked for; left out, all that the register covers."""
    span = register.span
    if span is None and (arguments.start is None or arguments.end is None):
        raise RegisterError(f"{register.name} has no dossiers; give the period with --from and --to")
    first, last = span or (arguments.start, arguments.end)
    return arguments.start or first, arguments.end or last + timedelta(days=1)


def _say_columns(register: "Register | FileRegister", arguments: argparse.Namespace) -> None:
    """What of the file was not used, and what it does not state; on stderr, so that data stays data."""
    english = arguments.language == "en"
    groups = {_group(register, name) for name in arguments.by}
    names = dict(register.columns)
    unused = [heading for heading in register.unused if names[heading] not in groups]
    lines: list[str] = []
    if unused:
        shown = ", ".join(" ".join(heading.split()) for heading in unused)
        lines.append(f"{'columns not used' if english else 'các cột không dùng'}: {shown}")
    if register.not_stated:
        found = [f"{_WORDS[name][english]} {number}" for name, number in register.not_stated.items()]
        lines.append(f"{'not stated' if english else 'số dòng không ghi'}: {', '.join(found)}")
    heading = {name: heading for heading, name in register.columns}
    if "finished" in heading and heading["finished"] == heading.get("returned"):
        day = " ".join(heading["returned"].split())
        lines.append(
            f"no column of its own says when work was finished; the day of {day!r} counts"
            if english
            else f"không có cột riêng cho ngày kết thúc: tính theo cột “{day}”"
        )
    if lines:
        print("\n".join(lines), file=sys.stderr)


_WORDS = {
    "procedure": ("thủ tục", "procedure"),
    "office": ("cơ quan", "office"),
    "mechanism": ("cơ chế", "mechanism"),
    "channel": ("cách thức nộp hồ sơ", "channel"),
    "due": ("thời hạn hoặc ngày hẹn trả", "limit or due date"),
    "finished": ("ngày kết thúc", "finished"),
}


def _say_disagreements(register: "Register | FileRegister", language: str) -> None:
    """Compare the due dates of the register with the computed ones, on stderr, so that data stays data."""
    if not register.compared:
        return
    found = register.differ
    english = language == "en"
    lines = [
        f"{register.compared:,} stated due dates compared, {found:,} differ"
        if english
        else f"đã đối chiếu {register.compared} ngày hẹn trả, {found} ngày khác hạn tính"
    ]
    for item in register.disagreements[:_SHOWN]:
        row = f"{'row' if english else 'dòng'} {item.row}"
        lines.append(f"  {row}: {item.code}: {item.stated} ≠ {item.computed.due_on}")
    if found > _SHOWN:
        lines.append(f"  … +{found - _SHOWN}")
    print("\n".join(lines), file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it answered, 2 if its input is wrong.

    Args:
        arguments: Words of the command line; left out, those of the process.

    Examples:
        >>> main(["due", "01 ngày làm việc", "--from", "2026-03-02", "--format", "json"]) # doctest: +ELLIPSIS
        {
         "limit": "01 ngày làm việc",
         "due_on": "2026-03-03",
        ...
        0
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Vietnamese text needs it wherever the terminal's own encoding is narrower.
            reconfigure(encoding="utf-8")
    asked = _parser().parse_args(arguments)
    try:
        (_due if asked.command == "due" else _report)(asked)
        sys.stdout.flush()
    except ThutucError as error:
        print(f"thutuc: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader, such as `head`, has what it wanted; what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
