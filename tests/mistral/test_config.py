import httpx
import pytest

from bot.mistral.config import MistralConfig, open_http


@pytest.mark.parametrize(
    "base",
    ["https://api.mistral.ai", "https://api.mistral.ai/", "https://api.mistral.ai/v1", "https://api.mistral.ai/v1/"],
)
def test_base_url_may_be_written_in_every_usual_way(base: str) -> None:
    assert MistralConfig("key", base).url("chat/completions") == "https://api.mistral.ai/v1/chat/completions"


def test_key_is_never_printed() -> None:
    assert "s3cret" not in repr(MistralConfig("s3cret"))


@pytest.mark.parametrize(
    ("key", "sent"), [("key", b"Bearer key"), (" key\n", b"Bearer key"), ("clé", b"Bearer cl\xc3\xa9")]
)
def test_key_is_sent_without_the_spaces_around_it(key: str, sent: bytes) -> None:
    assert MistralConfig(key).headers(b"application/json")[b"Authorization"] == sent


async def test_proxy_of_the_environment_is_not_used_unless_one_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://left.over:3128")

    async with open_http(MistralConfig("key")) as plain, open_http(MistralConfig("key", proxy="http://p:1")) as proxied:
        assert not plain.trust_env
        assert proxied.trust_env
        assert plain._mounts == {}
        assert len(proxied._mounts) == 1


async def test_requests_go_through_the_configured_proxy() -> None:
    seen: list[bytes] = []

    async def handle(reader: "asyncio.StreamReader", writer: "asyncio.StreamWriter") -> None:
        seen.append(await reader.readline())
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()
        writer.close()

    import asyncio

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, open_http(MistralConfig("key", proxy=f"http://127.0.0.1:{port}")) as http:
        answer = await http.get("http://mistral.invalid/v1/models")

    assert answer.status_code == httpx.codes.NO_CONTENT
    assert seen == [b"GET http://mistral.invalid/v1/models HTTP/1.1\r\n"]
