from weakref import WeakSet

from adapters.discord.indicator import AFTER, CROWDED, EVERY, MOST, Indicator
from bot.core.errors import NotAllowed
from tests.fakes import FakeClock, settle


class FakeChannel:
    def __init__(self, *, allowed: bool = True) -> None:
        self.typed = 0
        self.allowed = allowed

    async def typing(self) -> None:
        self.typed += 1
        if not self.allowed:
            raise NotAllowed("no")


async def test_typing_is_shown_until_there_is_something_to_see() -> None:
    clock, channel = FakeClock(), FakeChannel()
    indicator = Indicator(channel.typing, clock, WeakSet())
    indicator.start()
    indicator.start()
    await clock.advance(AFTER)
    assert channel.typed == 1
    await clock.advance(EVERY)
    assert channel.typed == 2
    indicator.stop()
    await clock.advance(EVERY * 3)
    assert channel.typed == 2


async def test_a_quick_answer_is_not_announced() -> None:
    clock, channel = FakeClock(), FakeChannel()
    indicator = Indicator(channel.typing, clock, WeakSet())
    indicator.start()
    await clock.advance(AFTER / 2)
    indicator.stop()
    await clock.advance(60)
    assert channel.typed == 0


async def test_a_refusal_is_not_asked_for_twice() -> None:
    clock, channel = FakeClock(), FakeChannel(allowed=False)
    indicator = Indicator(channel.typing, clock, WeakSet())
    indicator.start()
    await clock.advance(60)
    assert channel.typed == 1
    await settle()
    indicator.stop()


async def test_an_abandoned_answer_does_not_type_for_ever() -> None:
    clock, channel = FakeClock(), FakeChannel()
    indicator = Indicator(channel.typing, clock, WeakSet())
    indicator.start()
    await clock.advance(EVERY * (MOST + 10))
    assert channel.typed == MOST


async def test_in_a_crowd_calls_are_left_to_the_answers() -> None:
    clock, channel = FakeClock(), FakeChannel()
    crowd: WeakSet[Indicator] = WeakSet()
    indicators = [Indicator(channel.typing, clock, crowd) for _ in range(CROWDED + 1)]
    for indicator in indicators:
        indicator.start()
    await clock.advance(AFTER)
    assert channel.typed == 0
    indicators[0].stop()
    await clock.advance(EVERY)
    assert channel.typed == CROWDED
    for indicator in indicators:
        indicator.stop()
