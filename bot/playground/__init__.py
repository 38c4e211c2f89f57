"""The whole bot in a browser: a small Telegram on loopback and a chat page, no token needed."""
