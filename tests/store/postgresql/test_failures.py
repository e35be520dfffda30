import psycopg
import pytest

from bot.store.postgresql.failures import explained, place_of


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.OperationalError("connection failed: Connection refused\nIs it running?"), "cannot be reached"),
        (psycopg.OperationalError('FATAL:  password authentication failed for user "ann"'), "refuses the user"),
        (psycopg.OperationalError('FATAL:  database "x" does not exist'), "has no such database"),
        (psycopg.OperationalError("FATAL:  sorry, too many clients already"), "no connection left"),
        (psycopg.errors.CannotConnectNow("FATAL:  the database system is starting up"), "goes on once it is back"),
        (psycopg.errors.DiskFull("could not extend file"), "is full"),
        (psycopg.errors.InsufficientPrivilege("permission denied"), "let it create a schema"),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), "takes no writes"),
        (psycopg.errors.UndefinedTable("no such table"), "cannot be used: no such table."),
        (ValueError("surrogates not allowed"), "cannot be used: surrogates not allowed."),
    ],
)
def test_each_failure_is_one_sentence_with_what_to_do(error: Exception, words: str) -> None:
    sentence = str(explained(error, "db.example/galerne"))

    assert words in sentence
    assert "db.example/galerne" in sentence
    assert "\n" not in sentence


def test_place_has_nothing_secret() -> None:
    assert place_of("postgresql://ann:secret@db.example:5433/galerne?sslmode=require") == "db.example:5433/galerne"
    assert place_of("postgresql:///galerne") == "localhost/galerne"
