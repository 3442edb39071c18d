"""What is wrong with an event log: counted, with examples, never dropped (vấn đề của nhật ký sự kiện)."""

from collections.abc import Iterable

import attrs

from thutuc.words.labels import Labelled
from thutuc.words.numbers import style_of

__all__ = ["LogProblem", "ProblemKind"]

NO_WORDS = frozenset(
    {
        *(
            "empty",
            "none",
            "null",
            "nil",
            "nan",
            "n/a",
            "#n/a",
            "missing",
            "undefined",
            "unknown",
            "unspecified",
        ),
        *("__invalid__", "-", "--", "?", "không", "không có", "không rõ", "chưa rõ", "trống", "(trống)"),
    }
)
"""What systems write where they have no name, in small letters; `UNKNOWN` is what XES puts by default."""
SHOWN = 10
"""Examples of one kind that are kept."""
Place = tuple[str, int]
"""A case, and the number of the event in it, from 1; 0 for the case itself."""


class ProblemKind(Labelled):
    """What can be wrong with an event log and leave it readable (loại vấn đề).

    Examples:
        >>> ProblemKind.NO_OFFICE.value, ProblemKind.NO_OFFICE.label("en")
        ('no-office', 'events without an office')
    """

    NO_CASE = "no-case", "sự kiện không thuộc hồ sơ nào, bị để ngoài", "events of no case, left out"
    UNNAMED_CASE = "unnamed-case", "hồ sơ không có mã", "cases without a name"
    CASE_TWICE = "case-twice", "hồ sơ ghi hai lần, được gộp lại", "cases that stand twice, joined"
    EMPTY_CASE = "empty-case", "hồ sơ không có sự kiện", "cases without events"
    CASE_DIFFERS = (
        "case-differs",
        "thuộc tính hồ sơ ghi khác nhau, giữ lần ghi đầu",
        "attributes of a case that differ, the first kept",
    )
    NO_ACTIVITY = "no-activity", "sự kiện không có tên việc", "events without an activity"
    NO_MOMENT = "no-moment", "sự kiện không có thời điểm", "events without a moment"
    DAY_ONLY = "day-only", "sự kiện chỉ có ngày", "events of which only the day is known"
    MIXED_ZONES = (
        "mixed-zones",
        "sự kiện không có múi giờ giữa các sự kiện có múi giờ",
        "events without a zone among others that have one",
    )
    NO_OFFICE = "no-office", "sự kiện không có cơ quan", "events without an office"
    DOUBTFUL_OFFICE = (
        "doubtful-office",
        "sự kiện có tên cơ quan giống từ thay cho chỗ trống",
        "events whose office is called as if there were none",
    )
    OUT_OF_ORDER = (
        "out-of-order",
        "sự kiện ghi sau một sự kiện muộn hơn, được xếp lại",
        "events that stand after a later one, put in order",
    )
    SAME_MOMENT = "same-moment", "sự kiện của một hồ sơ cùng thời điểm", "events of one case and one moment"
    TWO_MOMENTS = "two-moments", "một sự kiện có hai thời điểm", "one event at two moments"
    STRANGE_LIFECYCLE = (
        "strange-lifecycle",
        "bước vòng đời không có trong chuẩn",
        "steps of a lifecycle that the standard does not have",
    )
    UNPAIRED_START = "unpaired-start", "bắt đầu mà không kết thúc", "starts without an end"
    UNPAIRED_END = "unpaired-end", "kết thúc mà không bắt đầu", "ends without a start"
    UNPAIRED_PAUSE = (
        "unpaired-pause",
        "tạm dừng hoặc tiếp tục không có cặp",
        "suspensions or resumptions without the other",
    )
    ENDS_BEFORE_START = "ends-before-start", "kết thúc trước khi bắt đầu", "ends before their starts"
    UNREADABLE = (
        "unreadable",
        "giá trị không đúng kiểu đã ghi, giữ nguyên văn bản",
        "values that are not of the type they state, kept as text",
    )
    REPEATED = (
        "repeated",
        "thuộc tính ghi hai lần, giữ lần ghi sau",
        "attributes that stand twice, the last kept",
    )
    NOT_READ = "not-read", "phần không thuộc nhật ký, không đọc", "parts that are of no event log, not read"
    SHARED_EVENT = (
        "shared-event",
        "sự kiện của nhiều hồ sơ, ghi cho từng hồ sơ",
        "events of several cases, given to each",
    )


@attrs.frozen
class LogProblem:
    """One kind of problem of an event log (vấn đề của nhật ký).

    Args:
        kind: What is wrong.
        count: How often.
        examples: The first of them: the case, and the number of the event in it, from 1; 0 stands for the
            case itself, and a case without a name is empty.

    Examples:
        >>> LogProblem(ProblemKind.NO_OFFICE, 2, (("H1", 1), ("H1", 3))).text("en")
        '2 events without an office: H1 (1), H1 (3)'
    """

    kind: ProblemKind
    count: int
    examples: tuple[Place, ...] = ()

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = "vi") -> str:
        """The problem in words."""
        shown = ", ".join(f"{case} ({number})" if number else case for case, number in self.examples)
        more = ", …" if self.count > len(self.examples) else ""
        return f"{style_of(None, language).text(self.count)} {self.kind.label(language)}" + (
            f": {shown}{more}" if shown else ""
        )


class Noted:
    """Problems while a log is being read, by their kind."""

    def __init__(self) -> None:
        self._found: dict[ProblemKind, tuple[int, tuple[Place, ...]]] = {}

    def note(self, kind: ProblemKind, case: str, number: int = 0) -> None:
        """One more."""
        count, examples = self._found.get(kind, (0, ()))
        if count < SHOWN:
            examples = (*examples, (case, number))
        self._found[kind] = count + 1, examples

    def add(self, kind: ProblemKind, count: int, examples: Iterable[Place] = ()) -> None:
        """Several more."""
        before, shown = self._found.get(kind, (0, ()))
        if count:
            self._found[kind] = before + count, (*shown, *examples)[:SHOWN]

    @property
    def all(self) -> tuple[LogProblem, ...]:
        """All of them, in the order of their kinds."""
        return tuple(LogProblem(kind, *self._found[kind]) for kind in ProblemKind if kind in self._found)
