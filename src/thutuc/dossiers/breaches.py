"""What is unlawful but happened: recorded with its article, day and office (vi phạm quy định)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from thutuc.deadlines import Clock, Deadline, due
from thutuc.dossiers.clockwork import ENDING, accepted_event, build_clock
from thutuc.dossiers.deemed import deemed_in, holder_at
from thutuc.dossiers.silence import questions_in
from thutuc.dossiers.standing import standing
from thutuc.dossiers.walking import walk
from thutuc.errors import InvalidTypeError
from thutuc.events import Corrected, Event, Extended
from thutuc.law import LegalSource, Regime, Silence
from thutuc.law.regimes import Provision
from thutuc.limits import TimeLimit, Unit
from thutuc.limits.units import check_language
from thutuc.procedures import Channel
from thutuc.statuses import Action, Status

if TYPE_CHECKING:
    from thutuc.dossiers.dossier import Dossier


@attrs.frozen
class Breach:
    """Something done against the rules (vi phạm).

    Args:
        rule: Stable name of the rule.
        on: The day on which it was broken; where nothing was done, the first on which it should have been.
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
        words = self.english if check_language(language) == "en" else self.detail
        source = f" [{self.source.text(language)}]" if self.source else ""
        return f"{self.on:%d/%m/%Y} {self.office}: {words}{source}"


_DAY = timedelta(days=1)


class _Case:
    """A dossier's events beside the rules that are measured against them."""

    def __init__(
        self, dossier: "Dossier", regime: Regime, limit: TimeLimit | None, now: datetime | None
    ) -> None:
        self.events, self.cover, self.limit = dossier.told(now), dossier.cover, limit
        self.regime, self.calendar, self.policy = regime, dossier.calendar, dossier.procedure.policy
        self.now = None if now is None else self.calendar.local_time(now)

    def clock(self, events: Sequence[Event]) -> Clock | None:
        """The clock after *events*; `None` before acceptance or without a limit."""
        told = standing(events, self.cover, self.regime, self.now)
        return build_clock(self.limit, told, self.calendar, self.policy, self.regime)

    def having(self, *actions: Action) -> list[Event]:
        return [event for event in self.events if event.action in actions]

    def duty(
        self, own: TimeLimit | None, provision: Provision | None
    ) -> tuple[TimeLimit, LegalSource | None] | None:
        """The limit of a duty and the law behind it: the procedure's own if it has one, or the regime's."""
        if own is not None:
            return own, own.source or self.cover.procedure.source
        if provision is None:
            return None
        return TimeLimit(provision.amount, Unit(provision.unit)), provision.source

    def breach(self, rule: str, event: Event, source: LegalSource | None, words: tuple[str, str]) -> Breach:
        return Breach(rule, self.calendar.local_date(event.at), event.office, source, *words)


def find_breaches(dossier: "Dossier", regime: Regime, now: datetime | None = None) -> tuple[Breach, ...]:
    """All breaches of a dossier, in order of their day.

    Args:
        dossier: The dossier.
        regime: The rules it follows.
        now: If given, what should have been done by then and was not is a breach too.
    """
    case = _Case(dossier, regime, dossier.stated_limit, now)
    found = [breach for rule in _RULES for breach in rule(case)]
    return tuple(sorted(found, key=lambda breach: breach.on))


def closable_from(dossier: "Dossier") -> date | None:
    """The first day on which a dossier that waits for a supplement may be closed (ngày được đóng hồ sơ).

    Args:
        dossier: A dossier in any status.

    Returns:
        The day after the last one on which the citizen may supplement; `None` if it does not wait for a
        supplement, or no rule says when it may be closed.

    Raises:
        InvalidTypeError: If it is no dossier.

    Legal source:
        Nghị định 118/2025/NĐ-CP, Điều 19 khoản 5; or the special law, as the procedure's `close_after`.
    """
    if not hasattr(dossier, "events"):
        raise InvalidTypeError(f"a dossier is asked when it may be closed, not {dossier!r}", given=dossier)
    if dossier.status is not Status.SUPPLEMENT_REQUESTED:
        return None
    case = _Case(dossier, dossier.regime, None, None)
    last = _last_day_to_supplement(case, case.events)
    return None if last is None else last[0].due_on + _DAY


def _last_day_to_supplement(case: _Case, before: Sequence[Event]) -> tuple[Deadline, TimeLimit] | None:
    """How long the dossier waits for a supplement, if that is what it waits for, and by which limit."""
    duty = case.duty(case.policy.close_after, case.regime.close_after)
    begun = [event for event in before if event.action in {Action.REQUEST_SUPPLEMENT, Action.REQUEST_PAYMENT}]
    if duty is None or not begun or begun[-1].action is Action.REQUEST_PAYMENT:
        return None
    return due(duty[0], begun[-1].at, case.calendar), duty[0]


def _broken_on(deadline: Deadline) -> date:
    """The first day on which it is late."""
    return deadline.due_on if deadline.to_the_minute else deadline.due_on + _DAY


def _repeated_supplement(case: _Case) -> Iterator[Breach]:
    provision = case.regime.supplement_requests
    if provision is not None:
        for event in case.having(Action.REQUEST_SUPPLEMENT)[provision.amount :]:
            words = ("yêu cầu bổ sung quá số lần cho phép", "supplements asked for more often than allowed")
            yield case.breach("supplement-repeated", event, provision.source, words)


def _late_supplement_request(case: _Case) -> Iterator[Breach]:
    duty = case.duty(case.policy.notice_within, case.regime.notice_within)
    accepted = accepted_event(case.events)
    if duty is None or accepted is None:
        return
    limit, source = duty
    last = due(limit, accepted.at, case.calendar)
    for event in case.having(Action.REQUEST_SUPPLEMENT):
        if last.is_late(event.at):
            words = (
                f"yêu cầu bổ sung quá {limit.to_text()} kể từ ngày tiếp nhận",
                f"a supplement asked for later than {limit.to_text('en')} after receipt",
            )
            yield case.breach("supplement-late", event, source, words)


def _late_apology(case: _Case) -> Iterator[Breach]:
    provision = case.regime.apology_before
    if provision is None:
        return
    for place, event in enumerate(case.events):
        clock = case.clock(case.events[:place]) if isinstance(event, Extended) else None
        if clock is None:
            continue
        latest = clock.deadline_at(event.at).due_on - provision.amount * _DAY
        if case.calendar.local_date(event.at) > latest:
            words = (
                f"xin lỗi và hẹn lại muộn (chậm nhất phải vào ngày {latest:%d/%m/%Y})",
                f"a delay announced later than {latest:%d/%m/%Y}",
            )
            yield case.breach("apology-late", event, provision.source, words)


def _extensions(case: _Case) -> Iterator[Breach]:
    provision = case.regime.extensions
    if provision is None:
        return
    events = [event for event in case.events if isinstance(event, Extended)]
    for event in events[provision.amount :]:
        words = ("hẹn lại ngày trả kết quả quá số lần cho phép", "re-appointed more often than allowed")
        yield case.breach("extension-repeated", event, provision.source, words)
    for event in events:
        if not event.apology:
            words = ("hẹn lại ngày trả kết quả mà không xin lỗi", "re-appointed without an apology")
            yield case.breach("apology-missing", event, provision.source, words)


def _unanswered_online(case: _Case) -> Iterator[Breach]:
    duty = case.duty(case.policy.online_answer_within, case.regime.online_answer)
    submitted = case.having(Action.SUBMIT)
    if duty is None or not submitted or case.cover.channel is Channel.POST:
        return
    limit, source = duty
    last = due(limit, submitted[0].at, case.calendar)
    # A dossier that was stopped without an answer was owed one until then.
    answers = case.having(Action.ACCEPT, Action.REFUSE, Action.REQUEST_SUPPLEMENT, Action.STOP, Action.CLOSE)
    if answers and last.is_late(answers[0].at):
        words = (
            f"thông báo việc tiếp nhận hồ sơ trực tuyến quá {limit.to_text()}",
            f"an online dossier answered later than {limit.to_text('en')}",
        )
        yield case.breach("online-answer-late", answers[0], source, words)
    elif not answers and case.now is not None and last.is_late(case.now):
        words = (
            f"quá {limit.to_text()} chưa thông báo việc tiếp nhận hồ sơ trực tuyến",
            f"an online dossier not answered in {limit.to_text('en')}",
        )
        yield Breach("online-answer-late", _broken_on(last), submitted[0].office, source, *words)


def _early_closing(case: _Case) -> Iterator[Breach]:
    provision = case.regime.close_after
    duty = case.duty(case.policy.close_after, provision)
    for place, event in enumerate(case.events):
        if duty is None or event.action is not Action.CLOSE:
            continue
        last = _last_day_to_supplement(case, case.events[:place])
        if last is not None and not last[0].is_late(event.at):
            words = (
                f"đóng hồ sơ khi chưa hết {last[1].to_text()} chờ bổ sung",
                f"closed before {last[1].to_text('en')} of waiting were over",
            )
            yield case.breach("closed-early", event, duty[1], words)


def _late_correction(case: _Case) -> Iterator[Breach]:
    duty = case.duty(None, case.regime.correction_within)
    if duty is None:
        return
    limit, source = duty
    for event in case.events:
        if not isinstance(event, Corrected) or event.reported_at is None:
            continue
        if due(limit, event.reported_at, case.calendar).is_late(event.at):
            words = (
                f"đính chính kết quả quá {limit.to_text()}",
                f"a result put right later than {limit.to_text('en')}",
            )
            yield case.breach("correction-late", event, source, words)


def _late_result(case: _Case) -> Iterator[Breach]:
    clock = case.clock(case.events)
    if clock is None:
        return
    ends = case.having(*ENDING)
    # A pause that lasts to the end has moved the due day until then.
    deadline = clock.deadline_at(ends[0].at) if ends else clock.deadline
    decision = deemed_in(case.events)
    if decision is not None:
        source = case.cover.procedure.silence_source or case.regime.source
        words = (
            f"không giải quyết trước hạn {deadline.due_on:%d/%m/%Y}, {decision.silence.label()}",
            f"not decided by {deadline.due_on:%d/%m/%Y}, {decision.silence.label('en')}",
        )
        yield Breach("result-late", _broken_on(deadline), decision.office, source, *words)
    elif ends and ends[0].action is Action.FINISH and deadline.is_late(ends[0].at):
        day = deadline.due_on
        words = (f"giải quyết xong sau hạn {day:%d/%m/%Y}", f"finished after it was due on {day:%d/%m/%Y}")
        yield case.breach("result-late", ends[0], case.regime.source, words)
    elif not ends and case.now is not None:
        deadline = clock.deadline_at(case.now)
        if deadline.is_late(case.now):
            day = deadline.due_on
            words = (f"chưa giải quyết xong, hạn {day:%d/%m/%Y}", f"not finished, due on {day:%d/%m/%Y}")
            holder = holder_at(case.events, case.cover, case.regime, deadline)
            yield Breach("result-late", _broken_on(deadline), holder, case.regime.source, *words)


def _steps_over_budget(case: _Case) -> Iterator[Breach]:
    source = case.cover.procedure.source or case.regime.source
    for leg in walk(case.events, case.cover, case.regime, case.now).legs:
        day = leg.ended or case.now
        if leg.is_late and day is not None and not leg.consulted:
            names = ", ".join(leg.steps)
            words = (f"quá thời gian của bước {names}", f"over the budget of {names}")
            yield Breach("step-over-budget", day.date(), leg.office, source, *words)


def _late_opinions(case: _Case) -> Iterator[Breach]:
    source = case.cover.procedure.source or case.regime.source
    local = case.calendar.local_time
    until = case.now or (local(case.events[-1].at) if case.events else None)
    for question in questions_in(case.events, case.cover):
        closes, answer = question.closes, question.answer
        if closes is None or until is None or (local(answer.at) if answer else until) <= closes:
            continue
        on = local(answer.at).date() if answer else closes.date() + _DAY
        vi, en = f"cho ý kiến sau hạn {closes:%d/%m/%Y}", f"gave its opinion later than {closes:%d/%m/%Y}"
        if answer is None:
            vi, en = f"không cho ý kiến trước hạn {closes:%d/%m/%Y}", f"gave no opinion by {closes:%d/%m/%Y}"
        if question.silence is not Silence.NOTHING:
            vi, en = f"{vi}, {question.silence.label()}", f"{en}, {question.silence.label('en')}"
        yield Breach("opinion-late", on, question.asked.of, source, vi, en)


def _unfinished_parts(case: _Case) -> Iterator[Breach]:
    ends = case.having(Action.FINISH)
    # Where silence decides, nobody has finished too early.
    if not ends or deemed_in(case.events) is not None:
        return
    source = case.cover.procedure.source or case.regime.source
    course = walk(case.events, case.cover, case.regime)
    if course.left_open:
        parts = ", ".join(
            f"{office} ({', '.join(steps)})" if steps else office for office, steps in course.left_open
        )
        words = (
            f"giải quyết xong khi chưa xong phần việc của {parts}",
            f"finished while a part was open: {parts}",
        )
        yield case.breach("part-open", ends[0], source, words)
    if course.skipped:
        names = ", ".join(course.skipped)
        words = (f"giải quyết xong mà bỏ qua bước {names}", f"finished without the steps {names}")
        yield case.breach("step-skipped", ends[0], source, words)


_RULES: tuple[Callable[[_Case], Iterator[Breach]], ...] = (
    _unanswered_online,
    _repeated_supplement,
    _late_supplement_request,
    _late_apology,
    _extensions,
    _early_closing,
    _late_opinions,
    _steps_over_budget,
    _unfinished_parts,
    _late_result,
    _late_correction,
)
