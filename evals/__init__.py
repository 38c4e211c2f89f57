"""Scoring answers, quotes and refusals on question sets."""
