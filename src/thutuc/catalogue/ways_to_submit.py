"""The rows of ways to submit, out of the portal's run-together text (cách thức thực hiện).

A row is the way, the limit, the fee, a note in brackets and a description, with nothing between them:
`Trực tiếp5 Ngày làm việcMiễn phí(Không có)Tại Bộ phận Một cửa`. The words for a way also stand inside
descriptions, but there never with a limit and a fee glued to them; that is what tells a row.
"""

import re
from typing import Final

import attrs

from thutuc.catalogue.text import NOTHING, compiled, told
from thutuc.procedures import Channel

__all__ = ["Row", "rows_of"]

HEADING: Final = "Hình thức nộpThời gianPhí, lệ phíMô tả"
_WAYS: Final = {
    "Trực tiếp": Channel.DIRECT,
    "Trực tuyến": Channel.ONLINE,
    "Dịch vụ bưu chính": Channel.POST,
}
UNITS: Final = r"Ngày làm việc|Giờ làm việc|Ngày|Giờ|Tuần|Tháng|Năm|Phút"
_FEE: Final = (
    rf"Miễn phí|{NOTHING}|\d[\d.,]* ?(?:VNĐ|VND|Việt Nam Đồng|Đồng|USD|Đô la Mỹ|EUR|[A-Z]{{3}}(?![a-zà-ỹ]))"
)
_ROW: Final = (
    rf"(?P<way>{'|'.join(_WAYS)})(?:"
    # A number and a unit tell a row even where the fee is of a kind not seen before.
    rf"(?P<limit>\d{{1,6}}(?:[.,]\d{{1,4}})? ?(?:{UNITS}))(?! )(?P<fee>{_FEE})?"
    # A number without a unit before money: where it ends and the money begins cannot be told.
    rf"|(?P<glued>\d[\d.,]* ?(?:VNĐ|VND|Việt Nam Đồng|Đồng|USD|Đô la Mỹ|EUR))"
    rf"|(?P<bare>\d{{1,6}}(?:[.,]\d{{1,4}})?)(?P<fee_of_bare>Miễn phí|{NOTHING})"
    rf"|(?P<said>{NOTHING}|[A-ZĐ][^\d\n.:;,()]{{0,60}}?)?(?P<fee_of_said>(?<! )(?:{_FEE}))"
    r")"
)
_ROW_INSIDE: Final = rf"(?:{'|'.join(_WAYS)})\s+\d+ (?:Ngày làm việc|Ngày|Giờ|Tháng)\s"
# An item of a list, "a)" or "1)", closes no bracket.
_ITEM: Final = r"(?:(?<=^\()|(?<=[\s;.,:]))(?:[a-zđ]{1,2}|\d{1,2})\)"
_LISTED: Final = r"\((?:[a-zđ]|\d{1,2})\)\s"
_CLOSING: Final = r"\)+(?=[-+]\s|[^\s.,;:)\]/–+-])"


@attrs.frozen
class Row:
    """One row as printed, in its parts (một dòng cách thức thực hiện).

    Args:
        channel: The way.
        limit: The limit as printed; empty if the portal has none.
        fee: The fee as printed; empty if the portal has none.
        note: What stands in brackets after the fee.
        description: The rest.
        text: The whole row.
        problems: Pairs of a part and why it could not be read.
    """

    channel: Channel
    limit: str
    fee: str
    note: str
    description: str
    text: str
    problems: tuple[tuple[str, str], ...] = ()


def _end_of_note(rest: str, items: frozenset[int]) -> int:
    """Where the bracket that begins *rest* is closed; -1 if it never is. Those of *items* close nothing."""
    depth = 0
    for place, letter in enumerate(rest):
        if letter == "(":
            depth += 1
        elif letter == ")" and place not in items:
            depth -= 1
            if depth == 0:
                return place
    return -1


def _note_and_description(rest: str, fee: str) -> tuple[str, str, str]:
    """The note in brackets, what follows it, and why they could not be told apart."""
    listed = compiled(_LISTED).match(rest) is not None
    if not rest.startswith("(") or (listed and fee == NOTHING):
        return "", rest.strip(), ""
    items = frozenset(match.end() - 1 for match in compiled(_ITEM).finditer(rest))
    end = _end_of_note(rest, items)
    if end < 0 and listed:
        return "", rest.strip(), ""
    if end < 0 and items:
        end = _end_of_note(rest, frozenset())
    if end >= 0:
        return rest[1:end].strip(), rest[end + 1 :].strip(), ""
    # A bracket too few: the portal glues the description to the last one.
    closing = compiled(_CLOSING).search(rest)
    if closing is not None:
        return rest[1 : closing.end() - 1].strip(), rest[closing.end() :].strip(), ""
    if rest.endswith(")"):
        return rest[1:-1].strip(), "", ""
    reason = "the bracket after the fee is never closed, so its note and the description are one text"
    return "", rest.strip(), reason


def _row(found: re.Match[str], rest: str, text: str) -> Row:
    problems: list[tuple[str, str]] = []
    limit, fee = found["limit"] or "", found["fee"] or ""
    if found["glued"]:
        problems.append(("limit", "a number without a unit, run together with the amount of the fee"))
        problems.append(("fee", "run together with a limit that has no unit"))
    elif found["bare"]:
        fee = found["fee_of_bare"]
        problems.append(("limit", f"the number {found['bare']} has no unit"))
    elif not limit:
        limit, fee = told(found["said"] or ""), found["fee_of_said"]
        if found["said"] is None and fee[0].isdigit():
            problems.append(("limit", "no limit stands before the amount of the fee"))
    note, description, reason = _note_and_description(rest, fee)
    if reason:
        problems.append(("fee", reason))
    if compiled(_ROW_INSIDE).search(description):
        problems.append(("description", "it seems to hold another row"))
    return Row(_WAYS[found["way"]], limit, told(fee), note, description, text, tuple(problems))


def rows_of(text: str) -> tuple[tuple[Row, ...], str]:
    """Every row, and the text that stands in none (tách các dòng).

    Args:
        text: The portal's field, composed.

    Examples:
        >>> rows, left = rows_of(HEADING + "Trực tuyến5 Ngày10 USD(10USD/giấy)Trực tiếp2 GiờMiễn phíTại quầy")
        >>> [(row.channel.name, row.limit, row.fee, row.note, row.description) for row in rows]
        [('ONLINE', '5 Ngày', '10 USD', '10USD/giấy', ''), ('DIRECT', '2 Giờ', 'Miễn phí', '', 'Tại quầy')]
        >>> left
        ''
    """
    body = text.removeprefix(HEADING)
    found = list(compiled(_ROW).finditer(body))
    starts = [match.start() for match in found]
    ends = [*starts[1:], len(body)] if found else []
    left = body[: starts[0]] if found else body
    rows = tuple(
        _row(match, body[match.end() : end], body[match.start() : end])
        for match, end in zip(found, ends, strict=True)
    )
    return rows, told(left)
