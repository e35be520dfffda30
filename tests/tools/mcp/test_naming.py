"""Names and schemas of foreign tools."""

import re

from hypothesis import given, strategies as st

from bot.tools.mcp.naming import LONGEST_DESCRIPTION, described, parameters, tool_name


@given(st.lists(st.tuples(st.text(max_size=70), st.text(max_size=90)), max_size=12, unique=True))
def test_names_are_valid_and_unique(pairs: list[tuple[str, str]]) -> None:
    names: list[str] = []
    for server, tool in pairs:
        names.append(tool_name(server, tool, names))

    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in names)
    assert len(set(names)) == len(names)


def test_a_plain_name_stays_what_it_is() -> None:
    assert tool_name("github", "list_issues", []) == "github_list_issues"
    assert tool_name("my server", "a.b/c", []) == "my_server_a_b_c"


def test_schemas_are_those_of_objects() -> None:
    assert parameters({}) == {"type": "object", "properties": {}}
    assert parameters(
        {"$schema": "x", "type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    ) == {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
    }


def test_descriptions_name_the_server_and_are_bounded() -> None:
    assert described("tickets", "Find\n  a ticket.") == "[tickets] Find a ticket."
    assert len(described("tickets", "x" * 5_000)) == LONGEST_DESCRIPTION
    assert described("tickets", "") == "[tickets] (The server says nothing about it.)"
