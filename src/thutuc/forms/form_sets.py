"""Which forms are in force on a day: those of one circular until the next (bộ biểu mẫu theo ngày)."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

import attrs

from thutuc.data import read_toml
from thutuc.errors import FormError, InvalidValueError
from thutuc.fields import plain_date
from thutuc.forms.form import Form, FormField, FormKind, Signer
from thutuc.forms.heads import Head
from thutuc.law import LegalSource, Verification
from thutuc.law.legal_source import read_source
from thutuc.law.validity import latest
from thutuc.words.table import Cell, Shown, Table, Words

Rows: TypeAlias = tuple[tuple[Cell, ...], ...]


@attrs.frozen
class FormTemplate:
    """One form before it is filled (mẫu).

    Args:
        kind: What it is for.
        number: Number of the form (mẫu số).
        title: What it is called, in both languages.
        source: The circular and the form in it.
        known_until: The last day on which it is known to hold.
        paper: On which paper it is printed.
        fields: What it asks for, without texts, each with its mark.
        signers: Who signs.
    """

    kind: FormKind
    number: str
    title: Words
    source: LegalSource
    known_until: date | None
    paper: str
    fields: tuple[FormField, ...]
    signers: tuple[Signer, ...]

    def filled(
        self,
        head: Head,
        texts: Mapping[str, str | Words],
        rows: Rows = (),
        *,
        dossier: str | None = None,
        signed: tuple[str, ...] = (),
    ) -> Form:
        """The form with texts in its fields, and rows in its table.

        Args:
            head: What stands above them.
            texts: Texts by the names of fields, in one language or a pair in both.
            rows: The rows of its table.
            dossier: Code of the dossier.
            signed: The names of those who sign, from the left.
        """
        fields = tuple(
            attrs.evolve(one, rows=rows) if one.columns else _with_text(one, texts.get(one.name, ""))
            for one in self.fields
        )
        signers = tuple(
            attrs.evolve(signer, name=name)
            for signer, name in zip(self.signers, (*signed, *[""] * len(self.signers)), strict=False)
        )
        return Form(
            kind=self.kind,
            number=self.number,
            title=self.title,
            source=self.source,
            known_until=self.known_until,
            paper=self.paper,
            office=head.office,
            above=head.above,
            at=head.at,
            dossier=dossier,
            serial=head.serial,
            place=head.place,
            fields=fields,
            signers=signers,
        )


def _with_text(field: FormField, given: str | Words) -> FormField:
    vi, en = (given, given) if isinstance(given, str) else given
    return attrs.evolve(field, text=vi, text_en=en) if vi or en else field


@attrs.frozen(repr=False)
class FormSet(Shown):
    """The forms of one circular, in force from a day to the next circular (bộ biểu mẫu).

    Args:
        name: Short name.
        valid_from: The first day on which papers follow it.
        source: The circular, and how far its list of forms was verified.
        known_until: The last day on which it is known to hold; `None` where the next one is known.
        forms: Its forms.

    Examples:
        >>> forms_on(date(2019, 6, 1)), [form.number for form in forms_on(date(2026, 3, 2)).forms]
        (<FormSet TT 01/2018: 6 forms>, ['01', '02', '03', '04', '05', '06', '07'])
    """

    name: str
    valid_from: date
    source: LegalSource
    known_until: date | None
    forms: tuple[FormTemplate, ...]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {len(self.forms)} forms>"

    def form(self, kind: FormKind) -> FormTemplate | None:
        """The form of a kind; `None` where the circular has none (mẫu theo loại)."""
        return next((one for one in self.forms if one.kind is kind), None)

    def table(self, language: str = "vi") -> Table:
        """Every field with its mark: how far it was verified that the form has it (bảng các mục)."""
        lines = [
            (form, field if part is field else part, field)
            for form in self.forms
            for field in form.fields
            for part in (field, *field.columns)
        ]
        return Table.of(
            (self.source.text("vi"), self.source.text("en")),
            lines,
            ("form", "mẫu số", "form", lambda line: line[0].number),
            ("kind", "loại", "kind", lambda line: line[0].kind.words),
            ("field", "mục", "field", lambda line: line[1].name),
            ("label", "tên mục", "label", lambda line: (line[1].label, line[1].label_en)),
            ("mark", "mức kiểm chứng", "mark", lambda line: line[1].mark.value),
            language=language,
        )


@lru_cache(maxsize=1)
def form_sets() -> tuple[FormSet, ...]:
    """The forms of every circular known, oldest first, read once from the package's data."""
    data = read_toml("forms.toml")
    return tuple(_read_set(entry, place, data["papers"]) for place, entry in enumerate(data["sets"]))


def _read_set(entry: dict[str, Any], place: int, papers: dict[str, dict[str, Any]]) -> FormSet:
    known_until = entry.get("known_until")

    def template(kind: str, own: dict[str, str]) -> FormTemplate:
        paper, number = papers[kind], own["number"]
        source = read_source({**entry, "provision": f"Mẫu số {number}"})
        columns = tuple(_read_field(given, place) for given in paper.get("columns", ()))
        fields = tuple(
            _read_field(given, place, columns if given.get("table") else ()) for given in paper["fields"]
        )
        signers = tuple(Signer(tuple(one["who"]), tuple(one["how"])) for one in paper.get("signers", ()))
        title = own["vi"], own["en"]
        return FormTemplate(
            FormKind(kind), number, title, source, known_until, paper["paper"], fields, signers
        )

    forms = tuple(template(kind, own) for kind, own in entry["forms"].items())
    return FormSet(entry["name"], entry["from"], read_source(entry), known_until, forms)


def _read_field(given: dict[str, Any], place: int, columns: tuple[FormField, ...] = ()) -> FormField:
    vi, en = given.get("text", ("", ""))
    return FormField(
        given["name"],
        given["vi"],
        given["en"],
        Verification(given["marks"][place]),
        vi,
        en,
        personal=given.get("personal", False),
        joined=given.get("joined", False),
        columns=columns,
    )


def forms_on(day: date) -> FormSet:
    """The forms of a paper written on *day* (biểu mẫu áp dụng trong ngày).

    Raises:
        InvalidTypeError: If *day* is no date.
        InvalidValueError: If none are known that early.

    Legal source:
        Thông tư 01/2018/TT-VPCP, Điều 9, from 06/01/2019; Thông tư 03/2025/TT-VPCP, Phụ lục I, from
        15/09/2025.

    Examples:
        >>> forms_on(date(2025, 9, 14)).name, forms_on(date(2025, 9, 15)).name
        ('TT 01/2018', 'TT 03/2025')
    """
    known = form_sets()
    found = latest(((one.valid_from, one) for one in known), plain_date(day, "a day"))
    if found is None:
        first = known[0]
        raise InvalidValueError(
            f"no forms are known on {day}; the first are those of {first.source.document}, from "
            f"{first.valid_from}",
            given=day,
        )
    return found


def template_on(kind: FormKind, head: Head, dossier: str) -> FormTemplate:
    """The form of a kind on the day of a paper.

    Raises:
        FormError: If the circular in force that day has no such form.
        InvalidValueError: If no forms are known that early.
    """
    day = head.day
    now = forms_on(day)
    found = now.form(kind)
    if found is None:
        later = next((one for one in form_sets() if one.valid_from > day and one.form(kind)), now)
        why = f"{now.source.document} has no such form; {later.source.document} has, from {later.valid_from}"
        raise refused(dossier, kind, why)
    return found


def refused(dossier: str, kind: FormKind, why: str) -> FormError:
    """The error that a dossier gets no such paper."""
    return FormError(
        f"dossier {dossier} gets no {kind.label('en')}: {why}", dossier=dossier, form=kind.value, why=why
    )
