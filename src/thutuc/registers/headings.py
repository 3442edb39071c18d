"""How offices head the columns of a register, and which of two headings for one counts (tiêu đề cột)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from thutuc.words.alphabet import spelling

__all__ = ["COLUMNS", "COMPULSORY", "HEADINGS", "KNOWN"]

COLUMNS = ("code", "procedure", "office", "mechanism", "channel", "received", "limit", "finished", "returned")
"""The columns a register has beside `due`. What a row does not state, or no column, counts as not stated."""

KNOWN = (*COLUMNS, "due", "limit_unit")
"""The columns that are not extra; `limit_unit` is the unit of limits that are numbers."""

COMPULSORY = (("code",), ("received",), ("limit", "due"))
"""The columns without which nothing can be counted: one of each group."""

HEADINGS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "code": (("mã hồ sơ", "mã số hồ sơ", "mahoso"), ("số hồ sơ",)),
        "procedure": (
            ("tên thủ tục hành chính", "tên thủ tục", "thủ tục hành chính", "thủ tục"),
            ("mã thủ tục hành chính", "mã thủ tục", "matthc"),
        ),
        "office": (
            ("cơ quan giải quyết", "cơ quan chủ trì giải quyết", "đơn vị giải quyết"),
            ("cơ quan", "đơn vị"),
        ),
        "mechanism": (("cơ chế", "cơ chế giải quyết", "cơ chế thực hiện"),),
        "channel": (
            (
                *("cách thức nộp hồ sơ", "cách thức nộp", "hình thức nộp hồ sơ", "hình thức nộp"),
                *("hình thức tiếp nhận", "hình thức tiếp nhận hồ sơ", "hình thức nộp/tiếp nhận"),
                *("phương thức nhận", "kenhthuchien"),
            ),
            ("kênh",),
        ),
        "received": (
            (
                *("ngày tiếp nhận", "ngày tiếp nhận hồ sơ", "ngày nhận", "ngày nhận hồ sơ"),
                *("thời gian tiếp nhận", "ngaytiepnhan"),
            ),
            # A dossier that was handed in may be accepted later, and only then the limit begins.
            ("ngày nộp", "ngày nộp hồ sơ"),
        ),
        "limit": (("thời hạn giải quyết", "thoigiangiaiquyet"), ("thời hạn",)),
        "limit_unit": (("donvitinh", "đơn vị tính", "đơn vị tính thời hạn"),),
        "due": (
            (
                *("ngày hẹn trả", "ngày hẹn trả kết quả", "hẹn trả", "hẹn trả kết quả"),
                *("thời gian hẹn trả", "thời gian hẹn trả kết quả", "ngayhentra"),
            ),
            ("ngày hẹn", "hạn trả", "hạn trả kết quả"),
            # Of the office's work, not of the citizen's appointment.
            ("hạn xử lý",),
        ),
        "finished": (
            ("ngày kết thúc xử lý", "ngày kết thúc", "ngày giải quyết xong", "ngayketthucxuly"),
            ("ngày có kết quả", "ngày hoàn thành"),
        ),
        "returned": (("ngày trả kết quả", "ngày trả"), ("thời gian trả kết quả",)),
    }
)
"""For each column the headings that are known, those of the highest rank first."""

# What headings of narrow columns leave out.
_SHORT = {"hs": "hồ sơ", "kq": "kết quả", "tthc": "thủ tục hành chính", "gq": "giải quyết"}
_NO_WORD = re.compile(r"[^\w/]+|_")
_SLASH = re.compile(r"\s*/\s*")


def _key(heading: str) -> str:
    """A heading without brackets, stars and what else surrounds its words, abbreviations written out."""
    words = _NO_WORD.sub(" ", unicodedata.normalize("NFC", heading)).casefold()
    return spelling(" ".join(_SHORT.get(word, word) for word in _SLASH.sub("/", words).split()))


_RANKS = {
    _key(heading): (column, rank)
    for column, ranks in HEADINGS.items()
    for rank, headings in enumerate(ranks, 1)
    for heading in headings
} | {column: (column, 0) for column in KNOWN}


def known_heading(heading: str) -> tuple[str, int] | None:
    """The column that a heading stands for and its rank, 0 for the library's own name; `None` if unknown.

    Examples:
        >>> known_heading("NGÀY HẸN TRẢ (kết quả)"), known_heading("Tên TTHC"), known_heading("Ghi chú")
        (('due', 1), ('procedure', 1), None)
    """
    return _RANKS.get(spelling(heading)) or _RANKS.get(_key(heading))


def holds_headings(cells: Iterable[str]) -> list[str]:
    """The cells of a row that are known headings."""
    return [cell for cell in cells if cell.strip() and known_heading(cell) is not None]
