"""The kinds of records: which class each is made of, found by name when one is met (loại bản ghi)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any, cast

from thutuc.bounds import SHOWN, shown
from thutuc.errors import InvalidTypeError, InvalidValueError

_CLASSES = {
    "bounds": "Bounds",
    "law": "LegalSource Order Regime ReopeningRule Rule Silence SupplementRule Verification WaitingRule",
    "calendars": (
        "Closure DayExplanation DayHours DayKind DayOff MakeUpDay OfficeHours Season Session WorkCalendar"
    ),
    "limits": "Condition Convention Effect TimeLimit Unit",
    "identifiers": "AgencyCode DossierCode FieldCode ProcedureCode",
    "vietnam": "CultureDay Occasion",
    "offices": "Branch Level Office OfficeDirectory Succession",
    "deadlines": "Change Clock Deadline Explanation LedgerEntry ServiceHours Tally Verb",
    "statuses": "Action LocalStatuses Status",
    "procedures": (
        "Channel ChannelOffer ClockPolicy Fee Finding Part Plan Procedure ProcedureCase ProcedureVersions "
        "RequiredDocument Route Severity Step StepWindow Transition TransitionRule"
    ),
    "events": (
        "Accepted Adjusted Assigned Closed Corrected DecisionDeemed Extended Finished LimitChanged "
        "OpinionAsked OpinionDeemed OpinionGiven "
        "Paid PartCompleted PartFinished Paused PaymentRequested Refused Reopened Resumed Returned Stopped "
        "SnapshotTaken Submitted SupplementRequested Supplemented Transferred WithdrawalDeclined "
        "WithdrawalRequested"
    ),
    "dossiers": (
        "Breach Cause ControlSlip Dossier DossierGroup HandOver Lateness Leg Link LinkKind Moved Result "
        "TimelineEntry"
    ),
    "registers": "Disagreement Entry FileHabits Register StatedDeadline SystemLayout",
    "catalogue": "Catalogue Flagged PortalReading Survey Unread",
    "reports": (
        "AuditFinding AuditFindings Counted DayList DayState Denominator DueDossier Ended Exactness Figures "
        "LateDossier LatenessReport LegFigures NumberStyle OfficeRole OfficialForm OpenDossier PeriodReport "
        "PublishedTable Rate ReportingPeriod Scope Span Table WarningList"
    ),
    "forms": "FormField FormKind FormSet FormTemplate",
    "quality": (
        "ApologyCoverage Assessment Classing Commitment Counting CriteriaSet Dated DatedLimit Definitions "
        "Dialogue DialogueReport Duty Empty Evidence Excess Feedback FeedbackKind FeedbackState "
        "FeedbackTally Grade Issue Item Letter LetterKind LetterRule Named Opinion Option Outcome "
        "PointRule Question "
        "Questionnaire RatingForm Ratings Recognition Requirement Scale Scheme Score Standing SurveyBase "
        "Target"
    ),
}


def _spelled(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


KINDS = {_spelled(name): f"{room}:{name}" for room, names in _CLASSES.items() for name in names.split()}
"""Every kind and where its class stands: a room and a name in it."""


@lru_cache(maxsize=512)
def kind_of(cls: Any) -> str | None:
    """What records call a class; `None` where it has no records of its own.

    Examples:
        >>> from thutuc import WorkCalendar
        >>> kind_of(WorkCalendar), kind_of(int)
        ('work-calendar', None)
    """
    kind = _spelled(cls.__name__)
    return kind if kind in KINDS and class_of(kind) is cls else None


def class_of(kind: object) -> type:
    """The class of a kind, its room loaded.

    Raises:
        InvalidTypeError: If *kind* is no text.
        InvalidValueError: If there is no such kind.

    Examples:
        >>> class_of("deadline").__name__
        'Deadline'
    """
    if not isinstance(kind, str):
        raise InvalidTypeError(f"a kind is a text such as 'dossier', not {shown(kind)}", given=kind)
    if kind not in KINDS:
        from difflib import get_close_matches  # noqa: PLC0415 - for a refusal alone

        alike = ", ".join(get_close_matches(kind[:SHOWN], KINDS)) or "none"
        raise InvalidValueError(
            f"there is no record of the kind {shown(kind)}; those called alike are {alike}", given=kind
        )
    return _class_of(kind)


@lru_cache(maxsize=512)
def _class_of(kind: str) -> type:
    room, _, name = KINDS[kind].partition(":")
    return cast("type", getattr(import_module(f"thutuc.{room}"), name))


def kinds_below(base: type) -> Iterator[str]:
    """The kinds whose classes are *base* or made from it."""
    return (kind for kind in KINDS if issubclass(class_of(kind), base))
