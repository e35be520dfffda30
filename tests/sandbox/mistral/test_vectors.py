import math

from hypothesis import given, settings, strategies as st

from deploy.sandbox.mistral.vectors import embed, quantised
from tests.sandbox.mistral.conftest import likeness


@settings(deadline=None)
@given(st.text(max_size=200))
def test_vector_has_length_one_or_is_empty(text: str) -> None:
    length = math.hypot(*embed(text, 64))

    assert length == 0 or math.isclose(length, 1, abs_tol=1e-5)


def test_case_does_not_matter_and_word_parts_do() -> None:
    assert embed("Release", 256) == embed("release", 256)
    assert likeness(embed("release", 1024), embed("released", 1024)) > 0.3
    assert abs(likeness(embed("release", 1024), embed("harbour", 1024))) < 0.2


def test_common_words_weigh_little() -> None:
    about = embed("the wind of the sea", 1024)

    assert likeness(about, embed("wind sea", 1024)) > 0.9
    assert likeness(about, embed("the of the", 1024)) < 0.4


def test_other_types_of_number_keep_the_direction() -> None:
    vector = [0.5, -0.5, 0.5, -0.5, 0.0, 0.0, 0.5, -0.5]

    assert quantised(vector, "int8") == [64, -64, 64, -64, 0, 0, 64, -64]
    assert quantised(vector, "uint8") == [192, 64, 192, 64, 128, 128, 192, 64]
    assert quantised(vector, "ubinary") == [0b10100010]
    assert quantised(vector, "binary") == [0b10100010 - 128]
    assert quantised(vector, "float") == vector
