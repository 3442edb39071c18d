"""What can happen to a dossier: one frozen class per event (sự kiện của hồ sơ).

Every event has a moment and an office, and optionally the officer, the ground, an id (the same id twice
changes nothing) and the code of its dossier. All arguments are given by keyword.

>>> from datetime import datetime
>>> event = Accepted(at=datetime(2026, 3, 2, 9, 0), office="A")
>>> event.action.label()
'tiếp nhận'
"""

from datetime import date, datetime
from typing import ClassVar

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.limits import TimeLimit
from thutuc.statuses import Action

__all__ = [
    "Accepted",
    "Adjusted",
    "Assigned",
    "Closed",
    "Corrected",
    "Event",
    "Extended",
    "Finished",
    "OpinionAsked",
    "OpinionGiven",
    "Paid",
    "PartCompleted",
    "Paused",
    "PaymentRequested",
    "Refused",
    "Resumed",
    "Returned",
    "Stopped",
    "Submitted",
    "SupplementRequested",
    "Supplemented",
    "Transferred",
    "WithdrawalDeclined",
    "WithdrawalRequested",
]


@attrs.frozen(kw_only=True)
class Event:
    """What every event has (sự kiện); use one of its kinds.

    Args:
        at: When it happened; office time if naive.
        office: Code of the office where it happened or that did it.
        officer: Who did it, if that is kept (cán bộ).
        ground: On what ground, in words (lý do).
        id: An identifier; an event with the same id is recorded once.
        dossier: Code of the dossier, if the event carries it; it must then be the right one.

    Raises:
        InvalidTypeError: If *at* is not a datetime or *office* not a text.
        InvalidValueError: If *office* is empty.
    """

    action: ClassVar[Action]

    at: datetime
    office: str
    officer: str | None = None
    ground: str | None = None
    id: str | None = None
    dossier: str | None = None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.at, datetime):
            raise InvalidTypeError(
                f"{type(self).__name__}: at is a datetime, as datetime(2026, 3, 2, 9, 0), not {self.at!r}",
                given=self.at,
            )
        if not isinstance(self.office, str):
            raise InvalidTypeError(
                f"{type(self).__name__}: office must be the code of an office, not {self.office!r}",
                given=self.office,
            )
        if not self.office.strip():
            raise InvalidValueError(
                f"{type(self).__name__}: office is empty; name an office", given=self.office
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
    """

    action = Action.ACCEPT
    clock_starts_at: datetime | None = None


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
    documents: tuple[str, ...] = ()


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


@attrs.frozen(kw_only=True)
class Transferred(Event):
    """The dossier has been handed to the next office, or to several at once (chuyển hồ sơ).

    Args:
        to: The office that holds it from now on, or several that work in parallel.
        step: The step of the route that begins, where the office alone does not tell.
    """

    action = Action.TRANSFER
    to: str | tuple[str, ...]
    step: str | None = None

    @property
    def receivers(self) -> tuple[str, ...]:
        """The offices that hold the dossier from now on."""
        return (self.to,) if isinstance(self.to, str) else tuple(self.to)


@attrs.frozen(kw_only=True)
class PartCompleted(Event):
    """One of several offices that work in parallel has done its part (hoàn thành phần việc)."""

    action = Action.COMPLETE_PART


@attrs.frozen(kw_only=True)
class OpinionAsked(Event):
    """Another agency is asked for an opinion (lấy ý kiến).

    Args:
        of: The agency asked.
        answer_by: When it is to answer.
    """

    action = Action.ASK_OPINION
    of: str
    answer_by: date | None = None


@attrs.frozen(kw_only=True)
class OpinionGiven(Event):
    """The agency asked has answered; *office* is that agency (cho ý kiến)."""

    action = Action.GIVE_OPINION


@attrs.frozen(kw_only=True)
class PaymentRequested(Event):
    """The citizen is told what to pay (thông báo nghĩa vụ tài chính).

    Args:
        amount: How much, in đồng.
    """

    action = Action.REQUEST_PAYMENT
    amount: int | None = None


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
    """

    action = Action.EXTEND
    by: TimeLimit
    apology: bool = True

    def __attrs_post_init__(self) -> None:
        Event.__attrs_post_init__(self)
        if not isinstance(self.by, TimeLimit):
            raise InvalidTypeError(
                f"Extended: by must be a TimeLimit such as TimeLimit(3, Unit.WORKING_DAY), not {self.by!r}",
                given=self.by,
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
    granted: bool = True


@attrs.frozen(kw_only=True)
class Returned(Event):
    """The citizen has the result (trả kết quả)."""

    action = Action.RETURN


@attrs.frozen(kw_only=True)
class Corrected(Event):
    """A wrong result has been put right and is at the one-stop unit again (đính chính kết quả)."""

    action = Action.CORRECT
