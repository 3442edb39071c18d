"""Cases with limits of their own, out of the description of a channel (trường hợp có thời hạn riêng).

Only what is plain is read: a piece of the description that names one case and one span of time, such as
`- Đối với cấp lại: 05 ngày làm việc` or `05 ngày làm việc đối với cấp lại`.
"""

from typing import Final

import attrs

from thutuc.catalogue.text import bare, compiled
from thutuc.limits import TimeLimit
from thutuc.procedures.linting import limit_in

__all__ = ["Stated", "heading_of", "stated_in"]

_PIECES: Final = (
    r"\n|;|(?<=[.\s])(?=[-+*•]\s)|(?<=\.\s)|(?<=[.;:]\s)(?=(?:\(\d{1,2}\)|\d{1,2}[.)]|[a-zđ]\))\s)"
)
_UNIT: Final = r"(?:ngày(?:\s+làm\s+việc)?|giờ(?:\s+làm\s+việc)?|tuần|tháng|năm)\b(?!\s*\d)"
_SPAN: Final = rf"(?i)(?<![\d/.])\d+(?:[.,]\d+)?\s*(?:\([^()\n]{{1,30}}\)\s*)?{_UNIT}"
_LEAD: Final = r"(?:(?:là|không quá|tối đa|trong vòng|trong thời hạn|thời hạn(?: giải quyết)?|thì)\s*:?\s*)*"
_CASE_FIRST: Final = (
    r"(?is)^(?P<name>(?:(?:riêng\s+)?đối với|(?:trong\s+)?trường hợp)\b[^:]{3,500}):\s*"
    rf"(?P<limit>{_LEAD}\d.*)$"
)
_LIMIT_FIRST: Final = (
    rf"(?is)^(?P<limit>{_LEAD}\d[^:;]{{0,140}}?)[\s,(]+"
    r"(?P<name>(?:đối với|(?:trong\s+)?trường hợp)\b[^:]{3,500})$"
)
_LABELLED: Final = r"(?im)\bthời hạn giải quyết(?: hồ sơ)?:\s*(?P<limit>[^\n.;]+)"
# One row of several: its description begins with the case it is for.
_HEADING: Final = (
    r"(?is)^\W*(?:\(?\d{1,2}[.)]\s*|[a-zđ]\)\s*)?"
    r"(?P<name>(?:đối với|trường hợp)\b[^:\n]{3,500}?)\s*(?::|\n|$)"
)
_NOT_A_CASE: Final = r"(?i)không tính|bổ sung, hoàn thiện|hồ sơ (?:chưa|không) (?:hợp lệ|đầy đủ)"
_NUMBERING: Final = r"^(?:\(\d{1,2}\)|\d{1,2}[.)]|\(?[a-zđ]\))\s+"
# Steps on the way, not the whole: such a span is not the limit of the case.
_STEP: Final = (
    r"(?i)thông báo|bổ sung|lấy ý kiến|xin ý kiến|thẩm định|kiểm tra|chuyển hồ sơ|trình "
    r"|tiếp nhận hồ sơ|hợp lệ thì|không đủ điều kiện|chưa đầy đủ|không hợp lệ|gia hạn|kéo dài|hiệu lực"
    r"|niêm yết|xác minh"
)
_WHOLE: Final = rf"(?is)^(?:thời (?:hạn|gian)(?: giải quyết)?[^:\d\n]{{0,60}}:?\s*)?{_LEAD}(?=\d)"


@attrs.frozen
class Stated:
    """What a description states of limits (thời hạn nêu trong mô tả).

    Args:
        cases: Pairs of a case and its limit.
        whole: The one limit it states for everything, if it states just one and nothing else.
        is_complete: Whether no span of time is left beside the cases.
        has_spans: Whether it names any span of time.
    """

    cases: tuple[tuple[str, TimeLimit], ...] = ()
    whole: TimeLimit | None = None
    is_complete: bool = False
    has_spans: bool = False


def _one_limit(text: str) -> TimeLimit | None:
    """The limit of a text that states the same for every case."""
    limit = limit_in(text)
    return None if limit is None or limit.conditions else limit


def _case(piece: str) -> tuple[str, TimeLimit] | None:
    found = compiled(_CASE_FIRST).match(piece) or compiled(_LIMIT_FIRST).match(piece)
    if found is None or compiled(_STEP).search(found["limit"]) or compiled(_NOT_A_CASE).search(found["name"]):
        return None
    limit = _one_limit(found["limit"])
    return None if limit is None else (bare(found["name"]), limit)


def stated_in(description: str) -> Stated:
    """The cases and limits of a description (đọc thời hạn trong mô tả).

    Examples:
        >>> stated = stated_in("- Đối với cấp mới: 10 ngày làm việc. - Đối với cấp lại: 05 ngày làm việc.")
        >>> [name for name, _ in stated.cases], stated.cases[1][1]
        (['Đối với cấp mới', 'Đối với cấp lại'], TimeLimit(5, Unit.WORKING_DAY))
        >>> stated_in("05 ngày làm việc kể từ ngày nhận đủ hồ sơ").whole
        TimeLimit(5, Unit.WORKING_DAY)
    """
    spans = len(compiled(_SPAN).findall(description))
    if not spans:
        return _at_once(description)
    cases: list[tuple[str, TimeLimit]] = []
    whole: TimeLimit | None = None
    for piece in compiled(_PIECES).split(description):
        if len(compiled(_SPAN).findall(piece)) != 1:
            continue
        plain = compiled(_NUMBERING).sub("", bare(piece))
        case = _case(plain)
        if case is not None:
            cases.append(case)
        elif spans == 1 and compiled(_WHOLE).match(plain) and not compiled(_STEP).search(plain):
            whole = _one_limit(plain)
    return Stated(tuple(cases), whole, len(cases) == spans, has_spans=True)


def _at_once(description: str) -> Stated:
    """What a description without numbers states under its heading: at once, the same day."""
    found = compiled(_LABELLED).search(description)
    limit = limit_in(found["limit"]) if found else None
    return Stated(whole=limit, has_spans=limit is not None)


def heading_of(description: str) -> str:
    r"""The case a description begins with, or nothing (trường hợp đứng đầu mô tả).

    Examples:
        >>> heading_of("(1) Trường hợp cấp mới:\n* Nộp tại Bộ phận Một cửa.")
        'Trường hợp cấp mới'
    """
    found = compiled(_HEADING).match(description)
    return bare(found["name"]) if found else ""
