"""A dossier's life in one picture: legs, pauses, due dates, breaches (diễn biến một hồ sơ)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from thutuc.deadlines import Clock
from thutuc.deadlines.changes import Verb
from thutuc.dossiers import Breach, Dossier, Leg
from thutuc.fields import checked
from thutuc.moments import evening, midnight
from thutuc.plots.drawn_rows import something
from thutuc.plots.sheet import ALARM, DARK, LIGHT, LINE, MIDDLE, Sheet, Words, place_of

_LEG, _LATE, _ASKED, _PAUSE, _BREACH, _DONE = (
    ("xử lý", "at work"),
    ("quá thời gian của bước", "over its budget"),
    ("cho ý kiến", "asked for an opinion"),
    ("tạm dừng", "paused"),
    ("vi phạm", "breach"),
    ("kết thúc", "finished"),
)

_LOOKS: dict[Words, dict[str, Any]] = {
    _LEG: {"facecolor": MIDDLE},
    _LATE: {"facecolor": ALARM, "hatch": "xxx"},
    _ASKED: {"facecolor": LIGHT, "hatch": "..."},
}
_HATCHED: dict[str, Any] = {"edgecolor": "#777777", "hatch": "///"}
_END: dict[str, Any] = {"marker": "|", "markersize": 16, "markeredgewidth": 3, "color": LINE, "linestyle": ""}


def timeline(
    dossier: Dossier, *, now: datetime | None = None, ax: Axes | None = None, language: str = "vi"
) -> Axes:
    """Draw who held a dossier from when to when, and when it was due (vẽ diễn biến hồ sơ).

    A row for each office; pauses hatched over all rows; the first due day dashed, those it moved through
    dotted, the last a full line; breaches as numbered triangles in the order of `dossier.breaches`.

    Args:
        dossier: An accepted dossier.
        now: From when it is seen: what happened later is left out, what has not ended is drawn up to it. Left
            out, its last event.
        ax: Where to draw; left out, in a new figure.
        language: Of the words.

    Raises:
        InvalidTypeError: If it is no dossier or *ax* no Axes.
        InvalidValueError: If nobody has held it yet, or *language* is neither `vi` nor `en`.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import Dossier, Procedure, TimeLimit, events, plots, vietnam_calendar
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit.parse("05 ngày làm việc"))
        >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar())
        >>> dossier = dossier.record(events.Accepted(at=datetime(2026, 3, 2, 9), office="A"))
        >>> plots.timeline(dossier, now=datetime(2026, 3, 5, 9), language="en").get_title(loc="left")
        'Dossier H17.18-260302-0001'
    """
    checked(dossier, Dossier, "a timeline is drawn of a Dossier")
    dossier = dossier if now is None else dossier.as_of(now)
    legs = dossier.legs if now is None else dossier.legs_until(now)
    something(legs, "leg of an office")
    offices = list(dict.fromkeys(leg.office for leg in legs))
    breaches = dossier.breaches if now is None else dossier.breaches_until(now)
    offices += [one for one in dict.fromkeys(breach.office for breach in breaches) if one not in offices]
    last = _last(dossier, now)
    sheet = Sheet.of(ax, language, rows=len(offices), width=11)
    handles: dict[Words, Any] = {}
    for leg in legs:
        handles.update([_draw_leg(sheet, leg, offices.index(leg.office), last)])
    days, lines = [legs[0].started.date(), last.date(), *(breach.on for breach in breaches)], list[Line2D]()
    if (clock := dossier.clock if now is None else dossier.clock_until(now)) is not None:
        for begin, end in _pauses(clock, last):
            sheet.ax.axvspan(
                place_of(begin), place_of(end), facecolor="none", linewidth=0, zorder=3.5, **_HATCHED
            )
            handles[_PAUSE] = Patch(facecolor="white", **_HATCHED)
        lines = list(_due_lines(sheet, clock))
        days += [clock.original_deadline.due_on, clock.deadline.due_on]
    _draw_breaches(sheet, breaches, offices, handles)
    if dossier.finished_at is not None and dossier.finished_at <= last:
        sheet.ax.plot([place_of(dossier.finished_at)], [offices.index(legs[-1].office)], zorder=5, **_END)
        handles[_DONE] = Line2D([], [], **_END)
    sheet.groups(offices)
    first, end_day = min(days), max(days) + timedelta(days=1)
    margin = max(timedelta(days=1), (end_day - first) * 0.04)
    sheet.ax.set_xlim(place_of(midnight(first) - margin), place_of(midnight(end_day) + margin))
    sheet.title((f"Hồ sơ {dossier.code}", f"Dossier {dossier.code}"))
    for words, handle in handles.items():
        handle.set_label(sheet.say(words))
    sheet.legend([*handles.values(), *lines])
    sheet.days(first, max(days))
    return sheet.drawn


def _last(dossier: Dossier, now: datetime | None) -> datetime:
    """Up to when what has not ended is drawn."""
    return dossier.events[-1].at if now is None else dossier.calendar.local_time(now)


def _draw_leg(sheet: Sheet, leg: Leg, row: int, last: datetime) -> tuple[Words, Patch]:
    words = _LATE if leg.is_late else _ASKED if leg.consulted else _LEG
    look = _LOOKS[words]
    begin, end = place_of(leg.started), place_of(leg.ended or last)
    sheet.ax.barh(row, end - begin, left=begin, height=0.5, edgecolor=LINE, linewidth=0.8, zorder=3, **look)
    return words, Patch(edgecolor=LINE, **look)


def _pauses(clock: Clock, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the clock stood still; a pause that lasts is drawn up to *last*."""
    zone, begun = clock.calendar.zone, None
    for change in clock.history:
        at = evening(change.at, zone)
        if change.verb is Verb.PAUSE:
            begun = at
        elif begun is not None and change.verb in {Verb.RESUME, Verb.RESTART}:
            yield begun, at
            begun = None
    if begun is not None and begun < last:
        yield begun, last


def _due_lines(sheet: Sheet, clock: Clock) -> Iterator[Line2D]:
    """The due moments it had, the first dashed, the last full, those between dotted."""
    first, last = clock.original_deadline, clock.deadline
    between = [one.deadline for one in clock.history if one.deadline is not None]
    told: list[tuple[datetime, Words, dict[str, Any]]] = []
    if first.due_on != last.due_on:
        told.append((first.due_at, ("hạn ban đầu", "first due"), {"linestyle": "--", "linewidth": 1.6}))
        moved = {one.due_on: one.due_at for one in between if one.due_on not in {first.due_on, last.due_on}}
        told += [
            (at, ("hạn đã đổi", "due then"), {"linestyle": ":", "linewidth": 1.6}) for at in moved.values()
        ]
    told.append((last.due_at, ("hạn trả kết quả", "due"), {"linestyle": "-", "linewidth": 2.2}))
    for at, words, look in told:
        label = f"{sheet.say(words)} {at:%d/%m/%Y}"
        yield sheet.ax.axvline(place_of(at), color=DARK, label=label, zorder=4, **look)


def _draw_breaches(
    sheet: Sheet, breaches: Sequence[Breach], offices: list[str], handles: dict[Words, Any]
) -> None:
    seen: dict[tuple[date, str], list[int]] = {}
    for number, breach in enumerate(breaches, 1):
        seen.setdefault((breach.on, breach.office), []).append(number)
    for (on, office), numbers in seen.items():
        place = (place_of(on), offices.index(office) - 0.36)
        sheet.ax.plot(*place, marker="v", color=ALARM, markeredgecolor=LINE, markersize=8, zorder=6)
        text = ", ".join(map(str, numbers))
        sheet.ax.annotate(text, place, (5, 1), textcoords="offset points", fontsize=7.5, zorder=6)
        handles[_BREACH] = Line2D([], [], marker="v", color=ALARM, markeredgecolor=LINE, linestyle="")
