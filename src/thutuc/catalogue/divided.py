"""What divides procedures, and the limits that each states (chia danh mục theo cơ quan, lĩnh vực)."""

import re
from collections.abc import Callable
from typing import TypeAlias, cast

from thutuc.bounds import composed
from thutuc.errors import InvalidValueError
from thutuc.limits import Unit
from thutuc.procedures import Channel, Procedure

Divider: TypeAlias = str | Callable[[Procedure], object]
"""The name of a text of procedures, such as `agency`, `ministry`, or a function that gives one, or None."""
_TEXTS = ("agency", "field", "code", "name")
# The sign of who issued a decision: 4864/QĐ-BCA-C06, and as some portals have it, QĐ/0001-BCA.
_ISSUER = re.compile(r"QĐ(?:/\d+)?-(?P<who>[^\W\d_]+)")


def ministry_of(procedure: Procedure) -> str:
    """Who issued the decision that published a procedure, by its sign; empty where its source names none.

    The agency that decides is often a province or a commune; the ministry whose procedure it is stands in the
    number of the decision (ký hiệu bộ, ngành công bố thủ tục).

    Examples:
        >>> from thutuc import catalogue
        >>> record = {"ma_thu_tuc": "1.000001", "ten_thu_tuc": "ví dụ", "so_quyet_dinh": "4864/QĐ-BCA-C06"}
        >>> ministry_of(catalogue.from_portal(record))
        'BCA'
    """
    found = None if procedure.source is None else _ISSUER.search(procedure.source.document)
    return found["who"] if found else ""


def group_of(by: Divider) -> Callable[[Procedure], str]:
    """To which group a procedure belongs: to the agency, say, that decides.

    Raises:
        InvalidValueError: If *by* names no text of a procedure.

    Examples:
        >>> group_of("agency")(Procedure("1.000001", "ví dụ", agency="Bộ Tư pháp"))
        'Bộ Tư pháp'
    """
    if callable(by):
        return lambda procedure: _told(by(procedure))
    if by == "ministry":
        return ministry_of
    if by not in _TEXTS:
        raise InvalidValueError(
            f"procedures are divided by 'agency', 'ministry', 'field' or a function, not by {by!r}", given=by
        )
    return lambda procedure: cast("str", getattr(procedure, by))


def _told(name: object) -> str:
    return "" if name is None else composed(str(name))


def stated_limits(procedure: Procedure) -> tuple[tuple[Unit, float], ...]:
    """Each limit that a procedure states once, whatever the channels and cases, by unit and amount.

    Examples:
        >>> from thutuc import TimeLimit
        >>> stated_limits(Procedure("1.000001", "ví dụ", TimeLimit(5, Unit.WORKING_DAY)))
        ((Unit.WORKING_DAY, 5.0),)
    """
    limits = (limit for channel in Channel for limit in procedure.limits_for(channel))
    found = {(limit.unit, float(limit.amount)) for limit in limits}
    order = list(Unit)
    return tuple(sorted(found, key=lambda one: (order.index(one[0]), one[1])))
