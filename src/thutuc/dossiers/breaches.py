"""What is unlawful but happened: recorded with its article, day and office (vi phạm quy định)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import attrs

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due
from thutuc.dossiers.clockwork import accepted_event, build_clock
from thutuc.dossiers.cover import Cover
from thutuc.dossiers.legs import walk
from thutuc.events import Event
from thutuc.law import LegalSource, Provision, Regime
from thutuc.limits import TimeLimit, Unit
from thutuc.statuses import Action


@attrs.frozen
class Breach:
    """Something done against the rules (vi phạm).

    Args:
        rule: Stable name of the rule.
        on: The day on which it was broken.
        office: The office that broke it.
        source: The article, and how far it was verified.
        detail: What happened, in Vietnamese.
        english: What happened, in English.
    """

    rule: str
    on: date
    office: str
    source: LegalSource | None
    detail: str
    english: str

    def text(self, language: str = "vi") -> str:
        """One line for a reader, with its source."""
        words = self.english if language == "en" else self.detail
        source = f" [{self.source.text(language)}]" if self.source else ""
        return f"{self.on:%d/%m/%Y} {self.office}: {words}{source}"


class _Case:
    """A dossier's events beside the rules that are measured against them."""

    def __init__(
        self, events: Sequence[Event], cover: Cover, regime: Regime, limit: TimeLimit | None
    ) -> None:
        self.events, self.cover, self.regime, self.limit = events, cover, regime, limit
        self.calendar: WorkCalendar = cover.calendar
        self.policy = cover.procedure.policy
        self.accepted = accepted_event(events)

    def day(self, event: Event) -> date:
        return self.calendar.local_date(event.at)

    def having(self, *actions: Action) -> list[Event]:
        return [event for event in self.events if event.action in actions]

    def breach(
        self, rule: str, event: Event, provision: Provision | LegalSource | None, words: tuple[str, str]
    ) -> Breach:
        source = provision.source if isinstance(provision, Provision) else provision
        return Breach(rule, self.day(event), event.office, source, *words)

    def allowed(self, own: TimeLimit | None, provision: Provision | None) -> TimeLimit | None:
        """The procedure's own limit for a duty, or the regime's."""
        if own is not None:
            return own
        return None if provision is None else TimeLimit(provision.amount, Unit(provision.unit))


def find_breaches(
    events: Sequence[Event], cover: Cover, regime: Regime, limit: TimeLimit | None
) -> tuple[Breach, ...]:
    """All breaches of a dossier, in order of their day."""
    case = _Case(events, cover, regime, limit)
    found = [breach for rule in _RULES for breach in rule(case)]
    return tuple(sorted(found, key=lambda breach: breach.on))


def _repeated_supplement(case: _Case) -> Iterator[Breach]:
    provision = case.regime.supplement_requests
    if provision is not None:
        for event in case.having(Action.REQUEST_SUPPLEMENT)[provision.amount :]:
            words = ("yêu cầu bổ sung quá số lần cho phép", "supplements asked for more often than allowed")
            yield case.breach("supplement-repeated", event, provision, words)


def _late_supplement_request(case: _Case) -> Iterator[Breach]:
    provision = case.regime.notice_within
    limit = case.allowed(case.policy.notice_within, provision)
    if limit is None or case.accepted is None:
        return
    last = due(limit, case.accepted.at, case.calendar)
    for event in case.having(Action.REQUEST_SUPPLEMENT):
        if event.at >= case.accepted.at and last.is_late(event.at):
            words = (
                f"yêu cầu bổ sung sau {limit.to_text()} kể từ ngày tiếp nhận",
                f"a supplement asked for later than {limit.to_text('en')} after receipt",
            )
            yield case.breach("supplement-late", event, provision, words)


def _late_apology(case: _Case) -> Iterator[Breach]:
    provision = case.regime.apology_before
    if provision is None or case.limit is None:
        return
    for event in case.having(Action.EXTEND):
        before = case.events[: case.events.index(event)]
        clock = build_clock(case.limit, before, case.calendar, case.policy, case.regime)
        if clock is None:
            continue
        latest = clock.deadline_at(event.at).due_on - timedelta(days=provision.amount)
        if case.day(event) > latest:
            words = (
                f"xin lỗi, hẹn lại sau ngày {latest:%d/%m/%Y}",
                f"a delay announced later than {latest:%d/%m/%Y}",
            )
            yield case.breach("apology-late", event, provision, words)


def _repeated_extension(case: _Case) -> Iterator[Breach]:
    provision = case.regime.extensions
    if provision is not None:
        for event in case.having(Action.EXTEND)[provision.amount :]:
            words = ("hẹn lại ngày trả kết quả quá số lần cho phép", "re-appointed more often than allowed")
            yield case.breach("extension-repeated", event, provision, words)


def _unanswered_online(case: _Case) -> Iterator[Breach]:
    provision = case.regime.online_answer
    limit = case.allowed(case.policy.online_answer_within, provision)
    submitted = case.having(Action.SUBMIT)
    answers = case.having(Action.ACCEPT, Action.REFUSE, Action.REQUEST_SUPPLEMENT)
    if limit is None or not submitted or not answers:
        return
    if due(limit, submitted[0].at, case.calendar).is_late(answers[0].at):
        words = (
            f"trả lời hồ sơ trực tuyến sau {limit.to_text()}",
            f"an online dossier answered later than {limit.to_text('en')}",
        )
        yield case.breach("online-answer-late", answers[0], provision, words)


def _early_closing(case: _Case) -> Iterator[Breach]:
    provision = case.regime.close_after
    limit = case.allowed(case.policy.close_after, provision)
    requests = case.having(Action.REQUEST_SUPPLEMENT)
    if limit is None or not requests:
        return
    for event in case.having(Action.CLOSE):
        if not due(limit, requests[-1].at, case.calendar).is_late(event.at):
            words = (
                f"đóng hồ sơ khi chưa hết {limit.to_text()} chờ bổ sung",
                f"closed before {limit.to_text('en')} of waiting were over",
            )
            yield case.breach("closed-early", event, provision, words)


def _late_correction(case: _Case) -> Iterator[Breach]:
    provision = case.regime.correction_within
    limit = case.allowed(None, provision)
    if limit is None:
        return
    for event in case.having(Action.CORRECT):
        before = case.events[: case.events.index(event)]
        known = next(
            one for one in reversed(before) if one.action in {Action.FINISH, Action.RETURN, Action.CORRECT}
        )
        if due(limit, known.at, case.calendar).is_late(event.at):
            words = (
                f"đính chính kết quả sau {limit.to_text()}",
                f"a result put right later than {limit.to_text('en')}",
            )
            yield case.breach("correction-late", event, provision, words)


def _late_result(case: _Case) -> Iterator[Breach]:
    finished = case.having(Action.FINISH)
    if case.limit is None or not finished:
        return
    clock = build_clock(case.limit, case.events, case.calendar, case.policy, case.regime)
    if clock is not None and clock.deadline.is_late(finished[0].at):
        day = clock.deadline.due_on
        words = (f"giải quyết xong sau hạn {day:%d/%m/%Y}", f"finished after it was due on {day:%d/%m/%Y}")
        yield case.breach("result-late", finished[0], case.regime.source, words)


def _steps_over_budget(case: _Case) -> Iterator[Breach]:
    for leg in walk(case.events, case.cover, case.regime):
        if leg.is_late and leg.ended is not None:
            names = ", ".join(leg.steps)
            words = (f"quá thời gian của bước {names}", f"over the budget of {names}")
            yield Breach(
                "step-over-budget", leg.ended.date(), leg.office, case.cover.procedure.source, *words
            )


_RULES: tuple[Callable[[_Case], Iterator[Breach]], ...] = (
    _unanswered_online,
    _repeated_supplement,
    _late_supplement_request,
    _late_apology,
    _repeated_extension,
    _early_closing,
    _steps_over_budget,
    _late_result,
    _late_correction,
)
