"""Letters to citizens, and how many late dossiers got an apology with a new date (thư)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import attrs

from thutuc.dossiers import Dossier
from thutuc.dossiers.clockwork import ending_of
from thutuc.errors import InvalidValueError
from thutuc.events import Event, Extended
from thutuc.fields import all_of, any_list, name_text, of, optional_text, plain_date, whole
from thutuc.moments import Moment, last_moment
from thutuc.quality.coded import Dated, check_once
from thutuc.quality.duties import seen
from thutuc.words.labels import Labelled
from thutuc.words.rates import Rate
from thutuc.words.table import Shown, Table


class LetterKind(Labelled):
    """What a letter says (loại thư)."""

    CONGRATULATION = "congratulation", "thư chúc mừng", "congratulation"
    CONDOLENCE = "condolence", "thư chia buồn", "condolence"
    THANKS = "thanks", "thư cảm ơn", "thanks"
    APOLOGY = "apology", "thư xin lỗi", "apology"


@attrs.frozen(kw_only=True)
class LetterRule(Dated):
    """What calls for a letter and until when, as dated data (quy định về thư).

    Args:
        kind: The letter.
        days_before: It goes out at least so many days before the due day; 0 is on that day at the latest,
            `None` where the rule does not count from the due day.
    """

    kind: LetterKind = attrs.field(validator=of(LetterKind))
    days_before: int | None = attrs.field(default=None, validator=whole(optional=True))

    def latest(self, due_on: date) -> date | None:
        """The last day on which the letter is in time, for a dossier due on *due_on*.

        Raises:
            InvalidTypeError: If *due_on* is no date.
        """
        day = plain_date(due_on, "due_on")
        return None if self.days_before is None else day - timedelta(days=self.days_before)


@attrs.frozen(kw_only=True)
class Letter:
    """One letter (thư).

    Args:
        kind: What it says.
        office: Who sent it.
        sent_on: When.
        dossier: Code of the dossier it is about.
        new_date: The new appointment, in an apology.
        reason: Why, in words.

    Raises:
        InvalidValueError: If a letter that is no apology names a new date, or it lies before the letter.
    """

    kind: LetterKind = attrs.field(validator=of(LetterKind))
    office: str = attrs.field(converter=name_text)
    sent_on: date = attrs.field(validator=of(date))
    dossier: str | None = attrs.field(default=None, converter=optional_text)
    new_date: date | None = attrs.field(default=None, validator=of(date, optional=True))
    reason: str | None = attrs.field(default=None, converter=optional_text)

    def __attrs_post_init__(self) -> None:
        if self.new_date is None:
            return
        if self.kind is not LetterKind.APOLOGY:
            raise InvalidValueError("only an apology names a new date", given=self.new_date)
        if self.new_date < self.sent_on:
            raise InvalidValueError(
                f"the new date {self.new_date} comes before the letter of {self.sent_on}", given=self.new_date
            )


@attrs.frozen(kw_only=True)
class ApologyCoverage(Shown):
    """Late dossiers with an apology and a new date, of all late dossiers (tỷ lệ có thư xin lỗi).

    The number of letters is no measure: some offices send many, some that are late send none.

    Args:
        late: Late dossiers.
        apologised: Those of them with an apology and a new date.
        without: Codes of those without, where they are known.

    Raises:
        InvalidTypeError: If a count is no whole number.
        InvalidValueError: If it is negative, or more apologies than late dossiers are given.

    Examples:
        >>> str(ApologyCoverage(late=330, apologised=297).share)
        '90,00% của 330 hồ sơ quá hạn'
    """

    late: int = attrs.field(validator=whole())
    apologised: int = attrs.field(validator=whole())
    without: tuple[str, ...] = attrs.field(default=(), converter=any_list)

    def __attrs_post_init__(self) -> None:
        if self.apologised > self.late:
            raise InvalidValueError(
                f"{self.apologised} of {self.late} late dossiers cannot have an apology; count dossiers",
                given=self.apologised,
            )

    @classmethod
    def of(cls, dossiers: Iterable[Dossier], at: Moment, letters: Iterable[Letter] = ()) -> "ApologyCoverage":
        """Count dossiers as they stood at *at*.

        A dossier is late if it was finished, or stands open, after the day it was due before any extension.
        It is covered by an extension with an apology, or by a letter of apology with a new date.

        Args:
            dossiers: The dossiers; those without a due date are never late.
            at: The moment.
            letters: Letters kept outside the dossiers.

        Raises:
            InvalidTypeError: If one is no dossier, or *at* neither date nor datetime.
            InvalidValueError: If a dossier is given twice.
        """
        sent = [
            one
            for one in all_of(letters, Letter, "coverage is told by letters")
            if one.kind is LetterKind.APOLOGY and one.new_date is not None
        ]
        late: dict[str, bool] = {}
        given = all_of(dossiers, Dossier, "coverage is counted over dossiers")
        check_once((dossier.code for dossier in given), "a dossier is given twice; count it once")
        now = last_moment(at)
        for dossier in given:
            stood = dossier.as_of(now)
            told = stood.told(now)
            if _is_late(stood, told, at, now):
                late[dossier.code] = any(isinstance(one, Extended) and one.apology for one in told) or any(
                    one.dossier == dossier.code and seen(one.sent_on, dossier.calendar, at) for one in sent
                )
        without = tuple(code for code, covered in late.items() if not covered)
        return cls(late=len(late), apologised=len(late) - len(without), without=without)

    @property
    def share(self) -> Rate:
        """The coverage; the target is 100 percent."""
        return Rate(self.apologised, self.late, ("hồ sơ quá hạn", "late dossiers"))

    def table(self, language: str = "vi") -> Table:
        """One row."""
        return Table.of(
            ("Thư xin lỗi", "Apologies"),
            [self],
            ("late", "hồ sơ quá hạn", "late dossiers", lambda one: one.late),
            ("apologised", "có xin lỗi, hẹn lại", "apology and new date", lambda one: one.apologised),
            ("percent", "%", "%", lambda one: one.share.percent),
            language=language,
        )


def _is_late(dossier: Dossier, told: Sequence[Event], at: Moment, now: datetime) -> bool:
    """Whether it is late by the deadline it would have without any extension, as is *told* of it."""
    clock = dossier.clock_of([event for event in told if not isinstance(event, Extended)], now)
    ending = ending_of(told)
    ended = None if ending is None else ending.at
    if clock is None or (ended is None and not dossier.is_open):
        return False
    return (clock.deadline_at(at) if ended is None else clock.deadline).is_late(ended or at)
