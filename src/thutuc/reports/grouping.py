"""By what a report divides (phân tổ)."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from thutuc.dossiers import Dossier
from thutuc.dossiers.clockwork import ending_of
from thutuc.errors import InvalidValueError
from thutuc.fields import all_of, checked, iterable, mapping
from thutuc.moments import local_date
from thutuc.offices import OfficeDirectory
from thutuc.offices.office import code_key, spelled
from thutuc.procedures import Channel
from thutuc.registers.arrow_rows import cell_text
from thutuc.reports.cases import Case
from thutuc.statuses import Action
from thutuc.words.alphabet import one_spelling
from thutuc.words.table import NOTHING, TOTAL

__all__ = ["GROUPS", "OfficeRole"]

GROUPS = MappingProxyType(
    {
        "office": ("cơ quan", "office"),
        "level": ("cấp", "level"),
        "field": ("lĩnh vực", "field"),
        "procedure": ("thủ tục", "procedure"),
        "mechanism": ("cơ chế", "mechanism"),
        "channel": ("cách thức nộp hồ sơ", "channel"),
    }
)
"""The columns by which reports are usually divided, with their headings in Vietnamese and English."""


def heading(name: str) -> tuple[str, str, str]:
    """A column to divide by, as a column of a table: its name and its headings."""
    return (name, *GROUPS.get(name, (name, name)))


def group_text(value: str, nothing: str = NOTHING) -> str:
    """The name of a group on one line."""
    return " ".join(value.split()) or nothing


class OfficeRole(Enum):
    """Which of the offices of a dossier a report divides by (cơ quan được tính).

    The office of an entry of a register is the one that its row names.
    """

    ACCEPTING = "accepting"
    """The one that accepted it (cơ quan tiếp nhận)."""
    DECIDING = "deciding"
    """The agency that decides by the procedure; if that names none, the office that finished the dossier, or
    holds it (cơ quan giải quyết)."""


Successors = Mapping[str, str] | OfficeDirectory
OfCase = Callable[[Case], str]


def group_names(by: str | Iterable[str], measures: Mapping[str, object]) -> tuple[str, ...]:
    """The columns to divide by, each once, by the library's names.

    Raises:
        InvalidValueError: If one has the name of a measure.
    """
    given = (by,) if isinstance(by, str) else iterable(by, "columns")
    found = all_of(given, str, "a column is named by text, such as 'office'")
    for name in found:
        if name in measures or name == TOTAL:
            raise InvalidValueError(
                f"{name!r} is a measure of the report and cannot divide it; rename the column", given=name
            )
    return tuple(dict.fromkeys(found))


def group_readers(
    names: tuple[str, ...], role: OfficeRole, successors: Successors | None, on: date
) -> list[OfCase]:
    """For each column a function that reads it from a dossier.

    Args:
        names: The columns.
        role: Which office of a dossier counts.
        successors: Who goes on with the work of an office.
        on: The day whose offices count.

    Raises:
        InvalidTypeError: If *role* or *successors* are none.
    """
    checked(role, OfficeRole, "`office_role` is OfficeRole.ACCEPTING or OfficeRole.DECIDING")
    office = _office_reader(role, successors, on)
    own = {"office": lambda: office, "level": lambda: _level_reader(office, successors, on)}
    return [own[name]() if name in own else _reader(name) for name in names]


def _reader(name: str) -> OfCase:
    of_dossier = _DOSSIER.get(name)

    def read(case: Case) -> str:
        if isinstance(case, Dossier):
            value = case.cover.extra.get(name)
            if value is None and of_dossier is not None:
                value = of_dossier(case)
            return value if value is not None else _refuse(case, name)
        return _of_entry(case, name)

    return read


def _of_entry(case: Case, name: str) -> str:
    """One of its attributes, or of its register's other columns."""
    own = getattr(case, name, None)
    if isinstance(own, str):
        return own
    extra: Mapping[str, object] = getattr(case, "extra", {})
    value = extra.get(name, own)
    if not isinstance(value, str | int | date | Enum):
        # A column may be asked for by its Vietnamese name.
        other = _BY_HEADING.get(" ".join(unicodedata.normalize("NFC", name).split()).casefold())
        return _of_entry(case, other) if other not in {None, name} and other else _refuse(case, name)
    return str(value) if isinstance(value, Enum) else cell_text(value)


# What registers call the channel is often shorter than the decree.
_BY_HEADING = {"kênh": "channel", **{words[0]: name for name, words in GROUPS.items()}}


def _refuse(case: Case, name: str) -> str:
    extra: Mapping[str, object] = getattr(case, "extra", {})
    known = [one for one in GROUPS if isinstance(getattr(case, one, None), str) or one in extra]
    if isinstance(case, Dossier):
        known = [one for one in GROUPS if one in _DOSSIER or one == "office" or one in extra]
    allowed = ", ".join(dict.fromkeys([*known, *extra])) or "none"
    hint = "; give dossiers their mechanism in `extra`" if name == "mechanism" else ""
    raise InvalidValueError(
        f"dossier {case.code!r} has no column {name!r} to divide by; it has {allowed}{hint}", given=name
    )


_CHANNEL_NAMES = {channel.value: channel.label() for channel in Channel}
_DOSSIER: dict[str, Callable[[Dossier], str]] = {
    "procedure": lambda dossier: dossier.cover.procedure.name,
    "field": lambda dossier: dossier.cover.procedure.field,
    "level": lambda dossier: ", ".join(dossier.cover.procedure.levels),
    "channel": lambda dossier: _CHANNEL_NAMES[dossier.cover.channel.value],
}


# Offices ----------------------------------------------------------------------------------------------------


def _office_reader(role: OfficeRole, successors: Successors | None, on: date) -> OfCase:
    def read(case: Case) -> str:
        if isinstance(case, Dossier):
            return _accepting(case) if role is OfficeRole.ACCEPTING else _deciding(case)
        return _of_entry(case, "office")

    if successors is None:
        return read
    if isinstance(successors, OfficeDirectory):
        return _through_directory(read, successors, on)
    successors = mapping(
        successors, wanted="`successors` is an OfficeDirectory or maps offices to their successors"
    )
    named = {code_key(office): heir for office, heir in successors.items()}
    heirs = {code_key(office): _heir(office, named) for office in successors}

    def mapped(case: Case) -> str:
        office = read(case)
        return heirs.get(code_key(office), office) if office.strip() else office

    return mapped


def _accepting(dossier: Dossier) -> str:
    for event in dossier.events:
        if type(event).action is Action.ACCEPT:
            return event.office
    return dossier.events[0].office if dossier.events else ""


def _deciding(dossier: Dossier) -> str:
    if dossier.procedure.agency:
        return spelled(dossier.procedure.agency, dossier.cover.names)
    ending = ending_of(dossier.events)
    if ending is not None:
        return ending.office
    holders = dossier.holders
    return holders[-1] if holders else _accepting(dossier)


def _heir(office: str, successors: Mapping[str, str]) -> str:
    """The last office in the chain of *successors*, which are found by what codes are compared by."""
    way = {code_key(office): office}
    while (following := successors.get(code_key(office))) is not None:
        if code_key(following) in way:
            circle = " → ".join([*way.values(), following])
            raise InvalidValueError(
                f"offices succeed each other in a circle: {circle}; take one link out", given=circle
            )
        office = way[code_key(following)] = following
    return office


def _through_directory(read: OfCase, directory: OfficeDirectory, on: date) -> OfCase:
    """The office that goes on with the work; where several do or none does, the office itself."""

    @lru_cache(maxsize=100_000)
    def heir(office: str, since: date | None, procedure: str | None) -> str:
        found = directory.successors(office, on, procedure, since=since)
        return directory.code_of(found[0].code if len(found) == 1 else office)

    def mapped(case: Case) -> str:
        received = case.received_at
        since = received and local_date(received)
        procedure = case.procedure.code if isinstance(case, Dossier) else None
        return heir(read(case), since, procedure)

    return mapped


def _level_reader(office: OfCase, successors: Successors | None, on: date) -> OfCase:
    """The level of the office that counts, where a directory knows it; else those of the procedure."""
    given = successors if isinstance(successors, OfficeDirectory) else None
    told = _reader("level")

    def read(case: Case) -> str:
        directory = case.cover.offices or given if isinstance(case, Dossier) else given
        if directory is None or _has_level(case):
            return told(case)
        code = office(case)
        if code not in directory:
            return told(case)
        periods = directory.periods(code)
        days = [local_date(moment) for moment in (case.received_at, on) if moment is not None]
        known = [one for day in days for one in periods if one.is_valid_on(day)]
        return (known[0] if known else periods[-1]).level.label()

    return read


def _has_level(case: Case) -> bool:
    """Whether a column of its own says the level."""
    extra: Mapping[str, object] = getattr(case, "extra", {})
    return "level" in extra or (
        not isinstance(case, Dossier) and isinstance(getattr(case, "level", None), str)
    )


def joined(
    rows: Iterable[tuple[tuple[Any, ...], Mapping[str, int]]],
) -> list[tuple[tuple[Any, ...], dict[str, int]]]:
    """Rows of counts, those of one group in two spellings put together under the first in order."""
    found: dict[tuple[Any, ...], tuple[tuple[Any, ...], dict[str, int]]] = {}
    for key, counts in rows:
        same = tuple(one_spelling(value) if isinstance(value, str) else value for value in key)
        if same not in found:
            found[same] = key, dict(counts)
            continue
        other, sums = found[same]
        found[same] = min(other, key), {name: sums[name] + counts[name] for name in sums}
    return list(found.values())
