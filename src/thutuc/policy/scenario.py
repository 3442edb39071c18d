"""`Scenario`: what was recorded, judged under rules that may be others (phương án)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

import attrs

from thutuc.calendars import OfficeHours, WorkCalendar
from thutuc.catalogue import Catalogue
from thutuc.dossiers import Dossier
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import NONE, checked, mapping, require
from thutuc.law import Regime, SupplementRule
from thutuc.limits import Convention, TimeLimit
from thutuc.policy.overlays import Hours, LimitChange, Overlay, Rounding, Terms, Where, compared
from thutuc.policy.parts_of_frames import part_of_frames
from thutuc.policy.reformed_dossiers import DossierRows
from thutuc.policy.reformed_entries import EntryRows
from thutuc.registers import Register


@attrs.frozen(eq=False, repr=False, init=False)
class Scenario:
    """What was recorded, and the rules by which it is judged (phương án).

    A reform is another scenario of the same source: each `with_…` lays a change over it and edits nothing.
    What the offices and citizens did is held as recorded, but for steps laid side by side.

    Args:
        source: Dossiers, a [`Register`][thutuc.registers.Register], or a frame of one, of pandas, Polars or
            PyArrow.
        calendar: When the offices work; left out, as recorded. Rows of which no calendar is known need one
            as soon as due days are counted anew.
        catalogue: Procedures that stand in place of the dossiers' own, and give rows that state no limit
            theirs, by code and day of receipt.
        regime: The rules that dossiers follow; left out, those of the day of receipt.
        columns: Of a frame, what its columns are called, by the names that they have in the library: `code`,
            `received_at`, `limit`, `unit`, `due_on`, `due_at`, `finished_at`, `office`, `procedure`.

    Raises:
        InvalidTypeError: If an argument is of the wrong type.
        InvalidValueError: If a frame lacks a column that is needed.
        MissingExtraError: If a frame is given and the extra `policy` is not installed.

    Examples:
        >>> from datetime import date
        >>> import polars
        >>> from thutuc import policy, vietnam_calendar
        >>> register = polars.DataFrame({
        ...     "code": ["H1", "H2"],
        ...     "received_at": [date(2026, 3, 2), date(2026, 3, 2)],
        ...     "limit": [5, 10],
        ...     "finished_at": [date(2026, 3, 9), date(2026, 3, 10)],
        ... })
        >>> base = policy.Scenario(register, calendar=vietnam_calendar())
        >>> reform = base.with_limits(0.8)
        >>> diff = policy.compare(base, reform, date(2026, 3, 1), date(2026, 4, 1))
        >>> diff.changed("on_time", "late")
        ('H1',)
    """

    source: Any
    calendar: WorkCalendar | None
    catalogue: Catalogue | None
    regime: Regime | None
    columns: Mapping[str, str]
    overlay: Overlay
    rows: Any

    def __init__(
        self,
        source: object,
        calendar: WorkCalendar | None = None,
        catalogue: Catalogue | None = None,
        regime: Regime | None = None,
        *,
        columns: Mapping[str, str] = NONE,
    ) -> None:
        if calendar is not None:
            require(calendar, WorkCalendar, "`calendar`")
        if catalogue is not None:
            require(catalogue, Catalogue, "`catalogue`")
        if regime is not None:
            require(regime, Regime, "`regime`")
        mapping(columns, "columns")
        rows = _rows_of(source, columns)
        kept = rows.rows if isinstance(rows, DossierRows) else source
        self.__attrs_init__(kept, calendar, catalogue, regime, columns, Overlay(), rows)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

    def __repr__(self) -> str:
        names = ("limits", "calendar", "supplement", "convention", "hours", "parallel")
        changed = ", ".join(name for name in names if getattr(self.overlay, name))
        return f"<Scenario of {len(self.rows):,} dossiers{f', with other {changed}' if changed else ''}>"

    @property
    def terms(self) -> Terms:
        """How it judges."""
        return Terms(self.calendar, self.catalogue, self.regime, self.overlay)

    def _with(self, overlay: Overlay) -> "Scenario":
        self.rows.check(attrs.evolve(self.terms, overlay=overlay))
        made = object.__new__(Scenario)
        given = (self.source, self.calendar, self.catalogue, self.regime, self.columns)
        made.__attrs_init__(*given, overlay, self.rows)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        return made

    def _named(self, column: str) -> dict[str, str]:
        """The texts of a column, by what they are compared by."""
        return {compared(text): text for text in self.rows.values(column)}

    def with_limits(
        self,
        change: float | TimeLimit,
        *,
        where: Where = NONE,
        round: Rounding | str = Rounding.UP,  # noqa: A002 - the word of the trade
    ) -> "Scenario":
        """Other limits: all times a factor, or one value in place of all (thay đổi thời hạn).

        The limits are those on which the due day rests: of a dossier its procedure's, promises too; of a row
        its own. A due day that was promised, or recorded, moves as the computed one does: what lies between
        the two is kept in working days. An extension that was granted stays as it was.

        Args:
            change: A factor above 0, such as 0.8, or a limit.
            where: For columns the value, or the values, of those concerned; left out, all are.
            round: What becomes of uneven limits: `up`, `down`, `nearest` or `exact`. None makes a limit
                longer that the factor makes shorter.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If the factor is not above 0, a column or a value is nowhere, or rows with a
                due day state no limit.
        """
        made = LimitChange.of(change, where, round)
        for name, given in where.items():
            there = self._named(name)
            for value in [given] if isinstance(given, str) else given:
                if there and compared(value) not in there:
                    raise InvalidValueError(
                        f"no dossier has {value!r} in column {name!r}; there are {_few(there)}", given=where
                    )
        if made.factor == 1:
            return self
        return self._with(attrs.evolve(self.overlay, limits=(*self.overlay.limits, made)))

    def with_calendar(self, calendar: WorkCalendar) -> "Scenario":
        """Another calendar (lịch khác).

        Raises:
            InvalidTypeError: If it is none.
            InvalidValueError: If rows with a due day state no limit.
        """
        return self._with(attrs.evolve(self.overlay, calendar=require(calendar, WorkCalendar, "`calendar`")))

    def with_supplement(self, rule: SupplementRule) -> "Scenario":
        """Another rule of what a supplement does to the clock (quy tắc bổ sung hồ sơ).

        Raises:
            InvalidTypeError: If it is none.
            InvalidValueError: If the source has no events.
        """
        wanted = "a supplement rule is one of SupplementRule"
        return self._with(attrs.evolve(self.overlay, supplement=checked(rule, SupplementRule, wanted)))

    def with_convention(self, convention: Convention) -> "Scenario":
        """Another way to count days (cách tính khác).

        Raises:
            InvalidTypeError: If it is none, or it needs the hour of a receipt that is a date.
            InvalidValueError: If rows with a due day state no limit, or silence decides some dossiers.
        """
        wanted = "a convention is one of Convention"
        return self._with(attrs.evolve(self.overlay, convention=checked(convention, Convention, wanted)))

    def with_parallel(self, procedure: str, steps: Sequence[str]) -> "Scenario":
        """Some steps of a procedure side by side, each as long as it took (bước song song).

        A dossier that went through them one after the other ends earlier by the working time of all but the
        longest. One that has not ended, or went another way, stays as it is.

        Args:
            procedure: Code of the procedure.
            steps: Names of two steps or more.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If the source has no events, no dossier follows the procedure, it has no such
                step, fewer than two are named, or silence decides some dossiers.
        """
        require(procedure, str, "`procedure`")
        if isinstance(steps, str) or not isinstance(steps, Iterable):
            raise InvalidTypeError(f"`steps` are the names of steps, not {steps!r}", given=steps)
        named = tuple(dict.fromkeys(require(step, str, "a step") for step in steps))
        if len(named) < 2:
            raise InvalidValueError(f"side by side run two steps or more, not {named}", given=steps)
        self.rows.check_steps(procedure, named)
        return self._with(self.overlay.with_side_by_side(procedure, named))

    def with_hours(self, office: str, hours: Hours) -> "Scenario":
        """Another week of one office: the dossiers that it accepted count on it (giờ làm việc khác).

        Args:
            office: The office, as dossiers or rows name it.
            hours: Its week, as a calendar takes it.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If no dossier names the office, or rows with a due day state no limit.
        """
        known = self._named("office")
        if compared(require(office, str, "`office`")) not in known:
            raise InvalidValueError(
                f"no dossier names office {office!r}; there are {_few(known)}",
                given=office,
            )
        if not isinstance(hours, OfficeHours):
            mapping(hours, "hours")
            WorkCalendar(date(2026, 1, 1), date(2026, 12, 31), hours=hours)
        return self._with(self.overlay.with_week(office, hours))


def _few(known: Mapping[str, str]) -> str:
    """The first of some names, to choose from."""
    names = sorted(known.values())
    return ", ".join(names[:10]) + (", …" if len(names) > 10 else "") if names else "none"


def _rows_of(source: object, columns: Mapping[str, str]) -> Any:  # noqa: ANN401 - of three kinds
    """The rows of a source."""
    given = source
    if isinstance(source, Scenario):
        raise InvalidTypeError("a scenario is laid over dossiers, not over a scenario", given=source)
    if isinstance(source, Register):
        return EntryRows(source)
    if hasattr(source, "columns") or hasattr(source, "collect_schema"):
        return part_of_frames("reformed_frames").FrameRows(source, columns)
    if isinstance(source, Iterable) and not isinstance(source, str | bytes | Mapping):
        return DossierRows(cast("Iterable[Dossier]", source))
    raise InvalidTypeError(
        f"a scenario is laid over dossiers, a Register or a frame of one, not {source!r}",
        given=given,
    )
