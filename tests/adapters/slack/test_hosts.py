import pytest

from adapters.slack.hosts import trusted

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    "url",
    ["https://files.slack.com/x", "https://slack.com/x", "https://a.slack-gov.com/x", "https://files.slack.com:443/x"],
)
def test_slacks_own_hosts_are_trusted(url: str) -> None:
    assert trusted(url, API)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://files.slack.com/x",
            "https://slack.com.evil.org/x",
            "https://evil-slack.com/x",
            "https://notslack.com",
        ),
        *(
            "https://files.slack.com:8443/x",
            "https://slack.com@evil.org/x",
            "https://me@files.slack.com/x",
            "//slack.com",
        ),
        *(
            "file:///etc/passwd",
            "https://[slack.com",
            "https://files.slack.com:x/",
            "",
            "http://127.0.0.1/",
            "https://",
        ),
    ],
)
def test_no_other_host_is(url: str) -> None:
    assert not trusted(url, API)


def test_the_server_that_stands_in_for_slack_is_trusted_on_its_own_port_only() -> None:
    assert trusted("http://127.0.0.1:8123/files/1", "http://127.0.0.1:8123/api/")
    assert not trusted("http://127.0.0.1:8124/files/1", "http://127.0.0.1:8123/api/")
