"""Every exception of the library.

Each one is a [`ThutucError`][thutuc.errors.ThutucError] and the nearest builtin, keeps what it was given as
attributes, survives pickling, has a stable `code`, and its message says what was given, what is allowed and
what to do.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

__all__ = [
    "CalendarConflictError",
    "CalendarRangeError",
    "CatalogueError",
    "ClockError",
    "DirectoryError",
    "EventError",
    "IdentifierError",
    "InvalidTypeError",
    "InvalidValueError",
    "LimitTextError",
    "MissingExtraError",
    "PortalRecordError",
    "QualityError",
    "RegisterError",
    "ReportIdentityError",
    "RouteError",
    "StatusTableError",
    "ThutucError",
    "UnknownDefinitionError",
    "UnknownNameError",
    "UnknownOfficeError",
    "UnknownProcedureError",
    "UnknownVersionError",
]


class ThutucError(Exception):
    """Base of every error of this library (lỗi).

    Args:
        message: What was given, what is allowed, what to do.
        **details: What the error was given; each becomes an attribute.

    Examples:
        >>> try:
        ...     raise InvalidValueError("no such thing", given=3)
        ... except ThutucError as error:
        ...     print(error.code, error.given)
        invalid-value 3
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        vars(self).update(details)

    def __str__(self) -> str:
        # KeyError would show the repr of its message.
        return self.message


class InvalidValueError(ThutucError, ValueError):
    """A value of the right type that is not allowed (giá trị không hợp lệ)."""

    code = "invalid-value"
    given: object


class InvalidTypeError(ThutucError, TypeError):
    """A value of the wrong type, for instance `True` where a number is due (sai kiểu dữ liệu)."""

    code = "invalid-type"
    given: object


class CalendarRangeError(ThutucError, ValueError):
    """A day outside what the calendar knows (ngoài phạm vi của lịch)."""

    code = "calendar-range"
    given: object
    first: date
    last: date


class CalendarConflictError(ThutucError, ValueError):
    """Statements about a calendar that cannot all be true (lịch mâu thuẫn)."""

    code = "calendar-conflict"
    given: object


class LimitTextError(ThutucError, ValueError):
    """A text from which no time limit can be read (không đọc được thời hạn)."""

    code = "limit-text"
    text: str
    reason: str


class ClockError(ThutucError, ValueError):
    """A verb that a clock cannot follow now, such as a resume without a pause (bước không hợp lệ)."""

    code = "clock"
    given: object
    allowed: tuple[str, ...]


class RegisterError(ThutucError, ValueError):
    """A register that cannot be used, with all its problems at once (sổ theo dõi có lỗi).

    Args:
        message: The headline.
        problems: One sentence for each problem: file, row, column, what was found, what is allowed.
    """

    code = "register"
    problems: tuple[str, ...]

    def __init__(self, message: str, problems: Iterable[str] = (), **details: object) -> None:
        super().__init__(message, problems=tuple(problems), **details)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {problem}" for problem in self.problems)])


class IdentifierError(ThutucError, ValueError):
    """A code that is not formed as the rules ask, and which part of it is wrong (mã không đúng cấu trúc).

    `part` names the part: `"agency"`, `"date"`, `"sequence"`, `"field"`, `"number"`, `"service"` or `"code"`
    when the whole is not of the form.
    """

    code = "identifier"
    given: object
    part: str


class DirectoryError(RegisterError):
    """Offices that do not fit together, with all their problems at once (danh mục cơ quan có lỗi)."""

    code = "directory"


class UnknownOfficeError(ThutucError, KeyError):
    """An office the directory does not know, or does not know on that day (không có cơ quan này)."""

    code = "unknown-office"
    given: object
    on: date | None


class UnknownNameError(ThutucError, KeyError):
    """A name the glossary does not know (không có tên này)."""

    code = "unknown-name"
    given: object


class StatusTableError(ThutucError, ValueError):
    """A table of statuses that is not sound (bảng trạng thái có lỗi)."""

    code = "status-table"
    problems: tuple[str, ...]


class EventError(ThutucError, ValueError):
    """An event that cannot happen to a dossier now; the dossier is unchanged (sự kiện không hợp lệ).

    `event` is the event without what is personal, its officer and ground; `why` the reason, `allowed` the
    values of the actions that may be done instead.
    """

    code = "event"
    dossier: str
    event: object
    allowed: tuple[str, ...]
    why: str


class CatalogueError(RegisterError):
    """A catalogue of procedures that cannot be used, with all its problems at once (danh mục có lỗi)."""

    code = "catalogue"


class PortalRecordError(ThutucError, ValueError):
    """A record of the national portal that describes no procedure (bản ghi của Cổng không dùng được).

    `record` is the code of the procedure, or empty where the record has none; `field` the portal's own name.
    """

    code = "portal-record"
    given: object
    record: str
    field: str


class UnknownProcedureError(ThutucError, KeyError):
    """A procedure the catalogue does not have, or does not have on that day (không có thủ tục này)."""

    code = "unknown-procedure"
    given: object
    on: date | None


class RouteError(ThutucError, ValueError):
    """Steps that make no route: a name used twice or unknown, or steps in a circle (quy trình không hợp lệ).

    `circle` names the steps of the circle in order, the first one again at the end; `blocked` the steps that
    could never begin because of it.
    """

    code = "route"
    given: object
    circle: tuple[str, ...]
    blocked: tuple[str, ...]


class UnknownVersionError(ThutucError, KeyError):
    """A day on which no version of a procedure is in force (không có phiên bản có hiệu lực)."""

    code = "unknown-version"
    given: object
    procedure: str


class QualityError(RegisterError):
    """Definitions or scores that cannot be used, with all their problems (quy định, điểm có lỗi)."""

    code = "quality"


class UnknownDefinitionError(ThutucError, KeyError):
    """A rule of quality that is not defined, or not on that day (không có quy định này)."""

    code = "unknown-definition"
    given: object
    on: date | None


class ReportIdentityError(ThutucError, ValueError):
    """A report whose figures do not add up (số liệu báo cáo không khớp).

    `identity` names what should hold, `gap` by how much it does not, `dossiers` the codes it is about.
    """

    code = "report-identity"
    identity: str
    gap: int
    dossiers: tuple[str, ...]


class MissingExtraError(ThutucError, ImportError):
    """A package that is optional and not installed (thiếu gói tùy chọn)."""

    code = "missing-extra"
    package: str
