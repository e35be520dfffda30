from adapters.discord.pulse import Pulse
from tests.fakes import FakeClock


async def test_silence_is_counted_while_there_is_no_connection() -> None:
    clock = FakeClock()
    pulse = Pulse(clock)
    pulse.begin()
    await clock.advance(3)
    assert (pulse.silence(), pulse.lasted()) == (3, 0)
    pulse.connected()
    await clock.advance(10)
    assert (pulse.silence(), pulse.lasted()) == (0, 10)
    pulse.lost()
    await clock.advance(5)
    pulse.lost()
    assert (pulse.silence(), pulse.lasted()) == (5, 15)
    pulse.connected()
    assert pulse.silence() == 0


async def test_a_new_client_begins_anew() -> None:
    clock = FakeClock()
    pulse = Pulse(clock)
    pulse.connected()
    await clock.advance(100)
    pulse.begin()
    assert (pulse.silence(), pulse.lasted()) == (0, 0)
