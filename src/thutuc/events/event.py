"""`Event`: what every event has (sự kiện của hồ sơ)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar
from unicodedata import normalize

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import plain_text
from thutuc.identifiers import AgencyCode
from thutuc.offices.office import read_code
from thutuc.statuses import Action


@attrs.frozen(kw_only=True)
class Event:
    """What every event has (sự kiện); use one of its kinds.

    Args:
        at: When it happened; office time if naive.
        office: Code of the office where it happened or that did it; kept as an office's own code is, a formal
            one in the present order of its levels. A dossier records it as its directory or route writes it.
        officer: Who did it, if that is kept (cán bộ); personal, so not in `repr`.
        ground: On what ground, in words (lý do); personal, so not in `repr`.
        id: An identifier; an event with the same id is recorded once.
        dossier: Code of the dossier, if the event carries it; it must then be the right one.

    Raises:
        InvalidTypeError: If an argument has the wrong type, or this class itself is used.
        InvalidValueError: If *office*, *id* or another name is empty.
    """

    action: ClassVar[Action]
    moments: ClassVar[tuple[str, ...]] = ()
    """The fields beside `at` that may hold a moment."""
    offices: ClassVar[tuple[str, ...]] = ()
    """The fields beside `office` that may name offices."""
    personal: ClassVar[tuple[str, ...]] = ("officer", "ground")
    """The fields that neither `repr` shows nor an error keeps."""

    at: datetime
    office: str
    officer: str | None = attrs.field(default=None, repr=False)
    ground: str | None = attrs.field(default=None, repr=False)
    id: str | None = None
    dossier: str | None = None

    def __attrs_post_init__(self) -> None:
        if not hasattr(self, "action"):
            raise InvalidTypeError(
                f"{type(self).__name__} says nothing of what happened; use one of its kinds, as Accepted",
                given=type(self),
            )
        self._check_moment("at", self.at)
        self._check_office("office", self.office)
        for name in ("officer", "ground", "id", "dossier"):
            value: object = getattr(self, name)
            if value is not None:
                self._check_text(name, value)

    def _check_day(self, name: str, value: object, earliest: datetime) -> None:
        """Refuse what is no date, or a day before that of *earliest*."""
        if not isinstance(value, date) or isinstance(value, datetime):
            raise InvalidTypeError(
                f"{type(self).__name__}: {name} is a date, as date(2026, 3, 12), not {value!r}", given=value
            )
        # Of a moment with a zone, the office's day is known when it is recorded.
        if value < earliest.date() and earliest.tzinfo is None:
            raise InvalidValueError(
                f"{type(self).__name__}: {name} {value} lies before {earliest:%Y-%m-%d}; give a later day",
                given=value,
            )

    def _check_moment(self, name: str, value: object) -> None:
        # What stands for a missing moment, such as NaT of pandas, is not equal to itself.
        if not isinstance(value, datetime) or value != value:  # noqa: PLR0124
            raise InvalidTypeError(
                f"{type(self).__name__}: {name} is a datetime, as datetime(2026, 3, 2, 9, 0), not {value!r}",
                given=value,
            )

    def _check_office(self, name: str, value: object) -> None:
        if not isinstance(value, AgencyCode) and not (isinstance(value, str) and value.strip()):
            self._check_text(name, value)
        code = read_code(value)
        if code is not value:
            object.__setattr__(self, name, code)

    def _check_name(self, name: str, value: object) -> None:
        """Keep a name composed, with single spaces inside and none around."""
        self._check_text(name, value)
        object.__setattr__(self, name, plain_text(value, f"{type(self).__name__}: {name}"))

    def _check_text(self, name: str, value: object) -> None:
        if not isinstance(value, str):
            # What was meant for a personal field is not told to whoever reads the error.
            shown, given = (
                (type(value).__name__, type(value)) if name in self.personal else (repr(value), value)
            )
            raise InvalidTypeError(f"{type(self).__name__}: {name} is a text, not {shown}", given=given)
        if not value.strip():
            hint = "name an office" if name == "office" else "leave it out if there is none"
            raise InvalidValueError(f"{type(self).__name__}: {name} is empty; {hint}", given=value)
        if not value.isascii():
            object.__setattr__(self, name, normalize("NFC", value))


def as_texts(given: str | Iterable[str]) -> tuple[str, ...]:
    """One text or several, as a tuple."""
    if isinstance(given, str):
        return (normalize("NFC", given),)
    several = tuple(given) if isinstance(given, Iterable) else (given,)
    if not all(isinstance(one, str) for one in several):
        raise InvalidTypeError(f"a text or several are needed, not {given!r}", given=given)
    if not all(one.strip() for one in several):
        raise InvalidValueError(f"one of {several!r} is empty; leave it out", given=given)
    return tuple(normalize("NFC", one) for one in several)
