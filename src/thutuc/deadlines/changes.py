"""What happens to a clock: one frozen value for each change (thay đổi thời hạn)."""

from datetime import date
from types import NoneType

import attrs

from thutuc.calendars.days import plain_date
from thutuc.deadlines.deadline import Deadline
from thutuc.errors import InvalidTypeError
from thutuc.fields import reading_hint
from thutuc.labels import Labelled
from thutuc.limits import TimeLimit
from thutuc.moments import Moment


class Verb(Labelled):
    """What can happen to a clock (thao tác với đồng hồ)."""

    PAUSE = "pause", "tạm dừng", "paused"
    """Stop counting (tạm dừng)."""
    RESUME = "resume", "tính tiếp", "resumed"
    """Go on counting (tính tiếp)."""
    RESTART = "restart", "tính lại từ đầu", "restarted"
    """Count from the beginning again (tính lại từ đầu)."""
    EXTEND = "extend", "gia hạn", "extended"
    """Make the limit larger, or promise a new day (gia hạn)."""
    CHANGE = "change", "đổi thời hạn", "limit changed"
    """Count by another limit from the same start (đổi thời hạn)."""


@attrs.frozen
class Change:
    """One thing that happened to a clock, who asked for it and why (thay đổi thời hạn).

    Args:
        verb: What happened.
        at: When it took effect.
        reason: On what ground; it may be personal, so it is not in `repr`.
        by: Who asked for it or decided it.
        extension: For an extension, by how much.
        deadline: The deadline as it stood after the change; filled in by `Clock.history`.
        until: The day promised with it, for an extension instead of an amount.
        limit: For a change of the limit, the new one.
        english: The ground in English, where it is not in somebody's own words.

    Raises:
        InvalidTypeError: If *verb* is none, or what belongs to one verb stands with another.
    """

    verb: Verb
    at: Moment
    reason: str | None = attrs.field(default=None, repr=False)
    by: str | None = None
    extension: TimeLimit | None = None
    deadline: Deadline | None = attrs.field(default=None, eq=False)
    until: date | None = attrs.field(default=None, kw_only=True)
    limit: TimeLimit | None = attrs.field(default=None, kw_only=True)
    english: str | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        verb = self.verb
        if not isinstance(verb, Verb):
            raise InvalidTypeError(f"a verb is a Verb, such as Verb.PAUSE, not {verb!r}", given=verb)
        extends = verb is Verb.EXTEND and self.until is None
        if not isinstance(self.extension, TimeLimit if extends else NoneType):
            raise InvalidTypeError(
                "an extension comes with a TimeLimit or the day promised, and no other change has one, not "
                f" {self.extension!r}{reading_hint(TimeLimit, self.extension)}",
                given=self.extension,
            )
        if not isinstance(self.limit, TimeLimit if verb is Verb.CHANGE else NoneType):
            raise InvalidTypeError(
                "a change of the limit comes with the new TimeLimit, and no other change has one, not "
                f"{self.limit!r}{reading_hint(TimeLimit, self.limit)}",
                given=self.limit,
            )
        if self.until is not None:
            plain_date(self.until, "`until`")
            if verb not in {Verb.EXTEND, Verb.CHANGE}:
                raise InvalidTypeError(
                    f"a promised day comes with an extension or a change of the limit, not with {verb.value}",
                    given=self.until,
                )
