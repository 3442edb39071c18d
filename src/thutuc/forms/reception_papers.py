"""Papers of reception: the receipt, and the request for a supplement (tiếp nhận, yêu cầu bổ sung)."""

from collections.abc import Iterable

from thutuc.dossiers import Dossier
from thutuc.events import Accepted, SupplementRequested
from thutuc.fields import several, short_text
from thutuc.forms.applicant import Applicant
from thutuc.forms.dossier_facts import Order, facts_of, not_accepted, paper_rows, papers_of
from thutuc.forms.form import Form, FormKind
from thutuc.moments import Moment
from thutuc.offices import Office
from thutuc.procedures import RequiredDocument
from thutuc.words.labels import both
from thutuc.words.table import Words


def receipt(
    dossier: Dossier,
    *,
    office: Office,
    applicant: Applicant,
    at: Moment | None = None,
    place: str = "",
    serial: str = "",
    documents: Iterable[RequiredDocument] | None = None,
    result_at: str | None = None,
    fee: str | None = None,
    book: str = "",
    entry: str = "",
) -> Form:
    """The receipt of a dossier, with the day on which its result can be had (giấy tiếp nhận và hẹn trả).

    Args:
        dossier: The dossier.
        office: Who hands the paper out.
        applicant: Whom it is for; nothing keeps it but the paper.
        at: The day or moment of the paper, as of which it tells; left out, when the dossier was accepted.
        place: Where it is signed.
        serial: Number of the paper.
        documents: The papers handed in; left out, those the procedure asks for.
        result_at: Where the result is to be had; left out, at the office.
        fee: What it costs; left out, what the procedure states for the way it came in.
        book: Number of the register book.
        entry: Number of the entry in it.

    Returns:
        The paper. What is not known is left to be written by hand.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If no forms are known that early, or the office is not there that day.
        FormError: If the dossier had not been accepted.

    Legal source:
        Nghị định 61/2018/NĐ-CP, Điều 17 khoản 1; Nghị định 118/2025/NĐ-CP, Điều 17 khoản 1; the form:
        Thông tư 01/2018/TT-VPCP and Thông tư 03/2025/TT-VPCP, Mẫu số 01.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import Dossier, Level, Office, Procedure, TimeLimit, Unit, vietnam_calendar
        >>> from thutuc import events, forms
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
        >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar())
        >>> dossier = dossier.record(events.Accepted(at=datetime(2026, 3, 2, 9), office="H17.18"))
        >>> paper = forms.receipt(
        ...     dossier,
        ...     office=Office("H17.18", "UBND xã A", Level.COMMUNE),
        ...     applicant=forms.Applicant(name="Nguyễn Văn A"),
        ... )
        >>> paper, paper.field("due_at").text
        (<Form 01 receipt of H17.18-260302-0001: 16 fields>, '17 giờ 00 phút, ngày 09 tháng 3 năm 2026')
    """
    facts = facts_of(
        FormKind.RECEIPT,
        dossier,
        lambda event: isinstance(event, Accepted),
        not_accepted,
        Order(office, applicant, at, place, serial),
        lasting=True,
    )
    stood = facts.dossier
    papers = papers_of(stood) if documents is None else several(documents, RequiredDocument, "documents")
    limit, sets = stood.limit, stood.procedure.sets
    texts: dict[str, str | Words] = {
        "sets": ("", "") if sets is None else (f"{sets:02} bộ", f"{sets}"),
        "limit": ("", "") if limit is None else both(limit.to_text),
        "due_at": facts.due,
        "result_at": facts.head.office if result_at is None else short_text(result_at),
        "fee": _fee(stood) if fee is None else short_text(fee),
        "book": short_text(book),
        "entry": short_text(entry),
    }
    signed = applicant.submitter or applicant.name, facts.event.officer or ""
    return facts.filled(texts, paper_rows(papers), signed)


def _fee(dossier: Dossier) -> str:
    """What the procedure says a dossier costs, for the way it came in if that is told."""
    procedure, case = dossier.procedure, dossier.cover.case or ""
    offered = [
        offer.fee
        for offer in procedure.channels
        if offer.channel is dossier.channel and offer.case in {"", case} and offer.fee is not None
    ]
    return "; ".join(dict.fromkeys(short_text(fee.text) for fee in offered or procedure.fees))


def supplement_request(
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
    """The request to add or correct papers (phiếu yêu cầu bổ sung, hoàn thiện hồ sơ).

    Args:
        dossier: The dossier.
        office: Who hands the paper out.
        applicant: Whom it is for; nothing keeps it but the paper.
        at: The day or moment of the paper; left out, when the supplement was last asked for.
        place: Where it is signed.
        serial: Number of the paper.
        reason: Why; left out, the ground of the event.
        contact: Whom to ask: an officer, a telephone.

    Returns:
        The paper, with the documents of the event; how many of each, where the procedure knows them by name.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If no forms are known that early, or the office is not there that day.
        FormError: If no supplement had been asked for, or no reason is known.

    Legal source:
        Nghị định 118/2025/NĐ-CP, Điều 17 khoản 1 and Điều 19 khoản 5; the form: Mẫu số 02.
    """
    facts = facts_of(
        FormKind.SUPPLEMENT_REQUEST,
        dossier,
        lambda event: isinstance(event, SupplementRequested),
        lambda _, moment: f"no supplement had been asked for by {moment}; record events.SupplementRequested",
        Order(office, applicant, at, place, serial),
    )
    known = {one.name.casefold(): one for one in papers_of(facts.dossier)}
    missing = facts.event.documents if isinstance(facts.event, SupplementRequested) else ()
    papers = [known.get(name.casefold()) or RequiredDocument(name) for name in missing]
    texts = {"reason": facts.reason(reason), "contact": short_text(contact)}
    return facts.filled(texts, paper_rows(papers), (facts.event.officer or "",))
