"""What it means that an agency has not answered in time (quá thời hạn lấy ý kiến mà không trả lời)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import attrs

from thutuc.dossiers.clockwork import ENDING
from thutuc.dossiers.cover import Cover
from thutuc.events import Event, OpinionAsked, OpinionDeemed, OpinionGiven
from thutuc.law import Silence
from thutuc.statuses import Action


@attrs.define(eq=False)
class Consultation:
    """A question and what became of it (một lần lấy ý kiến).

    Args:
        asked: The event.
        closes: The last moment for the answer; `None` if none was set.
        deemed: Whether silence has answered it.
        answer: The answer that was given.
    """

    asked: OpinionAsked
    closes: datetime | None
    deemed: bool = False
    answer: Event | None = None

    @property
    def silence(self) -> Silence:
        """What silence means."""
        return self.asked.silence or Silence.NOTHING


def answer_closes(question: OpinionAsked, cover: Cover) -> datetime | None:
    """The last moment for an answer: the close of the day by the hours of the agency asked, rolled."""
    by = question.answer_by
    if by is None:
        return None
    calendar = cover.calendar_of(question.of, cover.calendar.local_date(question.at))
    return (
        calendar.local_time(by)
        if isinstance(by, datetime)
        else calendar.closing(calendar.next_working_day(by))
    )


def answered(questions: Sequence[Consultation], event: Event, cover: Cover) -> Consultation | None:
    """Which question an event answers: one that is open goes before one that silence has answered."""
    unanswered = [question for question in questions if question.answer is None]
    place = place_of_question(
        [question.asked for question in unanswered if not question.deemed], event, cover
    )
    if place is not None:
        return [question for question in unanswered if not question.deemed][place]
    place = place_of_question([question.asked for question in unanswered], event, cover)
    return None if place is None else unanswered[place]


def place_of_question(asked: Sequence[OpinionAsked], event: Event, cover: Cover) -> int | None:
    """Which of some questions an event answers: one to its office, or to one that this has succeeded."""
    day = cover.calendar.local_date(event.at)

    def is_of(question: OpinionAsked, office: str, acting: str) -> bool:
        return acting in cover.heirs(office, day, cover.calendar.local_date(question.at))

    by = event.asked_by if isinstance(event, OpinionGiven) else None
    found = [
        place
        for place, question in enumerate(asked)
        if (by is None or by == question.office or is_of(question, question.office, by))
        and (question.of == event.office or is_of(question, question.of, event.office))
        and (not isinstance(event, OpinionDeemed) or _is_silent(question, event, cover))
    ]
    own = [place for place in found if asked[place].of == event.office]
    return next(iter(own or found), None)


def _is_silent(question: OpinionAsked, deemed: OpinionDeemed, cover: Cover) -> bool:
    """Whether it is this question that silence has answered."""
    return question.silence is deemed.silence and answer_closes(question, cover) == deemed.at


def consultations_in(events: Sequence[Event], cover: Cover) -> list[Consultation]:
    """The questions and their answers, whether they came in time or not."""
    questions: list[Consultation] = []
    for _ in _told(events, cover, None, questions):
        pass
    return questions


def with_silence(events: Sequence[Event], cover: Cover, now: datetime | None = None) -> Sequence[Event]:
    """The events with the answers that silence gives; an answer that comes after them changes nothing more.

    Args:
        events: What happened.
        cover: Of whose dossier.
        now: The moment until which nothing else has happened; left out, that of the last event.
    """
    for event in events:
        if type(event) is OpinionAsked and event.silence is not None:
            return tuple(_told(events, cover, now, []))
    return events


def _told(
    events: Sequence[Event], cover: Cover, now: datetime | None, questions: list[Consultation]
) -> Iterator[Event]:
    """The same event by event; *questions* are filled on the way."""
    local = cover.calendar.local_time
    going_on = True
    for event in events:
        at = local(event.at)
        if going_on and questions:
            # At the very moment there is still room for an answer.
            yield from _deemed(questions, at.__gt__)
        if isinstance(event, OpinionAsked):
            questions.append(Consultation(event, answer_closes(event, cover)))
        elif event.action is Action.GIVE_OPINION:
            question = answered(questions, event, cover)
            if question is not None:
                question.answer = event
                if question.deemed:
                    continue
        going_on = going_on and event.action not in ENDING
        if event.action is Action.REOPEN:
            # What was asked before the end is asked no more.
            questions.clear()
            going_on = True
        yield event
    if now is not None and going_on:
        yield from _deemed(questions, local(now).__ge__)


def _deemed(questions: Sequence[Consultation], is_over: Callable[[datetime], bool]) -> Iterator[Event]:
    over = [
        (question.closes, place, question)
        for place, question in enumerate(questions)
        if question.closes is not None
        and question.silence is not Silence.NOTHING
        and not question.deemed
        and question.answer is None
        and is_over(question.closes)
    ]
    for closes, _, question in sorted(over, key=lambda one: one[:2]):
        question.deemed = True
        asked = question.asked
        yield OpinionDeemed(at=closes, office=asked.of, asked_by=asked.office, silence=question.silence)
