"""What a Parquet file says that its columns hold, read the same whatever engine reads the file.

The types of Parquet decide. What a writer notes beside them for itself, and some readers heed and others do
not (durations, dates of 64 bits, types of its own), is not a type of the file.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import NamedTuple, cast

MAGIC = b"PAR1"
_EPOCH = date(1970, 1, 1)
_MOST = 100_000
_DEEPEST = 16


class Kind(Enum):
    """What the cells of a column hold; the value says it in words."""

    TEXT = "text"
    WHOLE = "whole numbers"
    TRUTH = "truth values"
    FLOAT = "floats"
    DECIMAL = "decimal numbers"
    DATE = "dates"
    TIME = "times"
    MOMENT = "moments"
    ZONED = "moments with a zone"
    UUID = "UUIDs"
    NOTHING = "nothing"
    LIST = "lists"
    MAP = "maps"
    RECORD = "records"
    BYTES = "bytes that are not said to be text"
    INTERVAL = "intervals"
    WIDE = "decimal numbers of more than 38 digits"
    OTHER = "values of a kind that is not known here"

    @property
    def is_cell(self) -> bool:
        """Whether a register can have such cells."""
        return self not in _REFUSED


_REFUSED = frozenset({Kind.LIST, Kind.MAP, Kind.RECORD, Kind.BYTES, Kind.INTERVAL, Kind.WIDE, Kind.OTHER})


_Struct = Mapping[int, object]


class ParquetColumn(NamedTuple):
    """A column of a Parquet file: its heading in NFC, and what it holds."""

    heading: str
    kind: Kind


class ParquetFacts(NamedTuple):
    """What the footer of a Parquet file says: its columns, all of its schema, and how many rows there are."""

    columns: tuple[ParquetColumn, ...]
    schema: Sequence[_Struct]
    rows: int


def parquet_facts(path: Path) -> ParquetFacts:
    """What the footer of a Parquet file says.

    Raises:
        ValueError: If it cannot be read, or says that there are very many columns.
    """
    try:
        schema, rows = _Thrift(_footer(path)).schema_and_rows()
        return ParquetFacts(tuple(_columns(schema)), schema, rows)
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        # Where a number should stand stands a text, or nothing.
        raise ValueError("its footer is broken") from error


def _columns(elements: Sequence[_Struct]) -> Iterator[ParquetColumn]:
    at = 1
    while at < len(elements):
        name = cast("bytes", elements[at].get(4, b""))
        try:
            heading = unicodedata.normalize("NFC", name.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ValueError(f"the heading {name!r} is not UTF-8") from error
        yield ParquetColumn(heading, _kind(elements[at]))
        # What lies within the column comes behind it.
        inner = 1
        while inner:
            inner += int(cast("int", elements[at].get(5, 0))) - 1
            at += 1


def span_in(kind: Kind, step: int) -> tuple[int, int]:
    """The first and last number of a kind of days, moments or times, of *step* numbers to the second.

    Moments with a zone are kept from the last hours of the year 9999, which are in 10000 at the office. The
    ends of 64 bits stand for no moment: some readers take them for infinity.
    """
    if kind is Kind.DATE:
        return date.min.toordinal() - _EPOCH.toordinal(), date.max.toordinal() - _EPOCH.toordinal()
    if kind is Kind.TIME:
        return 0, 24 * 3600 * step - 1
    first = (date.min - _EPOCH).days * 86_400 * step
    last = ((date.max - _EPOCH).days + 1) * 86_400 * step - 1
    if kind is Kind.ZONED:
        last -= 7 * 3600 * step
    return max(first, 2 - 2**63), min(last, 2**63 - 2)


_BY_LOGICAL = {
    1: Kind.TEXT,
    2: Kind.MAP,
    3: Kind.LIST,
    5: Kind.DECIMAL,
    6: Kind.DATE,
    7: Kind.TIME,
    8: Kind.MOMENT,
    10: Kind.WHOLE,
    11: Kind.NOTHING,
    12: Kind.TEXT,
    14: Kind.UUID,
    15: Kind.FLOAT,
}
_BY_CONVERTED = {
    0: Kind.TEXT,
    1: Kind.MAP,
    2: Kind.MAP,
    3: Kind.LIST,
    5: Kind.DECIMAL,
    6: Kind.DATE,
    7: Kind.TIME,
    8: Kind.TIME,
    9: Kind.MOMENT,
    10: Kind.MOMENT,
    **dict.fromkeys(range(11, 19), Kind.WHOLE),
    19: Kind.TEXT,
    21: Kind.INTERVAL,
}
_BY_PHYSICAL = (
    Kind.TRUTH,
    Kind.WHOLE,
    Kind.WHOLE,
    Kind.MOMENT,
    Kind.FLOAT,
    Kind.FLOAT,
    Kind.BYTES,
    Kind.BYTES,
)


def _kind(element: _Struct) -> Kind:
    """The kind of a column from its element of the schema (fields as in the definition of Parquet)."""
    logical = cast("Mapping[int, _Struct]", element.get(10, {}))
    converted, physical = element.get(6), cast("int", element.get(1, -1))
    if logical:
        kind = _BY_LOGICAL.get(max(logical), Kind.OTHER)
    elif converted is not None:
        kind = _BY_CONVERTED.get(cast("int", converted), Kind.OTHER)
    else:
        kind = _BY_PHYSICAL[physical] if 0 <= physical < len(_BY_PHYSICAL) else Kind.OTHER
    if element.get(5):
        kind = kind if kind in {Kind.MAP, Kind.LIST} else Kind.RECORD
    elif element.get(3) == 2:
        kind = Kind.LIST
    elif kind is Kind.MOMENT and logical and logical[8].get(1):
        kind = Kind.ZONED
    elif kind is Kind.DECIMAL and cast("int", element.get(8, logical.get(5, {}).get(2, 0))) > 38:
        kind = Kind.WIDE
    return Kind.BYTES if kind is Kind.OTHER and physical in {6, 7} else kind


def _footer(path: Path) -> bytes:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 8))
        tail = file.read(8)
        length = int.from_bytes(tail[:4], "little")
        if tail[4:] != MAGIC or length > size - 12:
            raise ValueError("it does not end as Parquet files do")
        file.seek(size - 8 - length)
        return file.read(length)


class _Thrift:
    """The compact protocol of Thrift, as far as a schema needs it."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        readers: dict[int, Callable[[int], object]] = {
            3: lambda _: self._byte(),
            **dict.fromkeys((4, 5, 6), lambda _: self._zigzag()),
            7: lambda _: self._bytes(8),
            8: lambda _: self._bytes(self._varint()),
            9: self._list,
            10: self._list,
            12: self._struct,
        }
        self.readers = readers

    def schema_and_rows(self) -> tuple[list[_Struct], int]:
        """The list in field 2 of the footer, the root first, and the number behind it."""
        field, schema = 0, list[_Struct]()
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._zigzag()
            found = self._value(head & 15, 0)
            if field == 2 and isinstance(found, list):
                items = cast("list[object]", found)
                schema = [cast("_Struct", one) for one in items if isinstance(one, dict)]
            elif field > 2:
                break
        else:
            found = 0
        if not schema:
            raise ValueError("its footer has no schema")
        return schema, found if field == 3 and isinstance(found, int) else 0

    def _value(self, kind: int, depth: int) -> object:
        if kind in {1, 2}:
            return kind == 1
        if kind not in self.readers or depth > _DEEPEST:
            raise ValueError("its footer is broken")
        return self.readers[kind](depth + 1)

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _bytes(self, length: int) -> bytes:
        self.at += length
        if self.at > len(self.data):
            raise ValueError("its footer is broken")
        return self.data[self.at - length : self.at]

    def _varint(self) -> int:
        found = shift = 0
        while (byte := self._byte()) & 128 and shift < 63:
            found |= (byte & 127) << shift
            shift += 7
        return found | byte << shift

    def _zigzag(self) -> int:
        number = self._varint()
        return number >> 1 ^ -(number & 1)

    def _list(self, depth: int) -> list[object]:
        head = self._byte()
        length = head >> 4 if head >> 4 < 15 else self._varint()
        if length > _MOST:
            raise ValueError(f"it has more than {_MOST:,} columns")
        return [self._value(head & 15, depth) for _ in range(length)]

    def _struct(self, depth: int) -> dict[int, object]:
        found: dict[int, object] = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._zigzag()
            found[field] = self._value(head & 15, depth)
        return found
