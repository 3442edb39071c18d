"""What stands above every paper: the office, its number, place and day (phần đầu giấy tờ)."""

from datetime import date

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import short_text
from thutuc.moments import Moment, local_date
from thutuc.offices import Office, OfficeDirectory


@attrs.frozen
class Head:
    """What stands above a paper.

    Args:
        office: Name of the office.
        above: Name of the office above it, or nothing.
        at: The day or the moment, in office time.
        place: Where it is signed.
        serial: Number of the paper.
    """

    office: str
    above: str
    at: Moment
    place: str = attrs.field(converter=short_text)
    serial: str = attrs.field(converter=short_text)

    @property
    def day(self) -> date:
        """The day of the paper."""
        return local_date(self.at)

    @classmethod
    def of(cls, office: Office, known: OfficeDirectory | None, at: Moment, place: str, serial: str) -> "Head":
        """The head of a paper of an office.

        Args:
            office: The office that hands it out.
            known: Other offices, among which the one above it may be.
            at: When, in office time.
            place: Where.
            serial: Number of the paper.

        Raises:
            InvalidTypeError: If *office* is none, *at* is neither date nor datetime, or a text is none.
            InvalidValueError: If the office is not there that day.
        """
        if not isinstance(office, Office):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidTypeError(
                f"an office hands a paper out, such as Office('H17.18', 'UBND xã A', Level.COMMUNE), not "
                f"{office!r}",
                given=office,
            )
        day = local_date(at)
        if not office.is_valid_on(day):
            raise InvalidValueError(
                f"office {office.code} hands out no paper on {day}: it is valid from {office.period}",
                given=day,
            )
        above = "" if office.parent is None else name_of(office.parent, known, day)
        return cls(office.name, above, at, place, serial)


def name_of(code: str, known: OfficeDirectory | None, day: date, other: str = "") -> str:
    """What an office is called on a day, by its code; *other* where it is not known."""
    if known is None or code not in known:
        return other
    periods = known.periods(code)
    return next((one for one in periods if one.is_valid_on(day)), periods[-1]).name
