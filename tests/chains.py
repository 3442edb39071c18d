"""Random lives through a chain of offices, told with what is true of them.

A life is a list of works and of works side by side. It is run forward on a ruler of worked minutes, once as
it was, which gives events and legs, and once for each set of offices that keep their budgets, which gives how
late it would have been. Nothing here knows how the package follows events.
"""

from datetime import datetime, timedelta
from itertools import permutations
from math import factorial

from lives import CALENDAR
from thutuc import Level, Office, Procedure, Step, TimeLimit, Unit, events as e
from thutuc.offices import OfficeDirectory, Succession

START = datetime(2026, 3, 2, 8, 0)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def moment(minutes):
    return CALENDAR.add_working_time(START, minutes * MINUTE) if minutes else START


class Work:
    """What one office does at one step: minutes of work, cut by questions and by its succession."""

    def __init__(self, office, step, minutes, budget, questions=(), pause=None, heir=None):  # noqa: PLR0917
        self.office, self.step, self.minutes, self.budget = office, step, minutes, budget
        # Each question: after how many minutes of work, whom, how long it took, how long it might take.
        self.questions = list(questions)
        # The citizen, or a stated cause, holds all up: after how many minutes of work, for how long.
        self.pause = pause
        # Who goes on, and after how many minutes of work.
        self.heir = heir
        # Who has succeeded by law, and after how many minutes of work; nobody hands anything over.
        self.successors = []
        self.allowed = []

    def cuts(self):
        """The work in its parts: who does each, its minutes, and what follows it."""
        marks = [(after, "ask", (agency, took, might)) for after, agency, took, might in self.questions]
        if self.pause:
            marks.append((self.pause[0], "pause", self.pause[1]))
        if self.heir:
            marks.append((self.heir[1], "heir", self.heir[0]))
        marks += [(after, "successor", office) for office, after in self.successors]
        office, done = self.office, 0
        for after, kind, what in sorted(marks, key=lambda mark: mark[0]):
            yield office, after - done, kind, what
            done = after
            if kind in {"heir", "successor"}:
                office = what
        yield office, self.minutes - done, "end", None

    def last_office(self):
        return [office for office, *_ in self.cuts()][-1]


class Side:
    """Works side by side, each a list of works; `back` says how each branch goes back to the lead."""

    def __init__(self, lead, branches, back):
        self.lead, self.branches, self.back = lead, branches, back


def allow(nodes):
    """Set how much of each part of a work lies within the budget of its step: what earlier work has left."""
    spent = {}
    for node in nodes:
        for work in [node] if isinstance(node, Work) else [one for branch in node.branches for one in branch]:
            left = None if work.budget is None else max(0, work.budget - spent.get(work.step, 0))
            work.allowed = []
            for _, minutes, _, _ in work.cuts():
                work.allowed.append(minutes if left is None else min(minutes, left))
                left = None if left is None else left - work.allowed[-1]
            spent[work.step] = spent.get(work.step, 0) + work.minutes


def run(nodes, taking, at=0):
    """When it would have ended, had only *taking* taken what they took and the others kept their budgets."""
    for node in nodes:
        if isinstance(node, Side):
            at = max(run(branch, taking, at) for branch in node.branches)
            continue
        for (office, minutes, kind, what), allowed in zip(node.cuts(), node.allowed, strict=True):
            at += minutes if office in taking else allowed
            if kind == "ask":
                agency, took, might = what
                at += took if agency in taking or might is None else min(took, might)
            elif kind == "pause":
                at += what
    return at


def overran(nodes):
    found = set()
    for node in nodes:
        if isinstance(node, Side):
            for branch in node.branches:
                found |= overran(branch)
            continue
        for (office, minutes, kind, what), allowed in zip(node.cuts(), node.allowed, strict=True):
            if minutes > allowed:
                found.add(office)
            if kind == "ask" and what[2] is not None and what[1] > what[2]:
                found.add(what[0])
    return found


def shapley(nodes, due):
    """The Shapley value in minutes by going through every order, the lateness of nobody, and of all."""
    players = sorted(overran(nodes))
    known = {}

    def late(group):
        if group not in known:
            known[group] = max(0, run(nodes, group) - due)
        return known[group]

    added = dict.fromkeys(players, 0)
    for order in permutations(players):
        group, before = frozenset(), late(frozenset())
        for player in order:
            group |= {player}
            after = late(group)
            added[player] += after - before
            before = after
    return added, factorial(len(players)), late(frozenset()), late(frozenset(players))


class Told:
    """The events and legs of a life as it was."""

    def __init__(self):
        # Events by their minute; of equal minutes, as they were told.
        self.happened = []
        # Legs: office, started, ended, held, waited, consulted; and stretches in which offices held.
        self.legs, self.held = [], []

    def tell(self, minute, kind, **more):
        self.happened.append((minute, kind, more))

    def work(self, work, at, started=None):
        """Tell one work that begins at a minute; its leg may have *started* before, waiting for others."""
        started = at if started is None else started
        office, held, waited = work.office, 0, at - started
        for _, minutes, kind, what in work.cuts():
            self.held.append((office, at, at + minutes))
            at, held = at + minutes, held + minutes
            if kind == "ask":
                agency, took, might = what
                by = None if might is None else moment(at + might)
                self.tell(at, e.OpinionAsked, office=office, of=agency, answer_by=by)
                self.tell(at + took, e.OpinionGiven, office=agency, asked_by=office)
                self.legs.append((agency, at, at + took, took, 0, True))
                self.held.append((agency, at, at + took))
                at, waited = at + took, waited + took
            elif kind == "pause":
                self.tell(at, e.Paused, office=office)
                self.tell(at + what, e.Resumed, office=office)
                at, waited = at + what, waited + what
            elif kind in {"heir", "successor"}:
                self.legs.append((office, started, at, held, waited, False))
                if kind == "heir":
                    self.hand_on(at, office, what)
                office, started, held, waited = what, at, 0, 0
        self.legs.append((office, started, at, held, waited, False))
        return at

    def hand_on(self, at, office, heir):
        self.tell(at, e.Transferred, office=office, to=heir)

    def life(self, nodes):
        at = 0
        self.tell(0, e.Accepted, office=nodes[0].office)
        started = None
        for node, following in zip(nodes, [*nodes[1:], None], strict=True):
            if isinstance(node, Work):
                at = self.work(node, at, started)
                started = None
                if following is None:
                    self.tell(at, e.Finished, office=node.last_office())
                elif isinstance(following, Work):
                    self.tell(at, e.Transferred, office=node.last_office(), to=following.office)
                else:
                    self.dispatch(at, node.last_office(), following)
            else:
                at, started = self.beside(node, at)
        return at

    def dispatch(self, at, office, side):
        to = {branch[0].office: branch[0].step for branch in side.branches}
        self.tell(at, e.Transferred, office=office, to=tuple(to) if len(side.branches) % 2 else to)

    def beside(self, side, at):
        """Tell works side by side; when the last branch ends, and when the lead got the first of them."""
        ends = []
        for branch, back in zip(side.branches, side.back, strict=True):
            end = at
            for work, following in zip(branch, [*branch[1:], None], strict=True):
                end = self.work(work, end)
                if following is not None:
                    self.tell(end, e.Transferred, office=work.last_office(), to=following.office)
            if back:
                self.tell(end, e.Transferred, office=branch[-1].last_office(), to=side.lead)
            else:
                self.tell(end, e.PartCompleted, office=branch[-1].last_office())
            ends.append((end, back))
        got = [end for end, back in ends if back]
        last = max(end for end, _ in ends)
        return last, min([*got, last])


def an_agency(chance, agencies):
    """An agency that was not asked before, or one that several ask, perhaps at once."""
    return "Q0" if chance.random() < 0.4 else agencies.pop()


def random_work(chance, office, step, agencies, heirs, *, pauses):
    budget = chance.choice([None, 240, 480, 480, 960, 1440])
    minutes = max(
        5, round((budget or 480) * chance.choice([0.3, 0.7, 1, 1.2, 1.6, 2.5])) + chance.randrange(-3, 4)
    )
    marks = sorted(chance.sample(range(1, minutes), 4)) if minutes > 9 else [1, 2, 3, 4]
    questions = []
    if chance.random() < 0.25:
        might = chance.choice([None, 240, 960])
        questions.append((marks[0], an_agency(chance, agencies), chance.choice([60, 500, 1500]), might))
    if chance.random() < 0.1:
        questions.append((marks[3], an_agency(chance, agencies), 700, 480))
    pause = (marks[1], chance.choice([30, 480, 900])) if pauses and chance.random() < 0.15 else None
    heir = (heirs.pop(), marks[2]) if heirs and chance.random() < 0.15 else None
    return Work(office, step, minutes, budget, questions, pause, heir)


def random_life(chance):
    """A route and a life along it: a chain, one or two blocks side by side, steps done again."""
    agencies, heirs = [f"Q{i}" for i in range(20)], ["Y3", "Y2", "Y1"]
    steps, nodes, last = [], [], None
    names = iter(f"b{i}" for i in range(100))
    offices = [f"O{i}" for i in range(9)]
    chance.shuffle(offices)

    def work(office, after, *, pauses=True):
        name = next(names)
        made = random_work(chance, office, name, agencies, heirs, pauses=pauses)
        limit = None if made.budget is None else TimeLimit(made.budget / 60, Unit.WORKING_HOUR)
        steps.append(Step(name, office, limit, after=after))
        return made

    for _ in range(chance.randrange(1, 4)):
        nodes.append(work(offices.pop(), () if last is None else last))
        last = nodes[-1].step
        if len(nodes) > 1 and chance.random() < 0.2 and not (nodes[-1].heir or nodes[-2].heir):
            # It goes back one step, and through both again.
            nodes += [
                Work(again.office, again.step, chance.randrange(5, 900), again.budget) for again in nodes[-2:]
            ]
    if chance.random() < 0.75 and len(offices) > 3:
        nodes.append(work("L", last))
        nodes[-1].heir = None
        branches, ends = [], []
        for _ in range(chance.choice([2, 2, 3])):
            branch = [work(offices.pop(), nodes[-1].step, pauses=False)]
            if chance.random() < 0.3 and len(offices) > 1:
                branch.append(work(offices.pop(), branch[-1].step, pauses=False))
            branches.append(branch)
            ends.append(branch[-1].step)
        nodes.append(Side("L", branches, [chance.random() < 0.4 for _ in branches]))
        nodes.append(work("L", tuple(ends)))
        last = nodes[-1].step
    for _ in range(chance.randrange(0, 2)):
        if offices:
            nodes.append(work(offices.pop(), last))
            last = nodes[-1].step
    allow(nodes)
    return nodes, steps


def stretches(nodes, at=0):
    """Each stretch of work as it was: the work, its office, from which minute to which, and what was done."""
    found = []
    for node in nodes:
        if isinstance(node, Side):
            found += [one for branch in node.branches for one in stretches(branch, at)]
            at = run([node], _Everybody(), at)
            continue
        begun, done = at, 0
        for office, minutes, kind, what in node.cuts():
            found.append((node, office, begun, begun + minutes, done))
            done += minutes
            begun += minutes + (what[1] if kind == "ask" else what if kind == "pause" else 0)
        at = begun
    return found


class _Everybody:
    def __contains__(self, office):
        return True


def succeed(chance, nodes):
    """Let offices be succeeded in the middle of their work; the directory that says so."""
    links = []
    for heir in ("S1", "S2", "S3"):
        found = stretches(nodes)
        ended = {old for old, _, _ in links}
        begun = {(office, begin) for _, office, begin, _, done in found if not done}
        places = [
            (one, night)
            for one in found
            for night in range(420, one[3], 480)
            if one[2] < night and (one[1], night) not in begun and one[1] not in ended
        ]
        if not places:
            break
        (work, office, begin, _, done), night = chance.choice(places)
        work.successors.append((heir, done + night - begin))
        allow(nodes)
        for later, other, began, _, before in stretches(nodes):
            if other == office and later is not work and began > night and not before:
                later.office = heir
        at = 0
        for node in nodes:
            if isinstance(node, Side) and node.lead == office and at > night:
                node.lead = heir
            at = run([node], _Everybody(), at)
        first, last = moment(night).date() + DAY, moment(night + 1).date()
        links.append((office, heir, chance.choice([first, last])))
    ends, begins = {old: day for old, _, day in links}, {new: day for _, new, day in links}
    known = {office for _, office, *_ in stretches(nodes)} | set(ends) | {f"Q{i}" for i in range(20)}
    offices = [
        Office(
            code,
            f"Cơ quan {code}",
            Level.PROVINCE,
            valid_from=begins.get(code),
            valid_until=ends[code] - DAY if code in ends else None,
        )
        for code in sorted(known | {node.lead for node in nodes if isinstance(node, Side)})
    ]
    return OfficeDirectory(offices, [Succession(*link) for link in links])


def told(nodes, steps, limit):
    """A dossier that lived so, and what should be true of it."""
    story = Told()
    end = story.life(nodes)
    procedure = Procedure("X", "ví dụ", TimeLimit(limit, Unit.WORKING_DAY), steps=steps)
    happened = [
        kind(at=moment(minute), id=str(i), **more)
        for i, (minute, kind, more) in enumerate(sorted(story.happened, key=lambda one: one[0]))
    ]
    return story, end, procedure, happened
