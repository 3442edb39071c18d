"""The quality of service: feedback, ratings, indicators, criteria, dialogues (chất lượng phục vụ)."""

from thutuc.quality.assessment import Assessment, Commitment, Evidence, Recognition, overview
from thutuc.quality.coded import Dated, Named
from thutuc.quality.criteria import CriteriaSet, Target
from thutuc.quality.definitions import Definitions, definitions
from thutuc.quality.dialogue import Dialogue, DialogueReport, Issue, Opinion, Outcome
from thutuc.quality.duties import DatedLimit, Duty, Standing
from thutuc.quality.feedback import Feedback, FeedbackKind, FeedbackState, FeedbackTally, update_days
from thutuc.quality.grades import Grade, Scale
from thutuc.quality.letters import ApologyCoverage, Letter, LetterKind, LetterRule
from thutuc.quality.measures import Empty, PointRule, satisfied_dossiers, scaled, timing
from thutuc.quality.ratings import Option, Question, Questionnaire, RatingForm, Ratings, SurveyBase
from thutuc.quality.scheme import Classing, Counting, Excess, Item, Scheme
from thutuc.quality.score import Requirement, Score

__all__ = [
    "ApologyCoverage",
    "Assessment",
    "Classing",
    "Commitment",
    "Counting",
    "CriteriaSet",
    "Dated",
    "DatedLimit",
    "Definitions",
    "Dialogue",
    "DialogueReport",
    "Duty",
    "Empty",
    "Evidence",
    "Excess",
    "Feedback",
    "FeedbackKind",
    "FeedbackState",
    "FeedbackTally",
    "Grade",
    "Issue",
    "Item",
    "Letter",
    "LetterKind",
    "LetterRule",
    "Named",
    "Opinion",
    "Option",
    "Outcome",
    "PointRule",
    "Question",
    "Questionnaire",
    "RatingForm",
    "Ratings",
    "Recognition",
    "Requirement",
    "Scale",
    "Scheme",
    "Score",
    "Standing",
    "SurveyBase",
    "Target",
    "definitions",
    "overview",
    "satisfied_dossiers",
    "scaled",
    "timing",
    "update_days",
]
