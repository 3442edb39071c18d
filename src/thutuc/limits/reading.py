"""Reading a limit from text: which of its spans of time is the limit, and what the others do to it."""

import re
from collections.abc import Sequence
from datetime import time
from typing import Final

from attrs import frozen

from thutuc.limits.clauses import Clause, Role, clauses
from thutuc.limits.spans import Span, find_spans
from thutuc.limits.spelling import compiled, fold, tidy
from thutuc.limits.units import Effect, Unit

__all__ = ["ConditionReading", "Reading", "read"]


@frozen
class ConditionReading:
    """A case that changes the limit, as read (điều kiện đọc được).

    Args:
        text: The words of the case.
        amount: How many units it names.
        unit: What they are.
        effect: What they do to the limit.
    """

    text: str
    amount: float
    unit: Unit
    effect: Effect


@frozen
class Reading:
    """What was read from a text (kết quả đọc).

    Args:
        amount: How many units.
        unit: What is counted.
        cut_off: The hour after which a receipt has one working day more.
        conditions: The cases that change the limit.
    """

    amount: float
    unit: Unit
    cut_off: time | None = None
    conditions: tuple[ConditionReading, ...] = ()


_CLOCK: Final = r"(?P<hour>\d{1,2})\s*(?:gio|h|g|:)\s*(?:(?P<minute>\d{1,2})\s*(?:phut)?)?"
_NEXT: Final = r"ngay(?: lam viec)? (?:tiep theo|ke tiep|lien ke|hom sau|sau do)"
_CUT_OFF: Final = (
    r"\b(?:(?:nhan|nop|gui|den)\b[^\n;.]{0,60}?\bsau|received after)\s+(?:luc\s+)?"
    rf"{_CLOCK}(?P<rest>[^\n;]{{0,160}}?)"
    rf"(?:{_NEXT}|(?P<more>them (?:01|1|mot) ngay lam viec|one working day more)|next working day)"
)
_CUT_OFF_LAST: Final = (
    rf"\b(?:trong |vao )?{_NEXT}(?P<rest>[^\n;.]{{0,60}}?)"
    rf"\b(?:nhan|nop)\b[^\n;.]{{0,60}}?\bsau\s+(?:luc\s+)?{_CLOCK}"
)
_SAME_DAY: Final = (
    r"\b(?:ngay )?trong (?:cung )?(?:mot )?ngay(?: lam viec)?(?! lam viec)(?= nhan| tiep nhan| khi| ke tu"
    r"| sau khi| co quan| hoac"
    r"|\s*[.,;:()\n]|\s*$| doi voi| neu)|\bngay trong (?:cung )?(?:ngay|buoi)"
    r"|\btrong ngay lam viec(?= nhan| tiep nhan)"
    r"|\bthe same (?:working )?day"
)
_AT_ONCE: Final = (
    r"\bngay (?:sau )?khi\b(?= nhan| tiep nhan| nguoi| cong dan| ho so| co | doanh nghiep| to chuc)"
    r"|\b(?:giai quyet|tra ket qua|tra|cap|tiep nhan|thuc hien) ngay\b(?!\s+(?:trong|lam|nhan|\d))"
    r"|\bngay lap tuc\b"
)
_NEXT_DAY: Final = (
    r"\b(?:trong|vao) ngay lam viec (?:tiep theo|ke tiep|lien ke)\b|\b(?:by |on )?the next working day\b"
)
_NONE: Final = (
    r"khong (?:quy dinh|co thong tin|xac dinh|co thoi han|ap dung)|chua (?:quy dinh|co quy dinh)"
    r"|theo quy (?:dinh|che)"
)
# Without one of these words a single span can be nothing but the limit.
_TELLING: Final = (
    "them", "keo dai", "gia han", "khong tinh", "khong ke", "khong bao gom", "thoi gian", "nop", "cung cap",
    "trong ngay", "trong cung", "same", "next", "extended", "longer", "more", "sau ", "after", "\n",
)  # fmt: skip
_COMPOUND: Final = r"^(?: lam viec)?\s*(?:,|va|and|\+)?\s*$"


@frozen
class _CutOff:
    """An hour, whether it adds a day to any limit or only to the same day, and where it stands."""

    hour: time
    adds: bool
    start: int
    end: int


def _cut_off(plain: str) -> _CutOff | None:
    """Return the hour after which a receipt has one working day more, if the text states one."""
    match = compiled(_CUT_OFF).search(plain)
    adds = match is not None and (bool(match["more"]) or "tinh" in match["rest"])
    match = match or compiled(_CUT_OFF_LAST).search(plain)
    if match is None or int(match["hour"]) > 23 or int(match["minute"] or 0) > 59:
        return None
    # "chuyển hồ sơ vào đầu giờ ngày làm việc tiếp theo": the transfer, not the result.
    if "chuyen" in match["rest"] or "chuyen" in plain[max(0, match.start() - 60) : match.start()]:
        return None
    return _CutOff(time(int(match["hour"]), int(match["minute"] or 0)), adds, match.start(), match.end())


def _accented_at_once(lower: str, plain: str, match: re.Match[str]) -> bool:
    """Whether *ngay* is written without its accent, as "at once" is, if the text has accents at all."""
    place = plain.find("ngay", match.start())
    return lower == plain or lower[place : place + 4] == "ngay"


def _unwritten(lower: str, plain: str, spans: Sequence[Span]) -> list[Span]:
    """Return the limits that stand without a number: the same day, the next working day."""
    found: list[Span] = []
    for pattern, amount in ((_SAME_DAY, 0), (_NEXT_DAY, 1)):
        for match in compiled(pattern).finditer(plain):
            if lower[match.start() : match.start() + 5] == "ngày ":
                continue
            if all(match.end() <= span.start or span.end <= match.start() for span in spans):
                found.append(Span(amount, Unit.WORKING_DAY, match.start(), match.end()))
                break
    return found


def _at_once(lower: str, plain: str) -> Span | None:
    for match in compiled(_AT_ONCE).finditer(plain):
        if _accented_at_once(lower, plain, match):
            return Span(0, Unit.WORKING_DAY, match.start(), match.end())
    return None


def _choose(found: Sequence[Clause]) -> Clause | None:
    """Return the clause that states the limit: under its heading, tied to no case, first."""
    able = [clause for clause in found if clause.role < Role.ADDS]
    if not able:
        return None
    labelled = [clause for clause in able if clause.is_labelled and clause.role < Role.NOTICE]
    return min(labelled or able, key=lambda clause: (clause.role, clause.span.start))


def _stages(chosen: Clause, found: Sequence[Clause]) -> list[Clause]:
    """Return the clauses that go on where the chosen one ends; together they are the limit."""
    stages: list[Clause] = []
    if chosen.role is not Role.LIMIT:
        return stages
    for clause in found:
        if clause.span.start <= chosen.span.start or clause.role is not Role.LIMIT:
            continue
        if clause.is_part or not clause.is_stage:
            break
        stages.append(clause)
    return stages


def _conditions(
    shown: str, chosen: Clause, stages: Sequence[Clause], found: Sequence[Clause]
) -> list[ConditionReading]:
    conditions: list[ConditionReading] = []
    for clause in found:
        is_own = clause is chosen or clause in stages or clause.role in {Role.NOTICE, Role.NOTHING}
        is_plain = clause.role is Role.LIMIT and (clause.is_part or clause.span.start < chosen.span.start)
        if is_own or is_plain or clause.span.trouble:
            continue
        text = shown[clause.start : clause.end].strip(" \n\t,;:-+*•–")
        conditions.append(ConditionReading(text, clause.span.amount, clause.span.unit, clause.effect))
    return conditions


def _no_span(plain: str) -> str:
    if not plain.strip():
        return "the text is empty"
    if compiled(_NONE).search(plain):
        return "the text says that none is laid down, or refers to another text"
    return "it has no number beside a unit of time"


def _decide(shown: str, plain: str, found: Sequence[Clause], cut: _CutOff | None) -> Reading | str:
    """Return the reading of a text whose clauses are known, or why there is none."""
    chosen = _choose(found)
    if chosen is None:
        return "it states only an extension, not the limit that is extended" if found else _no_span(plain)
    if chosen.span.trouble:
        return chosen.span.trouble
    stages = _stages(chosen, found)
    if any(clause.span.unit is not chosen.span.unit for clause in stages):
        return "its stages are counted in different units, which cannot be added"
    following = next((clause for clause in found if clause.span.start > chosen.span.start), None)
    if following and following not in stages:
        gap = plain[chosen.span.end : following.span.start]
        if compiled(_COMPOUND).search(gap):
            return "it adds two spans of time, which one number and unit cannot hold"
    amount = chosen.span.amount + sum(clause.span.amount for clause in stages)
    unit = chosen.span.unit
    cut_off = None
    if cut is not None and unit in {Unit.DAY, Unit.WORKING_DAY} and (cut.adds or amount == 0):
        cut_off = cut.hour
    return Reading(amount, unit, cut_off, tuple(_conditions(shown, chosen, stages, found)))


def _read_clauses(shown: str, lower: str, plain: str, spans: list[Span]) -> Reading | str:
    """Read a text in which more than a number and a unit may matter."""
    cut = _cut_off(plain)
    if "ngay" in plain or "day" in plain:
        extra = _unwritten(lower, plain, spans)
        if cut is not None:
            # The next working day of the cut-off is no limit of its own; nor is the day it adds.
            extra = [span for span in extra if not (span.amount == 1 and span.start >= cut.start)]
            spans = [span for span in spans if not cut.start <= span.start < cut.end]
        spans = sorted([*spans, *extra], key=lambda span: span.start)
    found = clauses(plain, spans)
    if all(clause.role is not Role.LIMIT for clause in found):
        immediate = _at_once(lower, plain)
        if immediate is not None:
            spans = sorted([*spans, immediate], key=lambda span: span.start)
            found = clauses(plain, spans)
    return _decide(shown, plain, found, cut)


def _is_negative(plain: str, span: Span) -> bool:
    """Whether the whole text is a negative number and its unit; before 05 the dash is that of a list."""
    is_all = not plain[span.end :].strip() and plain[: span.start].lstrip() in {"-", "−"}
    return is_all and plain[span.start] != "0"


def read(text: str) -> Reading | str:
    """Read the limit that a text states (đọc thời hạn).

    Args:
        text: Text of a procedure.

    Returns:
        What was read, or the reason why no limit can be.

    Examples:
        >>> read("Trong thời hạn ba mươi ngày").amount
        30
        >>> read("Không quy định")
        'the text says that none is laid down, or refers to another text'
    """
    shown = tidy(text)
    lower, plain = fold(shown)
    spans = list(find_spans(lower, plain))
    if len(spans) == 1 and _is_negative(plain, spans[0]):
        return "a limit is not negative"
    if len(spans) == 1 and not any(word in plain for word in _TELLING):
        return spans[0].trouble or Reading(spans[0].amount, spans[0].unit)
    return _read_clauses(shown, lower, plain, spans)
