"""Measurements; each is a command: ``python -m tests.benchmarks.article``."""
