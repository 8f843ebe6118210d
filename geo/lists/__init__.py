"""Planners' lists of clusters: opened, understood, matched to the record, written, handed back."""
