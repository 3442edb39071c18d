"""The commands and their options (các lệnh và tùy chọn)."""

import argparse
import sys
from collections.abc import Callable

from thutuc.commands.filling import Filling
from thutuc.commands.parser import Parser
from thutuc.commands.shared_options import add_office, add_output, add_register
from thutuc.commands.words import LANGUAGE_OPTIONS, Words
from thutuc.errors import LANGUAGES
from thutuc.reports import CUT_OFF_DAY

COMMANDS = {"due": "han-tra", "report": "bao-cao", "today": "hom-nay", "audit": "doi-soat"}
"""The commands, each with its Vietnamese name."""


class _Version(argparse.Action):
    """Prints the version of the package that is installed."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, for this alone

        try:
            sys.stdout.write(f"thutuc {version('thutuc')}\n")
        except PackageNotFoundError:
            sys.stdout.write("thutuc, not installed: run from a folder of its source\n")
        parser.exit()


def command_line(language: str) -> Parser:
    """The parser of the whole command line, its help and errors in *language*."""
    words = Words(language)
    parser = Parser(
        words=words,
        prog="thutuc",
        description=words(
            "Hạn trả kết quả, báo cáo của cơ quan, việc trong ngày, đối soát số liệu.",
            "When a result is due, what an office reports, what today brings, whether figures add up.",
        ),
    ).with_help()
    told = words("hiện phiên bản rồi thoát", "show the version and exit")
    parser.add_argument("--version", action=_Version, nargs=0, help=told)
    commands = parser.add_subparsers(
        dest="command", required=True, title=words("lệnh", "commands"), metavar=words("LỆNH", "COMMAND")
    )
    for name, (vi, en, fill) in _COMMANDS.items():
        what = words(vi, en)
        one: Parser = commands.add_parser(
            name, aliases=[COMMANDS[name]], help=what, description=what, words=words
        ).with_help()
        one.set_defaults(command=name)
        to = Filling(one, words)
        fill(to)
        to.add(
            " ".join(LANGUAGE_OPTIONS),
            "ngôn ngữ của câu trả lời; bỏ trống thì theo máy, tiếng Việt nếu máy không dùng tiếng Anh",
            "language of the answer; left out, that of the computer, Vietnamese unless it is English",
            choices=LANGUAGES,
            default=language,
        )
    return parser


def _due(to: Filling) -> None:
    moment = to.read.moment
    to.add("limit", "thời hạn, như '05 ngày làm việc'", "a time limit, such as '05 ngày làm việc'", "LIMIT")
    to.add(
        "--from --tu-ngay",
        "ngày nhận hồ sơ, có thể kèm giờ",
        "day of receipt, with its hour if it matters",
        "DATE",
        dest="start",
        type=moment,
        required=True,
    )
    to.flag(
        "--online --truc-tuyen",
        "nộp trực tuyến vào giờ đã ghi: ngoài giờ làm việc thì tính từ lúc cơ quan mở cửa",
        "handed in online at that hour: outside the hours it counts from the next opening",
    )
    _events(to)
    add_office(to)
    to.add("--format --dinh-dang", "dạng câu trả lời", "form of the answer", choices=("text", "json"))


def _events(to: Filling) -> None:
    """What has happened since the receipt."""
    moment = to.read.moment
    to.many(
        "--supplement --bo-sung",
        "ngày yêu cầu bổ sung và ngày nhận đủ hồ sơ",
        "when a supplement was asked for and given",
        *("ASKED", "GIVEN"),
        type=moment,
    )
    to.add(
        "--supplement-rule --cach-tinh-bo-sung",
        "sau khi bổ sung: tính lại từ đầu, tính tiếp, không dừng; bỏ trống thì theo quy định của ngày nhận",
        "after a supplement: from the beginning, going on, never stopped; left out, by the law of the day",
        choices=("restart", "resume", "keep"),
    )
    to.many(
        "--pause --tam-dung",
        "ngày tạm dừng và ngày tính tiếp",
        "when the limit was stopped and went on",
        *("STOPPED", "RESUMED"),
        type=moment,
    )
    to.many(
        "--extend --extension --gia-han",
        "gia hạn thêm bao lâu, như '03 ngày làm việc', hoặc ngày hẹn lại",
        "made longer by, such as '03 ngày làm việc', or the new day",
        "LIMIT",
        type=to.read.limit_or_day,
    )
    to.add(
        "--extended-on --gia-han-ngay",
        "ngày gia hạn; bỏ trống thì sau mọi thay đổi khác",
        "when it was extended; left out, after all other changes",
        "DATE",
        type=moment,
    )


def _report(to: Filling) -> None:
    add_register(to)
    _period(to)
    to.many("--by --theo", "chia theo cột này", "divide by it", "COLUMN")
    _form(to)
    to.flag(
        "--details --chi-tiet",
        "các chỉ tiêu chi tiết thay cho bảng thường: cách thức nộp, đã trả, đang chờ, đến hạn",
        "further figures instead: channels, returned, waiting, due",
    )
    add_office(to)
    add_output(to)
    to.add(
        "--engine",
        "báo cáo thường đọc bằng gì: theo cột bằng phần mềm đầu tiên đã cài, hay theo từng dòng (python)",
        "what reads a plain report: columns at a time, the first that is installed, or row by row",
        choices=("polars", "duckdb", "python"),
    )


def _period(to: Filling) -> None:
    read = to.read
    to.add(
        *("--from --tu-ngay", "ngày đầu của kỳ báo cáo", "first day of the period", "DATE"),
        dest="start",
        type=read.moment,
    )
    to.add(
        "--through --den-het",
        "ngày cuối của kỳ báo cáo, tính cả ngày đó",
        "last day of the period, that day included",
        "DATE",
        type=read.day,
    )
    to.add(
        *("--to --den-truoc", "ngày đầu tiên sau kỳ báo cáo", "first day after the period", "DATE"),
        dest="end",
        type=read.moment,
    )
    _named_periods(to)


def _named_periods(to: Filling) -> None:
    """Periods of a year, of the calendar or from another day of the month."""
    read = to.read
    for names, vi, en, value, reader in (
        ("--quarter --quy", "quý, như III/2026", "a quarter, such as III/2026", "QUARTER", read.quarter),
        ("--month --thang", "tháng, như 11/2026", "a month, such as 11/2026", "MONTH", read.month),
        (
            *("--half-year --nua-nam", "6 tháng đầu năm (I/2026) hoặc cuối năm (II/2026)"),
            *("half of a year, such as I/2026", "HALF", read.half_year),
        ),
        ("--nine-months --9-thang", "9 tháng đầu năm", "first nine months", "YEAR", read.nine_months),
        ("--year --nam", "cả năm", "a whole year", "YEAR", read.year),
    ):
        to.add(names, vi, en, value, dest="spans", action="append", type=reader)
    to.add(
        "--first-day --ngay-dau-ky",
        "kỳ bắt đầu từ ngày này của tháng trước: 15 là từ ngày 15 tháng trước đến hết ngày 14",
        "day of the month before on which a period begins: 15 runs from the 15th to the 14th",
        "DAY",
        type=read.whole(1, 28),
    )
    to.add(
        *("--from-15th --ky-15-14", "như --ngay-dau-ky 15", "the same as --first-day 15"),
        dest="first_day",
        action="store_const",
        const=CUT_OFF_DAY,
    )


def _form(to: Filling) -> None:
    to.add(
        "--form --bieu",
        "biểu mẫu chính thức thay cho bảng thường",
        "an official form instead of the plain table",
        choices=("II.06",),
    )
    for names, vi, en in (
        ("--reporting-unit --don-vi-bao-cao", "đơn vị báo cáo, ghi trên biểu", "who reports, on the form"),
        ("--receiving-unit --don-vi-nhan", "đơn vị nhận báo cáo, ghi trên biểu", "who receives the report"),
        ("--place --noi-ky", "nơi ký, ghi trên biểu", "where the form is signed"),
    ):
        to.add(names, vi, en, "NAME", default="")
    to.add(
        *("--signed-on --ngay-ky", "ngày ký, ghi trên biểu", "day on which the form is signed", "DATE"),
        type=to.read.day,
    )


def _today(to: Filling) -> None:
    add_register(to)
    to.add(
        *("--on --ngay", "xem theo ngày này thay vì hôm nay", "as of this day instead of today", "DATE"),
        dest="now",
        type=to.read.moment,
    )
    to.add(
        *("--by --theo", "chia theo cột này; bỏ trống thì theo cơ quan", "divide by it; left out, by office"),
        "COLUMN",
        default="office",
    )
    add_office(to)
    add_output(to)


def _audit(to: Filling) -> None:
    to.add(
        "table",
        "tệp CSV, mỗi dòng một bảng số liệu; tiêu đề là tên các chỉ tiêu",
        "a CSV file, one table a row; its headings are the names of the figures",
        "TABLE",
    )
    to.flag(
        "--complete --du-cot",
        "bảng có cột cho mọi hồ sơ, như biểu chính thức: thiếu cũng là sai",
        "the table has a column for everything, as the official form: too few fails, too",
    )
    to.add(
        "--numbers --cach-ghi-so",
        "cách ghi số trong tệp: 9.300 (vi), 9,300 (en) hay 9300 (plain)",
        "how the file writes numbers: 9.300 (vi), 9,300 (en) or 9300 (plain)",
        choices=("vi", "en", "plain"),
    )
    add_output(to)


_COMMANDS: dict[str, tuple[str, str, Callable[[Filling], None]]] = {
    "due": ("hạn trả kết quả, diễn giải từng ngày", "when a result is due, explained day by day", _due),
    "report": ("báo cáo của một sổ theo dõi hồ sơ", "the report of a register of dossiers", _report),
    "today": ("hồ sơ quá hạn, đến hạn trong ngày", "what is overdue and due today", _today),
    "audit": ("đối soát bảng số liệu đã công bố", "check a published table", _audit),
}
