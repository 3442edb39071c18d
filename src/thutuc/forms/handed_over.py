"""The control slip that goes with a dossier from office to office (phiếu kiểm soát quá trình giải quyết)."""

from thutuc import law
from thutuc.dossiers import Dossier
from thutuc.dossiers.legs import Leg
from thutuc.forms.applicant import Applicant
from thutuc.forms.dossier_facts import Facts, Order, facts_of, moment_words, not_accepted
from thutuc.forms.form import Form, FormKind
from thutuc.forms.form_sets import Rows, refused
from thutuc.forms.heads import name_of
from thutuc.moments import Moment, last_moment
from thutuc.offices import Office
from thutuc.words.labels import both
from thutuc.words.table import Words

_CITIZEN = "Người nộp hồ sơ", "The citizen"
_EARLY, _ON_TIME, _LATE = ("Trước hạn", "Early"), ("Đúng hạn", "On time"), ("Quá hạn", "Late")


def control_slip(
    dossier: Dossier,
    *,
    office: Office,
    applicant: Applicant,
    at: Moment | None = None,
    place: str = "",
    serial: str = "",
) -> Form:
    """The control slip of a dossier: a row a hand-over, with whether the receiver kept to its time.

    Its rows are those of [`ControlSlip`][thutuc.dossiers.ControlSlip], which is for reading at a screen and
    has breaches and explanations that no form has (phiếu kiểm soát).

    Args:
        dossier: The dossier.
        office: Who hands the paper out.
        applicant: Whose dossier it is; nothing keeps it but the paper.
        at: The day or moment of the paper; left out, when the last event happened.
        place: Where it is written.
        serial: Number of the paper.

    Returns:
        The paper. An office that has it still, or has no time of its own, has no outcome yet.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If no forms are known that early, or the office is not there that day.
        FormError: If the dossier had not been accepted.

    Legal source:
        Nghị định 61/2018/NĐ-CP, Điều 39 khoản 1; the form: Thông tư 01/2018/TT-VPCP, Mẫu số 05; Thông tư
        03/2025/TT-VPCP, Mẫu số 06.
    """
    facts = facts_of(
        FormKind.CONTROL_SLIP,
        dossier,
        lambda _: True,
        not_accepted,
        Order(office, applicant, at, place, serial),
        lasting=True,
    )
    stood, moment = facts.dossier, facts.head.at
    if stood.received_at is None:
        raise refused(stood.code, facts.kind, not_accepted(stood, moment))
    texts: dict[str, str | Words] = {
        "due_at": facts.due,
        "agency": stood.procedure.agency or office.name,
        "coordinates": ", ".join(stood.procedure.coordinates),
    }
    return facts.filled(texts, _rows(facts, office))


def _rows(facts: Facts, office: Office) -> Rows:
    known, day = facts.dossier.cover.offices, facts.head.day

    def named(code: str) -> str:
        return name_of(code, known, day, office.name if code == office.code else code)

    def given_by(giver: str | law.Order | None) -> str | Words:
        if isinstance(giver, law.Order):
            return both(giver.label)
        return _CITIZEN if giver is None else giver and named(giver)

    return tuple(
        (
            given_by(row.giver),
            named(row.leg.office),
            moment_words(row.leg.started),
            "",
            "",
            _outcome(row.leg),
            both(row.leg.note),
        )
        for row in facts.dossier.slip(now=last_moment(facts.head.at)).hand_overs
    )


def _outcome(leg: Leg) -> Words:
    """Whether an office kept to its time, once it is done with the dossier or has used more."""
    if leg.is_late:
        return _LATE
    if leg.budget is None or leg.ended is None:
        return "", ""
    return _EARLY if leg.held < leg.budget else _ON_TIME
