"""A QGIS project of the record: its layers as the database has them, styled, named and labelled.

The project holds no data and no password, only where the database is; QGIS reads the views anew
whenever it draws. What it holds is of QGIS 3.22, which later versions read too.
"""
