"""`due`: when one result is due, with what has happened since (hạn trả kết quả của một hồ sơ)."""

import argparse
import json
from collections.abc import Iterator
from datetime import date, datetime

from thutuc import Clock, TimeLimit, Unit, WorkCalendar, due, vietnam_calendar
from thutuc.calendars import DayOff, OfficeHours
from thutuc.calendars.days import spell_day
from thutuc.commands.language import Language, refusal
from thutuc.commands.output import Answer
from thutuc.deadlines import Change, Deadline, ServiceHours, Verb
from thutuc.errors import InvalidTypeError
from thutuc.law import SupplementRule, regime_on
from thutuc.moments import Moment, last_moment

_RULES = {
    SupplementRule.RESTART: ("thời hạn tính lại từ đầu", "the limit counts from the beginning again"),
    SupplementRule.RESUME: ("thời hạn tính tiếp", "the limit goes on"),
    SupplementRule.KEEP: ("thời hạn không dừng", "the limit never stops"),
}


def calendar_asked(asked: argparse.Namespace) -> WorkCalendar:
    """The calendar of state offices with the office's own hours and days."""
    hours: OfficeHours | None = asked.hours
    if asked.saturday is not None:
        week = OfficeHours.of(hours).week
        morning = next(day for day in week if day)[:1]
        hours = OfficeHours((*week[:5], asked.saturday or morning, week[6]))
    return vietnam_calendar(
        hours,
        days_off=[
            DayOff(
                day, reason or "nghỉ theo quy định của địa phương", None, reason or "the office's own day off"
            )
            for day, reason in asked.day_off
        ],
        make_up_days=dict(asked.make_up_day),
    )


def answer_due(asked: argparse.Namespace, words: Language) -> Answer:
    """The deadline, why it falls there, and last the moment as it is read out."""
    calendar, limit = calendar_asked(asked), TimeLimit.parse(asked.limit)
    start, notes = asked.start, list(_conditions(limit, words))
    if asked.online:
        start = _online_start(asked.start, calendar)
        notes += _online_notes(asked.start, start, calendar, words)
    rule = _supplement_rule(asked, calendar.local_date(start))
    if asked.supplement:
        notes.append(_supplement_note(asked, calendar.local_date(start), rule, words))
    changes = tuple(_changes(asked, start, rule, calendar, words))
    clock = _clock(limit, start, changes, calendar, asked)
    deadline, explanation = clock.deadline, clock.explain(words.language)
    if asked.format == "json":
        found = {
            "limit": limit.to_text(words.language),
            "due_on": deadline.due_on.isoformat(),
            "due_at": deadline.due_at.isoformat(),
            "provisional": deadline.provisional,
            "words": read_out(deadline, words),
            "notes": notes,
            "days": explanation.to_dicts(),
        }
        return Answer(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    lines = [str(explanation), *(f"* {note}" for note in notes), read_out(deadline, words)]
    return Answer("\n".join(lines) + "\n")


def read_out(deadline: Deadline, words: Language) -> str:
    """The due moment as it is said at the counter."""
    said = spell_day(deadline.due_on, words.language, deadline.due_at)
    return said + words(" (dự kiến)", " (provisional)") if deadline.provisional else said


def _clock(
    limit: TimeLimit,
    start: Moment,
    changes: tuple[Change, ...],
    calendar: WorkCalendar,
    asked: argparse.Namespace,
) -> Clock:
    try:
        return Clock(limit, start, calendar, asked.convention, changes)
    except InvalidTypeError as error:
        # All else has been read by its type, so it is an hour that is missing.
        bare = next(
            (at for at in (start, *(one.at for one in changes)) if not isinstance(at, datetime)), start
        )
        vi, en = ("--tu-ngay", "--from") if bare is start else ("mốc", "the moment")
        raise refusal(
            f"{asked.limit!r} tính theo giờ nên cần cả giờ; viết {vi} '{bare:%d/%m/%Y} 09:30'",
            f"{asked.limit!r} counts from an hour; write it as {en} '{bare} 09:30'",
            bare,
        ) from error


def _conditions(limit: TimeLimit, words: Language) -> Iterator[str]:
    for condition in limit.conditions:
        effect = condition.effect.label(words.language)
        yield f"{condition.text}: {effect} {condition.limit.to_text(words.language)}"


# Online ----------------------------------------------------------------------------------------------------


def _online_start(handed_in: Moment, calendar: WorkCalendar) -> Moment:
    """When an online dossier counts as received: at once, or when the office opens."""
    if isinstance(handed_in, datetime):
        return ServiceHours(calendar).received_at(handed_in)
    return calendar.next_working_day(handed_in)


def _online_notes(handed_in: Moment, start: Moment, calendar: WorkCalendar, words: Language) -> Iterator[str]:
    if not isinstance(start, datetime) or not isinstance(handed_in, datetime):
        if start != handed_in:
            yield _counts_from(spell_day(start, words.language), words)
        yield words(
            "ghi cả giờ nộp để biết hạn tiếp nhận và trường hợp nộp ngoài giờ",
            "with its hour, too, it is said when it must be accepted, and whether it came after hours",
        )
        return
    if calendar.local_time(handed_in) != start:
        yield _counts_from(spell_day(start.date(), words.language, start), words)
    provision = regime_on(calendar.local_date(handed_in)).online_answer
    if provision is None:
        return
    limit = TimeLimit(provision.amount, Unit(provision.unit))
    last = due(limit, handed_in, calendar)
    length, source = limit.to_text(words.language), provision.source.text(words.language)
    yield words(
        f"tiếp nhận hoặc yêu cầu bổ sung không muộn hơn {length}: {read_out(last, words)} ({source})",
        f"accepted or a supplement asked for within {length}: {read_out(last, words)} ({source})",
    )


def _counts_from(said: str, words: Language) -> str:
    return words(
        f"nộp ngoài giờ làm việc: tính từ {said} (chưa kiểm chứng điều luật)",
        f"outside the hours: counts from {said} (no article was verified)",
    )


# What has happened since -----------------------------------------------------------------------------------


def _supplement_rule(asked: argparse.Namespace, received: date) -> SupplementRule:
    if asked.supplement_rule is not None:
        return SupplementRule(asked.supplement_rule)
    return regime_on(received).on_supplement


def _supplement_note(asked: argparse.Namespace, received: date, rule: SupplementRule, words: Language) -> str:
    said = words(*_RULES[rule])
    if asked.supplement_rule is not None:
        return words(f"sau khi bổ sung, {said} (theo lựa chọn)", f"after a supplement {said} (as asked)")
    source = regime_on(received).source_of("on_supplement").text(words.language)
    return words(f"sau khi bổ sung, {said} ({source})", f"after a supplement {said} ({source})")


def _changes(
    asked: argparse.Namespace, start: Moment, rule: SupplementRule, calendar: WorkCalendar, words: Language
) -> Iterator[Change]:
    """What stopped, restarted or extended the limit, extensions that have no day of their own last."""
    moments: list[Moment] = [start]
    for begun, ended in asked.supplement if rule is not SupplementRule.KEEP else ():
        moments += _in_order(begun, ended, calendar)
        yield Change(Verb.PAUSE, begun, words("yêu cầu bổ sung", "a supplement was asked for"))
        verb = Verb.RESTART if rule is SupplementRule.RESTART else Verb.RESUME
        yield Change(verb, ended, words("đã nhận đủ hồ sơ", "supplemented"))
    for begun, ended in asked.pause:
        moments += _in_order(begun, ended, calendar)
        yield Change(Verb.PAUSE, begun)
        yield Change(Verb.RESUME, ended)
    at = asked.extended_on or max(moments, key=lambda moment: last_moment(moment, calendar.zone))
    for extension in asked.extend:
        if isinstance(extension, TimeLimit):
            yield Change(Verb.EXTEND, at, extension=extension)
        else:
            yield Change(Verb.EXTEND, at, until=extension)


def _in_order(first: Moment, second: Moment, calendar: WorkCalendar) -> tuple[Moment, Moment]:
    if last_moment(second, calendar.zone) < last_moment(first, calendar.zone):
        raise refusal(
            f"{_said(second)} trước {_said(first)}; viết ngày trước rồi đến ngày sau",
            f"{_said(second)} comes before {_said(first)}; write the earlier one first",
            (first, second),
        )
    return first, second


def _said(moment: Moment) -> str:
    return f"{moment:%d/%m/%Y %H:%M}" if isinstance(moment, datetime) else f"{moment:%d/%m/%Y}"
