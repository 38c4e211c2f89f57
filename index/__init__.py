"""Finding, quoting and summarising: the archive over `corpus`. No Telegram."""
