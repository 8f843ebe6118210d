"""Planners' lists of clusters: understood, matched to the record, written, handed back."""
