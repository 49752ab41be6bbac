"""Diaries beside the conversation: the chart."""
