"""What papers tell of a dossier, as it stood at the moment of the paper (dữ kiện ghi trên giấy tờ)."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from thutuc.deadlines import Deadline
from thutuc.dossiers import Dossier
from thutuc.dossiers.clockwork import since_reopened
from thutuc.events import Event
from thutuc.fields import checked, short_text
from thutuc.forms.applicant import Applicant, read_applicant
from thutuc.forms.form import Form, FormKind
from thutuc.forms.form_sets import Rows, refused, template_on
from thutuc.forms.heads import Head
from thutuc.moments import Moment, last_moment, local_moment, written_out
from thutuc.offices import Office
from thutuc.procedures import RequiredDocument
from thutuc.words.labels import both
from thutuc.words.table import Words


@attrs.frozen
class Facts:
    """A dossier as a paper tells of it, and the event the paper is about.

    Args:
        kind: The paper.
        dossier: The dossier as it stood.
        event: The event.
        head: What stands above the paper.
        applicant: Whom it is for.
    """

    kind: FormKind
    dossier: Dossier
    event: Event
    head: Head
    applicant: Applicant = attrs.field(repr=False)

    @property
    def texts(self) -> dict[str, str | Words]:
        """What most papers tell: who, what, under which code, received when."""
        dossier = self.dossier
        procedure, case = dossier.procedure, dossier.cover.case
        received = dossier.received_at
        told: dict[str, str | Words] = {
            **self.applicant.texts,
            "unit": self.head.office,
            "code": dossier.code,
            "content": f"{procedure.name} ({case})" if case else procedure.name,
        }
        if received is not None:
            told["received_at"] = moment_words(received)
        return told

    @property
    def due(self) -> Words:
        """When its result is due as it stood, in words; nothing where that is not known."""
        return self.due_words(self.dossier.deadline_until(last_moment(self.head.at)))

    def due_words(self, deadline: Deadline | None) -> Words:
        """A deadline in words; nothing where there is none."""
        if deadline is None:
            return "", ""
        return moment_words(self.dossier.calendar.local_time(deadline.due_at))

    def reason(self, given: str | None) -> str:
        """Why, as it is given or was recorded with the event.

        Raises:
            FormError: If it is neither.
        """
        said = short_text((self.event.ground or "") if given is None else given)
        if not said:
            raise refused(
                self.dossier.code,
                self.kind,
                "it states a reason; give reason, or record the event with its ground",
            )
        return said

    def filled(self, texts: Mapping[str, str | Words], rows: Rows = (), signed: tuple[str, ...] = ()) -> Form:
        """The paper."""
        template = template_on(self.kind, self.head, self.dossier.code)
        told = {**self.texts, **texts}
        return template.filled(self.head, told, rows, dossier=self.dossier.code, signed=signed)


@attrs.frozen
class Order:
    """What is given at the call of every paper of a dossier.

    Args:
        office: Who hands it out.
        applicant: Whom it is for.
        at: When; `None` is when the event it is about happened.
        place: Where it is signed.
        serial: Number of the paper.
    """

    office: Office
    applicant: Applicant = attrs.field(repr=False, converter=read_applicant)
    at: Moment | None
    place: str
    serial: str


def facts_of(
    kind: FormKind,
    dossier: Dossier,
    about: Callable[[Event], bool],
    missing: Callable[[Dossier, Moment], str],
    order: Order,
    *,
    lasting: bool = False,
) -> Facts:
    """The dossier as it stood at the moment of the paper, with the last event that it is about.

    Args:
        kind: The paper.
        dossier: The dossier.
        about: Whether the paper is about an event.
        missing: What is said where there is no such event at the moment.
        order: What is given at the call.
        lasting: Whether the event still stands once an authority has ordered that the dossier goes on.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If the office is not there that day.
        FormError: If nothing of the kind has happened by then.
    """
    checked(dossier, Dossier, "a paper is filled from a Dossier")
    if not dossier.events:
        raise refused(dossier.code, kind, "nothing has happened to it yet")
    last = next((one for one in reversed(dossier.events) if about(one)), dossier.events[-1])
    moment = last.at if order.at is None else local_moment(order.at, dossier.calendar.zone)
    stood = dossier.as_of(moment)
    standing = stood.events if lasting else since_reopened(stood.events)
    event = next((one for one in reversed(standing) if about(one)), None)
    if event is None:
        raise refused(dossier.code, kind, missing(stood, moment))
    head = Head.of(order.office, dossier.cover.offices, moment, order.place, order.serial)
    return Facts(kind, stood, event, head, order.applicant)


def not_accepted(_: Dossier, moment: Moment) -> str:
    """What is missing where a dossier was not accepted."""
    return f"it had not been accepted by {moment}; record events.Accepted"


def moment_words(moment: Moment) -> Words:
    """A day or a moment as papers write it."""
    return both(lambda language: written_out(moment, language))


def papers_of(dossier: Dossier) -> Iterator[RequiredDocument]:
    """The papers that the procedure asks for in the case of the dossier."""
    case = dossier.cover.case or ""
    yield from (one for one in dossier.procedure.documents if one.case in {"", case})


def paper_rows(papers: Iterable[RequiredDocument]) -> Rows:
    """Papers as the rows of a table: number, name, originals and copies; none is left blank."""
    return tuple(
        (str(i), one.name, str(one.originals or ""), str(one.copies or "")) for i, one in enumerate(papers, 1)
    )
