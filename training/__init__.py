"""Trains the reader: prepares examples, trains, measures, exports. Not part of the product."""
