"""Answers to interactions: the callback, and the token used as a webhook for 15 minutes."""

from deploy.sandbox.discord.choice_form import read_suggestions
from deploy.sandbox.discord.draft import Draft, read_draft
from deploy.sandbox.discord.form import Form, Json
from deploy.sandbox.discord.interactions import AUTOCOMPLETE, COMPONENT, SUBMIT, Interaction, Interactions
from deploy.sandbox.discord.message import Flag, Message
from deploy.sandbox.discord.message_shape import message
from deploy.sandbox.discord.modal_form import read_modal
from deploy.sandbox.discord.poster import Poster
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.rest.messages import refuse_emptying
from deploy.sandbox.discord.rest.route import DONE, Answer, Ask, Route
from deploy.sandbox.discord.state import State

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9
_OF_COMMANDS = (MESSAGE, DEFER, MODAL)
_OF_COMPONENTS = (MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL)
_OF_FORMS = (MESSAGE, DEFER)
_OF_COMPONENT_FORMS = (MESSAGE, DEFER, DEFER_UPDATE, UPDATE)


class InteractionRoutes:
    def __init__(self, state: State, interactions: Interactions, poster: Poster) -> None:
        self._state = state
        self._interactions = interactions
        self._poster = poster

    def routes(self) -> list[Route]:
        callback, hook = "/interactions/{interaction_id}/{token}/callback", "/webhooks/{application_id}/{token}"
        one = hook + "/messages/{message_id}"
        return [
            Route("POST", callback, self._callback, "interaction", "token", open_to_all=True),
            Route("POST", hook, self._follow, "webhook", "token", open_to_all=True),
            Route("GET", one, self._get, "webhook", "token", open_to_all=True),
            Route("PATCH", one, self._edit, "webhook", "token", open_to_all=True),
            Route("DELETE", one, self._delete, "webhook", "token", open_to_all=True),
        ]

    def _callback(self, ask: Ask) -> Answer:
        one = self._interactions.unanswered(ask.id("interaction_id"), ask.path["token"])
        body, form = ask.form(), Form()
        kind = body.get("type")
        form.one_of("type", kind, _kinds(one))
        data = body.get("data") or {}
        if not isinstance(data, dict):
            form.wrong("data", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
        form.judge()
        made = self._answer(one, int(body["type"]), data, ask)
        one.answered = int(body["type"])
        self._state.changed()
        if ask.query.get("with_response", "").lower() in ("1", "true"):
            return Answer(self._told(one, made))
        return DONE

    def _answer(self, one: Interaction, kind: int, data: Json, ask: Ask) -> Message | None:
        """Do what the callback says; the message it created or changed."""
        if kind == MESSAGE:
            draft = read_draft(data, ask.files)
            if draft.empty:
                raise Refusal(50006)
            return self._interactions.answer(one, draft)
        if kind == DEFER:
            return self._interactions.answer(one, Draft(flags=read_draft(data, {}).flags), loading=True)
        if kind == UPDATE and one.source is not None:
            draft = read_draft(data, ask.files, edited=one.source)
            refuse_emptying(one.source, draft)
            self._poster.revise(one.source, draft)
        if kind in (UPDATE, DEFER_UPDATE):
            one.original = one.source
        if kind == SUGGEST:
            one.suggested = read_suggestions(data, one.completing)
        if kind == MODAL:
            one.modal = read_modal(data)
        return one.original

    def _told(self, one: Interaction, made: Message | None) -> Json:
        told: Json = {"id": str(one.id), "type": one.kind, "channel_id": str(one.place.id)}
        if one.home_id:
            told["guild_id"] = str(one.home_id)
        if made is None or one.answered == DEFER_UPDATE:
            return {"interaction": told}
        told["response_message_id"] = str(made.id)
        told["response_message_loading"] = Flag.LOADING in made.flags
        told["response_message_ephemeral"] = bool(made.private_to)
        if one.answered == DEFER:
            return {"interaction": told}
        return {"interaction": told, "resource": {"type": one.answered, "message": message(self._state, made)}}

    def _hooked(self, ask: Ask) -> Interaction:
        return self._interactions.answered(ask.id("application_id"), ask.path["token"])

    def _mine(self, ask: Ask) -> tuple[Interaction, Message]:
        """One of the messages of this interaction: @original or an id."""
        one = self._hooked(ask)
        if ask.path["message_id"] == "@original":
            found = one.original
        else:
            number = ask.id("message_id")
            found = next((answer for answer in one.answers if answer.id == number), None)
        if found is None or self._state.find(found.channel_id, found.id) is None:
            raise Refusal(10008)
        return one, found

    def _follow(self, ask: Ask) -> Answer:
        one = self._hooked(ask)
        draft = read_draft(ask.form(), ask.files)
        if draft.empty:
            raise Refusal(50006)
        return Answer(message(self._state, self._interactions.follow(one, draft)))

    def _get(self, ask: Ask) -> Answer:
        return Answer(message(self._state, self._mine(ask)[1]))

    def _edit(self, ask: Ask) -> Answer:
        _, found = self._mine(ask)
        draft = read_draft(ask.form(), ask.files, edited=found)
        refuse_emptying(found, draft)
        self._poster.revise(found, draft)
        return Answer(message(self._state, found))

    def _delete(self, ask: Ask) -> Answer:
        self._poster.remove(self._mine(ask)[1])
        return DONE


def _kinds(one: Interaction) -> tuple[int, ...]:
    """The callback types that such an interaction takes; no modal answers a modal."""
    if one.kind == AUTOCOMPLETE:
        return (SUGGEST,)
    if one.kind == SUBMIT:
        return _OF_COMPONENT_FORMS if one.source else _OF_FORMS
    return _OF_COMPONENTS if one.kind == COMPONENT else _OF_COMMANDS
