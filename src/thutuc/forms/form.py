"""`Form`: one filled paper, as data, as text and as HTML for print (biểu mẫu đã điền)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from thutuc.errors import InvalidValueError, check_language
from thutuc.forms.paper import Block, Sheet, blanks
from thutuc.law import LegalSource, Verification
from thutuc.moments import Moment, written_out
from thutuc.words.labels import Labelled
from thutuc.words.table import Cell, Table, Words, in_one


class FormKind(Labelled):
    """What a paper is for (loại biểu mẫu).

    Examples:
        >>> FormKind.APOLOGY.label("en")
        'apology'
    """

    RECEIPT = "receipt", "giấy tiếp nhận và hẹn trả", "receipt"
    """The dossier was accepted, and the result is due then (tiếp nhận, hẹn trả kết quả)."""
    SUPPLEMENT_REQUEST = "supplement_request", "phiếu yêu cầu bổ sung", "request for a supplement"
    """Papers are missing or wrong (yêu cầu bổ sung, hoàn thiện)."""
    REFUSAL = "refusal", "phiếu từ chối", "refusal"
    """It is not accepted, or not granted (từ chối)."""
    APOLOGY = "apology", "phiếu xin lỗi", "apology"
    """It will be late, and there is a new date (xin lỗi, hẹn lại)."""
    STOP_NOTICE = "stop_notice", "thông báo dừng giải quyết", "stop notice"
    """Its handling has ended without a result (dừng giải quyết)."""
    CONTROL_SLIP = "control_slip", "phiếu kiểm soát", "control slip"
    """It goes with the dossier from office to office (phiếu kiểm soát)."""
    REGISTER_BOOK = "register_book", "sổ theo dõi", "register book"
    """All dossiers of a year (sổ theo dõi)."""


@attrs.frozen(repr=False)
class FormField:
    """One line of a form, or one column of its table (mục của biểu mẫu).

    Args:
        name: Its name in data.
        label: What stands before it, in Vietnamese.
        label_en: The same in English.
        mark: How far it was verified that the form has it.
        text: What it says in Vietnamese; empty where it is left to be written by hand.
        text_en: The same in English.
        personal: Whether it is personal data.
        joined: Whether it stands on the line of the one before.
        columns: The columns of a table, each with its own mark.
        rows: The rows of a table.

    Examples:
        >>> field = FormField("reason", "Lý do", "Reason", Verification.SECONDARY, "thiếu trích lục")
        >>> field, field.text, field.verified
        (<FormField reason: Lý do [V2]>, 'thiếu trích lục', True)
    """

    name: str
    label: str
    label_en: str
    mark: Verification
    text: str = ""
    text_en: str = ""
    personal: bool = False
    joined: bool = False
    columns: tuple["FormField", ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {self.label} [{self.mark.value}]>"

    @property
    def verified(self) -> bool:
        """Whether a source was found that has it (đã kiểm chứng)."""
        return self.mark is not Verification.UNVERIFIED

    def said(self, language: str, *, marks: bool = False) -> Words:
        """Its label and its text in a language, the label with its mark if asked."""
        label, text = (self.label_en, self.text_en) if language == "en" else (self.label, self.text)
        return (f"{label} [{self.mark.value}]".strip() if marks else label), text

    def table(self, language: str = "vi", *, marks: bool = False) -> Table:
        """Its rows as a table, to be shown or written as a file like any other (bảng)."""
        heads = tuple(
            (one.name, one.said("vi", marks=marks)[0], one.said("en", marks=marks)[0]) for one in self.columns
        )
        return Table(("", ""), heads, self.rows, language)

    def data(self, language: str = "vi") -> dict[str, Any]:
        """It as plain data: its text, or its columns and rows."""
        label, text = self.said(language)
        told: dict[str, Any] = {"name": self.name, "label": label, "mark": self.mark.value}
        told |= {"verified": self.verified, "personal": self.personal}
        if not self.columns:
            return {**told, "text": text}
        names = [one.name for one in self.columns]
        rows = [[_plain(in_one(cell, language)) for cell in row] for row in self.rows]
        told["columns"] = [one.data(language) for one in self.columns]
        return {**told, "rows": [dict(zip(names, row, strict=True)) for row in rows]}


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


@attrs.frozen
class Signer:
    """Who signs a paper, and how (người ký).

    Args:
        who: In what office, in both languages.
        how: How, in both languages.
        name: The name below, where it is known; personal.
    """

    who: Words
    how: Words
    name: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True, repr=False)
class Form:
    """One filled paper (biểu mẫu đã điền).

    It holds what it says, personal data too, and nothing else holds it: keep it no longer than it is needed.
    `repr` shows none of it.

    Args:
        kind: What it is for.
        number: Number of the form (mẫu số).
        title: What it is called, in both languages.
        source: The circular that lays the form down, and how far that was verified.
        known_until: The last day on which the form is known to hold; `None` where it is not in doubt.
        paper: On which paper it is printed: `A5`, or `A4 landscape`.
        office: Name of the office that hands it out.
        above: Name of the office above that, where it is known.
        at: The day or the moment of the paper; what it tells is what was so then.
        dossier: Code of the dossier; `None` for a book of many.
        serial: Number of the paper (số).
        place: Where it is signed.
        fields: What it says, line by line.
        signers: Who signs, from the left.
    """

    kind: FormKind
    number: str
    title: Words
    source: LegalSource
    known_until: date | None
    paper: str
    office: str
    above: str = ""
    at: Moment
    dossier: str | None = None
    serial: str = ""
    place: str = ""
    fields: tuple[FormField, ...]
    signers: tuple[Signer, ...] = ()

    def __repr__(self) -> str:
        whose = f" of {self.dossier}" if self.dossier else ""
        return f"<Form {self.number} {self.kind.value}{whose}: {len(self.fields)} fields>"

    def __str__(self) -> str:
        return self.text()

    def field(self, name: str) -> FormField:
        """The field of a name (mục theo tên).

        Raises:
            InvalidValueError: If the form has none of that name.
        """
        found = next((one for one in self.fields if one.name == name), None)
        if found is None:
            names = ", ".join(one.name for one in self.fields)
            raise InvalidValueError(f"the form has no field {name!r}; it has {names}", given=name)
        return found

    def data(self, language: str = "vi") -> dict[str, Any]:
        """All that it says as plain data, ready for JSON, each field with its mark (dữ liệu).

        Args:
            language: `vi` or `en`, for labels and texts.

        Raises:
            InvalidValueError: If *language* is neither.
        """
        en = check_language(language) == "en"
        return {
            "kind": self.kind.value,
            "form": self.number,
            "title": self.title[en],
            "source": self.source.text(language),
            "mark": self.source.verification.value,
            "known_until": None if self.known_until is None else self.known_until.isoformat(),
            "paper": self.paper,
            "office": self.office,
            "dossier": self.dossier,
            "serial": self.serial,
            "at": self.at.isoformat(),
            "place": self.place,
            "fields": [one.data(language) for one in self.fields],
            "signers": [{"who": one.who[en], "how": one.how[en], "name": one.name} for one in self.signers],
        }

    # Printed ------------------------------------------------------------------------------------------------

    def _sheet(self, language: str, *, marks: bool) -> Sheet:
        en = check_language(language) == "en"
        blocks = tuple(
            Block(one.name, *one.said(language, marks=marks), joined=one.joined, table=table)
            for one in self.fields
            for table in [one.table(language, marks=marks) if one.rows else None]
        )
        signers = tuple((one.who[en], one.how[en], one.name) for one in self.signers)
        day = written_out(date(self.at.year, self.at.month, self.at.day), language)
        where = f"{self.place or blanks(12)}, {day}"
        notes = tuple(self._notes(language)) if marks else ()
        head = (self.above, self.office)
        serial = None if self.dossier is None else self.serial
        return Sheet(self.title[en], head, serial, where, blocks, signers, notes, self.paper, language)

    def _notes(self, language: str) -> Iterator[str]:
        yield self.source.text(language)
        yield from (f"[{one.value}] {one.label(language)}" for one in Verification)

    def text(self, language: str = "vi", *, marks: bool = False) -> str:
        """The paper as lines of text.

        Args:
            language: `vi` or `en`.
            marks: Whether each line tells how far it was verified that the form has it.

        Raises:
            InvalidValueError: If *language* is neither.
        """
        return self._sheet(language, marks=marks).text()

    def html(self, language: str = "vi", *, marks: bool = False, scan: str | None = None) -> str:
        """The paper as HTML with its own style; what it says cannot become markup.

        Args:
            language: `vi` or `en`.
            marks: Whether each line tells how far it was verified that the form has it.
            scan: What a code for scanning says, such as the code of the dossier or an address where it can
                be followed; left out, there is none.

        Raises:
            InvalidTypeError: If *scan* is no text.
            InvalidValueError: If *language* is neither `vi` nor `en`, or *scan* empty or too long.
            MissingExtraError: If there is to be a code and the package `segno` is not installed.
        """
        return self._sheet(language, marks=marks).html(scan)

    def page(self, language: str = "vi", *, marks: bool = False, scan: str | None = None) -> str:
        """A whole HTML page with the paper, to be printed; the arguments are those of `html`.

        Raises:
            InvalidTypeError: As `html`.
            InvalidValueError: As `html`.
            MissingExtraError: As `html`.
        """
        return self._sheet(language, marks=marks).page(scan)

    def _repr_html_(self) -> str:
        return self.html()
