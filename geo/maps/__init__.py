"""Maps that travel: one HTML file each, made of folium objects, asking the network for nothing."""

from geo.maps.drawing import atlas_map
from geo.maps.page import Page, RemoteContentError
from geo.maps.spec import MapSpec, Profile, Sheet, Style

__all__ = ["MapSpec", "Page", "Profile", "RemoteContentError", "Sheet", "Style", "atlas_map"]
