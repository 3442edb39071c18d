"""The parts of a procedure (các bộ phận cấu thành thủ tục hành chính).

Legal source: Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2, as amended by Nghị định 92/2017/NĐ-CP: seven parts that
every procedure has, and others where applicable.
"""

from collections.abc import Iterable

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import checked, free_text, name_text, of, repeated, several, short_text, text_list, whole
from thutuc.law import LegalSource, SupplementRule, WaitingRule
from thutuc.limits import TimeLimit
from thutuc.words.labels import Labelled, Numbered

# What files and portals call the ways of handing in, beside their labels.
_AT_THE_COUNTER = (
    *("nộp trực tiếp", "tiếp nhận trực tiếp"),
    *("trực tiếp tại bộ phận một cửa", "tại bộ phận một cửa"),
)
_ON_A_PORTAL = (
    *("nộp trực tuyến", "tiếp nhận trực tuyến", "qua mạng"),
    *("trực tuyến toàn trình", "trực tuyến một phần"),
)
_BY_POST = (
    *("bưu chính", "post", "dịch vụ bưu chính", "dịch vụ bưu chính công ích", "qua bưu chính"),
    *("qua bưu chính công ích", "nộp qua bưu chính công ích"),
    *("qua dịch vụ bưu chính", "qua dịch vụ bưu chính công ích"),
    *("qua đường bưu điện", "qua bưu điện", "bưu điện", "bcci", "qua bcci", "nộp qua bcci"),
)


class Channel(Numbered):
    """How a dossier comes in, with its national code (cách thức nộp hồ sơ, KenhThucHien).

    Legal source:
        Nghị định 61/2018/NĐ-CP, Điều 16; Nghị định 118/2025/NĐ-CP, Điều 15.

    Examples:
        >>> Channel.ONLINE.value, Channel.ONLINE.label()
        (2, 'trực tuyến')
        >>> Channel.parse("Nộp qua BCCI")
        <Channel.POST: 3>
    """

    DIRECT = 1, "trực tiếp", "direct", *_AT_THE_COUNTER
    """Handed in at the counter (trực tiếp)."""
    ONLINE = 2, "trực tuyến", "online", *_ON_A_PORTAL
    """Sent through a portal (trực tuyến)."""
    POST = 3, "bưu chính công ích", "by post", *_BY_POST
    """Sent through the public postal service (dịch vụ bưu chính công ích)."""

    @property
    def is_paper(self) -> bool:
        """Whether the dossier comes on paper (hồ sơ giấy).

        Examples:
            >>> [channel.name for channel in Channel if channel.is_paper]
            ['DIRECT', 'POST']
        """
        return self is not Channel.ONLINE


def check_channel(channel: Channel) -> Channel:
    """Return *channel* if it is one.

    Raises:
        InvalidTypeError: If it is not; its number alone is not enough.
    """
    return checked(channel, Channel, "a channel is one of Channel.DIRECT, Channel.ONLINE, Channel.POST")


class Part(Labelled):
    """A part that every published procedure must have (bộ phận bắt buộc của thủ tục).

    Legal source:
        Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2, as amended by Nghị định 92/2017/NĐ-CP.

    Examples:
        >>> len(Part), Part.DOCUMENTS.label()
        (7, 'thành phần, số lượng hồ sơ')
    """

    NAME = "name", "tên thủ tục", "name"
    SEQUENCE = "sequence", "trình tự thực hiện", "sequence of actions"
    CHANNELS = "channels", "cách thức thực hiện", "ways of handing in"
    DOCUMENTS = "documents", "thành phần, số lượng hồ sơ", "documents and their number"
    LIMIT = "limit", "thời hạn giải quyết", "time limit"
    APPLICANTS = "applicants", "đối tượng thực hiện", "who may apply"
    AGENCY = "agency", "cơ quan giải quyết", "agency that decides"


@attrs.frozen
class RequiredDocument:
    """One paper that a dossier must contain (thành phần hồ sơ).

    Args:
        name: What it is.
        originals: How many originals (bản chính).
        copies: How many copies (bản sao).
        form: Name of the form to fill in, if there is one (mẫu đơn, tờ khai).
        case: The case of the procedure in which it is needed; empty for all.

    Raises:
        InvalidTypeError: If a text is no text or a number no whole number.
        InvalidValueError: If the name is empty or a number negative.

    Examples:
        >>> RequiredDocument("Tờ khai đăng ký khai sinh", originals=1).copies
        0
    """

    name: str = attrs.field(converter=name_text)
    originals: int = attrs.field(default=0, validator=whole())
    copies: int = attrs.field(default=0, validator=whole())
    form: str = attrs.field(default="", converter=short_text)
    case: str = attrs.field(default="", converter=short_text)


@attrs.frozen
class Fee:
    """What the citizen pays (phí, lệ phí).

    Args:
        text: As the procedure states it.
        amount: The amount, where the text gives one; 0 is free of charge, `None` is not stated.
        currency: Its currency.

    Raises:
        InvalidTypeError: If a text is no text or the amount no whole number.
        InvalidValueError: If the amount is negative or the currency empty.

    Examples:
        >>> Fee("Miễn phí", 0).currency
        'VND'
    """

    text: str = attrs.field(converter=free_text)
    amount: int | None = attrs.field(default=None, validator=whole(optional=True))
    currency: str = attrs.field(default="VND", converter=name_text)


@attrs.frozen
class ChannelOffer:
    """One way of handing a dossier in, with its own limit and fee (cách thức thực hiện).

    Args:
        channel: The way.
        limit: Its limit, if it is stated and can be read.
        fee: Its fee, if it is stated.
        description: The rest of what is said of it.
        case: The case of the procedure it belongs to; empty for all.

    Raises:
        InvalidTypeError: If an argument has the wrong type.

    Examples:
        >>> offer = ChannelOffer(Channel.ONLINE, TimeLimit.parse("3 Ngày làm việc"))
        >>> offer.limit
        TimeLimit(3, Unit.WORKING_DAY)
    """

    channel: Channel = attrs.field(validator=of(Channel))
    limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    fee: Fee | None = attrs.field(default=None, validator=of(Fee, optional=True))
    description: str = attrs.field(default="", converter=free_text)
    case: str = attrs.field(default="", converter=short_text)


@attrs.frozen
class ProcedureCase:
    """A case of a procedure with a limit of its own (trường hợp).

    Args:
        name: What tells it from the others.
        limit: Its limit; `None` where none is known, which is not the limit of another case.
        online_limit: Its limit online, where that differs.
        promise: The office's own shorter limit in this case, where that differs from the procedure's.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the name is empty.

    Examples:
        >>> case = ProcedureCase("vùng sâu, vùng xa", TimeLimit.parse("22 ngày làm việc"))
        >>> case.limit_for(Channel.POST)
        TimeLimit(22, Unit.WORKING_DAY)
    """

    name: str = attrs.field(converter=name_text)
    limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    online_limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    promise: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))

    def limit_for(self, channel: Channel) -> TimeLimit | None:
        """Its limit for a dossier that came in by *channel*, if it has one (thời hạn theo cách thức nộp).

        Raises:
            InvalidTypeError: If *channel* is none.
        """
        online = check_channel(channel) is Channel.ONLINE
        return self.online_limit if online and self.online_limit is not None else self.limit


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

    Raises:
        InvalidTypeError: If an argument has the wrong type.

    Examples:
        >>> ClockPolicy(on_supplement=SupplementRule.RESTART).on_supplement.value
        'restart'
    """

    on_supplement: SupplementRule | None = attrs.field(
        default=None, validator=of(SupplementRule, optional=True)
    )
    on_consultation: WaitingRule | None = attrs.field(default=None, validator=of(WaitingRule, optional=True))
    on_payment: WaitingRule | None = attrs.field(default=None, validator=of(WaitingRule, optional=True))
    notice_within: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    close_after: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    online_answer_within: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))


class TransitionRule(Labelled):
    """Which version a dossier follows that was received before a new one (quy định chuyển tiếp).

    Legal source:
        Luật Tố cáo 25/2018/QH14 (old) and Nghị định 156/2026/NĐ-CP (new): each text says so itself.

    Examples:
        >>> TransitionRule.OLD.label()
        'theo quy định cũ'
    """

    OLD = "old", "theo quy định cũ", "the old version"
    """The version of the day of receipt, to the end."""
    NEW = "new", "theo quy định mới", "the new version"
    """The new version, from its first day."""
    NEW_FOR_STEPS = "new-for-steps", "theo quy định mới ở các bước nêu tên", "the new version for named steps"
    """The version of the day of receipt, with named steps taken from the new one."""


@attrs.frozen
class Transition:
    """What a new version says of dossiers received before it (điều khoản chuyển tiếp).

    Args:
        rule: Which version they follow.
        steps: The steps they take from the new version, where the rule names steps.
        source: The provision that says so.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If steps are named under a rule without steps, or none under one with them.

    Examples:
        >>> Transition(TransitionRule.NEW_FOR_STEPS, ("đối thoại",)).steps
        ('đối thoại',)
    """

    rule: TransitionRule = attrs.field(default=TransitionRule.OLD, validator=of(TransitionRule))
    steps: tuple[str, ...] = attrs.field(default=(), converter=text_list)
    source: LegalSource | None = attrs.field(default=None, validator=of(LegalSource, optional=True))

    def __attrs_post_init__(self) -> None:
        if bool(self.steps) is not (self.rule is TransitionRule.NEW_FOR_STEPS):
            raise InvalidValueError(
                f"a transition names steps where its rule is NEW_FOR_STEPS, and only there; the rule is "
                f"{self.rule.name}, the steps are {self.steps or 'none'}",
                given=self.steps,
            )


def read_cases(given: Iterable[ProcedureCase]) -> tuple[ProcedureCase, ...]:
    """Cases, told apart by name."""
    cases = several(given, ProcedureCase, "cases")
    if twice := repeated(case.name for case in cases):
        raise InvalidValueError(
            f"cases are told apart by name, and {', '.join(twice)} is used twice", given=cases
        )
    return cases


def read_offers(given: Iterable[ChannelOffer]) -> tuple[ChannelOffer, ...]:
    """Ways of handing in."""
    return several(given, ChannelOffer, "channels")


def read_documents(given: Iterable[RequiredDocument]) -> tuple[RequiredDocument, ...]:
    """Papers."""
    return several(given, RequiredDocument, "documents")


def read_fees(given: Iterable[Fee]) -> tuple[Fee, ...]:
    """Fees."""
    return several(given, Fee, "fees")


def read_sources(given: Iterable[LegalSource]) -> tuple[LegalSource, ...]:
    """The law behind something."""
    return several(given, LegalSource, "legal_basis")
