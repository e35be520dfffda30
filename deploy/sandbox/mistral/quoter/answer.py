"""The reply of the honest model to a request."""

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.quoter.calls import calls_for
from deploy.sandbox.mistral.quoter.fit import fitted
from deploy.sandbox.mistral.quoter.question import Question, question_of
from deploy.sandbox.mistral.quoter.recital import recital, wants_recital
from deploy.sandbox.mistral.quoter.results import results, state
from deploy.sandbox.mistral.quoter.search import quote
from deploy.sandbox.mistral.quoter.summary import summary, wants_summary
from deploy.sandbox.mistral.quoter.words import telling
from deploy.sandbox.mistral.replies import Reply


def answer(request: ChatRequest, *, fragmented: bool = False) -> Reply:
    question = question_of(request.messages)
    thinking = _thoughts(question) if request.reasoning_effort == "high" else ""
    if results(request.messages):
        return Reply(fitted(state(request.messages), request.response_format), thinking)
    if calls := calls_for(question, request):
        return Reply("", thinking, calls, fragmented=fragmented)
    return Reply(fitted(_text(question, request), request.response_format), thinking)


def _text(question: Question, request: ChatRequest) -> str:
    if wants_recital(question):
        return recital(question)
    if wants_summary(question, request):
        return summary(question)
    return quote(question)


def _thoughts(question: Question) -> str:
    """What this model does instead of thinking."""
    words = ", ".join(telling(question.text)) or "no telling word"
    return f"I look for {words} in {len(question.before)} earlier texts and quote what I find."
