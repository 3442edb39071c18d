"""What is unlawful but happened: recorded with its article, day and office (vi phạm quy định)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property

import attrs

from thutuc.deadlines import Clock, Deadline, due
from thutuc.dossiers.beginnings import snapshot_among
from thutuc.dossiers.clockwork import (
    accepted_event,
    begun_at,
    begun_by,
    build_clock,
    ending_of,
    since_reopened,
)
from thutuc.dossiers.cover import Cover
from thutuc.dossiers.deemed import deemed_in, holder_at
from thutuc.dossiers.legs import Course
from thutuc.dossiers.silence import consultations_in
from thutuc.dossiers.standing import standing
from thutuc.dossiers.walking import walk
from thutuc.events import Corrected, Event, Extended
from thutuc.law import LegalSource, Silence
from thutuc.limits import TimeLimit
from thutuc.moments import ONE_DAY
from thutuc.procedures import Channel
from thutuc.procedures.rules import Rules
from thutuc.statuses import Action
from thutuc.words.labels import check_language
from thutuc.words.sentences import filled


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


# The words of each breach; where one rule is broken in two ways, its name is told apart.
_WORDS = {
    "supplement-repeated": (
        "yêu cầu bổ sung quá số lần cho phép",
        "supplements asked for more often than allowed",
    ),
    "supplement-late": (
        "yêu cầu bổ sung quá {limit} kể từ ngày tiếp nhận",
        "a supplement asked for later than {limit} after receipt",
    ),
    "apology-late": (
        "xin lỗi và hẹn lại muộn (chậm nhất phải vào ngày {day})",
        "a delay announced later than {day}",
    ),
    "apology-missing": ("hẹn lại ngày trả kết quả mà không xin lỗi", "re-appointed without an apology"),
    "extension-repeated": (
        "hẹn lại ngày trả kết quả quá số lần cho phép",
        "re-appointed more often than allowed",
    ),
    "online-answer-late": (
        "thông báo việc tiếp nhận hồ sơ trực tuyến quá {limit}",
        "an online dossier answered later than {limit}",
    ),
    "online-answer-late, none": (
        "quá {limit} chưa thông báo việc tiếp nhận hồ sơ trực tuyến",
        "an online dossier not answered in {limit}",
    ),
    "closed-early": (
        "đóng hồ sơ khi chưa hết {limit} chờ bổ sung",
        "closed before {limit} of waiting were over",
    ),
    "correction-late": ("đính chính kết quả quá {limit}", "a result put right later than {limit}"),
    "result-late": ("giải quyết xong sau hạn {day}", "finished after it was due on {day}"),
    "result-late, none": ("chưa giải quyết xong, hạn {day}", "not finished, due on {day}"),
    "result-late, silence": ("không giải quyết trước hạn {day}{silence}", "not decided by {day}{silence}"),
    "step-over-budget": ("quá thời gian của bước {names}", "over the budget of {names}"),
    "opinion-late": ("cho ý kiến sau hạn {day}{silence}", "gave its opinion later than {day}{silence}"),
    "opinion-late, none": ("không cho ý kiến trước hạn {day}{silence}", "gave no opinion by {day}{silence}"),
    "part-open": (
        "giải quyết xong khi chưa xong phần việc của {names}",
        "finished while a part was open: {names}",
    ),
    "step-skipped": ("giải quyết xong mà bỏ qua bước {names}", "finished without the steps {names}"),
}


def _breach(words: str, on: date, office: str, source: LegalSource | None, **told: object) -> Breach:
    """The breach with these words, filled with what is *told*."""
    return Breach(words.partition(",")[0], on, office, source, *filled(_WORDS[words], told))


def _meaning(silence: Silence) -> tuple[str, str]:
    return ("", "") if silence is Silence.NOTHING else filled((", {it}", ", {it}"), {"it": silence})


@attrs.frozen(eq=False, slots=False)
class _Case:
    """What happened to a dossier beside the rules that it is measured against."""

    events: Sequence[Event]
    cover: Cover
    limit: TimeLimit | None
    rules: Rules
    now: datetime | None

    @cached_property
    def course(self) -> Course:
        return walk(self.events, self.cover, self.rules, self.now)

    @cached_property
    def is_whole(self) -> bool:
        """Whether all that happened is known: it did not begin as a snapshot of another system."""
        return snapshot_among(self.events) is None

    def clock(self, events: Sequence[Event]) -> Clock | None:
        """The clock after *events*; `None` before acceptance or without a limit."""
        told = standing(events, self.cover, self.rules, self.now)
        return build_clock(self.limit, told, self.cover.calendar, self.rules)

    def having(self, *actions: Action) -> list[Event]:
        return [event for event in self.events if event.action in actions]

    def day(self, event: Event) -> date:
        return self.cover.calendar.local_date(event.at)

    def breach(self, words: str, event: Event, source: LegalSource | None, **told: object) -> Breach:
        """What an event itself did against the rules."""
        return _breach(words, self.day(event), event.office, source, **told)


def find_breaches(
    events: Sequence[Event],
    cover: Cover,
    limit: TimeLimit | None,
    rules: Rules,
    now: datetime | None = None,
) -> tuple[Breach, ...]:
    """All breaches of a dossier, in order of their day; what was late stays so, though it is reopened.

    Args:
        events: What happened, with the decision that silence gave.
        cover: Of whose dossier.
        limit: The limit its procedure lays down.
        rules: The rules it follows.
        now: If given, what should have been done by then and was not is a breach too.
    """
    case = _Case(events, cover, limit, rules, None if now is None else cover.calendar.local_time(now))
    found = [breach for rule in _RULES for breach in rule(case)]
    begun = len(events) - len(since_reopened(events))
    if begun:
        found = [*find_breaches(events[: begun - 1], cover, limit, rules), *found]
    return tuple(sorted(dict.fromkeys(found), key=lambda breach: breach.on))


def last_to_supplement(before: Sequence[Event], cover: Cover, rules: Rules) -> Deadline | None:
    """How long the dossier waits for a supplement, if that is what it waits for."""
    asked = {Action.REQUEST_SUPPLEMENT, Action.REQUEST_PAYMENT}
    begun = [event for event in before if begun_by(event) in asked]
    if rules.closing is None or not begun or begun_by(begun[-1]) is Action.REQUEST_PAYMENT:
        return None
    since = begun_at(begun[-1])
    return None if since is None else due(rules.closing.limit, since, cover.calendar)


def _broken_on(deadline: Deadline) -> date:
    """The first day on which it is late."""
    return deadline.due_on if deadline.to_the_minute else deadline.due_on + ONE_DAY


def _repeated_supplement(case: _Case) -> Iterator[Breach]:
    provision = case.rules.regime.supplement_requests
    if provision is not None:
        for event in case.having(Action.REQUEST_SUPPLEMENT)[provision.amount :]:
            yield case.breach("supplement-repeated", event, provision.source)


def _late_supplement_request(case: _Case) -> Iterator[Breach]:
    duty, accepted = case.rules.notice, accepted_event(case.events)
    if duty is None or accepted is None or not case.is_whole:
        return
    last = due(duty.limit, accepted.at, case.cover.calendar)
    for event in case.having(Action.REQUEST_SUPPLEMENT):
        if last.is_late(event.at):
            yield case.breach("supplement-late", event, duty.source, limit=duty.limit)


def _late_apology(case: _Case) -> Iterator[Breach]:
    provision = case.rules.regime.apology_before
    for place, event in enumerate(case.events):
        if provision is None or not isinstance(event, Extended):
            continue
        clock = case.clock(case.events[:place])
        if clock is not None:
            latest = clock.deadline_at(event.at).due_on - provision.amount * ONE_DAY
            if case.day(event) > latest:
                yield case.breach("apology-late", event, provision.source, day=latest)


def _extensions(case: _Case) -> Iterator[Breach]:
    provision = case.rules.regime.extensions
    if provision is not None:
        events = [event for event in case.events if isinstance(event, Extended)]
        for event in events[provision.amount :]:
            yield case.breach("extension-repeated", event, provision.source)
        for event in events:
            if not event.apology:
                yield case.breach("apology-missing", event, provision.source)


def _unanswered_online(case: _Case) -> Iterator[Breach]:
    duty, submitted = case.rules.online_answer, case.having(Action.SUBMIT)
    if duty is None or not submitted or case.cover.channel is Channel.POST or not case.is_whole:
        return
    last = due(duty.limit, submitted[0].at, case.cover.calendar)
    # A dossier that was stopped without an answer was owed one until then.
    answers = case.having(Action.ACCEPT, Action.REFUSE, Action.REQUEST_SUPPLEMENT, Action.STOP, Action.CLOSE)
    if answers and last.is_late(answers[0].at):
        yield case.breach("online-answer-late", answers[0], duty.source, limit=duty.limit)
    elif not answers and case.now is not None and last.is_late(case.now):
        office = submitted[0].office
        yield _breach("online-answer-late, none", _broken_on(last), office, duty.source, limit=duty.limit)


def _early_closing(case: _Case) -> Iterator[Breach]:
    duty = case.rules.closing
    for place, event in enumerate(case.events):
        if duty is not None and event.action is Action.CLOSE:
            last = last_to_supplement(case.events[:place], case.cover, case.rules)
            if last is not None and not last.is_late(event.at):
                yield case.breach("closed-early", event, duty.source, limit=duty.limit)


def _late_correction(case: _Case) -> Iterator[Breach]:
    duty = case.rules.correction
    for event in case.events:
        if duty is None or not isinstance(event, Corrected) or event.reported_at is None:
            continue
        if due(duty.limit, event.reported_at, case.cover.calendar).is_late(event.at):
            yield case.breach("correction-late", event, duty.source, limit=duty.limit)


def _late_result(case: _Case) -> Iterator[Breach]:
    clock = case.clock(case.events)
    if clock is None or not (case.is_whole or clock.appointment is not None):
        # Without the day that was promised, pauses before the snapshot would have to be known.
        return
    ended = ending_of(case.events)
    # A pause that lasts to the end has moved the due day until then.
    end = ended.at if ended else case.now
    deadline = clock.deadline if end is None else clock.deadline_at(end)
    source, on, day = case.rules.regime.source, _broken_on(deadline), deadline.due_on
    decision = deemed_in(case.events)
    if decision is not None:
        source = case.cover.procedure.silence_source or source
        yield _breach(
            "result-late, silence", on, decision.office, source, silence=_meaning(decision.silence), day=day
        )
    elif end is None or not deadline.is_late(end):
        return
    elif ended is None:
        holder = holder_at(case.events, case.cover, case.rules, deadline)
        yield _breach("result-late, none", on, holder, source, day=day)
    elif ended.action is Action.FINISH:
        yield case.breach("result-late", ended, source, day=day)


def _steps_over_budget(case: _Case) -> Iterator[Breach]:
    for leg in case.course.legs:
        day = leg.ended or case.now
        if leg.is_late and day is not None and not leg.consulted:
            names = ", ".join(leg.steps)
            yield _breach("step-over-budget", day.date(), leg.office, case.rules.source, names=names)


def _late_opinions(case: _Case) -> Iterator[Breach]:
    local = case.cover.calendar.local_time
    until = case.now or (local(case.events[-1].at) if case.events else None)
    for question in consultations_in(case.events, case.cover):
        closes, answer = question.closes, question.answer
        if closes is None or until is None or (local(answer.at) if answer else until) <= closes:
            continue
        words, on = "opinion-late, none", closes.date() + ONE_DAY
        if answer is not None:
            words, on = "opinion-late", case.day(answer)
        source, silence = case.rules.source, question.silence
        yield _breach(words, on, question.asked.of, source, silence=_meaning(silence), day=closes.date())


def _unfinished_parts(case: _Case) -> Iterator[Breach]:
    ended = ending_of(case.events)
    # Where silence decides, nobody has finished too early.
    if ended is None or ended.action is not Action.FINISH or deemed_in(case.events) is not None:
        return
    course, source = case.course, case.rules.source
    if course.left_open:
        parts = (f"{office} ({', '.join(steps)})" if steps else office for office, steps in course.left_open)
        yield case.breach("part-open", ended, source, names=", ".join(parts))
    if course.skipped:
        yield case.breach("step-skipped", ended, source, names=", ".join(course.skipped))


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
