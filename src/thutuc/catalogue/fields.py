"""What each field of a TOML catalogue may hold (các trường của danh mục)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Final, TypeVar, cast

from thutuc.catalogue.money import fee_of_text
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.law import SupplementRule, Verification, WaitingRule
from thutuc.limits import TimeLimit
from thutuc.offices.office import plain_text, require
from thutuc.procedures import Channel, Fee, TransitionRule

Reader = Callable[[object], object]
_Choice = TypeVar("_Choice", bound=Enum)


def text(given: object) -> str:
    """Text that is not empty."""
    return plain_text(given, "this")


def limit(given: object) -> TimeLimit:
    """A limit, written as official texts do."""
    if not isinstance(given, str):
        raise InvalidTypeError(
            f"a limit is text with a number and a unit, such as '05 ngày làm việc', not {given!r}",
            given=given,
        )
    return TimeLimit.parse(given)


def fee(given: object) -> Fee:
    """A fee as text, such as `8.000 đồng/bản`."""
    return fee_of_text(text(given))


def _lines(given: object) -> str:
    require(given, str, "this")
    return cast("str", given)


def _flag(given: object) -> bool:
    require(given, bool, "this")
    return cast("bool", given)


def _day(given: object) -> date:
    require(given, date, "this")
    return cast("date", given)


def _same(given: object) -> object:
    """Checked by the class that takes it."""
    return given


def _texts(given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple):
        raise InvalidTypeError(f"this must be a list of texts, not {given!r}", given=given)
    return tuple(map(text, cast("Sequence[object]", given)))


def _after(given: object) -> object:
    return text(given) if isinstance(given, str) else _texts(given)


def _choice(kind: type[_Choice]) -> Callable[[object], _Choice]:
    def read(given: object) -> _Choice:
        for member in kind:
            if member.value == given:
                return member
        allowed = ", ".join(str(member.value) for member in kind)
        raise InvalidValueError(f"given was {given!r}; allowed are {allowed}", given=given)

    return read


_CHANNELS: Final = {
    **{channel.label(language): channel for channel in Channel for language in ("vi", "en")},
    "bưu chính": Channel.POST,
    "post": Channel.POST,
}


def _channel(given: object) -> Channel:
    name = text(given).lower()
    if name not in _CHANNELS:
        raise InvalidValueError(f"given was {given!r}; allowed are {', '.join(_CHANNELS)}", given=given)
    return _CHANNELS[name]


SOURCE: Final[Mapping[str, Reader]] = {
    "document": text,
    "provision": text,
    "issued": _day,
    "verification": _choice(Verification),
}
STEP: Final[Mapping[str, Reader]] = {
    "name": text,
    "office": text,
    "limit": limit,
    "after": _after,
    "own_clock": _flag,
    "pauses": _flag,
}
CASE: Final[Mapping[str, Reader]] = {"name": text, "limit": limit, "online_limit": limit, "promise": limit}
CHANNEL: Final[Mapping[str, Reader]] = {
    "channel": _channel,
    "limit": limit,
    "fee": fee,
    "description": _lines,
    "case": text,
}
DOCUMENT: Final[Mapping[str, Reader]] = {
    "name": text,
    "originals": _same,
    "copies": _same,
    "form": text,
    "case": text,
}
FEE: Final[Mapping[str, Reader]] = {"text": text, "amount": _same, "currency": text}
POLICY: Final[Mapping[str, Reader]] = {
    "on_supplement": _choice(SupplementRule),
    "on_consultation": _choice(WaitingRule),
    "on_payment": _choice(WaitingRule),
    "notice_within": limit,
    "close_after": limit,
    "online_answer_within": limit,
}
TRANSITION: Final[Mapping[str, Reader]] = {"rule": _choice(TransitionRule), "steps": _texts}
PROCEDURE: Final[Mapping[str, Reader]] = {
    "code": text,
    "code_is_own": _flag,
    "name": text,
    "field": text,
    "limit": limit,
    "promise": limit,
    "sets": _same,
    "sequence": _lines,
    "applicants": _texts,
    "agency": text,
    "results": _texts,
    "conditions": _lines,
    "levels": _texts,
    "valid_from": _day,
    "valid_until": _day,
}
