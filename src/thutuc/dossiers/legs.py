"""Who held a dossier from when to when, against which budget (các chặng xử lý).

The life of a dossier from acceptance to the end is cut at its events. Each piece of an office's time is held
or waited: all wait for the citizen and in a pause, an office waits for the agencies it has asked and for the
steps of others that come before its own. Where a supplement makes the limit count from the beginning again,
so do the budgets: what an office used before no longer counts against it.
"""

from datetime import datetime, timedelta

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import check_language

NOTHING = timedelta()


@attrs.frozen
class Leg:
    """One stretch during which one office held a dossier or was asked about it (chặng xử lý).

    Args:
        office: Code of the office.
        started: When it got the dossier.
        ended: When it passed it on; `None` if it has it still.
        held: Working time it used, by its own calendar, waiting taken out.
        waited: Working time on the dossier's calendar in which it waited for the citizen, for other agencies
            or in a pause.
        steps: Names of the steps of the route it carried out.
        budget: Working time these steps may take, calendar days being the working time until they are over;
            for an agency asked, until the answer is due. `None` if none is set.
        consulted: Whether it was only asked for an opinion.
        rework: Whether it had done these steps before, so that only the rest of their budget was left.
    """

    office: str
    started: datetime
    ended: datetime | None
    held: timedelta
    waited: timedelta
    steps: tuple[str, ...] = ()
    budget: timedelta | None = None
    consulted: bool = False
    rework: bool = False

    @property
    def over(self) -> timedelta:
        """Working time used beyond the budget (thời gian vượt)."""
        return NOTHING if self.budget is None else max(NOTHING, self.held - self.budget)

    @property
    def is_late(self) -> bool:
        """Whether it took longer than its budget, even if the dossier is in time (chặng quá hạn)."""
        return self.over > NOTHING

    def note(self, language: str = "vi") -> str:
        """What it was for: the steps, an opinion, something done again (ghi chú)."""
        english = check_language(language) == "en"
        told = [", ".join(self.steps)] if self.steps else []
        told += ["asked for an opinion" if english else "lấy ý kiến"] if self.consulted else []
        told += ["done again" if english else "làm lại"] if self.rework else []
        return "; ".join(told)


@attrs.define(eq=False)
class Piece:
    """A piece of a leg that ends where something else begins; times are microseconds of working time.

    Args:
        office: Whose it is.
        calendar: When that office works.
        before: The pieces that had to end first; none for those with which all begins.
        started: When it began.
        ended: When it ended.
        held: What the office used.
        waited: What was waited for others than offices, or while the clock stood still.
        allowed: How much of *held* lies within the budget.
        after: How much of *held* came after the dossier was due.
    """

    office: str
    calendar: WorkCalendar
    before: "tuple[Piece, ...]"
    started: datetime
    ended: datetime
    held: int = 0
    waited: int = 0
    allowed: int = 0
    after: int = 0


@attrs.frozen(eq=False)
class Anchor:
    """When one of several dossiers is due: earlier if others let it begin earlier (hạn từng hồ sơ).

    Args:
        due: Its due moment, as a place in working time.
        after: The pieces after which it was accepted; none if it waited for nothing.
        gap: The working time from then to the acceptance.
        start: The acceptance, as a place in working time.
    """

    due: int
    after: tuple[Piece, ...] = ()
    gap: int = 0
    start: int = 0


@attrs.frozen(eq=False)
class Course:
    """The life of a dossier as its offices saw it (diễn biến qua các cơ quan).

    Args:
        legs: In order of their start.
        pieces: What followed from what, since the limit last began to count.
        last: The pieces on whose end the result waited.
        turns: After which events steps begin or end during which the clock stands still: the event's place,
            and the names of those that go on.
        ahead: The steps that have not begun, by their place in the route.
        at_work: For each office that holds a part: the steps it is at, and what is left of their budget.
        left_open: The offices that still held a part when the result was given, with their steps.
        skipped: Names of the steps that had not been done then.
        anchors: Of several dossiers, when each was due.
    """

    legs: tuple[Leg, ...] = ()
    pieces: tuple[Piece, ...] = ()
    last: tuple[Piece, ...] = ()
    turns: tuple[tuple[int, tuple[str, ...]], ...] = ()
    ahead: tuple[int, ...] = ()
    at_work: tuple[tuple[str, tuple[int, ...], int | None], ...] = ()
    left_open: tuple[tuple[str, tuple[str, ...]], ...] = ()
    skipped: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
