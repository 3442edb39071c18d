"""A catalogue as CPSV-AP 3.2, a vocabulary of public services, in JSON-LD (dữ liệu liên kết)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlsplit

from thutuc.catalogue import Catalogue
from thutuc.errors import InvalidValueError
from thutuc.exchange.written_text import written
from thutuc.fields import iterable, plain_text, several
from thutuc.law import LegalSource
from thutuc.limits import TimeLimit, Unit
from thutuc.procedures import Channel, Fee, Procedure

_Node: TypeAlias = dict[str, Any]

CONTEXT: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes of the terms; nothing is fetched to read them."""
_EU: Final = "http://publications.europa.eu/resource/authority"
_COUNTRY: Final = f"{_EU}/country/VNM"
_LANGUAGE: Final = f"{_EU}/language/VIE"
_UNKNOWN_AGENCY: Final = "Chưa nêu cơ quan có thẩm quyền"
# XML Schema has these units of ISO 8601, and no working ones: its form, and how many of it a unit is.
_DURATIONS: Final = {
    Unit.HOUR: ("PT{}H", 1),
    Unit.DAY: ("P{}D", 1),
    Unit.WEEK: ("P{}D", 7),
    Unit.MONTH: ("P{}M", 1),
    Unit.YEAR: ("P{}Y", 1),
}


def to_cpsv(procedures: Catalogue | Iterable[Procedure], base: str = "urn:thutuc:") -> dict[str, Any]:
    """Procedures as linked data by CPSV-AP 3.2.0, ready for `json.dumps` (dữ liệu liên kết về thủ tục).

    Each version of a procedure is a `cpsv:PublicService` with its name, description, agency, papers, costs,
    channels, results and legal basis. A time limit stands in words in the description and as a rule that the
    service follows. `cv:processingTime` is an ISO 8601 duration, which knows no working days: it is given for
    limits in hours, days, weeks, months and years, and left out where working days or hours are counted, or
    where limits differ.

    What the profile asks for and a procedure does not state is said to be so: an agency of no name is called
    "Chưa nêu cơ quan có thẩm quyền", a procedure without a description has its name.

    Args:
        procedures: A catalogue, or several procedures.
        base: The beginning of the names (IRIs) of what is described, such as `https://example.vn/tthc/`.

    Raises:
        InvalidTypeError: If something else than procedures is given, or *base* is no text.
        InvalidValueError: If *base* is no beginning of an IRI, one version of a procedure is given twice, or
            a text holds half a letter or a control character.

    Legal source:
        CPSV-AP 3.2.0, European Union, 2024; the parts of a procedure: Nghị định 63/2010/NĐ-CP, Điều 8.

    Examples:
        >>> from thutuc import Procedure, TimeLimit, exchange
        >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit.parse("15 ngày"), agency="UBND xã")
        >>> service = exchange.to_cpsv([procedure], "https://example.vn/tthc/")["@graph"][0]
        >>> service["@id"], service["cv:processingTime"]["@value"]
        ('https://example.vn/tthc/1.004222', 'P15D')
    """
    given = procedures.procedures if isinstance(procedures, Catalogue) else iterable(procedures, "procedures")
    graph = _Graph(_checked_base(base))
    for procedure in several(given, Procedure, "procedures"):
        graph.add(procedure)
    return {"@context": CONTEXT, "@graph": [*graph.services.values(), *graph.nodes.values()]}


def _checked_base(base: str) -> str:
    text = plain_text(base, "the beginning of an IRI")
    # A letter that no IRI can have would be read as its end.
    wrong = [letter for letter in text if letter in '<>"{}|\\^` ']
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        scheme = ""
    if wrong or not scheme or text[-1] not in "/#:=":
        raise InvalidValueError(
            f"{base!r} is no beginning of an IRI; give one that ends in /, #, : or =, such as "
            f"'https://example.vn/tthc/'",
            given=base,
        )
    return text


def _vi(text: str) -> _Node:
    return {"@value": written(text, "a text of a procedure"), "@language": "vi"}


def _quoted(label: str) -> str:
    """A label as the end of an IRI."""
    return quote(written(label, "a name in a procedure"), safe="")


def _ref(name: str) -> _Node:
    return {"@id": name}


def _typed(kind: str, value: str) -> _Node:
    return {"@type": f"xsd:{kind}", "@value": value}


class _Graph:
    """The services, and what they share or consist of, each by its name."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.services: dict[str, _Node] = {}
        self.nodes: dict[str, _Node] = {}
        self._node(_COUNTRY, "dct:Location")
        self._node(_LANGUAGE, "dct:LinguisticSystem")

    def _node(self, name: str, kind: str, **more: Any) -> _Node:  # noqa: ANN401 - whatever JSON-LD holds
        """A reference to a node, which is made if there is none of its name."""
        terms = {term.replace("_", ":", 1): value for term, value in more.items() if value}
        self.nodes.setdefault(name, {"@id": name, "@type": kind, **terms})
        return _ref(name)

    def _concept(self, kind: str, label: str) -> _Node:
        return self._node(f"{self.base}{kind}/{_quoted(label)}", "skos:Concept", skos_prefLabel=_vi(label))

    def add(self, procedure: Procedure) -> None:
        """A version of a procedure."""
        name = f"{self.base}{_quoted(procedure.code)}"
        if procedure.valid_from is not None:
            name += f"/{procedure.valid_from}"
        if name in self.services:
            raise InvalidValueError(
                f"procedure {procedure.code} is given twice in one version; give each version once",
                given=procedure.code,
            )
        limits = list(_limits(procedure))
        terms: _Node = {
            "dct:identifier": procedure.code,
            "dct:title": _vi(procedure.name),
            "dct:description": _vi(_description(procedure, limits)),
            "dct:language": _ref(_LANGUAGE),
            "dct:spatial": _ref(_COUNTRY),
            "cv:hasCompetentAuthority": self._agency(procedure.agency),
            "cv:processingTime": _duration({limit for _, limit in limits}),
            "cv:thematicArea": self._concept("field", procedure.field) if procedure.field else None,
            "dct:audience": [self._concept("applicant", each) for each in procedure.applicants],
            "cpsv:follows": self._rules(name, limits),
            "cpsv:hasInput": self._papers(name, procedure),
            "cpsv:produces": [
                self._part(name, "output", i, "cv:Output", dct_title=_vi(result))
                for i, result in enumerate(procedure.results, 1)
            ],
            "cv:hasLegalResource": [self._source(source) for source in procedure.legal_basis],
            "cv:holdsRequirement": self._requirement(name, procedure.conditions),
            "dct:temporal": self._period(name, procedure),
        }
        terms |= self._ways(name, procedure)
        kept = {term: value for term, value in terms.items() if value}
        self.services[name] = {"@id": name, "@type": "cpsv:PublicService", **kept}

    def _part(self, of: str, kind: str, number: int, what: str, **more: Any) -> _Node:  # noqa: ANN401
        """A node of one service alone, with the identifier that each of them must have."""
        part = f"{kind}-{number}"
        return self._node(f"{of}#{part}", what, dct_identifier=part, **more)

    def _agency(self, agency: str) -> _Node:
        label = agency or _UNKNOWN_AGENCY
        name = f"{self.base}agency/{_quoted(label)}"
        return self._node(
            name, "cv:PublicOrganisation", skos_prefLabel=_vi(label), dct_spatial=_ref(_COUNTRY)
        )

    def _source(self, source: LegalSource) -> _Node:
        label = source.text()
        return self._node(f"{self.base}law/{_quoted(label)}", "eli:LegalResource", dct_title=_vi(label))

    def _rules(self, name: str, limits: list[tuple[str, TimeLimit]]) -> list[_Node]:
        return [
            self._part(
                name,
                "limit",
                i,
                "cpsv:Rule",
                dct_title=_vi("Thời hạn giải quyết"),
                dct_description=_vi(_said(case, limit)),
                cpsv_implements=self._source(limit.source) if limit.source else None,
            )
            for i, (case, limit) in enumerate(limits, 1)
        ]

    def _papers(self, name: str, procedure: Procedure) -> list[_Node]:
        found: list[_Node] = []
        for i, paper in enumerate(procedure.documents, 1):
            told = [
                f"bản chính: {paper.originals}" if paper.originals else "",
                f"bản sao: {paper.copies}" if paper.copies else "",
                f"mẫu: {paper.form}" if paper.form else "",
                f"trường hợp: {paper.case}" if paper.case else "",
            ]
            said = "; ".join(filter(None, told))
            description = _vi(said) if said else None
            more = {"dct_title": _vi(paper.name), "dct_description": description}
            found.append(self._part(name, "document", i, "cv:Evidence", **more))
        return found

    def _requirement(self, name: str, conditions: str) -> list[_Node]:
        if not conditions:
            return []
        title, text = _vi("Yêu cầu, điều kiện"), _vi(conditions)
        return [self._part(name, "requirement", 1, "cv:Requirement", dct_title=title, dct_description=text)]

    def _period(self, name: str, procedure: Procedure) -> _Node | None:
        ends = {"startDate": procedure.valid_from, "endDate": procedure.valid_until}
        told = {f"dcat_{end}": _typed("date", str(day)) for end, day in ends.items() if day}
        return self._node(f"{name}#period", "dct:PeriodOfTime", **told) if told else None

    # Ways of handing in ---------------------------------------------------------------------------------

    def _ways(self, name: str, procedure: Procedure) -> _Node:
        """The channels, each once, and what each of them costs."""
        offers = procedure.channels
        channels: dict[Channel, _Node] = {}
        for channel in dict.fromkeys(offer.channel for offer in offers):
            own = [offer for offer in offers if offer.channel is channel]
            told = [each.description or (each.limit.to_text() if each.limit else "") for each in own]
            said = "\n".join(dict.fromkeys(filter(None, told)))
            channels[channel] = self._part(
                name,
                "channel",
                channel.value,
                "cv:Channel",
                dct_type=self._concept("channel", channel.label()),
                dct_description=_vi(said) if said else None,
                cv_processingTime=_duration(set(procedure.limits_for(channel))),
            )
        priced = [(offer.fee, channels[offer.channel]) for offer in offers if offer.fee]
        priced += [(fee, {}) for fee in procedure.fees]
        costs = [self._cost(name, i, fee, way) for i, (fee, way) in enumerate(priced, 1)]
        return {"cv:hasChannel": list(channels.values()), "cv:hasCost": costs}

    def _cost(self, name: str, number: int, fee: Fee, channel: _Node) -> _Node:
        money: _Node = {}
        if fee.amount is not None:
            currency = self._node(f"{_EU}/currency/{_quoted(fee.currency)}", "skos:Concept")
            money = {"cv_hasValue": _typed("double", f"{fee.amount}.0"), "cv_currency": currency}
        text = _vi(fee.text) if fee.text else None
        return self._part(
            name, "cost", number, "cv:Cost", dct_description=text, cv_ifAccessedThrough=channel, **money
        )


def _limits(procedure: Procedure) -> Iterator[tuple[str, TimeLimit]]:
    """The limits with what they are told apart by: the case, or the channel; each once."""
    found: dict[tuple[str, TimeLimit], None] = {}
    for case in procedure.cases:
        if case.limit is not None:
            found[case.name, case.limit.resting_on(procedure.source)] = None
        if case.online_limit is not None:
            found[
                f"{case.name}, {Channel.ONLINE.label()}", case.online_limit.resting_on(procedure.source)
            ] = None
    if not procedure.cases:
        of_channels = {channel: procedure.limits_for(channel) for channel in Channel}
        alike = len(set(of_channels.values())) == 1
        for channel, limits in of_channels.items():
            found |= dict.fromkeys(("" if alike else channel.label(), limit) for limit in limits)
    yield from found


def _said(case: str, limit: TimeLimit) -> str:
    """A limit in words, with what its unit means where one could take it for another."""
    words = f"{case}: {limit.to_text()}" if case else limit.to_text()
    if limit.unit.is_working and limit.amount:
        words += " (không kể ngày nghỉ, nên không ghi được bằng khoảng thời gian ISO 8601)"
    return words


def _description(procedure: Procedure, limits: list[tuple[str, TimeLimit]]) -> str:
    told = [procedure.sequence or procedure.name]
    if limits:
        told.append(f"Thời hạn giải quyết: {'; '.join(_said(case, limit) for case, limit in limits)}")
    if procedure.levels:
        told.append(f"Cấp thực hiện: {', '.join(procedure.levels)}")
    return "\n\n".join(told)


def _duration(limits: set[TimeLimit]) -> _Node | None:
    """The one limit as an ISO 8601 duration; nothing where there are several, or it counts working time."""
    if len(limits) != 1:
        return None
    (limit,) = limits
    if limit.unit not in _DURATIONS or not limit.amount or limit.cut_off is not None:
        return None
    form, times = _DURATIONS[limit.unit]
    if isinstance(limit.amount, int):
        return _typed("duration", form.format(limit.amount * times))
    # Of fractions there are those of days and hours; half a day is twelve hours.
    seconds = round(limit.amount * (86_400 if limit.unit is Unit.DAY else 3_600))
    return _typed("duration", f"PT{seconds}S")
