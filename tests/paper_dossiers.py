"""Made-up dossiers, offices and applicants for the tests of papers."""

from datetime import date, datetime

from thutuc import Dossier, Level, Office, Procedure, Step, TimeLimit, Unit, events, forms, vietnam_calendar
from thutuc.offices import OfficeDirectory
from thutuc.procedures import Fee, RequiredDocument

CAL = vietnam_calendar()
CODE = "H17.18-260302-0001"
COUNTER = Office("H17.18.01", "Trung tâm Phục vụ hành chính công xã A (mẫu)", Level.COMMUNE, parent="H17.18")
OFFICES = OfficeDirectory(
    [
        COUNTER,
        Office("H17.18", "Ủy ban nhân dân xã A (mẫu)", Level.COMMUNE),
        Office("H17.18.02", "Phòng Kinh tế", Level.COMMUNE, valid_until=date(2026, 3, 31)),
        Office("H17.18.02", "Phòng Kinh tế và Hạ tầng", Level.COMMUNE, valid_from=date(2026, 4, 1)),
    ]
)
PROCEDURE = Procedure(
    "1.004222",
    "Đăng ký biến động quyền sử dụng đất (ví dụ)",
    TimeLimit(5, Unit.WORKING_DAY),
    steps=[
        Step("tiếp nhận", "H17.18.01", TimeLimit(0.5, Unit.WORKING_DAY)),
        Step("thẩm định", "H17.18.02", TimeLimit(2, Unit.WORKING_DAY)),
        Step("trả kết quả", "H17.18.01", TimeLimit(1, Unit.WORKING_DAY)),
    ],
    documents=[RequiredDocument("Đơn đăng ký", originals=1), RequiredDocument("Hợp đồng", copies=2)],
    sets=1,
    fees=[Fee("50.000 đồng (ví dụ)", 50_000)],
)
APPLICANT = forms.Applicant(
    name="Nguyễn Văn Mẫu",
    address="thôn Ví Dụ, xã A",
    phone="(số điện thoại mẫu)",
    email="mau@example.vn",
    submitter="Trần Thị Nộp",
)
GIVEN = {"office": COUNTER, "applicant": APPLICANT, "place": "xã A"}
GROUND = "chờ xác minh nguồn gốc đất"


def at(day, hour=9, month=3, year=2026):
    return datetime(year, month, day, hour)


def new(code=CODE, **more):
    return Dossier(code, PROCEDURE, CAL, offices=OFFICES, **more)


def accepted(code=CODE, when=None):
    return new(code).record(events.Accepted(at=when or at(2), office="H17.18.01", officer="Lê Thị Nhận"))


def handed_on():
    return accepted().record(events.Transferred(at=at(2, 14), office="H17.18.01", to="H17.18.02"))


def supplement_asked():
    return handed_on().record(
        events.SupplementRequested(
            at=at(4), office="H17.18.02", documents=["hợp đồng", "Trích lục"], ground="thiếu giấy tờ"
        )
    )


def refused():
    sent = new().record(events.Submitted(at=at(2), office="H17.18.01"))
    return sent.record(events.Refused(at=at(2, 10), office="H17.18.01", ground="không thuộc thẩm quyền"))


def extended(**more):
    return handed_on().record(
        events.Extended(
            **{"at": at(5), "office": "H17.18.02", "until": date(2026, 3, 17), "ground": GROUND, **more}
        )
    )


def stopped():
    return handed_on().record(events.Stopped(at=at(5), office="H17.18.02", ground="người nộp rút hồ sơ"))


def finished():
    there = handed_on().record(events.Transferred(at=at(9), office="H17.18.02", to="H17.18.01"))
    done = there.record(events.Finished(at=at(9, 10), office="H17.18.01"))
    return done.record(events.Returned(at=at(9, 15), office="H17.18.01"))


def book_of(count=40, **more):
    dossiers = [accepted(f"H17.18-260302-{n:04}", at(2, 8)) for n in range(1, count + 1)]
    people = {one.code: APPLICANT for one in dossiers}
    return forms.register_book(dossiers, office=COUNTER, applicants=people, **more)


PAPERS = {
    "receipt": lambda **more: forms.receipt(accepted(), **{**GIVEN, **more}),
    "supplement_request": lambda **more: forms.supplement_request(supplement_asked(), **{**GIVEN, **more}),
    "refusal": lambda **more: forms.refusal(refused(), **{**GIVEN, **more}),
    "apology": lambda **more: forms.apology(extended(), **{**GIVEN, **more}),
    "stop_notice": lambda **more: forms.stop_notice(stopped(), **{**GIVEN, **more}),
    "control_slip": lambda **more: forms.control_slip(finished(), **{**GIVEN, **more}),
}
"""A paper of each kind but the book, from the arguments that all of them take."""
