"""By which calendar a row of a register is counted: one for all, or each office its own (lịch cơ quan)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

import attrs

from thutuc.bounds import composed, shown
from thutuc.calendars import WorkCalendar
from thutuc.calendars.calendar import check_calendar
from thutuc.errors import InvalidValueError
from thutuc.fields import checked

__all__ = ["OfficeCalendars"]


@attrs.frozen(eq=False)
class OfficeCalendars:
    """The calendars of a register (lịch của từng cơ quan).

    Args:
        by: The column, or its heading, whose text names the calendar of a row; `None` where there is one.
        known: The calendars by that text; `""` for the one that holds for all.
    """

    by: str | None
    known: Mapping[str, WorkCalendar]

    @classmethod
    def of(cls, calendar: object, calendar_by: object = None) -> "OfficeCalendars":
        """The calendars that are given.

        Raises:
            InvalidTypeError: If something else is given for a calendar or a column.
            InvalidValueError: If calendars have no column or a column has no calendars.
        """
        if isinstance(calendar, Mapping):
            given = cast("Mapping[object, object]", calendar)
            by = checked(
                calendar_by, str, "of several calendars `calendar_by` says by which column, as 'office'"
            )
            if not given:
                raise InvalidValueError(
                    "there is no calendar; give one for each code, as {'H17.18': vietnam_calendar()}",
                    given=given,
                )
            known = {_code(code): check_calendar(one) for code, one in given.items()}
            return cls(by, MappingProxyType(known))
        if calendar_by is not None:
            raise InvalidValueError(
                f"`calendar_by` goes with a calendar for each code, as {{'H17.18': vietnam_calendar()}}; "
                f"leave out {shown(calendar_by)}",
                given=calendar_by,
            )
        return cls(None, MappingProxyType({"": check_calendar(calendar)}))

    @property
    def only(self) -> WorkCalendar | None:
        """The one that holds for all rows, if there is one."""
        return self.known[""] if self.by is None else None


def _code(code: object) -> str:
    return composed(checked(code, str, "the code of a calendar is text such as 'H17.18'")).strip()
