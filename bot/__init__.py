"""The face: Telegram, the command line, the terminal chat."""
