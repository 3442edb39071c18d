"""Random lives of dossiers, and a model of them written from the law and the design, not from the code."""

from bisect import bisect_left
from datetime import date, datetime, timedelta
from itertools import pairwise

from thutuc import Dossier, Procedure, TimeLimit, Unit, WorkCalendar, events
from thutuc.errors import ThutucError
from thutuc.law import Order, ReopeningRule, SupplementRule, WaitingRule
from thutuc.procedures import ClockPolicy

ONE_DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
OFF = {FIRST, *(date(2026, 2, 16) + i * ONE_DAY for i in range(5)), date(2026, 4, 30), date(2026, 5, 1)}
WORKED_SATURDAY = date(2026, 2, 28)
CALENDAR = WorkCalendar(FIRST, LAST, days_off=OFF, make_up_days={WORKED_SATURDAY: date(2026, 2, 20)})

# Where each action leads, before acceptance and after it. An action alone leaves the status as it is; "back"
# is the status in which the withdrawal was asked for.
_ANY_TIME = "assign transfer adjust"
_WORK = "complete-part finish-part give-opinion pause resume extend change-limit"
_TO_CITIZEN = (
    "request-supplement>SUPPLEMENT_REQUESTED request-payment>PAYMENT_REQUESTED "
    "request-withdrawal>WITHDRAWAL_REQUESTED stop>STOPPED"
)
_WAITS = "request-withdrawal>WITHDRAWAL_REQUESTED stop>STOPPED close>STOPPED"
_BEFORE = {
    None: "submit>SUBMITTED accept>ACCEPTED refuse>REFUSED request-supplement>SUPPLEMENT_REQUESTED",
    "SUBMITTED": f"accept>ACCEPTED refuse>REFUSED {_ANY_TIME} {_TO_CITIZEN}",
    "SUPPLEMENT_REQUESTED": f"supplement>SUBMITTED accept>ACCEPTED refuse>REFUSED {_ANY_TIME} {_WAITS}",
    "PAYMENT_REQUESTED": f"pay>SUBMITTED refuse>REFUSED {_ANY_TIME} {_WAITS}",
    "WITHDRAWAL_REQUESTED": "decline-withdrawal>back stop>STOPPED",
    "REFUSED": "reopen>SUBMITTED",
    "STOPPED": "reopen>SUBMITTED",
}
_AFTER = {
    "ACCEPTED": (
        "adjust pause resume extend change-limit assign>PROCESSING finish-part>PROCESSING "
        f"transfer>PROCESSING ask-opinion>PROCESSING finish>FINISHED {_TO_CITIZEN}"
    ),
    "PROCESSING": f"{_ANY_TIME} {_WORK} ask-opinion finish>FINISHED {_TO_CITIZEN}",
    "SUPPLEMENT_REQUESTED": f"supplement>PROCESSING {_ANY_TIME} {_WORK} ask-opinion {_WAITS}",
    "PAYMENT_REQUESTED": f"pay>PROCESSING {_ANY_TIME} {_WORK} ask-opinion {_WAITS}",
    "WITHDRAWAL_REQUESTED": f"decline-withdrawal>back {_WORK} stop>STOPPED",
    "STOPPED": "reopen>PROCESSING",
    "FINISHED": "return>RETURNED correct reopen>PROCESSING",
    "RETURNED": "correct>FINISHED reopen>PROCESSING",
}


def _rows(written):
    return {
        status: {action: to or status for action, _, to in (word.partition(">") for word in words.split())}
        for status, words in written.items()
    }


TABLE = {False: _rows(_BEFORE), True: _rows(_AFTER)}
EDGES = {
    (accepted, status, action)
    for accepted, rows in TABLE.items()
    for status, row in rows.items()
    for action in row
}
ACTIONS = sorted({action for _, _, action in EDGES})

# Time, counted out ---------------------------------------------------------------------------------------


def works(day):
    return day == WORKED_SATURDAY or (day.weekday() < 5 and day not in OFF)


_SESSIONS = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
_EPOCH = datetime(FIRST.year, FIRST.month, FIRST.day)
_WORKED = [
    day * 1440 + minute
    for day in range((LAST - FIRST).days + 1)
    if works(FIRST + day * ONE_DAY)
    for opens, closes in _SESSIONS
    for minute in range(opens, closes)
]


def minutes_before(moment):
    """How many worked minutes have begun before *moment*."""
    return bisect_left(_WORKED, (moment - _EPOCH) // MINUTE)


def worked_minutes(start, end):
    return minutes_before(end) - minutes_before(start)


def next_worked(day):
    while not works(day):
        day += ONE_DAY
    return day


def days_after(start, end):
    """The days in (start, end]."""
    return [start + i * ONE_DAY for i in range(1, (end - start).days + 1)]


def count_due(unit, amount, start, spans):
    """The due day, or for hours the due moment: what was left when a span began is left at its end."""
    if unit is Unit.WORKING_HOUR:
        due = minutes_after(start, 60 * amount)
        for a, b in spans:
            due = _due_minute_after(due, a, b) if a < b else due
        return due
    raw = due = start.date()
    if unit is Unit.DAY:
        raw = raw + amount * ONE_DAY
        due = next_worked(raw)
    else:
        for _ in range(amount):
            due = next_worked(due + ONE_DAY)
    for a, b in ((a.date(), b.date()) for a, b in spans):
        if a == b:
            continue
        if a > due:
            raw = due = _days_before(b, sum(map(works, days_after(due, a))))
        elif unit is Unit.DAY:
            raw = b + max(raw - a, 0 * ONE_DAY)
            due = next_worked(raw)
        else:
            left, due = sum(map(works, days_after(a, due))), b
            due = next_worked(due) if not left else due
            for _ in range(left):
                due = next_worked(due + ONE_DAY)
    return due


def minutes_after(moment, number):
    """The moment at which so many minutes have been worked since *moment*."""
    return _EPOCH + (_WORKED[minutes_before(moment) + number - 1] + 1) * MINUTE


def opening(moment):
    """*moment*, or the next opening if nobody works then."""
    if minutes_before(moment) > minutes_before(moment - MINUTE):
        return moment
    return _EPOCH + _WORKED[minutes_before(moment)] * MINUTE


def _due_minute_after(due, pause, resume):
    if pause <= due:
        left = worked_minutes(pause, due)
        return max(opening(resume), minutes_after(resume, left) if left else resume)
    late = worked_minutes(due, pause)
    if late:
        return _EPOCH + _WORKED[minutes_before(resume) - late] * MINUTE
    closed = _EPOCH + (_WORKED[minutes_before(resume) - 1] + 1) * MINUTE
    return closed if closed < resume else resume - timedelta.resolution


def _days_before(day, behind):
    """The last worked day after which so many come up to *day*, at least one if it is worked."""
    behind = max(behind, int(works(day)))
    while behind or not works(day):
        behind -= works(day)
        day -= ONE_DAY
    return day


class Group:
    """Parts that one office sent out, within the groups of which its own part was."""

    def __init__(self, lead, inside=()):
        self.lead, self.inside = lead, inside


def around(groups):
    """Groups and all that they lie in."""
    return [found for group in groups for found in (group, *around(group.inside))]


class Life:
    """What should be true of a dossier, kept in plain fields."""

    def __init__(
        self,
        unit=Unit.WORKING_DAY,
        amount=5,
        on_supplement=SupplementRule.RESTART,
        on_consultation=WaitingRule.KEEP,
        on_payment=WaitingRule.KEEP,
    ):
        self.unit, self.amount, self.restarts = unit, amount, on_supplement is SupplementRule.RESTART
        self.policy = ClockPolicy(on_supplement, on_consultation, on_payment)
        self.stopping = {"pause"}
        if on_supplement is not SupplementRule.KEEP:
            self.stopping.add("supplement")
        if on_consultation is WaitingRule.PAUSE:
            self.stopping.add("opinion")
        if on_payment is WaitingRule.PAUSE:
            self.stopping.add("payment")
        self.status, self.accepted, self.back, self.last = None, False, None, None
        self.causes, self.asked = [], []
        # What each office holds, as the groups it is a part of, none for the whole; who waits for answers.
        self.tasks, self.waiters = {}, []
        self.limit = amount
        # Results that are there and not yet given out, and how many there were.
        self.ready, self.named = [], 0
        self.start, self.total, self.spans, self.still_since = None, amount, [], None
        self.received = self.ended = None
        self.several = False
        self.office_minutes = self.waited_minutes = self.closed_minutes = 0

    def copy(self):
        new = object.__new__(Life)
        new.__dict__ = {
            name: value.copy() if isinstance(value, list | set | dict) else value
            for name, value in self.__dict__.items()
        }
        return new

    def dossier(self, code="H17.18-260302-0001"):
        procedure = Procedure("1.000001", "ví dụ", TimeLimit(self.amount, self.unit), policy=self.policy)
        return Dossier(code, procedure, CALENDAR)

    @property
    def parts(self):
        """The offices that hold a part of a dossier that was divided."""
        return {office for office, groups in self.tasks.items() if groups}

    @property
    def row(self):
        return TABLE[self.accepted].get(self.status, {})

    def legal(self):
        """What may be done now."""
        lacking = {"pause"} if "pause" in self.causes else {"resume"}
        if not self.asked:
            lacking.add("give-opinion")
        if not self.parts:
            lacking.add("complete-part")
        early = {"return"} if self.ready and self.status not in {"STOPPED", "FINISHED"} else set()
        return sorted((set(self.row) | early) - lacking)

    def event(self, action, at, pick=0, **more):
        """An event that carries out *action*."""
        kind = KINDS[action]
        office = "A"
        if action == "transfer":
            holders = sorted(self.tasks) or ["A"]
            office = holders[pick % len(holders)]
            free = [one for one in "BCDEFG" if one not in holders]
            more["to"] = tuple(free[:2]) if pick % 3 == 2 else free[pick % len(free)]
        elif action == "complete-part":
            office = sorted(self.parts or {"A"})[pick % max(1, len(self.parts))]
        elif action == "finish-part":
            self.named += 1
            more["result"] = f"kết quả {self.named}"
        elif action == "return" and self.status != "FINISHED":
            more["result"] = self.ready[pick % len(self.ready)] if self.ready else "kết quả"
        elif action == "ask-opinion":
            more["of"] = ("Q", "R")[pick % 2]
        elif action == "give-opinion":
            office = self.asked[pick % len(self.asked)] if self.asked else "Q"
        elif action == "extend":
            more["by"] = TimeLimit(1 + pick % 3, self.unit)
        elif action == "change-limit":
            more["limit"] = TimeLimit(2 + pick % 7, self.unit)
        return kind(at=at, office=office, **more, **(self._order(pick) if action == "reopen" else {}))

    def _order(self, pick):
        """What an order says of the clock; before the acceptance there is none."""
        clocks = {}, {"clock": ReopeningRule.RESUME}, {"limit": TimeLimit(2 + pick, self.unit)}
        return {"order": Order.COURT, **(clocks[pick % 3] if self.accepted else {})}

    def happen(self, event):
        """Take in an event that is legal."""
        action, at = event.action.value, event.at
        if self.received and not self.ended:
            self._book(at)
        # A result that is there early may be given out early, and nothing else changes.
        to = self.row.get(action, self.status) if action == "return" else self.row[action]
        self._give(event, action)
        if action == "request-withdrawal":
            self.back = self.status
        self.status, self.last = self.back if to == "back" else to, at
        if action == "accept":
            self.accepted, self.causes, self.received, self.start = True, [], at, at
            self.tasks = {event.office: []}
        if action == "reopen":
            self._reopen(event, at)
        if self.accepted and not self.ended:
            self._clock(event, action, at)
            if action == "transfer":
                self._hand_over(event)
        if action in {"finish", "stop", "close"}:
            self.ended = self.ended or at
            self.tasks = {}
        if action == "complete-part":
            self._complete(event.office)

    def _give(self, event, action):
        """One of several results is there, or the citizen gets it, or all."""
        if action == "finish-part":
            self.ready.append(event.result)
        elif action == "return":
            self.ready = [one for one in self.ready if event.result is not None and one != event.result]

    def _reopen(self, event, at):
        """What held the dossier holds it no more; it begins anew, or goes on where it ended."""
        self.causes, self.asked, self.waiters = [], [], []
        if not self.accepted:
            self.ended = None
            return
        self.tasks = {event.office: []}
        self.closed_minutes += worked_minutes(self.ended, at)
        if event.clock is ReopeningRule.RESUME:
            self.spans += [*([(self.still_since, self.ended)] if self.still_since else []), (self.ended, at)]
        else:
            self.limit = event.limit.amount if event.limit else self.limit
            self.start, self.total, self.spans = at, self.limit, []
        self.ended = self.still_since = None

    def _hand_over(self, event):
        """A task goes to another office, or is divided among several; an errand of one's own is added to."""
        office = event.office
        mine = self._put_down(office)
        mine = [
            found
            for group in mine
            for found in ([group] if group.lead != office or self._is_open(group) else group.inside)
        ]
        if len(event.receivers) > 1:
            self.several = True
            if not any(group.lead == office for group in mine):
                mine = [Group(office, tuple(mine))]
        for receiver in event.receivers:
            self._put_on(receiver, mine)

    def _complete(self, office):
        for group in self._put_down(office):
            if not self._is_open(group):
                self._put_on(group.lead, group.inside)

    def _put_down(self, office):
        self.waiters = [None if one == office else one for one in self.waiters]
        return self.tasks.pop(office)

    def _put_on(self, office, groups):
        self.tasks[office] = list(dict.fromkeys([*self.tasks.get(office, []), *groups]))

    def _is_open(self, group):
        return any(group in around(groups) for groups in self.tasks.values())

    def _book(self, at):
        passed = worked_minutes(self.last, at)
        if any(self.waiters) or set(self.causes) - {"opinion"}:
            self.waited_minutes += passed
        else:
            self.office_minutes += passed

    def _clock(self, event, action, at):
        begins = {
            "request-supplement": "supplement",
            "request-payment": "payment",
            "ask-opinion": "opinion",
            "pause": "pause",
        }
        ends = {"supplement": "supplement", "pay": "payment", "give-opinion": "opinion", "resume": "pause"}
        if action in begins:
            self.causes.append(begins[action])
            if action == "ask-opinion":
                self.asked.append(event.of)
                alone = next(iter(self.tasks)) if len(self.tasks) == 1 and not self.parts else None
                self.waiters.append(event.office if event.office in self.tasks else alone)
        elif action in ends:
            self.causes.remove(ends[action])
            if action == "give-opinion":
                place = self.asked.index(event.office)
                del self.asked[place], self.waiters[place]
        elif action == "extend":
            self.total += event.by.amount
        elif action == "change-limit":
            self.total += event.limit.amount - self.limit
            self.limit = event.limit.amount
        stands = any(cause in self.stopping for cause in self.causes)
        if action == "supplement" and self.restarts:
            self.start, self.total, self.spans = at, self.limit, []
            self.still_since = at if stands else None
        elif stands and self.still_since is None:
            self.still_since = at
        elif not stands and self.still_since is not None:
            self.spans.append((self.still_since, at))
            self.still_since = None

    def due(self, now=None):
        """When the result is due; *now* counts what stands still until then."""
        if self.start is None:
            return None
        spans = self.spans
        if now is not None and self.still_since is not None:
            spans = [*spans, (self.still_since, now)]
        return count_due(self.unit, self.total, self.start, spans)


KINDS = {
    kind.action.value: kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, events.Event) and kind is not events.Event
}


def due_of(deadline, unit):
    """A deadline in the terms of the model."""
    if deadline is None:
        return None
    return deadline.due_at if unit is Unit.WORKING_HOUR else deadline.due_on


def minutes(length):
    return length / MINUTE


def in_order(moments):
    return all(one <= other for one, other in pairwise(moments))


def lived(rng):
    """A dossier to which anything happened that may."""
    life, now = Life(on_supplement=rng.choice(list(SupplementRule))), datetime(2026, 1, 5, 8)
    found = life.dossier()
    for i in range(rng.randrange(14)):
        legal = life.legal()
        if not legal:
            break
        now += timedelta(minutes=rng.choice([0, 1, 240, 1440, 4320]))
        action = "accept" if "accept" in legal else rng.choice(sorted(legal))
        event = life.event(action, now, i, id=f"e{i}")
        try:
            found = found.record(event)
        except ThutucError:
            break
        life.happen(event)
    return found


def one_change(rng, clock, moment):
    """A clock to which something more happened."""
    if clock.is_paused:
        return rng.choice([clock.resume, clock.restart])(moment)
    verb = rng.choice(["pause", "pause", "extend", "extend_to", "restart", "change"])
    if verb == "extend":
        return clock.extend(TimeLimit(1, rng.choice(list(Unit))), moment, reason="đợt hai")
    if verb == "extend_to":
        day = moment.date() if isinstance(moment, datetime) else moment
        return clock.extend_to(day + timedelta(days=rng.randrange(5)), moment)
    if verb == "change":
        return clock.change_limit(TimeLimit(2, Unit.WORKING_DAY), moment)
    return getattr(clock, verb)(moment)
