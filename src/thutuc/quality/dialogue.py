"""Public dialogues: opinions, their issues, and what became of them (đối thoại với nhân dân)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import NoneType

import attrs

from thutuc.errors import InvalidValueError
from thutuc.fields import Each, ReadOnly, any_list, name_text, of, optional_text, whole
from thutuc.moments import Moment
from thutuc.quality.coded import check_once
from thutuc.words.labels import Labelled
from thutuc.words.table import Cell, Shown, Table


class Outcome(Labelled):
    """What was decided on an issue, exactly one (kết quả xử lý).

    Legal source:
        Luật Tiếp công dân 42/2013/QH13, Điều 28 (accepted, needs longer, refused, forwarded); answered on the
        spot: from reports of dialogues.
    """

    ANSWERED = "answered", "trả lời tại chỗ", "answered on the spot"
    """Answered on the spot (trả lời tại chỗ)."""
    ACCEPTED = "accepted", "tiếp nhận giải quyết", "accepted"
    """Accepted for handling, with a responsible office and a due date (tiếp nhận giải quyết)."""
    NEEDS_LONGER = "needs_longer", "cần xác minh thêm", "needs longer"
    """To be verified, with a responsible office and a due date (cần xác minh thêm)."""
    REFUSED = "refused", "từ chối", "refused"
    """Refused with a reason (từ chối)."""
    FORWARDED = "forwarded", "chuyển cơ quan có thẩm quyền", "forwarded"
    """Forwarded to the competent body, which is the responsible office (chuyển cơ quan có thẩm quyền)."""


_WITH_DUE_DATE = frozenset({Outcome.ACCEPTED, Outcome.NEEDS_LONGER})


@attrs.frozen(kw_only=True)
class Issue:
    """One thing asked for in an opinion (vấn đề).

    Args:
        code: Its code.
        topic: What it is about.
        outcome: What was decided; `None` until then.
        responsible: The office that answers for it.
        due_on: When its answer is due.
        answered_on: When it was answered.
        published_on: When the answer was published.
        dossier: Code of the dossier it refers to.
        reason: Why it was refused.

    Raises:
        InvalidValueError: If an outcome lacks what it needs (office and due date, office, or reason), a
            refused issue is answered, or it is published before it is answered.
    """

    code: str = attrs.field(converter=name_text)
    topic: str = attrs.field(converter=name_text)
    outcome: Outcome | None = attrs.field(default=None, validator=of(Outcome, NoneType))
    responsible: str | None = attrs.field(default=None, converter=optional_text)
    due_on: date | None = attrs.field(default=None, validator=of(date, optional=True))
    answered_on: date | None = attrs.field(default=None, validator=of(date, optional=True))
    published_on: date | None = attrs.field(default=None, validator=of(date, optional=True))
    dossier: str | None = attrs.field(default=None, converter=optional_text)
    reason: str | None = attrs.field(default=None, converter=optional_text)

    def __attrs_post_init__(self) -> None:
        needs = {
            "responsible": self.outcome in {*_WITH_DUE_DATE, Outcome.FORWARDED},
            "due_on": self.outcome in _WITH_DUE_DATE,
            "reason": self.outcome is Outcome.REFUSED,
            "answered_on": self.outcome is Outcome.ANSWERED,
            "outcome": self.answered_on is not None,
        }
        lacking = [name for name, needed in needs.items() if needed and getattr(self, name) is None]
        if lacking:
            outcome = self.outcome.value if self.outcome else "an answer"
            raise InvalidValueError(
                f"issue {self.code}: {outcome} needs {' and '.join(lacking)}", given=lacking
            )
        if self.outcome is Outcome.REFUSED and self.answered_on is not None:
            raise InvalidValueError(
                f"issue {self.code}: refused and answered; an issue has one outcome", given=self.answered_on
            )
        if self.published_on and self.answered_on and self.published_on < self.answered_on:
            raise InvalidValueError(
                f"issue {self.code}: published on {self.published_on}, answered on {self.answered_on}",
                given=self.published_on,
            )

    def is_open(self, on: date) -> bool:
        """Whether it waits for an answer at the end of a day; a refused issue does not."""
        return self.outcome is not Outcome.REFUSED and (self.answered_on is None or self.answered_on > on)

    def is_overdue(self, on: date) -> bool:
        """Whether it waits although its answer was due before that day."""
        return self.is_open(on) and self.due_on is not None and on > self.due_on


@attrs.frozen(kw_only=True)
class Opinion:
    """What one person said; it may hold several issues (ý kiến).

    Args:
        code: Its code.
        speaker: Who spoke.
        area: From where, such as the hamlet.
        issues: What was asked for.
    """

    code: str = attrs.field(converter=name_text)
    issues: tuple[Issue, ...] = attrs.field(converter=any_list, validator=Each(Issue))
    speaker: str | None = attrs.field(default=None, converter=optional_text)
    area: str | None = attrs.field(default=None, converter=optional_text)


@attrs.frozen(kw_only=True)
class Dialogue:
    """One dialogue of an office with citizens (hội nghị đối thoại).

    Args:
        code: Its code.
        office: Who held it.
        held_on: When.
        opinions: What was said.
        notice_on: When it was announced.
        published_on: When its results were published.
        chair: Who chaired it.
        partners: Who took part in holding it, such as the Fatherland Front.
        place: Where.
        clusters: The clusters of hamlets it was held for, if it was split.
        attendees: How many came.

    Raises:
        InvalidValueError: If a code is used twice, it was announced after it was held, or results were
            published before.

    Examples:
        >>> issue = Issue(code="1.1", topic="quá hạn", outcome=Outcome.ACCEPTED, responsible="Phòng TN-MT",
        ...               due_on=date(2017, 11, 30))
        >>> dialogue = Dialogue(code="D1", office="Châu Thành", held_on=date(2017, 11, 14),
        ...                     opinions=[Opinion(code="1", issues=[issue])])
        >>> len(dialogue.open_issues(date(2017, 11, 30))), len(dialogue.overdue_issues(date(2017, 12, 1)))
        (1, 1)
    """

    code: str = attrs.field(converter=name_text)
    office: str = attrs.field(converter=name_text)
    held_on: date = attrs.field(validator=of(date))
    opinions: tuple[Opinion, ...] = attrs.field(default=(), converter=any_list, validator=Each(Opinion))
    notice_on: date | None = attrs.field(default=None, validator=of(date, optional=True))
    published_on: date | None = attrs.field(default=None, validator=of(date, optional=True))
    chair: str | None = attrs.field(default=None, converter=optional_text)
    partners: tuple[str, ...] = attrs.field(default=(), converter=any_list)
    place: str | None = attrs.field(default=None, converter=optional_text)
    clusters: tuple[str, ...] = attrs.field(default=(), converter=any_list)
    attendees: int | None = attrs.field(default=None, validator=whole(optional=True))

    def __attrs_post_init__(self) -> None:
        check_once((one.code for one in self.opinions), f"dialogue {self.code}: an opinion is given twice")
        check_once((one.code for one in self.issues), f"dialogue {self.code}: an issue is given twice")
        if self.notice_on is not None and self.notice_on > self.held_on:
            raise InvalidValueError(
                f"dialogue {self.code}: announced after it was held", given=self.notice_on
            )
        if self.published_on is not None and self.published_on < self.held_on:
            raise InvalidValueError(
                f"dialogue {self.code}: published before it was held", given=self.published_on
            )

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Every issue of every opinion (các vấn đề)."""
        return tuple(issue for opinion in self.opinions for issue in opinion.issues)

    def open_issues(self, on: date) -> tuple[Issue, ...]:
        """The issues that wait for an answer at the end of a day (vấn đề chưa trả lời)."""
        return tuple(issue for issue in self.issues if issue.is_open(on))

    def overdue_issues(self, on: date) -> tuple[Issue, ...]:
        """Those of them whose answer was due before (vấn đề quá hạn)."""
        return tuple(issue for issue in self.issues if issue.is_overdue(on))

    @property
    def moments(self) -> Mapping[str, Moment | None]:
        """When each thing happened, by the names that limits use."""
        found = {"notice": self.notice_on, "held": self.held_on, "published": self.published_on}
        return ReadOnly(found)


@attrs.frozen(kw_only=True)
class DialogueReport(Shown):
    """Dialogues and their issues as they stood at the end of a day (báo cáo đối thoại).

    Args:
        dialogues: The dialogues held up to that day.
        on: The day.

    Raises:
        InvalidTypeError: If one is no dialogue.
        InvalidValueError: If one is given twice.
    """

    dialogues: tuple[Dialogue, ...] = attrs.field(converter=any_list, validator=Each(Dialogue))
    on: date = attrs.field(validator=of(date))

    def __attrs_post_init__(self) -> None:
        check_once((one.code for one in self.dialogues), "a dialogue is given twice; count it once")

    def _held(self) -> Iterator[Dialogue]:
        return (one for one in self.dialogues if one.held_on <= self.on)

    def _row(self, label: Cell, dialogues: Iterable[Dialogue]) -> tuple[Cell, ...]:
        held = tuple(dialogues)
        issues = [issue for one in held for issue in one.issues]
        decided = [sum(issue.outcome is outcome for issue in issues) for outcome in Outcome]
        published = sum(issue.published_on is not None and issue.published_on <= self.on for issue in issues)
        waiting = [issue for issue in issues if issue.is_open(self.on)]
        return (
            label,
            sum(len(one.opinions) for one in held),
            len(issues),
            *decided,
            len(issues) - sum(decided),
            len(waiting),
            sum(issue.is_overdue(self.on) for issue in waiting),
            published,
        )

    def table(self, language: str = "vi") -> Table:
        """One row for each dialogue, and the sums: issues = the outcomes + those not decided."""
        columns = (
            ("dialogue", "hội nghị", "dialogue"),
            ("opinions", "ý kiến", "opinions"),
            ("issues", "vấn đề", "issues"),
            *((outcome.value, *outcome.words) for outcome in Outcome),
            ("undecided", "chưa kết luận", "undecided"),
            ("open", "chưa trả lời", "open"),
            ("overdue", "quá hạn", "overdue"),
            ("published", "đã công khai", "published"),
        )
        rows = [
            self._row(one.code, [one])
            for one in sorted(self._held(), key=lambda one: (one.held_on, one.code))
        ]
        day = f"{self.on:%d/%m/%Y}"
        total = self._row(("tổng cộng", "total"), self._held())
        title = (f"Đối thoại với nhân dân đến ngày {day}", f"Public dialogues up to {day}")
        return Table(title, columns, (*rows, total), language, totals=(False,) * len(rows) + (True,))
