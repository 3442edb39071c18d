"""Early warning: open dossiers by what is left of their limit (cảnh báo sớm)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import attrs

from thutuc.deadlines import Deadline
from thutuc.dossiers import Dossier
from thutuc.dossiers.walking import walk
from thutuc.fields import require, several
from thutuc.moments import local_time
from thutuc.offices import Level
from thutuc.procedures.planning import latest_times
from thutuc.procedures.route import Route
from thutuc.reports.periods import as_of_text, day_text
from thutuc.words.labels import both
from thutuc.words.numbers import in_hours
from thutuc.words.table import Shown, Table

__all__ = ["OpenDossier", "WarningList", "early_warning"]


@attrs.frozen
class OpenDossier:
    """One dossier that is not finished, and what is left of its limit (hồ sơ đang giải quyết).

    Args:
        code: Code of the dossier.
        holders: The offices that hold it.
        deadline: Its deadline as it stands; `None` if it has none.
        left: Working time until it is due, negative if it is overdue; `None` without a deadline.
        is_overdue: Whether an answer now would be late.
        is_waiting: Whether its clock stands still.
        remaining: Names of the steps of its route that have not begun, or must be done again after a return.
        last_day: The last day on which the remaining steps still fit: on it the next of them must begin.
            Without such steps the due day; `None` without a deadline.
        must_begin: The moment on that day, where hours count.
        fits: Whether that moment is still to come, and what is left of the budgets of the steps at work fits
            before it.
        begin_by: For each remaining step the last day on which it must begin; none without a deadline.
    """

    code: str
    holders: tuple[str, ...]
    deadline: Deadline | None
    left: timedelta | None
    is_overdue: bool
    is_waiting: bool
    remaining: tuple[str, ...]
    last_day: date | None
    must_begin: datetime | None
    fits: bool
    begin_by: tuple[tuple[str, date], ...] = ()

    def left_text(self, language: str = "vi") -> str:
        """What is left in days of the office, as `3 ngày 5 giờ`; nothing without a deadline (còn lại)."""
        if self.left is None or self.deadline is None:
            return ""
        return self.deadline.calendar.hours.spell(self.left, language)


@attrs.frozen(repr=False, str=False)
class WarningList(Shown):
    """Open dossiers, the most urgent first (danh sách cảnh báo).

    Args:
        now: The moment as of which it was made, naive and in office time.
        dossiers: The open dossiers, by what is left of their limit; those without a deadline last.
    """

    now: datetime
    dossiers: tuple[OpenDossier, ...]

    def __iter__(self) -> Iterator[OpenDossier]:
        return iter(self.dossiers)

    def __len__(self) -> int:
        return len(self.dossiers)

    def __repr__(self) -> str:
        overdue = sum(one.is_overdue for one in self.dossiers)
        return f"<WarningList as of {self.now}: {len(self)} open dossiers, {overdue} overdue>"

    def table(self, language: str = "vi") -> Table:
        """One line for each dossier; hours are working hours.

        Raises:
            InvalidValueError: If *language* is neither `vi` nor `en`.
        """
        return Table.of(
            as_of_text(self.now),
            self.dossiers,
            ("code", "mã hồ sơ", "dossier", lambda one: one.code),
            ("holders", "cơ quan đang xử lý", "held by", lambda one: ", ".join(one.holders)),
            ("due_on", "hạn trả", "due", _due_day),
            ("last_day", "phải bắt đầu chậm nhất", "last day that fits", lambda one: day_text(one.last_day)),
            ("remaining", "bước còn lại", "remaining steps", _steps),
            ("state", "tình trạng", "state", _state),
            ("left", "thời gian còn lại (giờ)", "hours left", _hours_left),
            ("left_in_days", "còn lại", "left", lambda one: both(one.left_text)),
            language=language,
        )


def _due_day(one: OpenDossier) -> str:
    return "" if one.deadline is None else day_text(one.deadline.due_on)


def _hours_left(one: OpenDossier) -> Decimal | None:
    return None if one.left is None else in_hours(one.left)


def _steps(one: OpenDossier) -> str:
    """The remaining steps, each with the last day on which it must begin."""
    days = dict(one.begin_by)
    return ", ".join(f"{name} ({days[name]:%d/%m/%Y})" if name in days else name for name in one.remaining)


def _state(one: OpenDossier) -> tuple[str, str]:
    if one.is_overdue:
        return "quá hạn", "overdue"
    if one.is_waiting:
        return "đang chờ", "waiting"
    return ("trong hạn", "in time") if one.fits else ("có nguy cơ quá hạn", "no longer fits")


def early_warning(dossiers: Iterable[Dossier], now: datetime) -> WarningList:
    """Order open dossiers by what is left of their limit at *now* (cảnh báo sớm).

    Args:
        dossiers: Any dossiers; those settled or not accepted by then are passed over.
        now: The moment; later events are not known.

    Raises:
        InvalidTypeError: If something else than dossiers is given, or *now* is no datetime.
        CalendarRangeError: If a time lies outside a calendar.
    """
    require(now, datetime, "now")
    found: list[OpenDossier] = []
    for dossier in several(dossiers, Dossier, "dossiers"):
        known = dossier.as_of(now)
        if known.is_open and known.deemed_at(now) is None:
            found.append(_open(known, now))
    return WarningList(local_time(now), tuple(sorted(found, key=_most_urgent)))


def _most_urgent(one: OpenDossier) -> tuple[bool, timedelta, str]:
    return one.left is None, one.left or timedelta(), one.code


def _open(dossier: Dossier, now: datetime) -> OpenDossier:
    local, clock = dossier.calendar.local_time(now), dossier.clock_at(now)
    deadline = None if clock is None else clock.deadline_at(local)
    course = walk(dossier.events, dossier.cover, dossier.rules, local)
    route, names = _remaining(dossier, course.ahead)
    latest: dict[str, tuple[datetime, datetime]] = {}
    left, last_day, must_begin = None, None, None
    if deadline is not None:
        end = dossier.calendar.local_time(deadline.due_at)
        left = dossier.calendar.working_time_between(local, end)
        latest = _latest(dossier, route, end, names)
        must_begin = min((latest[name][0] for name in names), default=end)
        last_day = _day_of(must_begin, deadline)
        if not names and not deadline.to_the_minute:
            must_begin = datetime.combine(deadline.due_on, time.max)
    return OpenDossier(
        dossier.code,
        tuple(office for office, _, _ in course.at_work),
        deadline,
        left,
        deadline is not None and deadline.is_late(local),
        clock is not None and clock.is_paused,
        names,
        last_day,
        must_begin,
        (must_begin is None or local <= must_begin)
        and all(_is_in_time(dossier, one, latest, local) for one in course.at_work),
        tuple((name, _day_of(latest[name][0], deadline)) for name in names if deadline is not None),
    )


def _day_of(begin: datetime, deadline: Deadline) -> date:
    """The day of *begin*; where it is the due moment the due day, which 24:00 belongs to."""
    return deadline.due_on if begin == deadline.calendar.local_time(deadline.due_at) else begin.date()


def _remaining(dossier: Dossier, ahead: Sequence[int]) -> tuple[Route, tuple[str, ...]]:
    """Its route, and the steps of it that have not begun, in order."""
    received = dossier.received_at and dossier.received_at.date()
    route = dossier.procedure.route(dossier.channel, on=received, levels=_levels(dossier))
    left = {dossier.procedure.steps[place].name for place in ahead}
    return route, tuple(step.name for step in route.ordered() if step.name in left)


def _latest(
    dossier: Dossier, route: Route, end: datetime, names: Sequence[str]
) -> dict[str, tuple[datetime, datetime]]:
    """When each step must begin and end; a step outside the limit takes nothing of it."""
    cover, steps = dossier.cover, dossier.procedure.steps
    offices = dict(zip([step.name for step in steps], cover.offices_of(steps), strict=True))
    own = [cover.calendar_of(offices[step.name], end.date()) for step in route]
    return latest_times(route, own, end, {step.name for step in route if step.counts and step.name in names})


def _is_in_time(
    dossier: Dossier,
    at_work: tuple[str, tuple[int, ...], int | None],
    latest: Mapping[str, tuple[datetime, datetime]],
    now: datetime,
) -> bool:
    """Whether an office that uses what is left of its budget is done before the next step must begin."""
    office, places, left = at_work
    if not latest or not left or left < 0 or not places:
        return True
    calendar = dossier.cover.calendar_of(office, now.date())
    done = calendar.add_working_time(now, timedelta(microseconds=left))
    _, until = latest[dossier.procedure.steps[places[-1]].name]
    return calendar.coordinate(done) <= calendar.coordinate(until)


def _levels(dossier: Dossier) -> dict[str, Level]:
    """The levels of the offices of a route, by the names it gives them."""
    directory, steps = dossier.cover.offices, dossier.procedure.steps
    if directory is None:
        return {}
    bound = zip(steps, dossier.cover.offices_of(steps), strict=True)
    return {step.office: directory.periods(office)[-1].level for step, office in bound if office in directory}
