import pytest

from bot.core.errors import FileRefused
from bot.documents.markup import decoded, markdown
from tests.documents.made import FILES, whole


def test_a_page_becomes_readable_markdown() -> None:
    text = whole(FILES / "harbour.html")

    assert "# Harbour report" in text
    assert "1. First step" in text
    assert "| North | 120 | deep<br>second line |\n|  | 80 wide |" in text


def test_what_a_reader_does_not_see_is_left_out() -> None:
    html = (
        "<html><head><title>T</title><style>p{}</style></head><body><script>evil()</script><!-- secret -->"
        "<p style='display:none'>hidden</p><svg><text>drawn</text></svg><template>t</template><p>seen</p></body></html>"
    )

    assert markdown(html, "a.html") == "seen"


def test_code_links_and_lists_are_kept() -> None:
    html = "<pre><code class='language-py'>a  b\n c</code></pre><a href='https://x.org/?a=1&amp;b=2'>x</a><dl><dt>T<dd>D</dl>"

    assert markdown(html, "a") == "```py\na  b\n c\n```\n\n[x](https://x.org/?a=1&b=2)\n\nT\n\nD"


def test_data_in_addresses_does_not_fill_the_text() -> None:
    assert "AAAA" not in markdown(f"<p>x<img src='data:image/png;base64,{'A' * 9000}'></p>", "a")


@pytest.mark.parametrize("piece", ["<div>", "<blockquote>", "<ul><li>", "<table><tr><td>", "<b>"])
def test_a_page_that_nests_without_end_is_refused_and_not_silently_cut(piece: str) -> None:
    with pytest.raises(FileRefused, match=r"deep\.html is built in a way that is unsafe"):
        markdown(piece * 20_000 + "x", "deep.html")


def test_a_page_nested_as_real_ones_are_is_read() -> None:
    assert markdown("<div>" * 120 + "deep down" + "</div>" * 120, "a") == "deep down"


def test_a_page_longer_than_memory_allows_is_refused() -> None:
    with pytest.raises(FileRefused, match="please send it in parts"):
        markdown("<p>" + "x" * 9_000_000, "long.html")


def test_the_encoding_that_a_page_names_is_used_if_it_is_right() -> None:
    page = "<meta charset='{}'><p>жук</p>"

    assert "жук" in decoded(page.format("koi8-r").encode("koi8-r"))
    assert "жук" in decoded(page.format("no-such").encode())
    assert "жук" in decoded(page.format("ascii").encode())
