"""Records of the national portal, read into procedures (bản ghi của Cổng Dịch vụ công quốc gia).

The portal publishes a procedure as a page; its records hold the text of each part of the page under the
portal's own names, tables run together. What can be told apart is read; the rest is listed with its reason.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import attrs

from thutuc.catalogue.money import declared_fee
from thutuc.catalogue.papers import documents_of
from thutuc.catalogue.references import legal_basis_of, names_of, results_of
from thutuc.catalogue.special_limits import Stated, heading_of, stated_in
from thutuc.catalogue.text import composed, told
from thutuc.catalogue.ways_to_submit import Row, rows_of
from thutuc.errors import InvalidValueError, LimitTextError, PortalRecordError, ThutucError
from thutuc.fields import mapping
from thutuc.identifiers import ProcedureCode
from thutuc.law import LegalSource, Verification
from thutuc.limits import Condition, Effect, TimeLimit
from thutuc.procedures import Channel, ChannelOffer, Procedure, ProcedureCase
from thutuc.procedures.linting import limit_in

__all__ = ["PortalReading", "Unread", "from_portal", "read_portal"]

CHANNELS: Final = "cach_thuc_thuc_hien"
_BASIS: Final = "can_cu_phap_ly"
# The page is cut at its headings, also where a description holds the words of one.
_CUT_AT: Final = "Căn cứ pháp lý"
FIELD_MAX: Final = 100_000
"""The longest field that is read, in characters; the longest on the portal has 51,000."""
_FIELDS_MAX: Final = 100
FIELDS: Final = (
    "ma_thu_tuc",
    "ten_thu_tuc",
    "so_quyet_dinh",
    "cap_thuc_hien",
    "loai_thu_tuc",
    "linh_vuc",
    "doi_tuong_thuc_hien",
    "co_quan_co_tham_quyen",
    "co_quan_duoc_uy_quyen",
    "co_quan_phoi_hop",
    "thu_tuc_lien_quan",
    "trinh_tu_thuc_hien",
    CHANNELS,
    "thanh_phan_ho_so",
    _BASIS,
    "co_quan_thuc_hien",
    "yeu_cau_dieu_kien",
    "ket_qua_xu_ly",
    "bo",
)


@attrs.frozen
class Unread:
    """A piece of a record that could not be read, and why (phần chưa đọc được).

    Args:
        field: The portal's own name of the field.
        text: The piece as it stands in the record.
        reason: Why it could not be read.
        part: Which part of the procedure lacks it: `limit`, `fee`, `documents` and so on.
    """

    field: str
    text: str
    reason: str
    part: str = ""


@attrs.frozen
class PortalReading:
    """A procedure read from a record, what else the record says, and what could not be read (kết quả đọc).

    Args:
        procedure: The procedure.
        unread: What could not be read.
        cases: Cases that descriptions state. They are also the procedure's where no channel declares a limit;
            where one does, they stand as conditions of that channel's limit.
        carried_out_by: Who carries it out (cơ quan thực hiện).
        delegates: Whom the deciding agency may delegate to (cơ quan được ủy quyền).
        coordinates: Whom it works with (cơ quan phối hợp).
        related: Related procedures, as printed (thủ tục liên quan).
        kind: Kind of procedure, as printed (loại thủ tục).
        ministry: The portal's short name of the ministry that publishes it (bộ).
    """

    procedure: Procedure
    unread: tuple[Unread, ...] = ()
    cases: tuple[ProcedureCase, ...] = ()
    carried_out_by: tuple[str, ...] = ()
    delegates: tuple[str, ...] = ()
    coordinates: tuple[str, ...] = ()
    related: str = ""
    kind: str = ""
    ministry: str = ""


def from_portal(record: Mapping[str, str]) -> Procedure:
    """The procedure that a record of the national portal describes (đọc thủ tục từ Cổng Dịch vụ công).

    Each channel row becomes a `ChannelOffer` with the limit, fee and description it declares, in the order of
    the record; `limits_for` gives the declared limits of a channel.

    Args:
        record: The portal's own field names and their text.

    Returns:
        The procedure; `read_portal` also says what could not be read.

    Raises:
        InvalidTypeError: If *record* is not a mapping.
        PortalRecordError: If it has no code or name of the right form, holds anything but text, or has a
            field of more than 100,000 characters.

    Examples:
        >>> procedure = from_portal({
        ...     "ma_thu_tuc": "1.000757",
        ...     "ten_thu_tuc": "Cấp lại thẻ căn cước",
        ...     "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tả"
        ...     "Trực tuyến7 Ngày làm việcMiễn phí"
        ...     "Trực tiếp7 Ngày làm việc70,000 Việt Nam Đồng(70.000 đồng/thẻ)",
        ... })
        >>> procedure.limits_for(Channel.DIRECT), procedure.channels[1].fee.amount
        ((TimeLimit(7, Unit.WORKING_DAY),), 70000)
    """
    return read_portal(record).procedure


def read_portal(record: Mapping[str, str]) -> PortalReading:
    """The procedure of a record, with what could not be read and why (đọc bản ghi).

    Args:
        record: The portal's own field names and their text.

    Raises:
        InvalidTypeError: If *record* is not a mapping.
        PortalRecordError: If it has no code or name of the right form, holds anything but text, or has a
            field of more than 100,000 characters.

    Examples:
        >>> reading = read_portal({
        ...     "ma_thu_tuc": "1.001193",
        ...     "ten_thu_tuc": "Thủ tục đăng ký khai sinh",
        ...     "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp1Miễn phí",
        ... })
        >>> [(item.part, item.reason) for item in reading.unread if item.text]
        [('limit', 'the number 1 has no unit')]
    """
    return _Record(_checked(record)).read()


def _refuse(record: str, field: str, given: object, found: str) -> PortalRecordError:
    named = f"the record of procedure {record}" if record else "a record of the portal"
    return PortalRecordError(f"{named}, field {field}: {found}", given=given, record=record, field=field)


def _text(code: str, name: object, value: object) -> str:
    """A field as composed text.

    Raises:
        PortalRecordError: If name or value is not text, is too long, or holds a letter of countless marks.
    """
    if not isinstance(name, str):
        raise _refuse(code, repr(name), name, "a field's name is text, such as 'ma_thu_tuc'")
    if not isinstance(value, str):
        raise _refuse(code, name, value, f"it must be text, not {type(value).__name__}")
    if max(len(name), len(value)) > FIELD_MAX:
        found = f"it has {len(value):,} characters; at most {FIELD_MAX:,} are read, so check the record"
        raise _refuse(code, name[:100], value[:100], found)
    try:
        return composed(value)
    except InvalidValueError:
        found = "a letter has more than 30 combining marks; remove them, no text needs so many"
        raise _refuse(code, name, value[:100], found) from None


def _checked(record: Mapping[str, str]) -> dict[str, str]:
    """Every field as composed text.

    Raises:
        InvalidTypeError: If *record* is not a mapping.
        PortalRecordError: If a field is not text, or code or name is missing or not of the form.
    """
    given = mapping(record, wanted="a record is a mapping of the portal's field names to text")
    named = given.get("ma_thu_tuc")
    code = named.strip() if isinstance(named, str) and len(named) <= 100 else ""  # pyright: ignore[reportUnnecessaryIsInstance]
    if len(given) > _FIELDS_MAX:
        found = f"it has {len(given)} fields; the portal's have {len(FIELDS)}, at most {_FIELDS_MAX} are read"
        raise _refuse(code, "", len(given), found)
    fields = {name: _text(code, name, value) for name, value in given.items()}
    for name in ("ma_thu_tuc", "ten_thu_tuc"):
        if not told(fields.get(name, "")):
            raise _refuse(code, name, fields.get(name), "it is missing; a procedure has a code and a name")
    try:
        ProcedureCode.parse(fields["ma_thu_tuc"])
    except ThutucError as error:
        raise _refuse(code, "ma_thu_tuc", code, str(error)) from error
    return fields


@attrs.define
class _Record:
    """One record being read."""

    fields: dict[str, str]
    unread: list[Unread] = attrs.field(factory=list[Unread])

    def read(self) -> PortalReading:
        self._report_unknown()
        offers, stated = self._channels()
        cases = _merged(offers, stated)
        procedure = self._procedure(tuple(offers), *self._undeclared(offers, stated, cases))
        return PortalReading(
            procedure,
            tuple(self.unread),
            cases,
            carried_out_by=names_of(self._told("co_quan_thuc_hien")),
            delegates=names_of(self._told("co_quan_duoc_uy_quyen")),
            coordinates=procedure.coordinates,
            related=self._told("thu_tuc_lien_quan"),
            kind=self._told("loai_thu_tuc"),
            ministry=self._told("bo"),
        )

    def _told(self, field: str) -> str:
        return told(self.fields.get(field, ""))

    def _add(self, field: str, text: str, reason: str, part: str) -> None:
        self.unread.append(Unread(field, text, reason, part))

    def _report_unknown(self) -> None:
        for name, text in self.fields.items():
            if name not in FIELDS and text:
                self._add(name, text, "the portal's records have no such field that is known", "")
        for name in FIELDS:
            if name not in self.fields:
                self._add(name, "", "the record has no such field", "")

    def _procedure(
        self, offers: tuple[ChannelOffer, ...], limit: TimeLimit | None, cases: tuple[ProcedureCase, ...]
    ) -> Procedure:
        papers = documents_of(self.fields.get("thanh_phan_ho_so", ""))
        results, odd_results = results_of(self.fields.get("ket_qua_xu_ly", ""))
        basis, odd_basis = legal_basis_of(self.fields.get(_BASIS, ""))
        for field, part, problems in (
            ("thanh_phan_ho_so", "documents", papers.problems),
            ("ket_qua_xu_ly", "results", odd_results),
            (_BASIS, "legal_basis", odd_basis),
        ):
            for text, reason in problems:
                self._add(field, text, reason, part)
        fees = tuple(dict.fromkeys(offer.fee for offer in offers if offer.fee is not None))
        return Procedure(
            self._told("ma_thu_tuc"),
            self._told("ten_thu_tuc"),
            limit,
            cases=cases,
            channels=offers,
            documents=papers.documents,
            sets=papers.sets,
            sequence=self._told("trinh_tu_thuc_hien"),
            applicants=names_of(self._told("doi_tuong_thuc_hien")),
            agency=self._told("co_quan_co_tham_quyen") or self._told("co_quan_thuc_hien"),
            results=results,
            conditions=self._told("yeu_cau_dieu_kien"),
            fees=fees,
            legal_basis=basis,
            field=self._told("linh_vuc"),
            levels=names_of(self._told("cap_thuc_hien")),
            source=self._source(),
            coordinates=names_of(self._told("co_quan_phoi_hop")),
        )

    def _source(self) -> LegalSource:
        decision = self._told("so_quyet_dinh")
        portal = "Cổng Dịch vụ công quốc gia"
        if not decision:
            return LegalSource(portal, verification=Verification.SECONDARY)
        named = decision if decision.lower().startswith("quyết định") else f"Quyết định {decision}"
        return LegalSource(named, f"công bố trên {portal}", verification=Verification.SECONDARY)

    def _channels(self) -> tuple[list[ChannelOffer], list[Stated]]:
        text, basis = self.fields.get(CHANNELS, ""), self.fields.get(_BASIS, "")
        if basis.startswith(":") and text.endswith("("):
            # The page was cut inside a row, at words that are also a heading.
            text += _CUT_AT + basis
            self.fields[_BASIS] = ""
            self._add(_BASIS, "", "the record holds the end of the channels here, not its legal basis", "")
        rows, left = rows_of(text)
        if left:
            self._add(CHANNELS, left, "no row of a channel begins here", "channels")
        ways = Counter(row.channel for row in rows)
        stated = [stated_in(row.description) for row in rows]
        offers = [
            self._offer(row, said, several=ways[row.channel] > 1)
            for row, said in zip(rows, stated, strict=True)
        ]
        self._report_unexplained(offers, rows)
        return offers, stated

    def _report_unexplained(self, offers: list[ChannelOffer], rows: tuple[Row, ...]) -> None:
        """Report rows of one channel that declare different limits and do not say for which case."""
        limits: dict[Channel, set[TimeLimit]] = {}
        for offer in offers:
            if offer.limit:
                limits.setdefault(offer.channel, set()).add(offer.limit)
        for offer, row in zip(offers, rows, strict=True):
            if offer.limit is not None and not offer.case and len(limits[offer.channel]) > 1:
                reason = (
                    "rows of this channel declare different limits, and this one does not say when it holds: "
                    "they may be cases or stages"
                )
                self._add(CHANNELS, row.text, reason, "case")

    def _offer(self, row: Row, stated: Stated, *, several: bool) -> ChannelOffer:
        for part, reason in row.problems:
            self._add(CHANNELS, row.text, reason, part)
        limit = self._limit(row, stated)
        fee, reason = declared_fee(row.fee, row.note)
        if any(part == "fee" for part, _ in row.problems):
            reason = ""
        if reason:
            self._add(CHANNELS, row.text, reason, "fee")
        case = heading_of(row.description) if several else ""
        if not case and len(stated.cases) == 1 and stated.cases[0][1] == limit:
            case = stated.cases[0][0]
        return ChannelOffer(row.channel, limit, fee, row.description, case)

    def _limit(self, row: Row, stated: Stated) -> TimeLimit | None:
        if not row.limit:
            return None
        try:
            limit = TimeLimit.parse(row.limit)
        except LimitTextError as error:
            self._add(CHANNELS, row.text, error.reason, "limit")
            return None
        conditions = [
            Condition(name, other, Effect.REPLACES) for name, other in stated.cases if other != limit
        ]
        said = limit_in(row.description) if stated.has_spans else None
        statutory = said.statutory if said is not None and said == limit else None
        return attrs.evolve(limit, conditions=conditions, statutory=statutory)

    def _undeclared(
        self, offers: list[ChannelOffer], stated: list[Stated], cases: tuple[ProcedureCase, ...]
    ) -> tuple[TimeLimit | None, tuple[ProcedureCase, ...]]:
        """The limit and cases of a procedure of which no channel declares a limit."""
        if any(offer.limit for offer in offers):
            return None, ()
        speaking = [said for said in stated if said.has_spans]
        if cases and all(said.is_complete for said in speaking):
            return None, cases
        wholes = {said.whole for said in speaking}
        if len(wholes) == 1 and None not in wholes:
            return wholes.pop(), ()
        for offer, said in zip(offers, stated, strict=True):
            if said.has_spans:
                reason = "the description names spans of time of which none is plainly the limit"
                self._add(CHANNELS, offer.description, reason, "limit")
        return None, ()


def _merged(offers: list[ChannelOffer], stated: list[Stated]) -> tuple[ProcedureCase, ...]:
    """The cases of all descriptions; the limit online apart where it differs."""
    limits: dict[str, dict[Channel, TimeLimit]] = {}
    for offer, said in zip(offers, stated, strict=True):
        for name, limit in said.cases:
            limits.setdefault(name, {}).setdefault(offer.channel, limit)
    cases: list[ProcedureCase] = []
    for name, by_channel in limits.items():
        online = by_channel.get(Channel.ONLINE)
        others = [limit for channel, limit in by_channel.items() if channel is not Channel.ONLINE]
        first = others[0] if others else next(iter(by_channel.values()))
        cases.append(ProcedureCase(name, first, online if online != first else None))
    return tuple(cases)
