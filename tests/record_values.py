"""One value or more of every kind that has records, from real uses; what is said in them is made up."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

import attrs

from thutuc import (
    Channel,
    Clock,
    Convention,
    Dossier,
    Level,
    Office,
    PeriodReport,
    Procedure,
    Step,
    ThutucError,
    TimeLimit,
    Unit,
    WorkCalendar,
    catalogue,
    due,
    events,
    vietnam_calendar,
)
from thutuc.bounds import Bounds
from thutuc.calendars import Closure, Season
from thutuc.deadlines import ServiceHours
from thutuc.dossiers import DossierGroup, Link, LinkKind, moved
from thutuc.dossiers.silence import with_silence
from thutuc.forms import forms_on
from thutuc.identifiers import AgencyCode, DossierCode, FieldCode, ProcedureCode
from thutuc.law import LegalSource, Silence, SupplementRule, Verification, regime_on
from thutuc.law.provisions import rule
from thutuc.offices import OfficeDirectory, Succession
from thutuc.procedures import (
    ChannelOffer,
    ClockPolicy,
    Fee,
    ProcedureCase,
    ProcedureVersions,
    RequiredDocument,
)
from thutuc.quality import (
    ApologyCoverage,
    Assessment,
    Commitment,
    CriteriaSet,
    Dated,
    DatedLimit,
    Dialogue,
    DialogueReport,
    Evidence,
    Feedback,
    FeedbackTally,
    Issue,
    Letter,
    LetterKind,
    Opinion,
    Questionnaire,
    RatingForm,
    Ratings,
    Recognition,
    Requirement,
    Scheme,
    Score,
    definitions,
)
from thutuc.records.record_kinds import KINDS, class_of
from thutuc.registers import Disagreement, Entry, FileHabits, Register, StatedDeadline, system_layout
from thutuc.reports import (
    Figures,
    PublishedTable,
    ReportingPeriod,
    Span,
    audit,
    day_list,
    early_warning,
    form_ii_06,
    lateness_report,
)
from thutuc.statuses import LocalStatuses, Status
from thutuc.vietnam import occasions

CALENDAR = vietnam_calendar(first_year=2025, last_year=2027)
STORM = CALENDAR.with_days_off({date(2026, 3, 6): "nghỉ tránh bão"})
SOURCE = LegalSource("Nghị định 61/2018/NĐ-CP", "Điều 19", date(2018, 4, 23), Verification.TEXT)
DAYS, HALF = TimeLimit(5, Unit.WORKING_DAY), TimeLimit(0.5, Unit.WORKING_DAY)
BERLIN = ZoneInfo("Europe/Berlin")


def at(day, hour=9, minute=0, **more):
    return datetime(2026, 3, day, hour, minute, **more)


PROCEDURE = Procedure(
    "1.004222",
    "đăng ký, ví dụ",
    DAYS,
    steps=[
        Step("tiếp nhận", "Một cửa", HALF),
        Step(
            "thẩm định", "Phòng A", TimeLimit(4, Unit.WORKING_DAY), after=["tiếp nhận"], level=Level.COMMUNE
        ),
        Step("trả kết quả", "Một cửa", HALF, pauses=True),
    ],
    cases=[ProcedureCase("thường", DAYS, TimeLimit(3, Unit.WORKING_DAY)), ProcedureCase("khó", promise=DAYS)],
    channels=[ChannelOffer(Channel.ONLINE, DAYS, Fee("50.000 đồng", 50_000), "qua mạng", "thường")],
    documents=[RequiredDocument("tờ khai", 1, 2, "mẫu 1", "khó")],
    sets=1,
    applicants=["công dân"],
    legal_basis=[SOURCE],
    policy=ClockPolicy(SupplementRule.RESUME, close_after=TimeLimit(15, Unit.DAY)),
    valid_from=date(2026, 1, 1),
    silence=Silence.CONSENT,
)
DIRECTORY = OfficeDirectory(
    [
        Office("Một cửa", "Bộ phận một cửa", Level.COMMUNE, source=SOURCE),
        Office("Phòng A", "Phòng chuyên môn", Level.COMMUNE, parent="Một cửa", calendar=CALENDAR),
        Office("B", "cơ quan mới", Level.COMMUNE, valid_from=date(2026, 7, 1)),
    ],
    [Succession("Phòng A", "B", date(2026, 7, 1), whole=False, procedures=["1.004222"])],
)

LIFE = (
    events.Submitted(at=at(2, 8), office="Một cửa", id="e1"),
    events.Accepted(at=at(2, 8, 30), office="Một cửa", officer="Nguyễn Văn A", appointment=date(2026, 3, 9)),
    events.Assigned(at=at(2, 9), office="Một cửa", to="tổ 1"),
    events.Transferred(at=at(2, 10, 15), office="Một cửa", to={"Phòng A": "thẩm định"}),
    events.SupplementRequested(at=at(3), office="Phòng A", documents=["tờ khai"], ground="thiếu chữ ký"),
    events.Supplemented(at=at(4, 15, 30), office="Một cửa"),
    events.OpinionAsked(
        at=at(5), office="Phòng A", of="Công an", answer_by=at(9, 11), silence=Silence.CONSENT
    ),
    events.OpinionGiven(at=at(6), office="Công an", asked_by="Phòng A"),
    events.Extended(at=at(9, 8), office="Phòng A", by=TimeLimit(2, Unit.WORKING_DAY), apology=False),
    events.LimitChanged(at=at(9, 10), office="Phòng A", limit=TimeLimit(6, Unit.WORKING_DAY)),
    events.PaymentRequested(at=at(10), office="Phòng A", amount=150_000),
    events.Paid(at=at(11), office="Một cửa"),
    events.Finished(at=at(30, 16, 59), office="Phòng A", granted=False, result="văn bản trả lời"),
    events.Returned(at=at(31), office="Một cửa", result="văn bản trả lời"),
    events.Corrected(at=datetime(2026, 4, 3, 8), office="Phòng A", reported_at=at(31, 10)),
)
DOSSIER = Dossier.replay(
    "H17.18-260302-0001",
    PROCEDURE,
    CALENDAR,
    LIFE,
    channel=Channel.ONLINE,
    case="thường",
    regime=regime_on(date(2026, 3, 2)),
    calendars={
        "Công an": vietnam_calendar({"mon-sat": "07:30-11:30, 13:30-16:30"}, first_year=2025, last_year=2027)
    },
    extra={"mechanism": "một cửa liên thông"},
    links=[Link(LinkKind.RESUBMITTED, "H17.18-260101-0001", date(2026, 2, 1))],
)
OPEN = Dossier.replay("B-1", PROCEDURE, CALENDAR, LIFE[:4], case="khó", offices=DIRECTORY)
SHORT = Procedure("KN.1", "khiếu nại, ví dụ", DAYS, steps=[Step("a", "A", HALF), Step("b", "B", DAYS)])
OTHERS = (
    events.Refused(at=at(2), office="A"),
    events.PartCompleted(at=at(2), office="A"),
    events.PartFinished(at=at(2), office="A", result="Giấy khai sinh"),
    events.Paused(at=at(2), office="A", ground="chờ tòa án"),
    events.Resumed(at=at(2, tzinfo=UTC), office="A"),
    events.Adjusted(at=at(2, 9, tzinfo=BERLIN), office="A"),
    events.WithdrawalRequested(at=at(2, 9, tzinfo=timezone(timedelta(hours=5, minutes=30))), office="A"),
    events.WithdrawalDeclined(at=at(2) + timedelta(microseconds=1), office="A"),
    events.Stopped(at=at(2), office="A", dossier="X"),
    events.Closed(at=at(2), office="A"),
    events.Extended(at=at(2), office="A", until=date(2026, 4, 1)),
    events.Transferred(at=at(2), office="A", to=["B", "C"]),
    events.Reopened(
        at=at(2),
        office="A",
        order=events.Order.COURT,
        authority="Tòa án nhân dân tỉnh",
        number="12",
        clock=events.ReopeningRule.RESUME,
        appointment=date(2026, 4, 1),
        told_at=at(3),
    ),
)


def _deadlines():
    here = CALENDAR
    for convention in Convention:
        for start in (at(2), at(2, tzinfo=BERLIN), at(2, 23, 59, tzinfo=UTC), date(2026, 2, 13)):
            for limit in (DAYS, HALF, TimeLimit(7, Unit.HOUR), TimeLimit(1, Unit.MONTH)):
                with suppress(ThutucError):
                    yield due(limit, start, here, convention=convention)
    clock = Clock(DAYS, at(2), here, appointment=date(2026, 3, 12)).pause(at(3), reason="chờ", by="A")
    clock = clock.resume(date(2026, 3, 5)).extend(TimeLimit(7, Unit.DAY), at(6)).restart(at(9))
    clock = clock.extend(TimeLimit(1, Unit.WEEK), at(10)).extend_to(date(2026, 4, 20), at(11))
    yield clock.change_limit(TimeLimit(2, Unit.WEEK), at(12), until=date(2026, 5, 4))
    yield Clock(DAYS, date(2026, 3, 2), here).extend(TimeLimit(7, Unit.DAY), date(2026, 3, 3))
    yield from (clock.explain("en"), clock.deadline.explain())


def _calendars():
    yield WorkCalendar(
        date(2026, 1, 1),
        date(2026, 12, 31),
        {"mon-fri": "07:00-11:30, 13:30-17:00", "sat": "22:00-24:00"},
        days_off={date(2026, 1, 1): ("Tết Dương lịch", SOURCE)},
        make_up_days={date(2026, 1, 10): date(2026, 1, 2)},
        day_hours={date(2026, 2, 13): ("07:00-11:30", "nghỉ sớm")},
        closures=[
            Closure(at(9, 10), at(9, 11), "mất điện"),
            Closure(at(10, 10, tzinfo=UTC), at(10, 12, tzinfo=BERLIN), "lũ"),
        ],
        decided_until=date(2026, 10, 1),
        seasons=[
            Season("16/04", "15/08", {"mon-fri": "07:00-11:00, 13:30-17:30"}, "giờ mùa hè", SOURCE),
            Season(date(2026, 9, 1), date(2026, 9, 30), {"mon": "08:00-12:00"}),
        ],
        rest_source=SOURCE,
    )
    yield WorkCalendar(
        date(2026, 1, 1),
        date(2026, 12, 31),
        zone=BERLIN,
        # An hour that comes twice, and one that never comes.
        closures=[
            Closure(datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 2, 45), "x"),
            Closure(datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 5), "y"),
        ],
        undecided=[date(2026, 5, 1)],
    )
    yield ServiceHours(
        CALENDAR, CALENDAR, vietnam_calendar({"mon": "07:00-09:00"}, first_year=2025, last_year=2027)
    )
    yield from (CALENDAR.explain_day(date(2026, 2, 17)), *occasions(2026))


def _quality():
    rules = definitions()
    dong_nai = rules.find(CriteriaSet, "dong-nai", date(2025, 12, 1))
    sipas = rules.find(Questionnaire, "sipas", date(2018, 5, 1))
    yield from (rules, *rules.entries)
    yield Dated(code="x", vi="ví dụ", en="example", source=SOURCE, valid_from=date(2020, 1, 1))
    yield Assessment(
        unit="An Lạc",
        year=2025,
        criteria=dong_nai,
        appraised={"1": 15, "2": Decimal("14.5"), "3": 19.25, "4": Fraction(91, 2), "5": 0},
        evidence={item.code: Evidence(index="m.pdf") for item in dong_nai.items[:1]},
        commitments=[Commitment(what="hộp thư", on=date(2025, 1, 2), number=1)],
        recognition=Recognition(by="Chủ tịch", on=date(2026, 1, 5), grade="4"),
    )
    yield Requirement(name=("ít nhất", "at least"), least=0.9, reached=None, holds=None)
    issue = Issue(code="1", topic="đất đai", responsible="A", due_on=date(2026, 4, 1))
    session = Dialogue(
        code="D1", office="A", held_on=date(2026, 3, 2), opinions=[Opinion(code="1", issues=[issue])]
    )
    yield DialogueReport(dialogues=[session], on=date(2026, 4, 2))
    letters = [
        Letter(kind=LetterKind.APOLOGY, office="A", sent_on=date(2026, 3, 10), new_date=date(2026, 4, 1))
    ]
    yield from (letters[0], ApologyCoverage.of([DOSSIER, OPEN], date(2026, 3, 31)))
    answers = {question.code: None for question in sipas.questions}
    form = RatingForm(code="f", questionnaire=sipas, answers=answers, on=date(2018, 5, 1))
    yield from (form, Ratings.of([form], sipas.questions[0].code))
    said = Feedback(code="f1", office="A", content=1, received_at=at(2), answered_at=date(2026, 3, 9))
    limit = next(one for one in rules.entries if isinstance(one, DatedLimit))
    yield from (said, FeedbackTally.of([said], limit, CALENDAR, date(2026, 4, 1)))
    yield from (
        Score(scheme=dong_nai, points={"1": Fraction(1, 3)}),
        *(one for one in rules.entries if isinstance(one, Scheme)),
    )


def _reports():
    both = [DOSSIER, OPEN]
    report = PeriodReport.of(both, date(2026, 3, 1), datetime(2026, 4, 1, 12), by=["office", "channel"])
    yield form_ii_06(PeriodReport.of(both, date(2026, 3, 1), date(2026, 4, 1), by="field"))
    yield from (report, report.table(), lateness_report(both, at(31)), early_warning(both, at(6)))
    yield day_list(both, date(2026, 3, 9), CALENDAR)
    yield Figures(date(2026, 1, 1), datetime(2026, 2, 1), ("office",), ((("A",), {"received": 3}),))
    printed = PublishedTable(received=3, carried_over=1, total=5, on_time_pct="99.2", extra={"vùng": "1"})
    yield from (printed, audit(printed), *audit(printed), ReportingPeriod.of(Span.MONTH, 2026, 3))


def _registers():
    stated = StatedDeadline(date(2026, 3, 9), at(9, 17))
    entry = Entry(
        "A-1",
        "1.004222",
        "A",
        "một cửa",
        "trực tuyến",
        at(2),
        due(DAYS, at(2), CALENDAR),
        None,
        None,
        row=3,
        limit=DAYS,
    )
    other = Entry(
        "A-2",
        "x",
        "A",
        "",
        "",
        date(2026, 3, 2),
        stated,
        at(9),
        date(2026, 3, 10),
        extra={"lĩnh vực": "đất đai"},
    )
    wrong = Disagreement(3, "A-1", date(2026, 3, 8), due(DAYS, at(2), CALENDAR), file="a.xlsx")
    yield Register("sổ", (entry, other), (wrong,), 1, (("mã", "code"),), ("ghi chú",))
    yield from (
        FileHabits(missing=["-", "x"], epoch=date(1904, 1, 1)),
        system_layout("opencps"),
        events.SnapshotTaken(at=at(9), office="Phòng A", status=Status.PROCESSING, since=at(3), system="x"),
        LocalStatuses({1: ("mới", Status.SUBMITTED)}),
    )


def _catalogue():
    standard = catalogue.standard()
    yield from (standard, catalogue.lint([PROCEDURE, *standard.procedures]), ProcedureVersions([PROCEDURE]))
    yield catalogue.read_portal(
        {
            "ma_thu_tuc": "1.000757",
            "ten_thu_tuc": "thủ tục, ví dụ",
            "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tả"
            "Trực tuyến7 Ngày làm việcMiễn phíTrực tiếpTheo quy địnhMiễn phí",
        }
    )


def _roots():
    group = DossierGroup(
        "LT-1",
        [
            Dossier("ks", SHORT, CALENDAR).record(events.Accepted(at=at(2), office="A")),
            Dossier("tt", SHORT, CALENDAR),
        ],
        {"tt": ["ks"]},
    )
    yield from (DOSSIER, OPEN, group, DOSSIER.slip("en", now=at(6)), *OTHERS)
    yield from (SHORT.plan(at(2), CALENDAR), PROCEDURE, DIRECTORY)
    yield from (
        forms_on(date(2026, 3, 2)),
        SOURCE,
        rule("roll"),
        regime_on(date(2020, 1, 1)),
        Bounds(json_depth=3),
    )
    yield from (
        AgencyCode.parse("H17.18.10"),
        DossierCode.parse("H17.18-260302-0001"),
        FieldCode("G03", "GD10"),
    )
    yield from (ProcedureCode.parse("1.004222.000.00.00.H17"), TimeLimit(3, Unit.DAY, cut_off=time(15)))
    yield from (
        TimeLimit.parse(
            "10 ngày làm việc, cắt giảm còn 7 ngày; trường hợp cần xác minh thì thêm 5 ngày làm việc"
        ),
        TimeLimit(10**20, Unit.DAY),
        TimeLimit(0, Unit.WORKING_DAY, source=SOURCE),
    )
    begun = events.Accepted(at=at(2), office="A")
    late = Dossier("M-1", SHORT, CALENDAR).record(begun)
    yield from moved([late], CALENDAR, STORM)
    late = late.record(events.Transferred(at=at(9), office="A", to="B"))
    yield late.record(events.Finished(at=at(26), office="B"))
    asked = events.OpinionAsked(at=at(3), office="A", of="C", answer_by=at(4), silence=Silence.CONSENT)
    silent = Dossier("S-1", SHORT, CALENDAR).record(begun).record(asked)
    yield from with_silence(silent.events, silent.cover, at(20))
    for some in (_deadlines, _calendars, _quality, _reports, _registers, _catalogue):
        yield from some()


@lru_cache(maxsize=1)
def values() -> dict[str, list[object]]:
    """Values of every kind, at most 25 of each, found in what a few large ones hold and answer."""
    kinds = {class_of(kind): kind for kind in KINDS}
    found: dict[str, list[object]] = {kind: [] for kind in KINDS}
    for cls, kind in kinds.items():
        if issubclass(cls, Enum):
            found[kind] = list(cls)
    seen: set[int] = set()
    kept: list[object] = []

    def walk(value: object, depth: int) -> None:
        if id(value) in seen or depth > 9:
            return
        seen.add(id(value))
        kept.append(value)
        kind = kinds.get(type(value))
        if kind is not None and len(found[kind]) < 25:
            found[kind].append(value)
        for inner in _inside(value):
            walk(inner, depth + 1)

    for root in _roots():
        walk(root, 0)
    return found


def _inside(value):
    """What a value holds, and what it answers without being asked for anything."""
    if isinstance(value, tuple | list | frozenset) and not isinstance(value, str):
        yield from list(value)[:40]
    if isinstance(value, Mapping):
        yield from list(value.values())[:40]
    if attrs.has(type(value)):
        names = [field.name for field in attrs.fields(type(value))]
        names += [name for name in dir(type(value)) if isinstance(getattr(type(value), name), property)]
        for name in names:
            with suppress(ThutucError, AttributeError):
                yield getattr(value, name)
