"""The planners' questions against answers worked out from the tables, in Python.

They are worked out for the shipped record, and for the same with a crowd of made-up clusters. What
a cluster is on a day, its schedule, contradictions and figures compared have their own tests; here
they are read as tables.
"""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from world import LAST_DAY, LEFT, STANDING, TODAY, Row, World, assert_cells, keys, near

from geo import queries
from geo.dates import PLAN_END, SWITCH


def test_changes_by_unit(world: World) -> None:
    changes = world.read(
        "SELECT * FROM planning.cluster_change(:today, :end, :today)", today=TODAY, end=PLAN_END
    )
    for units, level, day in (
        ("34", "province", SWITCH),
        ("63", "province", LAST_DAY),
        ("district", "district", LAST_DAY),
    ):
        wanted: dict[str | None, Counter[str]] = defaultdict(Counter)
        for row in changes:
            if row["cluster_id"] not in world.ccn:
                continue
            sums = wanted[world.home(row["cluster_id"], level, day)]
            change, before, after = row["change"], row["area_from_ha"], row["area_to_ha"]
            left = change in LEFT
            sums["clusters"] += 1
            sums["standing_from"] += row["stood"]
            sums["standing_to"] += row["stands"]
            sums["dropped" if left and not row["stood"] else (change or "unconfirmed")] += 1
            if change and None not in (before, after):
                sums["area_from_ha"] += before
                sums["area_to_ha"] += after
            elif change:
                sums["without_area"] += 1
        counted = ("clusters", "standing_from", "standing_to", "without_area", "unconfirmed")
        told = ("new", "expanded", "reduced", "merged", "removed", "planned", "dropped")
        frame = queries.changes_by_unit(world.connection, as_of=TODAY, units=units)
        rows = {
            None if pd.isna(row["key"]) else row["key"]: row for row in frame.to_dict("records")
        }
        assert set(rows) == set(wanted)
        for key, sums in wanted.items():
            assert {n: rows[key][n] for n in (*counted, *told)} == {
                n: sums[n] for n in (*counted, *told)
            }
            for name in ("area_from_ha", "area_to_ha"):
                if not pd.isna(rows[key][name]):
                    assert rows[key][name] == pytest.approx(float(sums[name]))
                else:
                    assert not sums[name]
            assert (key is None) == (rows[key]["geometry"] is None)


def test_changes_by_unit_of_a_province_of_today_are_those_of_its_parts(world: World) -> None:
    ask = queries.changes_by_unit
    whole = ask(world.connection, as_of=TODAY, units="34", province="Bắc Ninh")
    parts = ask(world.connection, as_of=TODAY, units="63", province="tỉnh Bắc Ninh")
    districts = ask(world.connection, as_of=TODAY, units="district", province="Bắc Giang")
    assert list(whole["unit"]) == ["Bắc Ninh"]
    assert set(parts["unit"]) == {"Bắc Giang", "Bắc Ninh"}
    assert parts["clusters"].sum() == whole["clusters"].sum()
    giang = parts.set_index("unit").loc["Bắc Giang"]
    assert districts["clusters"].sum() == giang["clusters"]
    assert set(districts["province"]) == {"Bắc Giang"}


def known_area(told: Row) -> Decimal | None:
    """Return the area; of a cluster that may have left the plan it is not known."""
    return None if told["status"] == "unconfirmed" else told["area_ha"]


def test_changes_by_cluster(world: World) -> None:
    frame = queries.changes_by_cluster(world.connection, as_of=TODAY)
    wanted = {
        world.ccn[key]["key"]: {
            "status": now["status"],
            "status_to": world.later[key]["status"],
            "area_from_ha": known_area(now),
            "area_to_ha": known_area(world.later[key]),
            "merged_into": world.later[key]["merged_into"],
            "decision_no": world.later[key]["decision_no"],
        }
        for key, now in world.now.items()
        if key in world.ccn
    }
    assert_cells(frame, wanted)


@pytest.mark.parametrize("province", ["province/24/-", "province/24/2025-07-01", "province/01/-"])
def test_a_province_takes_what_lies_in_it(world: World, province: str) -> None:
    unit = next(row for row in world.units.values() if row["key"] == province)
    found = queries.changes_by_cluster(
        world.connection, as_of=TODAY, province=f"{unit['unit_type']} {unit['name']}"
    )
    inside = {row["key"] for key, row in world.ccn.items() if world.lies_in(key, province)}
    if province.endswith("-") and unit["name"] == "Hà Nội":  # one name, one land: today's is meant
        inside = {r["key"] for k, r in world.ccn.items() if r["province_now"] == "Hà Nội"}
    assert set(keys(found)) == inside
    assert inside


def test_history(world: World) -> None:
    for cluster in sorted(world.ccn)[::97]:
        frame = queries.history(world.connection, cluster=world.ccn[cluster]["key"])
        told = sorted(
            world.said[cluster],
            key=lambda row: (
                row["effective_on"] or date.min,
                row["stated_on"] or date.min,
                row["key"],
            ),
        )
        assert list(frame["kind"]) == [row["kind"] for row in told]
        assert list(frame["decision_no"].dropna()) == [
            row["decision_no"] for row in told if row["decision_no"] is not None
        ]


def departed(world: World, status: str) -> dict[str, dict[str, object]]:
    wanted = {}
    for key, later in world.later.items():
        if key not in world.ccn or later["status"] != status:
            continue
        decides, now = world.events[later["decided_by"]], world.now[key]
        totals = [
            row["area_ha"]
            for row in world.said[key]
            if row["precedence"] < decides["precedence"]
            and row["kind"] not in LEFT
            and row["area_ha"] is not None
        ]
        areas = (decides["area_from_ha"], decides["area_ha"], now["area_ha"] or None, *totals[-1:])
        wanted[world.ccn[key]["key"]] = {
            f"{status}_already": now["status"] == status,
            "area_ha": next((area for area in areas if area is not None), None),
            "certainty": decides["modality"],
            "effective_on": None
            if decides["period"] is None and decides["modality"] in ("planned", "proposed")
            else decides["effective_on"],
            "decision_no": decides["decision_no"],
        }
    assert wanted
    return wanted


def test_mergers(world: World) -> None:
    frame = queries.mergers(world.connection, as_of=TODAY)
    assert_cells(frame, departed(world, "merged"))
    zones = {row["key"]: row["zone_type"] for row in world.clusters.values()}
    assert {zones[zone] for zone in frame["zone"].dropna()} == {"KCN"}


def test_removals(world: World) -> None:
    frame = queries.removals(world.connection, as_of=TODAY)
    assert_cells(frame, departed(world, "removed"))


def limit(area: Decimal | None, name: str) -> str | None:
    if not area:
        return None
    if area > 75:
        return "over_75"
    if area < 5:
        return "under_5"
    return "under_10" if area < 10 and "làng nghề" not in name.lower() else None


def test_area_limits(world: World) -> None:
    wanted = {
        row["key"]: {
            "size_warning": limit(world.now[key]["area_ha"], row["name"]),
            "size_warning_to": limit(world.later[key]["area_ha"], row["name"]),
        }
        for key, row in world.ccn.items()
    }
    beyond = {key: cells for key, cells in wanted.items() if any(cells.values())}
    assert_cells(queries.area_limits(world.connection, as_of=TODAY), beyond)
    assert {"over_75", "under_5", "under_10"} <= {w for c in beyond.values() for w in c.values()}


@pytest.mark.parametrize(
    ("units", "level", "day"),
    [("district", "district", LAST_DAY), ("63", "province", LAST_DAY), ("34", "province", SWITCH)],
)
def test_plan_gap(world: World, units: str, level: str, day: date) -> None:
    wanted: dict[str | None, dict[str, Any]] = {}
    for key in world.ccn:
        now, later = world.now[key], world.later[key]
        established = now["legal"] == "established"
        planned = later["status"] in STANDING or (
            later["status"] == "planned" and later["area_ha"] != 0
        )
        lapsed = later["status"] == "unconfirmed"
        if not (established or planned or lapsed):
            continue
        sums = wanted.setdefault(world.home(key, level, day), Counter())
        sums["clusters_planned"] += planned
        sums["clusters_established"] += established
        sums["unconfirmed"] += lapsed
        before = now["area_ha"] if established else Decimal(0)
        after = later["area_ha"] if planned else Decimal(0)
        if before is None or after is None:
            sums["without_area"] += 1
        else:
            sums["established_ha"] += before
            sums["planned_ha"] += after
    frame = queries.plan_gap(world.connection, as_of=TODAY, units=units)
    rows = {None if pd.isna(row["key"]) else row["key"]: row for row in frame.to_dict("records")}
    assert set(rows) == set(wanted)
    for key, sums in wanted.items():
        row = rows[key]
        for name in ("clusters_planned", "clusters_established", "unconfirmed", "without_area"):
            assert row[name] == sums[name]
        if sums["planned_ha"] + sums["established_ha"]:
            gap = sums["planned_ha"] - sums["established_ha"]
            assert near(row["gap_ha"], Decimal(gap))
            assert near(row["planned_ha"], Decimal(sums["planned_ha"]))
        else:
            assert pd.isna(row["gap_ha"])


def test_waiting_in_plan(world: World) -> None:
    wanted = {}
    for key, row in world.ccn.items():
        if world.now[key]["status"] not in ("planned", "unconfirmed"):
            continue
        first = world.first(key, "planned", ("done", "decided", "planned"))
        since = first and first["effective_on"]
        if since is None or since < date(2021, 11, 22):
            wanted[row["key"]] = {"in_plan_since": since}
    frame = queries.waiting_in_plan(world.connection, as_of=TODAY, years=5)
    assert_cells(frame, wanted)
    dated = frame["in_plan_since"].dropna()
    assert dated.is_monotonic_increasing
    assert frame["in_plan_since"].iloc[: len(dated)].notna().all()


def test_waiting_for_construction(world: World) -> None:
    wanted = {}
    for key, row in world.ccn.items():
        now = world.now[key]
        if now["legal"] != "established" or now["build"] != "none":
            continue
        first = world.first(key, "established", ("done", "decided"))
        since = first and first["effective_on"]
        if since is None or since < date(2024, 11, 22):
            months = None
            if since is not None:
                months = 12 * (TODAY.year - since.year) + TODAY.month - since.month
                months -= TODAY.day < since.day
            wanted[row["key"]] = {
                "established_on": since,
                "months_since": months,
                "decision_no": first and first["decision_no"],
            }
    frame = queries.waiting_for_construction(world.connection, as_of=TODAY, months=24)
    assert_cells(frame, wanted)


def test_milestones_due(world: World) -> None:
    wanted = {}
    for row in world.read("SELECT * FROM planning.schedule(:today)", today=TODAY):
        due = row["to_on"] or row["from_on"]
        this_quarter = due is not None and date(2026, 10, 1) <= due <= date(2026, 12, 31)
        if row["cluster_id"] in world.ccn and (
            row["state"] == "overdue" or (row["state"] in ("due", "upcoming") and this_quarter)
        ):
            wanted[row["key"]] = {"state": row["state"], "slip_days": row["slip_days"]}
    assert_cells(queries.milestones_due(world.connection, as_of=TODAY), wanted, "milestone")


def test_room_for_new(world: World) -> None:
    members = defaultdict(list)
    for key in world.ccn:
        home = world.home(key, "district", LAST_DAY)
        if home is not None and world.now[key]["legal"] == "established":
            members[home].append(world.now[key])
    rows = queries.room_for_new(world.connection, as_of=TODAY).set_index("key")
    assert set(rows.index) == set(members)
    answers = set()
    for key, clusters in members.items():
        # Whatever the unknown figures are, every world in between must agree with the answer.
        least, most = tuple(map(bounds, (clusters, clusters), (False, True)))
        row = rows.loc[key]
        assert row["clusters_established"] == len(clusters)
        if least is None or most is None:
            answer = None
        elif least["fill"] > 50 or least["unleased_most"] <= 100:
            answer = True
        elif most["fill"] <= 50 and least["unleased_least"] > 100:
            answer = False
        else:
            answer = None
        unleased = total_unleased(clusters)
        if answer is None and unleased is not None and unleased <= 100:
            answer = True
        assert (None if pd.isna(row["may_add"]) else bool(row["may_add"])) == answer, key
        answers.add(answer)
    assert {True, None} <= answers


def weight(cluster: Row) -> Decimal | None:
    return cluster["industrial_ha"] or cluster["area_ha"]


def fill(cluster: Row) -> Decimal | None:
    if cluster["fill_pct"] is not None:
        return Decimal(cluster["fill_pct"])
    if cluster["leased_ha"] is None or cluster["industrial_ha"] is None:
        return None
    return min(Decimal(100), 100 * cluster["leased_ha"] / cluster["industrial_ha"])


def bounds(clusters: list[Row], full: bool) -> dict[str, Decimal] | None:
    """Work out a district with its unknown clusters all full, or all empty."""
    if any(weight(cluster) is None for cluster in clusters):
        return None
    filled = unleased_least = unleased_most = Decimal(0)
    for cluster in clusters:
        share = fill(cluster)
        filled += weight(cluster) * (Decimal(100 if full else 0) if share is None else share)
        free = total_unleased([cluster])
        unleased_most += free
        if cluster["industrial_ha"] is not None and (
            cluster["leased_ha"] is not None or share is not None
        ):
            unleased_least += free
    total = sum(weight(cluster) for cluster in clusters)
    return {
        "fill": filled / total,
        "unleased_least": unleased_least,
        "unleased_most": unleased_most,
    }


def total_unleased(clusters: list[Row]) -> Decimal | None:
    """Return the most that may be unleased; None where that is not known."""
    free = Decimal(0)
    for cluster in clusters:
        if cluster["industrial_ha"] is not None and cluster["leased_ha"] is not None:
            free += max(Decimal(0), cluster["industrial_ha"] - cluster["leased_ha"])
        elif weight(cluster) is None:
            return None
        else:
            free += weight(cluster) * (100 - (fill(cluster) or 0)) / 100
    return free


def test_without_wastewater(world: World) -> None:
    wanted = {
        row["key"]: {"wastewater": world.now[key]["wastewater"], "status": world.now[key]["status"]}
        for key, row in world.ccn.items()
        if world.now[key]["legal"] == "established" and world.now[key]["wastewater"] != "running"
    }
    assert_cells(queries.without_wastewater(world.connection, as_of=TODAY), wanted)


def test_same_name(world: World) -> None:
    bearers = defaultdict(set)
    for row in world.read(
        "SELECT cluster_id, name_key AS named FROM atlas.cluster"
        " UNION SELECT cluster_id, alias_key FROM atlas.cluster_alias"
    ):
        bearers[row["named"]].add(row["cluster_id"])
    shared = {
        (name, world.clusters[key]["key"]): len(bearing)
        for name, bearing in bearers.items()
        for key in bearing
        if len(bearing) > 1 and bearing & set(world.ccn)
    }
    frame = queries.same_name(world.connection)
    found = dict(
        zip(zip(frame["shared_name"], frame["cluster"], strict=True), frame["bearers"], strict=True)
    )
    assert found == shared
    assert frame["doubtful"].any()
    for name in ("Yên Lư", "CCN yen lu"):
        like = queries.same_name(world.connection, name=name)
        assert like["likeness"].is_monotonic_decreasing
        assert like["likeness"].min() >= 0.5
        assert {world.clusters[key]["key"] for key in bearers["yen lu"]} == set(
            like[like["likeness"] == 1]["cluster"]
        )


def test_capital_per_ha(world: World) -> None:
    wanted = {}
    for key, row in world.ccn.items():
        now = world.now[key]
        told = [
            said
            for said in world.said[key]
            if said["kind"] not in ("expanded", *LEFT)
            and (said["capital_vnd_billion"] or said["capital_usd_million"])
            and (said["stated_on"] or said["effective_on"] or date.min) <= TODAY
        ]
        if not told or now["status"] in LEFT:
            continue
        last = min(
            told,
            key=lambda said: (
                -(said["stated_on"] or date.min).toordinal(),
                -(said["effective_on"] or date.min).toordinal(),
                said["key"],
            ),
        )
        area = last["area_ha"] or now["planned_area_ha"] or now["area_ha"] or None
        capital = last["capital_vnd_billion"]
        rate = capital / area if capital is not None and area is not None else None
        wanted[row["key"]] = {
            "capital_vnd_billion": capital,
            "capital_usd_million": last["capital_usd_million"],
            "area_ha": area,
            "vnd_billion_per_ha": rate,
        }
    assert_cells(queries.capital_per_ha(world.connection, as_of=TODAY), wanted)


def test_stated_totals(world: World) -> None:
    compared = [
        row
        for row in world.read("SELECT * FROM planning.indicator_check(:today)", today=TODAY)
        if row["compared_on"] is not None
    ]
    frame = queries.stated_totals(world.connection, as_of=TODAY)
    assert len(frame) == len(compared)
    assert Counter(frame["verdict"].dropna()) == Counter(filter(None, map(verdict, compared)))
    wanted = Counter(
        (float(row["stated"]), float(row["on_record"]) if verdict(row) else None)
        for row in compared
    )
    told = frame["on_record"].astype(object).where(frame["on_record"].notna(), None)
    assert Counter(zip(frame["stated"], told, strict=True)) == wanted
    assert frame[frame["verdict"].isna()][["difference", "share_pct"]].isna().all(axis=None)


def verdict(row: Row) -> str | None:
    if row["without_area"] and not row["on_record"]:
        return None
    if abs(row["on_record"] - row["stated"]) * 200 <= row["stated"]:
        return "agrees"
    return "more_on_record" if row["on_record"] > row["stated"] else "less_on_record"


def test_conflicts(world: World) -> None:
    rows = world.read("SELECT * FROM planning.conflict")
    frame = queries.conflicts(world.connection)
    told = Counter((row["topic"], row["preferred_value"], row["other_value"]) for row in rows)
    columns = (frame["topic"], frame["preferred_value"], frame["other_value"])
    assert Counter(zip(*columns, strict=True)) == told
    named = {row["cluster_id"] for row in rows if row["cluster_id"] is not None}
    assert set(frame["cluster"].dropna()) == {world.clusters[key]["key"] for key in named}
    inside = queries.conflicts(world.connection, province="tỉnh Bắc Giang")
    clusters = [world.clusters[key] for key in named]
    giang = {row["key"] for row in clusters if row["province_before"] == "Bắc Giang"}
    assert set(inside["cluster"].dropna()) == giang


@pytest.mark.parametrize("precision", [None, "commune", "district", "province"])
def test_placed_at_centroid(world: World, precision: str | None) -> None:
    wanted = {
        row["key"]: {"precision": row["precision"], "area_ha": known_area(world.now[key])}
        for key, row in world.ccn.items()
        if row["precision"] == precision or (precision is None and row["precision"] != "site")
    }
    frame = queries.placed_at_centroid(world.connection, precision=precision, as_of=TODAY)
    assert_cells(frame, wanted)
    order = ["province", "district", "commune"]
    places = [order.index(found) for found in frame["precision"]]
    assert places == sorted(places)
