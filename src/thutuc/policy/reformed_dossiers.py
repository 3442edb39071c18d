"""Dossiers judged under a reform: their events are held, the rules are not (hồ sơ tính theo phương án)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline, due
from thutuc.dossiers import Dossier, Leg
from thutuc.errors import InvalidValueError
from thutuc.events import Accepted, Event
from thutuc.fields import several
from thutuc.law import Silence
from thutuc.limits import Convention
from thutuc.moments import MICROSECOND, Moment, local_time
from thutuc.policy.outcomes import CodeOutcome
from thutuc.policy.overlays import LimitChange, Overlay, Terms, calendar_of, compared, moved_promise
from thutuc.procedures import Procedure
from thutuc.registers import Entry
from thutuc.reports import OfficeRole, PeriodReport
from thutuc.reports.cases import Case
from thutuc.reports.grouping import group_readers

_ANY = date(2026, 1, 1)


class DossierRows:
    """Dossiers as the source of a scenario."""

    def __init__(self, dossiers: Iterable[Dossier]) -> None:
        self.rows = several(dossiers, Dossier, "dossiers")

    def __len__(self) -> int:
        return len(self.rows)

    # What may be asked ------------------------------------------------------------------------------------

    def values(self, column: str) -> list[str]:
        """What each says in a column.

        Raises:
            InvalidValueError: If one has no such column.
        """
        (reader,) = group_readers((column,), OfficeRole.ACCEPTING, None, _ANY)
        return [reader(dossier) for dossier in self.rows]

    def check(self, terms: Terms) -> None:
        """Refuse what they cannot answer.

        Raises:
            InvalidValueError: If the reform needs what is not there.
        """
        overlay = terms.overlay
        if overlay.counted is Convention.CIVIL_CODE and not overlay.parallel:
            return
        for dossier in self.rows:
            if dossier.procedure.silence is not Silence.NOTHING:
                raise InvalidValueError(
                    f"the silence of the office decides under procedure {dossier.procedure.code}, so that "
                    "neither another convention nor parallel steps can be laid over its dossiers; leave "
                    "them out",
                    given=dossier.code,
                )

    def check_steps(self, procedure: str, steps: Sequence[str]) -> None:
        """Refuse a procedure or steps that none of them has.

        Raises:
            InvalidValueError: If there is one.
        """
        known = {one.procedure.code: one.procedure for one in self.rows}
        if procedure not in known:
            raise InvalidValueError(
                f"no dossier follows procedure {procedure!r}; there are {', '.join(known) or 'none'}",
                given=procedure,
            )
        names = [step.name for step in known[procedure].steps]
        for step in steps:
            if step not in names:
                raise InvalidValueError(
                    f"procedure {procedure} has no step {step!r}; its steps are {', '.join(names) or 'none'}",
                    given=step,
                )

    # What comes of it -------------------------------------------------------------------------------------

    def outcome(self, terms: Terms, start: Moment, end: Moment, by: tuple[str, ...]) -> CodeOutcome:
        """The report of a period."""
        return CodeOutcome(PeriodReport.of(self.cases(terms, end), start, end, by=by))

    def cases(self, terms: Terms, end: Moment) -> list[Case]:
        """The dossiers as the terms judge them, ready to be counted."""
        reformed = Reformer(self, terms).all()
        overlay = terms.overlay
        if overlay.counted is Convention.CIVIL_CODE and not overlay.parallel:
            return list(reformed)
        readers = {
            name: group_readers((name,), OfficeRole.ACCEPTING, None, _ANY)[0]
            for name in ("office", "level", "field", "procedure", "channel")
        }
        found: list[Case] = []
        for dossier in reformed:
            if dossier.received_at is None:
                found.append(dossier)
                continue
            texts = {name: reader(dossier) for name, reader in readers.items()}
            finished = _sooner(dossier, overlay)
            deadline = _deadline(dossier, finished, end, overlay.counted)
            columns = {**texts, **dossier.extra}
            found.append(
                Entry(
                    dossier.code,
                    texts["procedure"],
                    texts["office"],
                    dossier.extra.get("mechanism", ""),
                    texts["channel"],
                    dossier.received_at,
                    deadline,
                    finished,
                    dossier.returned_at,
                    columns,
                )
            )
        return found


class Reformer:
    """Lays the terms of a scenario over dossiers; a procedure is changed once for all of its dossiers."""

    def __init__(self, rows: DossierRows, terms: Terms) -> None:
        self.rows, self.terms, self.overlay = rows.rows, terms, terms.overlay
        self.concerned = [
            [list(map(compared, rows.values(name))) for name, _ in change.where]
            for change in self.overlay.limits
        ]
        self.weeks = list(map(compared, rows.values("office"))) if self.overlay.hours else None
        # By the identity of a procedure, which its dossiers keep alive, and the changes that concern it.
        self.procedures: dict[tuple[int, tuple[int, ...]], Procedure] = {}

    def all(self) -> list[Dossier]:
        """Every dossier under the terms; one that they do not touch is the same one."""
        return [self._one(i, dossier) for i, dossier in enumerate(self.rows)]

    def _one(self, place: int, dossier: Dossier) -> Dossier:
        terms = self.terms
        cover = dossier.cover
        day = (dossier.received_at or (dossier.events[0].at if dossier.events else None)) or datetime(
            2026, 1, 1
        )
        known = terms.procedure_of(cover.procedure.code, day.date()) or cover.procedure
        changes = self._changes(place)
        procedure = self._changed(known, changes)
        before = terms.calendar or cover.calendar
        after = self.overlay.calendar or before
        calendars = dict(cover.calendars)
        if self.weeks is not None:
            own = {step.office for step in procedure.steps} | set(calendars)
            for office in filter(self.overlay.week_of, own):
                calendars[office] = calendar_of(calendars.get(office, after), self.overlay.week_of(office))
            after = calendar_of(after, self.overlay.hours.get(self.weeks[place]))
        regime = terms.regime or cover.regime
        same = (procedure, after, regime, calendars) == (
            *(cover.procedure, cover.calendar, cover.regime),
            dict(cover.calendars),
        )
        if same:
            return dossier
        return Dossier.replay(
            cover.code,
            procedure,
            after,
            self._promised(dossier, known, procedure, before, after),
            channel=cover.channel,
            case=cover.case,
            regime=regime,
            offices=cover.offices,
            calendars=calendars,
            extra=cover.extra,
            roles=cover.roles,
            links=cover.links,
        )

    def _changes(self, place: int) -> tuple[int, ...]:
        """Which changes of limits concern a dossier."""
        return tuple(
            i
            for i, change in enumerate(self.overlay.limits)
            if all(
                column[place] in values
                for column, (_, values) in zip(self.concerned[i], change.where, strict=True)
            )
        )

    def _changed(self, procedure: Procedure, changes: tuple[int, ...]) -> Procedure:
        key = id(procedure), changes
        if key not in self.procedures:
            made = procedure
            for i in changes:
                made = with_limits(made, self.overlay.limits[i])
            if (rule := self.overlay.supplement) is not None:
                made = attrs.evolve(made, policy=attrs.evolve(made.policy, on_supplement=rule))
            self.procedures[key] = procedure if made == procedure else made
        return self.procedures[key]

    @staticmethod
    def _promised(
        dossier: Dossier, old: Procedure, new: Procedure, before: WorkCalendar, after: WorkCalendar
    ) -> tuple[Event, ...]:
        """Its events, the day on the slip moved as the computed one moves."""
        limits = [one.appointment_limit(dossier.channel, dossier.cover.case) for one in (old, new)]
        found: list[Event] = []
        for event in dossier.events:
            told = event
            if isinstance(event, Accepted) and event.appointment is not None and None not in limits:
                start = event.clock_starts_at or event.at
                first, last = (
                    due(limit, start, calendar).due_on
                    for limit, calendar in zip(limits, (before, after), strict=True)
                    if limit is not None
                )
                if first != last:
                    promised = moved_promise(event.appointment, first, last, before, after)
                    told = attrs.evolve(event, appointment=max(promised, start.date()))
            found.append(told)
        return tuple(found)


def with_limits(procedure: Procedure, change: LimitChange) -> Procedure:
    """A procedure whose limits are changed: its own, its promise, those of its cases and its channels."""
    if change.factor is None:
        # The value stands in the place of all: of cases, of channels and of what was promised.
        return attrs.evolve(
            procedure,
            limit=change.value,
            promise=None,
            cases=[
                attrs.evolve(case, limit=change.value, online_limit=None, promise=None)
                for case in procedure.cases
            ],
            channels=[
                attrs.evolve(offer, limit=None if offer.limit is None else change.value)
                for offer in procedure.channels
            ],
        )
    return attrs.evolve(
        procedure,
        limit=change(procedure.limit),
        promise=change(procedure.promise),
        cases=[
            attrs.evolve(
                case,
                limit=change(case.limit),
                online_limit=change(case.online_limit),
                promise=change(case.promise),
            )
            for case in procedure.cases
        ],
        channels=[attrs.evolve(offer, limit=change(offer.limit)) for offer in procedure.channels],
    )


def _deadline(
    dossier: Dossier, finished: datetime | None, end: Moment, convention: Convention
) -> Deadline | None:
    """When it was due as that stood at the end of the period, by a convention."""
    last = local_time(end) - MICROSECOND
    known = dossier.as_of(last)
    clock = known.clock_at(finished if finished is not None and finished <= last else last)
    if clock is None:
        return None
    clock = attrs.evolve(clock, convention=convention)
    return clock.deadline_at(last) if clock.is_paused else clock.deadline


def _sooner(dossier: Dossier, overlay: Overlay) -> datetime | None:
    """When it would have ended had some steps run side by side, each as long as it took."""
    steps, finished = overlay.parallel.get(dossier.procedure.code), dossier.finished_at
    if steps is None or finished is None or dossier.received_at is None:
        return finished
    saved = _saved([leg for leg in dossier.legs if not leg.consulted and set(leg.steps) & set(steps)], steps)
    if not saved:
        return finished
    return max(dossier.calendar.add_working_time(finished, -saved), dossier.received_at)


def _saved(legs: Sequence[Leg], steps: Sequence[str]) -> timedelta:
    """The working time by which the end comes earlier; nothing where they did not follow one another."""
    whole = all(leg.ended is not None and set(leg.steps) <= set(steps) for leg in legs)
    in_line = all(
        first.ended is not None and first.ended <= second.started for first, second in pairwise(legs)
    )
    if len(legs) < 2 or not whole or not in_line:
        return timedelta()
    held = [leg.held for leg in legs]
    return sum(held, timedelta()) - max(held)
