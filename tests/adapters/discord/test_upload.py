import json

import pytest

from adapters.discord.upload import Upload, adding_body, attachment_in, file_name, multipart, upload_body
from bot.core.documents import OutFile


def file(name: str = "report.md", data: bytes = b"# Page 1\n") -> OutFile:
    return OutFile(name, "text/markdown", data)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("report.md", "report.md"),
        ("Bericht für 2026.md", "Bericht_f_r_2026.md"),
        ("..", "file"),
        ("", "file"),
        ("../../etc/passwd", "etc_passwd"),
        ("x" * 300 + ".csv", "x" * 97 + ".csv"),
    ],
)
def test_a_name_is_one_that_discord_keeps(name: str, plain: str) -> None:
    assert file_name(file(name)) == plain


def test_a_name_that_had_to_be_changed_is_kept_as_the_title() -> None:
    [entry] = upload_body({}, file("Bericht für 2026.md"))["attachments"]
    assert (entry["filename"], entry["title"]) == ("Bericht_f_r_2026.md", "Bericht für 2026")
    assert "title" not in upload_body({}, file())["attachments"][0]


def test_adding_a_file_keeps_those_that_are_there_and_alerts_nobody() -> None:
    body = adding_body({"content": "yes", "attachments": [{"id": "7"}]}, file())
    assert body == {
        "allowed_mentions": {"parse": [], "replied_user": False},
        "attachments": [{"id": "7"}, {"id": 0, "filename": "report.md"}],
    }


def test_the_form_has_the_body_and_the_file() -> None:
    [body, sent], [opened] = multipart({"content": ""}, file())
    assert (body["name"], json.loads(body["value"])) == ("payload_json", {"content": ""})
    assert (sent["name"], sent["filename"], sent["value"].read()) == ("files[0]", "report.md", b"# Page 1\n")
    opened.reset(seek=1)
    assert sent["value"].read() == b"# Page 1\n"  # for discord.py's own next try


@pytest.mark.parametrize(
    ("there", "known", "found"),
    [
        ({"id": "7", "filename": "report.md", "size": 9}, (), "7"),
        ({"id": "7", "filename": "report.md", "size": 9}, ("7",), ""),
        ({"id": "7", "filename": "report.md", "size": 8}, (), ""),
        ({"id": "7", "filename": "other.md", "size": 9}, (), ""),
        ({}, (), ""),
    ],
)
def test_a_file_is_known_by_its_name_and_size(there: dict[str, object], known: tuple[str, ...], found: str) -> None:
    upload = Upload(file(), "1", "nonce", again=True, known=known)
    assert attachment_in({"attachments": [there]}, upload) == found
