"""Legal basis, results and lists of words, out of the portal's run-together text (căn cứ, kết quả)."""

from typing import Final

from thutuc.catalogue.text import bare, compiled, told
from thutuc.law import LegalSource, Verification

__all__ = ["BASIS", "legal_basis_of", "names_of", "results_of"]

BASIS: Final = "Tên văn bản pháp lýMã văn bản"
"""Heading of the portal's table of instruments, its columns run together."""

_ISSUERS: Final = (
    "BCA|BTC|BTP|BXD|BGTVT|BNNMT|BNNPTNT|BNN|BTNMT|BKHĐT|BKHCNMT|BKHCN|BKH|BTTTT|BYT|BLĐTBXH|BNV|BNG|BQP|BCT"
    "|BGDĐT|BVHTTDL|BVHTT|BDTTG|BTM|BCN|BTS|NHNN|VPCP|TTCP|UBDT|UBTDTT|TANDTC|VKSNDTC|VKSTC|KTNN|BHXH|TLĐ|TCHQ"
)
_NUMBER: Final = (
    r"\d+(?:\.\d+)?/(?:(?:19|20)\d\d/)?(?:(?:NQ-|PL-|L-)?(?:QH|UBTVQH)(?:1\d|\d(?!\d))"
    r"|NĐ-CP|ND-CP|NĐ-HĐBT|NQ-CP|NQ-HĐND|QĐ- ?TTg|CT-TTg|QĐ-UBND|L-CTN|VBHN-VPQH"
    rf"|(?:TTLT|TTLB|TT|QĐ|VBHN|CT|NQ|QC)(?:[-_/](?:{_ISSUERS}))+)"
)
_KIND: Final = (
    r"(?:(?:Luật|Bộ luật|Nghị định|Nghị quyết|Thông tư liên tịch|Thông tư|Quyết định|Pháp lệnh"
    r"|Văn bản hợp nhất)(?: [Ss]ố)? |[Ss]ố:? ?)"
)
# The number of a row is glued to the name before it, and the name of the next row to the number. A name that
# ends in a year runs into the number: "năm 2011" and "02/2011/QH13" are "201102/2011/QH13".
_CITED: Final = (
    rf"(?:(?:(?<=[^\s(/\d])(?<!/QH)(?<!VQH)|(?<=QH1\d))(?:{_KIND})?|(?<=[\s/])(?P<year>(?:19|20)\d\d)(?=[1-9]\d*/|0\d+/))"
    rf"(?P<number>{_NUMBER})(?=[^\s.,;:)/]|$)"
)
_GLUED: Final = (
    r"[a-zà-ỹ)]{2}(?=(?:Luật|Bộ luật|Nghị định|Nghị quyết|Thông tư|Quyết định|Pháp lệnh)\s)|[a-zà-ỹ]\d+/\d{4}"
)
_RESULT: Final = r"Mã: ?(?:[A-Z0-9]+[-.])*KQ(?:[-.][A-Z]{1,3}\d*|[-.]?\d+)*"
_CHROME: Final = r"Từ khóa|Chọn cơ quan thực hiện"
_COMMA: Final = r",\s+(?=[A-ZĐÀ-Ỹ])"


def legal_basis_of(text: str) -> tuple[tuple[LegalSource, ...], tuple[tuple[str, str], ...]]:
    """The instruments, and what could not be told apart (đọc căn cứ pháp lý).

    Args:
        text: The portal's field, composed.

    Returns:
        The instruments, each by its name and number; pairs of a piece of text and why it could not be read.

    Examples:
        >>> sources, problems = legal_basis_of(
        ...     BASIS + "Luật Khiếu nại năm 201102/2011/QH13Nghị định 05/2012/NĐ-CP05/2012/NĐ-CP"
        ... )
        >>> [source.document for source in sources], problems
        (['Luật Khiếu nại năm 2011 (02/2011/QH13)', 'Nghị định 05/2012/NĐ-CP'], ())
    """
    left = told(text)
    if not text.startswith(BASIS):
        return (), ((left, "it has no table of instruments"),) if left else ()
    body = text.removeprefix(BASIS)
    rows = _cited(body)
    sources: list[LegalSource] = []
    problems: list[tuple[str, str]] = []
    for name, number, _ in rows:
        if compiled(_GLUED).search(name):
            problems.append((name, "several names seem to stand before one number"))
        document = name if number in name else f"{name} ({number})" if name else number
        sources.append(LegalSource(document, verification=Verification.SECONDARY))
    left = bare(body[rows[-1][2] :] if rows else body)
    if left:
        problems.append((left, "a name without a number that can be told from it"))
    return tuple(sources), tuple(problems)


def _cited(body: str) -> list[tuple[str, str, int]]:
    """Name, number and end of each row."""
    rows: list[tuple[str, str, int]] = []
    start = 0
    for found in compiled(_CITED).finditer(body):
        if not bare(body[start : found.start()]):
            # The name itself begins with a number, or is nothing but "Nghị định 05/2012/NĐ-CP".
            continue
        name, number = body[start : found.start()] + (found["year"] or ""), found["number"]
        rows.append((bare(name), number, found.end()))
        start = found.end()
    return rows


def results_of(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The results without the chrome of the page, and what could not be read (đọc kết quả).

    Examples:
        >>> results_of("Thẻ căn cướcMã: KQ.G01.000023Từ khóaKhông có thông tinMô tảKhông có thông tin")
        (('Thẻ căn cước',), ())
    """
    left = told(text)
    chrome = compiled(_CHROME).search(left)
    body = left[: chrome.start()] if chrome else left
    results: list[str] = []
    start = 0
    for found in compiled(_RESULT).finditer(body):
        results.append(bare(body[start : found.start()]))
        start = found.end()
    rest = bare(body[start:])
    if "Mã:" in rest and not results and chrome:
        name, _, code = rest.rpartition("Mã:")
        return (bare(name),), ((code.strip(), "the code of the result is not formed like one"),)
    if rest:
        return tuple(filter(None, results)), ((rest, "no code of a result stands behind it"),)
    return tuple(filter(None, results)), ()


def names_of(text: str) -> tuple[str, ...]:
    """A list with commas, where a name may hold commas itself (tách danh sách).

    Examples:
        >>> names_of("Tổ chức (không bao gồm doanh nghiệp, HTX), Cán bộ, công chức, viên chức")
        ('Tổ chức (không bao gồm doanh nghiệp, HTX)', 'Cán bộ, công chức, viên chức')
    """
    names = compiled(_COMMA).split(told(text))
    joined: list[list[str]] = []
    is_open = 0  # brackets of the last name that are not closed yet
    for name in filter(None, names):
        if joined and is_open > 0:
            joined[-1].append(name)
        else:
            joined.append([name.strip()])
            is_open = 0
        is_open += name.count("(") - name.count(")")
    return tuple(", ".join(parts) for parts in joined)
