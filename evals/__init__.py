"""Scoring answers, quotes, refusals and summaries on question sets."""
