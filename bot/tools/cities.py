"""Cities, countries and abbreviations that people ask for and the IANA database does not list under their own name."""

from typing import Final

ZONES: Final = {
    "America/Los_Angeles": "san_francisco seattle san_diego las_vegas silicon_valley pst pdt pt",
    "America/Denver": "salt_lake_city mst7mdt mdt mt",
    "America/Chicago": "houston dallas austin new_orleans cdt ct",
    "America/New_York": "boston washington washington_dc miami atlanta philadelphia nyc edt et",
    "America/Toronto": "montreal ottawa quebec",
    "America/Sao_Paulo": "rio rio_de_janeiro brasilia",
    "America/Argentina/Buenos_Aires": "buenos_aires",
    "Europe/London": "edinburgh manchester cambridge oxford bst uk",
    "Europe/Paris": "lyon marseille toulouse bordeaux lille nantes nice strasbourg rennes grenoble france",
    "Europe/Zurich": "geneva basel lausanne bern",
    "Europe/Berlin": "munich hamburg frankfurt cologne stuttgart germany",
    "Europe/Madrid": "barcelona valencia seville spain",
    "Europe/Rome": "milan turin naples florence italy",
    "Europe/Amsterdam": "rotterdam the_hague eindhoven",
    "Europe/Kyiv": "kiev lviv odesa",
    "Europe/Lisbon": "porto",
    "Asia/Kolkata": "mumbai delhi new_delhi bangalore bengaluru chennai hyderabad pune calcutta ist india",
    "Asia/Shanghai": "beijing shenzhen guangzhou hangzhou china",
    "Asia/Tokyo": "osaka kyoto jst japan",
    "Asia/Ho_Chi_Minh": "saigon hanoi",
    "Asia/Dubai": "abu_dhabi",
    "Asia/Jerusalem": "tel_aviv",
    "Africa/Johannesburg": "cape_town pretoria",
    "Australia/Sydney": "canberra aest aedt",
    "Pacific/Auckland": "wellington nzst nzdt",
    "UTC": "z zulu",
}
