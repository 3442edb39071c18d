"""Every exception of the library.

Each one is a [`ThutucError`][thutuc.errors.ThutucError] and the nearest builtin, keeps what it was given as
attributes, survives pickling, has a stable `code`, and its message says what was given, what is allowed and
what to do. An exception prints English; `error.text("vi")` says the same in Vietnamese, and never tells more.
"""

import errno
from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Final

from thutuc.messages import in_vietnamese, numerals

__all__ = [
    "CalendarConflictError",
    "CalendarRangeError",
    "CatalogueError",
    "ClockError",
    "DirectoryError",
    "EventError",
    "FormError",
    "IdentifierError",
    "InvalidTypeError",
    "InvalidValueError",
    "LimitTextError",
    "LogError",
    "MachineError",
    "MissingExtraError",
    "OverloadError",
    "PortalRecordError",
    "QualityError",
    "ReceiptError",
    "RecordError",
    "RegisterError",
    "ReportIdentityError",
    "RouteError",
    "StatusTableError",
    "ThutucError",
    "UnknownDefinitionError",
    "UnknownOfficeError",
    "UnknownProcedureError",
    "UnknownVersionError",
]


LANGUAGES: Final = ("vi", "en")


class ThutucError(Exception):
    """Base of every error of this library (lỗi).

    Args:
        message: What was given, what is allowed, what to do.
        **details: What the error was given; each becomes an attribute.

    Examples:
        >>> from thutuc import TimeLimit, Unit
        >>> try:
        ...     TimeLimit(-1, Unit.DAY)
        ... except ThutucError as error:
        ...     print(error.code, error.given, error.text("vi"))
        invalid-value -1 thời hạn phải từ 0 trở lên, không phải -1
    """

    code: ClassVar[str] = "error"
    general: ClassVar[str] = "có lỗi"
    """What the kind is called in Vietnamese, said where there are no words for the case."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        vars(self).update(details)

    def __str__(self) -> str:
        # KeyError would show the repr of its message.
        return self.message

    def text(self, language: str = "vi") -> str:
        """The message for a reader (thông báo).

        Args:
            language: `"vi"` or `"en"`; what `str` gives is English.

        Raises:
            InvalidTypeError: If *language* is no string.
            InvalidValueError: If it is neither.
        """
        if check_language(language) == "en":
            return str(self)
        # What somebody typed at the command line is refused there in both languages.
        own: object = vars(self).get("vi")
        return own if isinstance(own, str) else in_vietnamese(self.message) or self._in_general()

    def _in_general(self) -> str:
        """The kind of the error, with what was given where the English message tells it too."""
        given = vars(self).get("given", vars(self).get("text"))
        if isinstance(given, str | int | date) and str(given) and str(given) in self.message:
            return f"{self.general}: {numerals(str(given))}"
        return self.general


class InvalidValueError(ThutucError, ValueError):
    """A value of the right type that is not allowed (giá trị không hợp lệ)."""

    code = "invalid-value"
    general = "giá trị không hợp lệ"
    given: object


class InvalidTypeError(ThutucError, TypeError):
    """A value of the wrong type, for instance `True` where a number is due (sai kiểu dữ liệu)."""

    code = "invalid-type"
    general = "sai kiểu dữ liệu"
    given: object


def check_language(language: str) -> str:
    """Return *language* if messages and labels exist in it (ngôn ngữ).

    Args:
        language: `"vi"` or `"en"`.

    Raises:
        InvalidTypeError: If it is no string.
        InvalidValueError: If it is another language.
    """
    if not isinstance(language, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"a language is 'vi' or 'en', not {type(language).__name__}", given=language)
    if language not in LANGUAGES:
        raise InvalidValueError(f"no labels in {language!r}; the languages are 'vi' and 'en'", given=language)
    return language


class CalendarRangeError(ThutucError, ValueError):
    """A day outside what the calendar knows (ngoài phạm vi của lịch)."""

    code = "calendar-range"
    general = "ngày nằm ngoài phạm vi của lịch"
    given: object
    first: date
    last: date


class CalendarConflictError(ThutucError, ValueError):
    """Statements about a calendar that cannot all be true (lịch mâu thuẫn)."""

    code = "calendar-conflict"
    general = "các khai báo của lịch mâu thuẫn với nhau"
    given: object


class LimitTextError(ThutucError, ValueError):
    """A text from which no time limit can be read (không đọc được thời hạn)."""

    code = "limit-text"
    general = "không đọc được thời hạn"
    reason: str

    @property
    def text(self) -> "_GivenText":
        """The text from which no limit could be read; called with a language, the message in it."""
        given = _GivenText(vars(self)["text"])
        given.error = self
        return given

    @text.setter
    def text(self, given: str) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        vars(self)["text"] = given


class _GivenText(str):
    """What was given as text, where an error has it as `text`: compared it is that, called the message."""

    __slots__ = ("error",)
    error: ThutucError

    def __call__(self, language: str = "vi") -> str:
        return ThutucError.text(self.error, language)


class ClockError(ThutucError, ValueError):
    """A verb that a clock cannot follow now, such as a resume without a pause (bước không hợp lệ)."""

    code = "clock"
    general = "đồng hồ tính hạn không thực hiện được bước này"
    given: object
    allowed: tuple[str, ...]


class RegisterError(ThutucError, ValueError):
    """A register that cannot be used, with all its problems at once (sổ theo dõi có lỗi).

    Args:
        message: The headline.
        problems: One sentence for each problem: file, row, column, what was found, what is allowed.
    """

    code = "register"
    general = "sổ theo dõi hồ sơ có lỗi"
    problems: tuple[str, ...]

    def __init__(self, message: str, problems: Iterable[str] = (), **details: object) -> None:
        super().__init__(message, problems=tuple(problems), **details)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {problem}" for problem in self.problems)])

    def text(self, language: str = "vi") -> str:
        """The message and each problem for a reader (thông báo)."""
        if check_language(language) == "en":
            return str(self)
        told = (in_vietnamese(problem) or "một lỗi khác" for problem in self.problems)
        return "\n".join([super().text(language), *(f"  {problem}" for problem in told)])


class LogError(ThutucError, ValueError):
    """A file or frame that is no event log, or breaks off (không phải nhật ký sự kiện).

    What is wrong with single events is no error: it is counted in the log's `problems`.
    """

    code = "event-log"
    general = "không đọc được nhật ký sự kiện"
    given: object


class IdentifierError(ThutucError, ValueError):
    """A code that is not formed as the rules ask, and which part of it is wrong (mã không đúng cấu trúc).

    `part` names the part: `"agency"`, `"date"`, `"sequence"`, `"field"`, `"number"`, `"service"` or `"code"`
    when the whole is not of the form.
    """

    code = "identifier"
    general = "mã không đúng cấu trúc"
    given: object
    part: str


class DirectoryError(RegisterError):
    """Offices that do not fit together, with all their problems at once (danh mục cơ quan có lỗi)."""

    code = "directory"
    general = "danh mục cơ quan có lỗi"


class UnknownOfficeError(ThutucError, KeyError):
    """An office the directory does not know, or does not know on that day (không có cơ quan này)."""

    code = "unknown-office"
    general = "không có cơ quan này"
    given: object
    on: date | None


class StatusTableError(ThutucError, ValueError):
    """A table of statuses that is not sound (bảng trạng thái có lỗi)."""

    code = "status-table"
    general = "bảng trạng thái có lỗi"
    problems: tuple[str, ...]


class EventError(ThutucError, ValueError):
    """An event that cannot happen to a dossier now; the dossier is unchanged (sự kiện không hợp lệ).

    `event` is the event without what is personal, its officer and ground; `why` the reason, `allowed` the
    values of the actions that may be done instead.
    """

    code = "event"
    general = "hồ sơ không thực hiện được hành động này"
    dossier: str
    event: object
    allowed: tuple[str, ...]
    why: str


class FormError(ThutucError, ValueError):
    """A paper that a dossier cannot get, for nothing of the kind has happened to it (không lập được giấy tờ).

    `form` is the kind of paper, `why` says what is missing.
    """

    code = "form"
    general = "hồ sơ chưa lập được giấy tờ này"
    dossier: str
    form: str
    why: str


class CatalogueError(RegisterError):
    """A catalogue of procedures that cannot be used, with all its problems at once (danh mục có lỗi)."""

    code = "catalogue"
    general = "danh mục thủ tục hành chính có lỗi"


class PortalRecordError(ThutucError, ValueError):
    """A record of the national portal that describes no procedure (bản ghi của Cổng không dùng được).

    `record` is the code of the procedure, or empty where the record has none; `field` the portal's own name.
    """

    code = "portal-record"
    general = "bản ghi của Cổng Dịch vụ công quốc gia không dùng được"
    given: object
    record: str
    field: str


class UnknownProcedureError(ThutucError, KeyError):
    """A procedure the catalogue does not have, or does not have on that day (không có thủ tục này)."""

    code = "unknown-procedure"
    general = "không có thủ tục hành chính này"
    given: object
    on: date | None


class RouteError(ThutucError, ValueError):
    """Steps that make no route: a name used twice or unknown, or steps in a circle (quy trình không hợp lệ).

    `circle` names the steps of the circle in order, the first one again at the end; `blocked` the steps that
    could never begin because of it.
    """

    code = "route"
    general = "quy trình không hợp lệ"
    given: object
    circle: tuple[str, ...]
    blocked: tuple[str, ...]


class UnknownVersionError(ThutucError, KeyError):
    """A day on which no version of a procedure is in force (không có phiên bản có hiệu lực)."""

    code = "unknown-version"
    general = "không có phiên bản thủ tục hành chính có hiệu lực"
    given: object
    procedure: str


class QualityError(RegisterError):
    """Definitions or scores that cannot be used, with all their problems (quy định, điểm có lỗi)."""

    code = "quality"
    general = "quy định hoặc điểm đánh giá có lỗi"


class RecordError(RegisterError):
    """A record from which no value can be made, with all its problems (bản ghi có lỗi).

    `places` has for each problem the way to it, names and positions from 0, and what is wrong there.
    """

    code = "record"
    general = "bản ghi có lỗi"
    places: tuple[tuple[tuple[str | int, ...], str], ...]

    def places_in(self, language: str = "vi") -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """The same in a language (vị trí của từng lỗi)."""
        if check_language(language) == "en":
            return self.places
        return tuple((path, in_vietnamese(told) or "một lỗi khác") for path, told in self.places)


class ReceiptError(ThutucError, ValueError):
    """A receipt that does not verify: its `path`, what it `says`, what is `counted` (phiếu không khớp)."""

    code = "receipt"
    general = "phiếu không khớp kết quả tính lại"


class UnknownDefinitionError(ThutucError, KeyError):
    """A rule of quality that is not defined, or not on that day (không có quy định này)."""

    code = "unknown-definition"
    general = "không có quy định này"
    given: object
    on: date | None


class ReportIdentityError(ThutucError, ValueError):
    """A report whose figures do not add up (số liệu báo cáo không khớp).

    `identity` names what should hold, `gap` by how much it does not, `dossiers` the codes it is about.
    """

    code = "report-identity"
    general = "số liệu báo cáo không khớp"
    identity: str
    gap: int
    dossiers: tuple[str, ...]


class OverloadError(ThutucError, ValueError):
    """An office gets more work than its officers can do (quá tải).

    `office` names it, `load` is work over time: 1.2 is a fifth too much.
    """

    code = "overload"
    general = "cơ quan quá tải"
    office: str
    load: float


class MissingExtraError(ThutucError, ImportError):
    """A package that is optional and not installed (thiếu gói tùy chọn)."""

    code = "missing-extra"
    general = "thiếu gói phần mềm tùy chọn"
    package: str


_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MEMORY_WORDS: Final = ("out of memory", "memory allocation", "failed to allocate", "could not allocate")
_ROOM_WORDS: Final = ("no space left", "disk full", "disk quota")


class MachineError(ThutucError, OSError):
    """What the machine could not do, though nothing is wrong with what was given (máy không đủ chỗ).

    Examples:
        >>> print(MachineError.of(MemoryError()))
        the machine has not enough memory for this; close other programs, or read less at once
        >>> MachineError.of(ValueError("no date")) is None
        True
    """

    code = "machine"
    general = "máy không đủ bộ nhớ hoặc chỗ trên đĩa"

    @classmethod
    def of(cls, error: BaseException) -> "MachineError | None":
        """The error that says so, if that is what *error* means, whatever engine raised it."""
        said = str(error).casefold()
        if isinstance(error, cls):
            return error
        if getattr(error, "errno", None) in _NO_ROOM or any(words in said for words in _ROOM_WORDS):
            return cls("there is no room left on the disk; make some, or write elsewhere")
        no_memory = isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM
        if no_memory or any(words in said for words in _MEMORY_WORDS):
            return cls(
                "the machine has not enough memory for this; close other programs, or read less at once"
            )
        return None
