import pytest

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.methods.paging import page
from deploy.sandbox.slack.refusals import Refused


def test_pages_follow_each_other_to_the_end() -> None:
    first, more = page(Arguments({"limit": "2"}), "letters", "abc")
    rest, end = page(
        Arguments(more["response_metadata"] | {"cursor": more["response_metadata"]["next_cursor"]}), "letters", "abc"
    )

    assert (first, rest) == ("ab", "c")
    assert end["response_metadata"]["next_cursor"] == ""


@pytest.mark.parametrize("cursor", ["bGV0dGVyczo=", "bnVtYmVyczox", "bGV0dGVyczp4", "/w=="])
def test_a_cursor_belongs_to_its_list(cursor: str) -> None:
    with pytest.raises(Refused, match="invalid_cursor"):
        page(Arguments({"cursor": cursor}), "letters", "abc")
