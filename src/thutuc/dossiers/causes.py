"""Whose overrun made a result late, and by how much (nguyên nhân quá hạn).

The lateness of a set of offices is how late the result would have been had these taken what they took and
all others kept their budgets, each leg beginning as those end that it really followed. The share of an office
is the Shapley value of that: what its overrun adds, on average over all orders in which offices may come in.
So an overrun that delayed nothing has no share, and the shares sum to the whole.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from math import factorial, sqrt
from operator import mul

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import Deadline
from thutuc.dossiers.legs import NOTHING, Course, Piece
from thutuc.fields import NONE, read_only
from thutuc.moments import MICROSECOND
from thutuc.words.labels import check_language

EXACT_UP_TO = 8
"""The number of offices that overran up to which every order is gone through."""
_ORDERS = 1000
# The sets of so many offices are gone through faster together than as the orders come to them.
_TOGETHER = 12
_SEED = 20260302
# Of a normal distribution, 95 percent lies within this many standard deviations.
_DEVIATIONS = 1.96


@attrs.frozen
class Cause:
    """What one office did to a late result (nguyên nhân).

    Args:
        office: Code of the office.
        over: Working time by which it overran the budgets of its steps, since the limit began to count.
        share: The part of the lateness that is put down to it.
        without: How late the result would have been without its overrun.
        held: Working time it held the dossier after it was due.
    """

    office: str
    over: timedelta
    share: timedelta
    without: timedelta
    held: timedelta = NOTHING


@attrs.frozen
class Lateness:
    """Working time by which a result came late, shared out to the offices (mức quá hạn theo cơ quan).

    The share of an office is what its overrun did to the result: the Shapley value of the lateness itself.
    What no overrun explains is shared by the working time really held after the due moment; if nobody held it
    then, it is put down to the office that held it last. The shares sum to the total, to the microsecond; of
    a dossier that began as a snapshot of another system there are none.

    Args:
        total: Working time from the due moment to the end; nothing if it was in time.
        shares: The part of each office that has one.
        causes: What stands behind it: every office that overran a budget or has a share.
        unexplained: The part of the total that would have been late even with every budget kept.
        error: Half the width of the 95 percent interval of the shares, where there were too many offices to
            go through every order; else nothing.
    """

    total: timedelta
    shares: Mapping[str, timedelta] = attrs.field(default=NONE, converter=read_only)
    causes: tuple[Cause, ...] = ()
    unexplained: timedelta = NOTHING
    error: timedelta = NOTHING

    def explain(self, language: str = "vi") -> str:
        """In words: what each office's part is, and how late the result would have been without it.

        Args:
            language: `vi` or `en`.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither.

        Examples:
            >>> print(Lateness(timedelta()).explain("en"))
            The result was in time.
        """
        english = check_language(language) == "en"
        if not self.total:
            return "The result was in time." if english else "Kết quả đúng hạn."
        lines = [
            f"The result was {_hours(self.total, language)} late."
            if english
            else f"Kết quả quá hạn {_hours(self.total, language)}."
        ]
        lines += [_line(cause, language) for cause in self.causes]
        lines += [] if self.shares else [_UNKNOWN[english]]
        if self.unexplained:
            lines.append(_UNEXPLAINED[english].format(_hours(self.unexplained, language)))
        if self.error:
            lines.append(_ERROR[english].format(_hours(self.error, language)))
        return "\n".join(lines)


_UNKNOWN = (
    "Hồ sơ chuyển từ hệ thống khác, không rõ quá trình trước đó nên không quy cho cơ quan nào.",
    "The dossier began in another system; what happened there is not known, so no office is named.",
)
_UNEXPLAINED = (
    "Nếu mọi cơ quan giữ đúng thời hạn, kết quả vẫn quá hạn {}, chia theo thời gian xử lý sau khi hết hạn.",
    "With every budget kept it would have been {} late; this is shared by the time held after it was due.",
)
_ERROR = (
    "Các phần được ước lượng bằng chọn mẫu, sai số không quá {} (độ tin cậy 95%).",
    "The parts are estimated by sampling, to within {} (95 percent confidence).",
)


def _line(cause: Cause, language: str) -> str:
    office = cause.office
    share, over, without, held = (
        _hours(span, language) for span in (cause.share, cause.over, cause.without, cause.held)
    )
    if language == "en":
        if not cause.share:
            return f"{office}: overran its budget by {over}, which delayed nothing."
        if not cause.over:
            return f"{office}: {share} of it; overran no budget; held it for {held} after it was due."
        late = f"{without} late" if cause.without else "in time"
        return (
            f"{office}: {share} of it; overran its budget by {over}; "
            f"without that, the result would have been {late}."
        )
    if not cause.share:
        return f"{office}: vượt thời hạn {over} nhưng không làm chậm kết quả."
    if not cause.over:
        return f"{office}: {share} trong số đó; không vượt thời hạn; xử lý {held} sau khi hết hạn."
    late = f"quá hạn {without}" if cause.without else "đúng hạn"
    return f"{office}: {share} trong số đó; vượt thời hạn {over}; nếu không vượt thì kết quả {late}."


def _hours(span: timedelta, language: str) -> str:
    """Working time in hours, to a hundredth."""
    number = f"{span / timedelta(hours=1):.2f}".rstrip("0").rstrip(".")
    if language == "en":
        return f"{number} working hours"
    return f"{number.replace('.', ',')} giờ làm việc"


class _Game:
    """What the lateness would have been, for any set of offices that overran."""

    def __init__(self, course: Course, due_at: datetime, calendar: WorkCalendar, total: int) -> None:
        self.course, self.calendar, self.total = course, calendar, total
        self.due_at, self.due = due_at, calendar.coordinate(due_at)
        pieces = course.pieces
        self.place = {id(piece): place for place, piece in enumerate(pieces)}
        over: dict[str, int] = {}
        for piece in pieces:
            if piece.held > piece.allowed:
                over[piece.office] = over.get(piece.office, 0) + piece.held - piece.allowed
        self.over = over
        self.players = tuple(over)
        bits = {office: 1 << i for i, office in enumerate(over)}
        self.alike = all(piece.calendar is calendar for piece in pieces)
        # What each piece waits for, when it began if for nothing, what it takes within its budget and beyond
        # it, and whose that is.
        self.rows = [
            (
                self.places(piece.before),
                0 if piece.before else calendar.coordinate(piece.started),
                piece.waited + piece.allowed,
                piece.held - piece.allowed,
                bits.get(piece.office, 0),
            )
            for piece in pieces
        ]
        self.last = self.places(course.last)
        self.known = {(1 << len(over)) - 1: total}

    def places(self, pieces: Iterable[Piece]) -> list[int]:
        """Their places in the course."""
        return [self.place[id(piece)] for piece in pieces]

    def late(self, coalitions: Sequence[int]) -> list[int]:
        """For each set of offices, as bits, the lateness in microseconds when these took what they took."""
        known = self.known
        if new := [each for each in coalitions if each not in known]:
            ends = self._ends_alike(new) if self.alike else list(zip(*map(self._ends, new), strict=True))
            last = _latest([ends[each] for each in self.last]) or [self.due] * len(new)
            dues = self._dues(ends) or [self.due] * len(new)
            late, most = [end - due for end, due in zip(last, dues, strict=True)], self.total
            known.update(zip(new, [0 if each < 0 else min(most, each) for each in late], strict=True))
        return [known[each] for each in coalitions]

    def _dues(self, ends: Sequence[Sequence[int]]) -> Sequence[int]:
        """When the last of several dossiers is due: one that would be accepted earlier is due earlier."""
        dues: list[Sequence[int]] = []
        for anchor in self.course.anchors:
            begun = _latest([ends[each] for each in self.places(anchor.after)])
            earlier = [max(0, anchor.start - anchor.gap - each) for each in begun] or [0] * len(ends[0])
            dues.append([anchor.due - each for each in earlier])
        return _latest(dues)

    def _ends_alike(self, coalitions: Sequence[int]) -> list[list[int]]:
        """The ends of the pieces on one calendar, each for all of some sets: working time adds up."""
        ends: list[list[int]] = []
        for before, begun, kept, over, bit in self.rows:
            start = _latest([ends[each] for each in before]) or [begun] * len(coalitions)
            if over:
                taken = kept + over
                pairs = zip(start, coalitions, strict=True)
                ends.append([end + taken if each & bit else end + kept for end, each in pairs])
            else:
                ends.append([end + kept for end in start])
        return ends

    def _ends(self, coalition: int) -> list[int]:
        """The ends of the pieces where offices work by calendars of their own."""
        ends: list[datetime] = []
        for piece, (before, _, kept, over, bit) in zip(self.course.pieces, self.rows, strict=True):
            start = max([ends[each] for each in before], default=piece.started)
            takes = coalition & bit or not over
            if takes and start >= piece.started:
                ends.append(piece.ended)
                continue
            own, general = piece.calendar, self.calendar
            held = kept - piece.waited + (over if takes else 0)
            moment = own.add_working_time(start, held * MICROSECOND) if held else start
            if piece.waited:
                moment = general.add_working_time(moment, piece.waited * MICROSECOND)
            ends.append(min(moment, piece.ended))
        return [self.calendar.coordinate(end) for end in ends]


def _latest(ends: Sequence[Sequence[int]]) -> Sequence[int]:
    """The latest of several ends, for each set; nothing of none."""
    return list(map(max, *ends)) if len(ends) > 1 else ends[0] if ends else ()


def share_out(
    course: Course, deadline: Deadline | None, finished: datetime | None, calendar: WorkCalendar
) -> Lateness:
    """The lateness of a dossier that ended at *finished*, by the rule of `Lateness`.

    Args:
        course: Who held it, walked with the due moment.
        deadline: When it was due.
        finished: When it ended.
        calendar: On which lateness is measured.
    """
    if deadline is None or finished is None or not deadline.is_late(finished):
        return Lateness(NOTHING)
    due_at = calendar.local_time(deadline.due_at)
    total = calendar.coordinate(finished) - calendar.coordinate(due_at)
    if not total:
        return Lateness(NOTHING)
    game = _Game(course, due_at, calendar, total)
    count = len(game.players)
    numbers, whole, error = _exact(game) if count <= EXACT_UP_TO else _sampled(game)
    (left,) = game.late([0])
    after: dict[str, int] = {}
    for piece in course.pieces:
        after[piece.office] = after.get(piece.office, 0) + piece.after
    shares = dict(zip(game.players, _rounded(numbers, whole), strict=True))
    for office, part in _of_the_rest(left, game, shares, after).items():
        shares[office] = shares.get(office, 0) + part
    return Lateness(
        total * MICROSECOND,
        {office: share * MICROSECOND for office, share in shares.items() if share},
        _causes(game, shares, after),
        left * MICROSECOND,
        error * MICROSECOND,
    )


def _causes(game: _Game, shares: Mapping[str, int], after: Mapping[str, int]) -> tuple[Cause, ...]:
    full = (1 << len(game.players)) - 1
    bits = {office: 1 << place for place, office in enumerate(game.players)}
    without = game.late([full & ~bits.get(office, 0) for office in shares])
    found = [
        Cause(
            office,
            game.over.get(office, 0) * MICROSECOND,
            share * MICROSECOND,
            late * MICROSECOND,
            after.get(office, 0) * MICROSECOND,
        )
        for (office, share), late in zip(shares.items(), without, strict=True)
    ]
    return tuple(sorted(found, key=lambda cause: -cause.share))


def _of_the_rest(
    left: int, game: _Game, shares: Mapping[str, int], after: Mapping[str, int]
) -> dict[str, int]:
    """The part of the lateness that no overrun explains, by the time really held after the due moment."""
    if not left:
        return {}
    # An overrun that delayed nothing has no share of what others made late.
    idle = {office for office in game.players if not shares[office]} if any(shares.values()) else set[str]()
    weights = {office: held for office, held in after.items() if held and office not in idle}
    if not weights:
        weights = {office: held for office, held in after.items() if held}
    if not weights:
        last = game.course.last
        return {last[-1].office if last else game.course.legs[-1].office: left}
    return dict(
        zip(weights, _rounded([left * held for held in weights.values()], sum(weights.values())), strict=True)
    )


def _exact(game: _Game) -> tuple[list[int], int, int]:
    """The Shapley value of each office over a common denominator, and no error."""
    count = len(game.players)
    if not count:
        return [], 1, 0
    late = game.late(range(1 << count))
    return [sum(map(mul, weights, late)) for weights in _weights(count)], factorial(count), 0


@lru_cache(maxsize=EXACT_UP_TO)
def _weights(count: int) -> tuple[tuple[int, ...], ...]:
    """For each of *count* offices, how the lateness of each set of them counts in its value."""
    of_size = [factorial(size) * factorial(count - size - 1) for size in range(count)]
    return tuple(
        tuple(
            of_size[coalition.bit_count() - 1] if coalition >> place & 1 else -of_size[coalition.bit_count()]
            for coalition in range(1 << count)
        )
        for place in range(count)
    )


def _sampled(game: _Game) -> tuple[list[int], int, int]:
    """The mean of what each office adds, over random orders each gone through both ways, and its error."""
    count = len(game.players)
    chance = random.Random(_SEED)  # noqa: S311 - a sample that is the same for everyone
    sums, squares = [0] * count, [0] * count
    order = list(range(count))
    if count <= _TOGETHER:
        game.late(range(1 << count))
    for _ in range(_ORDERS):
        chance.shuffle(order)
        added = [0] * count
        for way in (order, order[::-1]):
            sets = [0]
            for place in way:
                sets.append(sets[-1] | 1 << place)
            late = game.late(sets)
            for place, (before, then) in zip(way, pairwise(late), strict=True):
                added[place] += then - before
        for place, both in enumerate(added):
            sums[place] += both
            squares[place] += both * both
    whole = 2 * _ORDERS
    spread = max(
        square / _ORDERS - (total / _ORDERS) ** 2 for total, square in zip(sums, squares, strict=True)
    )
    return sums, whole, round(_DEVIATIONS * sqrt(max(0.0, spread) / _ORDERS) / 2)


def _rounded(numbers: Sequence[int], whole: int) -> list[int]:
    """Fractions of one denominator in whole numbers: what is due up to each, less what was given before."""
    upto = [number // whole for number in accumulate(numbers)]
    return [upto[0], *[later - earlier for earlier, later in pairwise(upto)]] if upto else []
