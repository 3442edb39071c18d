"""`Event`: what every event has (sự kiện)."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from unicodedata import normalize

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.statuses import Action


@attrs.frozen(kw_only=True)
class Event:
    """What every event has (sự kiện); use one of its kinds.

    Args:
        at: When it happened; office time if naive.
        office: Code of the office where it happened or that did it.
        officer: Who did it, if that is kept (cán bộ).
        ground: On what ground, in words (lý do).
        id: An identifier; an event with the same id is recorded once.
        dossier: Code of the dossier, if the event carries it; it must then be the right one.

    Raises:
        InvalidTypeError: If an argument has the wrong type, or this class itself is used.
        InvalidValueError: If *office*, *id* or another name is empty.
    """

    action: ClassVar[Action]

    at: datetime
    office: str
    officer: str | None = None
    ground: str | None = None
    id: str | None = None
    dossier: str | None = None

    def __attrs_post_init__(self) -> None:
        if not hasattr(self, "action"):
            raise InvalidTypeError(
                f"{type(self).__name__} says nothing of what happened; use one of its kinds, as Accepted",
                given=type(self),
            )
        self._check_moment("at", self.at)
        self._check_text("office", self.office)
        for name in ("officer", "ground", "id", "dossier"):
            value: object = getattr(self, name)
            if value is not None:
                self._check_text(name, value)

    def _check_moment(self, name: str, value: object) -> None:
        # What stands for a missing moment, such as NaT of pandas, is not equal to itself.
        if not isinstance(value, datetime) or value != value:  # noqa: PLR0124
            raise InvalidTypeError(
                f"{type(self).__name__}: {name} is a datetime, as datetime(2026, 3, 2, 9, 0), not {value!r}",
                given=value,
            )

    def _check_text(self, name: str, value: object) -> None:
        if not isinstance(value, str):
            raise InvalidTypeError(f"{type(self).__name__}: {name} is a text, not {value!r}", given=value)
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
