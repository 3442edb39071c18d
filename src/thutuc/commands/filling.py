"""Fills a command with options, each explained in Vietnamese and English (khai báo tùy chọn)."""

from typing import Any

from thutuc.commands.arguments import Reader
from thutuc.commands.parser import Parser
from thutuc.commands.words import Words

_VALUES = {
    "ASKED": "NGÀY_YÊU_CẦU",
    "COLUMN": "CỘT",
    "DATE": "NGÀY",
    "DATE=REASON": "NGÀY=LÝ_DO",
    "DAY": "NGÀY",
    "FILE": "TỆP",
    "GIVEN": "NGÀY_NỘP",
    "HALF": "NỬA_NĂM",
    "HOURS": "GIỜ",
    "LIMIT": "THỜI_HẠN",
    "MONTH": "THÁNG",
    "N": "SỐ",
    "NAME": "TÊN",
    "NAME=HEADING": "CỘT=TIÊU_ĐỀ",
    "QUARTER": "QUÝ",
    "REGISTER": "SỔ",
    "RESUMED": "NGÀY_TIẾP",
    "STOPPED": "NGÀY_DỪNG",
    "TABLE": "BẢNG",
    "TEXT": "CHỮ",
    "UNIT": "ĐƠN_VỊ",
    "WEEK": "GIỜ_LÀM_VIỆC",
    "WORD=CHANNEL": "CHỮ=CÁCH_THỨC",
    "WORKED=OFF": "NGÀY_LÀM_BÙ=NGÀY_NGHỈ",
    "YEAR": "NĂM",
}
"""What stands for a value in help, in English and in Vietnamese."""


class Filling:
    """Adds the options of one command.

    An option has an English name and Vietnamese ones after it. All are understood in both languages, and help
    shows those of its own first.
    """

    def __init__(self, parser: Parser, words: Words) -> None:
        self.parser, self.words, self.read = parser, words, Reader(words)

    def add(self, names: str, vi: str, en: str, *values: str, **how: Any) -> None:  # noqa: ANN401 - as argparse
        """One argument: its names, its help, what stands for its values."""
        several = names.split()
        if several[0].startswith("-"):
            how.setdefault("dest", several[0].lstrip("-").replace("-", "_"))
            several = several if self.words.language == "en" else several[::-1]
        shown = [self.words(_VALUES[value], value) for value in values]
        if shown:
            how["metavar"] = tuple(shown) if len(shown) > 1 else shown[0]
        self.parser.add_argument(*several, help=self.words(vi, en).replace("%", "%%"), **how)

    def flag(self, names: str, vi: str, en: str) -> None:
        """An option without a value."""
        self.add(names, vi, en, action="store_true")

    def many(self, names: str, vi: str, en: str, *values: str, **how: Any) -> None:  # noqa: ANN401
        """An option that may be repeated."""
        if len(values) > 1:
            how["nargs"] = len(values)
        vi, en = f"{vi}; dùng được nhiều lần", f"{en}; may be repeated"
        self.add(names, vi, en, *values, action="append", default=[], **how)
