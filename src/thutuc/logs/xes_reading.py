"""XES read as it comes, by expat, without entities and within bounds (đọc XES).

Most of a log are events whose attributes are a type, a key and a value each, without anything within them.
These are taken out of the text before expat sees it and read at once; a mark stays in their place, and what
expat says of the mark, where it stands and that it stands there rightly, holds for the event. All else goes
through expat as it is.
"""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias
from xml.parsers import expat

import numpy as np

from thutuc.bounds import Bounds, blocks, composed, shown
from thutuc.errors import InvalidValueError, LogError, ThutucError
from thutuc.logs.log_data import Gathered, join
from thutuc.logs.log_files import CUT_OFF, cut_off
from thutuc.logs.log_names import CASE_NAME, XES_KEYS, match_names
from thutuc.logs.log_problems import Noted, ProblemKind
from thutuc.logs.xes_columns import Event, Rows, XesColumns
from thutuc.logs.xes_values import READERS, read_values

Pair: TypeAlias = tuple[str, str, str]
"""Type, key and text of an attribute."""
_ABOUT = frozenset({"extension", "global", "classifier"})
"""What a log says about itself."""
_HOLDERS = frozenset({"list", "container"})
_PLAIN = "thutuc-plain-event"
_MARK = _PLAIN.encode()
_BEGIN, _END, _CLOSES = b"<event>", b"</event>", b"/>"
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_PLAIN_TYPES = b"|".join(kind.encode() for kind in ("string", "date", "int", "float", "boolean", "id"))
_SPACE = " \t\r\n"
_SPACES = _SPACE.encode()
_HEAD = re.compile(rb'[ \t\r\n]*<(%s)[ \t\r\n]+key="([^"<&\x00-\x1f]+)"[ \t\r\n]*' % _PLAIN_TYPES)
_VALUE = b' value="'
_LONGEST = 1 << 24
"""Bytes of an event that may be plain; one longer than all reason is left to expat."""
_KEPT = 4_000


class Attributes(dict[bytes, tuple[int, str]]):
    """Plain attributes, each read when it is first met: most are met many times, and near each other.

    Each is the number of its type and key, and its text.
    """

    def __init__(self) -> None:
        super().__init__()
        self.keys_met: dict[tuple[str, str], int] = {}
        self._numbers: dict[bytes, int] = {}

    def __missing__(self, written: bytes) -> tuple[int, str]:
        head, _, value = written.rpartition(_VALUE)
        number = self._numbers.get(head)
        if number is None:
            number = self._numbers[head] = self._number_of(head)
        text = value.decode()
        if text[-1:] != '"':
            text = text.rstrip(_SPACE)
        inside = text[:-1]
        # What expat would change or refuse in a text is not plain.
        if text[-1:] != '"' or not inside.isprintable() or '"' in inside or "<" in inside or "&" in inside:
            raise ValueError(written)
        if len(self) > _KEPT:
            self.clear()
        found = self[written] = number, composed(inside)
        return found

    def _number_of(self, head: bytes) -> int:
        match = _HEAD.fullmatch(head)
        if match is None:
            raise ValueError(head)
        kind, key = (part.decode() for part in match.groups())
        if not key.isprintable():
            raise ValueError(key)
        return self.keys_met.setdefault((kind, composed(key)), len(self.keys_met))


class PlainEvents:
    """Takes plain events out of the text of a log."""

    def __init__(self, columns: XesColumns) -> None:
        self.taken: dict[str, list[Event]] = {}
        self._columns = columns
        self._rest = b""
        self._count = 0
        self._attributes = Attributes()
        self._met = self._attributes.__getitem__
        self._shapes: dict[tuple[int, ...], Rows] = {}
        self._gives_up: bool | None = None

    def without(self, block: bytes, *, last: bool = False) -> bytes:
        """The text up to here, with a mark for plain events; what may go on is kept for later."""
        text, self._rest = self._rest + block, b""
        if self._gives_up is None:
            if b">" not in text and not last:
                # What it is written in may still be told.
                self._rest = text
                return b""
            declared = _ENCODING.match(text)
            self._gives_up = declared is not None and declared[1].lower() not in {b"utf-8", b"utf8"}
        if self._gives_up or _MARK in text:
            self._gives_up = True
            return text
        first, *pieces = text.split(_BEGIN)
        found, run = [first], list[Event]()
        for i, piece in enumerate(pieces, 1):
            written = piece.split(_CLOSES)
            event = self._read(written) if written.pop().strip(_SPACES) == _END else None
            if event is not None:
                run.append(event)
                continue
            body, end, after = piece.partition(_END)
            if not end and not last and i == len(pieces) and len(piece) < _LONGEST:
                self._rest = _BEGIN + piece
                break
            event = self._read_body(body) if end else None
            if event is not None:
                run.append(event)
            found += (self._mark(run), b"" if event is not None else _BEGIN + body + end, after)
            run = []
        found.append(self._mark(run))
        if not self._rest and not last:
            self._keep_begun(found)
        return b"".join(found)

    def _keep_begun(self, found: list[bytes]) -> None:
        """Keep for later what may be the first letters of an event."""
        at = found[-1].rfind(b"<")
        if at < 0 and not found[-1] and len(found) > 1:
            at, found[-1] = found[-2].rfind(b"<"), found.pop(-2)
        if at >= 0 and _BEGIN.startswith(found[-1][at:]):
            found[-1], self._rest = found[-1][:at], found[-1][at:]

    def _mark(self, run: list[Event]) -> bytes:
        """What stands in the place of a run of plain events."""
        if not run:
            return b""
        self._count += 1
        self.taken[str(self._count)] = run
        return b'<%s n="%d"/>' % (_MARK, self._count)

    def _read_body(self, body: bytes) -> Event | None:
        """A plain event, what stands behind it cut off; `None` if it is not plain."""
        *written, rest = body.split(_CLOSES)
        return None if rest.strip(_SPACES) else self._read(written)

    def _read(self, written: list[bytes]) -> Event | None:
        """A plain event, of its attributes; `None` if it is not plain."""
        numbers: tuple[int, ...] = ()
        texts: tuple[str, ...] = ()
        if written:
            try:
                numbers, texts = zip(*map(self._met, written), strict=True)
            except ValueError:
                return None
        rows = self._shapes.get(numbers)
        if rows is None:
            keys = list(self._attributes.keys_met)
            shape = tuple(keys[number] for number in numbers)
            if len({key for _, key in shape}) < len(shape):
                return None
            rows = self._shapes[numbers] = self._columns.rows_of(shape)
        return rows, texts


class XesReader:
    """What expat tells, and where in the log it is."""

    def __init__(self, bounds: Bounds, name: str = "the file") -> None:
        self._name = name
        self.columns, self.noted = XesColumns(bounds), Noted()
        self.plain = PlainEvents(self.columns)
        self.traces: list[list[Pair]] = []
        self.log: list[Pair] = []
        self._bounds = bounds
        self._depth = 0
        self._passed = 0
        self._path: list[str] = []
        self._times: Counter[str] = Counter()
        self._in_trace = False
        self._event: list[Pair] | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, block: bytes, *, last: bool = False) -> None:
        """The next part of the file.

        Raises:
            ExpatError: If it is not XML; the line it tells is not that of the file.
            LogError: If it is no event log.
            InvalidValueError: If elements are nested too deep.
        """
        self._parser.Parse(self.plain.without(block, last=last), last)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._depth += 1
        if self._depth > self._bounds.xml_depth:
            raise InvalidValueError(
                f"elements are nested deeper than the bound 'xml_depth' allows ({self._bounds.xml_depth}); "
                f"if the file is right, raise it",
                given="xml_depth",
            )
        if self._depth == 1:
            if name != "log":
                raise LogError(f"an XES file holds a 'log', and {self._name} {shown(name)}", given=name)
        elif self._passed:
            self._passed += 1
        else:
            self._enter(name, attributes)

    def _refuse_doctype(self, *_: object) -> None:
        raise LogError(
            f"{self._name} declares a document type, with which entities come; no event log needs one, and "
            "it is not read",
            given="DOCTYPE",
        )

    def _enter(self, name: str, attributes: dict[str, str]) -> None:
        """An element within the log that is not passed by."""
        if name in READERS:
            self._attribute(name, attributes)
        elif name == "values":
            self._path.append("")
        elif name == _PLAIN and attributes.get("n") in self.plain.taken:
            self._put(self.plain.taken.pop(attributes["n"]))
        elif name == "event" and self._event is None and not self._path:
            self._event = []
        elif name == "trace" and self._depth == 2:
            self._in_trace = True
            self.traces.append([])
        else:
            self._passed = 1
            if name not in _ABOUT:
                self.noted.note(ProblemKind.NOT_READ, self._case)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._passed:
            self._passed -= 1
        elif self._path:
            self._path.pop()
        elif self._event is not None and name.endswith("event"):
            pairs = self._once(self._event)
            rows = self.columns.rows_of(tuple(pair[:2] for pair in pairs))
            self._put([(rows, tuple(text for _, _, text in pairs))])
            self._event = None
        elif self._depth == 1:
            self._in_trace = False

    def _attribute(self, kind: str, attributes: dict[str, str]) -> None:
        key, value = composed(attributes.get("key", "")), attributes.get("value")
        if not self._path:
            self._times.clear()
        self._path.append(key)
        here = self._event if self._event is not None else self.traces[-1] if self._in_trace else self.log
        name = "/".join(filter(None, self._path))
        if len(self._path) > 1:
            # What stands within another may have the same key several times, in a list.
            times = self._times[name] = self._times[name] + 1
            name = f"{name}/{times}" if times > 1 else name
        if value is not None and key:
            here.append((kind, name, composed(value)))
        elif kind not in _HOLDERS:
            self.noted.note(ProblemKind.NOT_READ, self._case)

    def _once(self, pairs: list[Pair]) -> list[Pair]:
        """Each key once, its last value counting."""
        found = {key: (kind, key, text) for kind, key, text in pairs}
        if len(found) < len(pairs):
            for _, key, text in pairs:
                if text != found[key][2]:
                    two = key == "time:timestamp"
                    self.noted.note(ProblemKind.TWO_MOMENTS if two else ProblemKind.REPEATED, self._case)
        return list(found.values())

    def _put(self, events: list[Event]) -> None:
        if self._in_trace:
            self.columns.put(events, len(self.traces) - 1)
        else:
            for _ in events:
                self.noted.note(ProblemKind.NO_CASE, "")

    @property
    def _case(self) -> str:
        return name_in(self.traces[-1]) or "" if self._in_trace else ""

    # Done -----------------------------------------------------------------------------------------------

    def finish(self, name: str, columns: Mapping[str, str]) -> Gathered:
        """All that was read."""
        cases, case_of = self._cases()
        listed = list(cases)
        found = self.columns.finish(self.noted, [listed[i] for i in case_of])
        numbers = np.array(self.columns.case_of, np.int64)
        names = match_names(found, XES_KEYS, columns)
        attributes = self._values(self._once(self.log), "")
        own = attributes.pop(CASE_NAME, name)
        codes = np.array(case_of, np.int64)[numbers] if len(numbers) else numbers
        return Gathered(str(own), cases, codes, found, names, attributes, self.noted)

    def _cases(self) -> tuple[dict[str, dict[str, Any]], list[int]]:
        """The cases, and for each trace the number of its case."""
        cases: dict[str, dict[str, Any]] = {}
        places: dict[str, int] = {}
        case_of: list[int] = []
        for i, pairs in enumerate(self.traces, 1):
            case = name_in(pairs)
            if not case:
                case = f"#{i}"
                self.noted.note(ProblemKind.UNNAMED_CASE, case)
            attributes = self._values([pair for pair in self._once(pairs) if pair[1] != CASE_NAME], case)
            if case in cases:
                self.noted.note(ProblemKind.CASE_TWICE, case)
                join(self.noted, cases[case], attributes, case)
            else:
                places[case] = len(cases)
                cases[case] = attributes
            case_of.append(places[case])
        return cases, case_of

    def _values(self, pairs: list[Pair], case: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for kind, key, text in pairs:
            (found[key],), wrong = read_values(kind, [text])
            if wrong:
                self.noted.note(ProblemKind.UNREADABLE, case)
        return found


def name_in(pairs: list[Pair]) -> str | None:
    """The name of a case."""
    return next((text.strip() for _, key, text in reversed(pairs) if key == CASE_NAME), None)


def read_xes(path: Path, bounds: Bounds, columns: Mapping[str, str]) -> Gathered:
    """Read an XES file, packed by gzip or not.

    Raises:
        LogError: If it is no XES, or breaks off.
        InvalidValueError: If it holds more than *bounds* allow.
        OSError: If it cannot be read.
    """
    reader = XesReader(bounds, path.name)
    try:
        for block in blocks(path, bounds, kept=True):
            reader.feed(block)
        reader.feed(b"", last=True)
    except CUT_OFF as error:
        raise cut_off(path, error) from error
    except expat.ExpatError as error:
        raise _no_xml(path, bounds, error) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, ThutucError):
            raise
        # What Python says of an encoding that it does not know, or that takes several bytes a letter.
        raise LogError(
            f"the encoding that {path.name} names cannot be read ({error}); write it as UTF-8",
            given=path.name,
        ) from error
    return reader.finish(path.name, columns)


def _no_xml(path: Path, bounds: Bounds, error: expat.ExpatError) -> LogError:
    """The error that says where a file is no XML: it is gone through once more, all of it by expat."""
    parser = expat.ParserCreate()
    try:
        for block in blocks(path, bounds):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as found:
        error = found
    return LogError(
        f"{path.name}, line {error.lineno}: this is not XML as a log has it "
        f"({expat.ErrorString(error.code)}); the file may be cut off, or is something else",
        given=error.lineno,
    )
