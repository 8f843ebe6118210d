"""Readers of what comes in: the administrative record, its boundaries, the tables of facts."""
