"""TOML as plain data, within bounds: what is too large, too deep or no TOML is refused (đọc TOML)."""

import re
import zlib
from itertools import accumulate
from os import PathLike
from typing import cast

from thutuc.bounds import BOUNDS, Bounds, check_bounds, read_bytes, read_path, shown
from thutuc.errors import InvalidTypeError, InvalidValueError, RegisterError

# What stands between quotes or after # says nothing of the depth; none of the parts gives back what it took.
_QUOTED = re.compile(
    r"""
    \"\"\"(?:[^"\\]++|\\.|"{1,2}+(?!"))*+(?:"{3,5}+)?
    | '''(?:[^']++|'{1,2}+(?!'))*+(?:'{3,5}+)?
    | "(?:[^"\\\n]++|\\.)*+"?
    | '[^'\n]*+'?
    | \#[^\n]*+
    """,
    re.DOTALL | re.VERBOSE,
)
_LONGEST = 1 << 63


def load_toml(
    source: str | PathLike[str], expected: str, refusal: type[RegisterError], bounds: Bounds = BOUNDS
) -> tuple[str, dict[str, object]]:
    """The name to report and the content of TOML text or of a file.

    Args:
        source: TOML text, or the path of a file.
        expected: What it should hold, with its verb, such as `a directory is`.
        refusal: The error to raise.
        bounds: How much is read.

    Raises:
        InvalidTypeError: If *source* is neither text nor a path.
        InvalidValueError: If no file can be called so.
        RegisterError: As *refusal*, if the file cannot be read, is larger or deeper than *bounds* allow, or
            is not TOML.
    """
    if isinstance(source, str):
        name, content = "text", source
    elif isinstance(source, PathLike):
        path = read_path(source, "a file of TOML")
        name = str(path)
        try:
            content = read_bytes(path, check_bounds(bounds), "toml_bytes").decode("utf-8")
        except (OSError, EOFError, zlib.error, UnicodeDecodeError, InvalidValueError) as error:
            raise refusal(f"{name} cannot be read", [str(error)], given=name) from error
    else:
        raise InvalidTypeError(f"{expected} read from TOML text or a path, not {shown(source)}", given=source)
    if found := _too_much(content, check_bounds(bounds)):
        raise refusal(f"{name} cannot be read", [found], given=name)
    import tomllib  # noqa: PLC0415 - not needed by those who read no TOML

    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        hint = "; to read a file, give a pathlib.Path" if name == "text" else ""
        raise refusal(f"{name} is not TOML", [f"{error}{hint}"], given=name) from error
    except ValueError as error:
        # Python writes and reads no whole number of more than 4,300 digits.
        raise refusal(f"{name} is not TOML", [_NO_NUMBER], given=name) from error
    if _has_long_number(data):
        raise refusal(f"{name} is not TOML", [_NO_NUMBER], given=name)
    return name, data


_NO_NUMBER = "a whole number has more than the 64 bits that TOML gives it; write it as text"


def _too_much(content: str, bounds: Bounds) -> str:
    """What of a text is more than the bounds allow, before it is read; nothing if all is within."""
    if len(content) > bounds.toml_bytes:
        most = f"the bound 'toml_bytes' allows {bounds.toml_bytes:,}"
        return f"it has {len(content):,} letters, and {most}; divide it, or raise the bound"
    bare = _QUOTED.sub('""', content)
    steps = accumulate(1 if mark in "[{" else -1 for mark in re.findall(r"[\[\]{}]", bare))
    most = f"{bounds.toml_depth} deep, as the bound 'toml_depth' allows; write it flatter, or raise the bound"
    if max(steps, default=0) > bounds.toml_depth:
        return f"its lists and tables may stand {most}"
    if re.search(rf"(?:\.[^.,=\n\[\]{{}}]*+){{{bounds.toml_depth}}}", bare):
        return f"its dotted names may go {most}"
    return ""


def _has_long_number(data: dict[str, object]) -> bool:
    """Whether a whole number is longer than TOML has it; it could not be written in any message."""
    left: list[object] = [data]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += cast("dict[str, object]", one).values()
        elif isinstance(one, list):
            left += cast("list[object]", one)
        elif isinstance(one, int) and not -_LONGEST <= one < _LONGEST:
            return True
    return False
