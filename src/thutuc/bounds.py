"""How much a reader takes before it refuses: size, depth, repetition, each with its reason (giới hạn đọc).

Files come from anywhere, and a small one can be made that takes minutes or gigabytes to read. Every bound on
what is read stands here once.
"""

import gzip
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from os import PathLike, fsencode, fspath
from pathlib import Path
from typing import Final, Protocol, cast

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError

__all__ = ["BOUNDS", "Bounds"]

CODE_LETTERS: Final = 100
"""Of a code, the longest of which has 40."""
NUMBER_LETTERS: Final = 40
"""Of a number, which even with the dossiers of a country in it has 12."""
MOST_DOSSIERS: Final = 10**12
"""Of one count: ten thousand for each person of the country."""
CIRCLES: Final = 20
"""Told of one directory: to find each is to go through all of it again."""
MARKS: Final = 30
"""Accents on one letter, as Unicode bounds them for text that is to be put in a normal form piece by piece
(UAX 15): to put more in order takes the square of their number."""
FREE_BYTES: Final = 1 << 20
"""To which any packed file may unpack, since this is read at once."""
SHOWN: Final = 100
"""Letters, or names, of what was given that a message repeats."""

_GZIP: Final = b"\x1f\x8b"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_BLOCK: Final = 1 << 20
_SMALL_BLOCK: Final = 1 << 17
"""Of what is taken apart at once, so that it is still near the processor."""


def _positive(_bounds: object, field: "attrs.Attribute[int]", number: object) -> None:
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidTypeError(f"the bound {field.name} is a whole number, not {number!r}", given=number)
    if number < 1:
        raise InvalidValueError(f"the bound {field.name} is 1 or more, not {number}", given=number)


@attrs.frozen(kw_only=True)
class Bounds:
    """How much of a file a reader takes before it refuses; who knows the file may raise them (giới hạn đọc).

    Raises:
        InvalidTypeError: If a bound is no whole number.
        InvalidValueError: If it is below 1.

    Examples:
        >>> Bounds(expansion=1000).expansion, BOUNDS.expansion
        (1000, 100)
    """

    file_bytes: int = attrs.field(default=1 << 30, validator=_positive)
    """Of a file that is read whole, into memory: ten years of a province's registers are smaller. Files that
    an engine reads a column at a time may have any size."""
    expansion: int = attrs.field(default=100, validator=_positive)
    """How many times its size a packed file may unpack to: registers do so 10 to 40 times, a file made to do
    harm a thousand times."""
    toml_bytes: int = attrs.field(default=1 << 25, validator=_positive)
    """Of TOML: a catalogue of all procedures of the country has half of it."""
    toml_depth: int = attrs.field(default=32, validator=_positive)
    """Of TOML, lists and tables within each other, and names of one dotted key: a catalogue has four."""
    json_bytes: int = attrs.field(default=1 << 25, validator=_positive)
    """Of one record in JSON: a dossier with all that it refers to has a hundredth of it."""
    json_depth: int = attrs.field(default=64, validator=_positive)
    """Of JSON, lists and tables within each other: a group of dossiers has nine."""
    xml_depth: int = attrs.field(default=64, validator=_positive)
    """Of XML, elements within each other: an event log has four, and as many more as its lists."""
    columns: int = attrs.field(default=16_384, validator=_positive)
    """Of a file: a spreadsheet has no more."""
    problems: int = attrs.field(default=10_000, validator=_positive)
    """Told at once: who has mended so many reads the file again."""


BOUNDS: Final = Bounds()
"""The bounds that hold where no others are given."""


def check_bounds(given: object) -> Bounds:
    """*given*, if it is what readers take as `bounds`.

    Raises:
        InvalidTypeError: If it is not.
    """
    if not isinstance(given, Bounds):
        raise InvalidTypeError(
            f"`bounds` is a value such as Bounds(expansion=1000), not {shown(given)}", given=given
        )
    return given


# Messages and texts -----------------------------------------------------------------------------------------


def shown(given: object) -> str:
    """What was given, as a message repeats it: its beginning, if it is long.

    Examples:
        >>> shown("một cửa"), len(shown("x" * 10_000))
        ("'một cửa'", 101)
    """
    try:
        text = repr(given)
    except ValueError:
        # An int of thousands of digits cannot be written.
        return "a number of thousands of digits"
    except RecursionError:
        return f"a {type(given).__name__} of thousands of levels"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def listed(names: Iterable[str]) -> str:
    """Names in a message, the first of them if they are many, and the beginning of one that is long."""
    several = list(names)
    more = f", … ({len(several):,} in all)" if len(several) > SHOWN else ""
    told = (name if len(name) <= CODE_LETTERS else f"{name[:CODE_LETTERS]}…" for name in several[:SHOWN])
    return ", ".join(told) + more


_LIKELY_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MARKS + 1},}}")


def composed(text: str) -> str:
    r"""*text* in NFC, unless that would take the square of its length (chuẩn hóa).

    Raises:
        InvalidValueError: If a letter has more than 30 accents.

    Examples:
        >>> composed("ti\u00ea\u0301p")
        'tiếp'
    """
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        # Marks that are in order are seen to be so, however many they are.
        return text
    for run in _LIKELY_MARKS.finditer(text):
        marks = 0
        for letter in run[0]:
            marks = marks + 1 if unicodedata.category(letter).startswith("M") else 0
            if marks > MARKS:
                raise InvalidValueError(
                    f"a letter at position {run.start():,} has more than {MARKS} accents, so this is no text "
                    f"that somebody wrote; take them out",
                    given=shown(text[run.start() :][: MARKS * 2]),
                )
    return unicodedata.normalize("NFC", text)


# Files ------------------------------------------------------------------------------------------------------


def read_path(given: object, what: str) -> Path:
    """The path of a file, as it was given.

    Raises:
        InvalidTypeError: If it is neither text nor a path.
        InvalidValueError: If no file can be called so.
    """
    is_path = isinstance(given, str | PathLike)
    name: object = fspath(cast("str | PathLike[str]", given)) if is_path else None
    if not isinstance(name, str):
        wanted = f"{what} is a path, as text or as pathlib.Path, not {shown(given)}"
        raise InvalidTypeError(wanted, given=given)
    try:
        fits = bool(name) and b"\0" not in fsencode(name)
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise InvalidValueError(
            f"no file can be called {shown(name)}; a path is not empty and has neither NUL nor halves of "
            f"letters in it",
            given=name,
        )
    return Path(name)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def is_packed(path: Path) -> bool:
    """Whether a file is packed by gzip."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def open_unpacked(path: Path) -> io.BufferedIOBase:
    """A file to be read, unpacked where it is packed; for its beginning, since nothing bounds it."""
    return gzip.open(path) if is_packed(path) else path.open("rb")


def blocks(path: Path, bounds: Bounds, *, kept: bool = False) -> Iterator[bytes]:
    """A file block by block; it may have any size, unless it is packed far smaller, or all is *kept*.

    Raises:
        InvalidValueError: If it unpacks to more than *bounds* allow.
        OSError: If it cannot be read.
    """
    most = [(bounds.file_bytes, "file_bytes")] if kept else []
    if is_packed(path):
        most.append(unpacked_most(path.stat().st_size, bounds))
    with open_unpacked(path) as file:
        size = _SMALL_BLOCK if kept else _BLOCK
        yield from _blocks(file, *min(most), size) if most else iter(lambda: file.read(size), b"")


def read_bytes(path: Path, bounds: Bounds, of: str = "file_bytes") -> bytes:
    """All of a file, unpacked where it is packed; no further once there is a NUL, which text does not have.

    Args:
        path: The file; it may be a pipe, which is read once.
        bounds: How much is read.
        of: Which of them holds for its size.

    Raises:
        InvalidValueError: If it has more than *bounds* allow.
        OSError: If it cannot be read.
    """
    whole: tuple[int, str] = getattr(bounds, of), of
    with path.open("rb") as file:
        data = _gathered(_blocks(file, *whole))
    if not data.startswith(_GZIP):
        return data
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacked:
        return _gathered(_blocks(unpacked, *min(whole, unpacked_most(len(data), bounds))))


def unpacked_most(size: int, bounds: Bounds) -> tuple[int, str]:
    return max(FREE_BYTES, bounds.expansion * size), "expansion"


def _blocks(file: _Readable, most: int, name: str, size: int = _BLOCK) -> Iterator[bytes]:
    got = 0
    while block := file.read(size):
        got += len(block)
        if got > most:
            raise too_large(most, name)
        yield block


def too_large(most: int, name: str) -> InvalidValueError:
    """The error for a file of more bytes than the bound *name* allows."""
    return InvalidValueError(
        f"there are more than {most:,} bytes to read, and the bound {name!r} allows no more; if the file is "
        f"right, raise it, as in bounds=Bounds({name}=…)",
        given=name,
    )


def _gathered(several: Iterator[bytes]) -> bytes:
    data = bytearray()
    for block in several:
        data += block
        if b"\0" in block and not data.startswith((_GZIP, *_UTF_16)):
            break
    return bytes(data)
