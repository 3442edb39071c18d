"""Offices and successions from a mapping or TOML; problems name file, entry, field (đọc danh mục)."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import cast

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.law import LegalSource
from thutuc.offices.office import Branch, Level, Office, Succession
from thutuc.tables import Reader, Table, TableReader, choice, exactly, text, texts

_SECTIONS = ("sources", "offices", "successions")


@attrs.define
class Reading(TableReader):
    """One pass over a mapping: what was read and what was wrong."""

    calendars: Mapping[str, WorkCalendar]
    offices: list[Office] = attrs.field(factory=list[Office])
    successions: list[Succession] = attrs.field(factory=list[Succession])

    def read(self, data: Table) -> None:
        """Read the three sections."""
        self.refuse_unknown("the directory", data, _SECTIONS)
        self.read_sources(data.get("sources", {}))
        for number, entry in self.tables("offices", data.get("offices", [])):
            where = f"office {entry.get('code', f'number {number}')}"
            own: dict[str, Reader] = {"source": partial(self._source, where), "calendar": self._calendar}
            office = self.make(where, entry, {**_OFFICE, **own}, Office, ("code", "name", "level"))
            if office is not None:
                self.offices.append(office)
        for number, entry in self.tables("successions", data.get("successions", [])):
            ends = f"{entry.get('predecessor', '?')} > {entry.get('successor', '?')}"
            where = f"succession {number} ({ends})"
            readers: dict[str, Reader] = {**_SUCCESSION, "source": partial(self._source, where)}
            link = self.make(where, entry, readers, Succession, ("predecessor", "successor", "on"))
            if link is not None:
                self.successions.append(link)

    def _source(self, where: str, given: object) -> LegalSource | None:
        """A source by its name, or by its name with the provision that says it."""
        if isinstance(given, Mapping):
            table = cast("Table", given)
            if set(table) != {"name", "provision"}:
                raise InvalidValueError("a source is its name, or a table of name and provision", given=table)
            return self.cited(f"{where}, source", table)
        return self.cited(where, given)

    def _calendar(self, given: object) -> WorkCalendar:
        name = text(given)
        if name not in self.calendars:
            known = ", ".join(sorted(self.calendars)) or "none"
            raise InvalidValueError(
                f"no calendar is called {name!r}; given as `calendars` were {known}", given=name
            )
        return self.calendars[name]


_OFFICE: Mapping[str, Reader] = {
    "code": text,
    "name": text,
    "level": choice(Level),
    "branch": choice(Branch),
    "parent": text,
    "valid_from": exactly(date),
    "valid_until": exactly(date),
    "code_is_example": exactly(bool),
}
_SUCCESSION: Mapping[str, Reader] = {
    "predecessor": text,
    "successor": text,
    "on": exactly(date),
    "whole": exactly(bool),
    "procedures": texts,
}
