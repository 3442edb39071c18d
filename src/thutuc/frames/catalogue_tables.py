"""Catalogues and surveys of them as frames, by ministry (danh mục và kết quả kiểm tra thành bảng)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median, quantiles
from typing import Any

import narwhals.stable.v2 as nw

from thutuc.catalogue import Catalogue, Flagged, Survey
from thutuc.catalogue.divided import Divider, group_of, stated_limits
from thutuc.fields import all_of, require
from thutuc.frames.new_frames import new_frame
from thutuc.limits import Unit
from thutuc.procedures import Procedure
from thutuc.reports import vietnamese_order

_TEXT, _WHOLE, _SHARE = nw.String(), nw.Int64(), nw.Float64()
_PROCEDURE: dict[str, Any] = dict.fromkeys(("code", "name", "agency", "field"), _TEXT)


def catalogue_table(
    procedures: Catalogue | Iterable[Procedure],
    *,
    by: Divider | None = "agency",
    engine: str | None = None,
) -> Any:  # noqa: ANN401 - a frame of the engine
    """The limits that procedures state, in a frame, by ministry (bảng thời hạn của danh mục).

    Each limit of a procedure counts once, whatever the channels and cases.

    Args:
        procedures: A catalogue, or procedures.
        by: What divides them: `agency`, who decides; `ministry`, whose decision published it, by its sign;
            `field` or another text of a procedure; or a function. `None` for a row of each limit.
        engine: `"polars"`, `"pandas"` or `"pyarrow"`; left out, the first of these that is installed.

    Returns:
        A row for each group and unit, `unit` missing for those without any limit: the column named by *by*
        (`group` for a function), `unit`, `procedures`, `limits`, and of their amounts `least`,
        `lower_quartile`, `median`, `upper_quartile` and `most`. With `by=None` a row for each limit, and one
        for a procedure without any: `code`, `name`, `agency`, `field`, `unit`, `amount`.

    Raises:
        InvalidTypeError: If something else than procedures is given.
        InvalidValueError: If *by* names no text of a procedure, or there is no such engine.
        MissingExtraError: If the engine is not installed.

    Examples:
        >>> from thutuc import Procedure, TimeLimit, Unit, frames
        >>> days = (3, 5, 10)
        >>> some = [
        ...     Procedure(f"1.{n:06}", "ví dụ", TimeLimit(n, Unit.WORKING_DAY), agency="Bộ A") for n in days
        ... ]
        >>> table = frames.catalogue_table(some, engine="polars")
        >>> table.select("agency", "unit", "procedures", "least", "median", "most").rows()
        [('Bộ A', 'working_day', 3, 3.0, 5.0, 10.0)]
    """
    given = procedures.procedures if isinstance(procedures, Catalogue) else procedures
    several = all_of(given, Procedure, "a table of limits is made of procedures")
    limits = [
        (one, unit, amount) for one in several for unit, amount in stated_limits(one) or ((None, None),)
    ]
    if by is None:
        rows = [(*_told(one), unit and unit.value, amount) for one, unit, amount in limits]
        return _frame(_PROCEDURE | {"unit": _TEXT, "amount": _SHARE}, rows, engine)
    group = group_of(by)
    groups = dict[tuple[str, Unit | None], list[tuple[Procedure, float | None]]]()
    for one, unit, amount in limits:
        groups.setdefault((group(one), unit), []).append((one, amount))
    units = [*Unit, None]
    keys = sorted(groups, key=lambda key: (_placed(key[0]), units.index(key[1])))
    figures = ("least", "lower_quartile", "median", "upper_quartile", "most")
    kinds = {_named(by): _TEXT, "unit": _TEXT, "procedures": _WHOLE, "limits": _WHOLE}
    rows = [(name or None, unit and unit.value, *_summed(groups[name, unit])) for name, unit in keys]
    return _frame(kinds | dict.fromkeys(figures, _SHARE), rows, engine)


def survey_table(survey: Survey, *, by: Divider | None = "agency", engine: str | None = None) -> Any:  # noqa: ANN401 - a frame of the engine
    """What was found in many procedures, in a frame, by ministry (bảng kết quả kiểm tra danh mục).

    Args:
        survey: What `catalogue.lint` gives.
        by: As in `catalogue_table`; `None` for a row of each finding.
        engine: As there.

    Returns:
        A row for each group and kind, the gravest and most frequent kind first: the column named by *by*
        (`group` for a function), `kind`, `severity`, `findings`, `procedures` that have one, `checked`, how
        many procedures of the group were looked at, and the `share` of those that have one. With `by=None` a
        row for each finding: `code`, `name`, `agency`, `field`, `kind`, `severity`, and it in words, `vi` and
        `en`.

    Raises:
        InvalidTypeError: If *survey* is none.
        InvalidValueError: If *by* names no text of a procedure, or there is no such engine.
        MissingExtraError: If the engine is not installed.

    Examples:
        >>> from thutuc import Procedure, TimeLimit, Unit, catalogue, frames
        >>> five = TimeLimit(5, Unit.WORKING_DAY)
        >>> some = [
        ...     Procedure("1.000001", "ví dụ", agency="Bộ A"),
        ...     Procedure("1.000002", "ví dụ", five, agency="Bộ A"),
        ... ]
        >>> table = frames.survey_table(catalogue.lint(some), engine="polars")
        >>> table.select("agency", "kind", "procedures", "checked", "share").rows()
        [('Bộ A', 'no-limit', 1, 2, 0.5)]
    """
    require(survey, Survey, "a survey")
    if by is None:
        each_one = [
            (*_told(each.procedure), each.finding.code, _grave(each), each.finding.vi, each.finding.en)
            for each in survey.flagged
        ]
        said: dict[str, Any] = dict.fromkeys(("kind", "severity", "vi", "en"), _TEXT)
        return _frame(_PROCEDURE | said, each_one, engine)
    group = group_of(by)
    checked = Counter(map(group, survey.procedures))
    found, having = Counter[tuple[str, str]](), dict[tuple[str, str], set[int]]()
    for each in survey.flagged:
        key = group(each.procedure), each.finding.code
        found[key] += 1
        having.setdefault(key, set()).add(id(each.procedure))
    severity, kinds = {each.finding.code: _grave(each) for each in survey.flagged}, list(survey.counts())
    rows = list[tuple[Any, ...]]()
    for name, kind in sorted(found, key=lambda key: (_placed(key[0]), kinds.index(key[1]))):
        findings, n, of = found[name, kind], len(having[name, kind]), checked.get(name)
        rows.append((name or None, kind, severity[kind], findings, n, of, n / of if of else None))
    wholes = dict.fromkeys(("findings", "procedures", "checked"), _WHOLE)
    texts = dict.fromkeys((_named(by), "kind", "severity"), _TEXT)
    return _frame(texts | wholes | {"share": _SHARE}, rows, engine)


def _grave(each: Flagged) -> str:
    return each.finding.severity.name.lower()


def _told(one: Procedure) -> tuple[str | None, ...]:
    return tuple(getattr(one, name) or None for name in _PROCEDURE)


def _named(by: Divider) -> str:
    return by if isinstance(by, str) else "group"


def _placed(name: str) -> tuple[bool, Any]:
    """Groups in the order of the alphabet, that without a name last."""
    return not name, vietnamese_order(name)


def _summed(limits: Sequence[tuple[Procedure, float | None]]) -> tuple[float | None, ...]:
    """How many procedures and limits, and how they lie; the amounts are all there or all missing."""
    counts = len({id(one) for one, _ in limits}), sum(amount is not None for _, amount in limits)
    amounts = [amount for _, amount in limits if amount is not None]
    if not amounts:
        return (*counts, *[None] * 5)
    low, high = amounts[0], amounts[0]
    if len(amounts) > 1:
        low, _, high = quantiles(amounts, n=4, method="inclusive")
    return (*counts, min(amounts), low, median(amounts), high, max(amounts))


def _frame(kinds: Mapping[str, Any], rows: Sequence[tuple[Any, ...]], engine: str | None) -> Any:  # noqa: ANN401 - of the engine
    places = enumerate(kinds.items())
    return new_frame({name: (kind, [row[i] for row in rows]) for i, (name, kind) in places}, engine)
