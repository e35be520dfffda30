import inspect
import json

from deploy.sandbox.slack.service import SlackService
from tests.sandbox.slack.sandbox import GENERAL, Sandbox


def test_the_environment_is_that_of_a_bot(world: Sandbox) -> None:
    environment = world.slack.environment()

    assert set(environment) == {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"}
    assert environment["SLACK_API_URL"].startswith("http://127.0.0.1:")
    assert environment["SLACK_API_URL"].endswith("/api/")
    assert environment["SLACK_BOT_TOKEN"].startswith("xoxb-")
    assert environment["SLACK_APP_TOKEN"].startswith("xapp-")


def test_every_verb_is_a_method_that_says_what_it_does() -> None:
    wanted = (
        "say edit delete command press shortcut stop redeliver join react fill messages first_visible visible_times"
    )
    assert set(wanted.split()) <= SlackService.VERBS
    for verb in SlackService.VERBS:
        assert inspect.isfunction(getattr(SlackService, verb))


async def test_readings_can_be_sent_as_json(world: Sandbox) -> None:
    thread, _ = await world.stream("an answer")
    await world.api("chat.postEphemeral", channel=GENERAL, user="U0ANA0001", text="psst")
    slack = world.slack

    readings = (
        slack.identity(), slack.users(), slack.channels(), slack.messages("general", thread), slack.ephemerals(),
        slack.first_visible("general", thread), slack.visible_times(), slack.notified(), slack.deliveries(),
        slack.session("general", thread), slack.prompts("general"), slack.views("Ana"), slack.sockets(),
    )  # fmt: skip

    assert json.loads(json.dumps(readings))[3][-1]["text"] == "an answer"
