"""`who_moves`: the open dossiers whose due day a decision moves (hồ sơ đổi hạn vì một quyết định)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeAlias, cast

import attrs

from thutuc.calendars import Closure, DayHours, DayOff, MakeUpDay, WorkCalendar
from thutuc.dossiers import Dossier, Moved, moved
from thutuc.dossiers.moves import due_text
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import NONE, require
from thutuc.policy.moved_records import MovedRecord, moving_entries
from thutuc.policy.parts_of_frames import part_of_frames
from thutuc.registers import Register
from thutuc.words.labels import both
from thutuc.words.table import Shown, Table

Note: TypeAlias = Closure | DayOff | DayHours | MakeUpDay
Decision: TypeAlias = WorkCalendar | Note | Iterable[Note] | Mapping[date, date | str]
"""A new calendar, or what a decision says: days off, closures, swaps."""
SHOWN = 100
"""How many rows a table shows."""


def decided(calendar: WorkCalendar, decision: Decision) -> WorkCalendar:
    """A calendar after a decision (lịch sau quyết định).

    Args:
        calendar: The calendar before it.
        decision: Another calendar; a day off, a make-up day (with the day it `replaces`: a swap), hours of a
            single day or a closure, or several of them; or a mapping of worked days to the days that they
            replace, and of days off to their reasons.

    Raises:
        InvalidTypeError: If it is nothing of the kind.
        InvalidValueError: If it says nothing.
        CalendarConflictError: If it contradicts the calendar.

    Examples:
        >>> from datetime import date
        >>> from thutuc import policy, vietnam_calendar
        >>> new = policy.decided(vietnam_calendar(), {date(2026, 3, 21): date(2026, 3, 13)})
        >>> new.is_working_day(date(2026, 3, 21)), new.is_working_day(date(2026, 3, 13))
        (True, False)
    """
    require(calendar, WorkCalendar, "`calendar`")
    if isinstance(decision, WorkCalendar):
        return decision
    said: object = decision
    if isinstance(decision, Mapping):
        reasons = cast("Mapping[date, object]", decision)
        notes: tuple[object, ...] = tuple(
            MakeUpDay(day, value) if isinstance(value, date) else DayOff(day, value)
            for day, value in reasons.items()
        )
    elif isinstance(decision, Iterable) and not isinstance(decision, str):
        notes = tuple(cast("Iterable[object]", decision))
    else:
        notes = (decision,)
    if not notes:
        raise InvalidValueError("a decision says something; this one is empty", given=said)
    for note in notes:
        calendar = _noted(calendar, note)
    return calendar


def _noted(calendar: WorkCalendar, note: object) -> WorkCalendar:
    if isinstance(note, Closure):
        return calendar.with_closures(note)
    if isinstance(note, DayOff):
        return calendar.with_days_off([note])
    if isinstance(note, DayHours):
        return calendar.with_day_hours([note])
    if isinstance(note, MakeUpDay):
        return calendar.with_make_up_days([note])
    raise InvalidTypeError(
        "a decision is a WorkCalendar, or a DayOff, MakeUpDay, DayHours or Closure, several of them, or a "
        f"mapping of days, not {note!r}",
        given=note,
    )


@attrs.frozen(eq=False, repr=False)
class Movers(Shown):
    """The open dossiers whose due day moves (các hồ sơ đổi hạn).

    Made by [`who_moves`][thutuc.policy.who_moves]; it has a length and prints as a table.

    Args:
        calendar: The calendar before the decision.
        other: The calendar after it.
        asked: How many open dossiers were looked at.
        uncounted: How many of them are rows without a limit or a day of receipt: whether they move, nobody
            knows.
        frame: The rows of a frame that move, with `due_before` and `due_after`, and where limits run by the
            hour `due_at_before` and `due_at_after`; `None` for dossiers and registers.
    """

    calendar: WorkCalendar
    other: WorkCalendar
    asked: int
    uncounted: int
    frame: Any
    _rows: Any

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<Movers: {len(self):,} of {self.asked:,} open dossiers>"

    def __str__(self) -> str:
        return self.text()

    def __getitem__(self, which: int | str) -> Moved | MovedRecord:
        """One of them: by its place among those that move, or its code.

        A row whose recorded due day is not the computed one is a `MovedRecord`.

        Raises:
            InvalidTypeError: If *which* is neither.
            InvalidValueError: If it is not among them.
        """
        if isinstance(which, bool) or not isinstance(which, int | str):
            raise InvalidTypeError(
                f"one that moves is named by its place or its code, not {which!r}", given=which
            )
        found: Sequence[Moved | MovedRecord] = self._rows
        place = self._place(which) if isinstance(which, str) else which
        if not -len(self) <= place < len(self):
            raise InvalidValueError(
                f"{len(self):,} dossiers move, counted from 0; there is no number {which}", given=which
            )
        return found[place]

    def _place(self, code: str) -> int:
        codes = [one.code for one in self._rows] if self.frame is None else self._rows.codes()
        if code not in codes:
            raise InvalidValueError(f"dossier {code!r} is not among those that move", given=code)
        return codes.index(code)

    def explain(self, which: int | str, language: str = "vi") -> str:
        """Why one of them moves: both dates with the days behind, and how each is counted (giải thích).

        Args:
            which: Its place among those that move, or its code.
            language: `vi` or `en`.

        Raises:
            InvalidTypeError: If *which* is neither.
            InvalidValueError: If it is not among them, or *language* is neither `vi` nor `en`.
        """
        one = self[which]
        counted = one.computed if isinstance(one, MovedRecord) else (one.before, one.after)
        ledgers = (str(deadline.explain(language)) for deadline in counted)
        return "\n".join([one.text(language), *ledgers])

    def table(self, language: str = "vi") -> Table:
        """Code, due day before and after, and the days behind it, of the first hundred.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        shown = [self[i] for i in range(min(len(self), SHOWN))]
        vi = f"{len(self)} trong {self.asked} hồ sơ đang giải quyết đổi hạn"
        en = f"{len(self)} of {self.asked} open dossiers move"
        more, unknown = len(self) - len(shown), self.uncounted
        notes = [(f"và {more} hồ sơ khác", f"and {more} more")] if more else []
        if unknown:
            vi_note = f"{unknown} hồ sơ không ghi thời hạn hoặc ngày tiếp nhận, không tính được"
            notes.append((vi_note, f"{unknown} state no limit or no day of receipt and cannot be counted"))
        return Table(
            (vi, en),
            (
                ("code", "mã hồ sơ", "code"),
                ("due_before", "hạn cũ", "due before"),
                ("due_after", "hạn mới", "due after"),
                ("because", "vì", "because"),
            ),
            tuple(
                (
                    one.code,
                    due_text(one.before),
                    due_text(one.after),
                    both(partial(_reasons, one)),
                )
                for one in shown
            ),
            language,
            notes=tuple(notes),
        )


def _reasons(one: Moved | MovedRecord, language: str) -> str:
    return "; ".join(day.text(language) for day in one.because)


def who_moves(
    source: Any,  # noqa: ANN401 - dossiers or a frame
    calendar: WorkCalendar,
    decision: Decision,
    *,
    columns: Mapping[str, str] = NONE,
) -> Movers:
    """The open dossiers whose due day a decision moves, from when to when (hồ sơ đổi hạn).

    Args:
        source: Dossiers, a [`Register`][thutuc.registers.Register], or a frame of pandas, Polars or PyArrow
            with `received_at` and `limit`. Rows with a `finished_at` are passed over; a due day that is
            recorded as `due_on` moves as the computed one does, what lies between the two kept in working
            days.
        calendar: The calendar up to now.
        decision: What [`decided`][thutuc.policy.decided] takes: a swap, a closure, another calendar.
        columns: What the columns of the frame are called, as for a [`Scenario`][thutuc.policy.Scenario].

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a column is missing, or the decision is empty.
        CalendarConflictError: If the decision contradicts the calendar.
        CalendarRangeError: If a due day lies outside one of the calendars.
        MissingExtraError: If a frame is given and the extra `policy` is not installed.

    Examples:
        >>> from datetime import date
        >>> import polars
        >>> from thutuc import policy, vietnam_calendar
        >>> pending = polars.DataFrame({
        ...     "code": ["H1", "H2"], "received_at": [date(2026, 3, 9), date(2026, 3, 23)], "limit": [5, 5],
        ... })
        >>> found = policy.who_moves(pending, vietnam_calendar(), {date(2026, 3, 21): date(2026, 3, 13)})
        >>> found.frame["code"].to_list(), found.frame["due_before"].item(), found.frame["due_after"].item()
        (['H1'], datetime.date(2026, 3, 16), datetime.date(2026, 3, 17))
    """
    other = decided(calendar, decision)
    if isinstance(source, Register):
        return Movers(calendar, other, *moving_entries(source, calendar, other))
    if hasattr(source, "columns") or hasattr(source, "collect_schema"):
        return Movers(
            calendar,
            other,
            *part_of_frames("moving_rows").moving(source, columns, calendar, other),
        )
    if not isinstance(source, Iterable) or isinstance(source, str | bytes | Mapping):
        raise InvalidTypeError(
            f"who moves is asked of dossiers, a Register or a frame, not of {source!r}",
            given=cast("object", source),
        )
    dossiers = tuple(cast("Iterable[Dossier]", source))
    found = moved(dossiers, calendar, other)
    asked = sum(one.is_open for one in dossiers if isinstance(one, Dossier))
    return Movers(calendar, other, asked, 0, None, found)
