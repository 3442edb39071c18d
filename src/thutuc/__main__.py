"""The command line: `python -m thutuc due …`, `report …`, `today …` and `audit …`.

Thin: every command calls public functions, so a notebook can do the same.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from thutuc.commands.day_at_the_counter import answer_today
from thutuc.commands.language import Language, language_asked, message
from thutuc.commands.one_deadline import answer_due
from thutuc.commands.options import command_line
from thutuc.commands.output import Answer
from thutuc.commands.register_report import answer_report
from thutuc.commands.table_audit import answer_audit
from thutuc.errors import MachineError, ThutucError
from thutuc.moments import OFFICE_TIME

_ANSWERS: dict[str, Callable[[argparse.Namespace, Language], Answer]] = {
    "due": answer_due,
    "report": answer_report,
    "today": answer_today,
    "audit": answer_audit,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it answered, 2 if its input is wrong, 1 if the machine could not, 130 if stopped.

    Args:
        arguments: Words of the command line; left out, those of the process.

    Examples:
        >>> main(["due", "01 ngày làm việc", "--from", "2026-03-02", "--format", "json"]) # doctest: +ELLIPSIS
        {
         "limit": "01 ngày làm việc",
         "due_on": "2026-03-03",
        ...
        0
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Vietnamese text needs it wherever the terminal's own encoding is narrower.
            reconfigure(encoding="utf-8")
    typed = sys.argv[1:] if arguments is None else arguments
    words = Language(language_asked(typed, os.environ))
    try:
        _answer(typed, words)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever says that memory is full
        code, said = _said(error, words)
        with suppress(OSError):
            print(f"thutuc: {said}", file=sys.stderr)
        return code
    return 0


def _answer(typed: Sequence[str], words: Language) -> None:
    asked = command_line(words.language).parse_args(typed)
    if asked.command == "today" and asked.now is None:
        # The one place that looks at a clock: what is due today is asked for today.
        asked.now = datetime.now(OFFICE_TIME).replace(tzinfo=None)
    answer = _ANSWERS[asked.command](asked, words)
    try:
        print(answer.text, end="")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, AttributeError) as error:
        # Without a stdout there is nothing to flush.
        _drop_output()
        unprinted = MachineError("the answer cannot be printed; check where it is to go")
        raise MachineError.of(error) or unprinted from error
    if answer.notes:
        print("\n".join(answer.notes), file=sys.stderr)


def _said(error: BaseException, words: Language) -> tuple[int, str]:
    """The exit code of an error, and what is said of it.

    Raises:
        BaseException: The error itself, if nobody foresaw it.
    """
    if isinstance(error, BrokenPipeError):
        # Such as `head`, which has what it wanted.
        _drop_output()
        return 1, words(
            "bên đọc đã đóng; phần còn lại không được in", "the reader has closed; the rest is not printed"
        )
    if isinstance(error, KeyboardInterrupt):
        return 130, words("đã dừng theo yêu cầu; không ghi gì", "stopped as asked; nothing was written")
    machine = MachineError.of(error)
    if machine is not None:
        return 1, message(machine, words)
    if isinstance(error, ThutucError):
        return 2, message(error, words)
    raise error


def _drop_output() -> None:
    """What is still buffered goes nowhere, lest Python complain at its end."""
    with suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
