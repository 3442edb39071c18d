"""Catalogues of procedures and what was found in them, as frames (danh mục và kết quả rà soát thành bảng)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from thutuc.arrays.native_frames import native_frame
from thutuc.catalogue import Survey
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import require, several
from thutuc.limits import TimeLimit
from thutuc.procedures import Channel, Procedure
from thutuc.words.labels import check_language

Told: TypeAlias = Callable[[Procedure], str | None]
_HEAD = ("code", "name", "agency", "field")


def of_procedures(procedures: Iterable[Procedure], *, engine: str | None = None, **columns: Told) -> Any:  # noqa: ANN401 - of the engine
    """A row for each limit that each procedure states, by ministry or whatever is asked (bảng thời hạn).

    A procedure that states none has one row without a limit, so that it is not lost from a count.

    Args:
        procedures: The `procedures` of a catalogue, or as `catalogue.from_portal` gives them.
        engine: Whose frame it is: `"polars"`, `"pandas"` or `"pyarrow"`; left out, the first of them that is
            installed.
        columns: More columns: by its name a function of a procedure, such as one that knows the ministry.

    Returns:
        A frame with `code`, `name`, `agency`, `field`, `channel` (`direct`, `online` or `post`; missing where
        the procedure tells no ways to submit), `limit`, `unit` (as `due_dates` takes them), and *columns*.

    Raises:
        InvalidTypeError: If something else than procedures is given, or a column is no function.
        InvalidValueError: If there is no such engine, or a column is called as one of these.
        MissingExtraError: If the engine is not installed.

    Examples:
        >>> from thutuc import Procedure, TimeLimit, frames
        >>> birth = Procedure("1.001193", "khai sinh", TimeLimit.parse("03 ngày làm việc"), agency="UBND xã")
        >>> found = frames.of_procedures([birth], ministry=lambda one: "Bộ Tư pháp", engine="polars")
        >>> found.select("code", "channel", "limit", "unit", "ministry").rows()
        [('1.001193', None, 3.0, 'working_day', 'Bộ Tư pháp')]
    """
    listed = several(procedures, Procedure, "procedures")
    rows = [(one, channel, limit) for one in listed for channel, limit in _stated(one)]
    own = {
        "channel": [channel and channel.name.lower() for _, channel, _ in rows],
        "unit": [limit and limit.unit.name.lower() for _, _, limit in rows],
    }
    amounts = [np.nan if limit is None else float(limit.amount) for _, _, limit in rows]
    made = _columns([one for one, _, _ in rows], own, columns, taken=("limit",))
    made["limit"] = np.array(amounts, np.float64)
    return native_frame({name: made[name] for name in (*_HEAD, "channel", "limit", "unit", *columns)}, engine)


def of_survey(survey: Survey, *, language: str = "vi", engine: str | None = None, **columns: Told) -> Any:  # noqa: ANN401 - of the engine
    """A row for each finding of a survey, by ministry or whatever is asked (bảng kết quả rà soát).

    Args:
        survey: What `catalogue.lint` gives.
        language: Of the words.
        engine: As in `of_procedures`.
        columns: As in `of_procedures`.

    Returns:
        A frame with `code`, `name`, `agency` and `field` of the procedure, the `kind` of the finding, its
        `severity` (`error`, `warning` or `note`), the `finding` in words, and *columns*.

    Raises:
        InvalidTypeError: If *survey* is none, or a column is no function.
        InvalidValueError: If there is no such language or engine, or a column is called as one of these.
        MissingExtraError: If the engine is not installed.

    Examples:
        >>> from thutuc import Procedure, catalogue, frames
        >>> survey = catalogue.lint([Procedure("1.001193", "khai sinh", agency="UBND xã")])
        >>> frames.of_survey(survey, language="en", engine="polars").select("agency", "kind", "finding").rows()
        [('UBND xã', 'no-limit', 'no time limit is stated')]
    """
    check_language(language)
    flagged = require(survey, Survey, "survey").flagged
    own = {
        "kind": [one.finding.code for one in flagged],
        "severity": [one.finding.severity.name.lower() for one in flagged],
        "finding": [one.finding.text(language) for one in flagged],
    }
    return native_frame(_columns([one.procedure for one in flagged], own, columns), engine)


def _stated(procedure: Procedure) -> Iterator[tuple[Channel | None, TimeLimit | None]]:
    """Each limit and the way to submit it is for; nothing where there is none."""
    offered = dict.fromkeys(one.channel for one in procedure.channels)
    ways = [(way, limit) for way in offered for limit in dict.fromkeys(procedure.limits_for(way))]
    if not offered:
        ways = [(None, limit) for limit in dict.fromkeys(procedure.limits_for(Channel.DIRECT))]
    yield from ways or [(None, None)]


def _columns(
    procedures: Sequence[Procedure],
    own: dict[str, list[str | None]] | dict[str, list[str]],
    more: dict[str, Told],
    taken: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What every row says of its procedure, then what is its own, then what is asked beside."""
    found: dict[str, Any] = {name: [getattr(one, name) or None for one in procedures] for name in _HEAD}
    found |= own
    for name, told in more.items():
        if name in found or name in taken:
            raise InvalidValueError(f"there is a column {name!r} already; call yours otherwise", given=name)
        if not callable(told):
            raise InvalidTypeError(
                f"column {name!r} is told by a function of a procedure, not by {told!r}", given=told
            )
        found[name] = [told(one) for one in procedures]
    return {name: np.array(values, object) for name, values in found.items()}
