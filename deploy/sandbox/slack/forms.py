"""People fill in the forms (modals) that the app opens. Slack: surfaces/modals, view_submission."""

from typing import Any

from deploy.sandbox.slack.courier import Delivery
from deploy.sandbox.slack.form_values import filled
from deploy.sandbox.slack.payloads import closed_payload, submission_payload
from deploy.sandbox.slack.records import User
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.verbs import Verbs
from deploy.sandbox.slack.view_rules import keep_view, read_view, replace_view

Json = dict[str, Any]


class Forms(Verbs):
    """Each returns the id under which `deliveries` says how it went."""

    def submit(self, user: str, view: str, values: dict[str, Any]) -> str:
        """Send a modal form; `values` as in `state.values`. The form goes unless the answer keeps it open."""
        person, kept = self._opened(user, view)

        def close(response: Any) -> None:
            self._obey(view, person.id, response if isinstance(response, dict) else {})

        payload = submission_payload(self._backend, person, kept, values)
        return self._backend.courier.deliver(Delivery("interactive", payload, close)).name()

    def fill_form(self, user: str, view: str, answers: dict[str, Any]) -> str:
        """Type answers, by action_id, block_id or label, and send the form: text, or the value or text of an option.

        Raises `LookupError` for a field that is not there, `ValueError` for an answer that Slack's client would not
        send: a required one that is empty, one too short or too long.
        """
        _, kept = self._opened(user, view)
        return self.submit(user, view, filled(kept["blocks"], answers))

    def close_form(self, user: str, view: str) -> str:
        """Close a form without sending it; "" if the app does not ask to be told (`notify_on_close`)."""
        person, kept = self._opened(user, view)
        del self._backend.views[view]
        if not kept.get("notify_on_close"):
            return ""
        payload = closed_payload(self._backend, person, kept)
        return self._backend.courier.deliver(Delivery("interactive", payload)).name()

    def _opened(self, user: str, view: str) -> tuple[User, Json]:
        person, kept = self._backend.workspace.person(user), self._backend.views.get(view)
        if kept is None or kept["user"] != person.id:
            raise LookupError(f"{person.real_name} has no form {view!r} open.")
        return person, kept

    def _obey(self, view: str, user: str, response: Json) -> None:
        """What the acknowledgement does to the form; what Slack would not show is on record as "form response"."""
        try:
            match response.get("response_action", "close"):
                case "errors":
                    _check_errors(self._backend.views[view], response.get("errors"))
                case "update":
                    replace_view(self._backend, view, read_view(response.get("view"), "modal"))
                case "push":
                    keep_view(self._backend, read_view(response.get("view"), "modal"), user)
                case _:
                    self._backend.views.pop(view, None)
        except Refused as refusal:
            self._backend.log.record("slack", "form response", response).error = refusal.error


def _check_errors(view: Json, errors: Any) -> None:
    fields = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= fields:
        raise Refused("invalid_errors")
