import pickle
from datetime import date, datetime, time

import attrs
import pytest

from thutuc import Channel, Clock, Dossier, Unit, catalogue, vietnam_calendar
from thutuc.catalogue import Catalogue
from thutuc.errors import (
    CatalogueError,
    InvalidTypeError,
    InvalidValueError,
    ThutucError,
    UnknownProcedureError,
    UnknownVersionError,
)
from thutuc.events import Accepted
from thutuc.identifiers import ProcedureCode
from thutuc.law import LegalSource, SupplementRule, Verification, WaitingRule
from thutuc.limits import TimeLimit
from thutuc.procedures import Procedure, ProcedureCase, TransitionRule, lint

FULL = """
[sources]
luat = { document = "Luật Hộ tịch 60/2014/QH13", issued = 2014-11-20, verification = "V" }

[[procedures]]
code = "1.001193"
name = "Đăng ký khai sinh"
field = "Hộ tịch"
levels = ["Cấp xã"]
agency = "UBND xã"
applicants = ["Công dân Việt Nam"]
limit = "05 ngày làm việc kể từ ngày nhận đủ hồ sơ"
promise = "03 ngày làm việc"
sequence = '''
Bước 1.
Bước 2.
'''
conditions = "Không"
results = ["Giấy khai sinh"]
sets = 1
fees = ["8.000 đồng/bản", { text = "10 USD", amount = 10, currency = "USD" }]
legal_basis = [
  "luat",
  { name = "luat", provision = "Điều 16", verification = "V2" },
  { document = "Nghị định 123/2015/NĐ-CP" },
]
source = { name = "luat", provision = "Điều 16" }
valid_from = 2016-01-01
valid_until = 2025-06-30
cases = [
  { name = "thường", limit = "05 ngày làm việc", promise = "03 ngày làm việc" },
  { name = "cần xác minh", limit = "10 ngày làm việc", online_limit = "08 ngày làm việc" },
]
channels = [
  { channel = "trực tiếp", limit = "05 ngày", fee = "miễn phí", description = "Tại quầy", case = "thường" },
  { channel = "Online" },
  { channel = "bưu chính công ích", fee = { text = "theo cước", currency = "VND" } },
]
documents = [{ name = "Tờ khai", originals = 1, copies = 2, form = "Mẫu 01.docx", case = "thường" }]

[procedures.policy]
on_supplement = "restart"
on_consultation = "pause"
on_payment = "keep"
notice_within = "03 ngày làm việc"
close_after = "15 ngày"
online_answer_within = "08 giờ làm việc"

[[procedures.steps]]
name = "tiếp nhận"
office = "một cửa"
limit = "0,5 ngày làm việc"

[[procedures.steps]]
name = "lấy ý kiến"
office = "Công an"
after = "tiếp nhận"
own_clock = true

[[procedures.steps]]
name = "nộp phí"
office = "người dân"
after = ["tiếp nhận"]
pauses = true

[[procedures.steps]]
name = "ký"
after = ["lấy ý kiến", "nộp phí"]

[[procedures]]
code = "1.001193"
name = "Đăng ký khai sinh"
limit = "Trong ngày làm việc"
valid_from = 2025-07-01
transition = { rule = "new-for-steps", steps = ["ký"], source = "luat" }
steps = [{ name = "ký", office = "UBND xã" }]
"""

SMALL = '[[procedures]]\ncode = "1.000001"\nname = "ví dụ"\n'


def problems(text):
    """What `load` reports of a text."""
    with pytest.raises(CatalogueError) as caught:
        catalogue.load(text)
    return caught.value.problems


class TestLoad:
    def test_every_field(self):
        """Every field of the format is read into the procedure."""
        old = catalogue.load(FULL).find("1.001193", date(2020, 1, 1))
        assert old.promise == TimeLimit(3, Unit.WORKING_DAY)
        assert old.sequence.splitlines() == ["Bước 1.", "Bước 2."]
        assert [(fee.amount, fee.currency) for fee in old.fees] == [(8000, "VND"), (10, "USD")]
        assert [source.verification for source in old.legal_basis] == [
            Verification.TEXT,
            Verification.SECONDARY,
            Verification.UNVERIFIED,
        ]
        assert str(old.source) == "Luật Hộ tịch 60/2014/QH13, Điều 16"
        assert [limit.amount for limit in old.limits_for(Channel.ONLINE)] == [5, 8]
        assert old.cases[0].promise == TimeLimit(3, Unit.WORKING_DAY)
        assert [offer.channel.name for offer in old.channels] == ["DIRECT", "ONLINE", "POST"]
        assert (old.channels[0].fee.amount, old.channels[2].fee.text) == (0, "theo cước")
        assert (old.documents[0].copies, old.documents[0].form) == (2, "Mẫu 01.docx")
        assert old.policy.on_supplement is SupplementRule.RESTART
        assert old.policy.on_consultation is WaitingRule.PAUSE
        assert old.policy.online_answer_within == TimeLimit(8, Unit.WORKING_HOUR)
        assert [step.office for step in old.steps] == ["một cửa", "Công an", "người dân", ""]
        assert old.steps[1].own_clock
        assert old.steps[2].pauses
        assert old.steps[3].after == ("lấy ý kiến", "nộp phí")

    def test_versions(self):
        """Two versions of one code make one procedure with a transition."""
        versions = catalogue.load(FULL)["1.001193"]
        assert len(versions) == 2
        assert versions.versions[1].transition.rule is TransitionRule.NEW_FOR_STEPS

    def test_files_and_folders(self, tmp_path):
        """Several files, and a folder of them, make one catalogue."""
        (tmp_path / "a.toml").write_text(SMALL, encoding="utf-8")
        (tmp_path / "b.toml").write_text(SMALL.replace("000001", "000002"), encoding="utf-8")
        assert list(catalogue.load(tmp_path)) == ["1.000001", "1.000002"]
        assert len(catalogue.load(tmp_path / "a.toml", SMALL.replace("000001", "000003"))) == 2

    def test_nothing_makes_an_empty_catalogue(self):
        """An empty text is an empty catalogue."""
        assert len(catalogue.load("")) == len(catalogue.load()) == 0


class TestBadCatalogues:
    def test_all_problems_at_once(self, tmp_path):
        """Every problem is reported in one error, with file, procedure and field, and it pickles."""
        path = tmp_path / "own.toml"
        path.write_text(
            'x = 1\n[[procedures]]\ncode = "1.00422"\nname = ""\nlimits = "5 ngày"\nlimit = 5\n'
            'steps = [{ name = "a", office = "A", limit = "năm nay", extra = 1 }, 7]\n',
            encoding="utf-8",
        )
        with pytest.raises(CatalogueError) as caught:
            catalogue.load(path)
        found = caught.value.problems
        assert all(problem.startswith(f"{path}: ") for problem in found)
        for part in (
            "the catalogue, field x: unknown; known are sources, procedures",
            "procedure 1.00422, field limits: unknown; known are code, ",
            "procedure 1.00422, field name: ",
            "procedure 1.00422, field limit: a limit is text",
            "procedure 1.00422, field code: '1.00422' is not formed as a national code",
            "procedure 1.00422, steps 1 (a), field limit: no time limit can be read",
            "procedure 1.00422, steps 1 (a), field extra: unknown; known are name, office, limit, after",
            "procedure 1.00422, steps, number 2 must be a table",
        ):
            assert any(part in problem for problem in found), part
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own error
        assert isinstance(caught.value, ValueError)

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("code_is_own = 1", "field code_is_own: this must be a bool"),
            ("valid_from = 2025-01-01T00:00:00", "field valid_from: this must be a date"),
            ("valid_from = 2025-01-02\nvalid_until = 2025-01-01", "cannot be valid from"),
            ("sets = -1", "sets"),
            ("sets = true", "sets"),
            ("sequence = 3", "field sequence: this must be text"),
            ('levels = "Cấp xã"', "field levels: this must be a list"),
            ("levels = [1]", "field levels: this must be text"),
            ('legal_basis = ["x"]', "no source is called 'x'; known are none"),
            ('legal_basis = [{ provision = "Điều 1" }]', "legal_basis 1, field document: missing"),
            ('source = { document = "Luật", verification = "W" }', "allowed are V, V2, U"),
            ('channels = [{ channel = "fax" }]', "allowed are 1 (trực tiếp)"),
            ('channels = [{ channel = "post", fee = { amount = 3 } }]', "field text: missing"),
            ('cases = [{ limit = "5 ngày" }]', "cases 1, field name: missing"),
            ('limit = { text = "5 ngày" }', "limit, field source: missing"),
            ('limit = { source = { document = "Luật" } }', "limit, field text: missing"),
            ('limit = { text = "5 ngày", source = "x" }', "no source is called 'x'"),
            (
                'cases = [{ name = "a", limit = { text = "5", source = { document = "Luật" } } }]',
                "(a), limit, field text: no",
            ),
            ('cases = [{ name = "a", limit = "5 ngày" }, { name = "a", limit = "6 ngày" }]', "used twice"),
            ('documents = { name = "a" }', "documents, must be a list of tables"),
            ('documents = [{ name = "a", copies = 0.5 }]', "copies"),
            ('policy = "restart"', "field policy: this must be a table"),
            ('policy = { on_supplement = "stop" }', "allowed are restart, resume, keep"),
            (
                'policy = { on_payments = "keep" }',
                "policy, field on_payments: unknown; known are on_supplement",
            ),
            ('transition = { rule = "new-for-steps" }', "transition names steps"),
            ('steps = [{ name = "a", office = "A", after = "b" }]', "which is no step"),
            ('steps = [{ name = "a", after = "b" }, { name = "b", after = "a" }]', "circle"),
            ('steps = [{ name = "a", after = 3 }]', "field after: this must be a list"),
            ("fees = [3]", "fees: this must be text"),
            ('limit = "Theo quy định"', "field limit: no time limit can be read"),
        ],
    )
    def test_bad_fields(self, line, problem):
        """A field of the wrong type or value is named, with what is allowed."""
        (found,) = problems(SMALL + line)
        assert found.startswith("text: procedure 1.000001")
        assert problem in found

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("own.toml", "give a pathlib.Path"),
            ("procedures = 3", "procedures, must be a list of tables"),
            ("sources = 3", "sources, must be tables with a name"),
            ("sources = { a = 3 }", "a must be a table"),
            ("[sources.a]\nprovision = 'x'", "source a, field document: missing"),
            ("[[procedures]]", "procedure number 1, field code: missing"),
            (SMALL + SMALL, "overlap"),
            ('[[procedures]]\ncode = "TC05"\nname = "x"', "set code_is_own = true"),
        ],
    )
    def test_bad_texts(self, text, problem):
        """A text that is no catalogue says why."""
        assert any(problem in found for found in problems(text))

    def test_files_that_cannot_be_read(self, tmp_path):
        """A missing file, an empty folder and a file in another encoding are named, all at once."""
        (tmp_path / "empty").mkdir()
        (tmp_path / "latin.toml").write_bytes(b'x = "\xff"')
        with pytest.raises(CatalogueError) as caught:
            catalogue.load(tmp_path / "none.toml", tmp_path / "empty", tmp_path / "latin.toml")
        assert [name in str(caught.value) for name in ("none.toml", "empty", "latin.toml")] == [True] * 3

    def test_what_is_no_source(self):
        """A source is text or a path."""
        with pytest.raises(InvalidTypeError, match="TOML text or a path"):
            catalogue.load(3)


class TestCatalogue:
    def test_mapping(self):
        """A catalogue is a mapping from codes, in any spelling of them, to versions."""
        own = Catalogue([Procedure("1.000001", "một"), Procedure("TC05", "hai")])
        assert list(own) == ["1.000001", "TC05"]
        assert "tc05" in own
        assert own[ProcedureCode.parse("1.000001")].code == "1.000001"
        assert own.get("tc06") is None
        assert 5 not in own
        assert "" not in own
        assert repr(own) == "<Catalogue of 2 procedures in 2 versions>"

    def test_an_unknown_code(self):
        """A code that is not there is a KeyError that keeps it."""
        with pytest.raises(UnknownProcedureError, match=r"no procedure has the code '1\.000009'") as caught:
            catalogue.standard().find("1.000009")
        assert caught.value.given == "1.000009"
        assert isinstance(caught.value, KeyError)

    def test_the_day_decides(self):
        """Of several versions the day decides; without a day, or outside them, there is no answer."""
        own = catalogue.load(FULL)
        assert own.find("1.001193", date(2025, 7, 1)).limit.amount == 0
        with pytest.raises(InvalidValueError, match="2 versions"):
            own.find("1.001193")
        with pytest.raises(UnknownVersionError):
            own.find("1.001193", date(2015, 12, 31))

    def test_spellings_of_one_code(self):
        """Versions whose codes are spelt differently are one procedure."""
        versions = [
            Procedure("tc05", "a", valid_until=date(2014, 12, 31)),
            Procedure("TC05", "a", valid_from=date(2015, 1, 1)),
        ]
        assert len(Catalogue(versions)) == 1

    def test_search(self):
        """Names are found by their words, whatever accents, case and order."""
        found = catalogue.standard().search("GIAM ho cham")
        assert {procedure.name for procedure in found} == {"Đăng ký chấm dứt giám hộ"}
        # Every version of it, or that of a day.
        assert [procedure.limit for procedure in found] == [TimeLimit(2, Unit.WORKING_DAY), None]
        of_day = catalogue.standard().search("GIAM ho cham", date(2027, 3, 1))
        assert [procedure.limit for procedure in of_day] == [None]
        assert catalogue.standard().search("hải quan") == ()

    @pytest.mark.parametrize("given", ["1.000001", 3, ["1.000001"]])
    def test_what_is_no_procedure(self, given):
        """A catalogue is made of procedures, and so is what is linted."""
        with pytest.raises(InvalidTypeError):
            Catalogue(given)
        with pytest.raises(InvalidTypeError):
            catalogue.lint(given)

    def test_overlapping_versions(self):
        """Two versions valid on one day make no catalogue."""
        with pytest.raises(CatalogueError, match="overlap"):
            Catalogue([Procedure("1.000001", "a"), Procedure("1.000001", "b")])


class TestStandard:
    def test_at_least_twelve_with_sources(self):
        """The package knows more than twelve real procedures, each with a source and a limit or a reason."""
        procedures = catalogue.standard().procedures
        assert len(procedures) >= 12
        assert all(procedure.source for procedure in procedures)
        without = [
            procedure.code
            for procedure in procedures
            if not procedure.limits_for(Channel.DIRECT) and procedure.valid_from != date(2027, 3, 1)
        ]
        # The first states no unit, the second no limit for the whole, the third no limit at all.
        assert without == ["2.002039", "1.015027", "PHIEU-LLTP"]

    def test_it_is_read_once(self):
        """The standard catalogue is one value."""
        assert catalogue.standard() is catalogue.standard()

    def test_steps_fit_the_limits(self):
        """No route of the standard catalogue takes longer than its limit in days."""
        survey = catalogue.lint(catalogue.standard().procedures)
        assert survey.of("over-limit") == ()
        assert [each.procedure.code for each in survey.of("over-same-day")] == ["2.000908"]

    @pytest.mark.parametrize(
        ("code", "days"), [("TN02", 32), ("TN05", 34), ("TC05", 5), ("KT01", 15), ("DT01", 15)]
    )
    def test_sums_of_the_source(self, code, days):
        """The budgets add up to the total the source declares."""
        procedure = catalogue.standard().find(code)
        assert procedure.limit == TimeLimit(days, Unit.DAY)
        assert sum(step.limit.amount for step in procedure.steps if step.counts) == days

    @pytest.mark.parametrize("code", ["TN02", "TN05"])
    def test_the_tax_pauses_the_clock(self, code):
        """While the citizen pays, the clock of the land procedures stands still."""
        procedure = catalogue.standard().find(code)
        assert [step.name for step in procedure.steps if step.pauses] == ["nộp thuế"]
        assert procedure.policy.on_payment is WaitingRule.PAUSE

    def test_civil_status(self):
        """Births are registered the same day until 15:00, and verification adds days elsewhere."""
        birth = catalogue.standard().find("1.001193", date(2026, 3, 2))
        assert birth.limit == TimeLimit(0, Unit.WORKING_DAY, cut_off=time(15))
        assert birth.source.verification is Verification.TEXT
        parents = catalogue.standard().find("NHAN-CHA-ME-CON", date(2027, 2, 28)).limit
        assert parents.under(parents.conditions[0]) == TimeLimit(8, Unit.WORKING_DAY)

    def test_it_can_be_used(self):
        """A deadline follows from a procedure of the catalogue."""
        limit = catalogue.standard().find("1.001193", date(2026, 3, 2)).limit
        clock = Clock(limit, datetime(2026, 3, 2, 15, 30), vietnam_calendar())
        assert clock.deadline.due_on == date(2026, 3, 3)

    def test_own_codes_are_no_national_ones(self):
        """A code is told to be national by its form."""
        national = [code for code in catalogue.standard() if ProcedureCode.is_valid(code)]
        assert national == [
            "1.001193",
            "2.000635",
            "2.000908",
            "2.000986",
            "2.002039",
            "1.015027",
            "1.005401",
            "1.005411",
            "1.005133",
        ]


def standard(code, day):
    return catalogue.standard().find(code, day)


NEW_LAW = date(2027, 3, 1)
# What had no limit under the law of 2014, and what had one.
WITHOUT_LIMIT, WITH_LIMIT = (
    ("1.001193", "2.000635"),
    ("GIAM-HO", "CHAM-DUT-GIAM-HO", "NHAN-CHA-ME-CON", "THAY-DOI-HO-TICH"),
)


class TestTheLawOfTheDay:
    @pytest.mark.parametrize("code", WITHOUT_LIMIT)
    def test_twenty_four_hours_where_no_limit_was_laid_down(self, code):
        """From 01/03/2027 civil status without a limit has 24 hours by the clock and no hour of receipt."""
        old, new = standard(code, date(2027, 2, 28)), standard(code, NEW_LAW)
        assert old.limit == TimeLimit(0, Unit.WORKING_DAY, cut_off=time(15))
        assert (new.limit, new.limit.cut_off) == (TimeLimit(24, Unit.HOUR), None)
        assert str(new.limit.source).startswith("Luật Hộ tịch 03/2026/QH16, Điều 3 khoản 3")

    @pytest.mark.parametrize(
        ("received", "due_at"),
        [
            (datetime(2027, 3, 4, 9), datetime(2027, 3, 5, 9)),
            (datetime(2027, 3, 4, 16), datetime(2027, 3, 5, 16)),
            (datetime(2027, 3, 5, 9), datetime(2027, 3, 8, 17)),
            # The last moment of the old law, and its hour of receipt.
            (datetime(2027, 2, 26, 15), datetime(2027, 2, 26, 17)),
            (datetime(2027, 2, 26, 15, 1), datetime(2027, 3, 1, 17)),
        ],
    )
    def test_a_birth_around_the_change(self, received, due_at):
        """A dossier keeps the law of its day of receipt, also where it is answered under the new one."""
        versions = catalogue.standard()["1.001193"]
        followed = versions.followed(received.date(), date(2027, 4, 1))
        life = Dossier("X", followed, vietnam_calendar()).record(Accepted(at=received, office="A"))
        assert life.deadline.due_at == due_at

    @pytest.mark.parametrize("code", WITH_LIMIT)
    def test_no_limit_is_guessed_where_the_decree_is_missing(self, code):
        """What had a limit under the law of 2014 has none known under the new one, and says why."""
        assert standard(code, date(2027, 2, 28)).limit is not None
        new = standard(code, NEW_LAW)
        assert new.limits_for(Channel.DIRECT) == new.limits_for(Channel.ONLINE) == ()
        assert new.source.verification is Verification.UNVERIFIED
        assert "chưa tìm thấy nghị định" in new.conditions
        assert [finding.code for finding in lint(new)] == ["no-limit"]

    def test_a_marriage_with_verification_has_no_limit(self):
        """Under the new law a marriage has 24 hours, one that must be verified no known limit, never 24."""
        old, new = standard("KET-HON", date(2026, 3, 2)), standard("KET-HON", date(2027, 3, 10))
        assert old.limit_of(Channel.DIRECT, "cần xác minh") == TimeLimit(5, Unit.WORKING_DAY)
        assert new.limit_of(Channel.DIRECT, "không cần xác minh") == TimeLimit(24, Unit.HOUR)
        assert new.limit_of(Channel.DIRECT, "cần xác minh") is None
        assert new.limits_for(Channel.DIRECT) == (TimeLimit(24, Unit.HOUR),)
        with pytest.raises(InvalidValueError, match="several limits, 24 hours, none"):
            new.limit_of(Channel.DIRECT)
        life = Dossier("X", new, vietnam_calendar(), case="cần xác minh")
        assert life.record(Accepted(at=datetime(2027, 3, 10, 9), office="A")).deadline is None
        assert [str(finding) for finding in lint(new)] == ["cần xác minh: không có thời hạn giải quyết"]

    def test_nothing_of_civil_status_follows_the_law_of_2014_afterwards(self):
        """Whatever is registered as civil status on 10/03/2027, no limit of it rests on the law of 2014."""
        day = date(2027, 3, 10)
        found = [each for each in catalogue.standard().procedures if each.is_valid_on(day)]
        of_day = [each for each in found if each.field == "Hộ tịch"]
        assert len(of_day) >= 7
        for each in of_day:
            sources = [limit.source for limit in each.limits_for(Channel.DIRECT)]
            assert not any("60/2014" in str(source) for source in (*sources, each.source)), each

    @pytest.mark.parametrize(
        ("code", "case", "source"),
        [
            ("1.001193", None, "Luật Hộ tịch 60/2014/QH13, Điều 5 khoản 3"),
            ("KET-HON", "không cần xác minh", "Luật Hộ tịch 60/2014/QH13, Điều 5 khoản 3"),
            ("2.000635", None, "Luật Hộ tịch 60/2014/QH13, Điều 5 khoản 3"),
            ("2.000908", None, "Nghị định 23/2015/NĐ-CP, Điều 7"),
            ("BIEN-PHAP-BAO-DAM", None, "Nghị định 99/2022/NĐ-CP, Điều 16"),
        ],
    )
    def test_the_hour_of_receipt_is_cited_from_the_law_of_the_procedure(self, code, case, source):
        """Same day until 15:00 is a rule of three laws: the explanation cites that of the procedure alone."""
        procedure = standard(code, date(2026, 3, 6))
        life = Dossier("X", procedure, vietnam_calendar(), case=case)
        life = life.record(Accepted(at=datetime(2026, 3, 6, 15, 30), office="A"))
        for language in ("vi", "en"):
            text = life.deadline.explain(language).text()
            assert text.count(f"[{source}]") == 2
            cited = [number for number in ("60/2014", "23/2015", "99/2022") if number in text]
            assert cited == [number for number in cited if number in source]
        assert life.deadline.explain().entries[0].source.text() == source

    def test_a_limit_rests_on_what_its_procedure_rests_on(self):
        """A procedure gives its source to limits that name none, in every case, channel and promise."""
        own, law = LegalSource("Quyết định A"), LegalSource("Luật B", verification=Verification.TEXT)
        limit = TimeLimit.parse("trong ngày làm việc")
        made = Procedure(
            "X",
            "ví dụ",
            promise=TimeLimit(1, Unit.HOUR),
            source=own,
            cases=[ProcedureCase("a", limit), ProcedureCase("b", limit.resting_on(law))],
        )
        assert [each.source for each in made.limits_for(Channel.POST)] == [own, law]
        assert [made.limit_of(Channel.POST, name).source for name in "ab"] == [own, law]
        assert made.appointment_limit(Channel.POST, "b").source == own
        assert attrs.evolve(made, source=None).limit_of(Channel.POST, "a").source is None
        assert attrs.evolve(made, source=law).limit_of(Channel.POST, "a").source == law


# Interlinked procedures: the limit, and for each step its office and budget as the source gives them.
INTERLINKED = {
    "2.000986": ("20 ngày làm việc", """
        UBND xã: ngay trong ngày làm việc
        Công an: 15 ngày
        BHXH huyện: 10 ngày
        UBND xã: –
    """),
    "KHAI-SINH-LIEN-THONG-DIEN-TU": ("03 ngày làm việc", """
        UBND xã: –
        Công an: –
        BHXH: –
        UBND xã: –
    """),
    "2.002039": (None, """
        Sở Tư pháp: 05 ngày làm việc
        Công an cấp tỉnh: 30 ngày
        Sở Tư pháp: 05 ngày làm việc
        Chủ tịch UBND cấp tỉnh: 05 ngày làm việc
        Bộ Tư pháp: 20 ngày
        người dân: –
        Bộ Tư pháp: 10 ngày làm việc
        Chủ tịch nước: 30 ngày
        Bộ Tư pháp: 07 ngày làm việc
    """),
    "1.015027": (None, """
        UBND cấp xã: 07 ngày làm việc
        Công an cấp tỉnh: 07 ngày làm việc
        Bảo hiểm xã hội Công an nhân dân: 30 ngày làm việc
        Công an cấp tỉnh: –
    """),
    "1.005401": ("45 ngày làm việc", """
        Bộ Quốc phòng: 15 ngày
        Bộ Công an: 15 ngày
        cơ quan thẩm định: 40 ngày
        cơ quan thẩm định: 01 ngày làm việc
        Chủ tịch UBND cấp tỉnh: 03 ngày làm việc
    """),
    "1.005133": ("87 ngày làm việc", """
        Cục Hành chính tư pháp: –
        Bộ Công an: –
        Cục Hành chính tư pháp: –
    """),
}  # fmt: skip


class TestInterlinked:
    @pytest.mark.parametrize("code", INTERLINKED)
    def test_budgets_of_the_source(self, code):
        """Every office has the budget that the source gives it, and none where it gives none."""
        limit, chain = INTERLINKED[code]
        procedure = standard(code, date(2026, 9, 1))
        assert (None if procedure.limit is None else str(procedure.limit)) == limit
        budgets = [f"{step.office}: {step.limit or '–'}" for step in procedure.steps]
        assert budgets == [line.strip() for line in chain.strip().splitlines()]
        assert len({step.office for step in procedure.steps}) >= 2
        assert procedure.source.verification is Verification.SECONDARY
        found = {finding.code for finding in lint(procedure, parts=False)}
        assert found <= {"no-limit", "no-budget", "mixed-units"}

    def test_police_and_insurance_work_side_by_side(self):
        """After the birth the police has 15 days and the insurance 10, and the commune waits for both."""
        procedure = standard("2.000986", date(2026, 3, 2))
        plan = procedure.plan(datetime(2026, 3, 2, 8), vietnam_calendar(), channel=Channel.ONLINE)
        ends = {window.step.name: window.earliest_end.date() for window in plan.windows}
        assert ends["thường trú"] == date(2026, 3, 17)
        assert ends["bảo hiểm y tế"] == date(2026, 3, 12)
        assert plan.finish.date() == date(2026, 3, 17) <= plan.deadline.due_on == date(2026, 3, 30)
        assert [condition.limit.amount for condition in procedure.limit.conditions] == [2, 5]

    def test_ten_days_three_times_are_thirty(self):
        """The refund of insurance premiums: ten days each for appraisal, report and payment order make 30."""
        procedure = standard("1.005411", date(2026, 9, 1))
        assert (
            sum(step.limit.amount for step in procedure.steps if step.limit) == procedure.limit.amount == 30
        )

    def test_citizenship_budgets_make_the_number_of_the_portal(self):
        """The portal declares 105 without a unit: the sum of the budgets until the President's decision."""
        procedure = standard("2.002039", date(2026, 9, 1))
        assert sum(step.limit.amount for step in procedure.steps[:-1] if step.limit) == 105

    def test_the_sea_area_keeps_its_own_clock(self):
        """Opinions on a sea area do not count; a supplement starts again and is waited for 15 days."""
        policy = standard("1.005401", date(2026, 9, 1)).policy
        assert (policy.on_consultation, policy.on_supplement, policy.close_after) == (
            WaitingRule.PAUSE,
            SupplementRule.RESTART,
            TimeLimit(15, Unit.DAY),
        )

    def test_coordinating_agencies(self):
        """Whom an agency works with is read from TOML as a list of names."""
        assert standard("1.005401", date(2026, 9, 1)).coordinates == ("Bộ Quốc phòng", "Bộ Công an")
        assert problems(SMALL + 'coordinates = "Bộ Công an"')[0].endswith("not 'Bộ Công an'")


class TestSurvey:
    def test_counts_and_shares(self):
        """Findings are counted by kind and by procedure, out of all that were checked."""
        survey = catalogue.lint(
            [Procedure("1.000001", "a"), Procedure("1.000002", "b", TimeLimit(5, Unit.DAY))]
        )
        assert survey.counts() == {"no-limit": (1, 1)}
        assert survey.to_dicts("en")[0]["percent"] == 50.0
        assert str(survey.flagged[0]).startswith("1.000001: ")
        assert repr(survey) == "<Survey of 2 procedures: 1 findings>"

    def test_nothing_to_check(self):
        """No procedures give an empty table."""
        assert catalogue.lint([]).text("en").splitlines()[0] == "0 procedures checked"

    def test_other_languages_are_refused(self):
        """A table is in Vietnamese or English."""
        with pytest.raises(ThutucError):
            catalogue.lint([]).text("fr")

    def test_a_described_same_day_beside_another_limit(self):
        """A description that promises the same day contradicts a declared limit of days."""
        text = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp1 NgàyMiễn phíTrả kết quả ngay trong ngày."
        entry = {"ma_thu_tuc": "1.000001", "ten_thu_tuc": "ví dụ", "cach_thuc_thuc_hien": text}
        (found,) = catalogue.lint([catalogue.from_portal(entry)]).of("description-differs")
        assert "ngay trong ngày" in found.text()
