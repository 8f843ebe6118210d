"""Hostile files: every reader is given damaged and crafted ones, for as long as is wanted.

    cd tests && python -m fuzz --seconds 60 [READER ...]

Each reader runs in a process of its own with bounds on memory and on the time of one file. Seeds
are made by code. Where atheris is installed (`pip install atheris`) coverage guides the damage.
"""
