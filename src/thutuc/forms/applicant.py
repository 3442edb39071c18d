"""`Applicant`: whom a paper is for, given at the call and kept nowhere (người nộp hồ sơ)."""

from unicodedata import category

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import short_text


def _read(given: str) -> str:
    # Neither the message of an error nor its attributes tell what is personal.
    kind = type(given)
    if not isinstance(given, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"what is given of an applicant is text, not {kind.__name__}", given=kind)
    try:
        text = short_text(given)
    except InvalidValueError:
        text = None
    # Control characters, and halves of letters.
    if text is None or any(category(letter) in {"Cc", "Cs"} for letter in text):
        raise InvalidValueError(
            "what is given of an applicant is no text that can be written; give it as it is read", given=kind
        ) from None
    return text


@attrs.frozen(repr=False)
class Applicant:
    """The person or organisation that a paper is for (tổ chức, cá nhân nộp hồ sơ).

    Personal data: a dossier keeps none of it, neither `repr` nor an error shows it.

    Args:
        name: Full name.
        address: Where they live or have their seat.
        phone: Telephone.
        email: E-mail.
        submitter: Who handed the dossier in, if someone else did.

    Raises:
        InvalidTypeError: If one is no text.
        InvalidValueError: If *name* is empty.

    Examples:
        >>> Applicant(name="Nguyễn Văn A", phone="(số mẫu)")
        <Applicant>
    """

    name: str = attrs.field(converter=_read)
    address: str = attrs.field(default="", converter=_read)
    phone: str = attrs.field(default="", converter=_read)
    email: str = attrs.field(default="", converter=_read)
    submitter: str = attrs.field(default="", converter=_read)

    def __attrs_post_init__(self) -> None:
        if not self.name:
            raise InvalidValueError("an applicant has a name; give it", given=self.name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    @property
    def texts(self) -> dict[str, str]:
        """What papers say of them, by the names of their fields."""
        return {"applicant": self.name, "address": self.address, "phone": self.phone, "email": self.email}


def read_applicant(given: Applicant) -> Applicant:
    """Return *given* if it is an applicant; what it is else, an error tells by its class alone.

    Raises:
        InvalidTypeError: If it is none.
    """
    if not isinstance(given, Applicant):  # pyright: ignore[reportUnnecessaryIsInstance]
        kind = type(given)
        raise InvalidTypeError(f"a paper is for an Applicant, not {kind.__name__}", given=kind)
    return given
