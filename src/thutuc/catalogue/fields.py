"""What each field of a TOML catalogue may hold (các trường của danh mục)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from thutuc.catalogue.money import fee_of_text
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.law import Silence, SupplementRule, WaitingRule
from thutuc.limits import TimeLimit
from thutuc.procedures import Channel, Fee, TransitionRule
from thutuc.procedures.parts import CHANNEL_NAMES
from thutuc.tables import Reader, choice, exactly, text, texts


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


def _same(given: object) -> object:
    """Checked by the class that takes it."""
    return given


def _after(given: object) -> object:
    return text(given) if isinstance(given, str) else texts(given)


def _channel(given: object) -> Channel:
    name = text(given).lower()
    if name not in CHANNEL_NAMES:
        raise InvalidValueError(f"given was {given!r}; allowed are {', '.join(CHANNEL_NAMES)}", given=given)
    return CHANNEL_NAMES[name]


STEP: Final[Mapping[str, Reader]] = {
    "name": text,
    "office": text,
    "limit": limit,
    "after": _after,
    "own_clock": exactly(bool),
    "pauses": exactly(bool),
}
CASE: Final[Mapping[str, Reader]] = {"name": text, "limit": limit, "online_limit": limit, "promise": limit}
CHANNEL: Final[Mapping[str, Reader]] = {
    "channel": _channel,
    "limit": limit,
    "fee": fee,
    "description": exactly(str),
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
    "on_supplement": choice(SupplementRule),
    "on_consultation": choice(WaitingRule),
    "on_payment": choice(WaitingRule),
    "notice_within": limit,
    "close_after": limit,
    "online_answer_within": limit,
}
TRANSITION: Final[Mapping[str, Reader]] = {"rule": choice(TransitionRule), "steps": texts}
PROCEDURE: Final[Mapping[str, Reader]] = {
    "code": text,
    "code_is_own": exactly(bool),
    "name": text,
    "field": text,
    "limit": limit,
    "promise": limit,
    "sets": _same,
    "sequence": exactly(str),
    "applicants": texts,
    "agency": text,
    "coordinates": texts,
    "results": texts,
    "conditions": exactly(str),
    "levels": texts,
    "silence": choice(Silence),
    "valid_from": exactly(date),
    "valid_until": exactly(date),
}
