"""By which rules a register is read, whoever reads it (quy tắc đọc sổ)."""

from collections.abc import Callable, Mapping

import attrs

from thutuc.bounds import Bounds, check_bounds
from thutuc.fields import of
from thutuc.limits import Convention
from thutuc.registers.habits import FileHabits
from thutuc.registers.office_calendars import OfficeCalendars
from thutuc.registers.other_systems import LAYOUTS, system_layout

TOLD_FROM = 1000
"""After how many rows progress is told."""


def _bounds(given: object) -> Bounds:
    return check_bounds(given)


@attrs.frozen(kw_only=True, eq=False)
class ReadingRules:
    """By which rules a register is read.

    Args:
        calendars: When the offices work.
        convention: How days are counted.
        columns: Which heading stands for a column, or the name of a layout.
        prefer_computed: Whether a computed due date counts before a stated one.
        progress: Called with the number of rows read, now and then.
        bounds: How much is read.
        habits: What is told about the file.
    """

    calendars: OfficeCalendars
    convention: Convention = attrs.field(validator=of(Convention, wanted="a convention is a Convention"))
    columns: Mapping[str, str] | str
    prefer_computed: bool
    progress: Callable[[int], None] | None
    bounds: Bounds = attrs.field(converter=_bounds)
    habits: FileHabits

    def __attrs_post_init__(self) -> None:
        if isinstance(self.columns, str) and self.columns in LAYOUTS:
            codes = system_layout(self.columns).unit_words
            object.__setattr__(self, "habits", attrs.evolve(self.habits, unit_codes=codes))
