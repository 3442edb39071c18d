"""What the office and the citizen do with a dossier (sự kiện của hồ sơ)."""

from datetime import datetime

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.events.event import Event, as_texts
from thutuc.limits import TimeLimit
from thutuc.statuses import Action


def _is_flag(event: Event, field: "attrs.Attribute[bool]", value: object) -> None:
    if not isinstance(value, bool):
        raise InvalidTypeError(
            f"{type(event).__name__}: {field.name} is True or False, not {value!r}", given=value
        )


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

    Raises:
        InvalidTypeError: If *clock_starts_at* is not a datetime.
        InvalidValueError: If it lies before the acceptance.
    """

    action = Action.ACCEPT
    clock_starts_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        Event.__attrs_post_init__(self)
        starts = self.clock_starts_at
        if starts is None:
            return
        self._check_moment("clock_starts_at", starts)
        # One naive and one aware moment can only be compared in the zone of a calendar.
        if (starts.tzinfo is None) is (self.at.tzinfo is None) and starts < self.at:
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
        to: The officer or unit.
    """

    action = Action.ASSIGN
    to: str | None = None

    def __attrs_post_init__(self) -> None:
        Event.__attrs_post_init__(self)
        if self.to is not None:
            self._check_text("to", self.to)


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
    amount: int | None = None

    def __attrs_post_init__(self) -> None:
        Event.__attrs_post_init__(self)
        if self.amount is None:
            return
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise InvalidTypeError(
                f"PaymentRequested: amount is a whole number of đồng, not {self.amount!r}", given=self.amount
            )
        if self.amount < 0:
            raise InvalidValueError(
                f"PaymentRequested: amount is 0 or more, not {self.amount}", given=self.amount
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
        by: How much longer.
        apology: Whether a written apology went with it.

    Raises:
        InvalidTypeError: If *by* is not a TimeLimit, or *apology* not a bool.
        InvalidValueError: If *by* is nothing.
    """

    action = Action.EXTEND
    by: TimeLimit
    apology: bool = attrs.field(default=True, validator=_is_flag)

    def __attrs_post_init__(self) -> None:
        Event.__attrs_post_init__(self)
        if not isinstance(self.by, TimeLimit):
            raise InvalidTypeError(
                f"Extended: by must be a TimeLimit such as TimeLimit(3, Unit.WORKING_DAY), not {self.by!r}",
                given=self.by,
            )
        if not self.by.amount:
            raise InvalidValueError(
                f"Extended: by {self.by.to_text('en')} is no longer at all; say by how much", given=self.by
            )


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
        granted: Whether the citizen got what was asked for; `False` is a refusal on the merits.
    """

    action = Action.FINISH
    granted: bool = attrs.field(default=True, validator=_is_flag)


@attrs.frozen(kw_only=True)
class Returned(Event):
    """The citizen has the result (trả kết quả)."""

    action = Action.RETURN


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
    reported_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        Event.__attrs_post_init__(self)
        told = self.reported_at
        if told is None:
            return
        self._check_moment("reported_at", told)
        if (told.tzinfo is None) is (self.at.tzinfo is None) and told > self.at:
            raise InvalidValueError(
                f"Corrected: the error cannot be reported at {told}, after it was put right at {self.at}",
                given=told,
            )
