"""The parts of a procedure (các bộ phận cấu thành thủ tục hành chính).

Legal source: Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2, as amended by Nghị định 92/2017/NĐ-CP: seven parts that
every procedure has, and others where applicable.
"""

from enum import IntEnum

import attrs

from thutuc.law import SupplementRule, WaitingRule
from thutuc.limits import TimeLimit


class Channel(IntEnum):
    """How a dossier comes in, with its national code (cách thức nộp hồ sơ, KenhThucHien).

    Examples:
        >>> Channel.ONLINE.value, Channel.ONLINE.label()
        (2, 'trực tuyến')
    """

    DIRECT = 1
    """Handed in at the counter (trực tiếp)."""
    ONLINE = 2
    """Sent through a portal (trực tuyến)."""
    POST = 3
    """Sent through the public postal service (dịch vụ bưu chính công ích)."""

    def label(self, language: str = "vi") -> str:
        """Words for a reader."""
        return _CHANNEL_LABELS[self][language == "en"]


_CHANNEL_LABELS = {
    Channel.DIRECT: ("trực tiếp", "direct"),
    Channel.ONLINE: ("trực tuyến", "online"),
    Channel.POST: ("bưu chính công ích", "by post"),
}


@attrs.frozen
class RequiredDocument:
    """One paper that a dossier must contain (thành phần hồ sơ).

    Args:
        name: What it is.
        originals: How many originals (bản chính).
        copies: How many copies (bản sao).
        form: Name of the form to fill in, if there is one (mẫu đơn, tờ khai).
        case: The case of the procedure in which it is needed; empty for all.
    """

    name: str
    originals: int = 0
    copies: int = 0
    form: str = ""
    case: str = ""


@attrs.frozen
class Fee:
    """What the citizen pays (phí, lệ phí).

    Args:
        text: As the procedure states it.
        amount: The amount, where the text gives one; 0 is free of charge, `None` is not stated.
        currency: Its currency.
    """

    text: str
    amount: int | None = None
    currency: str = "VND"


@attrs.frozen
class ChannelOffer:
    """One way of handing a dossier in, with its own limit and fee (cách thức thực hiện).

    Args:
        channel: The way.
        limit: Its limit, if it is stated and can be read.
        fee: Its fee, if it is stated.
        description: The rest of what is said of it.
        case: The case of the procedure it belongs to; empty for all.
    """

    channel: Channel
    limit: TimeLimit | None = None
    fee: Fee | None = None
    description: str = ""
    case: str = ""


@attrs.frozen
class ProcedureCase:
    """A case of a procedure with a limit of its own (trường hợp).

    Args:
        name: What tells it from the others.
        limit: Its limit.
        online_limit: Its limit online, where that differs.
    """

    name: str
    limit: TimeLimit
    online_limit: TimeLimit | None = None

    def limit_for(self, channel: Channel) -> TimeLimit:
        """Its limit for a dossier that came in by *channel*."""
        return self.online_limit if channel is Channel.ONLINE and self.online_limit else self.limit


@attrs.frozen
class ClockPolicy:
    """What waiting does to the clock of a procedure, where its own law says so (cách tính thời gian chờ).

    What is left out follows the regime in force on the day of receipt (`thutuc.law.regime_on`).

    Args:
        on_supplement: When the citizen supplements: restart, resume or keep.
        on_consultation: While another agency is consulted: keep or pause.
        on_payment: While the citizen pays: keep or pause.
        notice_within: How soon after receipt a supplement may be asked for.
        close_after: After how long without a supplement the dossier is closed.
        online_answer_within: How soon an online dossier must be accepted, refused or sent back.
    """

    on_supplement: SupplementRule | None = None
    on_consultation: WaitingRule | None = None
    on_payment: WaitingRule | None = None
    notice_within: TimeLimit | None = None
    close_after: TimeLimit | None = None
    online_answer_within: TimeLimit | None = None
