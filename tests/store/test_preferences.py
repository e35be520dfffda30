from tests.contracts.preferences_contract import PreferencesContract


class TestPreferences(PreferencesContract): ...
