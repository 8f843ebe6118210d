"""The clusters as a layer to take away: tables, and files of geographic information systems."""
