"""What a long list has met: the first of each number is remembered, however they come."""

import random

from geo.lists.seen import Seen


def test_the_first_of_each_number_is_remembered_across_blocks() -> None:
    draw = random.Random(7)  # noqa: S311
    seen, first = Seen(), dict[int, int]()
    value = 0
    for size in (1, 500, 3, 0, 2000, 40, 40, 1000):
        numbers = [draw.randint(-1_500, 1_500) << 52 for _ in range(size)]
        values = list(range(value, value + size))
        value += size
        expected = [first.setdefault(one, own) for one, own in zip(numbers, values, strict=True)]
        assert seen.first(numbers, values) == expected
