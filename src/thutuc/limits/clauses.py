"""What the words around a span of time make of it: a limit, a case, an extension, a notice, a stage."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final

from attrs import evolve, frozen

from thutuc.limits.phrases import CASE, LEADS
from thutuc.limits.replacements import comes_on_top, cut_by, old_number, replaced, replacing, tied
from thutuc.limits.spans import WrittenSpan
from thutuc.limits.spelling import compiled
from thutuc.limits.units import Effect

__all__ = ["Clause", "Role", "clauses", "segments"]


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
        is_kind: Whether its heading names a kind of case (`Cấp lại, gia hạn:`).
        statutory: The span whose place it takes.
    """

    span: WrittenSpan
    role: Role
    effect: Effect
    start: int
    end: int
    is_labelled: bool
    is_stage: bool
    is_part: bool
    is_kind: bool = False
    statutory: WrittenSpan | None = None


# "nếu cần thì + 05 ngày" is no item of a list.
_BREAK: Final = r"\n+|;|\.(?=\s+\D|\s*$)|(?<=[^\d\s])(?!(?<=\bthi) \+ ?\d)\s+(?=[-+*•–](?!-*>)\s?[a-z\d(])"
_LABEL: Final = (
    r"(?:^|[\n.;:*•+-])[^\n.;:(]{0,12}(?:tong\s+)?(?:thoi (?:han|gian)(?: thuc hien)? giai quyet"
    r"|thoi han tra ket qua"
    r"|thoi han giai quyet|tong thoi (?:han|gian))[^\n.;:]{0,60}?(?::|\bla\b|khong qua|toi da|trong|ngay|\d)"
)
_CASE_BEFORE: Final = (
    rf"\b(?:{CASE}|in case)\b"
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
    r"|\bgia han thoi (?:han|gian) (?:giai quyet|tra ket qua)\W*$"
    r"|\b(?:extended|longer|more) by\b"
)
_LONGER: Final = r"\bkeo dai\b|\bgia han(?: thoi (?:han|gian)[^,;]{0,200})?,? thi\b"
_TOTAL: Final = (
    r"\bkeo dai hon\b|\bkeo dai (?:den|toi|thanh)\b|\bthi\b[^,;]{0,200}\bthoi (?:han|gian)(?: giai quyet"
    r"| thuc hien| tra ket qua)?\b"
)
_OTHER_TIME: Final = (
    r"\bthoi (?:han|gian)\s+(?!giai quyet|thuc hien|tra ket qua|khong qua|toi da|la\b|tren|nay|\d|cap\b"
    r"|xem xet|trong"
    r"|duoc|nhan)\w+"
)
_NOTICE: Final = (
    r"(?:thong bao|huong dan|yeu cau|tra lai|tra loi|de nghi)\b[^\n;.]{0,400}"
    r"\b(?:bo sung|hoan thien|hoan chinh|sua doi|chua hop le|khong hop le|khong du\b|chua day du|tu choi"
    r"|neu ro ly do)"
)
_SAYS: Final = r"\bvan ban thong bao\b|\bva (?:co |gui |phai )?thong bao\b"
_RECEPTION: Final = (
    r"^\W*(?:thoi (?:han|gian)\s+)?(?:tiep nhan|kiem tra (?:tinh|thanh phan|su) |chuyen ho so"
    r"|bo phan mot cua)"
)
_BAD_DOSSIER: Final = r"\b(?:khong|chua)\s+(?:du|day du|hop le|dap ung|dung)\b"
_NOT_COUNTED: Final = (
    r"\b(?:khong (?:tinh|ke|bao gom)|thoi (?:han|gian)\s+(?:[^\s:]+\s+){0,6}?(?:bo sung|khac phuc|nop lai"
    r"|nop phi|nop le phi)"
    r"|phai nop|nop bo sung|duoc cung cap)\b(?![^\n;)]{0,400}\b(?:thi|them)\b)[^\n;)]{0,400}$"
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
_KIND: Final = (
    r"(?:cap(?: (?:moi|lai|doi|lan dau|phep|bo sung|chuyen doi))?|dang ky(?: (?:moi|lai|lan dau|bo sung))?"
    r"|lan dau|gia han|bo sung|sua doi|dieu chinh|thay doi|thu hoi|chuyen doi|chuyen nhuong)"
    r"(?: (?:giay phep|giay chung nhan|chung chi|the|phep|ho so|noi dung))?"
)
# "Cấp lần đầu, cấp lại, gia hạn, bổ sung": kinds of cases, not an extension nor a supplement.
_KINDS: Final = rf"\b{_KIND}(?:(?:\s?[,/&+-]\s?|\s(?:va|hoac)\s){_KIND}\b){{1,12}}"
_KIND_HEADING: Final = (
    rf"^\W*(?:\(?[a-z\d]{{1,2}}[.)]\s?)?(?:thoi han(?: giai quyet)?\s)?"
    rf"(?:{_KINDS}|(?!cap(?! moi| lai| doi| lan)|dang ky(?! lai| moi)){_KIND})\b"
    r"(?![^:]{0,60}\b(?:them|thoi han|thoi gian|khong qua)\b)[^:\n;.\d]{0,60}:"
    rf"(?:\W|\b(?:{LEADS}|vong|la)\b)*$"
)
_RENEWAL: Final = r"^\W*(?:\(?[a-z\d]{1,2}[.)]\s?)?gia han\b"
_PARTS: Final = r"\b(?:trong do|bao gom|cu the nhu sau|gom)\b"

_LINE_MAX: Final = 200
"""How many characters of a line before a time may say that it is added."""
_HEADING_MAX: Final = 1000
"""How many characters of a heading govern what follows; each of the times under it reads them again."""


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
    is_other = is_other or _has(_SAYS, before)
    return Role.CASE, Effect.UNCLEAR if is_other else Effect.REPLACES


def _told(before: str, after: str, line: str) -> tuple[Role, Effect] | None:
    """Return what a span is where the words right beside it say so."""
    if _has(_NOT_COUNTED, before[before.rfind(")") + 1 :]) or cut_by(before, after):
        return Role.NOTHING, Effect.UNCLEAR
    if comes_on_top(line, after):
        return Role.ADDS, Effect.ADDS
    if _has(_KIND_HEADING, before):
        is_other = _has(_OTHER_TIME, before) or _has(_NOTICE, after)
        return Role.LIMIT, Effect.UNCLEAR if is_other else Effect.REPLACES
    return None


def _role(header: str, before: str, after: str, depth: int, line: str) -> tuple[Role, Effect]:
    """Return what a span is, given its heading, the words beside it in its clause and in its line."""
    told = _told(before, after, line)
    if told is not None:
        return told
    is_case = _has(_CASE_BEFORE, f"{header} {before}") or bool(compiled(_CASE_AFTER).match(after))
    role, effect = _effect(compiled(_KINDS).sub(" ho so ", before), after, is_case=is_case)
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


def _around(plain: str, span: WrittenSpan, begin: int, stop: int, depth: int) -> tuple[str, str]:
    """Return the words of a span's clause before and after it, without what stands in parentheses."""
    before, after = plain[begin : span.start], plain[span.end : stop]
    if depth:
        return before[before.rfind("(") + 1 :], after.partition(")")[0]
    before = compiled(_ASIDE).sub(" ", before)
    return compiled(_NEXT_LIMIT).split(before)[-1] if begin and plain[
        begin - 1
    ] not in "\n;." else before, after


def segments(plain: str) -> list[tuple[int, int]]:
    """Return where each sentence or item of a list begins and ends (các câu và mục).

    Examples:
        >>> segments("05 ngay; 03 ngay")
        [(0, 7), (8, 16)]
    """
    starts = [0]
    ends: list[int] = []
    for match in compiled(_BREAK).finditer(plain):
        ends.append(match.start())
        starts.append(match.end())
    return list(zip(starts, [*ends, len(plain)], strict=True))


def _headed(plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield the segments, each with the heading or the beginning of the sentence that governs it."""
    header, header_mark, sentence = "", "", ""
    for start, end in segments(plain):
        segment = plain[start:end]
        words = segment.strip()
        mark = words[:1]
        if header and mark == header_mark:
            header = ""
        goes_on = start > 0 and plain[start - 1] == ";" and words.startswith(("trong ", "va ", "khong qua "))
        yield start, end, f"{header} {sentence}" if goes_on else header
        sentence = (f"{sentence} {words}" if goes_on else words)[-_HEADING_MAX:]
        if words.endswith(":"):
            header, header_mark = words[-_HEADING_MAX:], mark


def clauses(plain: str, spans: Sequence[WrittenSpan]) -> list[Clause]:
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
            line = plain[max(0, span.start - _LINE_MAX) : span.start].rpartition("\n")[2]
            role, effect = _role(header, before, after, depth, line)
            earlier = plain[found[-1].start : begin] if found else ""
            parts = parts or _has(_PARTS, before)
            is_labelled = span.start >= labelled_from
            is_stage = _is_stage(before, after, earlier)
            is_kind = _has(_KIND_HEADING, before)
            if is_kind and found and _has(_RENEWAL, before) and not any(clause.is_kind for clause in found):
                # "15 ngày; gia hạn: 05 ngày": the renewal of a permit, or a longer limit? It does not say.
                effect = Effect.UNCLEAR
            found.append(Clause(span, role, effect, begin, stop, is_labelled, is_stage, parts, is_kind))
        parts = parts or (bool(found) and _has(_PARTS, plain[start:end]))
    return _settled(plain, found)


def _settled(plain: str, found: Sequence[Clause]) -> list[Clause]:
    """Return the clauses with each new time in the place of the one that it replaces."""
    settled: list[Clause] = []
    waiting: Clause | None = None  # "thay vì 15 ngày, nay là 10 ngày": the old one comes first.
    for clause in found:
        earlier = next((one for one in reversed(settled) if one.role is not Role.NOTHING), None)
        since = max(0, clause.span.start - 200)
        between = plain[max(since, earlier.span.end) if earlier else since : clause.span.start]
        is_near = earlier is not None and earlier.span.end >= since
        after = plain[clause.span.end : clause.end]
        if replaced(between, after) and (is_near or waiting is None):
            if earlier is None or not is_near:
                waiting = clause
            elif earlier.statutory is None:
                settled[settled.index(earlier)] = evolve(
                    earlier, statutory=clause.span, end=max(earlier.end, clause.end)
                )
            else:
                settled.append(evolve(clause, role=Role.NOTHING))
        elif replacing(_before(plain, earlier), between, after) or (
            earlier is None and old_number(between, clause.span.unit) is not None
        ):
            old = waiting.span if waiting is not None and not is_near else None
            waiting = waiting if old is None else None
            new = evolve(clause, statutory=old)
            settled = _in_place(settled, earlier if is_near else None, new, between)
        elif waiting is not None and clause.role < Role.ADDS:
            settled.append(evolve(clause, statutory=waiting.span))
            waiting = None
        else:
            settled.append(clause)
    if waiting is not None:
        settled.append(waiting)
    return settled


def _before(plain: str, clause: Clause | None) -> str:
    return "" if clause is None else plain[max(0, clause.span.start - 120) : clause.span.start]


def _in_place(settled: list[Clause], earlier: Clause | None, clause: Clause, between: str) -> list[Clause]:
    """Return the clauses with *clause* in the place of *earlier*, or beside it if it is tied to a case."""
    if earlier is None:
        return [*settled, evolve(clause, statutory=clause.statutory or old_number(between, clause.span.unit))]
    if tied(between):
        role = Role.CASE if clause.role is Role.LIMIT else clause.role
        return [*settled, evolve(clause, role=role, effect=Effect.REPLACES)]
    rest = [one for one in settled if one is not earlier]
    if earlier.statutory is not None:
        # Of three in a row the first is the statutory one; the second stays as what the text names.
        rest.append(evolve(earlier, role=Role.NOTHING, statutory=None))
    statutory = earlier.statutory or earlier.span
    same = next((one for one in rest if _counts_alike(one, clause) and one.statutory is None), None)
    if same is not None and earlier.role is Role.NOTICE:
        # "10 ngày (đã giảm từ 15 ngày xuống còn 10 ngày)" says the same once more.
        return [evolve(one, statutory=statutory) if one is same else one for one in rest]
    new = evolve(
        clause,
        role=earlier.role,
        effect=earlier.effect,
        start=earlier.start,
        is_labelled=earlier.is_labelled or clause.is_labelled,
        is_stage=earlier.is_stage,
        is_part=earlier.is_part,
        is_kind=earlier.is_kind,
        statutory=statutory,
    )
    return sorted([*rest, new], key=lambda one: one.span.start)


def _counts_alike(one: Clause, other: Clause) -> bool:
    return (one.span.amount, one.span.unit) == (other.span.amount, other.span.unit)
