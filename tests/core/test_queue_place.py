import pytest

from bot.core.queue_place import QueuePlace


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (QueuePlace(1), "I have seen this; one answer comes first."),
        (QueuePlace(3), "I have seen this; 3 answers come first."),
        (QueuePlace(0, others=1), "I have seen this; one question comes first."),
        (QueuePlace(0, others=1_200), "I have seen this; 1,200 questions come first."),
        (QueuePlace(0), "I have seen this, and answer it next."),
    ],
)
def test_a_place_is_told_in_one_sentence(place: QueuePlace, sentence: str) -> None:
    assert place.sentence == sentence
