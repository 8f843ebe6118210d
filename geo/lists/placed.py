"""A reading that remembers where each of its rows lies, for whoever asks for every row."""

from collections.abc import Iterator
from dataclasses import replace

from geo.ingest.places import Site
from geo.lists.reading import Block, Reading
from geo.vocabulary import Precision


class PlacedReading(Reading):
    """A reading whose `places` tells, once a row was yielded, its site by its line."""

    places: dict[int, Site]

    def blocks(self) -> Iterator[Block]:
        """Yield the rows in blocks, as `Reading` does, and note where they lie."""
        self.places = {}
        for block in super().blocks():
            nothing = [None] * len(block)
            lons, lats = (block.columns.get(name, nothing) for name in ("lon", "lat"))
            for line, place, lon, lat in zip(block.lines, block.site, lons, lats, strict=True):
                if place >= 0:
                    site = self.sites[place]
                    stated = lon is not None and lat is not None
                    self.places[line] = (
                        replace(site, lon=lon, lat=lat, precision=Precision.SITE)
                        if stated
                        else site
                    )
            yield block
