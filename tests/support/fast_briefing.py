"""The `briefing` command with the stand-in encoder, for tests that start many processes."""

import index.archive
from bot.cli import main
from tests.support.encoder import BagOfWordsEncoder

if __name__ == "__main__":
    index.archive.SentenceEncoder = lambda name: BagOfWordsEncoder()
    main()
