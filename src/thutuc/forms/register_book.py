"""The register book: every dossier of a year, a line each (sổ theo dõi hồ sơ)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from thutuc.dossiers import Dossier
from thutuc.errors import InvalidValueError
from thutuc.fields import NONE, all_of, count, mapping, repeated, short_text
from thutuc.forms.applicant import Applicant, read_applicant
from thutuc.forms.dossier_facts import not_accepted
from thutuc.forms.form import Form, FormKind
from thutuc.forms.form_sets import refused, template_on
from thutuc.forms.heads import Head, name_of
from thutuc.identifiers.dossier_code import standard_code
from thutuc.moments import Moment, last_moment, local_date, local_moment
from thutuc.offices import Office
from thutuc.statuses import Status
from thutuc.words.labels import both
from thutuc.words.table import Cell

_NOTED = {Status.REFUSED, Status.STOPPED, Status.SUPPLEMENT_REQUESTED, Status.PAYMENT_REQUESTED}


def register_book(
    dossiers: Iterable[Dossier],
    *,
    office: Office,
    at: Moment | None = None,
    applicants: Mapping[str, Applicant] = NONE,
    place: str = "",
    volume: str = "01",
    first: int = 1,
) -> Form:
    """The register book of a year, in the order in which dossiers were received (sổ theo dõi hồ sơ).

    Args:
        dossiers: The dossiers, all received in one year.
        office: Whose book it is.
        at: The day or moment as of which it tells; left out, that of the last event of any dossier.
        applicants: Whose they are, by the codes of the dossiers; nothing keeps them but the book. Left out,
            they are written by hand.
        place: Where it is written.
        volume: Number of the book.
        first: Number of its first line.

    Returns:
        The book, to be printed on A4 across over as many pages as it takes.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a dossier is given twice, they are of several years, an applicant is of none of
            them, *first* is below 1, there is none and *at* is not given, no forms are known that early, or
            the office is not there that day.
        FormError: If a dossier had not been accepted.

    Legal source:
        Thông tư 01/2018/TT-VPCP, Điều 10: a book a year, numbered from 01; the form: Mẫu số 06 there, Mẫu
        số 07 of Thông tư 03/2025/TT-VPCP. What its columns are was not found.
    """
    given = all_of(dossiers, Dossier, "a register book lists dossiers")
    moment = _moment(given, at)
    stood = [one.as_of(moment) for one in given]
    people = _people(given, applicants)
    entries: list[tuple[datetime, Dossier]] = []
    for one in stood:
        if one.received_at is None:
            raise refused(one.code, FormKind.REGISTER_BOOK, not_accepted(one, moment))
        entries.append((one.received_at, one))
    entries.sort(key=lambda entry: (entry[0], entry[1].code))
    year = _year([received for received, _ in entries], moment)
    known = next((one.cover.offices for one in stood if one.cover.offices is not None), None)
    head = Head.of(office, known, moment, place, "")
    start = count(first, "first", least=1)
    rows = tuple(
        _row(number, received, one, people.get(one.code), head, office)
        for number, (received, one) in enumerate(entries, start)
    )
    template = template_on(FormKind.REGISTER_BOOK, head, "")
    return template.filled(head, {"year": f"{year}", "volume": short_text(volume)}, rows)


def _moment(dossiers: Sequence[Dossier], at: Moment | None) -> Moment:
    if at is not None:
        return local_moment(at, dossiers[0].calendar.zone) if dossiers else local_moment(at)
    last = max((one.events[-1].at for one in dossiers if one.events), default=None)
    if last is None:
        raise InvalidValueError("a register book of no dossiers is of no year; give at", given=None)
    return last


def _people(dossiers: Sequence[Dossier], given: Mapping[str, Applicant]) -> dict[str, Applicant]:
    """Applicants by the codes of their dossiers."""
    codes = [one.code for one in dossiers]
    if twice := repeated(codes):
        raise InvalidValueError(f"dossier {twice[0]} is given twice; a book has it once", given=twice[0])
    people = {standard_code(code): read_applicant(one) for code, one in mapping(given, "applicants").items()}
    if unknown := sorted(people.keys() - set(codes)):
        raise InvalidValueError(
            f"an applicant is given for dossier {unknown[0]}, which is not in the book; give its dossier too",
            given=unknown[0],
        )
    return people


def _year(received: Sequence[datetime], moment: Moment) -> int:
    years = sorted({one.year for one in received} or {local_date(moment).year})
    if len(years) > 1:
        raise InvalidValueError(
            f"a register book is of one year, and these dossiers were received in "
            f"{', '.join(map(str, years))}; make a book of each",
            given=tuple(years),
        )
    return years[0]


def _row(  # noqa: PLR0917 - private
    number: int, received: datetime, dossier: Dossier, applicant: Applicant | None, head: Head, office: Office
) -> tuple[Cell, ...]:
    procedure, status, day = dossier.procedure, dossier.status_at(last_moment(head.at)), head.day
    deadline = dossier.deadline_at(last_moment(head.at))
    told = applicant.texts if applicant is not None else {"applicant": "", "address": "", "phone": ""}
    returned: date | None = None if dossier.returned_at is None else dossier.returned_at.date()
    deciding = procedure.agency or name_of(office.code, dossier.cover.offices, day, office.name)
    return (
        str(number),
        dossier.code,
        procedure.name,
        "" if procedure.sets is None else str(procedure.sets),
        told["applicant"],
        "; ".join(filter(None, (told["address"], told["phone"]))),
        deciding,
        received.date(),
        None if deadline is None else deadline.due_on,
        returned,
        both(dossier.channel.label),
        "",
        both(status.label) if status is not None and status in _NOTED else "",
    )
