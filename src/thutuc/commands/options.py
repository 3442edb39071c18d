"""The commands and their options, filled in from the words in `data/commands.toml` (các lệnh và tùy chọn)."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from thutuc import Convention
from thutuc.commands.arguments import Arguments
from thutuc.commands.language import LANGUAGE_OPTIONS, Language
from thutuc.commands.parser import Parser
from thutuc.data import read_toml
from thutuc.errors import LANGUAGES
from thutuc.reports import CUT_OFF_DAY


class _Version(argparse.Action):
    """Prints the version of the package that is installed."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, for this alone

        try:
            sys.stdout.write(f"thutuc {version('thutuc')}\n")
        except PackageNotFoundError:
            sys.stdout.write("thutuc, not installed: run from a folder of its source\n")
        parser.exit()


def command_line(language: str) -> Parser:
    """The parser of the whole command line, its help and errors in *language*."""
    words, told = Language(language), read_toml("commands.toml")
    parser = Parser(
        words=words,
        prog="thutuc",
        description=words(
            "Hạn trả kết quả, báo cáo của cơ quan, việc trong ngày, đối soát số liệu.",
            "When a result is due, what an office reports, what today brings, whether figures add up.",
        ),
    ).with_help()
    shown = words("hiện phiên bản rồi thoát", "show the version and exit")
    parser.add_argument("--version", action=_Version, nargs=0, help=shown)
    commands = parser.add_subparsers(
        dest="command", required=True, title=words("lệnh", "commands"), metavar=words("LỆNH", "COMMAND")
    )
    for name, command in told["commands"].items():
        what = words(command["vi"], command["en"])
        one: Parser = commands.add_parser(
            name, aliases=[command["vietnamese"]], help=what, description=what, words=words
        ).with_help()
        one.set_defaults(command=name)
        filling = Filling(one, words, told["values"])
        for group in command["options"]:
            for option in told[group]:
                filling.add(**option)
        filling.add(
            " ".join(LANGUAGE_OPTIONS),
            "ngôn ngữ của câu trả lời; bỏ trống thì theo máy, tiếng Việt nếu máy không dùng tiếng Anh",
            "language of the answer; left out, that of the computer, Vietnamese unless it is English",
            choices=LANGUAGES,
            default=language,
        )
    return parser


class Filling:
    """Adds the options of one command.

    An option has an English name and Vietnamese ones after it. All are understood in both languages, and help
    shows those of its own first.
    """

    def __init__(self, parser: Parser, words: Language, shown: dict[str, str]) -> None:
        self.parser, self.words, self.shown = parser, words, shown
        self.arguments = Arguments(words)

    def add(
        self,
        names: str,
        vi: str,
        en: str,
        values: Sequence[str] = (),
        *,
        read: str = "",
        **how: Any,  # noqa: ANN401
    ) -> None:
        """One argument.

        Args:
            names: Its names.
            vi: Its help in Vietnamese.
            en: Its help in English.
            values: What stands for its values.
            read: How it is read; of a whole number with `least` and `most`.
            **how: `flag`, if it has no value; `many`, if it may be repeated; the rest as argparse takes it.
        """
        several = names.split()
        if several[0].startswith("-"):
            how.setdefault("dest", several[0].lstrip("-").replace("-", "_"))
            several = several if self.words.language == "en" else several[::-1]
        if how.pop("flag", False):
            how["action"] = "store_true"
        if how.pop("many", False):
            vi, en = f"{vi}; dùng được nhiều lần", f"{en}; may be repeated"
            how |= {"action": "append", "default": []} | ({"nargs": len(values)} if len(values) > 1 else {})
        if read == "whole":
            how["type"] = self.arguments.whole(how.pop("least"), how.pop("most", None))
        elif read:
            how["type"] = getattr(self.arguments, read)
        if "const" in how:
            how["const"] = {"CUT_OFF_DAY": CUT_OFF_DAY, "": ()}[how["const"]]
        if shown := [self.words(self.shown[value], value) for value in values]:
            how["metavar"] = tuple(shown) if len(shown) > 1 else shown[0]
        conventions = "; ".join(f"{one.value} ({one.label(self.words.language)})" for one in Convention)
        said = self.words(vi, en).replace("{conventions}", conventions)
        self.parser.add_argument(*several, help=said.replace("%", "%%"), **how)
