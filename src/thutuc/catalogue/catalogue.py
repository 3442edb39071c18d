"""`Catalogue`: procedures by code and day, and by name (danh mục thủ tục hành chính)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from thutuc.errors import (
    CatalogueError,
    InvalidValueError,
    ThutucError,
    UnknownProcedureError,
)
from thutuc.fields import plain_text, several
from thutuc.identifiers import ProcedureCode
from thutuc.limits.spelling import fold, tidy
from thutuc.procedures import Procedure, ProcedureVersions

__all__ = ["Catalogue"]


def _all_procedures(given: Iterable[Procedure]) -> tuple[Procedure, ...]:
    return several(given, Procedure, "procedures")


@attrs.frozen(repr=False)
class Catalogue(Mapping[str, ProcedureVersions]):
    """Procedures to be asked by code, by day and by name (danh mục thủ tục hành chính).

    A mapping from each code to the versions of that procedure, immutable.

    Args:
        procedures: The procedures, each version one value.

    Raises:
        InvalidTypeError: If something else than procedures is given.
        CatalogueError: If two versions of one procedure are valid on one day; `problems` lists every case.

    Examples:
        >>> from thutuc import catalogue
        >>> standard = catalogue.standard()
        >>> standard.find("2.000908").name
        'Cấp bản sao từ sổ gốc'
        >>> [procedure.code for procedure in standard.search("chuyen muc dich su dung dat")]
        ['TN02']
    """

    procedures: tuple[Procedure, ...] = attrs.field(default=(), converter=_all_procedures)
    _versions: dict[str, ProcedureVersions] = attrs.field(init=False, eq=False)
    _names: tuple[str, ...] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        grouped: dict[str, list[Procedure]] = {}
        for procedure in self.procedures:
            grouped.setdefault(ProcedureCode.key(procedure.code), []).append(procedure)
        versions: dict[str, ProcedureVersions] = {}
        problems: list[str] = []
        for key, found in grouped.items():
            # One spelling of the code for all versions of a procedure.
            same = [
                attrs.evolve(each, code=found[0].code) if each.code != found[0].code else each
                for each in found
            ]
            try:
                versions[key] = ProcedureVersions(same)
            except ThutucError as error:
                problems.append(str(error))
        if problems:
            raise CatalogueError("these procedures make no catalogue", problems, given=self.procedures)
        object.__setattr__(self, "_versions", versions)
        object.__setattr__(self, "_names", tuple(_folded(each.name) for each in self.procedures))

    def __getitem__(self, code: str) -> ProcedureVersions:
        found = self._versions.get(ProcedureCode.key(code))
        if found is None:
            raise UnknownProcedureError(
                f"no procedure has the code {code!r}; this catalogue knows {len(self)} procedures",
                given=code,
                on=None,
            )
        return found

    def __contains__(self, code: object) -> bool:
        is_code = isinstance(code, ProcedureCode) or (isinstance(code, str) and bool(code.strip()))
        return is_code and ProcedureCode.key(code) in self._versions

    def __iter__(self) -> Iterator[str]:
        return (versions.code for versions in self._versions.values())

    def __len__(self) -> int:
        return len(self._versions)

    def __repr__(self) -> str:
        return f"<Catalogue of {len(self)} procedures in {len(self.procedures)} versions>"

    def find(self, code: str, on: date | None = None) -> Procedure:
        """The procedure with that code on a day (tra cứu theo mã và ngày).

        Args:
            code: Its code, in any spelling of it.
            on: The day, for instance that of the receipt; it can be left out if there is one version only.

        Raises:
            InvalidTypeError: If *code* is not text or *on* not a date.
            InvalidValueError: If *on* is left out and there are several versions.
            UnknownProcedureError: If no procedure has that code.
            UnknownVersionError: If no version is in force that day.
        """
        versions = self[code]
        if on is not None:
            return versions.on(on)
        if len(versions) > 1:
            raise InvalidValueError(
                f"procedure {versions.code} has {len(versions)} versions; say on which day, with `on`",
                given=code,
            )
        return versions.versions[0]

    def search(self, words: str, on: date | None = None) -> tuple[Procedure, ...]:
        """The procedures whose name holds all of the words, whatever their accents and case (tìm theo tên).

        Args:
            words: Words of the name.
            on: The day whose versions are searched; left out, every version.

        Raises:
            InvalidTypeError: If *words* is not text or *on* not a date.
            InvalidValueError: If it is empty.
        """
        wanted = _folded(plain_text(words, "what is searched")).split()
        return tuple(
            procedure
            for procedure, name in zip(self.procedures, self._names, strict=True)
            if all(word in name for word in wanted) and (on is None or procedure.is_valid_on(on))
        )


def _folded(text: str) -> str:
    return fold(tidy(text))[1]
