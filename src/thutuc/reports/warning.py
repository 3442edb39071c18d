"""Early warning: open dossiers by what is left of their limit (cảnh báo sớm)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import attrs

from thutuc.deadlines import Convention, Deadline, latest_start
from thutuc.dossiers import Dossier, Leg
from thutuc.fields import require
from thutuc.limits.units import check_language
from thutuc.reports.periods import moment_text
from thutuc.reports.printing import Shown, Table

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
        remaining: Names of the steps of its route that have not begun.
        last_day: The last day on which the remaining steps still fit: on it the next of them must begin.
            Without such steps the due day; `None` without a deadline.
        must_begin: The moment on that day, where hours count.
        fits: Whether that moment is still to come.
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


@attrs.frozen(repr=False, str=False)
class WarningList(Shown):
    """Open dossiers, the most urgent first (danh sách cảnh báo).

    Args:
        now: The moment as of which it was made.
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
        english = check_language(language) == "en"
        names, vi, en = zip(*_COLUMNS, strict=True)
        rows = tuple(
            (
                one.code,
                ", ".join(one.holders),
                "" if one.deadline is None else f"{one.deadline.due_on:%d/%m/%Y}",
                "" if one.last_day is None else f"{one.last_day:%d/%m/%Y}",
                ", ".join(one.remaining),
                _state(one)[english],
                None if one.left is None else round(Decimal(one.left // timedelta(minutes=1)) / 60, 1),
            )
            for one in self.dossiers
        )
        title = f"{'As of' if english else 'Tính đến'} {moment_text(self.now, language)}"
        return Table(title, names, en if english else vi, rows, 6, language)


_COLUMNS = (
    ("code", "mã hồ sơ", "dossier"),
    ("holders", "cơ quan đang xử lý", "held by"),
    ("due_on", "hạn trả", "due"),
    ("last_day", "phải bắt đầu chậm nhất", "last day that fits"),
    ("remaining", "bước còn lại", "remaining steps"),
    ("state", "tình trạng", "state"),
    ("left", "thời gian còn lại (giờ)", "hours left"),
)


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
    for dossier in dossiers:
        require(dossier, Dossier, "each dossier")
        known = dossier.as_of(now)
        if known.is_open:
            found.append(_open(known, now))
    return WarningList(now, tuple(sorted(found, key=_most_urgent)))


def _most_urgent(one: OpenDossier) -> tuple[bool, timedelta, str]:
    return one.left is None, one.left or timedelta(), one.code


def _open(dossier: Dossier, now: datetime) -> OpenDossier:
    local, clock = dossier.calendar.local_time(now), dossier.clock
    deadline = None if clock is None else clock.deadline_at(local)
    legs = dossier.legs_at(now)
    open_legs = [leg for leg in legs if leg.ended is None]
    remaining, begin = _must_begin(dossier, deadline, legs)
    left = None
    if deadline is not None:
        left = dossier.calendar.working_time_between(local, dossier.calendar.local_time(deadline.due_at))
    moment = _end_of(begin, dossier)
    return OpenDossier(
        dossier.code,
        tuple(dict.fromkeys(leg.office for leg in open_legs if not leg.consulted)),
        deadline,
        left,
        deadline is not None and deadline.is_late(local),
        clock is not None and clock.is_paused,
        remaining,
        _day_of(begin, deadline, dossier),
        moment,
        moment is None or local <= moment,
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


def _must_begin(
    dossier: Dossier, deadline: Deadline | None, legs: Iterable[Leg]
) -> tuple[tuple[str, ...], date | None]:
    """The steps that have not begun, and when the first of them must."""
    begun = {name for leg in legs for name in leg.steps}
    route = dossier.procedure.route(dossier.channel)
    ahead = [step for step in route.ordered() if step.name not in begun]
    names = tuple(step.name for step in ahead)
    if deadline is None:
        return names, None
    whole = deadline.due_at if deadline.to_the_minute else deadline.due_on
    end = dossier.calendar.local_time(deadline.due_at)
    latest: dict[str, date] = {}
    for step in reversed(ahead):
        after = [latest[name] for name in route.successors(step.name) if name in latest]
        until = min(after, key=_moment) if after else end
        if step.limit is None or not step.counts:
            latest[step.name] = until
            continue
        calendar = dossier.cover.calendar_of(step.office, end.date())
        # A budget in working days runs in working time, as a plan counts it.
        way = Convention.WORKING_TIME if step.limit.unit.is_working else Convention.CIVIL_CODE
        latest[step.name] = latest_start(step.limit, _moment(until), calendar, convention=way)
    first = [latest[step.name] for step in ahead]
    return names, min(first, key=_moment) if first else whole


def _moment(until: date) -> datetime:
    """The moment itself; of a day, on which a step may begin at any hour, its end."""
    return until if isinstance(until, datetime) else datetime.combine(until + timedelta(days=1), time())
