"""One folder per chat platform; each implements `bot.core.ports.Platform`."""
