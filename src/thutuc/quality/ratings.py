"""Citizens' ratings: questionnaires with versions, forms, and shares with a named denominator (đánh giá)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs
from attrs.validators import optional

from thutuc.bounds import shown
from thutuc.errors import InvalidValueError
from thutuc.fields import (
    Each,
    Number,
    any_list,
    checked,
    count,
    exact,
    is_number,
    name_text,
    of,
    optional_text,
    read_only,
    several,
    whole,
)
from thutuc.quality.coded import Dated, Named, check_codes, check_once, find, refuse, unknown
from thutuc.quality.figures import plain, rounded, total
from thutuc.words.findings import AuditFinding, AuditFindings
from thutuc.words.labels import Labelled
from thutuc.words.rates import Rate
from thutuc.words.table import Cell, Shown, Table, Words

_PERCENTAGE = re.compile(r"(\d{1,3})(?:[.,](\d{1,9}))?\s*%?", re.ASCII)


def _printed(figure: Number | str, code: str) -> tuple[Fraction, Fraction]:
    """A percentage as printed, and the unit of its last digit; of a number that is taken to be a hundredth.

    Raises:
        InvalidTypeError: If it is neither number nor text.
        InvalidValueError: If it is a text and no percentage.
    """
    if not isinstance(figure, str):
        return exact(figure, code), Fraction(1, 100)
    found = _PERCENTAGE.fullmatch(figure.strip())
    if found is None:
        raise InvalidValueError(
            f"{code}: {shown(figure)} is no percentage; write it as printed, such as '48,9'", given=figure
        )
    whole, digits = found[1], found[2] or ""
    return Fraction(int(whole + digits), 10 ** len(digits)), Fraction(1, 10 ** len(digits))


@attrs.frozen(kw_only=True)
class Option(Named):
    """One answer that can be ticked (phương án trả lời).

    Args:
        points: Its place on the scale; `None` only for an answer that does not apply.
        satisfied: Whether it counts as satisfied.
        not_applicable: Whether it says that the question does not apply; then it is no point of the scale.

    Raises:
        InvalidValueError: If "not applicable" has points or counts as satisfied, or another has no points.
    """

    points: Number | None = attrs.field(default=None, validator=optional(is_number))
    satisfied: bool = attrs.field(default=False, validator=of(bool))
    not_applicable: bool = attrs.field(default=False, validator=of(bool))

    def __attrs_post_init__(self) -> None:
        if self.not_applicable and (self.points is not None or self.satisfied):
            raise InvalidValueError(
                f"option {self.code}: 'not applicable' is on no scale; leave points and satisfied out",
                given=self.points,
            )
        if not self.not_applicable and self.points is None:
            raise InvalidValueError(f"option {self.code}: has no points; give them", given=None)


@attrs.frozen(kw_only=True)
class Question(Named):
    """One question (câu hỏi).

    Args:
        factor: Code of the factor it belongs to, if there are factors.
        options: Its own answers; left out, those of the questionnaire.
    """

    factor: str | None = attrs.field(default=None, converter=optional_text)
    options: tuple[Option, ...] = attrs.field(default=(), converter=any_list, validator=Each(Option))


@attrs.frozen(kw_only=True)
class Questionnaire(Dated):
    """A version of a questionnaire (mẫu phiếu đánh giá).

    Args:
        options: The answers to every question that has none of its own.
        questions: The questions.

    Raises:
        InvalidValueError: If a code is used twice, or a question has no answers.
    """

    options: tuple[Option, ...] = attrs.field(default=(), converter=any_list, validator=Each(Option))
    questions: tuple[Question, ...] = attrs.field(converter=any_list, validator=Each(Question))

    def _check(self) -> None:
        check_codes(self.questions, "question")
        for question in self.questions:
            check_codes(self.options_of(question), "option")
            if not self.options_of(question):
                raise InvalidValueError(f"question {question.code}: has no options", given=question.code)

    def question(self, code: str) -> Question:
        """One question.

        Raises:
            UnknownDefinitionError: If it has none of that code.
        """
        return find(self.questions, code, "question")

    def options_of(self, question: Question) -> tuple[Option, ...]:
        """The answers to *question*."""
        return question.options or self.options


@attrs.frozen(kw_only=True)
class RatingForm:
    """One form that came back; it keeps the version it was filled in on (phiếu đánh giá).

    Args:
        code: Its code.
        questionnaire: The version.
        answers: For each question the option; a question that is missing or `None` was left blank.
        on: The day; the version must have been valid.
        office: The office that is rated.
        dossier: Code of the dossier, if it is known.

    Raises:
        QualityError: With every unknown question and option.
        InvalidValueError: If the version was not valid that day.
    """

    code: str = attrs.field(converter=name_text)
    questionnaire: Questionnaire = attrs.field(validator=of(Questionnaire))
    answers: Mapping[str, str | None] = attrs.field(converter=read_only)
    on: date = attrs.field(validator=of(date))
    office: str | None = attrs.field(default=None, converter=optional_text)
    dossier: str | None = attrs.field(default=None, converter=optional_text)

    def __attrs_post_init__(self) -> None:
        form = self.questionnaire
        if not form.is_valid_on(self.on):
            raise InvalidValueError(
                f"form {self.code}: {form.code} of {form.valid_from} is not valid on {self.on}", given=self.on
            )
        options = {one.code: [option.code for option in form.options_of(one)] for one in form.questions}
        problems = [*unknown("question", self.answers, options)]
        problems += [
            f"question {name}: {answer!r} is no option; options are {', '.join(options[name])}"
            for name, answer in self.answers.items()
            if name in options and answer is not None and answer not in options[name]
        ]
        refuse(f"form {self.code}", problems, self.answers)


class SurveyBase(Labelled):
    """Over what a share of answers is taken (mẫu số của kết quả đánh giá)."""

    FORMS_OUT = "forms_out", "phiếu phát ra", "forms out"
    FORMS_BACK = "forms_back", "phiếu thu về", "forms back"
    ANSWERS = "answers", "câu trả lời trên thang", "answers on the scale"


@attrs.frozen(kw_only=True)
class Ratings(Shown):
    """The answers to one question, counted (kết quả đánh giá một câu hỏi).

    Args:
        question: The question, in Vietnamese and English.
        options: Its answers.
        counts: How often each was ticked.
        forms_out: Forms handed out, if known.
        forms_back: Forms that came back, if known.

    Raises:
        InvalidTypeError: If a count is no whole number.
        InvalidValueError: If it is negative.
        UnknownDefinitionError: If an option is unknown.

    Examples:
        >>> good = Option(code="good", vi="hài lòng", en="good", points=2, satisfied=True)
        >>> fair = Option(code="fair", vi="bình thường", en="fair", points=1)
        >>> poor = Option(code="poor", vi="không hài lòng", en="poor", points=0)
        >>> ratings = Ratings(question=("chung", "overall"), options=(good, fair, poor),
        ...                   counts={"good": 1614, "fair": 16, "poor": 15})
        >>> str(ratings.satisfaction(SurveyBase.ANSWERS))
        '98,12% của 1.645 câu trả lời trên thang'
    """

    question: Words
    options: tuple[Option, ...] = attrs.field(converter=any_list, validator=Each(Option))
    counts: Mapping[str, int] = attrs.field(converter=read_only)
    forms_out: int | None = attrs.field(default=None, validator=whole(optional=True))
    forms_back: int | None = attrs.field(default=None, validator=whole(optional=True))

    def __attrs_post_init__(self) -> None:
        for code, ticked in self.counts.items():
            find(self.options, code, "option")
            count(ticked, f"the count of {code}")

    @classmethod
    def of(cls, forms: Iterable[RatingForm], question: str, *, forms_out: int | None = None) -> "Ratings":
        """Count one question over *forms* of one version.

        Raises:
            InvalidValueError: If there is none, a form is given twice, or they are of several versions.
            UnknownDefinitionError: If the version has no such question.
        """
        given = several(forms, RatingForm, "forms")
        versions = {(form.questionnaire.code, form.questionnaire.valid_from) for form in given}
        if len(versions) != 1:
            raise InvalidValueError(
                f"ratings are counted over forms of one version, not {len(versions)}",
                given=sorted(versions, key=str),
            )
        check_once((form.code for form in given), "a form is given twice; count it once")
        version = given[0].questionnaire
        asked = version.question(question)
        options = version.options_of(asked)
        ticked = [form.answers.get(question) for form in given]
        counts = {option.code: ticked.count(option.code) for option in options}
        return cls(
            question=asked.words, options=options, counts=counts, forms_out=forms_out, forms_back=len(given)
        )

    def _count(self, *, applicable: bool) -> int:
        return sum(
            self.counts.get(option.code, 0)
            for option in self.options
            if option.not_applicable is not applicable
        )

    @property
    def answers(self) -> int:
        """Answers on the scale; "not applicable" is none (câu trả lời trên thang)."""
        return self._count(applicable=True)

    @property
    def not_applicable(self) -> int:
        """Answers that say that the question does not apply (không áp dụng)."""
        return self._count(applicable=False)

    @property
    def blanks(self) -> int | None:
        """Forms back without an answer; `None` if the forms are not known or are fewer than the answers."""
        left = -1 if self.forms_back is None else self.forms_back - self.answers - self.not_applicable
        return left if left >= 0 else None

    def _base(self, over: SurveyBase) -> int:
        base: int | None = getattr(self, checked(over, SurveyBase, "a denominator is a SurveyBase").value)
        if base is None:
            raise InvalidValueError(f"{over.value} is not known; give it, or take another", given=over)
        return base

    def _ticked(self, code: str) -> int:
        return self.counts.get(find(self.options, code, "option").code, 0)

    def _percent(self, code: str, over: SurveyBase) -> Fraction | None:
        """The share of an option in percent: above 100, where what was printed contradicts itself."""
        base = self._base(over)
        return Fraction(100 * self._ticked(code), base) if base else None

    def share(self, *codes: str, over: SurveyBase) -> Rate:
        """The share of some options over a named denominator.

        Raises:
            InvalidValueError: If the denominator is not known, or smaller than the count of these options.
            UnknownDefinitionError: If an option is unknown.
        """
        return Rate(sum(map(self._ticked, set(codes))), self._base(over), over.words)

    def satisfaction(self, over: SurveyBase) -> Rate:
        """The share of the options that count as satisfied (tỷ lệ hài lòng)."""
        return self.share(*(option.code for option in self.options if option.satisfied), over=over)

    @property
    def mean(self) -> float | None:
        """The mean of the points, over answers on the scale, with 2 decimals; `None` without answers."""
        points = total(
            exact(option.points, "points") * self.counts.get(option.code, 0)
            for option in self.options
            if option.points is not None
        )
        return rounded(points / self.answers, 2) if self.answers else None

    def check(self, over: SurveyBase, **printed: float | str) -> AuditFindings:
        """Whether the answers fit into the forms, printed percentages agree, and they sum to 100.

        Args:
            over: The denominator the print is held to.
            **printed: For each option the percentage printed. As text, such as "48,9", its digits are known:
                it is rounded or cut to the last of them. As a number it is less than 0.01 off.

        Raises:
            InvalidValueError: If a text is no number, or could be two.
        """
        found: list[AuditFinding] = []
        if self.forms_back is not None:
            given = self.answers + self.not_applicable
            name = ("câu trả lời không quá số phiếu thu về", "answers within the forms back")
            found.append(AuditFinding(name, given <= self.forms_back, given, self.forms_back))
        stated = {code: _printed(figure, code) for code, figure in printed.items()}
        for code, (figure, unit) in stated.items():
            percent, close = self._percent(code, over), None
            if percent is not None:
                left = percent - figure
                # Rounded or cut to its last digit; of a number the digits are not known.
                close = -unit / 2 <= left < unit if isinstance(printed[code], str) else abs(left) < unit
            name = find(self.options, code, "option").words
            found.append(AuditFinding(name, close, plain(figure), _shown(percent)))
        if len(printed) == len([option for option in self.options if not option.not_applicable]):
            sum_ = total(figure for figure, _ in stated.values())
            close = abs(sum_ - 100) < sum(unit for _, unit in stated.values())
            found.append(AuditFinding(("tổng tỷ lệ", "sum of the percentages"), close, _shown(sum_), 100))
        return AuditFindings(found)

    def table(self, language: str = "vi") -> Table:
        """One row for each option, and what is on no scale."""
        over = [name for name in SurveyBase if getattr(self, name.value) is not None]
        shares = [(f"of_{name.value}", f"% {name.words[0]}", f"% {name.words[1]}") for name in over]
        rows: list[tuple[Cell, ...]] = []
        for option in self.options:
            percents = (None if option.not_applicable else self._percent(option.code, name) for name in over)
            rows.append((option.words, self._ticked(option.code), *map(_shown, percents)))
        rows.append((("bỏ trống", "blank"), self.blanks, *(None for _ in over)))
        columns = (("option", "phương án", "option"), ("count", "số lượt", "count"), *shares)
        return Table(self.question, columns, tuple(rows), language)


def _shown(percent: Fraction | None) -> float | None:
    return None if percent is None else rounded(percent, 2)
