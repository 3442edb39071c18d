"""A parser of command lines whose own words are Vietnamese or English (bộ đọc dòng lệnh)."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from thutuc.commands.language import Language

# What argparse says, and the same in Vietnamese; what is itself a message is read once more.
_MESSAGES = (
    (r"argument (?P<a>[^:]*): (?P<said>.*)", "{a}: {said}"),
    (r"the following arguments are required: (.*)", "còn thiếu: {0}"),
    (r"one of the arguments (.*) is required", "cần một trong các tùy chọn: {0}"),
    (r"unrecognized arguments: (.*)", "không có tùy chọn hay đối số này: {0}"),
    (r"ambiguous option: (.*) could match (.*)", "{0} có thể là {1}; hãy viết đầy đủ"),
    (r"expected one argument", "cần một giá trị đi kèm"),
    (r"expected at least one argument", "cần ít nhất một giá trị đi kèm"),
    (r"expected at most one argument", "chỉ nhận một giá trị đi kèm"),
    (r"expected (\d+) arguments?", "cần {0} giá trị đi kèm"),
    (r"not allowed with argument (.*)", "không dùng cùng với {0}"),
    (r"ignored explicit argument (.*)", "không nhận giá trị {0}"),
    (
        r"invalid choice: (.*?) \((?:maybe you meant .*, )?choose from (.*)\)",
        "không có {0}; chọn một trong: {1}",
    ),
    (r"invalid \w+ value: (.*)", "không đọc được {0}"),
)


def in_vietnamese(said: str) -> str:
    """What argparse says of a wrong command line; what the options themselves say stays as it is.

    Examples:
        >>> in_vietnamese("argument --from: expected one argument")
        '--from: cần một giá trị đi kèm'
    """
    for pattern, vi in _MESSAGES:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            named = found.groupdict()
            if "said" in named:
                return vi.format(a=named["a"], said=in_vietnamese(named["said"]))
            return vi.format(*found.groups())
    return said


class _Vietnamese(argparse.HelpFormatter):
    """Help under a Vietnamese heading."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Reads a command line; its headings and errors are in the language of *words*."""

    def __init__(self, *, words: Language, **given: Any) -> None:  # noqa: ANN401 - as argparse takes them
        english = words.language == "en"
        given.setdefault("formatter_class", argparse.HelpFormatter if english else _Vietnamese)
        super().__init__(add_help=False, **given)
        self.words = words
        self._positionals.title = words("đối số", "positional arguments")
        self._optionals.title = words("tùy chọn", "options")

    def with_help(self) -> "Parser":
        """The parser with an option that shows what it takes."""
        told = self.words("hiện hướng dẫn này rồi thoát", "show this help and exit")
        self.add_argument("-h", "--help", action="help", help=told)
        return self

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and exit with 2."""
        self.print_usage(sys.stderr)
        said = self.words(f"lỗi: {in_vietnamese(message)}", f"error: {message}")
        self.exit(2, f"{self.prog}: {said}\n")
