"""`Procedure`: what an office must do, in what time, by what route (thủ tục hành chính)."""

from datetime import date

import attrs

from thutuc.law import LegalSource
from thutuc.limits import TimeLimit
from thutuc.procedures.parts import Channel, ChannelOffer, ClockPolicy, Fee, ProcedureCase, RequiredDocument
from thutuc.procedures.route import Step


@attrs.frozen
class Procedure:
    """An administrative procedure in one version (thủ tục hành chính).

    Args:
        code: National code, such as `1.004222`, or one's own.
        name: Name (tên thủ tục).
        limit: Statutory limit (thời hạn giải quyết); `None` if there is none or the channels state it.
        steps: Route through the offices.
        promise: The office's own shorter limit, on which the citizen's appointment then rests.
        cases: Cases with limits of their own.
        channels: Ways of handing in (cách thức thực hiện).
        documents: Papers (thành phần hồ sơ).
        sets: Sets of papers (số lượng hồ sơ).
        sequence: How it is carried out, in words (trình tự thực hiện).
        applicants: Who may apply (đối tượng thực hiện).
        agency: Who decides (cơ quan giải quyết).
        results: What comes of it (kết quả).
        conditions: Requirements (yêu cầu, điều kiện).
        fees: What it costs (phí, lệ phí).
        legal_basis: The law behind it (căn cứ pháp lý).
        field: Field of administration (lĩnh vực).
        levels: Levels at which it is carried out, as published.
        policy: What waiting does to its clock.
        valid_from: First day of this version.
        valid_until: Last day of this version.
        source: Where this description comes from.
    """

    code: str
    name: str
    limit: TimeLimit | None = None
    steps: tuple[Step, ...] = attrs.field(default=(), converter=tuple[Step, ...])
    promise: TimeLimit | None = None
    cases: tuple[ProcedureCase, ...] = attrs.field(default=(), converter=tuple[ProcedureCase, ...])
    channels: tuple[ChannelOffer, ...] = attrs.field(default=(), converter=tuple[ChannelOffer, ...])
    documents: tuple[RequiredDocument, ...] = attrs.field(default=(), converter=tuple[RequiredDocument, ...])
    sets: int | None = None
    sequence: str = ""
    applicants: tuple[str, ...] = ()
    agency: str = ""
    results: tuple[str, ...] = ()
    conditions: str = ""
    fees: tuple[Fee, ...] = ()
    legal_basis: tuple[LegalSource, ...] = ()
    field: str = ""
    levels: tuple[str, ...] = ()
    policy: ClockPolicy = attrs.field(factory=ClockPolicy)
    valid_from: date | None = None
    valid_until: date | None = None
    source: LegalSource | None = None

    def limits_for(self, channel: Channel) -> tuple[TimeLimit, ...]:
        """The limits of a dossier that comes in by *channel*, one for each case of the procedure.

        Examples:
            >>> from thutuc import Channel, Procedure, TimeLimit, Unit
            >>> Procedure("1.000001", "ví dụ", TimeLimit(5, Unit.WORKING_DAY)).limits_for(Channel.POST)
            (TimeLimit(5, Unit.WORKING_DAY),)
        """
        if self.cases:
            return tuple(case.limit_for(channel) for case in self.cases)
        offered = tuple(offer.limit for offer in self.channels if offer.channel is channel and offer.limit)
        return offered or ((self.limit,) if self.limit else ())
