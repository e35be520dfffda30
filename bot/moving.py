"""`python -m bot move`: from the SQLite file of the settings into a PostgreSQL."""

from collections.abc import Callable

from bot.clock import SystemClock
from bot.core.errors import SettingsInvalid
from bot.settings import Settings
from bot.storing import is_shared, open_database


async def move_to(settings: Settings, url: str, write: Callable[[str], None]) -> int:
    """Copy everything, and write a line for each table; the exit code. Raises `SettingsInvalid` and `StoreFailed`.

    While a bot uses the file, the move is refused.
    """
    if is_shared(settings):
        raise SettingsInvalid("DATABASE_URL: names a PostgreSQL already; let it name the SQLite file to be moved.")
    target_settings = settings.model_validate(settings.model_dump() | {"database_url": url})
    if not is_shared(target_settings):
        raise SettingsInvalid("--to: give the URL of a PostgreSQL, as in postgresql://user:password@host/database")
    clock = SystemClock()
    target_opening = open_database(target_settings, clock)
    from bot.store.postgresql.moving import Moved, move

    def tell(moved: Moved) -> None:
        write(f"{moved.table}: {moved.rows:,} rows, sum {moved.sum}")

    async with open_database(settings, clock) as source, target_opening as target:
        await move(source.database, target.database, tell)
    write("All is there. Set DATABASE_URL to the PostgreSQL and start the bot; the file was left as it is.")
    return 0
