from tests.contracts.places_contract import PlacesContract


class TestPlaces(PlacesContract): ...
