"""The standard form of an event: one way to write an office and a moment (dạng chuẩn của sự kiện)."""

from datetime import datetime
from typing import Any

import attrs

from thutuc.dossiers.cover import Cover
from thutuc.events import Assigned, Event
from thutuc.fields import ReadOnly
from thutuc.identifiers.dossier_code import standard_code
from thutuc.offices.office import code_key

Names = ReadOnly[str, str]
"""How offices are written, by that text and by what codes are compared by."""


def is_plain(event: Event, names: Names) -> bool:
    """Whether *event* names no moment beside its own, and offices only as *names* have them."""
    for field in event.moments:
        if getattr(event, field) is not None:
            return False
    for field in event.offices:
        office = getattr(event, field)
        if names.get(office) != office:
            return False
    return True


def in_standard_form(event: Event, cover: Cover, names: Names) -> tuple[Event, Names]:
    """*event* as a dossier records it, and *names* with the offices it is the first to name.

    Moments are naive and in office time, offices as *names* have them, the dossier's code as on its cover.

    Raises:
        InvalidValueError: If its moments, once they can be compared, contradict each other.
    """
    changed: dict[str, Any] = {}
    for field in ("office", *event.offices):
        given = getattr(event, field)
        if names.get(given) == given:
            continue
        written, known = _written(given, names)
        if written != given:
            changed[field] = written
        # A directory knows all there are, and an officer is no office.
        if cover.offices is None and not isinstance(event, Assigned):
            names = known
    for field in ("at", "told_at", *event.moments):
        moment = getattr(event, field)
        if isinstance(moment, datetime) and not (type(moment) is datetime and moment.tzinfo is None):
            changed[field] = cover.calendar.local_time(moment)
    if event.dossier is not None and event.dossier != cover.code:
        code = standard_code(event.dossier)
        if code == cover.code:
            changed["dossier"] = code
    return (attrs.evolve(event, **changed) if changed else event), names


def _written(given: str | tuple[str, ...], names: Names) -> tuple[str | tuple[str, ...], Names]:
    """One office or several as *names* have them, and *names* with those that are new."""
    if isinstance(given, tuple):
        several: list[str] = []
        for office in given:
            written, names = _written(office, names)
            several.append(str(written))
        return tuple(several), names
    key = code_key(given)
    known = names.get(key)
    return (given, names | {key: given, given: given}) if known is None else (known, names)
