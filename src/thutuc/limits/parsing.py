"""Reading a limit from text: which of its spans of time is the limit, and what the others do to it."""

import re
from collections.abc import Sequence
from datetime import time
from itertools import islice
from typing import Final

from attrs import evolve, frozen

from thutuc.limits.clauses import Clause, Role, clauses, segments
from thutuc.limits.cutoffs import CutOff, cut_offs
from thutuc.limits.phrases import ARROWS, REDUCED
from thutuc.limits.spans import TWO_SPANS, WrittenSpan, find_spans
from thutuc.limits.spelling import compiled, fold, tidy
from thutuc.limits.units import Effect, Unit

__all__ = ["TEXT_MAX", "Reading", "read"]

TEXT_MAX: Final = 10_000
"""The longest text that is read, in characters; the longest description on the national portal has 4,600."""


@frozen
class Reading:
    """What was read from a text, or from the words of one case in it (kết quả đọc).

    Args:
        amount: How many units.
        unit: What is counted.
        statutory: The span whose place it takes.
        text: The words of the case.
        effect: What the case does to the limit.
        cut_off: The hour after which a receipt has one working day more.
        conditions: The cases that change the limit, and all else that it names beside the limit.
    """

    amount: float
    unit: Unit
    statutory: WrittenSpan | None = None
    text: str = ""
    effect: Effect = Effect.UNCLEAR
    cut_off: time | None = None
    conditions: tuple["Reading", ...] = ()


def _named(shown: str, span: WrittenSpan, start: int, end: int) -> Reading:
    """A time that is named beside the limit, whatever it does."""
    return Reading(span.amount, span.unit, text=shown[start:end].strip(" \n\t,;:-+*•–"))


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
    "giam", "rut", "cat", "bot", "xuong", "con ", "thanh", "len", "thay",
    ">", *ARROWS, *REDUCED,
)  # fmt: skip
_CUT_OFFS_MAX: Final = 4
"""How many sentences with an hour are tried as the cut-off; one text states one."""
_TOO_LONG: Final = (
    "it has more than {:,} characters, of which a text of one limit needs a few hundred at most"
)
_COMPOUND: Final = r"^(?: lam viec)?\s*(?:,|va|and|\+)?\s*$"


def _accented_at_once(lower: str, plain: str, match: re.Match[str]) -> bool:
    """Whether *ngay* is written without its accent, as "at once" is, if the text has accents at all."""
    place = plain.find("ngay", match.start())
    return lower == plain or lower[place : place + 4] == "ngay"


def _unwritten(lower: str, plain: str, spans: Sequence[WrittenSpan]) -> list[WrittenSpan]:
    """Return the limits that stand without a number: the same day, the next working day."""
    found: list[WrittenSpan] = []
    for pattern, amount in ((_SAME_DAY, 0), (_NEXT_DAY, 1)):
        for match in compiled(pattern).finditer(plain):
            if lower[match.start() : match.start() + 5] == "ngày ":
                continue
            if all(match.end() <= span.start or span.end <= match.start() for span in spans):
                found.append(WrittenSpan(amount, Unit.WORKING_DAY, match.start(), match.end()))
                break
    return found


def _at_once(lower: str, plain: str) -> WrittenSpan | None:
    for match in compiled(_AT_ONCE).finditer(plain):
        if _accented_at_once(lower, plain, match):
            return WrittenSpan(0, Unit.WORKING_DAY, match.start(), match.end())
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


def _conditions(shown: str, own: Sequence[Clause], found: Sequence[Clause]) -> list[Reading]:
    """Return every clause but those of the limit itself; what is no plain case leaves its effect open."""
    chosen = own[0]
    conditions: list[Reading] = []
    for clause in found:
        if clause in own:
            continue
        is_told = clause.role not in {Role.NOTICE, Role.NOTHING} and not clause.span.trouble
        is_told = is_told and not (clause.role is Role.LIMIT and clause.is_part)
        is_told = is_told and not (clause.role is Role.LIMIT and clause.span.start < chosen.span.start)
        named = _named(shown, clause.span, clause.start, clause.end)
        effect = clause.effect if is_told else Effect.UNCLEAR
        conditions.append(evolve(named, effect=effect, statutory=clause.statutory))
    return conditions


def _asides(
    shown: str, plain: str, spans: Sequence[WrittenSpan], asides: Sequence[WrittenSpan], cut: CutOff | None
) -> list[Reading]:
    """Return the times that can be no limit, but for the hour of the cut-off."""
    marks = sorted([*spans, *asides], key=lambda span: span.start)
    pieces = iter(segments(plain))
    piece = next(pieces)
    hour = cut and cut.hour.hour + cut.hour.minute / 60
    kept: list[Reading] = []
    for index, span in enumerate(marks):
        while piece[1] <= span.start:
            piece = next(pieces, (piece[1], len(plain)))
        if not span.is_aside or (cut and (cut.holds(span.start) or span.amount == hour)):
            continue
        start = max(piece[0], marks[index - 1].end if index else 0)
        end = min(piece[1], marks[index + 1].start if index + 1 < len(marks) else len(plain))
        kept.append(_named(shown, span, start, max(end, span.end)))
    return kept


def _no_span(plain: str) -> str:
    if not plain.strip():
        return "the text is empty"
    if compiled(_NONE).search(plain):
        return "the text says that none is laid down, or refers to another text"
    return "it has no number beside a unit of time"


def _decide(shown: str, plain: str, found: Sequence[Clause], cut: CutOff | None) -> Reading | str:
    """Return the reading of a text whose clauses are known, or why there is none."""
    chosen = _choose(found)
    if chosen is None:
        return (
            "it states only an extension or a reduction, not the limit that it changes"
            if found
            else _no_span(plain)
        )
    following = next((clause for clause in found if clause.span.start > chosen.span.start), None)
    is_added = following is not None and following.role is Role.ADDS
    if chosen.span.trouble and not (is_added and chosen.span.trouble == TWO_SPANS):
        return chosen.span.trouble
    stages = _stages(chosen, found)
    if any(clause.span.unit is not chosen.span.unit for clause in stages):
        return "its stages are counted in different units, which cannot be added"
    if following and following not in stages and not is_added:
        gap = plain[chosen.span.end : following.span.start]
        if compiled(_COMPOUND).search(gap):
            return TWO_SPANS
    own = [chosen, *stages]
    amount, unit = sum(clause.span.amount for clause in own), chosen.span.unit
    cut_off = None
    if cut is not None and unit in {Unit.DAY, Unit.WORKING_DAY} and (cut.adds or amount == 0):
        cut_off = cut.hour
    conditions = tuple(_conditions(shown, own, found))
    return _with_statutory(shown, Reading(amount, unit, cut_off=cut_off, conditions=conditions), own)


def _with_statutory(shown: str, reading: Reading, own: Sequence[Clause]) -> Reading:
    """Return the reading with the limit that held before; that of some stages only is named beside it."""
    olds = [clause.statutory for clause in own if clause.statutory is not None]
    if not olds:
        return reading
    before = [clause.statutory or clause.span for clause in own]
    if all(span.unit is before[0].unit for span in before):
        whole = evolve(before[0], amount=sum(span.amount for span in before))
        return evolve(reading, statutory=whole)
    named = (_named(shown, span, span.start, span.end) for span in olds)
    return evolve(reading, conditions=(*reading.conditions, *named))


@frozen
class _Text:
    """A text in its three forms, the times it names, and the hours that may be its cut-off."""

    shown: str
    lower: str
    plain: str
    measures: tuple[WrittenSpan, ...]
    cuts: tuple[CutOff, ...]


def _read_clauses(shown: str, lower: str, plain: str, measures: Sequence[WrittenSpan]) -> Reading | str:
    """Read a text in which more than a number and a unit may matter."""
    cuts = list(islice(cut_offs(plain), _CUT_OFFS_MAX))
    text = _Text(shown, lower, plain, tuple(measures), tuple(cuts))
    for cut in cuts:
        reading = _read_with(text, cut)
        if isinstance(reading, Reading) and reading.cut_off is not None:
            return reading
    return _read_with(text, None)


def _read_with(text: _Text, cut: CutOff | None) -> Reading | str:
    """Read a text whose cut-off is known, or as if it had none."""
    lower, plain = text.lower, text.plain
    asides = [span for span in text.measures if span.is_aside]
    spans = [span for span in text.measures if not span.is_aside]
    if "ngay" in plain or "day" in plain:
        extra = _unwritten(lower, plain, spans)
        # The next working day of a cut-off is no limit of its own; nor is the day it adds.
        extra = [span for span in extra if not any(one.start <= span.start < one.end for one in text.cuts)]
        if cut is not None:
            extra = [span for span in extra if not (span.amount == 1 and span.start >= cut.start)]
            spans = [span for span in spans if not cut.holds(span.start)]
        spans = sorted([*spans, *extra], key=lambda span: span.start)
    found = clauses(plain, spans)
    if all(clause.role is not Role.LIMIT for clause in found):
        immediate = _at_once(lower, plain)
        if immediate is not None:
            spans = sorted([*spans, immediate], key=lambda span: span.start)
            found = clauses(plain, spans)
    reading = _decide(text.shown, plain, found, cut)
    if isinstance(reading, str) or not asides:
        return reading
    named = _asides(text.shown, plain, spans, asides, cut)
    return evolve(reading, conditions=(*reading.conditions, *named))


def _is_negative(plain: str, span: WrittenSpan) -> bool:
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
    if len(text) > TEXT_MAX or len(shown := tidy(text)) > TEXT_MAX:
        return _TOO_LONG.format(TEXT_MAX)
    lower, plain = fold(shown)
    measures = list(find_spans(lower, plain))
    if len(measures) == 1 and _is_negative(plain, measures[0]):
        return "a limit is not negative"
    lost = next((span.trouble for span in measures if span.is_lost), "")
    if lost:
        return lost
    if len(measures) == 1 and not measures[0].is_aside and not any(word in plain for word in _TELLING):
        return measures[0].trouble or Reading(measures[0].amount, measures[0].unit)
    return _read_clauses(shown, lower, plain, measures)
