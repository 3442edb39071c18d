"""`Role` and `Responsibility`: who did what in a case, kept apart (vai trò của cơ quan)."""

from collections.abc import Iterable
from datetime import date

import attrs
from attrs.converters import optional

from thutuc.fields import iterable, require
from thutuc.offices.office import code_key, read_code
from thutuc.words.labels import Labelled

_DECIDING_OFFICE_SINCE = date(2025, 7, 1)


class Role(Labelled):
    """What an office does in a case (vai trò).

    Examples:
        >>> Role.RECEIVES.label()
        'Tiếp nhận'
    """

    HELPS = "helps", "Hướng dẫn, hỗ trợ", "helps"
    """Helped the citizen to prepare or send the dossier, wherever that was."""
    RECEIVES = "receives", "Tiếp nhận", "receives"
    """The one-stop unit that received the dossier and answers to the citizen."""
    DECIDES = "decides", "Giải quyết", "decides"
    """Has the power to settle the case."""
    IS_CONSULTED = "is-consulted", "Được lấy ý kiến", "is consulted"
    """Gives an opinion."""


def _read_several(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(read_code, iterable(codes, "consulted")))


@attrs.frozen
class Responsibility:
    """Which office has which role in one case (phân vai trong một hồ sơ).

    One office may have several roles; the place where a citizen was helped is never taken for the place that
    received, nor the one that received for the one that decides.

    Args:
        receives: Code of the one-stop unit that received.
        decides: Code of the office that settles.
        helps: Code of the office where the citizen was helped, if any.
        consulted: Codes of the offices that are asked.

    Raises:
        InvalidTypeError: If a code is not text.
        InvalidValueError: If a code is empty.

    Legal source:
        Nghị định 118/2025/NĐ-CP, Điều 16-20.

    Examples:
        >>> case = Responsibility("Trung tâm xã A", "H17.18", helps="Bưu điện B", consulted=["Thuế C"])
        >>> [role.value for role in case.roles_of("000.00.18.H17")]
        ['decides']
    """

    receives: str = attrs.field(converter=read_code)
    decides: str = attrs.field(converter=read_code)
    helps: str | None = attrs.field(default=None, kw_only=True, converter=optional(read_code))
    consulted: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_read_several)

    def offices(self, role: Role) -> tuple[str, ...]:
        """Codes of the offices with that role.

        Raises:
            InvalidTypeError: If *role* is none.
        """
        require(role, Role, "role")
        if role is Role.IS_CONSULTED:
            return self.consulted
        code = {Role.HELPS: self.helps, Role.RECEIVES: self.receives, Role.DECIDES: self.decides}[role]
        return (code,) if code is not None else ()

    def roles_of(self, code: str) -> tuple[Role, ...]:
        """The roles of the office with that code, in the order of a case."""
        key = code_key(code)
        return tuple(role for role in Role if key in map(code_key, self.offices(role)))

    def numbering_office(self, received_on: date) -> str:
        """The office whose identifier begins the dossier's code.

        For one procedure; a group of procedures answered together bears the one-stop unit that received it or
        the National Portal.

        Args:
            received_on: Day of reception.

        Raises:
            InvalidTypeError: If *received_on* is not a date.

        Legal source:
            Until 30/06/2025 Nghị định 61/2018/NĐ-CP, Điều 26 (the office that receives); then Nghị định
            118/2025/NĐ-CP, Điều 28 khoản 2 (the office with the power to settle).

        Examples:
            >>> case = Responsibility("một cửa", "phòng")
            >>> case.numbering_office(date(2025, 6, 30)), case.numbering_office(date(2025, 7, 1))
            ('một cửa', 'phòng')
        """
        require(received_on, date, "received_on")
        return self.decides if received_on >= _DECIDING_OFFICE_SINCE else self.receives
