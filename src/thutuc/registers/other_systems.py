"""How files of other systems are laid out: headings, codes, moments (cấu trúc dữ liệu hệ thống khác)."""

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

import attrs

from thutuc.bounds import shown
from thutuc.data import read_toml
from thutuc.errors import InvalidValueError
from thutuc.fields import NONE, ReadOnly, checked, mapping, of, text_list
from thutuc.law import LegalSource
from thutuc.law.legal_source import read_source
from thutuc.limits import Unit
from thutuc.moments import Moment, local_time
from thutuc.procedures.parts import Channel
from thutuc.registers.headings import KNOWN
from thutuc.statuses import Status
from thutuc.words.alphabet import spelling
from thutuc.words.labels import LONGEST, read_label, words_of

__all__ = ["LAYOUTS", "SystemLayout", "system_layout"]

NAMES = ("national", "opencps", "e-par")
"""The layouts that are known."""
_PARTS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_Choice = TypeVar("_Choice", bound=Enum)


def _codes(kind: type[_Choice], given: Mapping[str, _Choice | str]) -> ReadOnly[str, _Choice]:
    told = mapping(given, wanted=f"codes map texts to a {kind.__name__}")
    return ReadOnly({str(code): read_label(kind, meant) for code, meant in told.items()})


def _statuses(given: Mapping[str, Status | str]) -> ReadOnly[str, Status]:
    return _codes(Status, given)


def _channels(given: Mapping[str, Channel | str]) -> ReadOnly[str, Channel]:
    return _codes(Channel, given)


def _units(given: Mapping[str, Unit | str]) -> ReadOnly[str, Unit]:
    return _codes(Unit, given)


def _columns(given: Mapping[str, str]) -> ReadOnly[str, str]:
    return ReadOnly(mapping(given, wanted="columns map names of columns to headings"))


@attrs.frozen(kw_only=True)
class SystemLayout:
    """How another system lays out its files (cấu trúc dữ liệu của hệ thống khác).

    Args:
        name: What it is called.
        vi: The system, in Vietnamese.
        en: The system, in English.
        columns: Its headings, by the columns of a register, `status`, and `stopped`: when a dossier that was
            not finished came to its end.
        also: Other headings that it has for a column, each with the name of the column; they are read.
        moments: How it writes moments, such as `yyyyMMddHHmmss`.
        source: Where headings and codes were read.
        meaning: Where it was read which national status each of its own stands for.
        statuses: Its texts or numbers for statuses; of several for one the first is written.
        channels: Its texts or numbers for the ways of handing in.
        units: Those for the units of limits.
        open: Statuses it has of which it is not known what they stand for.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a code stands for none of the choice.

    Examples:
        >>> from datetime import datetime
        >>> layout = system_layout("opencps")
        >>> layout.columns["received"], layout.statuses["releasing"].name
        ('receiveDate', 'FINISHED')
        >>> layout.written(datetime(2026, 3, 2, 9))
        '02/03/2026 09:00:00'
    """

    name: str
    vi: str
    en: str
    columns: Mapping[str, str] = attrs.field(converter=_columns)
    also: Mapping[str, str] = attrs.field(default=NONE, converter=_columns)
    moments: str
    source: LegalSource = attrs.field(validator=of(LegalSource))
    meaning: LegalSource = attrs.field(validator=of(LegalSource))
    statuses: Mapping[str, Status] = attrs.field(default=NONE, converter=_statuses)
    channels: Mapping[str, Channel] = attrs.field(default=NONE, converter=_channels)
    units: Mapping[str, Unit] = attrs.field(default=NONE, converter=_units)
    open: tuple[str, ...] = attrs.field(default=(), converter=text_list)

    def written(self, moment: Moment) -> str:
        """A moment in office time as the system writes it; a bare day at its midnight."""
        at = local_time(moment)
        form = self.moments
        for part, code in _PARTS.items():
            form = form.replace(part, code)
        return at.strftime(form)

    @property
    def unit_words(self) -> Mapping[str, str]:
        """Its codes for units, each with the words of the unit."""
        return {code: unit.label() for code, unit in self.units.items()}

    def meant(self, codes: Mapping[str, _Choice], text: str) -> _Choice:
        """What one of its codes or texts stands for, in any case and normal form.

        Args:
            codes: Its `statuses`, `channels` or `units`.
            text: What it wrote.

        Raises:
            InvalidValueError: If it stands for nothing, or it is not known for what.
        """
        found = codes.get(text)
        if found is None and len(text) <= LONGEST:
            wanted = spelling(text)
            found = next((meant for code, meant in codes.items() if spelling(code) == wanted), None)
        if found is not None:
            return found
        if codes is self.statuses and text in self.open:
            raise InvalidValueError(
                f"{shown(text)} is a status of {self.en}, and for which national one it stands is not known; "
                f"say it with statuses",
                given=text,
            )
        first: dict[Enum, str] = {}
        for code, meant in codes.items():
            first.setdefault(meant, code)
        allowed = ", ".join(f"{code!r} ({meant.name})" for meant, code in first.items())
        raise InvalidValueError(f"{shown(text)} is no code of {self.en}; allowed are {allowed}", given=text)


def system_layout(name: str) -> SystemLayout:
    """The layout of the files of another system (cấu trúc dữ liệu của hệ thống khác).

    Args:
        name: `national`, `opencps` or `e-par`, in any case.

    Raises:
        InvalidTypeError: If it is no text.
        InvalidValueError: If none is called so.
    """
    if checked(name, str, "a layout is called by its name").casefold() not in NAMES:
        raise InvalidValueError(f"no layout is called {shown(name)}; there is {', '.join(NAMES)}", given=name)
    return _read(name.casefold())


@lru_cache
def _read(name: str) -> SystemLayout:
    data: dict[str, Any] = read_toml(f"layouts/{name}.toml")
    if data.pop("national", False):
        data |= {
            "statuses": {word: one for one in Status for word in words_of(one)},
            "channels": {word: one for one in Channel for word in words_of(one)},
            "units": {word: one for one in Unit for word in (one.label().capitalize(), *words_of(one))},
        }
    data |= {place: read_source(data[place]) for place in ("source", "meaning")}
    return SystemLayout(name=name, **data)


class _Layouts(Mapping[str, Mapping[str, str]]):
    """The headings of each layout, read when they are asked for."""

    def __getitem__(self, name: str) -> Mapping[str, str]:
        if not isinstance(name, str) or name.casefold() not in NAMES:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise KeyError(name)
        headings = system_layout(name).columns.items()
        return ReadOnly({column: heading for column, heading in headings if column in KNOWN})

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


LAYOUTS: Mapping[str, Mapping[str, str]] = _Layouts()
"""How files of other systems head their columns, each to be given by its name as `columns`."""
