"""One folder per chat platform; each implements `bot.core.platform_ports.Platform`."""
