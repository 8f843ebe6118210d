"""Maps that travel: one HTML file each, made of folium objects, asking the network for nothing."""

from geo.maps.choropleth import change_choropleth
from geo.maps.markers import cluster_map
from geo.maps.page import Page, RemoteContentError
from geo.maps.spec import MapSpec

__all__ = ["MapSpec", "Page", "RemoteContentError", "change_choropleth", "cluster_map"]
