"""Options of more than one command: the office, the register, the form of the answer (tùy chọn chung)."""

from thutuc import Convention
from thutuc.commands.filling import Filling
from thutuc.commands.output import FORMATS


def add_office(to: Filling) -> None:
    """How the office counts and when it works."""
    read = to.read
    to.add(
        "--convention --cach-tinh",
        "cách tính ngày: " + "; ".join(f"{one.value} ({one.label()})" for one in Convention),
        "how days are counted: " + "; ".join(f"{one.value} ({one.label('en')})" for one in Convention),
        "NAME",
        type=read.convention,
        default=Convention.CIVIL_CODE,
    )
    to.add(
        "--hours --gio-lam-viec",
        "giờ làm việc, như 'T2-T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30'",
        "hours of the office, such as 'mon-fri 07:30-11:30, 13:30-17:00; sat 07:30-11:30'",
        "WEEK",
        type=read.hours,
    )
    to.add(
        "--saturday --thu-bay",
        "thứ Bảy cũng làm việc và tính vào thời hạn; không ghi giờ thì làm buổi sáng",
        "Saturday is worked and counts, too; without hours the morning is",
        "HOURS",
        type=read.sessions,
        nargs="?",
        const=(),
    )
    to.many(
        "--day-off --ngay-nghi",
        "ngày nghỉ riêng của địa phương, có thể kèm lý do",
        "a day off of the office's own, with its reason if you like",
        "DATE=REASON",
        type=read.day_off,
    )
    to.many(
        "--make-up-day --lam-bu",
        "ngày làm bù và ngày nghỉ được bù",
        "a day worked and the day off that it makes good",
        "WORKED=OFF",
        type=read.make_up_day,
    )


def add_register(to: Filling) -> None:
    """The file of dossiers, and what is told about it."""
    to.add(
        "register",
        "sổ theo dõi hồ sơ: tệp Excel (.xlsx), CSV (có thể nén .csv.gz), Parquet hoặc Arrow; nhiều tệp "
        "hay một thư mục là một sổ",
        "files in CSV, which may be .csv.gz, XLSX, Parquet or Arrow; several, or a folder, are one register",
        "REGISTER",
        nargs="+",
    )
    to.many(
        "--column --cot",
        "tiêu đề nào của tệp là cột nào, như received='Ngày nộp'",
        "which heading of the file stands for a column, such as received='Ngày nộp'",
        "NAME=HEADING",
        type=to.read.column,
    )
    add_habits(to)
    to.flag(
        "--prefer-computed --theo-thoi-han",
        "dùng hạn tính theo thời hạn, không dùng ngày hẹn ghi trong sổ",
        "use computed due dates, not the stated ones",
    )


def add_habits(to: Filling) -> None:
    """What can be told about a file that its cells do not say."""
    whole = to.read.whole
    to.add(
        "--header-row --dong-tieu-de",
        "dòng tiêu đề cột, đếm từ 1, nếu không phải dòng đầu tiên có chữ",
        "row of the headings, counted from 1, if not the first",
        "N",
        type=whole(1),
    )
    to.add(
        "--skip-footer --bo-dong-cuoi",
        "bỏ qua bấy nhiêu dòng dưới cùng, như dòng tổng cộng, chữ ký",
        "rows below the dossiers, such as a total",
        "N",
        type=whole(0),
        default=0,
    )
    to.many(
        "--missing --chu-trong",
        "chữ có nghĩa là không ghi gì, như NULL",
        "a text that means that nothing is stated, such as NULL",
        "TEXT",
    )
    to.flag(
        "--serial-dates --ngay-dang-so",
        "số trong cột ngày là số ngày như bảng tính lưu",
        "numbers in columns of dates count days, as spreadsheets do",
    )
    to.add(
        "--unit --don-vi-thoi-han",
        "đơn vị của thời hạn chỉ ghi số, như 'ngày làm việc'",
        "unit of limits that are numbers, such as working_day",
        "UNIT",
    )
    add_words(to)


def add_words(to: Filling) -> None:
    """What words and missing words of a file stand for, and which sheet of it is meant."""
    to.add(
        "--mechanism --co-che",
        "cơ chế của các dòng không ghi cơ chế",
        "mechanism of rows that state none",
        "TEXT",
        default="",
    )
    to.add("--sheet --trang", "trang nào của tệp Excel", "which sheet of a workbook", "NAME")
    to.many(
        "--channel --cach-thuc",
        "một chữ trong tệp là cách thức nộp nào, như 'tại quầy=1': 1 trực tiếp, 2 trực tuyến, 3 bưu chính",
        "what a word of the file stands for, such as 'tại quầy=1': 1 direct, 2 online, 3 post",
        "WORD=CHANNEL",
        type=to.read.channel,
    )


def add_output(to: Filling) -> None:
    """How and where the answer is written."""
    to.add(
        "--format --dinh-dang",
        "dạng câu trả lời; csv-excel là CSV mở thẳng bằng Excel; bỏ trống thì theo đuôi tệp, hoặc text",
        "form of the answer; csv-excel is CSV for Excel; left out, by the name of the file, or text",
        choices=FORMATS,
    )
    to.add(
        "--output -o --ghi-vao",
        "ghi vào tệp này (.xlsx, .csv, .html, .json, .txt) thay vì in ra",
        "write to this file (.xlsx, .csv, .html, .json, .txt) instead of printing",
        "FILE",
    )
    to.flag(
        "--names --ten-cot",
        "trong CSV, dùng tên cột cho phần mềm đọc thay cho tiêu đề",
        "in CSV, names of columns for programs instead of headings",
    )
    to.flag(
        "--disarm --khu-cong-thuc",
        "trong CSV, đặt dấu ' trước chữ mà bảng tính sẽ coi là công thức; csv-excel luôn làm vậy",
        "in CSV, an apostrophe before what a spreadsheet would take for formulas; csv-excel always does",
    )
