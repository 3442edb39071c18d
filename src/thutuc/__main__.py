"""The command line: `python -m thutuc due …`, `report …`, `today …` and `audit …`.

Thin: every command calls public functions, so a notebook can do the same.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

from thutuc.commands.day_at_the_counter import answer_today
from thutuc.commands.one_deadline import answer_due
from thutuc.commands.options import command_line
from thutuc.commands.output import Answer
from thutuc.commands.register_report import answer_report
from thutuc.commands.table_audit import answer_audit
from thutuc.commands.words import Words, language_asked, message
from thutuc.errors import ThutucError
from thutuc.moments import OFFICE_TIME

_ANSWERS: dict[str, Callable[[argparse.Namespace, Words], Answer]] = {
    "due": answer_due,
    "report": answer_report,
    "today": answer_today,
    "audit": answer_audit,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it answered, 2 if its input is wrong.

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
    asked = command_line(language_asked(typed, os.environ)).parse_args(typed)
    words = Words(asked.language)
    if asked.command == "today" and asked.now is None:
        # The one place that looks at a clock: what is due today is asked for today.
        asked.now = datetime.now(OFFICE_TIME).replace(tzinfo=None)
    try:
        answer = _ANSWERS[asked.command](asked, words)
        print(answer.text, end="")
        sys.stdout.flush()
        if answer.notes:
            print("\n".join(answer.notes), file=sys.stderr)
    except ThutucError as error:
        print(f"thutuc: {message(error, words)}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader, such as `head`, has what it wanted; what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
