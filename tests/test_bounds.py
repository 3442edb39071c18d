"""Readers under attack: small inputs made to take minutes or gigabytes, and what no reader was made for."""

import gzip
import subprocess
import sys
import time
import tracemalloc
import unicodedata
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from thutuc import catalogue, vietnam_calendar
from thutuc.bounds import BOUNDS, CODE_LETTERS, Bounds, composed
from thutuc.errors import (
    CatalogueError,
    DirectoryError,
    IdentifierError,
    InvalidTypeError,
    InvalidValueError,
    QualityError,
    RegisterError,
    ThutucError,
)
from thutuc.identifiers import AgencyCode, DossierCode, FieldCode, ProcedureCode
from thutuc.offices import OfficeDirectory
from thutuc.quality import definitions
from thutuc.registers import COLUMNS, read_moment, read_register
from thutuc.reports import NumberStyle, PublishedTable, read_published

CAL = vietnam_calendar()
HEAD = ",".join(COLUMNS) + "\n"
ROW = "H{},khai sinh,A,một cửa,trực tiếp,2026-03-02,05 ngày làm việc,2026-03-09,\n"
# Unicode puts marks of different kinds in order, and that takes the square of their number.
MARKS = "a" + "\u0315\u0300" * 40_000
SECONDS, MEGABYTES = 1, 100


@pytest.fixture
def write(tmp_path):
    """Writes a file of text or bytes and says where."""
    numbers = count()

    def put(content):
        path = tmp_path / f"sổ {next(numbers)}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


@pytest.fixture(scope="module")
def bombs():
    """Files of some hundred kilobytes that unpack to a thousand times as much."""
    return [gzip.compress(HEAD.encode() + letter * 200_000_000, 6) for letter in (b"x", b"\n", b"\0")]


def quickly(read, *given, **options):
    """What a reader says; it must come in under a second of work and 100 MB."""
    tracemalloc.start()
    began = time.process_time()
    try:
        try:
            return read(*given, **options)
        except ThutucError as error:
            return error
    finally:
        took, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        # Tracing memory makes a program three times slower.
        assert took < 3 * SECONDS, took
        assert most < MEGABYTES * 1_000_000, most


# Bounds -----------------------------------------------------------------------------------------------------


def test_bounds_are_whole_and_positive():
    """A bound is a number of at least 1, and readers take nothing else as bounds."""
    assert Bounds(expansion=1000).columns == BOUNDS.columns
    with pytest.raises(InvalidValueError, match="file_bytes is 1 or more, not 0"):
        Bounds(file_bytes=0)
    for wrong in (True, 1.5, "1", None):
        with pytest.raises(InvalidTypeError, match="columns is a whole number"):
            Bounds(columns=wrong)
    for read in (
        lambda: read_register("x", CAL, bounds=5),
        lambda: read_published("x", bounds=None),
        lambda: catalogue.load("", bounds={"toml_depth": 1}),
    ):
        with pytest.raises(InvalidTypeError, match=r"`bounds` is a value such as Bounds\(expansion=1000\)"):
            read()


# Packed files -----------------------------------------------------------------------------------------------


def test_a_bomb_is_refused_by_every_reader_of_files(write, bombs):
    """200 MB in 200 kB are not unpacked, and the refusal says how to raise the bound."""
    for bomb in bombs:
        path = write(bomb)
        for read in (lambda path: read_register(path, CAL), read_published, catalogue.load):
            assert isinstance(quickly(read, path), RegisterError)
    said = str(quickly(read_register, write(bombs[0]), CAL))
    assert "the bound 'expansion' allows no more; if the file is right, raise it" in said
    assert "bounds=Bounds(expansion=…)" in said


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_an_engine_does_not_unpack_a_bomb(write, bombs, engine):
    """What reads columns looks at the size before the engine does, and refuses as the reader of rows does."""
    pytest.importorskip(engine)
    frames = pytest.importorskip("thutuc.frames")
    for bomb in bombs:
        path = write(bomb)
        by_columns, by_rows = (
            quickly(frames.read_register, path, CAL, engine=engine),
            quickly(read_register, path, CAL),
        )
        assert str(by_columns) == str(by_rows)


def test_a_real_register_is_read_packed_and_a_repetitive_one_with_a_higher_bound(write):
    """Registers pack 10 to 40 times; who knows that a file packs better raises the bound by an argument."""
    real = (HEAD + "".join(map(ROW.format, range(3000)))).encode()
    assert len(read_register(write(gzip.compress(real)), CAL)) == 3000
    blank = HEAD.encode() + ROW.format(1).encode() + b"\n" * 2_000_000
    path = write(gzip.compress(blank))
    assert isinstance(quickly(read_register, path, CAL), RegisterError)
    assert len(read_register(path, CAL, bounds=Bounds(expansion=2000))) == 1


def test_large_files_are_for_the_reader_of_columns(write):
    """The bound on bytes holds for what is read whole; a file read a column at a time may have any size."""
    path, few = write(HEAD + "".join(map(ROW.format, range(200)))), Bounds(file_bytes=1000)
    with pytest.raises(RegisterError, match="more than 1,000 bytes to read, and the bound 'file_bytes'"):
        read_register(path, CAL, bounds=few)
    pytest.importorskip("polars")
    frames = pytest.importorskip("thutuc.frames")
    assert len(frames.read_register(path, CAL, bounds=few)) == 200


def test_what_has_no_end_is_not_read_to_its_end():
    """A file of NULs without end is refused at its first block, also where it is a device."""
    assert "has NUL characters" in str(quickly(read_register, "/dev/zero", CAL))


# Registers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "words"), [
    (HEAD + f"H1,{MARKS},A,,,2026-03-02,,,\n", "more than 30 accents"),
    (HEAD + "H1,a" + "\u0f73" * 90_000 + ",A,,,2026-03-02,,,\n", "more than 30 accents"),
    ("," * 300_000 + "x\n", "300,001 headings, and a spreadsheet has at most 16,384"),
    (",".join(f"c{i}" for i in range(16_000)), "c99, … (16,000 in all)"),
    (HEAD + "H1," + "x" * 200_000 + ",A,,,2026-03-02,,,\n", "a cell has more than 131,072 letters"),
    (HEAD + '"' + "x\n" * 100_000, "look for a quote that is not closed"),
    (HEAD + "a,,,,,x,,,\n" * 12_000, "problems before it are told"),
    (HEAD + ",".join(["9" * 10_000] * 9) + "\n", "… is not a date"),
    (HEAD + "H1,a,,,,2026-03-02,,\n" * 12_000, "8 cells where the headings have 9"),
])  # fmt: skip
def test_a_register_made_to_do_harm_is_refused_at_once(write, content, words):
    """Accents, columns, cells and problems by the thousand are refused alike by rows and by columns."""
    path = write(content)
    error = quickly(read_register, path, CAL)
    assert isinstance(error, RegisterError)
    assert words in str(error)
    assert len(str(error)) < 5_000_000
    pytest.importorskip("polars")
    frames = pytest.importorskip("thutuc.frames")
    assert str(quickly(frames.read_register, path, CAL)) == str(error)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_blank_lines_are_no_rows_to_an_engine(write, engine):
    """Half a million blank lines are passed over at once, and the rows between them keep their numbers."""
    pytest.importorskip(engine)
    frames = pytest.importorskip("thutuc.frames")
    path = write(HEAD + ",,,\n" * 250_000 + "\n" * 250_000 + ROW.format(1) + " , ,\t\n")
    found = quickly(frames.read_register, path, CAL, engine=engine)
    assert found.layout.fetch(found.frame.select("row")) == [(500_002,)]


# Paths ------------------------------------------------------------------------------------------------------

PATH_READERS = {
    "register": lambda path: read_register(path, CAL),
    "published": read_published,
    "catalogue": lambda path: catalogue.load(Path(path)),
    "directory": lambda path: OfficeDirectory.from_toml(Path(path)),
    "definitions": lambda path: definitions(Path(path)),
}


CORPUS = {
    "NULs": b"\0" * 1_000,
    "truncated": b'{"kind": "dossier", "schema": 1, "events": [{"kin',
    "UTF-16": "mã hồ sơ,ngày nhận\n".encode("utf-16"),
    "Latin-1": b"m\xe3,h\xf4 s\xf5\n1,2\n",
    "NaN": b'{"received": NaN}',
    "a name twice": b"a = 1\na = 2",
    "200,000 lists": b"a = " + b"[" * 200_000,
    "200,000 names": b"a" + b".a" * 200_000 + b" = 1",
    "200,000 tags": b"<log>" * 200_000,
    "100,000 figures": b"a = " + b"9" * 100_000,
    "100,000 columns": b",".join([b"x"] * 100_000),
    "a name of an archive": b"PK\x03\x04" + bytes(100),
    "a name of what is packed": b"\x1f\x8b\x08" + bytes(50),
    "an unknown version": b'{"kind": "fee", "schema": 99, "text": "x"}',
    "the right look": b'{"kind": "time-limit", "schema": 1, "amount": "5", "unit": "day"}',
}


@pytest.mark.parametrize("name", [*PATH_READERS, "log", "columns"])
@pytest.mark.parametrize("what", CORPUS)
def test_every_reader_of_files_refuses_what_is_none(write, name, what):
    """At once and with little memory; the message names the file and is short, whatever stood in it."""
    path = write(CORPUS[what])
    if name in PATH_READERS:
        error = quickly(PATH_READERS[name], path)
    elif name == "log":
        error = quickly(pytest.importorskip("thutuc.logs", exc_type=ImportError).read_log, path)
    else:
        error = quickly(pytest.importorskip("thutuc.frames", exc_type=ImportError).read_register, path, CAL)
    assert isinstance(error, ThutucError), error
    assert path.name in str(error)
    assert len(str(error)) < 2_500
    assert error.text("vi") != str(error)


@pytest.mark.parametrize("name", PATH_READERS)
@pytest.mark.parametrize("path", ["a\0b", "\0", "a\ud800.csv"])
def test_no_file_can_be_called_so(name, path):
    """A path with NUL or half a letter is refused as a value, before any file is opened."""
    with pytest.raises(InvalidValueError, match="no file can be called"):
        PATH_READERS[name](path)


@pytest.mark.parametrize("name", PATH_READERS)
def test_a_name_too_long_for_any_file_is_refused_as_what_cannot_be_read(name):
    """No reader lets the system's own error through."""
    with pytest.raises(ThutucError, match="read"):
        PATH_READERS[name]("a" * 5000)


@pytest.mark.parametrize("wrong", [5, None, True, b"x.csv", ["x.csv"], object(), 1.5])
def test_what_is_no_path_is_refused_by_its_type(wrong):
    """A number or bytes is no path, nor a list but to registers, of which each may be a file."""
    for read in (
        lambda: read_register(wrong if wrong != ["x.csv"] else [wrong], CAL),
        lambda: read_published(wrong),
        lambda: catalogue.load(wrong),
        lambda: OfficeDirectory.from_toml(wrong),
        lambda: definitions(wrong),
    ):
        with pytest.raises(InvalidTypeError, match="path"):
            read()
    with pytest.raises(RegisterError, match=r"none\.csv: cannot be read"):
        read_register("none.csv", CAL)


def test_the_reader_of_columns_takes_the_same_paths():
    """It refuses what is no path as the reader of rows does."""
    pytest.importorskip("polars")
    frames = pytest.importorskip("thutuc.frames")
    for wrong, error in ((5, InvalidTypeError), ("a\0b", InvalidValueError), ("\ud800", InvalidValueError)):
        with pytest.raises(error):
            frames.read_register(wrong, CAL)


# TOML -------------------------------------------------------------------------------------------------------

OFFICE = '[[offices]]\ncode = "A{0}"\nname = "{1}"\nlevel = "commune"\n'
TOML = {
    "brackets": "a = " + "[" * 100_000,
    "closed": "a = " + "[" * 100_000 + "]" * 100_000,
    "tables": "a = " + "{b = " * 50_000 + "1" + "}" * 50_000,
    "after-quotes": 'b = "[[["\nc = """\n"[" \\" """\n' + "a = " + "[" * 100_000,
    "dotted": ".".join("a" * 100_000) + " = 1",
    "heading": "[" + " . ".join(['"a"'] * 50_000) + "]",
    "digits": "a = " + "9" * 5_000,
    "negative": "a = -" + "9" * 5_000,
    "hex": "offices = [{code = 0x" + "F" * 5_000 + "}]",
    "65 bits": "offices = [{code = 9223372036854775808}]",
    "nul": "a = '\0'",
    "half": "a = '\ud800'",
    "quotes": 'a = """' + '"a' * 100_000,
    "escapes": 'a = "' + '\\"' * 100_000,
    "unknown": "".join(f"a{i} = 1\n" for i in range(12_000)),
    "lists": "offices = [" + "[]," * 12_000 + "]",
    "marks": OFFICE.format(1, MARKS),
    "escaped-marks": OFFICE.format(1, "a" + "\\u0315\\u0300" * 20_000),
    "sources": "".join(f'[sources.s{i}]\ndocument = "x"\n' for i in range(1500))
    + "".join(OFFICE.format(i, "x") + f'source = "t{i}"\n' for i in range(1500)),
    "circles": "".join(OFFICE.format(i, "x") + f'parent = "A{i ^ 1}"\n' for i in range(2000)),
    "one circle": "".join(OFFICE.format(i, "x") + f'parent = "A{(i + 1) % 2000}"\n' for i in range(2000)),
    "same": OFFICE.format(1, "x") * 3000,
    "nameless": "[[procedures]]\n" * 6000,
}


@pytest.mark.parametrize("name", TOML)
def test_toml_made_to_do_harm_is_refused_at_once(name):
    """Depth, digits, accents and problems without end: each reader of TOML refuses with its own error."""
    readers = {
        catalogue.load: CatalogueError,
        OfficeDirectory.from_toml: DirectoryError,
        definitions: QualityError,
    }
    for read, error in readers.items():
        found = quickly(read, TOML[name])
        assert type(found) is error
        assert isinstance(found, ValueError)
        assert found.problems
        assert len(found.problems) <= BOUNDS.problems + 1
        assert len(str(found)) < 5_000_000


def test_the_bounds_of_toml_are_named_and_may_be_raised(tmp_path):
    """Depth is counted outside texts and remarks, to the bound exactly; an argument raises it."""
    deep = "a = " + "[" * 32 + "]" * 32
    with pytest.raises(CatalogueError, match="field a: unknown"):
        catalogue.load(deep + '\nb = "' + "[" * 500 + "\"\nc = '''{{{{'''\n# " + "[" * 500)
    with pytest.raises(CatalogueError, match="32 deep, as the bound 'toml_depth' allows"):
        catalogue.load(deep.replace("]", "").replace("[", "[[") + "]" * 64)
    with pytest.raises(CatalogueError, match="field a: unknown"):
        catalogue.load("a = " + "[" * 40 + "]" * 40, bounds=Bounds(toml_depth=40))
    with pytest.raises(CatalogueError, match="field a: unknown"):
        catalogue.load("a = [" + "1.5, " * 100 + "]")
    path = tmp_path / "large.toml"
    path.write_text("# " + "x" * 1000, encoding="utf-8")
    assert len(catalogue.load(path)) == 0
    for source in (path, path.read_text("utf-8")):
        with pytest.raises(CatalogueError, match="the bound 'toml_bytes' allows"):
            catalogue.load(source, bounds=Bounds(toml_bytes=1000))
        with pytest.raises(DirectoryError, match="toml_bytes"):
            OfficeDirectory.from_toml(source, bounds=Bounds(toml_bytes=1000))
        with pytest.raises(QualityError, match="toml_bytes"):
            definitions(source, bounds=Bounds(toml_bytes=1000))


# Codes, moments, numbers, texts -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [AgencyCode, DossierCode, FieldCode, ProcedureCode])
@pytest.mark.parametrize("text", [
    "H17" + ".18" * 100_000, "9" * 100_000, "H17.18-260302-" + "1" * 100_000, MARKS, "\ud800", "1.004222\0",
    "H17.18" + "-" * 100_000,
])  # fmt: skip
def test_a_code_has_its_length(kind, text):
    """A text longer than any code is none, and is answered in few words."""
    error = quickly(kind.parse, text)
    assert isinstance(error, IdentifierError)
    assert len(str(error)) < 400
    assert not kind.is_valid(text)


def test_blanks_around_a_code_do_not_count():
    """The bound is on the code, not on the blanks around it."""
    assert str(AgencyCode.parse(" " * 1000 + "H17.18" + "\n" * 1000)) == "H17.18"
    longest = "H17" + ".18" * ((CODE_LETTERS - 3) // 3)
    assert AgencyCode.parse(longest).top == "H17"
    with pytest.raises(IdentifierError, match=f"a code has at most {CODE_LETTERS}"):
        AgencyCode.parse(longest + ".18")


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "2026-02-30", "30/02/2026", "2026-03-02 25:00", "", "x\0", MARKS]
)
def test_what_is_no_moment_is_refused_by_name(text):
    """An error of the library, in few words, whatever was given."""
    error = quickly(read_moment, text)
    assert isinstance(error, InvalidValueError)
    assert len(str(error)) < 400
    with pytest.raises(InvalidTypeError, match="a date is text such as"):
        read_moment(5)


def test_a_number_has_few_figures():
    """5,000 figures are no number of dossiers, in whatever way they come."""
    for style in NumberStyle:
        with pytest.raises(InvalidValueError, match="5,000 figures"):
            style.read("9" * 5_000)
        with pytest.raises(InvalidTypeError, match="a number is read from text"):
            style.read(5)
    with pytest.raises(InvalidValueError, match="received is a count of dossiers, at most"):
        PublishedTable(received=10**5_000)
    for wrong in (10**5_000, "9" * 5_000):
        with pytest.raises(InvalidValueError):
            PublishedTable(on_time_pct=wrong)


@pytest.mark.parametrize(("content", "words"), [
    ("received\n" + "9" * 5_000, "5,000 figures"),
    ("place\n" + "x" * 200_000, "a cell has more than 131,072 letters"),
    ('place\n"' + "a\n" * 100_000, "look for a quote that is not closed"),
    ("place\n" + MARKS, "more than 30 accents"),
    ("received,on_time_pct\nx,101\n" * 20_000, "there is more than these"),
    ("on_time_pct\n101\n", "row 2: a percentage lies between 0 and 100"),
    (",".join(f"c{i}" for i in range(20_000)), "20,000 headings"),
])  # fmt: skip
def test_published_tables_made_to_do_harm_are_refused_at_once(write, content, words):
    """Each problem comes as the error of the reader, with the file, the row and what is allowed."""
    error = quickly(read_published, write(content))
    assert isinstance(error, RegisterError)
    assert words in str(error)


@given(st.text(st.sampled_from("aeờ \u0300\u0301\u0323\u031b\u0315\u0f73ệ"), max_size=25))
def test_text_is_composed_as_unicode_says(text):
    """Up to 30 accents on a letter nothing is refused, and the normal form is that of Unicode."""
    assert composed(text) == unicodedata.normalize("NFC", text)


def test_a_text_of_many_accents_in_order_is_left_alone():
    """Only disorder takes the square: marks that are in order are composed, however many."""
    assert quickly(composed, "\u0323" * 50_000) == "\u0323" * 50_000
    assert composed("─" * 1000 + "e\u0301") == "─" * 1000 + "é"


def test_the_command_line_says_what_is_wrong(write, bombs):
    """A bomb on the command line is an answer in one line and the exit code 2, not a trace."""
    command = [sys.executable, "-m", "thutuc", "report", str(write(bombs[0]))]
    ran = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr
    assert b"expansion" in ran.stderr
