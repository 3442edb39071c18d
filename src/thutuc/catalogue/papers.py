"""Documents with their counts and forms, out of the portal's run-together table (thành phần hồ sơ)."""

import re
from itertools import pairwise
from typing import Final

import attrs

from thutuc.catalogue.text import bare, compiled, told
from thutuc.procedures import RequiredDocument

__all__ = ["Papers", "documents_of"]

_DOCUMENTS: Final = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
_COUNT: Final = r"(?<!\d)(?P<run>\d+) bản chính(?:,(?P<copies>\d{1,4}) bản sao)?"
_YEAR: Final = r"(?:19|20)\d\d"
# What follows a count: the end, the next document glued to it, or one that begins with a blank.
_NEXT: Final = r"$|(?=[^\s,.;:)/])|\s+(?=[A-ZĐÀ-Ỹ–*+-])"
_FILE: Final = r"(?i)\.(?:docx|doc|pdf|xlsx|xls|rtf|zip|rar|jpg|jpeg|png|tif|odt)"
_FORM_WORD: Final = (
    r"(?i)(?:mẫu|mau|phụ lục|phu ?luc|biểu|bieu|tờ khai|to ?khai|đơn|don|form|pl|bm|tk|dx|giấy|bản|ban"
    r"|văn bản)"
)
_JOINT: Final = (
    r"(?<=[.;:)”\"!?,])(?=[^\s.,;:)”\"\d])|(?<=[;)”])(?=\d)|(?<=[a-zà-ỹ0-9])(?=[A-ZĐÀ-Ỹ])"
    r"|(?<=[A-ZĐ])(?=(?:Mẫu|Mau|MẪU|Phụ lục|PHỤ LỤC|Phu ?luc|Biểu|Tờ khai|Đơn|Don)\b)"
)
_SETS: Final = (
    r"(?i)^\W*(?:\w{1,2}[).:/]\s*)?số (?:lượng|bộ)(?: bộ)? hồ sơ\W*(?P<sets>\d{1,2})\s*"
    r"(?:\([^)]*\)\s*)?(?:bộ)?(?: hồ sơ)?\W*$"
)


@attrs.frozen
class Papers:
    """What was read of a table of documents (thành phần hồ sơ đọc được).

    Args:
        documents: The documents.
        sets: How many sets, if the table says it once.
        problems: Pairs of a piece of text and why it could not be read.
    """

    documents: tuple[RequiredDocument, ...] = ()
    sets: int | None = None
    problems: tuple[tuple[str, str], ...] = ()


def _split_form(text: str) -> tuple[str, str, str]:
    """The name of a document, the files of its form, and why they could not be told apart."""
    files = list(compiled(_FILE).finditer(text))
    if not files or files[-1].end() != len(text):
        return text, "", ""
    first = files[0].start()
    joints = [match.start() for match in compiled(_JOINT).finditer(text, 0, first)]
    joints = [joint for joint in joints if joint > 0 and first - joint <= 120]
    named = [joint for joint in joints if compiled(_FORM_WORD).match(text, joint)]
    if not named and len(joints) != 1:
        return text, "", "where the name ends and the file of the form begins cannot be told"
    start = named[0] if named else joints[0]
    cuts = [start, *(file.end() for file in files)]
    names = [bare(text[one:two]) for one, two in pairwise(cuts)]
    return text[:start], "; ".join(names), ""


def _count_at(table: str, found: re.Match[str]) -> tuple[int, str] | None:
    """Where the name before a count ends, and why that is not certain; `None` if it is no count.

    The count is glued to the name or to the file of its form and has one digit; a number in a sentence has a
    blank before it and is written with two ("01 bản chính").
    """
    run, start = found["run"], found.start("run")
    if len(run) == 2 and run[0] == "0":
        return None
    if compiled(_NEXT).match(table, found.end()) is None:
        return None
    before = table[start - 1 : start]
    if len(run) == 1:
        is_word = before in {" ", "("} and table[start - 2 : start - 1] not in {".", ";", ":", ")"}
        return None if is_word else (start, "")
    end = found.end("run") - 1
    reason = (
        "" if compiled(_YEAR).fullmatch(run[:-1]) else "its count runs together with the number before it"
    )
    return end, reason


def documents_of(text: str) -> Papers:
    """The documents with their counts, forms and cases (đọc thành phần hồ sơ).

    Args:
        text: The portal's field, composed.

    Examples:
        >>> papers = documents_of(
        ...     "Khi cấp lại:Tên giấy tờMẫu đơn, tờ khaiSố lượng- Đơn đề nghị.Mẫu 02.docx1 bản chính"
        ...     "- Giấy phép cũ;0 bản chính,2 bản sao"
        ... )
        >>> [(item.name, item.originals, item.copies, item.form, item.case) for item in papers.documents]
        [('Đơn đề nghị', 1, 0, 'Mẫu 02.docx', 'Khi cấp lại'), ('Giấy phép cũ', 0, 2, '', 'Khi cấp lại')]
    """
    case, *tables = text.split(_DOCUMENTS)
    if not tables:
        left = told(text)
        return Papers(problems=((left, "it has no table of documents"),) if bare(left) else ())
    reading = _Tables()
    for table in tables:
        case = reading.read(table, bare(case))
    if bare(case):
        reading.problems.append((bare(case), "no count of originals and copies stands behind it"))
    sets = reading.sets
    if len(sets) > 1:
        reading.problems.append((", ".join(map(str, sorted(sets))), "it states several numbers of sets"))
    return Papers(tuple(reading.documents), sets.pop() if len(sets) == 1 else None, tuple(reading.problems))


@attrs.define
class _Tables:
    """What was read so far of the tables of one record."""

    documents: list[RequiredDocument] = attrs.field(factory=list[RequiredDocument])
    problems: list[tuple[str, str]] = attrs.field(factory=list[tuple[str, str]])
    sets: set[int] = attrs.field(factory=set[int])

    def read(self, table: str, case: str) -> str:
        """Read one table; what stands behind its last count is the case of the next one."""
        start = 0
        for found in compiled(_COUNT).finditer(table):
            counted = _count_at(table, found)
            if counted is None:
                continue
            end, reason = counted
            name, start = table[start:end], found.end()
            if not self._is_sets(name):
                self._add(name, reason, int(found["run"][-1]), int(found["copies"] or 0), case)
        return table[start:]

    def _is_sets(self, name: str) -> bool:
        stated = compiled(_SETS).match(name)
        if stated:
            self.sets.add(int(stated["sets"]))
        return stated is not None

    def _add(self, name: str, reason: str, originals: int, copies: int, case: str) -> None:
        title, form, unsplit = _split_form(name.strip())
        if not bare(title):
            self.problems.append((f"{originals} bản chính, {copies} bản sao", "a count without a document"))
            return
        self.documents.append(RequiredDocument(bare(title), originals, copies, form=form, case=case))
        for why in filter(None, (reason, unsplit)):
            self.problems.append((bare(name), why))
