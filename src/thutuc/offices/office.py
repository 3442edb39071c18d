"""`Office` and `Succession`: one office, and who goes on with its work (cơ quan, cơ quan kế thừa)."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

import attrs
from attrs.converters import optional

from thutuc.calendars import WorkCalendar
from thutuc.errors import InvalidValueError
from thutuc.fields import ReadOnly, iterable, of, plain_text
from thutuc.identifiers import AgencyCode, ProcedureCode
from thutuc.law import LegalSource
from thutuc.law.validity import Validity
from thutuc.words.labels import Labelled


class Level(Labelled):
    """The level of an office (cấp hành chính).

    Legal source:
        Nghị quyết 203/2025/QH15 and Luật 72/2025/QH15: no district level after 30/06/2025.

    Examples:
        >>> Level.DISTRICT.label(), Level.DISTRICT.exists_on(date(2025, 7, 1))
        ('Cấp huyện', False)
    """

    CENTRAL = "central", "Cấp trung ương", "central", "trung ương", "cấp bộ", "bộ"
    """Ministries and the bodies under them (bộ, ngành trung ương)."""
    PROVINCE = "province", "Cấp tỉnh", "province", "tỉnh"
    """Provinces and cities under the centre (tỉnh, thành phố)."""
    DISTRICT = "district", "Cấp huyện", "district", "huyện"
    """Districts, towns, provincial cities, until 30/06/2025 (huyện)."""
    COMMUNE = "commune", "Cấp xã", "commune", "xã", "phường", "đặc khu"
    """Communes, wards, special zones (xã, phường, đặc khu)."""

    @property
    def last_day(self) -> date | None:
        """The last day on which the level existed, `None` if it still does."""
        return date(2025, 6, 30) if self is Level.DISTRICT else None

    def exists_on(self, day: date) -> bool:
        """Whether offices of this level exist on *day*."""
        return self.last_day is None or day <= self.last_day


class Branch(Labelled):
    """The vertical branch an office belongs to, if any (ngành dọc).

    Legal source:
        Nghị định 61/2018/NĐ-CP, Điều 7.

    Examples:
        >>> Branch.TAX.label(), Branch.TAX.label("en")
        ('Thuế', 'tax')
    """

    TAX = "tax", "Thuế", "tax"
    POLICE = "police", "Công an", "police"
    SOCIAL_INSURANCE = "social-insurance", "Bảo hiểm xã hội", "social insurance"
    LAND_REGISTRATION = "land-registration", "Đăng ký đất đai", "land registration"
    CUSTOMS = "customs", "Hải quan", "customs"
    OTHER = "other", "Ngành dọc khác", "another branch"


def read_code(value: object) -> str:
    """An office's code as it is kept: a formal one in the present order, any other as it was written."""
    # Every event is read so: the same few hundred texts again and again.
    return _read_text(value) if isinstance(value, str) else AgencyCode.standard(value)


_read_text = lru_cache(maxsize=65_536)(AgencyCode.standard)


def _read_name(value: object) -> str:
    return plain_text(value, "the name of an office")


@attrs.frozen
class Office(Validity):
    """One office over one period of validity (cơ quan).

    An office that changes its name, parent or hours is several `Office` values with one code and periods that
    do not overlap. A code stands for one body for ever; a body that takes over has a code of its own and a
    [`Succession`][thutuc.offices.Succession]. Codes need not be formal agency codes.

    Args:
        code: Agency code in either order, or any other code; capitals and small letters are not told apart.
        name: Full name with its accents; never a key, since several offices may have it.
        level: Level it belongs to.
        branch: Vertical branch, if it belongs to one.
        parent: Code of the office above it.
        calendar: Its own hours and days off, if they differ from those of the state.
        valid_from: First day; left out if not known.
        valid_until: Last day, itself included; left out if it has not ended. A district office ends on
            30/06/2025 at the latest.
        source: Where this comes from and how far it was verified.
        code_is_example: The code was made up for an example; it is not the official one.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If a text is empty, the office ends before it starts, or it outlives its level.

    Examples:
        >>> huyen = Office("h17.18", "UBND huyện A", Level.DISTRICT, valid_from=date(2010, 1, 1))
        >>> huyen.code, huyen.valid_until, huyen.is_valid_on(date(2025, 7, 1))
        ('H17.18', datetime.date(2025, 6, 30), False)
    """

    code: str = attrs.field(converter=read_code)
    name: str = attrs.field(converter=_read_name)
    level: Level = attrs.field(validator=of(Level))
    branch: Branch | None = attrs.field(default=None, kw_only=True, validator=of(Branch, optional=True))
    parent: str | None = attrs.field(default=None, kw_only=True, converter=optional(read_code))
    calendar: WorkCalendar | None = attrs.field(
        default=None, kw_only=True, validator=of(WorkCalendar, optional=True), repr=False
    )
    valid_from: date | None = attrs.field(default=None, kw_only=True, validator=of(date, optional=True))
    valid_until: date | None = attrs.field(default=None, kw_only=True, validator=of(date, optional=True))
    source: LegalSource | None = attrs.field(
        default=None, kw_only=True, validator=of(LegalSource, optional=True), repr=False
    )
    code_is_example: bool = attrs.field(default=False, kw_only=True, validator=of(bool))

    def __attrs_post_init__(self) -> None:
        end, level_end = self.valid_until, self.level.last_day
        if level_end is not None and end is None:
            end = level_end
            object.__setattr__(self, "valid_until", end)
        if level_end is not None and end is not None and end > level_end:
            raise InvalidValueError(
                f"office {self.code} is of the {self.level.label('en')} level, which ended on {level_end}; "
                f"valid_until is {end}",
                given=end,
            )
        self.check_period(f"office {self.code}")

    @property
    def agency(self) -> AgencyCode | None:
        """Its code as an agency code, `None` if it is of another form."""
        return AgencyCode.formal(self.code)


def _read_procedures(given: Iterable[ProcedureCode | str] | None) -> frozenset[str] | None:
    if given is None:
        return None
    read = frozenset(map(ProcedureCode.standard, iterable(given, "procedures")))
    if not read:
        raise InvalidValueError("procedures must name at least one; leave it out for all", given=given)
    return read


@attrs.frozen
class Succession:
    """From a day on, one office goes on with work of another (kế thừa nhiệm vụ).

    Many to many: an office may have several successors and several predecessors, and for some procedures
    others than for the rest.

    Args:
        predecessor: Code of the office whose work moves.
        successor: Code of the office that goes on with it.
        on: First day of the successor.
        whole: The work moves as a whole, or else only the share of this successor, for instance a part of the
            area.
        procedures: Codes of the procedures that move; left out, all that no other succession of the same
            office and day names. A central code covers its local variants.
        source: Where this comes from and how far it was verified.

    Raises:
        InvalidTypeError: If an argument has the wrong type.
        InvalidValueError: If an office would succeed itself, or *procedures* is empty.

    Legal source:
        For the reform of 01/07/2025: Nghị quyết 202/2025/QH15, Nghị quyết 203/2025/QH15 and the resolution of
        the Standing Committee for each province.

    Examples:
        >>> moved = Succession("Sở X", "Sở Y", date(2025, 3, 1), procedures=["1.004222"])
        >>> moved.names("1.004222.000.00.00.H55"), moved.names("1.004223")
        (True, False)
    """

    predecessor: str = attrs.field(converter=read_code)
    successor: str = attrs.field(converter=read_code)
    on: date = attrs.field(validator=of(date))
    whole: bool = attrs.field(default=True, kw_only=True, validator=of(bool))
    procedures: frozenset[str] | None = attrs.field(default=None, kw_only=True, converter=_read_procedures)
    source: LegalSource | None = attrs.field(
        default=None, kw_only=True, validator=of(LegalSource, optional=True), repr=False
    )

    def __attrs_post_init__(self) -> None:
        if code_key(self.predecessor) == code_key(self.successor):
            raise InvalidValueError(f"office {self.predecessor} cannot succeed itself", given=self.successor)

    def names(self, procedure: ProcedureCode | str) -> bool:
        """Whether this succession names *procedure* or the procedure it is a variant of."""
        if self.procedures is None:
            return False
        asked = ProcedureCode.standard(procedure)
        variant, named = ProcedureCode.formal(asked), map(ProcedureCode.formal, self.procedures)
        covered = variant is not None and any(code.covers(variant) for code in named if code is not None)
        return covered or asked in self.procedures


def spellings(codes: Iterable[str]) -> ReadOnly[str, str]:
    """How each office is written: its first spelling, by that text and by what codes are compared by.

    Examples:
        >>> names = spellings(["UBND xã A", "ubnd xã a"])
        >>> spelled("ubnd  XÃ A", names), spelled("h17.18", names)
        ('UBND xã A', 'H17.18')
    """
    found: dict[str, str] = {}
    for code in codes:
        first = found.setdefault(code_key(code), code)
        found[first] = first
    return ReadOnly(found)


def spelled(code: str, names: Mapping[str, str]) -> str:
    """*code* as *names* write its office; as it is kept where they do not know it."""
    known = names.get(code)
    if known is None and code.strip():
        known = names.get(code_key(code)) or read_code(code)
    return code if known is None else known


def code_key(code: str) -> str:
    """What codes are compared by: formal codes in one order, no difference of capitals."""
    return _key_of_text(code) if isinstance(code, str) else read_code(code)  # pyright: ignore[reportUnnecessaryIsInstance]


_key_of_text = lru_cache(maxsize=65_536)(AgencyCode.key)
