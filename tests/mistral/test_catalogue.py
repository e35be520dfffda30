import logging
from dataclasses import replace

import pytest

from bot.core.errors import ModelRefused
from bot.core.messages import Choice, ModelCard, Usage
from bot.mistral.builtin import builtin
from bot.mistral.catalogue import Catalogue
from tests.mistral.conftest import Bench

CHAT = frozenset({"chat", "tools"})
NONE: frozenset[str] = frozenset()


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue()


def card(name: str) -> ModelCard:
    return next(each for each in builtin().cards if each.id == name)


@pytest.mark.parametrize(
    ("seed", "needs", "became", "because"),
    [
        ("mistral-small-3.1", CHAT, "mistral-small-2603", "Mistral Small 3.1 was retired on 2025-11-30"),
        ("mistral-medium-3", CHAT, "mistral-medium-3-5", "now stands for Mistral Medium 3.5, at $1.50 and $7.50"),
        ("mistral-large-2", CHAT, "mistral-large-2512", "Mistral Large 2.1 was retired on 2026-05-31"),
        ("mixtral-8x7b", CHAT, "mistral-small-2603", "Mixtral 8x7B was retired on 2025-03-30"),
        ("codestral-22b", CHAT, "codestral-2508", "Codestral 22B was retired on 2025-06-16"),
        ("mathstral-7b", CHAT, "mistral-small-2603", "open weights only"),
        ("pixtral-large", CHAT | {"vision"}, "mistral-medium-3-5", "Pixtral Large was retired on 2026-05-31"),
        ("mistral-ocr-2505", frozenset({"ocr"}), "mistral-ocr-4-1", "OCR 2 was retired on 2026-05-31"),
    ],
)
def test_every_retired_seed_name_resolves_and_says_why(
    catalogue: Catalogue, seed: str, needs: frozenset[str], became: str, because: str, caplog: pytest.LogCaptureFixture
) -> None:
    choice = catalogue.choose(seed, needs)

    assert choice.card.id == became
    assert because in choice.notice
    assert choice.notice.endswith(f", so I use {became} instead of {seed}.")
    assert choice.notice in caplog.text


def test_the_one_seed_name_that_still_means_what_it_did_needs_no_warning(catalogue: Catalogue) -> None:
    assert catalogue.choose("mistral-embed", frozenset({"embeddings"})) == Choice(card("mistral-embed-2312"))


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("mistral-small-2603", "mistral-small-2603"),
        ("mistral-small-latest", "mistral-small-2603"),
        (" Mistral-Small-Latest ", "mistral-small-2603"),
        ("large", "mistral-large-2512"),
        ("mistral-medium-2604", "mistral-medium-3-5"),
        ("mistral-ocr-latest", "mistral-ocr-4-1"),
    ],
)
def test_ids_aliases_and_friendly_names_resolve_silently(
    catalogue: Catalogue, name: str, own: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert catalogue.choose(name, NONE) == Choice(card(own))
    assert caplog.text == ""


@pytest.mark.parametrize("name", sorted(builtin().renamed))
def test_every_retired_name_leads_to_a_current_model(catalogue: Catalogue, name: str) -> None:
    choice = catalogue.choose(name, NONE)

    assert choice.card in builtin().cards
    assert not choice.card.deprecated
    assert choice.notice


@pytest.mark.parametrize("name", [*sorted(builtin().friendly), *sorted(builtin().stand_ins)])
def test_every_name_of_the_table_is_one_of_its_models(catalogue: Catalogue, name: str) -> None:
    assert catalogue.choose(name, NONE).card.id in builtin().titles


def test_unknown_name_is_refused_with_those_like_it(catalogue: Catalogue) -> None:
    with pytest.raises(ModelRefused, match="mistral-smal-latest") as caught:
        catalogue.choose("mistral-smal-latest", CHAT)

    assert "mistral-small-latest" in caught.value.notice
    assert "in my settings" in caught.value.notice


def test_name_like_no_other_is_refused_too(catalogue: Catalogue) -> None:
    with pytest.raises(ModelRefused, match="I know no model named gpt-oss: please"):
        catalogue.choose("gpt-oss", CHAT)


@pytest.mark.parametrize(
    ("name", "needs", "became", "cannot"),
    [
        ("codestral-latest", CHAT | {"vision"}, "mistral-small-2603", "codestral-2508 cannot see images"),
        ("mistral-large-latest", CHAT | {"reasoning"}, "mistral-small-2603", "cannot reason step by step"),
        ("mistral-embed", CHAT, "mistral-small-2603", "mistral-embed-2312 cannot chat or call tools"),
        ("mistral-small-latest", frozenset({"ocr"}), "mistral-ocr-2512", "cannot read documents"),
        ("mistral-small-latest", frozenset({"audio"}), "voxtral-mini-2602", "cannot transcribe speech"),
    ],
)
def test_model_that_cannot_do_it_is_replaced_by_the_cheapest_that_can(
    catalogue: Catalogue, name: str, needs: frozenset[str], became: str, cannot: str
) -> None:
    choice = catalogue.choose(name, needs)

    assert choice.card.id == became
    assert needs <= choice.card.capabilities
    assert cannot in choice.notice
    assert choice.notice.endswith(f", so I use {became} instead of {name}.")


@pytest.mark.parametrize(
    ("name", "need", "own"),
    [
        ("mistral-ocr-latest", "ocr", "mistral-ocr-4-1"),
        ("mistral-ocr-2505", "ocr", "mistral-ocr-4-1"),
        ("mistral-ocr-2512", "ocr", "mistral-ocr-2512"),
        ("mistral-embed", "embeddings", "mistral-embed-2312"),
        ("voxtral-mini-latest", "audio", "voxtral-mini-2602"),
        ("voxtral-mini-2507", "audio", "voxtral-mini-2602"),
    ],
)
def test_models_of_files_are_found(catalogue: Catalogue, name: str, need: str, own: str) -> None:
    assert catalogue.choose(name, frozenset({need})).card.id == own


def test_model_with_an_endpoint_of_its_own_keeps_it_though_the_list_has_no_flag_for_it() -> None:
    listed = [ModelCard("mistral-ocr-4-1", ("mistral-ocr-latest",)), ModelCard("voxtral-mini-2602")]
    catalogue = Catalogue(listed)

    assert catalogue.choose("mistral-ocr-latest", frozenset({"ocr"})) == Choice(
        replace(card("mistral-ocr-4-1"), aliases=("mistral-ocr-latest",))
    )
    assert catalogue.choose("voxtral-mini-2602", frozenset({"audio"})).card.prices == card("voxtral-mini-2602").prices


@pytest.mark.parametrize(
    ("name", "usd", "eur"),
    [("mistral-ocr-4-1", (4, 5, 0), (3.5, 4.38, 0)), ("voxtral-mini-2602", (0, 0, 0.003), (0, 0, 0.0026))],
)
def test_pages_and_minutes_have_their_prices(
    catalogue: Catalogue, name: str, usd: tuple[float, ...], eur: tuple[float, ...]
) -> None:
    for currency, amounts in (("USD", usd), ("EUR", eur)):
        price = catalogue.choose(name, NONE).card.price(currency)
        assert price is not None
        assert (price.pages, price.annotated, price.minutes) == amounts


def test_retired_and_unable_are_both_told(catalogue: Catalogue) -> None:
    choice = catalogue.choose("codestral-22b", CHAT | {"vision"})

    assert choice.notice == (
        "Codestral 22B was retired on 2025-06-16 and codestral-2508 cannot see images, "
        "so I use mistral-small-2603 instead of codestral-22b."
    )


def test_what_no_model_can_do_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ModelRefused, match="cannot teleport, and I know no model that can"):
        catalogue.choose("small", frozenset({"teleport"}))


def test_deprecated_model_is_used_with_its_date(catalogue: Catalogue) -> None:
    choice = catalogue.choose("mistral-ocr-4-0", frozenset({"ocr"}))

    assert choice.card.id == "mistral-ocr-4-0"
    assert choice.notice == "mistral-ocr-4-0 is deprecated and ends on 2026-09-29; please name mistral-ocr-4-1 instead."


def test_warning_is_logged_once_and_told_each_time(catalogue: Catalogue, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    notices = {catalogue.choose("mixtral-8x7b", CHAT).notice for _ in range(3)}

    assert len(notices) == 1
    assert [record.getMessage() for record in caplog.records] == list(notices)


def test_prices_are_known_in_both_currencies_and_cached_tokens_cost_a_tenth(catalogue: Catalogue) -> None:
    small = catalogue.choose("mistral-small-latest", CHAT).card

    euros, dollars = small.price("EUR"), small.price("USD")

    assert euros is not None
    assert dollars is not None
    assert dollars.of(Usage(1_000_000, 1_000_000)) == pytest.approx(0.75)
    assert euros.of(Usage(1_000_000, 0, 1_000_000)) == pytest.approx(0.012)


def test_documents_are_priced_per_thousand_pages(catalogue: Catalogue) -> None:
    price = catalogue.choose("mistral-ocr-latest", NONE).card.price("EUR")

    assert price is not None
    assert price.of(Usage(), pages=1000) == pytest.approx(3.5)


def test_region_costs_a_tenth_more() -> None:
    price = Catalogue(base_url="https://api.eu.mistral.ai").choose("small", CHAT).card.price("USD")

    assert price is not None
    assert price.prompt == pytest.approx(0.165)


def test_list_of_the_service_outranks_the_built_in_one(catalogue: Catalogue) -> None:
    changed = replace(
        card("mistral-small-2603"),
        context=99,
        capabilities=CHAT,
        deprecated="2027-03-01",
        replacement="next",
        prices=(),
    )
    catalogue.refresh([changed])

    found = catalogue.choose("mistral-small-latest", CHAT)

    assert (found.card.context, found.card.capabilities) == (99, CHAT)
    assert found.card.prices == card("mistral-small-2603").prices
    assert found.notice == "mistral-small-2603 is deprecated and ends on 2027-03-01; please name next instead."


def test_alias_that_moved_leads_to_the_new_model_at_no_known_price(catalogue: Catalogue) -> None:
    new = ModelCard("mistral-small-2612", ("mistral-small-latest",), capabilities=CHAT)
    catalogue.refresh([card("mistral-small-2603"), new])

    assert catalogue.choose("mistral-small-latest", CHAT) == Choice(new)
    assert new.price("EUR") is None


def test_retired_name_that_is_still_served_is_used_as_it_is(catalogue: Catalogue) -> None:
    old = ModelCard("mistral-small-2506", capabilities=CHAT, deprecated="2026-07-31", replacement="mistral-small-2603")
    catalogue.refresh([card("mistral-small-2603"), old])

    choice = catalogue.choose("mistral-small-2506", CHAT)

    assert choice.card.id == "mistral-small-2506"
    assert "ends on 2026-07-31" in choice.notice


def test_alias_that_changed_its_meaning_is_told_even_where_it_is_served(catalogue: Catalogue) -> None:
    catalogue.refresh([card("mistral-medium-3-5")])

    assert "now stands for Mistral Medium 3.5" in catalogue.choose("mistral-medium-3", CHAT).notice


def test_model_that_this_account_is_not_served_is_replaced(catalogue: Catalogue) -> None:
    catalogue.refresh([card("mistral-small-2603"), card("mistral-large-2512")])

    choice = catalogue.choose("mistral-medium-latest", CHAT)

    assert choice.card.id == "mistral-small-2603"
    assert "mistral-medium-3-5 is not served to this account" in choice.notice


def test_own_models_are_taken_as_they_are_listed(catalogue: Catalogue) -> None:
    tuned = ModelCard("ft:mistral-small:abc", capabilities=CHAT)
    assert catalogue.choose("ft:mistral-small:abc", CHAT) == Choice(tuned)

    catalogue.refresh([tuned])

    assert catalogue.choose("ft:mistral-small:abc", CHAT) == Choice(tuned)
    with pytest.raises(ModelRefused):
        catalogue.choose("ft:another", CHAT)


def test_compatible_server_has_names_of_its_own() -> None:
    catalogue = Catalogue(base_url="http://gpu.example:8000")
    assert catalogue.choose("llama", CHAT).card.id == "llama"

    catalogue.refresh([ModelCard("llama", capabilities=CHAT, context=9)])

    assert catalogue.choose("llama", CHAT).card.context == 9
    with pytest.raises(ModelRefused):
        catalogue.choose("lama", CHAT)


async def test_list_that_the_sandbox_serves_is_taken(bench: Bench) -> None:
    catalogue = Catalogue(await (await bench.client()).cards())

    choice = catalogue.choose("mistral-medium-3", CHAT | {"vision"})

    assert (choice.card.id, choice.card.context) == ("mistral-medium-3-5", 262_144)
    assert choice.card.price("EUR") is not None
    assert "mistral-ocr-4-1" in [each.id for each in catalogue.cards]
    assert catalogue.choose("mistral-embed", frozenset({"embeddings"})).notice == ""


@pytest.mark.parametrize(
    ("name", "need"),
    [("mistral-ocr-latest", "ocr"), ("voxtral-mini-latest", "audio"), ("mistral-embed", "embeddings")],
)
async def test_models_of_files_are_found_in_the_services_own_list(bench: Bench, name: str, need: str) -> None:
    catalogue = Catalogue(await (await bench.client()).cards())

    choice = catalogue.choose(name, frozenset({need}))

    assert choice.notice == ""
    assert choice.card.price("EUR")
