"""Choices read from their Vietnamese labels, in any case and normal form: one mechanism for every choice."""

import importlib
import pkgutil
import unicodedata

import pytest
from hypothesis import given, strategies as st

import thutuc
from thutuc import Channel, Level, Status, Unit
from thutuc.errors import InvalidTypeError, InvalidValueError, MissingExtraError
from thutuc.statuses import Action
from thutuc.words.alphabet import one_spelling, spelling, vietnamese_order
from thutuc.words.labels import Labelled, Numbered


def every_kind():
    """All choices of the package that have labels."""
    for room in pkgutil.walk_packages(thutuc.__path__, "thutuc."):
        if not room.name.endswith("__main__"):
            try:
                importlib.import_module(room.name)
            except (ImportError, MissingExtraError):
                continue
    own = [*Labelled.__subclasses__(), *Numbered.__subclasses__(), Action]
    return sorted(
        (kind for kind in own if kind.__module__.startswith("thutuc.")), key=lambda kind: kind.__qualname__
    )


KINDS = every_kind()
MEMBERS = [member for kind in KINDS for member in kind]


@st.composite
def written(draw):
    """A member, and one of its words as somebody may write it."""
    member = draw(st.sampled_from(MEMBERS))
    word = draw(st.sampled_from([member.label(), member.label("en"), str(member.value), member.name]))
    case = draw(st.sampled_from([str.upper, str.lower, str.title, str.casefold, str]))
    form = draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    gap = draw(st.sampled_from([" ", "  ", "\t", "\u00a0", " \n "]))
    around = draw(st.sampled_from(["", " ", "\u200b", "\ufeff ", "\n"]))
    text = gap.join(unicodedata.normalize(form, case(word)).split(" "))
    return member, around + text + around


def test_there_are_many():
    """Status, channel, unit, level, action and more than a dozen others are read so."""
    assert {Status, Channel, Unit, Level, Action} < set(KINDS)
    assert len(KINDS) > 20


@given(written())
def test_every_label_of_every_choice(pair):
    """Each choice is read from its label, value or name, in any case, normal form and spacing."""
    member, text = pair
    assert type(member).parse(text) is member


@given(st.sampled_from(KINDS), st.text(max_size=40))
def test_nothing_is_guessed(kind, text):
    """What is read is called so; all else is refused with what is allowed, and never another error."""
    known = {}
    for member in kind:
        words = (member.label(), member.label("en"), str(member.value), member.name)
        also = (member.name.replace("_", " "), *getattr(member, "also", ()))
        known |= {spelling(word): member for word in (*words, *also)}
    if spelling(text) in known:
        assert kind.parse(text) is known[spelling(text)]
        return
    with pytest.raises(InvalidValueError) as caught:
        kind.parse(text)
    assert all(str(member.value) in str(caught.value) for member in kind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_two_members_share_a_word(kind):
    """No word names two members of a choice, so that none is ambiguous."""
    for member in kind:
        assert kind.parse(member.label()) is kind.parse(member.label("en")) is kind.parse(member) is member


def test_ambiguous_words_are_refused():
    """A word that two members share names neither; the message says which they are."""

    class Office(Labelled):
        OLD = "old", "huyện", "district"
        NEW = "new", "Huyện", "commune"

    with pytest.raises(InvalidValueError, match="'HUYỆN' may be OLD, NEW of Office"):
        Office.parse("HUYỆN")
    assert Office.parse("old") is Office.OLD


@pytest.mark.parametrize(
    ("kind", "text", "member"),
    [
        (Status, "đang xử lý", Status.PROCESSING),
        (Status, "ĐANG XỬ  LÝ", Status.PROCESSING),
        (Status, "Yêu cầu bổ sung giấy tờ", Status.SUPPLEMENT_REQUESTED),
        (Status, "10", Status.RETURNED),
        (Status, "supplement requested", Status.SUPPLEMENT_REQUESTED),
        (Channel, "TRỰC TUYẾN", Channel.ONLINE),
        (Channel, "Nộp qua bưu chính công ích", Channel.POST),
        (Channel, "Trực tiếp tại Bộ phận Một cửa", Channel.DIRECT),
        (Unit, "Ngày làm việc", Unit.WORKING_DAY),
        (Unit, "WORKING_DAY", Unit.WORKING_DAY),
        (Unit, "Giờ", Unit.HOUR),
        (Unit, "working days", Unit.WORKING_DAY),
        (Level, "cấp xã", Level.COMMUNE),
        (Level, "Xã", Level.COMMUNE),
        (Level, "Cấp Bộ", Level.CENTRAL),
        (Status, "Mới đăng kí", Status.SUBMITTED),
        (Status, "ĐANG XỬ LÍ", Status.PROCESSING),
        (Action, "Yêu cầu bổ sung", Action.REQUEST_SUPPLEMENT),
        (Action, "REQUEST-SUPPLEMENT", Action.REQUEST_SUPPLEMENT),
    ],
)
def test_what_systems_write(kind, text, member):
    """The words that deployed systems write are read, composed or not."""
    for form in ("NFC", "NFD"):
        assert kind.parse(unicodedata.normalize(form, text)) is member


@pytest.mark.parametrize("letters", ["ðÐ", "ɖƉ", ["d\u0335", "D\u0335"], ["d\u0336", "D\u0336"]])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_that_look_like_d_with_a_stroke(letters, form):
    """What old fonts and code pages left for đ is read as it, and sorted and compared as it."""
    small, capital = letters
    for text in ("Đang xử lý", "ĐÃ TRẢ KẾT QUẢ"):
        other = unicodedata.normalize(form, text.replace("đ", small).replace("Đ", capital))
        assert Status.parse(other) is Status.parse(text)
        assert one_spelling(other) == one_spelling(text)
        assert vietnamese_order(other)[:2] == vietnamese_order(text)[:2]


@pytest.mark.parametrize("words", ["kí ký", "lí lý", "kỳ kì", "Mỹ Mĩ", "tỷ tỉ", "Sỹ Sĩ", "hỷ hỉ"])
def test_i_and_y_that_are_one_vowel(words):
    """A syllable of h, k, l, m, s or t with that vowel alone is one word, whichever letter it has."""
    one, other = words.split()
    assert spelling(one) == spelling(unicodedata.normalize("NFD", other).upper())


@pytest.mark.parametrize("words", ["tay tai", "quý quí", "ý í", "my mi", "tây tâi", "đ d", "lỵ lý"])
def test_i_and_y_that_are_two(words):
    """Elsewhere, and in names of columns without a tone, i and y are two letters, and so are d and đ."""
    one, other = words.split()
    assert spelling(one) != spelling(other)


@pytest.mark.parametrize(
    "text", ["", " ", "dang xu ly", "Đang xử", "11", "4.0", "x" * 200_000, "a" + "\u0301" * 50]
)
def test_other_texts_are_refused(text):
    """Without its accents, in part, or with another number, a word names no status."""
    with pytest.raises(InvalidValueError) as caught:
        Status.parse(text)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("given", [4, None, b"4", 4.0, ["4"], Channel.ONLINE])
def test_what_is_no_text_is_refused(given):
    """A number, bytes or nothing is not read, and a member of another choice is not one of this."""
    with pytest.raises(InvalidTypeError, match=r"Unit\.parse reads text"):
        Unit.parse(given)
