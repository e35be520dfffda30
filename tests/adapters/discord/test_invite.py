import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.discord.invite import application_id, invite_url


def test_the_link_asks_for_what_is_used_and_no_more() -> None:
    url = urlsplit(invite_url("900000000000000001"))
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://discord.com/oauth2/authorize"
    assert asked["client_id"] == "900000000000000001"
    assert asked["scope"] == "bot applications.commands"
    bits = int(asked["permissions"])
    assert bits & 1 << 11  # send messages
    assert bits & 1 << 15  # attach files
    assert not bits & (1 << 3 | 1 << 13 | 1 << 17)  # no administrator, no managing, no mentioning of everyone


@pytest.mark.parametrize(
    ("token", "application"),
    [
        (base64.b64encode(b"900000000000000001").decode().rstrip("=") + ".G1a2b3.secret", "900000000000000001"),
        ("sandbox.0123", ""),
        ("", ""),
        ("é.x", ""),
    ],
)
def test_a_token_begins_with_the_applications_id(token: str, application: str) -> None:
    assert application_id(token) == application
