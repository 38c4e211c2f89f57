"""Articles and their text: reading, cleaning, splitting, keeping. No vectors, no Telegram."""
