"""The control slip that goes with a dossier from office to office (phiếu kiểm soát quá trình giải quyết)."""

from thutuc.dossiers import Dossier
from thutuc.dossiers.legs import Leg
from thutuc.events import Accepted
from thutuc.forms.applicant import Applicant
from thutuc.forms.dossier_facts import facts_of, moment_words
from thutuc.forms.form import Form, FormKind
from thutuc.forms.heads import name_of
from thutuc.moments import Moment, last_moment
from thutuc.offices import Office
from thutuc.words.labels import both
from thutuc.words.table import Words

_CITIZEN = "người nộp hồ sơ", "the citizen"
_EARLY, _ON_TIME, _LATE = ("trước hạn", "early"), ("đúng hạn", "on time"), ("quá hạn", "late")


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

    The rows are those of [`Dossier.slip`][thutuc.Dossier.slip], which is the same for reading at a screen, with
    breaches and explanations that no form has (phiếu kiểm soát).

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
        lambda event: isinstance(event, Accepted),
        lambda _, moment: f"it had not been accepted by {moment}; record events.Accepted",
        office=office,
        applicant=applicant,
        at=dossier.events[-1].at if at is None and dossier.events else at,
        place=place,
        serial=serial,
    )
    stood, day = facts.dossier, facts.head.day
    known = stood.cover.offices
    now = last_moment(facts.head.at)

    def named(code: str) -> str:
        return name_of(code, known, day, office.name if code == office.code else code)

    rows = tuple(
        (
            _CITIZEN if row.giver is None else named(row.giver),
            named(row.leg.office),
            moment_words(row.leg.started),
            "",
            "",
            _outcome(row.leg),
            both(row.leg.note),
        )
        for row in stood.slip(now=now).hand_overs
    )
    texts = {
        "due_at": facts.due(stood.deadline_at(now)),
        "agency": stood.procedure.agency or office.name,
        "coordinates": ", ".join(stood.procedure.coordinates),
    }
    return facts.filled(texts, rows)


def _outcome(leg: Leg) -> Words:
    """Whether an office kept to its time, once it is done with the dossier or has used more."""
    if leg.is_late:
        return _LATE
    if leg.budget is None or leg.ended is None:
        return "", ""
    return _EARLY if leg.held < leg.budget else _ON_TIME
