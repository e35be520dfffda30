import pytest

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.refusals import Refusal


def test_package_that_is_there_is_imported() -> None:
    assert package("json", "json").dumps([1]) == "[1]"


def test_missing_package_is_named_in_a_refusal_that_is_not_tried_again() -> None:
    with pytest.raises(Refusal) as caught:
        package("no_such_engine", "no-such-engine")

    assert caught.value.status == 501
    assert "no-such-engine: install it" in caught.value.message
