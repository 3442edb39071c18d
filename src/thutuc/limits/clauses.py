"""What the words around a span of time make of it: a limit, a case, an extension, a notice, a stage."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final

from attrs import frozen

from thutuc.limits.spans import Span
from thutuc.limits.spelling import compiled
from thutuc.limits.units import Effect

__all__ = ["Clause", "Role", "clauses"]


class Role(IntEnum):
    """What a span is in its text, the better claim to be the limit first (vai trò).

    Examples:
        >>> Role.LIMIT < Role.CASE
        True
    """

    LIMIT = 0
    CASE = 1
    NOTICE = 2
    ASIDE = 3
    ADDS = 4
    NOTHING = 5


@frozen
class Clause:
    """A span of time and what its clause says about it (mệnh đề có thời hạn).

    Args:
        span: The span.
        role: What it is.
        effect: What it does to the limit if it is not the limit itself.
        start: Where the clause begins.
        end: Where it ends.
        is_labelled: Whether it stands under the heading of the time limit (`Thời hạn giải quyết:`).
        is_stage: Whether it begins where another span ended.
        is_part: Whether it is a part of a span before it (`trong đó`).
    """

    span: Span
    role: Role
    effect: Effect
    start: int
    end: int
    is_labelled: bool
    is_stage: bool
    is_part: bool


_BREAK: Final = r"\n+|;|\.(?=\s+\D|\s*$)|(?<=[^\d\s])\s+(?=[-+*•–]\s?[a-z\d(])"
_LABEL: Final = (
    r"(?:^|[\n.;:*•+-])[^\n.;:(]{0,12}(?:tong\s+)?(?:thoi (?:han|gian)(?: thuc hien)? giai quyet"
    r"|thoi han tra ket qua"
    r"|thoi han giai quyet|tong thoi (?:han|gian))[^\n.;:]{0,60}?(?::|\bla\b|khong qua|toi da|trong|ngay|\d)"
)
_CASE_BEFORE: Final = (
    r"\b(?:truong hop|doi voi|rieng|if|for|in case)\b"
    # "nếu đủ điều kiện thì cấp" is the ordinary course, not a case apart.
    r"|\bneu\b(?! (?:ho so )?(?:da |dap ung )?(?:du dieu kien|day du|hop le|du\b))"
)
_ASIDE: Final = r"\([^()]*\)"
_NEXT_LIMIT: Final = r"(?:\bva|\bhoac|,)\s+(?=(?:trong (?:thoi|vong)|cham nhat|khong qua|toi da)\b)"
_OTHER_OUTCOME: Final = r"(?:,|\bva\b)?\s*\b(?:truong hop|neu)\b"
_CASE_AFTER: Final = (
    r"\W*(?:[^\n;.(]{0,80}?\b)?(?:doi voi|ap dung|(?:trong|voi|cho|khi)\s+(?:cac\s+|nhung\s+)?truong hop"
    r"|neu (?:ho so|phai|can)|if|for)\b"
)
_ADDS: Final = (
    r"\b(?:keo dai|tang|gia han|cong|bo sung|duoc)\s+(?:\w+\s+){0,3}?them\b|\bthem\s+(?:\w+\s+){0,3}$"
    r"|\bgia han(?: thoi (?:han|gian))?(?: giai quyet)?(?: (?:mot|01|1) lan)?(?:,? nhung)? (?:khong qua"
    r"|toi da|trong)\b"
    r"|\b(?:extended|longer|more) by\b"
)
_LONGER: Final = r"\bkeo dai\b|\bgia han(?: thoi (?:han|gian)[^,;]*)?,? thi\b"
_TOTAL: Final = (
    r"\bkeo dai hon\b|\bkeo dai (?:den|toi|thanh)\b|\bthi\b[^,;]*\bthoi (?:han|gian)(?: giai quyet"
    r"| thuc hien| tra ket qua)?\b"
)
_OTHER_TIME: Final = (
    r"\bthoi (?:han|gian)\s+(?!giai quyet|thuc hien|tra ket qua|khong qua|toi da|la\b|tren|nay|\d|cap\b"
    r"|xem xet|trong"
    r"|duoc|nhan)\w+"
)
_NOTICE: Final = (
    r"(?:thong bao|huong dan|yeu cau|tra lai|tra loi|de nghi)\b[^\n;.]*"
    r"\b(?:bo sung|hoan thien|hoan chinh|sua doi|chua hop le|khong hop le|khong du\b|chua day du|tu choi"
    r"|neu ro ly do)"
)
_RECEPTION: Final = (
    r"^\W*(?:thoi (?:han|gian)\s+)?(?:tiep nhan|kiem tra (?:tinh|thanh phan|su) |chuyen ho so"
    r"|bo phan mot cua)"
)
_BAD_DOSSIER: Final = r"\b(?:khong|chua)\s+(?:du|day du|hop le|dap ung|dung)\b"
_NOT_COUNTED: Final = (
    r"\b(?:khong (?:tinh|ke|bao gom)|thoi (?:han|gian)\s+(?:[^\s:]+\s+){0,6}?(?:bo sung|khac phuc|nop lai"
    r"|nop phi|nop le phi)"
    r"|phai nop|nop bo sung|duoc cung cap)\b(?![^\n;)]*\b(?:thi|them)\b)[^\n;)]*$"
)
_STAGE_LABEL: Final = (
    r"^[-+*•\s\d.)a-h]{0,6}(?:thoi (?:han|gian)\s+(?:tiep nhan|kiem tra|ra soat|tham dinh|xem xet"
    r"|quyet dinh|phe duyet"
    r"|tra ket qua|thong bao|danh gia|chap thuan|lay y kien|cong bo|ban hanh|gui)"
    r"|(?:tiep nhan|kiem tra|ra soat|tham dinh|danh gia|xem xet|tra ket qua)\b[^:;\n]{0,80}:"
    r"\s*(?:trong (?:thoi han|thoi gian|vong)\s+|khong qua\s+|toi da\s+)?$)"
)
_STAGE_FROM: Final = (
    r"\b(?:ke tu|tinh tu|sau)\s+(?:khi|ngay|luc|thoi diem)?[^\n;.]{0,60}?\b(?:bao cao|to trinh|ho so trinh"
    r"|ho trinh|y kien"
    r"|tham dinh|van ban (?:cua|tra loi|dong y|lay y kien|de nghi cua)|thong bao cua|quyet dinh cua)\b"
)
# "kể từ ngày kết thúc đánh giá thực tế": only if that act is the one the clause before it names.
_STAGE_AFTER_ACT: Final = (
    r"\b(?:(?:ke tu|tinh tu|sau)\s+(?:khi|ngay|luc|thoi diem)?[^\n;.]{0,40}?\b(?:ket thuc|hoan thanh"
    r"|ket qua|bien ban)"
    r"|sau khi|tu ngay(?= phat hanh))\s+(?!nhan\b|co\b|tiep nhan\b|du\b)(?P<act>\w+,? \w+(?:,? \w+)?)"
)
_PARTS: Final = r"\b(?:trong do|bao gom|cu the nhu sau|gom)\b"


def _has(pattern: str, text: str) -> bool:
    return compiled(pattern).search(text) is not None


def _depths(plain: str, places: Sequence[int]) -> list[int]:
    """Return how many parentheses are open at each place; a line break closes all of them."""
    depth, last = 0, 0
    depths: list[int] = []
    for place in places:
        for char in plain[last:place]:
            if char == "(":
                depth += 1
            elif char == ")":
                depth = max(0, depth - 1)
            elif char == "\n":
                depth = 0
        depths.append(depth)
        last = place
    return depths


def _effect(before: str, after: str, *, is_case: bool) -> tuple[Role, Effect]:
    """Return whether a span that is no limit of its own adds to the limit or replaces it."""
    if _has(_ADDS, before):
        return Role.ADDS, Effect.ADDS
    if _has(_LONGER, before):
        # "thời hạn có thể kéo dài nhưng không quá 10 ngày": in all, or on top? The text does not say.
        return Role.ADDS, Effect.REPLACES if _has(_TOTAL, before) else Effect.UNCLEAR
    if not is_case:
        return Role.LIMIT, Effect.UNCLEAR
    is_other = _has(_OTHER_TIME, before) or _has(_NOTICE, after) or _has(_BAD_DOSSIER, before)
    return Role.CASE, Effect.UNCLEAR if is_other else Effect.REPLACES


def _role(header: str, before: str, after: str, depth: int) -> tuple[Role, Effect]:
    """Return what a span is, given its heading and the words of its clause before and after it."""
    if _has(_NOT_COUNTED, before[before.rfind(")") + 1 :]):
        return Role.NOTHING, Effect.UNCLEAR
    is_case = _has(_CASE_BEFORE, f"{header} {before}") or bool(compiled(_CASE_AFTER).match(after))
    role, effect = _effect(before, after, is_case=is_case)
    if role is Role.ADDS:
        return role, effect
    if depth > 0:
        return (Role.ASIDE if is_case else Role.NOTICE), effect
    if _has(_STAGE_LABEL, before) and role is Role.LIMIT:
        return role, effect
    ordinary = compiled(_OTHER_OUTCOME).split(after, maxsplit=1)[0]
    if _has(_NOTICE, before) or _has(_NOTICE, ordinary) or _has(_RECEPTION, before):
        return Role.NOTICE, effect
    return role, effect


def _is_stage(before: str, after: str, earlier: str) -> bool:
    """Whether a span begins where the one before it ends."""
    if _has(_STAGE_LABEL, before):
        return True
    words = before + after.partition(" thi ")[0]
    if _has(_STAGE_FROM, words):
        return True
    match = compiled(_STAGE_AFTER_ACT).search(words)
    return match is not None and match["act"] in earlier


def _around(plain: str, span: Span, begin: int, stop: int, depth: int) -> tuple[str, str]:
    """Return the words of a span's clause before and after it, without what stands in parentheses."""
    before, after = plain[begin : span.start], plain[span.end : stop]
    if depth:
        return before[before.rfind("(") + 1 :], after.partition(")")[0]
    before = compiled(_ASIDE).sub(" ", before)
    return compiled(_NEXT_LIMIT).split(before)[-1] if begin and plain[
        begin - 1
    ] not in "\n;." else before, after


def _segments(plain: str) -> list[tuple[int, int]]:
    starts = [0]
    ends: list[int] = []
    for match in compiled(_BREAK).finditer(plain):
        ends.append(match.start())
        starts.append(match.end())
    return list(zip(starts, [*ends, len(plain)], strict=True))


def _headed(plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield the segments, each with the heading or the beginning of the sentence that governs it."""
    header, header_mark, sentence = "", "", ""
    for start, end in _segments(plain):
        segment = plain[start:end]
        words = segment.strip()
        mark = words[:1]
        if header and mark == header_mark:
            header = ""
        goes_on = start > 0 and plain[start - 1] == ";" and words.startswith(("trong ", "va ", "khong qua "))
        yield start, end, f"{header} {sentence}" if goes_on else header
        sentence = f"{sentence} {words}" if goes_on else words
        if words.endswith(":"):
            header, header_mark = words, mark


def clauses(plain: str, spans: Sequence[Span]) -> list[Clause]:
    """Return what each span is in its text (phân loại các khoảng thời gian).

    Args:
        plain: Tidied text in lower case, without accents.
        spans: The spans found in it.

    Returns:
        One clause for each span.

    Examples:
        >>> from thutuc.limits.spans import find_spans
        >>> from thutuc.limits.spelling import fold
        >>> lower, plain = fold("05 ngày; trường hợp phức tạp thì kéo dài thêm 03 ngày")
        >>> [clause.role.name for clause in clauses(plain, list(find_spans(lower, plain)))]
        ['LIMIT', 'ADDS']
    """
    label = compiled(_LABEL).search(plain)
    labelled_from = label.end() - 1 if label else len(plain)
    depths = iter(_depths(plain, [span.start for span in spans]))
    found: list[Clause] = []
    parts = False
    for start, end, header in _headed(plain):
        inside = [span for span in spans if start <= span.start < end]
        for index, span in enumerate(inside):
            begin = inside[index - 1].end if index else start
            stop = inside[index + 1].start if index + 1 < len(inside) else end
            depth = next(depths)
            before, after = _around(plain, span, begin, stop, depth)
            role, effect = _role(header, before, after, depth)
            earlier = plain[found[-1].start : begin] if found else ""
            parts = parts or _has(_PARTS, before)
            is_labelled = span.start >= labelled_from
            is_stage = _is_stage(before, after, earlier)
            found.append(Clause(span, role, effect, begin, stop, is_labelled, is_stage, parts))
        parts = parts or (bool(found) and _has(_PARTS, plain[start:end]))
    return found
