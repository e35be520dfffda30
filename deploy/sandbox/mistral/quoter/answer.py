"""The reply of the honest model to a request."""

from collections.abc import Sequence

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.chunks import text_of
from deploy.sandbox.mistral.quoter.calls import calls_for
from deploy.sandbox.mistral.quoter.description import description
from deploy.sandbox.mistral.quoter.fit import fitted
from deploy.sandbox.mistral.quoter.material import material
from deploy.sandbox.mistral.quoter.pictures import Seen
from deploy.sandbox.mistral.quoter.question import Question, question_of
from deploy.sandbox.mistral.quoter.recital import recital, wants_recital
from deploy.sandbox.mistral.quoter.results import found_in, results, state
from deploy.sandbox.mistral.quoter.search import quote
from deploy.sandbox.mistral.quoter.summary import summary, wants_summary
from deploy.sandbox.mistral.quoter.words import telling
from deploy.sandbox.mistral.replies import Reply


def answer(request: ChatRequest, seen: Sequence[Seen] = (), *, fragmented: bool = False) -> Reply:
    """`seen` are the pictures of the request that could be looked at."""
    question = question_of(request.messages, seen)
    thinking = _thoughts(question) if request.reasoning_effort == "high" else ""
    given = given_in(request, seen)
    if results(request.messages):
        said = found_in(request.messages, question) or state(request.messages)
        return Reply(fitted(said, request, given), thinking)
    if calls := calls_for(question, request):
        return Reply("", thinking, calls, fragmented=fragmented)
    return Reply(fitted(_text(question, request), request, given), thinking)


def given_in(request: ChatRequest, seen: Sequence[Seen]) -> str:
    """Everything that was given to be read, without the rules."""
    said = [text_of(each.content) for each in request.messages if each.role in {"user", "tool"}]
    return "\n".join([*said, *(each.text for each in seen)])


def _text(question: Question, request: ChatRequest) -> str:
    rules = (
        "" if request.tools else "\n".join(text_of(each.content) for each in request.messages if each.role == "system")
    )
    if question.pictures and (described := description(question, rules)):
        return described
    if given := material(question):
        return given
    if wants_recital(question):
        return recital(question)
    if wants_summary(question, request):
        return summary(question)
    return quote(question)


def _thoughts(question: Question) -> str:
    """What this model does instead of thinking."""
    words = ", ".join(telling(question.text)) or "no telling word"
    return f"I look for {words} in {len(question.before)} earlier texts and quote what I find."
