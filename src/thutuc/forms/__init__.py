"""The papers a one-stop office hands out, by the circular in force on their day (biểu mẫu một cửa).

A paper is filled from a dossier, an office and what is given of the applicant at the call, which nothing
keeps but the paper itself. It is data, text, and HTML to be printed in black and white.
"""

from thutuc.forms.applicant import Applicant
from thutuc.forms.decision_papers import apology, refusal, stop_notice
from thutuc.forms.form import Form, FormField, FormKind
from thutuc.forms.form_sets import FormSet, FormTemplate, forms_on
from thutuc.forms.handed_over import control_slip
from thutuc.forms.reception_papers import receipt, supplement_request
from thutuc.forms.register_book import register_book

__all__ = [
    "Applicant",
    "Form",
    "FormField",
    "FormKind",
    "FormSet",
    "FormTemplate",
    "apology",
    "control_slip",
    "forms_on",
    "receipt",
    "refusal",
    "register_book",
    "stop_notice",
    "supplement_request",
]
