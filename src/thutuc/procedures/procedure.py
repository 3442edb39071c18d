"""`Procedure`: what an office must do, in what time, by what route (thủ tục hành chính)."""

from collections.abc import Mapping
from datetime import date

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import NONE, ReadOnly, free_text, name_text, of, short_text, text_list, whole
from thutuc.identifiers.procedure_code import standard_procedure
from thutuc.law import LegalSource, Regime, Silence
from thutuc.law.validity import Validity
from thutuc.limits import Convention, TimeLimit
from thutuc.offices.office import spellings
from thutuc.procedures.parts import (
    Channel,
    ChannelOffer,
    ClockPolicy,
    Fee,
    Part,
    ProcedureCase,
    RequiredDocument,
    Transition,
    check_channel,
    read_cases,
    read_documents,
    read_fees,
    read_offers,
    read_sources,
)
from thutuc.procedures.plan import Plan
from thutuc.procedures.planning import make_plan
from thutuc.procedures.route import NO_LEVELS, Levels, Route, Step, as_steps, with_offices
from thutuc.procedures.rules import Rules, rules_of
from thutuc.procedures.shown_steps import named, steps_table


@attrs.frozen(repr=False)
class Procedure(Validity):
    """An administrative procedure in one version (thủ tục hành chính).

    Args:
        code: National code, such as `1.004222`, or one's own.
        name: Name (tên thủ tục).
        limit: Statutory limit (thời hạn giải quyết); `None` if there is none or the channels state it.
        steps: Route through the offices; an office that is written in two ways is kept in the first.
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
        transition: What this version says of dossiers received before it.
        coordinates: Whom the deciding agency works with (cơ quan phối hợp).
        silence: What it means that the limit is over and nothing is decided: consent, refusal, or nothing.
        silence_source: The law that says so.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the code, the name or an item of a list is empty, a case is given twice, a
            number is negative, the version ends before it begins, or silence means something without a limit.
        RouteError: If the steps make no route: a name used twice or unknown, or a circle.

    Legal source:
        Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2, as amended by Nghị định 92/2017/NĐ-CP.

    Examples:
        >>> from thutuc import Procedure, Step, TimeLimit, Unit
        >>> Procedure("TC05", "Đăng ký hộ kinh doanh", TimeLimit(5, Unit.DAY), steps=[
        ...     Step("tiếp nhận", "Một cửa", TimeLimit(0.5, Unit.WORKING_DAY)),
        ...     Step("thụ lý", "Phòng Tài chính – Kế hoạch", TimeLimit(3.5, Unit.WORKING_DAY)),
        ... ])
        <Procedure TC05: Đăng ký hộ kinh doanh, 05 ngày, 2 steps>
    """

    code: str = attrs.field(converter=standard_procedure)
    name: str = attrs.field(converter=name_text)
    limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    steps: tuple[Step, ...] = attrs.field(default=(), converter=as_steps)
    promise: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    cases: tuple[ProcedureCase, ...] = attrs.field(default=(), converter=read_cases)
    channels: tuple[ChannelOffer, ...] = attrs.field(default=(), converter=read_offers)
    documents: tuple[RequiredDocument, ...] = attrs.field(default=(), converter=read_documents)
    sets: int | None = attrs.field(default=None, validator=whole(optional=True))
    sequence: str = attrs.field(default="", converter=free_text)
    applicants: tuple[str, ...] = attrs.field(default=(), converter=text_list)
    agency: str = attrs.field(default="", converter=short_text)
    results: tuple[str, ...] = attrs.field(default=(), converter=text_list)
    conditions: str = attrs.field(default="", converter=free_text)
    fees: tuple[Fee, ...] = attrs.field(default=(), converter=read_fees)
    legal_basis: tuple[LegalSource, ...] = attrs.field(default=(), converter=read_sources)
    field: str = attrs.field(default="", converter=short_text)
    levels: tuple[str, ...] = attrs.field(default=(), converter=text_list)
    policy: ClockPolicy = attrs.field(factory=ClockPolicy, validator=of(ClockPolicy))
    valid_from: date | None = attrs.field(default=None, validator=of(date, optional=True))
    valid_until: date | None = attrs.field(default=None, validator=of(date, optional=True))
    source: LegalSource | None = attrs.field(default=None, validator=of(LegalSource, optional=True))
    transition: Transition = attrs.field(factory=Transition, validator=of(Transition))
    coordinates: tuple[str, ...] = attrs.field(default=(), converter=text_list)
    silence: Silence = attrs.field(default=Silence.NOTHING, validator=of(Silence))
    silence_source: LegalSource | None = attrs.field(default=None, validator=of(LegalSource, optional=True))
    # How the route writes each office, by that text and by what codes are compared by.
    spellings: ReadOnly[str, str] = attrs.field(init=False, eq=False)
    # The graph of the steps, worked out once; the paper order only when it is asked for.
    _route: Route = attrs.field(init=False, eq=False)
    _paper: Route | None = attrs.field(init=False, eq=False, default=None)
    # The rules of its dossiers under the regime that was last asked about.
    _ruled: tuple[Regime, Rules] | None = attrs.field(init=False, eq=False, default=None)

    def __attrs_post_init__(self) -> None:
        self.check_period(f"procedure {self.code}")
        if self.silence is not Silence.NOTHING and not any(map(self._limits, Channel)):
            raise InvalidValueError(
                f"procedure {self.code}: silence={self.silence.name} means something once a limit is over; "
                f"give the limit",
                given=self.silence,
            )
        names = spellings(step.office for step in self.steps if step.office)
        object.__setattr__(self, "spellings", names)
        object.__setattr__(self, "steps", with_offices(self.steps, names))
        object.__setattr__(self, "_route", Route(self.steps))

    def __repr__(self) -> str:
        limit = f", {self.limit}" if self.limit is not None else ""
        steps = f", {len(self.steps)} steps" if self.steps else ""
        return f"<Procedure {self.code}: {self.name}{limit}{steps}>"

    # Limits ---------------------------------------------------------------------------------------------

    def _limits(self, channel: Channel) -> list[tuple[str, TimeLimit | None]]:
        """The limits for *channel*, each with the name of its case; a case may have none."""
        check_channel(channel)
        if self.cases:
            return [(case.name, case.limit_for(channel)) for case in self.cases]
        offered: list[tuple[str, TimeLimit | None]] = [
            (offer.case, offer.limit)
            for offer in self.channels
            if offer.channel is channel and offer.limit is not None
        ]
        return offered or ([] if self.limit is None else [("", self.limit)])

    def limits_for(self, channel: Channel) -> tuple[TimeLimit, ...]:
        """The limits of a dossier that comes in by *channel*, one for each case of the procedure.

        They are the limits of the law: a shorter promise does not change them (thời hạn theo cách thức nộp).

        Raises:
            InvalidTypeError: If *channel* is none.

        Examples:
            >>> from thutuc import Channel, Procedure, TimeLimit, Unit
            >>> Procedure("1.000001", "ví dụ", TimeLimit(5, Unit.WORKING_DAY)).limits_for(Channel.POST)
            (TimeLimit(5, Unit.WORKING_DAY),)
        """
        return tuple(limit.resting_on(self.source) for _, limit in self._limits(channel) if limit is not None)

    def limit_of(self, channel: Channel, case: str | None = None) -> TimeLimit | None:
        """The statutory limit of one dossier (thời hạn giải quyết của hồ sơ).

        Args:
            channel: How it came in.
            case: Its case; it can be left out where all cases have one limit.

        Returns:
            The limit; `None` if the procedure states none.

        Raises:
            InvalidTypeError: If *channel* is none or *case* no text.
            InvalidValueError: If the cases have different limits and none is named, or the named one is not
                known.

        Examples:
            >>> from thutuc import Channel, Procedure, TimeLimit
            >>> from thutuc.procedures import ProcedureCase
            >>> near, far = TimeLimit.parse("12 ngày làm việc"), TimeLimit.parse("22 ngày làm việc")
            >>> procedure = Procedure("1.000001", "tách thửa", cases=[
            ...     ProcedureCase("thường", near), ProcedureCase("vùng sâu, vùng xa", far)])
            >>> procedure.limit_of(Channel.DIRECT, "vùng sâu, vùng xa")
            TimeLimit(22, Unit.WORKING_DAY)
        """
        known = self._limits(channel)
        wanted = self._case_name(case)
        if wanted:
            # What is said of the case itself goes before what is said of all.
            known = (
                [item for item in known if item[0] == wanted]
                or [item for item in known if not item[0]]
                or ([] if self.limit is None else [("", self.limit)])
            )
        if len({limit for _, limit in known}) > 1:
            stated = ", ".join("none" if limit is None else limit.to_text("en") for _, limit in known)
            raise self._case_error(f"procedure {self.code} has several limits, {stated}", case)
        limit = known[0][1] if known else None
        return None if limit is None else limit.resting_on(self.source)

    def case_names(self) -> tuple[str, ...]:
        """The cases that have limits of their own, by name (các trường hợp)."""
        given = [*(case.name for case in self.cases), *(offer.case for offer in self.channels)]
        return tuple(dict.fromkeys(name for name in given if name))

    def _case_name(self, given: str | None) -> str:
        """The case a caller names, if it is known; empty for none."""
        name = "" if given is None else short_text(given)
        if name and name not in self.case_names():
            raise self._case_error(f"procedure {self.code} has no case called {name!r}", name)
        return name

    def _case_error(self, what: str, given: object) -> InvalidValueError:
        names = "; ".join(self.case_names())
        todo = f"name the case of the dossier: {names}" if names else "its cases have no names"
        return InvalidValueError(f"{what}; {todo}", given=given)

    def appointment_limit(self, channel: Channel, case: str | None = None) -> TimeLimit | None:
        """The limit on which the citizen's appointment rests: the promise if one is given (thời hạn hẹn trả).

        Args:
            channel: How the dossier came in.
            case: Its case; it can be left out where all cases have one limit.

        Returns:
            The promise of the case, that of the procedure, or the statutory limit; `None` without any.

        Raises:
            InvalidTypeError: If *channel* is none or *case* no text.
            InvalidValueError: If the cases have different limits and none is named, or the named one is not
                known.

        Examples:
            >>> from thutuc import Channel, Procedure, TimeLimit, Unit
            >>> procedure = Procedure("1.000001", "ví dụ", TimeLimit(5, Unit.WORKING_DAY),
            ...                       promise=TimeLimit(3, Unit.WORKING_DAY))
            >>> procedure.appointment_limit(Channel.ONLINE), procedure.limit_of(Channel.ONLINE)
            (TimeLimit(3, Unit.WORKING_DAY), TimeLimit(5, Unit.WORKING_DAY))
        """
        wanted = self._case_name(case)
        concerned = [each for each in self.cases if each.name == wanted or not wanted]
        promises = {each.promise or self.promise for each in concerned} or {self.promise}
        if len(promises) > 1:
            raise self._case_error(f"procedure {self.code} has several promises", case)
        check_channel(channel)
        promise = promises.pop()
        return self.limit_of(channel, case) if promise is None else promise.resting_on(self.source)

    def _limits_of_plan(
        self, channel: Channel | None, case: str | None
    ) -> tuple[TimeLimit | None, TimeLimit | None]:
        """The limit of the appointment and that of the law; channels that differ must be named."""
        if channel is None and case is None and not self.cases and not self.channels:
            return self.promise or self.limit, self.limit
        offered = [offer.channel for offer in self.channels] or list(Channel)
        found = {
            (self.appointment_limit(each, case), self.limit_of(each, case))
            for each in (offered if channel is None else (channel,))
        }
        if len(found) > 1:
            raise InvalidValueError(
                f"the limits of procedure {self.code} differ by channel; say how the dossier came in, "
                f"such as channel=Channel.ONLINE",
                given=channel,
            )
        return found.pop()

    def rules(self, regime: Regime) -> Rules:
        """The rules its dossiers follow: its own policy, and *regime* for all else (quy định áp dụng)."""
        ruled = self._ruled
        if ruled is None or ruled[0] is not regime:
            ruled = regime, rules_of(self.policy, self.source, regime)
            object.__setattr__(self, "_ruled", ruled)
        return ruled[1]

    # The route --------------------------------------------------------------------------------------------

    def route(
        self, channel: Channel | None = None, *, on: date | None = None, levels: Levels = NO_LEVELS
    ) -> Route:
        """The steps in their order, for a dossier that came in by *channel* (quy trình).

        Electronic dossiers go to all agencies at once; among offices of one level a dossier on paper goes
        from one to the next, as `Route.on_paper` says.

        Args:
            channel: How the dossier came in; left out, the steps as they are written.
            on: The day of receipt; left out, today's rule applies.
            levels: The levels of offices, as they stand in the steps; a level given in a step goes before.

        Raises:
            InvalidTypeError: If *channel* is none.

        Legal source:
            Nghị định 61/2018/NĐ-CP, Điều 19 khoản 6; Nghị định 118/2025/NĐ-CP, Điều 20 khoản 2.
        """
        if channel is None or not check_channel(channel).is_paper or not self._route.is_parallel:
            return self._route
        if levels or on is not None:
            return self._route.on_paper(levels, on)
        if self._paper is None:
            object.__setattr__(self, "_paper", self._route.on_paper())
        return self._paper or self._route

    def sequential(self) -> "Procedure":
        """The same procedure with its steps one after another, as on paper (quy trình tuần tự).

        Examples:
            >>> from thutuc import Procedure, Step
            >>> procedure = Procedure("X", "ví dụ", steps=[
            ...     Step("a", "A"), Step("b", "B", after="a"), Step("c", "C", after="a")])
            >>> procedure.sequential().route().longest_path(lambda step: 1)
            (('a', 'b', 'c'), 3)
        """
        route = self._route
        return attrs.evolve(self, steps=route.sequential().steps) if route.is_parallel else self

    def _repr_html_(self) -> str:
        title = f"{self.code}: {self.name}"
        return steps_table((title, title), self.steps, self._told_limits()).html()

    def _told_limits(self) -> list[tuple[tuple[str, str], TimeLimit | None]]:
        """The limit of the whole, or where it depends on way and case each with its own."""
        ways: tuple[Channel | None, ...] = tuple(dict.fromkeys(offer.channel for offer in self.channels))
        if self.limit is not None or not (ways or self.cases):
            return [(("", ""), self.limit)]
        told = dict.fromkeys(
            ((named(way, case, "vi"), named(way, case, "en")), limit)
            for way in ways or (None,)
            for case, limit in self._limits(way or Channel.DIRECT)
        )
        return list(told) or [(("", ""), None)]

    def mermaid(self, language: str = "vi") -> str:
        """The route as a Mermaid flowchart (sơ đồ quy trình).

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        return self._route.mermaid(language)

    def plan(
        self,
        start: date,
        calendar: WorkCalendar,
        *,
        channel: Channel | None = None,
        case: str | None = None,
        calendars: Mapping[str, WorkCalendar] = NONE,
        convention: Convention = Convention.CIVIL_CODE,
        levels: Levels = NO_LEVELS,
    ) -> Plan:
        """When every step may run, from a start and back from its deadline (kế hoạch giải quyết).

        Steps begin as soon as those before them end. A budget in working days or hours runs in the working
        time of the step's own office, a working day being that office's own day; a budget in calendar days
        runs to its own deadline. A step outside the limit moves the deadline as a pause does.

        Args:
            start: The event: a moment at which the first step begins, or a date, after which it begins at the
                opening of the first working day that counts.
            calendar: When the office that answers works.
            channel: How the dossier came in: decides the limit and the order of steps; left out, the steps as
                they are written.
            case: Its case; it can be left out where all cases have one limit.
            calendars: Calendars of other offices, by their name in the steps.
            convention: How the limit is counted.
            levels: The levels of offices, which order the way of paper.

        Raises:
            InvalidTypeError: If an argument has the wrong type, or the hour of *start* is needed and missing.
            InvalidValueError: If limits differ by case or channel and it is not named.
            CalendarRangeError: If any time of the plan lies outside a calendar.

        Examples:
            >>> from datetime import datetime
            >>> from thutuc import Procedure, Step, TimeLimit, vietnam_calendar
            >>> hours = [TimeLimit.parse(f"{n} giờ làm việc") for n in (2, 3, 2, 1)]
            >>> names = ("tiếp nhận", "thẩm định", "ký", "phát hành")
            >>> same_day = TimeLimit.parse("trong ngày làm việc")
            >>> procedure = Procedure("2.000908", "cấp bản sao từ sổ gốc", same_day,
            ...     steps=[Step(name, "UBND", limit) for name, limit in zip(names, hours)])
            >>> plan = procedure.plan(datetime(2026, 3, 2, 9, 0), vietnam_calendar())
            >>> plan.finish, plan.deadline.due_at, plan.fits
            (datetime.datetime(2026, 3, 3, 9, 0), datetime.datetime(2026, 3, 2, 17, 0), False)
        """
        limits = self._limits_of_plan(channel, case)
        route = self.route(channel, on=start, levels=levels)
        return make_plan(route, limits, start, calendar, calendars=calendars, convention=convention)

    # What it says of itself -------------------------------------------------------------------------------

    def missing_parts(self) -> tuple[Part, ...]:
        """The parts that every published procedure must have and this one lacks (bộ phận còn thiếu).

        Legal source:
            Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2, as amended by Nghị định 92/2017/NĐ-CP.

        Examples:
            >>> from thutuc import Procedure
            >>> [part.value for part in Procedure("X", "ví dụ", agency="UBND xã").missing_parts()]
            ['sequence', 'channels', 'documents', 'limit', 'applicants']
        """
        has = {
            Part.NAME: self.name,
            Part.SEQUENCE: self.sequence,
            Part.CHANNELS: self.channels,
            Part.DOCUMENTS: self.documents,
            Part.LIMIT: any(self.limits_for(channel) for channel in Channel),
            Part.APPLICANTS: self.applicants,
            Part.AGENCY: self.agency,
        }
        return tuple(part for part, given in has.items() if not given)
