"""What happens to a clock: one frozen value for each change (thay đổi thời hạn)."""

from datetime import date
from types import NoneType

import attrs

from thutuc.deadlines.deadline import Deadline
from thutuc.errors import InvalidTypeError
from thutuc.fields import checked, plain_date
from thutuc.limits import TimeLimit
from thutuc.moments import Moment, python_moment, spell_moment
from thutuc.words.labels import Labelled


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
    at: Moment = attrs.field(converter=python_moment)
    reason: str | None = attrs.field(default=None, repr=False)
    by: str | None = None
    extension: TimeLimit | None = None
    deadline: Deadline | None = attrs.field(default=None, eq=False)
    until: date | None = attrs.field(default=None, kw_only=True)
    limit: TimeLimit | None = attrs.field(default=None, kw_only=True)
    english: str | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        verb = checked(self.verb, Verb, "a verb is a Verb, such as Verb.PAUSE")
        extends = verb is Verb.EXTEND and self.until is None
        checked(
            self.extension,
            TimeLimit if extends else NoneType,
            "an extension comes with a TimeLimit or the day promised, and no other change has one",
        )
        checked(
            self.limit,
            TimeLimit if verb is Verb.CHANGE else NoneType,
            "a change of the limit comes with the new TimeLimit, and no other change has one",
        )
        if self.until is not None:
            plain_date(self.until, "`until`")
            if verb not in {Verb.EXTEND, Verb.CHANGE}:
                raise InvalidTypeError(
                    f"a promised day comes with an extension or a change of the limit, not with {verb.value}",
                    given=self.until,
                )

    def text(self, language: str = "vi") -> str:
        """What happened, why, by whom, and when the result was due after it, in one line."""
        english = language == "en"
        words = f"{spell_moment(self.at, language)}: {self.verb.label(language)}"
        if self.extension is not None:
            words += f" {self.extension.to_text(language)}"
        if self.limit is not None:
            words += f" {self.limit.to_text(language)}"
        if self.until is not None:
            words += f" {'until' if english else 'đến'} {spell_moment(self.until, language)}"
        reason = self.english if english and self.english else self.reason
        words += f" ({reason})" if reason else ""
        words += f" – {self.by}" if self.by else ""
        if self.deadline is not None:
            words += f" → {'due' if english else 'hạn'} {self.deadline.due_on:%d/%m/%Y}"
        return words
