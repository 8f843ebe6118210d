"""The lines of the report: what is asked of the clusters, group by group."""

from collections.abc import Sequence

from geo.errors import Text
from geo.reports.figures import HECTARES, NOTHING, Figures, Line, Row

_VND = Text("tỷ đồng", "VND billion")
_USD = Text("triệu USD", "USD million")
_STANDING = ("established", "construction", "operating")
_NO_INVESTORS = Text(
    "cơ sở dữ liệu không ghi chủ đầu tư của từng cụm",
    "the record does not hold the investor of each cluster",
)
_UNDATED = Text("không nguồn nào ghi ngày trong kỳ", "no source dates one within the period")

INDICATORS = [
    *("ccn_planned", "ccn_planned_ha", "ccn_industrial_land_ha", "ccn_added_to_plan"),
    *("ccn_removed", "ccn_merged_into_kcn", "ccn_established", "ccn_established_ha"),
    *("ccn_newly_established", "ccn_with_infrastructure_investor", "ccn_infrastructure_done"),
    *("ccn_infrastructure_under_way", "ccn_operating", "ccn_operating_ha", "ccn_leased_ha"),
    *("ccn_fill_pct", "ccn_with_wastewater_plant"),
]


def lines(figures: Figures) -> list[Line]:
    """Return the lines of a report in the order of the form."""
    return [*_plan(figures), *_establishment(figures), *_operation(figures)]


def _plan(of: Figures) -> list[Line]:
    planned = of.those("plan", "in")
    added, changed = of.happened("planned"), of.happened("expanded", "adjusted")
    removed, merged = of.happened("removed"), of.happened("merged")
    return [
        _group("I", Text("Quy hoạch", "Plan")),
        of.count(
            "1",
            Text("Cụm công nghiệp trong quy hoạch cuối kỳ", "Clusters in the plan at the end"),
            planned,
            "ccn_planned",
        ),
        of.total(
            "1.1",
            Text("Diện tích theo quy hoạch", "Area by the plan"),
            HECTARES,
            planned,
            "planned_area_ha",
            "ccn_planned_ha",
        ),
        of.total(
            "1.2",
            Text("Diện tích đất công nghiệp", "Industrial land"),
            HECTARES,
            planned,
            "industrial_ha",
            "ccn_industrial_land_ha",
        ),
        of.count(
            "2",
            Text("Bổ sung vào quy hoạch trong kỳ", "Added to the plan in the period"),
            added,
            "ccn_added_to_plan",
            lack=_UNDATED,
        ),
        of.total("2.1", Text("Diện tích bổ sung", "Area added"), HECTARES, added, "area_ha"),
        of.count(
            "3",
            Text("Mở rộng, điều chỉnh trong kỳ", "Expanded or adjusted in the period"),
            changed,
            lack=_UNDATED,
        ),
        of.total(
            "3.1",
            Text("Diện tích tăng (giảm)", "Area gained (lost)"),
            HECTARES,
            changed,
            "area_delta_ha",
        ),
        of.count(
            "4",
            Text("Đưa ra khỏi quy hoạch trong kỳ", "Removed from the plan in the period"),
            removed,
            "ccn_removed",
            lack=_UNDATED,
        ),
        of.total("4.1", Text("Diện tích đưa ra", "Area removed"), HECTARES, removed, "area_ha"),
        of.count(
            "5",
            Text("Sáp nhập vào khu công nghiệp trong kỳ", "Merged into zones in the period"),
            merged,
            "ccn_merged_into_kcn",
            lack=_UNDATED,
        ),
        of.total("5.1", Text("Diện tích sáp nhập", "Area merged"), HECTARES, merged, "area_ha"),
    ]


def _establishment(of: Figures) -> list[Line]:
    standing = of.those("status", *_STANDING)
    new = of.happened("established")
    return [
        _group(
            "II",
            Text("Thành lập và đầu tư hạ tầng", "Establishment and infrastructure"),
        ),
        of.count(
            "1",
            Text("Cụm công nghiệp đã thành lập cuối kỳ (lũy kế)", "Clusters established to date"),
            standing,
            "ccn_established",
        ),
        of.total(
            "1.1",
            Text("Diện tích", "Area"),
            HECTARES,
            standing,
            "area_ha",
            "ccn_established_ha",
        ),
        of.total(
            "1.2",
            Text("Diện tích đất công nghiệp", "Industrial land"),
            HECTARES,
            standing,
            "industrial_ha",
        ),
        of.count(
            "2",
            Text("Thành lập trong kỳ", "Established in the period"),
            new,
            "ccn_newly_established",
            lack=_UNDATED,
        ),
        of.total("2.1", Text("Diện tích", "Area"), HECTARES, new, "area_ha"),
        of.only_stated(
            "3",
            Text("Cụm có chủ đầu tư hạ tầng", "Clusters with an infrastructure investor"),
            "ccn_with_infrastructure_investor",
            _NO_INVESTORS,
        ),
        of.total(
            "4",
            Text("Vốn đầu tư hạ tầng", "Capital of the infrastructure"),
            _VND,
            standing,
            "capital_vnd_billion",
        ),
        of.total(
            "4.1",
            Text("Vốn nêu bằng ngoại tệ", "Capital stated in foreign currency"),
            _USD,
            standing,
            "capital_usd_million",
        ),
        _group("5", Text("Hạ tầng kỹ thuật cuối kỳ", "Infrastructure at the end")),
        of.among(
            "5.1",
            Text("Cơ bản hoàn thành hoặc đã hoạt động", "Basically done, or operating"),
            _built(standing),
            "build",
            ("basically_done", "operating"),
            "ccn_infrastructure_done",
        ),
        of.among(
            "5.2",
            Text("Đang xây dựng", "Under construction"),
            _built(standing),
            "build",
            ("under_way",),
            "ccn_infrastructure_under_way",
        ),
    ]


def _operation(of: Figures) -> list[Line]:
    standing = of.those("status", *_STANDING)
    operating = of.those("status", "operating")
    plants = (
        (Text("Đang vận hành", "Running"), "running"),
        (Text("Đã xây dựng, chưa nêu vận hành", "Built, not said to be running"), "built"),
        (Text("Đang xây dựng", "Under construction"), "building"),
        (Text("Chưa có", "None"), "none"),
    )
    return [
        _group("III", Text("Hoạt động", "Operation")),
        of.count(
            "1",
            Text("Cụm công nghiệp đang hoạt động cuối kỳ", "Clusters in operation at the end"),
            operating,
            "ccn_operating",
        ),
        of.total(
            "1.1", Text("Diện tích", "Area"), HECTARES, operating, "area_ha", "ccn_operating_ha"
        ),
        of.total(
            "1.2",
            Text("Diện tích đất công nghiệp", "Industrial land"),
            HECTARES,
            operating,
            "industrial_ha",
        ),
        of.total(
            "1.3",
            Text("Diện tích đã cho thuê", "Land leased"),
            HECTARES,
            operating,
            "leased_ha",
            "ccn_leased_ha",
        ),
        of.fill("1.4", Text("Tỷ lệ lấp đầy bình quân", "Mean fill"), operating, "ccn_fill_pct"),
        _group(
            "2",
            Text("Trạm xử lý nước thải tập trung cuối kỳ", "Central wastewater plants at the end"),
        ),
        *(
            of.among(
                f"2.{place}",
                said,
                standing,
                "wastewater",
                (word,),
                "ccn_with_wastewater_plant" if word == "running" else "",
            )
            for place, (said, word) in enumerate(plants, 1)
        ),
    ]


def _built(rows: Sequence[Row]) -> list[Row]:
    """Return clusters such that building of which nothing is said is not taken for none."""
    return [{**row, "build": None if row["build"] == "none" else row["build"]} for row in rows]


def _group(no: str, item: Text) -> Line:
    return Line(no, item, NOTHING, None, NOTHING)
