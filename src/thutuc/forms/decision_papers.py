"""Papers of another answer than was asked for: refusal, apology, stop notice (từ chối, xin lỗi, dừng)."""

from itertools import pairwise

from thutuc.dossiers import Dossier
from thutuc.events import Closed, Event, Extended, Finished, Refused, Stopped
from thutuc.fields import short_text
from thutuc.forms.applicant import Applicant
from thutuc.forms.dossier_facts import Order, facts_of, moment_words
from thutuc.forms.form import Form, FormKind
from thutuc.moments import Moment, last_moment
from thutuc.offices import Office
from thutuc.words.table import Words


def refusal(
    dossier: Dossier,
    *,
    office: Office,
    applicant: Applicant,
    at: Moment | None = None,
    place: str = "",
    serial: str = "",
    reason: str | None = None,
    contact: str = "",
) -> Form:
    """The slip that says why a dossier is not accepted, or not granted (phiếu từ chối).

    Args:
        dossier: The dossier.
        office: Who hands the paper out.
        applicant: Whom it is for; nothing keeps it but the paper.
        at: The day or moment of the paper; left out, when it was refused.
        place: Where it is signed.
        serial: Number of the paper.
        reason: Why; left out, the ground of the event.
        contact: Whom to ask.

    Returns:
        The paper.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If no forms are known that early, or the office is not there that day.
        FormError: If nothing had been refused, or no reason is known.

    Legal source:
        Nghị định 61/2018/NĐ-CP, Điều 17 khoản 1 and Điều 19 khoản 8; the form: Mẫu số 03.
    """
    facts = facts_of(
        FormKind.REFUSAL,
        dossier,
        _refuses,
        _nothing_refused,
        Order(office, applicant, at, place, serial),
    )
    texts = {"reason": facts.reason(reason), "contact": short_text(contact)}
    signed = applicant.submitter or applicant.name, facts.event.officer or ""
    return facts.filled(texts, signed=signed)


def _nothing_refused(_: Dossier, moment: Moment) -> str:
    wanted = "record events.Refused, or events.Finished with granted=False"
    return f"nothing had been refused by {moment}; {wanted}"


def _refuses(event: Event) -> bool:
    return isinstance(event, Refused) or (isinstance(event, Finished) and not event.granted)


def apology(
    dossier: Dossier,
    *,
    office: Office,
    applicant: Applicant,
    at: Moment | None = None,
    place: str = "",
    serial: str = "",
    reason: str | None = None,
    contact: str = "",
) -> Form:
    """The apology for a result that will be late, with the new date (phiếu xin lỗi và hẹn lại).

    Args:
        dossier: The dossier.
        office: Who hands the paper out.
        applicant: Whom it is for; nothing keeps it but the paper.
        at: The day or moment of the paper; left out, when the delay was last announced.
        place: Where it is signed.
        serial: Number of the paper.
        reason: Why it is late; left out, the ground of the event.
        contact: Whom to ask.

    Returns:
        The paper, with the date before the delay was announced and the one after.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If no forms are known that early, or the office is not there that day.
        FormError: If no new date had been told with an apology, or no reason is known.

    Legal source:
        Nghị định 61/2018/NĐ-CP, Điều 19 khoản 9; Nghị định 118/2025/NĐ-CP, Điều 19 khoản 6; the form:
        Mẫu số 04.
    """
    facts = facts_of(
        FormKind.APOLOGY,
        dossier,
        lambda event: isinstance(event, Extended) and event.apology,
        _no_new_date,
        Order(office, applicant, at, place, serial),
    )
    before, after = next(
        (one.deadline, other.deadline)
        for one, other in pairwise(facts.dossier.timeline)
        if other.event is facts.event
    )
    texts: dict[str, str | Words] = {
        "reason": facts.reason(reason),
        "old_due_at": facts.due_words(before),
        "due_at": facts.due_words(after),
        "contact": short_text(contact),
    }
    return facts.filled(texts)


def _no_new_date(dossier: Dossier, moment: Moment) -> str:
    """What is missing for an apology: a date, and for most dossiers a delay too."""
    wanted = "record events.Extended with until or by, and with its apology"
    deadline = dossier.deadline_at(last_moment(moment)) if dossier.received_at else None
    if deadline is None:
        return f"it had no due date by {moment}, so that it could not be late"
    if dossier.finished_at is None and deadline.is_late(moment):
        return f"it was due on {deadline.due_on} and no new date had been told by {moment}; {wanted}"
    return f"it was not late by {moment}, being due on {deadline.due_on}; where it will be, {wanted}"


def stop_notice(
    dossier: Dossier,
    *,
    office: Office,
    applicant: Applicant,
    at: Moment | None = None,
    place: str = "",
    serial: str = "",
    reason: str | None = None,
    contact: str = "",
) -> Form:
    """The notice that the handling of a dossier has ended without a result (thông báo dừng giải quyết).

    Args:
        dossier: The dossier.
        office: Who hands the paper out.
        applicant: Whom it is for; nothing keeps it but the paper.
        at: The day or moment of the paper; left out, when it was stopped or closed.
        place: Where it is signed.
        serial: Number of the paper.
        reason: Why; left out, the ground of the event.
        contact: Whom to ask.

    Returns:
        The paper.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If no forms are known that early, or the office is not there that day.
        FormError: If it had not been stopped, no reason is known, or there was no such form that day.

    Legal source:
        Thông tư 03/2025/TT-VPCP, Mẫu số 05; what the form says was not found.
    """
    facts = facts_of(
        FormKind.STOP_NOTICE,
        dossier,
        lambda event: isinstance(event, Stopped | Closed),
        lambda _, moment: f"it had not been stopped by {moment}; record events.Stopped or events.Closed",
        Order(office, applicant, at, place, serial),
    )
    texts: dict[str, str | Words] = {
        "stopped_at": moment_words(facts.event.at),
        "reason": facts.reason(reason),
        "contact": short_text(contact),
    }
    return facts.filled(texts)
