import pytest

from bot.store.postgresql.parameters import translated


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT :a, :b_2 FROM t WHERE c = :a", "SELECT %(a)s, %(b_2)s FROM t WHERE c = %(a)s"),
        ("WHERE id >= 'event:' AND id < 'it''s :not'", "WHERE id >= 'event:' AND id < 'it''s :not'"),
        ("SELECT :a::bigint, '100%', 7 % 2", "SELECT %(a)s::bigint, '100%%', 7 %% 2"),
        ("FROM turns WHERE id = :id /* FOR SHARE */", "FROM turns WHERE id = %(id)s FOR SHARE"),
        ("SELECT 1 /* FOR SHARING :a */", "SELECT 1 /* FOR SHARING %(a)s */"),
    ],
)
def test_names_become_placeholders_outside_of_literals(ours: str, theirs: str) -> None:
    assert translated(ours) == theirs
