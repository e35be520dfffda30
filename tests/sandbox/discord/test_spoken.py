"""How a driver names things."""

import pytest

from deploy.sandbox.discord import spoken
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.discord.state import State


@pytest.fixture
def state(service: DiscordService) -> State:
    return service._state


def test_people_have_three_names(state: State) -> None:
    ana = spoken.person(state, "Ana")
    assert spoken.person(state, "ana.costa") is ana
    assert spoken.person(state, str(ana.id)) is ana
    with pytest.raises(LookupError):
        spoken.person(state, "Zoë")


def test_channels_have_names_and_threads_only_ids(service: DiscordService, state: State) -> None:
    launch = spoken.channel(state, "#launch")
    assert spoken.channel(state, "launch") is spoken.channel(state, str(launch.id)) is launch
    thread = service.create_thread("Ana", "#launch", "general")
    assert spoken.channel(state, "general").thread is None
    assert spoken.channel(state, thread).parent is launch
    with pytest.raises(LookupError):
        spoken.channel(state, "#nowhere")


def test_room_must_be_seen(state: State) -> None:
    assert spoken.room(state, spoken.person(state, "Dev"), "#board").name == "board"
    with pytest.raises(LookupError, match="Bao cannot see"):
        spoken.room(state, spoken.person(state, "Bao"), "#board")


@pytest.mark.parametrize(
    ("file", "data"),
    [({"name": "a", "text": "é"}, "é".encode()), ({"name": "a", "base64": "AAE="}, b"\0\1"), ({"name": "a"}, b"")],
)
def test_file_is_text_or_base64(file: dict[str, str], data: bytes) -> None:
    upload = spoken.read_file(file | {"type": "text/x"}).upload
    assert (upload.name, upload.data, upload.content_type) == ("a", data, "text/x")
