"""Early warning: open dossiers by what is left of their limit (cảnh báo sớm)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import attrs

from thutuc.deadlines import Deadline, latest_start
from thutuc.dossiers import Dossier
from thutuc.dossiers.walking import walk
from thutuc.fields import require, several
from thutuc.limits import Convention
from thutuc.moments import local_time
from thutuc.offices import Level
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
    schedule = _Schedule(dossier, deadline, course.ahead)
    begin = schedule.begin
    left = None
    if deadline is not None:
        left = dossier.calendar.working_time_between(local, dossier.calendar.local_time(deadline.due_at))
    moment = _end_of(begin, dossier)
    return OpenDossier(
        dossier.code,
        tuple(office for office, _, _ in course.at_work),
        deadline,
        left,
        deadline is not None and deadline.is_late(local),
        clock is not None and clock.is_paused,
        schedule.names,
        _day_of(begin, deadline, dossier),
        moment,
        (moment is None or local <= moment)
        and all(schedule.is_in_time(one, local) for one in course.at_work),
        schedule.begin_by,
    )


def _day_of(begin: date | None, deadline: Deadline | None, dossier: Dossier) -> date | None:
    """The day of *begin*; where it is the due moment the due day, which 24:00 belongs to."""
    if begin is None or deadline is None:
        return None
    return deadline.due_on if begin == deadline.due_at else dossier.calendar.local_date(begin)


def _end_of(begin: date | None, dossier: Dossier) -> datetime | None:
    """The last moment of a day, or the moment itself."""
    if begin is None or isinstance(begin, datetime):
        return None if begin is None else dossier.calendar.local_time(begin)
    return datetime.combine(begin, time.max)


class _Schedule:
    """The steps that have not begun, and when each of them must at the latest."""

    def __init__(self, dossier: Dossier, deadline: Deadline | None, ahead: Sequence[int]) -> None:
        self.dossier, self.deadline = dossier, deadline
        cover, steps = dossier.cover, dossier.procedure.steps
        self.route = dossier.procedure.route(
            dossier.channel, on=dossier.received_at and dossier.received_at.date(), levels=_levels(dossier)
        )
        left = {steps[place].name for place in ahead}
        todo = [step for step in self.route.ordered() if step.name in left]
        self.names = tuple(step.name for step in todo)
        self.end = None if deadline is None else dossier.calendar.local_time(deadline.due_at)
        self.latest: dict[str, date] = {}
        self.begin: date | None = None
        if deadline is None or self.end is None:
            return
        offices = dict(zip([step.name for step in steps], cover.offices_of(steps), strict=True))
        for step in reversed(todo):
            until = self._until(step.name, self.end)
            if step.limit is None or not step.counts:
                self.latest[step.name] = until
                continue
            calendar = cover.calendar_of(offices[step.name], self.end.date())
            # A budget in working days runs in working time, as a plan counts it.
            way = Convention.WORKING_TIME if step.limit.unit.is_working else Convention.CIVIL_CODE
            self.latest[step.name] = latest_start(step.limit, _moment(until), calendar, convention=way)
        whole = deadline.due_at if deadline.to_the_minute else deadline.due_on
        self.begin = self._first(self.latest.values()) or whole

    def _first(self, moments: Iterable[date]) -> date | None:
        return min(moments, key=_moment, default=None)

    def _until(self, name: str, end: datetime) -> date:
        """When a step must have ended: as the first of those begins that wait for it, begun or not."""
        ways, after = list(self.route.successors(name)), list[date]()
        while ways:
            following = ways.pop()
            if following in self.latest:
                after.append(self.latest[following])
            else:
                ways.extend(self.route.successors(following))
        return self._first(after) or end

    @property
    def begin_by(self) -> tuple[tuple[str, date], ...]:
        """For each step the last day on which it must begin."""
        days = [(name, _day_of(self.latest.get(name), self.deadline, self.dossier)) for name in self.names]
        return tuple((name, day) for name, day in days if day is not None)

    def is_in_time(self, at_work: tuple[str, tuple[int, ...], int | None], now: datetime) -> bool:
        """Whether an office that uses what is left of its budget is done before the next step must begin."""
        office, places, left = at_work
        if self.end is None or not left or left < 0 or not places:
            return True
        calendar = self.dossier.cover.calendar_of(office, now.date())
        done = calendar.add_working_time(now, timedelta(microseconds=left))
        last = self._until(self.dossier.procedure.steps[places[-1]].name, self.end)
        until = last if isinstance(last, datetime) else datetime.combine(last, time.max)
        return calendar.coordinate(done) <= calendar.coordinate(self.dossier.calendar.local_time(until))


def _levels(dossier: Dossier) -> dict[str, Level]:
    """The levels of the offices of a route, by the names it gives them."""
    directory, steps = dossier.cover.offices, dossier.procedure.steps
    if directory is None:
        return {}
    bound = zip(steps, dossier.cover.offices_of(steps), strict=True)
    return {step.office: directory.periods(office)[-1].level for step, office in bound if office in directory}


def _moment(until: date) -> datetime:
    """The moment itself; of a day, on which a step may begin at any hour, its end."""
    return until if isinstance(until, datetime) else datetime.combine(until + timedelta(days=1), time())
