"""Catalogues and surveys of them summed up in frames, by ministry (tổng hợp danh mục theo bộ, ngành)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median, quantiles
from typing import Any

import numpy as np

from thutuc.arrays.native_frames import native_frame
from thutuc.catalogue import Catalogue, Survey
from thutuc.catalogue.divided import Divider, group_of, stated_limits
from thutuc.errors import InvalidValueError
from thutuc.fields import all_of, require
from thutuc.limits import Unit
from thutuc.procedures import Procedure
from thutuc.reports import vietnamese_order

_FIGURES = ("least", "lower_quartile", "median", "upper_quartile", "most")


def catalogue_table(
    procedures: Catalogue | Iterable[Procedure], *, by: Divider = "agency", engine: str | None = None
) -> Any:  # noqa: ANN401 - a frame of the engine
    """How long the limits are that procedures state, by ministry (bảng tổng hợp thời hạn).

    Each limit of a procedure counts once, whatever the channels and cases; `of_procedures` has a row of each.

    Args:
        procedures: A catalogue, or procedures.
        by: What divides them: `agency`, who decides; `ministry`, whose decision published it, by its sign;
            `field` or another text of a procedure; or a function.
        engine: `"polars"`, `"pandas"` or `"pyarrow"`; left out, the first of these that is installed.

    Returns:
        A row for each group and unit, `unit` missing for those without any limit: the column named by *by*
        (`group` for a function), `unit`, `procedures`, `limits`, and of their amounts `least`,
        `lower_quartile`, `median`, `upper_quartile` and `most`.

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
    group, groups = group_of(by), dict[tuple[str, Unit | None], list[tuple[Procedure, float]]]()
    for one in all_of(given, Procedure, "a table of limits is made of procedures"):
        for unit, amount in stated_limits(one) or ((None, np.nan),):
            groups.setdefault((group(one), unit), []).append((one, amount))
    units = [*Unit, None]
    keys = sorted(groups, key=lambda key: (_placed(key[0]), units.index(key[1])))
    lists = [groups[key] for key in keys]
    columns = {
        _named(by): _texts(name for name, _ in keys),
        "unit": _texts(unit and unit.value for _, unit in keys),
        "procedures": _wholes(len({id(one) for one, _ in limits}) for limits in lists),
        "limits": _wholes(len(limits) if unit else 0 for (_, unit), limits in zip(keys, lists, strict=True)),
    }
    spread = np.array([_spread([amount for _, amount in limits]) for limits in lists], float)
    shares = dict(zip(_FIGURES, spread.reshape(-1, len(_FIGURES)).T, strict=True))
    return native_frame(columns | shares, engine)


def survey_table(survey: Survey, *, by: Divider = "agency", engine: str | None = None) -> Any:  # noqa: ANN401 - a frame of the engine
    """How often what was found in procedures, by ministry (bảng tổng hợp kết quả rà soát).

    `of_survey` has a row of each finding.

    Args:
        survey: What `catalogue.lint` gives.
        by: As in `catalogue_table`.
        engine: As there.

    Returns:
        A row for each group and kind, the gravest and most frequent kind first: the column named by *by*
        (`group` for a function), `kind`, `severity`, `findings`, `procedures` that have one, `checked`, how
        many procedures of the group were looked at, and the `share` of those that have one.

    Raises:
        InvalidTypeError: If *survey* is none.
        InvalidValueError: If *by* names no text of a procedure, the survey does not keep its procedures, or
            there is no such engine.
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
    require(survey, Survey, "survey")
    if len(survey.procedures) != survey.checked:
        raise InvalidValueError(
            "the survey does not keep its procedures, so that no share can be told; make it with "
            "catalogue.lint",
            given=survey,
        )
    group = group_of(by)
    checked = Counter(map(group, survey.procedures))
    found, having = Counter[tuple[str, str]](), dict[tuple[str, str], set[int]]()
    for each in survey.flagged:
        key = group(each.procedure), each.finding.code
        found[key] += 1
        having.setdefault(key, set()).add(id(each.procedure))
    severity = {each.finding.code: each.finding.severity.name.lower() for each in survey.flagged}
    kinds = list(survey.counts())
    keys = sorted(found, key=lambda key: (_placed(key[0]), kinds.index(key[1])))
    procedures, of = _wholes(len(having[key]) for key in keys), _wholes(checked[name] for name, _ in keys)
    columns = {
        _named(by): _texts(name for name, _ in keys),
        "kind": _texts(kind for _, kind in keys),
        "severity": _texts(severity[kind] for _, kind in keys),
        "findings": _wholes(found[key] for key in keys),
        "procedures": procedures,
        "checked": of,
        "share": procedures / of,
    }
    return native_frame(columns, engine)


def _named(by: Divider) -> str:
    return by if isinstance(by, str) else "group"


def _placed(name: str) -> tuple[bool, Any]:
    """Groups in the order of the alphabet, that without a name last."""
    return not name, vietnamese_order(name)


def _texts(values: Iterable[str | None]) -> Any:  # noqa: ANN401 - an array of objects
    return np.array([value or None for value in values], object)


def _wholes(values: Iterable[int]) -> Any:  # noqa: ANN401 - an array
    return np.array(list(values), np.int64)


def _spread(amounts: Sequence[float]) -> tuple[float, ...]:
    """The least, the quartiles and the most; what is missing is so in all."""
    low, high = amounts[0], amounts[0]
    if len(amounts) > 1:
        low, _, high = quantiles(amounts, n=4, method="inclusive")
    return min(amounts), low, median(amounts), high, max(amounts)
