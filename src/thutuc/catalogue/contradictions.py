"""What many procedures contradict or lack, counted and listed (kiểm tra cả danh mục)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from thutuc.catalogue.text import compiled
from thutuc.fields import require, several
from thutuc.limits.units import check_language
from thutuc.procedures import Finding, Procedure, Severity
from thutuc.procedures.linting import is_same_day, limit_in
from thutuc.words.labels import padded, seen_width

__all__ = ["Flagged", "Survey", "lint"]

_HOUR: Final = r"(?i)\bsau (?:lúc )?\d{1,2} ?(?:giờ|h|:)"
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
class Survey:
    """What was found in many procedures (kết quả kiểm tra danh mục).

    Args:
        checked: How many procedures were looked at: the denominator of every share.
        flagged: The findings, those of one procedure together.
    """

    checked: int
    flagged: tuple[Flagged, ...]

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

    def text(self, language: str = "vi") -> str:
        """A table: each kind of finding, how often, in how many procedures, and their share (bảng tổng hợp).

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.

        Examples:
            >>> print(lint([Procedure("1.000001", "ví dụ")]).text("en"))
            1 procedure checked
            findings  procedures  share   kind
                   1           1  100.0%  no-limit: no limit is stated
        """
        english = check_language(language) == "en"
        if english:
            lines = [f"{self.checked} procedure{'' if self.checked == 1 else 's'} checked"]
            heads = ("findings", "procedures", "share", "kind")
        else:
            lines = [f"Đã kiểm tra {self.checked} thủ tục"]
            heads = ("số phát hiện", "số thủ tục", "tỷ lệ", "loại")
        widths = [*(max(seen_width(head), 6) for head in heads[:3]), 0]
        lines.append("  ".join(padded(head, width) for head, width in zip(heads, widths, strict=True)))
        for code, (findings, procedures) in self.counts().items():
            titles = _TITLES.get(code)
            title = f"{code}: {titles[english]}" if titles else code
            share = f"{procedures / self.checked:.1%}"
            cells = (str(findings), str(procedures), share if english else share.replace(".", ","), title)
            lines.append(
                "  ".join(padded(cell, width, right=True) for cell, width in zip(cells, widths, strict=True))
            )
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


def lint(procedures: Iterable[Procedure]) -> Survey:
    """What procedures contradict or lack, by `Procedure.lint` of each (kiểm tra nhiều thủ tục).

    Beside what that finds, a channel whose description promises the same day is looked at for the hour until
    which that holds.

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
        for finding in dict.fromkeys((*procedure.lint(), *_described_same_day(procedure)))
    )
    return Survey(len(checked), flagged)


def _described_same_day(procedure: Procedure) -> Iterator[Finding]:
    """Channels whose description promises the same day, where nothing says until which hour."""
    if compiled(_HOUR).search(procedure.sequence):
        return
    for offer in procedure.channels:
        described = limit_in(offer.description)
        if described is None or not is_same_day(described) or described.cut_off is not None:
            continue
        yield Finding(
            "no-cut-off",
            Severity.WARNING,
            f"{offer.channel.label()}: phần mô tả ghi {described.to_text()} mà chưa nêu tiếp nhận sau mấy "
            f"giờ thì trả kết quả vào ngày làm việc tiếp theo",
            f"{offer.channel.label('en')}: the description says {described.to_text('en')} and not after "
            f"which hour it is the next working day",
        )
