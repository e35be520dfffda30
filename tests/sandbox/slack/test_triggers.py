import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.slack.ids import Mint
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.triggers import Triggers


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def triggers(clock: TurnedClock) -> Triggers:
    return Triggers(clock, Mint(clock))


async def test_a_trigger_gives_its_user_once(triggers: Triggers, clock: TurnedClock) -> None:
    trigger = triggers.issue("U1")
    await clock.advance(2.9)

    assert triggers.use(trigger) == "U1"
    with pytest.raises(Refused, match="exchanged_trigger_id"):
        triggers.use(trigger)


async def test_a_response_url_is_good_five_times(triggers: Triggers) -> None:
    key = triggers.response("C1", "U1", "1.1")

    assert [triggers.spend(key).uses for _ in range(5)] == [1, 2, 3, 4, 5]
    with pytest.raises(Refused, match="used_url"):
        triggers.spend(key)
    with pytest.raises(Refused, match="invalid_url"):
        triggers.spend("other")


async def test_a_response_url_ends_after_half_an_hour(triggers: Triggers, clock: TurnedClock) -> None:
    key = triggers.response("C1", "U1")
    await clock.advance(1800)

    with pytest.raises(Refused, match="expired_url"):
        triggers.spend(key)
