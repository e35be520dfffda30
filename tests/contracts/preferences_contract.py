"""What all preferences promise. Fixture: `open_store`."""

from tests.contracts.stores import OpenStore, Store


class PreferencesContract:
    async def test_what_was_never_set_is_none(self, store: Store) -> None:
        assert await store.preferences.get("discord", "commands") is None

    async def test_the_last_value_outlives_the_process(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await store.preferences.set("discord", "commands", "first")
            await store.preferences.set("discord", "commands", "second")

        async with open_store() as store:
            assert await store.preferences.get("discord", "commands") == "second"

    async def test_scopes_are_kept_apart(self, store: Store) -> None:
        await store.preferences.set("discord", "commands", "mine")

        assert await store.preferences.get("slack", "commands") is None

    async def test_all_values_of_some_scopes_are_read_at_once(self, store: Store) -> None:
        for scope, name in (("a", "model"), ("a", "persona"), ("b", "model"), ("c", "model")):
            await store.preferences.set(scope, name, f"{name} of {scope}")

        assert await store.preferences.held(["a", "b", "d"]) == {
            ("a", "model"): "model of a",
            ("a", "persona"): "persona of a",
            ("b", "model"): "model of b",
        }
