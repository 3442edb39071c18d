"""Texts as the formats of others can hold them (ký tự ghi được)."""

import re
from typing import Final

from thutuc.bounds import shown
from thutuc.errors import InvalidValueError

# Neither XML 1.0 nor iCalendar has them, and halves of letters are no UTF-8.
_NOT_WRITTEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def written(text: str, where: str) -> str:
    """Return *text*, each of its lines ended by a line feed, if it can be written; *where* names it.

    Raises:
        InvalidValueError: If it holds a letter that no such file can hold.

    Examples:
        >>> written("một cửa", "the name of a step")
        'một cửa'
    """
    if found := _NOT_WRITTEN.search(text):
        raise InvalidValueError(
            f"{where}: the letter U+{ord(found[0]):04X} at place {found.start():,} can stand in no such "
            f"file; take it out of {shown(text)}",
            given=text,
        )
    return "\n".join(text.replace("\r\n", "\n").split("\r"))
