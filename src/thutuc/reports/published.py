"""`PublishedTable`: the figures of one line as an office published them (số liệu đã công bố)."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError, RegisterError, ThutucError
from thutuc.fields import path_of, several
from thutuc.reports.numbers import NumberStyle, read_number

__all__ = ["PublishedTable", "Scope", "read_published", "together"]

COUNTS = (
    "received",
    "carried_over",
    "total",
    "resolved",
    "early",
    "on_time",
    "late",
    "pending",
    "pending_in_time",
    "pending_overdue",
    "returned",
    "due_in_period",
)
PERCENTAGES = ("early_pct", "on_time_pct", "late_pct")
_WORDS = ("place", "period", "mechanism", "notes", "source")


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
            f"{field.name} is a count of dossiers, a whole number, not {number!r}; read text with "
            f"NumberStyle.VIETNAMESE.read",
            given=number,
        )
    if number < 0:
        raise InvalidValueError(f"{field.name} is a count of dossiers, 0 or more, not {number}", given=number)


def _percentage(number: float | Decimal | str | None) -> Decimal | None:
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal | str):
        raise InvalidTypeError(f"a percentage is a number such as '99.71', not {number!r}", given=number)
    text = repr(number).removesuffix(".0") if isinstance(number, float) else str(number)
    found = read_number(text, None) if isinstance(number, str) else Decimal(text)
    if not found.is_finite() or not 0 <= found <= 100:
        raise InvalidValueError(f"a percentage lies between 0 and 100, not at {number}", given=number)
    return found


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
        returned: Given back.
        due_in_period: Due in the period.
        early_pct: Printed percentage; text keeps the digits that were printed.
        on_time_pct: Printed percentage of what was on time.
        late_pct: Printed percentage of what was late.
        exact: Whether the counts are exact; rounded ones, such as 9,300, may differ in their last zeros.
        received_basis: `new` if `received` is what came in the period, `total` if it contains what was
            carried over; `None` if the table does not say.
        on_time_includes_early: Whether `on_time` contains `early`; left out, only where there is no `early`.
        scope: Whether it counts the office alone or those below it as well; `None` if it does not say.
        place: Whose report it is.
        period: Of when.
        mechanism: One-stop, interlinked or all.
        notes: What else is known.
        source: Where it was published.

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
    early_pct: Decimal | None = attrs.field(default=None, converter=_percentage)
    on_time_pct: Decimal | None = attrs.field(default=None, converter=_percentage)
    late_pct: Decimal | None = attrs.field(default=None, converter=_percentage)
    exact: bool = True
    received_basis: str | None = None
    on_time_includes_early: bool | None = None
    scope: Scope | None = None
    place: str = ""
    period: str = ""
    mechanism: str = ""
    notes: str = ""
    source: str = ""

    def __attrs_post_init__(self) -> None:
        basis: object = self.received_basis
        if basis is not None and (not isinstance(basis, str) or basis not in {"new", "total"}):
            raise InvalidValueError(
                f"received_basis is 'new', 'total' or None, not {self.received_basis!r}",
                given=self.received_basis,
            )
        if self.scope is not None and not isinstance(self.scope, Scope):
            raise InvalidTypeError(
                f"scope is Scope.OWN, Scope.ROLL_UP or None, not {self.scope!r}", given=self.scope
            )

    @property
    def has_early_apart(self) -> bool:
        """Whether `early` is printed beside `on_time`, not within it."""
        return self.early is not None and not self.on_time_includes_early


def answers(table: PublishedTable) -> tuple[str, ...]:
    """The figures that make up what was resolved."""
    return ("early", "on_time", "late") if table.has_early_apart else ("on_time", "late")


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
    if len({(table.received_basis, table.scope) for table in tables}) > 1 or (
        len(places) > 1 and any(table.scope is not Scope.OWN for table in tables)
    ):
        raise InvalidValueError(
            "these tables may count dossiers twice: those of different places are added up if each has "
            "scope=Scope.OWN, and all have the same scope and received_basis",
            given=tuple(tables),
        )
    sums: dict[str, Any] = {name: sum_of([_or_none_left(table, name) for table in tables]) for name in COUNTS}
    apart = any(table.has_early_apart for table in tables)
    return PublishedTable(
        **sums,
        exact=all(table.exact for table in tables),
        received_basis=tables[0].received_basis,
        on_time_includes_early=None if apart else tables[0].on_time_includes_early,
        scope=tables[0].scope,
        place=", ".join(places) if place is None else place,
        period=tables[0].period,
        mechanism=mechanism,
    )


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


# Reading ----------------------------------------------------------------------------------------------------


def read_published(path: Path | str, *, numbers: NumberStyle | None = None) -> tuple[PublishedTable, ...]:
    """Read published tables from a CSV file, one a row, its headings the arguments of `PublishedTable`.

    Args:
        path: A CSV file in UTF-8. `exact` is `yes` or `rounded`; `on_time_includes_early` `yes`, `no` or
            `unclear`; `received_basis` `new`, `total` or `unclear`; `scope` `own`, `roll-up` or `unclear`;
            `published_on_time_pct` stands for `on_time_pct`.
        numbers: How it writes numbers; left out, a number that can be read in two ways, as 9.300, is refused.

    Raises:
        RegisterError: With every problem of the file: file, row, column, what was found.
    """
    path = path_of(path)
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterError(f"{path.name} cannot be read: {error}", (), given=str(path)) from error
    problems: list[str] = []
    tables = tuple(_rows(csv.DictReader(io.StringIO(text, newline="")), path.name, numbers, problems))
    if problems:
        raise RegisterError(f"{path.name} cannot be used", problems, given=str(path))
    return tables


_SWITCHES: dict[str, dict[str, object]] = {
    "exact": {"yes": True, "no": False, "rounded": False, "": True},
    "on_time_includes_early": {"yes": True, "no": False, "unclear": None, "": None},
    "received_basis": {"new": "new", "total": "total", "unclear": None, "": None},
    "scope": {"own": Scope.OWN, "roll-up": Scope.ROLL_UP, "unclear": None, "": None},
}
_ALIASES = {f"published_{name}": name for name in PERCENTAGES}


def _rows(
    rows: "csv.DictReader[str]", file: str, style: NumberStyle | None, problems: list[str]
) -> Iterator[PublishedTable]:
    known = {*COUNTS, *PERCENTAGES, *_WORDS, *_SWITCHES, *_ALIASES}
    problems += [
        f"{file}, row 1: unknown heading {heading!r}; known are {', '.join(sorted(known))}"
        for heading in rows.fieldnames or ()
        if heading.strip() not in known
    ]
    if problems:
        return
    for number, row in enumerate(rows, 2):
        given: dict[str, Any] = {}
        before = len(problems)
        if None in row or None in row.values():
            problems.append(f"{file}, row {number}: more or fewer cells than headings; check its commas")
            continue
        for heading, cell in row.items():
            name = _ALIASES.get(heading.strip(), heading.strip())
            try:
                given[name] = _value(name, cell.strip(), style)
            except ThutucError as error:
                problems.append(f"{file}, row {number}, column {heading}: {error}")
        if len(problems) == before:
            yield PublishedTable(**given)


def _value(name: str, cell: str, style: NumberStyle | None) -> object:
    if name in _SWITCHES:
        allowed = _SWITCHES[name]
        if cell not in allowed:
            words = ", ".join(repr(word) for word in allowed if word)
            raise InvalidValueError(f"{cell!r} is none of {words}", given=cell)
        return allowed[cell]
    if name not in {*COUNTS, *PERCENTAGES}:
        return cell
    if not cell:
        return None
    found = read_number(cell, style)
    if name in PERCENTAGES:
        return found
    if found != found.to_integral_value():
        raise InvalidValueError(f"{cell!r} is a fraction; a count of dossiers is whole", given=cell)
    return int(found)
