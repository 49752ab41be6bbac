"""Measuring on labelled messages, and choosing thresholds by them."""
