"""What many procedures contradict or lack, counted and listed (kiểm tra cả danh mục)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from thutuc.fields import require, several
from thutuc.procedures import Finding, Procedure
from thutuc.procedures.linting import lint as contradictions_in
from thutuc.words.table import Shown, Table

__all__ = ["Flagged", "Survey", "lint"]

_TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "description-differs": (
        "thời hạn khai khác với mô tả của chính nó",
        "a declared limit differs from its own description",
    ),
    "no-limit": ("không có thời hạn giải quyết", "no limit is stated"),
    "no-cut-off": (
        "trả trong ngày mà chưa nêu tiếp nhận đến mấy giờ",
        "a same-day limit without an hour of receipt",
    ),
    "missing-part": ("thiếu bộ phận bắt buộc", "a mandatory part is missing"),
    "over-limit": ("các bước cộng lại dài hơn thời hạn", "the steps take longer than the limit"),
    "under-limit": ("các bước cộng lại ngắn hơn thời hạn", "the steps take less than the limit"),
    "over-promise": ("các bước cộng lại dài hơn cam kết", "the steps take longer than the promise"),
    "under-promise": ("các bước cộng lại ngắn hơn cam kết", "the steps take less than the promise"),
    "over-same-day": ("các bước không xong trong ngày", "the steps are not done the same day"),
    "promise-longer": ("cam kết dài hơn luật định", "a promise is longer than the law's limit"),
    "mixed-units": ("đơn vị thời hạn khác loại", "units of different kinds"),
    "no-office": ("bước chưa ghi cơ quan", "a step names no office"),
    "no-budget": ("bước chưa có thời hạn", "a step has no budget"),
    "unreachable": ("bước không đến được", "a step cannot be reached"),
    "endless": ("bước không dẫn đến đâu", "a step leads nowhere"),
}


@attrs.frozen
class Flagged:
    """A finding and the procedure it was found in (điểm cần xem lại của một thủ tục).

    Args:
        procedure: The procedure.
        finding: What was found.
    """

    procedure: Procedure
    finding: Finding

    def text(self, language: str = "vi") -> str:
        """Code of the procedure and the finding, in one line.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        return f"{self.procedure.code}: {self.finding.text(language)}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(repr=False)
class Survey(Shown):
    """What was found in many procedures (kết quả kiểm tra danh mục).

    Args:
        checked: How many procedures were looked at: the denominator of every share.
        flagged: The findings, those of one procedure together.
        procedures: The procedures that were looked at, where they are kept.
    """

    checked: int
    flagged: tuple[Flagged, ...]
    procedures: tuple[Procedure, ...] = attrs.field(default=(), kw_only=True)

    def __repr__(self) -> str:
        return f"<Survey of {self.checked} procedures: {len(self.flagged)} findings>"

    def of(self, code: str) -> tuple[Flagged, ...]:
        """The findings of one kind, such as `description-differs`."""
        require(code, str, "code")
        return tuple(each for each in self.flagged if each.finding.code == code)

    def counts(self) -> dict[str, tuple[int, int]]:
        """For each kind, the gravest and most frequent first: findings, and procedures that have one."""
        findings = Counter(each.finding.code for each in self.flagged)
        having = Counter(
            code for code, _ in {(each.finding.code, id(each.procedure)) for each in self.flagged}
        )
        severity = {each.finding.code: each.finding.severity for each in self.flagged}
        order = sorted(findings, key=lambda code: (severity[code], -findings[code], code))
        return {code: (findings[code], having[code]) for code in order}

    def table(self, language: str = "vi") -> Table:
        """Each kind of finding, how often, in how many procedures, and their share (bảng tổng hợp).

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.

        Examples:
            >>> print(lint([Procedure("1.000001", "ví dụ")]).table("en"))
            1 procedure checked
            kind      findings  procedures  percent  what it is
            -----------------------------------------------------------
            no-limit         1           1    100.0  no limit is stated
        """
        checked = f"{self.checked} procedure{'' if self.checked == 1 else 's'} checked"
        return Table.of(
            (f"Đã kiểm tra {self.checked} thủ tục", checked),
            self.counts().items(),
            ("kind", "loại", "kind", lambda kind: kind[0]),
            ("findings", "số phát hiện", "findings", lambda kind: kind[1][0]),
            ("procedures", "số thủ tục", "procedures", lambda kind: kind[1][1]),
            ("percent", "tỷ lệ %", "percent", lambda kind: round(100 * kind[1][1] / self.checked, 1)),
            ("words", "là gì", "what it is", lambda kind: _TITLES.get(kind[0])),
            language=language,
        )


def lint(procedures: Iterable[Procedure]) -> Survey:
    """What procedures contradict or lack, by `procedures.lint` of each (kiểm tra nhiều thủ tục).

    Args:
        procedures: The `procedures` of a catalogue, or as `from_portal` gives them.

    Returns:
        The findings with their procedures; its text is a table for people.

    Raises:
        InvalidTypeError: If something else than procedures is given.

    Examples:
        >>> from thutuc import catalogue
        >>> survey = catalogue.lint(catalogue.standard().procedures)
        >>> survey.of("over-limit")
        ()
    """
    checked = several(procedures, Procedure, "procedures")
    flagged = tuple(
        Flagged(procedure, finding)
        for procedure in checked
        for finding in dict.fromkeys(contradictions_in(procedure))
    )
    return Survey(len(checked), flagged, procedures=checked)
