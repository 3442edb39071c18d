"""A web service for dossiers: explained in two languages, and what is wrong is told field by field."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any, Literal, Protocol

from fastapi import Body, FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse

from thutuc import Dossier, Procedure, WorkCalendar, records
from thutuc.errors import RecordError, ThutucError
from thutuc.events import Event

Told = Annotated[dict[str, Any], Body()]
Language = Annotated[str, Header(alias="Accept-Language")]
NO_EVENT = {"vi": "đây không phải sự kiện của hồ sơ", "en": "this is no event of a dossier"}
NO_DOSSIER = {"vi": "không có hồ sơ {code}", "en": "there is no dossier {code}"}
SECOND = {
    "vi": "hồ sơ đã có, hoặc đã có người ghi trước; hãy đọc lại rồi quyết định",
    "en": "it is there already, or somebody else wrote first; read it again, and decide again",
}


class Store(Protocol):
    """Where dossiers are kept, such as the recipes for SQLite and PostgreSQL."""

    def add(self, *dossiers: Dossier) -> None: ...
    def load(self, code: str) -> tuple[Dossier, int]: ...
    def append(self, code: str, event: Event, *, version: int) -> Dossier: ...


def service(
    store: Store, conflict: type[Exception], calendar: WorkCalendar, find: Callable[[str, date], Procedure]
) -> FastAPI:
    """The application.

    Args:
        store: Where dossiers are kept.
        conflict: What it raises where somebody else was first.
        calendar: On which new dossiers count.
        find: The version of a procedure that a code names on a day, such as `catalogue.standard().find`.
    """
    app = FastAPI(title="Hồ sơ thủ tục hành chính")

    @app.post("/dossiers", status_code=201)
    def add(
        code: Annotated[str, Body()],
        procedure: Annotated[str, Body()],
        on: Annotated[date, Body()],
        accept_language: Language = "vi",
    ) -> dict[str, Any]:
        language = spoken(accept_language)
        with field("procedure", language):
            version = find(procedure, on)
        with field("code", language):
            dossier = Dossier(code, version, calendar)
        store.add(dossier)
        return shown(dossier, 0, language)

    def known(code: str, accepted: str) -> tuple[Dossier, int]:
        try:
            return store.load(code)
        except KeyError:
            raise HTTPException(404, NO_DOSSIER[spoken(accepted)].format(code=code)) from None

    @app.get("/dossiers/{code}")
    def read(code: str, accept_language: Language = "vi") -> dict[str, Any]:
        dossier, version = known(code, accept_language)
        return shown(dossier, version, spoken(accept_language))

    @app.post("/dossiers/{code}/events")
    def append(code: str, version: int, event: Told, accept_language: Language = "vi") -> dict[str, Any]:
        happened = records.load({"schema": 1, **event})
        if not isinstance(happened, Event):
            raise HTTPException(
                422, [field_error(("body", "kind"), NO_EVENT[spoken(accept_language)], "kind")]
            )
        known(code, accept_language)
        dossier = store.append(code, happened, version=version)
        return shown(dossier, len(dossier.events), spoken(accept_language))

    @app.exception_handler(ThutucError)
    def refused(request: Request, error: ThutucError) -> JSONResponse:
        return JSONResponse({"detail": field_errors(error, asked(request))}, 422)

    @app.exception_handler(conflict)
    def second(request: Request, _: Exception) -> JSONResponse:
        return JSONResponse({"detail": SECOND[asked(request)]}, 409)

    return app


def spoken(accepted: str) -> Literal["vi", "en"]:
    """The language of an answer: Vietnamese unless English is asked for first."""
    return "en" if accepted.strip().lower().startswith("en") else "vi"


def asked(request: Request) -> Literal["vi", "en"]:
    """The language of the answer to a request."""
    return spoken(request.headers.get("accept-language", "vi"))


def shown(dossier: Dossier, version: int, language: str = "vi") -> dict[str, Any]:
    """What is told of a dossier; nothing personal is among it."""
    deadline, status = dossier.deadline, dossier.status
    return {
        "code": dossier.code,
        "version": version,
        "status": None if status is None else status.value,
        "status_text": "" if status is None else status.label(language),
        "due_on": None if deadline is None else deadline.due_on.isoformat(),
        "provisional": deadline is not None and deadline.provisional,
        "allowed": {action.value: action.label(language) for action in dossier.allowed_actions},
        "breaches": [breach.text(language) for breach in dossier.breaches],
        "explanation": "" if deadline is None else deadline.explain(language).text(),
    }


@contextmanager
def field(name: str, language: str) -> Iterator[None]:
    """What is wrong inside is told of one field."""
    try:
        yield
    except ThutucError as error:
        raise HTTPException(422, [field_error(("body", name), error.text(language), error.code)]) from error


def field_errors(error: ThutucError, language: str) -> list[dict[str, Any]]:
    """What is wrong, as FastAPI tells it: a place, a sentence in the reader's language, a stable code."""
    if not isinstance(error, RecordError):
        return [field_error(("body",), error.text(language), error.code)]
    return [
        field_error(("body", *path), sentence, error.code) for path, sentence in error.places_in(language)
    ]


def field_error(place: tuple[str | int, ...], message: str, code: str) -> dict[str, Any]:
    """One error in the form that FastAPI gives to its own."""
    return {"loc": place, "msg": message, "type": code}
