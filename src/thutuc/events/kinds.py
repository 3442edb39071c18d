"""The kinds of events, one class for each action (các loại sự kiện)."""

from datetime import date, datetime

import attrs

from thutuc.errors import InvalidValueError, check_language
from thutuc.events.event import (
    Event,
    as_texts,
    is_before,
    is_flag,
    is_later_day,
    is_moment,
    is_name,
    is_text,
)
from thutuc.events.handovers import OpinionAsked, OpinionGiven, PartCompleted, Transferred
from thutuc.events.snapshots import SnapshotTaken
from thutuc.fields import checked, of, whole
from thutuc.law import LegalSource, Order, ReopeningRule
from thutuc.limits import TimeLimit
from thutuc.statuses import Action

_ORDER = "{owner}: {name} is an Order such as Order.COURT"
_REOPENING = "{owner}: {name} is ReopeningRule.RESTART or ReopeningRule.RESUME"
_LIMIT = "{owner}: {name} must be a TimeLimit such as TimeLimit(3, Unit.WORKING_DAY)"


@attrs.frozen(kw_only=True)
class Submitted(Event):
    """The citizen has sent the dossier, usually online (nộp hồ sơ)."""

    action = Action.SUBMIT


@attrs.frozen(kw_only=True)
class Accepted(Event):
    """The one-stop unit has accepted a complete dossier and given a receipt (tiếp nhận).

    Args:
        clock_starts_at: When the limit starts, if not at acceptance: for dossiers received regardless of
            boundary, when the deciding office gets them (Nghị định 309/2026/NĐ-CP).
        appointment: The day on the slip (ngày hẹn trả), where one was given: it is then the deadline.

    Examples:
        >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, vietnam_calendar
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> slip = Accepted(at=datetime(2026, 3, 2, 9), office="A", appointment=date(2026, 3, 12))
        >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar()).record(slip)
        >>> dossier.deadline.due_on, dossier.computed_deadline.due_on
        (datetime.date(2026, 3, 12), datetime.date(2026, 3, 9))

    Raises:
        InvalidTypeError: If *clock_starts_at* is not a datetime, or *appointment* not a date.
        InvalidValueError: If one of them lies before the acceptance.
    """

    action = Action.ACCEPT
    moments = ("clock_starts_at",)
    clock_starts_at: datetime | None = attrs.field(default=None, validator=is_moment)
    appointment: date | None = attrs.field(default=None, validator=is_later_day)

    def __attrs_post_init__(self) -> None:
        starts = self.clock_starts_at
        if starts is not None and is_before(starts, self.at):
            raise InvalidValueError(
                f"Accepted: clock_starts_at {starts} lies before the acceptance at {self.at}; leave it out",
                given=starts,
            )


@attrs.frozen(kw_only=True)
class Refused(Event):
    """The one-stop unit has refused to accept the dossier (từ chối tiếp nhận)."""

    action = Action.REFUSE


@attrs.frozen(kw_only=True)
class SupplementRequested(Event):
    """The citizen is asked to add or correct papers (yêu cầu bổ sung, hoàn thiện hồ sơ).

    Args:
        documents: What is missing.
    """

    action = Action.REQUEST_SUPPLEMENT
    documents: tuple[str, ...] = attrs.field(default=(), converter=as_texts)


@attrs.frozen(kw_only=True)
class Supplemented(Event):
    """The citizen has added what was missing (bổ sung hồ sơ)."""

    action = Action.SUPPLEMENT


@attrs.frozen(kw_only=True)
class Assigned(Event):
    """An officer has been given the dossier (phân công xử lý).

    Args:
        to: The officer or unit; it may be personal, so it is not in `repr`.
    """

    action = Action.ASSIGN
    offices = ("to",)
    personal = (*Event.personal, "to")
    to: str | None = attrs.field(default=None, repr=False, validator=is_text)


@attrs.frozen(kw_only=True)
class PaymentRequested(Event):
    """The citizen is told what to pay (thông báo nghĩa vụ tài chính).

    Args:
        amount: How much, in đồng.

    Raises:
        InvalidTypeError: If *amount* is not a whole number.
        InvalidValueError: If it is negative.
    """

    action = Action.REQUEST_PAYMENT
    amount: int | None = attrs.field(
        default=None, validator=whole(optional=True, such=" of đồng", what="{owner}: {name}")
    )


@attrs.frozen(kw_only=True)
class Paid(Event):
    """The citizen has paid (hoàn thành nghĩa vụ tài chính)."""

    action = Action.PAY


@attrs.frozen(kw_only=True)
class Paused(Event):
    """The limit stands still for a stated cause; give it as *ground* (tạm dừng tính thời hạn)."""

    action = Action.PAUSE


@attrs.frozen(kw_only=True)
class Resumed(Event):
    """The limit runs on (tiếp tục tính thời hạn)."""

    action = Action.RESUME


@attrs.frozen(kw_only=True)
class Extended(Event):
    """A delay is announced with an apology and a new date (xin lỗi và hẹn lại ngày trả kết quả).

    Args:
        by: How much longer; or
        until: The new day, as the letter of apology has it: it is then the deadline.
        apology: Whether a written apology went with it.

    Raises:
        InvalidTypeError: If *by* is not a TimeLimit, *until* not a date, or *apology* not a bool.
        InvalidValueError: If *by* is nothing, *until* lies before the event, or not one of both is given.
    """

    action = Action.EXTEND
    by: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True, wanted=_LIMIT))
    until: date | None = attrs.field(default=None, validator=is_later_day)
    apology: bool = attrs.field(default=True, validator=is_flag)

    def __attrs_post_init__(self) -> None:
        if (self.by is None) is (self.until is None):
            raise InvalidValueError(
                "Extended: it is announced by how much, or until which day; give just one of by and until",
                given=(self.by, self.until),
            )
        if self.by is not None and not self.by.amount:
            raise InvalidValueError(
                f"Extended: by {self.by.to_text('en')} is no longer at all; say by how much", given=self.by
            )


@attrs.frozen(kw_only=True)
class LimitChanged(Event):
    """The case turns out to be one with another limit, as one that needs verification (đổi thời hạn).

    The new limit counts from the same start; what was true before stays true as of before. A day that was
    promised is given up, unless a new one comes with it.

    Args:
        limit: The limit that holds from now on.
        appointment: The new day on the slip, if one was given.

    Raises:
        InvalidTypeError: If *limit* is not a TimeLimit, or *appointment* not a date.
        InvalidValueError: If *appointment* lies before the event.
    """

    action = Action.CHANGE_LIMIT
    limit: TimeLimit = attrs.field(validator=of(TimeLimit, wanted=_LIMIT))
    appointment: date | None = attrs.field(default=None, validator=is_later_day)


@attrs.frozen(kw_only=True)
class Adjusted(Event):
    """The citizen has changed the content of the dossier (điều chỉnh nội dung)."""

    action = Action.ADJUST


@attrs.frozen(kw_only=True)
class WithdrawalRequested(Event):
    """The citizen asks to have the dossier back (yêu cầu rút hồ sơ)."""

    action = Action.REQUEST_WITHDRAWAL


@attrs.frozen(kw_only=True)
class WithdrawalDeclined(Event):
    """The request to withdraw is not granted, or taken back (không rút hồ sơ)."""

    action = Action.DECLINE_WITHDRAWAL


@attrs.frozen(kw_only=True)
class Stopped(Event):
    """Handling has stopped, for instance because a withdrawal was granted (dừng giải quyết)."""

    action = Action.STOP


@attrs.frozen(kw_only=True)
class Closed(Event):
    """The dossier is closed because it was never supplemented or paid for (đóng hồ sơ)."""

    action = Action.CLOSE


@attrs.frozen(kw_only=True)
class Finished(Event):
    """The office has decided and the result is at the one-stop unit (giải quyết xong).

    Args:
        granted: Whether the citizen got what was asked for; `False` is a refusal on the merits, `None` where
            that is not told.
        result: What the result is, where a dossier has several.

    Raises:
        InvalidTypeError: If *granted* is not a bool, or *result* no text.
        InvalidValueError: If *result* is empty.
    """

    action = Action.FINISH
    granted: bool | None = attrs.field(
        default=True, validator=of(bool, optional=True, wanted="{owner}: {name} is True or False")
    )
    result: str | None = attrs.field(default=None, validator=is_name)


@attrs.frozen(kw_only=True)
class PartFinished(Event):
    """One of several results is there, while the dossier goes on (có kết quả thành phần).

    It closes no leg: that an office is done with its part, `PartCompleted` says.

    Args:
        result: What it is, such as the birth certificate of an interlinked dossier.

    Raises:
        InvalidTypeError: If *result* is no text.
        InvalidValueError: If it is empty.

    Examples:
        >>> PartFinished(at=datetime(2026, 3, 3, 10), office="UBND", result="Giấy khai sinh").result
        'Giấy khai sinh'
    """

    action = Action.FINISH_PART
    result: str = attrs.field(validator=is_name)


@attrs.frozen(kw_only=True)
class Returned(Event):
    """The citizen has the result, or one of several (trả kết quả).

    Args:
        result: Which one, by its name; left out, all that are there. One that is there early may be given
            out early; the dossier has been returned when the citizen has every result that was named.

    Raises:
        InvalidTypeError: If *result* is no text.
        InvalidValueError: If it is empty.
    """

    action = Action.RETURN
    result: str | None = attrs.field(default=None, validator=is_name)


@attrs.frozen(kw_only=True)
class Corrected(Event):
    """A wrong result has been put right and is at the one-stop unit again (đính chính kết quả).

    Args:
        reported_at: When the office learned of the error; from then on it has its days to put it right. Left
            out, it is not known, and nothing is measured.

    Raises:
        InvalidTypeError: If *reported_at* is not a datetime.
        InvalidValueError: If it lies after the correction.
    """

    action = Action.CORRECT
    moments = ("reported_at",)
    reported_at: datetime | None = attrs.field(default=None, validator=is_moment)

    def __attrs_post_init__(self) -> None:
        told = self.reported_at
        if told is not None and is_before(self.at, told):
            raise InvalidValueError(
                f"Corrected: the error cannot be reported at {told}, after it was put right at {self.at}",
                given=told,
            )


@attrs.frozen(kw_only=True)
class Reopened(Event):
    """An authority has ordered that a dossier which had ended is handled once more (giải quyết lại hồ sơ).

    One that had been accepted is processed again, by *office*; one that had not waits for its acceptance.

    Args:
        order: What kind of order it is, with the law it rests on.
        authority: Who gave it, by name.
        number: Its number.
        clock: What the clock does: it starts again, or goes on with what was left when the dossier ended.
        limit: The limit that the order sets; it counts from this event.
        appointment: The day that the order sets, or that was promised anew: it is then the deadline.

    Raises:
        InvalidTypeError: If *order*, *clock*, *limit* or *appointment* is of another kind.
        InvalidValueError: If *appointment* lies before the event, *authority* or *number* is empty, or there
            is a *limit*, which counts from the event, and what was left is to go on.

    Examples:
        >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, events, vietnam_calendar
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> life = [
        ...     events.Accepted(at=datetime(2026, 3, 2, 9), office="A"),
        ...     events.Stopped(at=datetime(2026, 3, 4, 9), office="A"),
        ...     Reopened(at=datetime(2026, 4, 1, 9), office="A", order=Order.COMPLAINT, number="12/QĐ-UBND"),
        ... ]
        >>> dossier = Dossier.replay("X", procedure, vietnam_calendar(), life)
        >>> dossier.status.name, dossier.deadline.due_on
        ('PROCESSING', datetime.date(2026, 4, 8))
    """

    action = Action.REOPEN
    order: Order = attrs.field(validator=of(Order, wanted=_ORDER))
    authority: str | None = attrs.field(default=None, validator=is_name)
    number: str | None = attrs.field(default=None, validator=is_name)
    clock: ReopeningRule = attrs.field(
        default=ReopeningRule.RESTART,
        validator=of(ReopeningRule, wanted=_REOPENING),
    )
    limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True, wanted=_LIMIT))
    appointment: date | None = attrs.field(default=None, validator=is_later_day)

    def __attrs_post_init__(self) -> None:
        if self.limit is not None and self.clock is not ReopeningRule.RESTART:
            raise InvalidValueError(
                "Reopened: the limit of an order counts from its beginning; leave clock out, or the limit",
                given=self.limit,
            )

    @property
    def source(self) -> LegalSource | None:
        """The law on which the order rests, and how far that was read; `None` where that is not known."""
        return self.order.source_on(self.at.date())

    def text(self, language: str = "vi") -> str:
        """The order in one line: its kind, number and authority, and the law it rests on."""
        called = "số" if check_language(language) == "vi" else "no."
        number = f" {called} {self.number}" if self.number else ""
        by = f", {self.authority}" if self.authority else ""
        source = f" [{self.source.text(language)}]" if self.source else ""
        return f"{self.order.label(language)}{number}{by}{source}"


def for_action(action: Action | str) -> type[Event]:
    """The kind of event that carries out *action* (loại sự kiện của hành động).

    Args:
        action: The action, or its value as text.

    Raises:
        InvalidTypeError: If *action* is neither.
        InvalidValueError: If no action is called so.

    Examples:
        >>> for_action(Action.ACCEPT) is Accepted
        True
    """
    kind = _KINDS.get(checked(action, str, "an action is an Action, such as Action.ACCEPT"))
    if kind is None:
        raise InvalidValueError(f"{action!r} is no action; known are {', '.join(_KINDS)}", given=action)
    return kind


# What follows from silence is no kind of its own: it is never recorded.
_FOUND: dict[Action, type[Event]] = {
    kind.action: kind
    for kind in (
        *tuple(globals().values()),
        OpinionAsked,
        OpinionGiven,
        PartCompleted,
        SnapshotTaken,
        Transferred,
    )
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
_KINDS: dict[str, type[Event]] = {action: _FOUND[action] for action in Action}
