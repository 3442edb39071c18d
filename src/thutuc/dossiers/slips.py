"""A dossier in print: its cover, its due dates, its hand-overs, its breaches (phiếu kiểm soát)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape

import attrs

from thutuc.deadlines import Change, Deadline
from thutuc.dossiers.deemed import deemed_in
from thutuc.dossiers.legs import Leg
from thutuc.dossiers.measured import Measured
from thutuc.dossiers.timeline import TimelineEntry
from thutuc.errors import check_language
from thutuc.events import Accepted, DecisionDeemed, Event, OpinionAsked, PartCompleted, Transferred
from thutuc.moments import spell_moment
from thutuc.statuses import Status
from thutuc.words.table import Table


@attrs.frozen
class HandOver:
    """One row of the control slip: who gave the dossier to whom, and how it was held there (giao nhận).

    Args:
        giver: The office that gave it; `None` for what came from the citizen.
        leg: How the receiver held it.
    """

    giver: str | None
    leg: Leg


def hand_overs(events: Sequence[Event], legs: Sequence[Leg]) -> tuple[HandOver, ...]:
    """Each stretch with the office that it came from, in order."""
    return tuple(HandOver(_giver(events, leg), leg) for leg in legs)


def _giver(events: Sequence[Event], leg: Leg) -> str | None:
    for event in events:
        if event.at != leg.started or isinstance(event, Accepted):
            continue
        if isinstance(event, OpinionAsked):
            given = leg.consulted and event.of == leg.office
        elif isinstance(event, Transferred):
            given = leg.office in event.receivers
        else:
            given = isinstance(event, PartCompleted)
        if given and event.office != leg.office:
            return event.office
    return None


@attrs.frozen
class ControlSlip:
    """A dossier as it stood at a moment, ready to be printed (phiếu kiểm soát).

    Args:
        dossier: The dossier, with what was known then.
        now: The moment, if one was asked for.
        language: `vi` or `en`.
        explained: Whether the due date is explained day by day.
        personal: Whether the grounds that somebody wrote are told, as on paper.
    """

    dossier: Measured
    now: datetime | None = None
    language: str = attrs.field(default="vi", converter=check_language)
    explained: bool = False
    personal: bool = True

    @property
    def deadline(self) -> Deadline | None:
        """When its result is due, a pause that lasts taken out up to the moment."""
        return self.dossier.deadline if self.now is None else self.dossier.deadline_until(self.now)

    @property
    def hand_overs(self) -> tuple[HandOver, ...]:
        """The rows of the slip."""
        dossier = self.dossier
        return hand_overs(dossier.events, dossier.legs if self.now is None else dossier.legs_until(self.now))

    @property
    def decision(self) -> DecisionDeemed | None:
        """What the silence of the office has decided by the moment, or by the last event."""
        return deemed_in(self.dossier.told(self.now))

    def _say(self, vi: str, en: str) -> str:
        return en if self.language == "en" else vi

    def _office(self, code: str | None) -> str:
        """An office by its code, with its name where a directory knows it."""
        if code is None:
            return self._say("người nộp", "the citizen")
        directory = self.dossier.cover.offices
        if directory is None or code not in directory:
            return code
        return f"{directory.periods(code)[-1].name} ({code})"

    def _spell(self, time: timedelta) -> str:
        return self.dossier.calendar.hours.spell(time, self.language)

    # What it says ---------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What the paper is called."""
        return self._say("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "CONTROL SLIP OF A DOSSIER")

    def facts(self) -> Iterator[tuple[str, str]]:
        """The cover, where it stands and when it is due: what is told, and what it is."""
        dossier, say, language = self.dossier, self._say, self.language
        yield say("Mã hồ sơ", "Dossier"), dossier.code
        yield say("Thủ tục", "Procedure"), f"{dossier.procedure.name} ({dossier.procedure.code})"
        if dossier.cover.case is not None:
            yield say("Trường hợp", "Case"), dossier.cover.case
        yield say("Cách thức nộp hồ sơ", "Handed in"), dossier.channel.label(language)
        if dossier.received_at is not None:
            yield say("Tiếp nhận", "Received"), spell_moment(dossier.received_at, language)
        yield say("Trạng thái", "Status"), self._standing()
        if dossier.limit is not None:
            yield say("Thời hạn", "Time limit"), dossier.limit.to_text(language)
        if self.deadline is not None:
            yield say("Hạn trả kết quả", "Due"), self._due(self.deadline)
            yield from self._other_deadlines()
        decision = self.decision
        if decision is not None:
            silence = self._say("cơ quan không trả lời", "no answer of the office")
            yield say("Kết thúc", "Ended"), spell_moment(decision.at, language)
            yield say("Kết quả giải quyết", "Outcome"), f"{silence}, {decision.silence.label(language)}"
        elif dossier.finished_at is not None:
            yield say("Kết thúc", "Ended"), spell_moment(dossier.finished_at, language)
            if self.deadline is not None and dossier.status not in {Status.REFUSED, Status.STOPPED}:
                yield say("Kết quả giải quyết", "Outcome"), self._outcome(self.deadline, dossier.finished_at)
        if dossier.returned_at is not None:
            yield say("Trả kết quả", "Returned"), spell_moment(dossier.returned_at, language)

    def _standing(self) -> str:
        dossier = self.dossier
        if dossier.status is None:
            return self._say("chưa nộp", "nothing has happened yet")
        told = self.decision is None or dossier.status is Status.RETURNED
        status = dossier.status if told else Status.FINISHED
        words = status.label(self.language)
        if status is Status.FINISHED and self.decision is not None:
            return f"{words}, {self.decision.silence.label(self.language)}"
        holders = [row.leg.office for row in self.hand_overs if row.leg.ended is None]
        if dossier.is_open and holders:
            at = self._say("tại", "at")
            words += f", {at} {', '.join(map(self._office, dict.fromkeys(holders)))}"
        return words

    def _due(self, deadline: Deadline) -> str:
        moment = spell_moment(self.dossier.calendar.local_time(deadline.due_at), self.language)
        return f"{moment} ({self._say('dự kiến', 'provisional')})" if deadline.provisional else moment

    def _other_deadlines(self) -> Iterator[tuple[str, str]]:
        dossier = self.dossier
        clock, computed = dossier.clock, dossier.computed_deadline
        if clock is None:
            return
        if clock.original_deadline != dossier.deadline:
            yield self._say("Hạn ban đầu", "First due"), self._due(clock.original_deadline)
        if computed is not None and computed != dossier.deadline:
            yield self._say("Hạn tính theo thời hạn", "By the limit alone"), self._due(computed)

    def _outcome(self, deadline: Deadline, at: datetime) -> str:
        if deadline.is_late(at):
            late = self.dossier.lateness.total
            return f"{self._say('Quá hạn', 'Late by')} {self._spell(late)}"
        if deadline.is_early(at):
            return self._say("Trước hạn", "Before it was due")
        return self._say("Đúng hạn", "In time")

    def changes(self) -> list[str]:
        """Every change of the due date, in one line each."""
        return [change.text(self.language) for change in self._history()]

    def _history(self) -> tuple[Change, ...]:
        clock = self.dossier.clock
        history = () if clock is None else clock.history
        # A ground in the library's own words has them in English, too.
        return tuple(
            change if self.personal or change.english else attrs.evolve(change, reason=None)
            for change in history
        )

    def timeline(self) -> Table:
        """Every event, the status after it, and when the result was due after it (diễn biến hồ sơ)."""
        language = self.language
        return Table.of(
            ("", ""),
            self.dossier.timeline,
            ("at", "Thời điểm", "When", lambda entry: f"{entry.event.at:%H:%M %d/%m/%Y}"),
            ("event", "Việc", "Event", lambda entry: entry.event.action.label(language)),
            ("office", "Cơ quan", "Office", lambda entry: self._office(entry.event.office)),
            ("status", "Trạng thái", "Status", lambda entry: entry.status.label(language)),
            ("due", "Hạn trả kết quả", "Due", self._due_after),
            language=language,
        )

    def _due_after(self, entry: TimelineEntry) -> str:
        return "" if entry.deadline is None else self._due(entry.deadline)

    def rows(self) -> list[tuple[str, ...]]:
        """The hand-overs, a line each."""
        return [self._row(number, row) for number, row in enumerate(self.hand_overs, 1)]

    def table(self) -> Table:
        """The hand-overs as a table."""
        return Table(("", ""), _COLUMNS, tuple(self.rows()), self.language, ruled=False)

    def _row(self, number: int, row: HandOver) -> tuple[str, ...]:
        leg = row.leg
        return (
            str(number),
            self._office(row.giver),
            self._office(leg.office),
            f"{leg.started:%H:%M %d/%m/%Y}",
            "" if leg.ended is None else f"{leg.ended:%H:%M %d/%m/%Y}",
            self._spell(leg.held),
            "" if leg.budget is None else self._spell(leg.budget),
            self._spell(leg.over) if leg.is_late else "",
            leg.note(self.language),
        )

    def breaches(self) -> list[str]:
        """What was done against the rules, in one line each."""
        found = self.dossier.breaches if self.now is None else self.dossier.breaches_until(self.now)
        return [breach.text(self.language) for breach in found]

    def explanation(self) -> str:
        """The due date, day by day; empty unless it was asked for."""
        clock = self.dossier.clock
        if not self.explained or clock is None:
            return ""
        return attrs.evolve(clock.explain(self.language), changes=self._history()).text()

    # Printed --------------------------------------------------------------------------------------------

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        yield self._say("Thay đổi thời hạn", "Changes of the due date"), self.changes()
        yield self._say("Vi phạm", "Breaches"), self.breaches()
        yield self._say("Cách tính hạn", "How it is counted"), self.explanation().splitlines()

    def text(self) -> str:
        """The slip as lines of text."""
        lines = [self.title, *(f"{name}: {value}" for name, value in self.facts())]
        if self.hand_overs:
            lines += ["", self._say(*_HAND_OVERS), *(f"  {line}" for line in self.table().lines())]
        for title, told in self._sections():
            if told:
                lines += ["", title, *(f"  {line}" for line in told)]
        return "\n".join(lines)

    def view(self) -> str:
        """The slip as HTML for a notebook: with its timeline, and without the grounds somebody wrote."""
        return attrs.evolve(self, personal=False).html(timeline=True)

    def _repr_html_(self) -> str:
        return self.view()

    def html(self, *, timeline: bool = False) -> str:
        """The slip as HTML.

        Args:
            timeline: Whether every event stands in it, too.
        """
        left = ' style="text-align:left"'
        facts = "".join(
            f"<tr><th{left}>{escape(name)}</th><td{left}>{escape(value)}</td></tr>"
            for name, value in self.facts()
        )
        parts = [f"<h3>{escape(self.title)}</h3><table>{facts}</table>"]
        if timeline and self.dossier.events:
            parts.append(f"<h4>{self._say(*_TIMELINE)}</h4>{self.timeline().html()}")
        if self.hand_overs:
            parts.append(f"<h4>{self._say(*_HAND_OVERS)}</h4>{self.table().html()}")
        for title, told in self._sections():
            if told:
                items = "".join(f"<li>{escape(line)}</li>" for line in told)
                parts.append(f"<h4>{escape(title)}</h4><ul>{items}</ul>")
        return f'<div class="thutuc-slip">{"".join(parts)}</div>'


_HAND_OVERS = "Giao nhận hồ sơ", "Hand-overs"
_TIMELINE = "Diễn biến hồ sơ", "Timeline"
_COLUMNS = (
    ("number", "TT", "No."),
    ("giver", "Bên giao", "From"),
    ("receiver", "Bên nhận", "To"),
    ("started", "Thời điểm nhận", "When"),
    ("ended", "Thời điểm chuyển", "Until"),
    ("held", "Thời gian xử lý", "Held"),
    ("budget", "Định mức", "Budget"),
    ("over", "Quá hạn", "Over"),
    ("note", "Ghi chú", "Note"),
)
