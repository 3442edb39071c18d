"""Explanations: every day of a deadline, counted or not and why (diễn giải cách tính hạn)."""

from collections.abc import Iterator
from datetime import timedelta
from html import escape
from typing import Protocol

import attrs

from thutuc.calendars.days import spell_day, weekday_name
from thutuc.deadlines.reckoning import Reckoning
from thutuc.deadlines.tally import (
    LedgerEntry,
    Tally,
    entries,
    hours_and_minutes,
    is_vietnamese,
    rule_of,
)
from thutuc.law import LegalSource, Rule, rule
from thutuc.limits import Convention
from thutuc.moments import spell_moment
from thutuc.words.labels import check_language
from thutuc.words.table import html_cell, html_row


class Told(Protocol):
    """What happened to a clock, as its ledger tells it."""

    def text(self, language: str = "vi") -> str:
        """It in one line."""
        ...


@attrs.frozen
class Explanation:
    """Why a deadline falls where it does: one entry a day (diễn giải cách tính hạn).

    Prints as text, shows as a table in a notebook, and gives its data with `entries` or `to_dicts()`.

    Args:
        deadline: The deadline explained.
        entries: One line a day, from the event to the due day.
        changes: The changes of the clock behind it, if there is one.
        language: `vi` or `en`.
    """

    deadline: Reckoning
    entries: tuple[LedgerEntry, ...]
    changes: tuple[Told, ...] = ()
    language: str = attrs.field(default="vi", converter=check_language)

    def __iter__(self) -> Iterator[LedgerEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __str__(self) -> str:
        return self.text()

    def to_dicts(self) -> list[dict[str, object]]:
        """One plain dictionary a day, ready for JSON or a data frame.

        Examples:
            >>> from datetime import date
            >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
            >>> deadline = due(TimeLimit(1, Unit.WORKING_DAY), date(2026, 3, 2), vietnam_calendar())
            >>> deadline.explain("en").to_dicts()[1]
            {'day': '2026-03-03', 'tally': 'counted', 'number': 1, 'seconds': None, 'worked': True, \
'reason': 'counted, day 1', 'source': None, 'provisional': False, 'due': True}
        """
        return [
            {
                "day": entry.day.isoformat(),
                "tally": entry.tally.value,
                "number": entry.number,
                "seconds": None if entry.time is None else entry.time.total_seconds(),
                "worked": entry.calendar_day.worked,
                "reason": entry.reason(self.language),
                "source": None if entry.source is None else entry.source.text(self.language),
                "provisional": entry.calendar_day.provisional,
                "due": entry.is_due,
            }
            for entry in self.entries
        ]

    def _heading(self) -> str:
        parts = self.deadline.parts
        first = parts[0]
        start = first.calendar.local_time(first.start)
        since = spell_moment(start if first.to_the_minute else start.date(), self.language)
        word = "from" if self.language == "en" else "kể từ"
        limits = " + ".join(_length(part, self.language) for part in parts)
        return f"{limits} {word} {since}, {_counting(first, self.language)}"

    def _conclusion(self) -> str:
        english = self.language == "en"
        said = spell_day(self.deadline.due_on, self.language, self.deadline.due_at)
        words = f"{'Due' if english else 'Hạn trả kết quả'}: {said}"
        if self.deadline.provisional:
            words += (
                " (provisional: later decisions may move it)"
                if english
                else " (dự kiến: có thể đổi khi có quyết định mới)"
            )
        return words

    def _rules(self) -> list[tuple[Rule, LegalSource | None]]:
        """The rules that were applied, with their sources in force on the day of the event."""
        parts, day = self.deadline.parts, self.entries[0].day
        tallies = dict.fromkeys(entry.tally for entry in self.entries)
        laws = [rule("moment")] if any(_runs_in_hours(part) for part in parts) else []
        laws += filter(None, (rule_of(parts[0], tally) for tally in tallies if tally is Tally.EVENT))
        laws += [rule("last-day")] if any(_ends_with_the_day(part) for part in parts) else []
        if Tally.ROLLED in tallies:
            # Of several parts those that rolled themselves: a custom that keeps the hour has no such rule.
            rolled = (part for part in parts if any(entry.tally is Tally.ROLLED for entry in entries(part)))
            laws += filter(None, (rule_of(part, Tally.ROLLED) for part in rolled))
        if not is_vietnamese(self.deadline.calendar):
            laws = []
        # The hour of receipt is no rule of one law: each limit rests on its own.
        same_day = [part.limit.source for part in parts if _is_same_day(part)]
        cited = [(law, law.source_on(day)) for law in dict.fromkeys(laws)]
        return [*cited, *((rule("same-day"), source) for source in dict.fromkeys(same_day))]

    def _change_lines(self) -> list[str]:
        return [change.text(self.language) for change in self.changes]

    def text(self, language: str | None = None) -> str:
        """The whole explanation as lines of text, in the given language or its own."""
        if language is not None and language != self.language:
            return attrs.evolve(self, language=language).text()
        lines = [self._heading(), *(f"  {line}" for line in self._change_lines())]
        width = max(len(weekday_name(entry.day, self.language)) for entry in self.entries)
        for entry in self.entries:
            weekday = weekday_name(entry.day, self.language)
            source = f" [{entry.source.text(self.language)}]" if entry.source else ""
            mark = "→" if entry.is_due else " "
            lines.append(
                f"{mark} {weekday:{width}} {entry.day:%d/%m/%Y}  {entry.reason(self.language)}{source}"
            )
        lines.append(self._conclusion())
        lines += [f"  {_cite(law, source, self.language)}" for law, source in self._rules()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """The whole explanation as HTML, for a page or a notebook (giải thích dạng HTML)."""
        english = self.language == "en"
        titles = (
            ("", "Day", "Counted", "Reason", "Source") if english else ("", "Ngày", "Tính", "Lý do", "Căn cứ")
        )
        head = html_row(map(html_cell, (f'<th style="{side}">' for side in _SIDES), titles))
        rows = "".join(map(self._html_row, self.entries))
        cited = (_cite(law, source, self.language) for law, source in self._rules())
        changes, rules = (
            "".join(html_cell("<li>", line) for line in lines) for lines in (self._change_lines(), cited)
        )
        return (
            f'<div class="thutuc-explanation"><p>{escape(self._heading())}</p>'
            + (f"<ul>{changes}</ul>" if changes else "")
            + f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
            + f"<p><strong>{escape(self._conclusion())}</strong></p><ul>{rules}</ul></div>"
        )

    def _html_row(self, entry: LedgerEntry) -> str:
        counted = str(entry.number) if entry.number else hours_and_minutes(entry.time) if entry.time else ""
        source = entry.source.text(self.language) if entry.source else ""
        day = f"{weekday_name(entry.day, self.language)} {entry.day:%d/%m/%Y}"
        cells = ("→" if entry.is_due else "", day, counted, entry.reason(self.language), source)
        shade = "" if entry.tally is Tally.COUNTED else ' style="opacity:0.6"'
        return html_row(map(html_cell, (f'<td style="{side}">' for side in _SIDES), cells), shade)


_SIDES = tuple(f"text-align:{side}" for side in ("left", "left", "right", "left", "left"))


def _cite(law: Rule, source: LegalSource | None, language: str) -> str:
    return f"{law.text(language)} [{source.text(language)}]" if source else law.text(language)


def _runs_in_hours(part: Reckoning) -> bool:
    return part.appointment is None and part.limit.unit.is_hours


def _is_same_day(part: Reckoning) -> bool:
    limit = part.limit
    return part.appointment is None and (
        limit.cut_off is not None or (not limit.amount and not limit.unit.is_hours)
    )


def _ends_with_the_day(part: Reckoning) -> bool:
    return part.appointment is None and part.limit.amount > 0 and not part.to_the_minute


def _length(part: Reckoning, language: str) -> str:
    """What is counted: the limit, or the day that was promised."""
    if part.appointment is None:
        return part.limit.to_text(language)
    return f"{'appointment' if language == 'en' else 'hẹn trả'} {spell_moment(part.appointment, language)}"


def _counting(part: Reckoning, language: str) -> str:
    """How it is counted, in words that hold for its first day."""
    english = language == "en"
    if part.appointment is not None:
        return "as promised" if english else "theo ngày hẹn"
    if part.limit.unit.is_hours:
        return "from the moment itself" if english else "tính từ thời điểm nhận"
    if not part.limit.amount:
        return "answered the same day" if english else "giải quyết trong ngày nhận"
    if part.convention is Convention.CIVIL_CODE and not is_vietnamese(part.calendar):
        return "the day of receipt is not counted" if english else "không tính ngày nhận"
    return part.convention.label(language)


def explain(deadline: Reckoning, language: str = "vi", changes: tuple[Told, ...] = ()) -> Explanation:
    """The explanation of a deadline, and of those that it follows."""
    lines: list[LedgerEntry] = []
    for part in deadline.parts:
        for entry in entries(part):
            if not lines or entry.day > lines[-1].day:
                lines.append(entry)
            elif entry.time and entry.day == lines[-1].day:
                # A part that goes on by the minute on the day on which the one before it ends.
                time = (lines[-1].time or timedelta()) + entry.time
                lines[-1] = attrs.evolve(lines[-1], tally=Tally.COUNTED, time=time)
    due_on = deadline.due_on
    return Explanation(
        deadline, tuple(attrs.evolve(line, is_due=line.day == due_on) for line in lines), changes, language
    )
