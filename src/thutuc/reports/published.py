"""`PublishedTable`: the figures of one line as an office published them (số liệu đã công bố)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs

from thutuc.bounds import MOST_DOSSIERS, shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import NONE, ReadOnly, checked, mapping, of, several
from thutuc.reports.denominators import Denominator
from thutuc.words.labels import Labelled
from thutuc.words.numbers import read_number

__all__ = ["Ended", "Exactness", "PublishedTable", "Scope", "together"]

ENDINGS = ("returned", "stopped", "withdrawn", "refused")
"""What ends without an answer: some tables count it in what was resolved, some beside it."""


class Ended(Labelled):
    """Where a table counts what was returned, stopped, withdrawn or refused (trả lại, dừng giải quyết).

    Tables seldom say; an audit tries each reading, and names the one that fits.
    """

    BESIDE = "beside", "ngoài số đã giải quyết", "beside resolved"
    """Beside what was resolved."""
    WITHIN = "within", "trong số đã giải quyết", "in resolved"
    """In what was resolved, among what was on time or late."""
    APART = (
        "apart",
        "trong số đã giải quyết, ngoài số đúng hạn và quá hạn",
        "in resolved, not in time nor late",
    )
    """In what was resolved, beside what was on time or late."""


class Exactness(Enum):
    """How exact a printed count is (độ chính xác của con số)."""

    EXACT = "exact"
    """To the dossier."""
    ROUNDED = "rounded"
    """To its last figure that is not 0: 9,300 is 9,250 to 9,350 (làm tròn)."""
    NEARLY = "nearly"
    """At most as many, and not a whole step fewer: *gần* 9,300 is 9,200 to 9,300."""
    OVER = "over"
    """At least as many, and not a whole step more: *hơn* 9,300 is 9,300 to 9,400."""


class Scope(Enum):
    """Whose dossiers a table counts (phạm vi số liệu)."""

    OWN = "own"
    """Those of the office itself (của riêng cơ quan)."""
    ROLL_UP = "roll-up"
    """Those of the office and all offices below it, as a district with its communes (gồm cả cấp dưới)."""


def _count(_table: object, field: "attrs.Attribute[int | None]", number: object) -> None:
    if number is None:
        return
    if isinstance(number, float | Decimal):
        raise InvalidValueError(
            f"{field.name} is a count of dossiers, a whole number, not {number}; a table that prints 9.300 "
            f"for nine thousand three hundred is given as 9300",
            given=number,
        )
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidTypeError(
            f"{field.name} is a count of dossiers, a whole number, not {shown(number)}; read text with "
            f"NumberStyle.VIETNAMESE.read",
            given=number,
        )
    if number > MOST_DOSSIERS:
        raise InvalidValueError(
            f"{field.name} is a count of dossiers, at most {MOST_DOSSIERS:,}, not {shown(number)}; check its "
            f"figures",
            given=number,
        )
    if number < 0:
        raise InvalidValueError(
            f"{field.name} is a count of dossiers, 0 or more, not {shown(number)}", given=number
        )


def _percentage(number: float | Decimal | str | None) -> Decimal | None:
    if number is None:
        return None
    checked(number, (int, float, Decimal, str), "a percentage is a number such as '99.71'")
    if isinstance(number, str):
        found = read_number(number, None)
    else:
        found = Decimal(repr(number).removesuffix(".0") if isinstance(number, float) else number)
    if not found.is_finite() or not 0 <= found <= 100:
        raise InvalidValueError(f"a percentage lies between 0 and 100, not at {shown(number)}", given=number)
    return found


def _texts(given: Mapping[str, str]) -> ReadOnly[str, str]:
    return ReadOnly(mapping(given, wanted="extra maps headings to texts"))


def _exactness(given: Mapping[str, Exactness]) -> ReadOnly[str, Exactness]:
    such = "exactness maps figures to Exactness, such as {'late': Exactness.OVER}"
    for name, how in mapping(given, wanted=such).items():
        if name not in COUNTS:
            raise InvalidValueError(
                f"exactness is of a count, not of {shown(name)}; counts are {', '.join(COUNTS)}", given=name
            )
        checked(how, Exactness, f"exactness of {name} is one of Exactness")
    return ReadOnly(given)


@attrs.frozen(kw_only=True)
class PublishedTable:
    """The figures of one line of a published report, as printed (số liệu đã công bố).

    What the table does not print is left out. A table that gives no `early` counts it in `on_time`.

    Args:
        received: Received in the period.
        carried_over: From before the period.
        total: Both.
        resolved: Finished in the period.
        early: Of these before the due day.
        on_time: On the due day; before it too where `on_time_includes_early`.
        late: After it.
        pending: Not finished.
        pending_in_time: Of these not overdue.
        pending_overdue: Of these overdue.
        returned: Given back without an answer (trả lại).
        stopped: Stopped by the office.
        withdrawn: Withdrawn by who handed it in.
        refused: Not accepted.
        waiting: On hold, for a supplement or a payment.
        waiting_beside: Whether these stand beside what is pending, not among it.
        undated: Resolved without a due date.
        accepted: Accepted, of what was received (đủ điều kiện, được tiếp nhận).
        overdue: Overdue in all: answered late, or pending and overdue.
        not_yet_due: Pending and not yet due.
        online: Received online.
        direct: Received at the counter.
        post: Received by post.
        due_in_period: Due in the period.
        early_pct: Printed percentage; text keeps the digits that were printed.
        on_time_pct: Printed percentage of what was on time.
        late_pct: Printed percentage of what was late.
        resolved_pct: Printed percentage of what was resolved.
        pending_pct: Printed percentage of what is pending.
        rate_over: What the table says its rates are shares of.
        exact: Whether the counts are exact; rounded ones, such as 9,300, may differ in their last zeros.
        exactness: How exact single counts are where that differs, such as `{"late": Exactness.OVER}`.
        received_basis: `new` if `received` is what came in the period, `total` if it contains what was
            carried over; `None` if the table does not say.
        on_time_includes_early: Whether `on_time` contains `early`; left out, only where there is no `early`.
        scope: Whether it counts the office alone or those below it as well; `None` if it does not say.
        place: Whose report it is.
        period: Of when.
        mechanism: One-stop, interlinked or all.
        notes: What else is known.
        source: Where it was published.
        part_of: The place whose table has this one in it.
        extra: Columns of the file that are no figures of these, as text.

    Raises:
        InvalidTypeError: If a count is no number.
        InvalidValueError: If one is negative or fractional, or a percentage is not between 0 and 100.

    Examples:
        >>> from thutuc.reports import audit
        >>> table = PublishedTable(received=4100, on_time=3300, late=330, pending=470, exact=False)
        >>> [finding.identity for finding in audit(table) if finding.holds]
        ['received + carried_over = resolved + pending']
    """

    received: int | None = attrs.field(default=None, validator=_count)
    carried_over: int | None = attrs.field(default=None, validator=_count)
    total: int | None = attrs.field(default=None, validator=_count)
    resolved: int | None = attrs.field(default=None, validator=_count)
    early: int | None = attrs.field(default=None, validator=_count)
    on_time: int | None = attrs.field(default=None, validator=_count)
    late: int | None = attrs.field(default=None, validator=_count)
    pending: int | None = attrs.field(default=None, validator=_count)
    pending_in_time: int | None = attrs.field(default=None, validator=_count)
    pending_overdue: int | None = attrs.field(default=None, validator=_count)
    returned: int | None = attrs.field(default=None, validator=_count)
    due_in_period: int | None = attrs.field(default=None, validator=_count)
    stopped: int | None = attrs.field(default=None, validator=_count)
    withdrawn: int | None = attrs.field(default=None, validator=_count)
    refused: int | None = attrs.field(default=None, validator=_count)
    waiting: int | None = attrs.field(default=None, validator=_count)
    undated: int | None = attrs.field(default=None, validator=_count)
    accepted: int | None = attrs.field(default=None, validator=_count)
    overdue: int | None = attrs.field(default=None, validator=_count)
    not_yet_due: int | None = attrs.field(default=None, validator=_count)
    online: int | None = attrs.field(default=None, validator=_count)
    direct: int | None = attrs.field(default=None, validator=_count)
    post: int | None = attrs.field(default=None, validator=_count)
    early_pct: Decimal | None = attrs.field(default=None, converter=_percentage)
    on_time_pct: Decimal | None = attrs.field(default=None, converter=_percentage)
    late_pct: Decimal | None = attrs.field(default=None, converter=_percentage)
    resolved_pct: Decimal | None = attrs.field(default=None, converter=_percentage)
    pending_pct: Decimal | None = attrs.field(default=None, converter=_percentage)
    rate_over: Denominator | None = attrs.field(default=None, validator=of(Denominator, optional=True))
    exact: bool = attrs.field(default=True, validator=of(bool))
    exactness: Mapping[str, Exactness] = attrs.field(default=NONE, converter=_exactness)
    waiting_beside: bool = attrs.field(default=False, validator=of(bool))
    received_basis: str | None = None
    on_time_includes_early: bool | None = None
    scope: Scope | None = attrs.field(
        default=None, validator=of(Scope, optional=True, wanted="scope is Scope.OWN, Scope.ROLL_UP or None")
    )
    place: str = ""
    period: str = ""
    mechanism: str = ""
    notes: str = ""
    source: str = ""
    part_of: str = ""
    extra: Mapping[str, str] = attrs.field(default=NONE, converter=_texts)

    def __attrs_post_init__(self) -> None:
        basis: object = self.received_basis
        if basis is not None and (not isinstance(basis, str) or basis not in {"new", "total"}):
            raise InvalidValueError(
                f"received_basis is 'new', 'total' or None, not {self.received_basis!r}",
                given=self.received_basis,
            )

    @property
    def has_early_apart(self) -> bool:
        """Whether `early` is printed beside `on_time`, not within it."""
        return self.early is not None and not self.on_time_includes_early


COUNTS = tuple(field.name for field in attrs.fields(PublishedTable) if field.validator is _count)
PERCENTAGES = tuple(field.name for field in attrs.fields(PublishedTable) if field.name.endswith("_pct"))


def answers(table: PublishedTable) -> tuple[str, ...]:
    """The figures that make up what was resolved."""
    return ("early", "on_time", "late") if table.has_early_apart else ("on_time", "late")


def between(table: PublishedTable, name: str) -> tuple[int, int]:
    """The least and the most that a printed count may truly be."""
    number: int = getattr(table, name) or 0
    how = table.exactness.get(name, Exactness.EXACT if table.exact else Exactness.ROUNDED)
    if how is Exactness.EXACT or not number:
        return number, number
    step = 1
    while number % (10 * step) == 0:
        step *= 10
    below, above = {"rounded": (step // 2,) * 2, "nearly": (step, 0), "over": (0, step)}[how.value]
    return max(0, number - below), number + above


def slack(table: PublishedTable, name: str) -> int:
    """By how much a printed count may differ from the true one."""
    low, high = between(table, name)
    number: int = getattr(table, name) or 0
    return max(number - low, high - number)


# Together ---------------------------------------------------------------------------------------------------


def together(
    tables: Sequence[PublishedTable], *, place: str | None = None, mechanism: str = ""
) -> PublishedTable:
    """Several tables of one period as one: offices beside each other, or the mechanisms of one office (cộng).

    A figure that one table lacks is lacking in the sum; only `late` and `pending` that a table does not print
    are taken as none where it says that all it received was on time.

    Args:
        tables: The tables.
        place: What the sum is called; left out, the common place.
        mechanism: What mechanism it has.

    Raises:
        InvalidValueError: If there are none, periods differ, or something may be counted twice: tables of
            different places that contain the offices below them, or do not say so.

    Examples:
        >>> one_stop = PublishedTable(received=9300, on_time=9300, place="Châu Thành", exact=False)
        >>> linked = PublishedTable(received=4100, on_time=3300, late=330, pending=470, place="Châu Thành",
        ...                         exact=False)
        >>> both = together([one_stop, linked])
        >>> both.received, both.on_time, both.late, both.pending
        (13400, 12600, 330, 470)
    """
    tables = several(tables, PublishedTable, "tables")
    if not tables:
        raise InvalidValueError("there is no table to add up; give one or more", given=tables)
    places = list(dict.fromkeys(table.place for table in tables))
    if len({table.period for table in tables}) > 1:
        raise InvalidValueError("tables of different periods cannot be added up", given=tuple(tables))
    if len({(table.received_basis, table.scope, table.waiting_beside) for table in tables}) > 1 or (
        len(places) > 1 and any(table.scope is not Scope.OWN for table in tables)
    ):
        raise InvalidValueError(
            "these tables may count dossiers twice: those of different places are added up if each has "
            "scope=Scope.OWN, and all have the same scope, received_basis and waiting_beside",
            given=tuple(tables),
        )
    sums: dict[str, Any] = {name: sum_of([_or_none_left(table, name) for table in tables]) for name in COUNTS}
    apart = any(table.has_early_apart for table in tables)
    return PublishedTable(
        **sums,
        exact=all(table.exact for table in tables),
        exactness=_exactness_of_sums(tables),
        waiting_beside=tables[0].waiting_beside,
        received_basis=tables[0].received_basis,
        on_time_includes_early=None if apart else tables[0].on_time_includes_early,
        scope=tables[0].scope,
        place=", ".join(places) if place is None else place,
        period=tables[0].period,
        mechanism=mechanism,
    )


def _exactness_of_sums(tables: Sequence[PublishedTable]) -> dict[str, Exactness]:
    """A sum is over or nearly what its parts are; of parts that differ, rounded."""
    found: dict[str, Exactness] = {}
    for name, how in (pair for table in tables for pair in table.exactness.items()):
        found[name] = how if found.get(name, how) is how else Exactness.ROUNDED
    return found


def _or_none_left(table: PublishedTable, name: str) -> int | None:
    number: int | None = getattr(table, name)
    nothing_left = table.received is not None and table.received == table.on_time and table.early is None
    if number is None and name in {"late", "pending"} and nothing_left:
        return 0
    return number


def sum_of(numbers: Sequence[int | None]) -> int | None:
    """The sum, if every number of it is known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
