"""What is looked at in every row before it is counted, and what may be wrong there (kiểm tra các dòng)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from thutuc.arrays.calendar_columns import spelled
from thutuc.arrays.lookup import DAY
from thutuc.arrays.shaping import NAT
from thutuc.errors import InvalidTypeError, InvalidValueError, LimitTextError, ThutucError
from thutuc.frames.due_rows import DueRows, DueTroubles, LimitKind
from thutuc.frames.engines import Counted, Desk, Engine, Expr, count, counted
from thutuc.frames.values import TIMES, Columns, Kind, Values, to_the_microsecond
from thutuc.limits import TimeLimit, Unit

MOST = 90_000_000
"""More than any calendar has of days or hours, and few enough to count their microseconds."""
_ON_CALENDAR = frozenset({Unit.WEEK, Unit.MONTH, Unit.YEAR})
_CUT = "@"
"""What stands between a unit and a cut-off hour in a column of units."""
_DATES = "it must hold dates or moments, so read it as such first"
Schema = Callable[[], Mapping[str, Any]]
"""What says the types of columns, asked where one is wrong."""
Kinds = Mapping[str, Kind]
"""What columns hold."""


def rows_text(n: int) -> str:
    """A count of rows in words."""
    return f"{int(n):,} row{'s' * (n != 1)}"


# Kinds ----------------------------------------------------------------------------------------------------


def kinds_of(desk: Desk, names: Sequence[str]) -> Kinds:
    """What columns of a frame hold that is a plan."""
    return {name: _kind_of(desk, name) for name in names}


def _kind_of(desk: Desk, name: str) -> Kind:
    dtype = desk.schema[name]
    if isinstance(dtype, nw.Date):
        return Kind.DAY
    if isinstance(dtype, nw.Datetime):
        return Kind.MOMENT if dtype.time_zone is None else Kind.INSTANT
    if dtype.is_numeric():
        return Kind.NUMBER
    if isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        return Kind.TEXT
    if isinstance(dtype, nw.List):
        return Kind.LIST
    return Kind.NOTHING if desk.is_empty(name) else Kind.OTHER


def check_kinds(question: DueRows, kinds: Kinds, schema: Schema) -> None:
    """Refuse columns that cannot hold what they should.

    Raises:
        InvalidTypeError: If one does not.
    """

    def check(name: object, allowed: frozenset[Kind], wanted: str) -> None:
        if isinstance(name, str) and type(name) is str and kinds[name] not in allowed | {Kind.NOTHING}:
            raise InvalidTypeError(f"column {name!r} holds {schema()[name]}; {wanted}", given=name)

    check(question.start, TIMES, _DATES)
    check(
        question.amount,
        frozenset({Kind.NUMBER, Kind.TEXT}),
        "the amounts of limits are numbers, or texts that say limits",
    )
    check(question.unit, frozenset({Kind.TEXT}), "it must hold names of units, such as 'working_day'")
    check(question.calendar_by, frozenset({Kind.TEXT}), "it must hold texts, the codes of calendars")
    if len(question.pauses) == 1:
        check(question.pauses[0], frozenset({Kind.NUMBER}), "it must hold numbers")
    if len(question.pauses) > 1 and Kind.LIST not in {kinds[name] for name in question.pauses}:
        check_times(question.pauses, kinds, schema)


def check_times(names: Sequence[str], kinds: Kinds, schema: Schema) -> None:
    """Refuse columns that hold neither days nor moments.

    Raises:
        InvalidTypeError: If they are.
    """
    for name in names:
        if kinds[name] not in TIMES | {Kind.NOTHING}:
            raise InvalidTypeError(f"column {name!r} holds {schema()[name]}; {_DATES}", given=name)


# Facts ----------------------------------------------------------------------------------------------------


def glimpse(question: DueRows, columns: Columns) -> list[Counted]:
    """What limits and codes there are, and what may be wrong with them, of rows at hand.

    Where something may be, 1 stands for some rows, among them such as lack a start.
    """
    amount = columns[question.amount] if isinstance(question.amount, str) else None
    odd = () if amount is None or amount.kind is not Kind.NUMBER or not len(amount) else _oddities(amount)
    speaking = next((columns[name] for name in _speaking(question) if columns[name].kind is Kind.TEXT), None)
    facts: list[Counted] = [((text, None), dict.fromkeys(("there", *odd), 1)) for text in _texts(speaking)]
    if question.calendar_by is not None:
        facts += [((None, text), {"coded": 1}) for text in _texts(columns[question.calendar_by])]
    return facts


def _texts(column: Values | None) -> tuple[str | None, ...]:
    if column is None or column.kind is not Kind.TEXT:
        return (None,) if column is None or len(column) else ()
    return column.texts if column.data.min(initial=0) >= 0 else (None, *column.texts)


def _oddities(amount: Values) -> tuple[str, ...]:
    data, low, high = amount.data, amount.data.min(), amount.data.max()
    odd = {"negative": not low >= 0, "not_numbers": not np.isfinite(float(low) + float(high))}
    if data.dtype.kind == "f":
        odd["fractions"] = bool((data != np.floor(data)).any())
    return tuple(name for name, there in odd.items() if there)


def facts_at_hand(question: DueRows, columns: Columns) -> list[Counted]:
    """What limits and codes there are, how often, and what is wrong with them, of rows at hand."""
    amount = columns.get(str(question.amount)) if isinstance(question.amount, str) else None
    there = columns[question.start].there
    there = there if amount is None else there & amount.there
    texts, keys = _spoken(question, columns, there.size)
    asked = {"there": there} | _odd_amounts(amount)
    many = len(texts)
    found = {name: np.bincount(keys[rows], minlength=many) for name, rows in asked.items() if rows.any()}
    code = columns.get(str(question.calendar_by)) if question.calendar_by else None
    facts: list[Counted] = [
        ((text, None), {name: int(found[name][i]) if name in found else 0 for name in asked})
        for i, text in enumerate(texts)
    ]
    if code is not None:
        rows = (
            np.bincount(code.data[there] + 1, minlength=len(code.texts) + 1) if code.texts else [there.sum()]
        )
        facts += [
            ((None, text), {"coded": int(n)}) for text, n in zip((None, *code.texts), rows, strict=True)
        ]
    return facts


def _spoken(question: DueRows, columns: Columns, size: int) -> tuple[tuple[str | None, ...], Any]:
    """The texts that say what limits are, and the number of each row's own."""
    for name in _speaking(question):
        column = columns[name]
        if column.kind is Kind.TEXT:
            return (None, *column.texts), column.data + 1
    return (None,), np.zeros(size, np.int64)


def _speaking(question: DueRows) -> list[str]:
    """The columns whose texts may say what limits are, the first that has some does."""
    return [name for name in (question.amount, question.unit) if type(name) is str]


def _odd_amounts(amount: Values | None) -> dict[str, Any]:
    if amount is None or amount.kind is not Kind.NUMBER or not len(amount):
        return {}
    data, there = amount.data, amount.there
    asked = {"negative": (data < 0) & there}
    if data.dtype.kind == "f":
        asked["not_numbers"] = ~np.isfinite(data) & there
        asked["fractions"] = (data != np.floor(data)) & there & (data <= MOST)
    return asked


def facts_of(desk: Desk, question: DueRows, kinds: Kinds) -> list[Counted]:
    """The same of rows that are a plan, and the first and last days, the smallest and largest amounts."""
    spoken = [name for name in _speaking(question) if kinds[name] is Kind.TEXT][:1]
    by = [*spoken, *([] if question.calendar_by is None else [question.calendar_by])]
    there = ~nw.col(question.start).is_null()
    if isinstance(question.amount, str):
        there &= ~nw.col(question.amount).is_null()
    # To make a day of a moment takes a division, which two moments need no less than all.
    length = DAY if desk.engine is Engine.LAZY_POLARS and kinds[question.start] is Kind.MOMENT else 1
    day = desk.day(question.start, 0) if length == 1 else desk.moment(question.start, 0)
    asked: dict[str, tuple[str, Expr]] = {
        "first": ("min", day), "last": ("max", day), "there": count(there), "coded": count(there),
    }  # fmt: skip
    if isinstance(question.amount, str) and kinds[question.amount] is Kind.NUMBER:
        asked |= _odd_numbers(nw.col(question.amount), whole=desk.schema[question.amount].is_integer())
    rows = counted(desk.frame, by, **asked)
    for _, row in rows:
        row |= {name: row[name] // length for name in ("first", "last") if row[name] is not None}
    return [
        (((key[0] if spoken else None), (key[-1] if question.calendar_by else None)), row)
        for key, row in rows
    ]


def _odd_numbers(number: Expr, *, whole: bool) -> dict[str, tuple[str, Expr]]:
    if whole:
        return {
            "largest": ("max", number), "smallest": ("min", number), "negative": count(number < 0),
        }  # fmt: skip
    number = number.cast(nw.Float64)
    bad = number.is_nan() | ~number.is_finite()
    known = nw.when(~bad).then(number)
    return {
        "largest": ("max", known),
        "smallest": ("min", known),
        "negative": count(number < 0),
        "not_numbers": count(bad),
        "fractions": count(_is_broken(number)),
    }


def _is_broken(number: Expr) -> Expr:
    # Larger numbers are refused anyway, and do not fit the whole numbers into which Spark rounds.
    small = nw.when(number <= MOST).then(number)
    return small.ceil() != small


def fits(question: DueRows, facts: Sequence[Counted], kinds: Kinds) -> bool:
    """Whether every row can be counted, shown by the first, the last and the longest there are."""
    known = [(key, row) for key, row in facts if row["first"] is not None]
    if not known:
        return True
    # In office time an instant may fall on the day before or after the one that it has elsewhere.
    more = 1 if kinds[question.start] is Kind.INSTANT else 0
    for name, offset, hour in (("first", -more, 0), ("last", more, 86_399_999_999)):
        days = np.array([int(row[name]) + offset for _, row in known], np.int64)
        at = Values(Kind.DAY, days.view("M8[D]"))
        if kinds[question.start] is not Kind.DAY:
            at = Values(Kind.MOMENT, to_the_microsecond(days.view("M8[D]")) + np.timedelta64(hour, "us"))
        columns = {question.start: at} | _longest(question, known, kinds)
        if DueTroubles(attrs.evolve(question, pauses=())).found(columns)[1]:
            return False
    return True


def _longest(question: DueRows, known: Sequence[Counted], kinds: Kinds) -> dict[str, Values]:
    columns: dict[str, Values] = {}
    texts = tuple(str(text) for (text, _), _ in known)
    each = np.arange(len(known))
    if isinstance(question.amount, str):
        if kinds[question.amount] is Kind.TEXT:
            codes = [i if text is not None else -1 for i, ((text, _), _) in enumerate(known)]
            columns[question.amount] = Values(Kind.TEXT, np.array(codes), None, texts)
        elif kinds[question.amount] is Kind.NUMBER:
            amounts = np.array([float(row["largest"] or 0) for _, row in known])
            missing = np.array([row["largest"] is None for _, row in known])
            columns[question.amount] = Values(Kind.NUMBER, amounts, missing)
        else:
            columns[question.amount] = Values(Kind.NOTHING, np.full(len(known), NAT).view("M8[us]"))
    if isinstance(question.unit, str) and type(question.unit) is str:
        columns.setdefault(question.unit, Values(Kind.TEXT, each, None, texts))
    if question.calendar_by is not None:
        columns[question.calendar_by] = Values(
            Kind.TEXT, each, None, tuple(str(code) for (_, code), _ in known)
        )
    return columns


# Judgement ------------------------------------------------------------------------------------------------


def judged(question: DueRows, facts: Sequence[Counted], kinds: Kinds) -> DueRows:
    """The question with what the texts of its columns stand for.

    Raises:
        InvalidValueError: If amounts are negative, not numbers or fractions where none can be, or units or
            codes are unknown or missing; with the column and the count of rows.
        LimitTextError: If no limit can be read from a text; with the count of rows.
    """
    for kind, what in (("negative", "a negative limit"), ("not_numbers", "NaN or infinity")):
        if bad := sum(row.get(kind, 0) for _, row in facts):
            raise InvalidValueError(
                f"{rows_text(bad)} of column {question.amount!r} hold {what}; a limit is 0 or more",
                given=question.amount,
            )
    _check_codes(question, facts)
    rows: dict[str | None, int] = {}
    fractions: dict[str | None, int] = {}
    for (text, _), row in facts:
        rows[text] = rows.get(text, 0) + row.get("there", 0)
        fractions[text] = fractions.get(text, 0) + row.get("fractions", 0)
    if isinstance(question.amount, str) and kinds[question.amount] is Kind.TEXT:
        texts = {
            text: read_text(question.amount, text, n) for text, n in rows.items() if text is not None and n
        }
        return attrs.evolve(question, texts=texts)
    if isinstance(question.unit, str):
        question = attrs.evolve(question, units=_units(question, rows))
    if question.limit is None:
        for text, n in fractions.items():
            own = (question.unit, None) if isinstance(question.unit, Unit) else question.units.get(str(text))
            part = rows[text] if isinstance(question.amount, float) and question.amount % 1 else n
            _check_fractions(question, own, part)
    return question


def _check_codes(question: DueRows, facts: Sequence[Counted]) -> None:
    if question.calendar_by is None:
        return
    known, unknown = question.line[2], dict[object, int]()
    for (_, code), row in facts:
        if row.get("coded") and spelled(code) not in known:
            unknown[code] = unknown.get(code, 0) + row["coded"]
    if unknown:
        shown = ", ".join(map(repr, list(unknown)[:5]))
        raise InvalidValueError(
            f"{rows_text(sum(unknown.values()))} of column {question.calendar_by!r} hold {shown}, which name "
            f"no calendar; give one for each code",
            given=question.calendar_by,
            rows=sum(unknown.values()),
        )


def _check_fractions(question: DueRows, kind: LimitKind | None, rows: int) -> None:
    if kind is not None and kind[0] in _ON_CALENDAR and rows:
        raise InvalidValueError(
            f"{rows_text(rows)} of column {question.amount!r} hold a fraction of a {kind[0].label('en')}, "
            f"which cannot be counted on a calendar; give whole numbers, days or hours",
            given=question.amount,
        )


def _units(question: DueRows, rows: Mapping[str | None, int]) -> dict[str, LimitKind]:
    found: dict[str, LimitKind] = {}
    for text, there in rows.items():
        try:
            found[str(text)] = _unit(str(text))
        except ValueError:
            if there:
                raise InvalidValueError(
                    f"{rows_text(there)} of column {question.unit!r} hold {text!r}, which is no unit; they "
                    f"are {', '.join(unit.value for unit in Unit)}",
                    given=text,
                ) from None
    return found


def _unit(text: str) -> LimitKind:
    name, _, hour = text.partition(_CUT)
    kind = Unit.parse(name), time.fromisoformat(hour.strip()) if hour else None
    return TimeLimit(1, kind[0], cut_off=kind[1]).unit, kind[1]


def unit_text(limit: TimeLimit) -> str:
    """How a column of units says the unit of a limit, and its cut-off hour."""
    return limit.unit.value + ("" if limit.cut_off is None else f"{_CUT}{limit.cut_off:%H:%M}")


def read_text(column: str, text: str, rows: int) -> TimeLimit:
    """The limit that a text says.

    Raises:
        LimitTextError: If none can be read from it; with the count of rows.
    """
    try:
        return TimeLimit.parse(text)
    except ThutucError as error:
        raise LimitTextError(
            f"{rows_text(rows)} of column {column!r}: {error}",
            text=text,
            reason=getattr(error, "reason", str(error)),
        ) from error


# Numbers beside the limits --------------------------------------------------------------------------------


def check_numbers(desk: Desk, name: str, *, whole: bool = False) -> None:
    """Look at a column of numbers of days or hours beside the limits.

    Raises:
        InvalidTypeError: If the column holds no numbers.
        InvalidValueError: If it holds negative ones, NaN, numbers beyond all calendars, or fractions where
            *whole* ones are needed; with the column and the count of rows.
    """
    dtype = desk.schema[name]
    if not dtype.is_numeric():
        if desk.is_empty(name):
            return
        raise InvalidTypeError(f"column {name!r} holds {dtype}; it must hold numbers", given=name)
    number = nw.col(name).cast(nw.Float64)
    odd = (number < 0) | number.is_nan() | (number > MOST)
    facts = counted(desk.frame, (), odd=count(odd), broken=count(_is_broken(number)))[0][1]
    refuse_numbers(name, facts["odd"], facts["broken"] if whole else 0)


def check_values(name: str, column: Values) -> None:
    """The same for whole numbers at hand.

    Raises:
        InvalidValueError: As above.
    """
    if column.kind is Kind.NUMBER:
        number, there = column.data.astype(np.float64), column.there
        odd = ~((number >= 0) & (number <= MOST)) & there
        refuse_numbers(name, int(odd.sum()), int(((number != np.floor(number)) & there).sum()))


def refuse_numbers(name: str, odd: int, broken: int) -> None:
    """Refuse numbers that no days or hours can be.

    Raises:
        InvalidValueError: If there are any.
    """
    if odd:
        raise InvalidValueError(
            f"{rows_text(odd)} of column {name!r} hold a negative number, NaN or more than {MOST:,}; "
            f"give 0 or more",
            given=name,
        )
    if broken:
        raise InvalidValueError(
            f"{rows_text(broken)} of column {name!r} hold a fraction of a day; give whole days", given=name
        )
