"""`OfficeDirectory`: offices by code and day, their hierarchy and their successors (danh mục cơ quan)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from os import PathLike
from typing import Self, TypeVar

import attrs

from thutuc.bounds import BOUNDS, Bounds
from thutuc.calendars import WorkCalendar
from thutuc.errors import DirectoryError, InvalidValueError, UnknownOfficeError
from thutuc.fields import ReadOnly, mapping, plain_text, require, several
from thutuc.identifiers import ProcedureCode
from thutuc.law import LegalSource
from thutuc.law.validity import in_order, version_on
from thutuc.offices.directory_faults import find_problems
from thutuc.offices.office import Office, Succession, code_key, spellings
from thutuc.records.described import Record, RecordFile
from thutuc.records.toml_text import load_toml
from thutuc.words.alphabet import spelling

_Item = TypeVar("_Item")


def _read_offices(offices: Iterable[Office]) -> tuple[Office, ...]:
    return several(offices, Office, "offices")


def _read_successions(successions: Iterable[Succession]) -> tuple[Succession, ...]:
    return several(successions, Succession, "successions")


def _grouped(pairs: Iterable[tuple[str, _Item]]) -> dict[str, tuple[_Item, ...]]:
    """What stands under each key, in the order given."""
    found: dict[str, list[_Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}


@attrs.frozen(repr=False, cache_hash=True)
class OfficeDirectory:
    """Offices that fit together, to be asked by code and day (danh mục cơ quan).

    Immutable. Codes are compared in one order of their levels and without difference of capitals; `code_of`
    writes each as its last period does. Everything that does not fit is refused when the directory is built,
    all of it at once: overlapping periods, unknown or circular parents, successions from or to an office
    unknown or not valid, circles of successions.

    Args:
        offices: The offices, each period of validity one value.
        successions: Who goes on with whose work.

    Raises:
        InvalidTypeError: If something else than offices and successions is given.
        DirectoryError: If they do not fit together; `problems` lists every reason.

    Examples:
        >>> from thutuc.offices import Level
        >>> reform = date(2025, 7, 1)
        >>> directory = OfficeDirectory(
        ...     [
        ...         Office("LA", "UBND tỉnh Long An", Level.PROVINCE),
        ...         Office("LA.CT", "UBND huyện Châu Thành", Level.DISTRICT, parent="LA"),
        ...         Office("TN.CT", "UBND huyện Châu Thành", Level.DISTRICT),
        ...         Office("TV", "UBND xã Tầm Vu", Level.COMMUNE, valid_from=reform),
        ...         Office("VC", "UBND xã Vĩnh Công", Level.COMMUNE, valid_from=reform),
        ...     ],
        ...     [Succession("LA.CT", commune, reform, whole=False) for commune in ("TV", "VC")],
        ... )
        >>> [office.name for office in directory.successors("LA.CT", reform)]
        ['UBND xã Tầm Vu', 'UBND xã Vĩnh Công']
    """

    offices: tuple[Office, ...] = attrs.field(converter=_read_offices)
    successions: tuple[Succession, ...] = attrs.field(default=(), converter=_read_successions)
    # How each office is written, by that text and by what codes are compared by.
    spellings: ReadOnly[str, str] = attrs.field(init=False, eq=False)
    _versions: ReadOnly[str, tuple[Office, ...]] = attrs.field(init=False, eq=False)
    _below: ReadOnly[str, tuple[Office, ...]] = attrs.field(init=False, eq=False)
    _by_name: ReadOnly[str, tuple[Office, ...]] = attrs.field(init=False, eq=False)
    _links: ReadOnly[str, tuple[Succession, ...]] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        offices = sorted(in_order(self.offices), key=lambda office: office.code)
        newest = reversed(in_order(offices))
        object.__setattr__(self, "spellings", spellings(office.code for office in newest))
        versions = _grouped((code_key(office.code), office) for office in offices)
        # One office may be written in capitals in one period and without in another.
        versions = {key: in_order(periods) for key, periods in versions.items()}
        if problems := find_problems(versions, self.successions):
            raise DirectoryError("these offices do not fit together", problems, given=self.offices)
        links = sorted(self.successions, key=lambda link: link.on)
        for name, index in (
            ("_versions", versions),
            ("_below", _grouped((code_key(one.parent), one) for one in offices if one.parent is not None)),
            ("_by_name", _grouped((spelling(office.name), office) for office in offices)),
            ("_links", _grouped((code_key(link.predecessor), link) for link in links)),
        ):
            object.__setattr__(self, name, ReadOnly(index))

    # Reading ---------------------------------------------------------------------------------------------

    @classmethod
    def from_mapping(
        cls,
        data: Mapping[str, object],
        *,
        name: str = "mapping",
        calendars: Mapping[str, WorkCalendar] | None = None,
    ) -> Self:
        """Build a directory from plain values: `sources`, `offices`, `successions` (đọc danh mục).

        The fields are those of `LegalSource`, `Office` and `Succession`, levels and branches by their values.
        A `source` is the name of one in `sources`, a table of its `name` and of what differs, such as the
        `provision`, or written out; a `calendar` is a name in *calendars*.

        Args:
            data: The values, as TOML or JSON gives them with dates read.
            name: What problems call the place the values come from.
            calendars: Calendars by the name the offices use.

        Raises:
            InvalidTypeError: If *data* is not a mapping.
            DirectoryError: With every problem: place, office, field, what was given, what is allowed.

        Examples:
            >>> small = OfficeDirectory.from_mapping(
            ...     {"offices": [{"code": "A", "name": "UBND xã A", "level": "commune"}]}
            ... )
            >>> small.office("a").name
            'UBND xã A'
        """
        data = mapping(data, wanted="a directory is read from a mapping")
        file = RecordFile(name, named={WorkCalendar: ("calendar", calendars or {})})
        offices, successions = _read(file, data)
        if file.problems:
            raise DirectoryError(f"the directory {name} cannot be used", file.problems, given=name)
        try:
            return cls(offices, successions)
        except DirectoryError as error:
            problems = [f"{name}: {problem}" for problem in error.problems]
            raise DirectoryError(f"the directory {name} cannot be used", problems, given=name) from None

    @classmethod
    def from_toml(
        cls,
        source: str | PathLike[str],
        *,
        calendars: Mapping[str, WorkCalendar] | None = None,
        bounds: Bounds = BOUNDS,
    ) -> Self:
        """Build a directory from TOML text, or from a file given as a `pathlib.Path` (đọc danh mục).

        Args:
            source: The text or the file.
            calendars: Calendars by the name the offices use.
            bounds: How much is read.

        Raises:
            InvalidTypeError: If *source* is neither text nor a path.
            DirectoryError: With every problem: file, office, field, what was given, what is allowed.

        Examples:
            >>> text = 'offices = [{code = "A", name = "UBND xã A", level = "commune"}]'
            >>> len(OfficeDirectory.from_toml(text))
            1
        """
        name, data = load_toml(source, "a directory is", DirectoryError, bounds)
        return cls.from_mapping(data, name=name, calendars=calendars)

    # Looking up ------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._versions)

    def __iter__(self) -> Iterator[Office]:
        return iter(self.offices)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and bool(code.strip()) and code_key(code) in self._versions

    def __repr__(self) -> str:
        return f"<OfficeDirectory of {len(self)} offices, {len(self.successions)} successions>"

    def periods(self, code: str) -> tuple[Office, ...]:
        """Every period of one office, oldest first (các giai đoạn của một cơ quan).

        Raises:
            UnknownOfficeError: If no office has that code.
        """
        found = self._versions.get(code_key(code))
        if found is None:
            raise UnknownOfficeError(
                f"no office has the code {code!r}; this directory knows {len(self)} offices",
                given=code,
                on=None,
            )
        return found

    def code_of(self, code: str) -> str:
        """The code of an office as this directory writes it (mã cơ quan theo danh mục).

        Args:
            code: The code in either order of its levels, in any capitals and normal form, spaces around it.

        Raises:
            UnknownOfficeError: If no office has that code.

        Examples:
            >>> directory.code_of(" la.ct ")
            'LA.CT'
        """
        return self.periods(code)[-1].code

    def office(self, code: str, on: date | None = None) -> Office:
        """The office with that code on a day (tra cứu theo mã và ngày).

        Args:
            code: Its code.
            on: The day; it can be left out if the office has one period only.

        Raises:
            InvalidValueError: If *on* is left out and the office has several periods.
            UnknownOfficeError: If no office has that code, or not on that day.

        Examples:
            >>> directory.office("la.ct", date(2025, 6, 30)).name
            'UBND huyện Châu Thành'
        """
        periods = self.periods(code)
        if on is None:
            if len(periods) == 1:
                return periods[0]
            raise InvalidValueError(f"office {code} has {len(periods)} periods; say on which day", given=code)
        found = version_on(periods, on)
        if found is None:
            known = ", ".join(period.period for period in periods)
            heirs = ", ".join(office.code for office in self.successors(code, on))
            hint = f"; its work is now with {heirs}" if heirs else ""
            raise UnknownOfficeError(
                f"office {code} is not valid on {on}, only {known}{hint}", given=code, on=on
            )
        return found

    def named(self, name: str, on: date | None = None) -> tuple[Office, ...]:
        """Every office of that name: a name is not a key (tra cứu theo tên).

        Args:
            name: Full name with its accents, in any normal form and case: `Hoà` is `Hòa`.
            on: Only those valid on that day.

        Raises:
            InvalidTypeError: If *name* is not text.

        Examples:
            >>> [office.code for office in directory.named("ubnd huyện Châu Thành")]
            ['LA.CT', 'TN.CT']
        """
        found = self._by_name.get(spelling(plain_text(name, "the name of an office")), ())
        return _only_on(found, on)

    def children(self, code: str, on: date | None = None) -> tuple[Office, ...]:
        """The offices directly below one, by code (cơ quan trực thuộc).

        Args:
            code: The office above.
            on: Only those valid on that day; left out, those of every period.

        Raises:
            UnknownOfficeError: If no office has that code.
        """
        self.periods(code)
        return _only_on(self._below.get(code_key(code), ()), on)

    def ancestors(self, code: str, on: date | None = None) -> tuple[Office, ...]:
        """The offices above one, the nearest first (các cơ quan cấp trên).

        Args:
            code: The office.
            on: The day; it can be left out if every office on the way has one period only.

        Raises:
            InvalidValueError: If *on* is left out and an office on the way has several periods.
            UnknownOfficeError: If an office on the way is not known on that day.

        Examples:
            >>> [office.name for office in directory.ancestors("LA.CT", date(2025, 6, 30))]
            ['UBND tỉnh Long An']
        """
        above: list[Office] = []
        parent = self.office(code, on).parent
        while parent is not None:
            above.append(self.office(parent, on))
            parent = above[-1].parent
        return tuple(above)

    def successors(
        self,
        code: str,
        on: date,
        procedure: ProcedureCode | str | None = None,
        *,
        since: date | None = None,
    ) -> tuple[Office, ...]:
        """The offices that do an office's work on a day, through every reform in between (cơ quan kế thừa).

        The office itself is among them while it is valid and has not handed everything over. A succession
        that names the procedure goes before those of the same day that name none. Without a procedure, every
        office that took any of the work is listed.

        Args:
            code: The office whose work is looked for.
            on: The day.
            procedure: The procedure it is about.
            since: Day on which the work came to the office, for instance of the receipt; earlier reforms are
                left out.

        Returns:
            Offices by code; none if the office ended and nobody is known to go on, or has not begun.

        Raises:
            InvalidTypeError: If *on* or *since* is not a date.
            UnknownOfficeError: If no office has that code.

        Examples:
            >>> [office.code for office in directory.successors("LA.CT", date(2026, 1, 5))]
            ['TV', 'VC']
        """
        require(on, date, "on")
        if since is not None:
            require(since, date, "since")
        self.periods(code)
        found: dict[str, Office] = {}
        open_ways = [(code_key(code), since or date.min)]
        seen = set(open_ways)
        while open_ways:
            key, arrived = open_ways.pop()
            heirs, emptied = self._handed_over(key, arrived, on, procedure)
            for way in heirs - seen:
                seen.add(way)
                open_ways.append(way)
            here = None if emptied else version_on(self._versions.get(key, ()), on)
            if here is not None:
                found[here.code] = here
        return tuple(found[key] for key in sorted(found))

    def _handed_over(
        self, key: str, arrived: date, on: date, procedure: ProcedureCode | str | None
    ) -> tuple[set[tuple[str, date]], bool]:
        """Where work that *arrived* at an office went until *on*, and whether nothing is left there."""
        heirs: set[tuple[str, date]] = set()
        links = [link for link in self._links.get(key, ()) if arrived <= link.on <= on]
        for day, group in groupby(links, key=lambda link: link.on):
            moving = list(group)
            if procedure is not None:
                named = [link for link in moving if link.names(procedure)]
                moving = named or [link for link in moving if link.procedures is None]
            heirs |= {(code_key(link.successor), day) for link in moving}
            if any(link.whole and (procedure is not None or link.procedures is None) for link in moving):
                return heirs, True
        return heirs, False


def _only_on(offices: tuple[Office, ...], on: date | None) -> tuple[Office, ...]:
    if on is None:
        return offices
    require(on, date, "on")
    return tuple(office for office in offices if office.is_valid_on(on))


def _read(file: RecordFile, data: Mapping[str, object]) -> tuple[list[Office], list[Succession]]:
    """The offices and successions of one file."""
    file.refuse_unknown("the directory", data, ("sources", "offices", "successions"))
    file.read_named(LegalSource, data, "sources", "source")
    offices = [file.value(Office, where, record) for where, record in file.entries(data, "offices", "office")]
    links = [
        file.value(Succession, f"succession {number} ({_ends_of(record)})", record)
        for number, record in file.records("successions", data.get("successions", ()))
    ]
    return [one for one in offices if one is not None], [one for one in links if one is not None]


def _ends_of(record: Record) -> str:
    return f"{record.get('predecessor', '?')} > {record.get('successor', '?')}"
