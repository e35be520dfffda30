"""What the honest model says where it is to work on words."""

from deploy.sandbox.mistral.messages import User
from deploy.sandbox.mistral.quoter.material import material
from deploy.sandbox.mistral.quoter.question import question_of


def asked(text: str) -> str:
    return material(question_of([User(role="user", content=text)]))


def test_the_words_are_quoted_with_where_they_come_from() -> None:
    given = "Ana: Translate the material below.\n\n  [material: a message by Bao]:\n    Guten Tag.\n    Wie geht es?"

    assert asked(given) == 'I only quote. The material: a message by Bao: "Guten Tag. Wie geht es?"'


def test_a_question_gives_no_material() -> None:
    assert asked("Ana: what material is it?") == ""
