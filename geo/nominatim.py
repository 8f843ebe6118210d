"""The online geocoder of OpenStreetMap behind geopy's interface: off unless someone makes one.

It is asked at most once a second and once for each question: answers, and the lack of one, are kept
in the record (`geocode_cache`). What it answers is covered by the ODbL and is not part of `data/`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Self

from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point
from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert

from geo.errors import ServerError, Text
from geo.model import GeocodeCache
from geo.text import clean

_DELAY_S = 1.0

Answer = dict[str, Any] | None


class CachedNominatim(Geocoder):  # type: ignore[misc]  # geopy publishes no types
    """A geopy geocoder asked slowly, its answers kept in the database.

    Args:
        engine: the database that keeps the answers, each in a transaction of its own.
        geocoder: who is asked.
        delay_s: least time between two questions, in seconds.
    """

    def __init__(self, engine: Engine, geocoder: Geocoder, *, delay_s: float = _DELAY_S) -> None:
        super().__init__()
        self._engine = engine
        limited = partial(
            RateLimiter, min_delay_seconds=delay_s, max_retries=0, swallow_exceptions=False
        )
        self._geocode, self._reverse = limited(geocoder.geocode), limited(geocoder.reverse)

    @classmethod
    def online(cls, engine: Engine, *, user_agent: str) -> Self:
        """Return one that asks nominatim.openstreetmap.org; its policy wants a `user_agent`."""
        return cls(engine, Nominatim(user_agent=user_agent))

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: object = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the location of an address, None when the geocoder knows none.

        Raises:
            ServerError: the geocoder does not answer.
        """
        address = clean(query)
        ask = partial(self._geocode, address, timeout=timeout)
        return _located(self._remembered(address, ask), exactly_one)

    def reverse(
        self,
        query: Point | tuple[float, float] | str,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """Return the address at a point (latitude, longitude).

        Raises:
            ServerError: the geocoder does not answer.
        """
        point = Point(query)
        ask = partial(self._reverse, point, timeout=timeout)
        key = f"{point.latitude:.6f}, {point.longitude:.6f}"
        return _located(self._remembered(key, ask), exactly_one)

    def _remembered(self, query: str, ask: Callable[[], Location | None]) -> Answer:
        with self._engine.connect() as connection:
            known = connection.execute(
                select(GeocodeCache.answer).where(GeocodeCache.query == query)
            ).one_or_none()
        if known is not None:
            answer: Answer = known.answer
            return answer
        try:
            answer = _answer(ask())
        except GeopyError as error:
            raise ServerError(
                Text(
                    f"Dịch vụ tìm địa chỉ trực tuyến không trả lời cho “{query}”: {error}. "
                    "Hãy thử lại sau, hoặc dùng tên đơn vị hành chính.",
                    f'The online geocoder does not answer for "{query}": {error}. '
                    "Try again later, or use the names of administrative units.",
                )
            ) from error
        kept = insert(GeocodeCache).values(query=query, answer=answer)
        with self._engine.begin() as connection:
            connection.execute(kept.on_conflict_do_nothing(index_elements=["query"]))
        return answer


def _answer(location: Location | None) -> Answer:
    if location is None:
        return None
    return {
        "address": location.address,
        "lat": location.latitude,
        "lon": location.longitude,
        "raw": location.raw,
    }


def _located(answer: Answer, exactly_one: bool) -> Location | list[Location] | None:
    if answer is None:
        return None
    location = Location(answer["address"], Point(answer["lat"], answer["lon"]), answer["raw"])
    return location if exactly_one else [location]
