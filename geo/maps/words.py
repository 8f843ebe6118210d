"""Words that stand on the maps themselves, in both languages; the script has none of its own."""

from geo.errors import Text
from geo.maps.spec import both
from geo.vocabulary import Change, Modality, Precision, Qualifier, Status, ZoneType, label

_WORDS: dict[str, Text] = {
    # frame
    "lang.other": Text("English", "Tiếng Việt"),
    "lang.code": Text("en", "vi"),
    "as_of": Text("Số liệu đến {date}", "As of {date}"),
    "target": Text("quy hoạch đến {date}", "plans to {date}"),
    "units": Text("Đơn vị hành chính", "Units"),
    "sources": Text("Nguồn", "Sources"),
    "made_on": Text("Lập bản đồ ngày {date}", "Map made on {date}"),
    "notes": Text("Ghi chú ({n})", "Notes ({n})"),
    "approximate": Text("Ranh giới gần đúng", "Approximate boundaries"),
    "panel": Text("Chú giải và danh sách", "Legend and list"),
    "map.help": Text(
        "Bản đồ. Dùng danh sách bên cạnh để mở từng mục bằng bàn phím.",
        "Map. Use the list beside it to open each item with the keyboard.",
    ),
    "zoom.in": Text("Phóng to", "Zoom in"),
    "zoom.out": Text("Thu nhỏ", "Zoom out"),
    "zoom.home": Text("Xem cả nước", "Show the whole country"),
    "print": Text("In", "Print"),
    "close": Text("Đóng", "Close"),
    "more": Text("Hiện thêm {n}", "Show {n} more"),
    "none": Text("Không có mục nào phù hợp.", "Nothing matches."),
    "unknown": Text("chưa rõ", "not known"),
    "paracels.small": Text("Hoàng Sa\n(Việt Nam)", "Hoàng Sa\n(Việt Nam)"),
    "spratlys.small": Text("Trường Sa\n(Việt Nam)", "Trường Sa\n(Việt Nam)"),
    "paracels": Text(
        "Quần đảo Hoàng Sa\n(Đà Nẵng, Việt Nam)", "Hoàng Sa Islands\n(Đà Nẵng, Việt Nam)"
    ),
    "spratlys": Text(
        "Quần đảo Trường Sa\n(Khánh Hòa, Việt Nam)", "Trường Sa Islands\n(Khánh Hòa, Việt Nam)"
    ),
    "system.34": Text("34 tỉnh", "34 provinces"),
    "system.63": Text("63 tỉnh", "63 provinces"),
    "system.34.when": Text("34 tỉnh, từ 7/2025", "34 provinces, from 7/2025"),
    "system.63.when": Text("63 tỉnh, trước 7/2025", "63 provinces, to 6/2025"),
    "system.district": Text("huyện", "districts"),
    "system.district.when": Text("huyện, trước 7/2025", "districts, to 6/2025"),
    # clusters
    "search": Text("Tìm theo tên, nơi chốn", "Search by name or place"),
    "search.hint": Text(
        "Tìm cụm, xã, huyện, tỉnh (không cần dấu)", "Cluster or place (accents not needed)"
    ),
    "legend.change": Text("Thay đổi đến năm {year}", "Change by {year}"),
    "legend.size": Text("Cỡ theo diện tích", "Size by area"),
    "legend.now": Text("hiện nay", "now"),
    "legend.base": Text("Ranh giới nền", "Base boundaries"),
    "legend.exact": Text("tại khu đất hoặc xã", "at site or commune"),
    "legend.coarse": Text("chỉ biết huyện hoặc tỉnh", "only district or province known"),
    "legend.stack": Text(
        "nhiều cụm cùng một điểm, bấm để mở", "several at one point, click to open"
    ),
    "shown": Text("Hiển thị {n} / {all} cụm", "Showing {n} of {all} clusters"),
    "unplaced": Text(
        "{n} cụm chưa có vị trí trên bản đồ", "{n} clusters without a place on the map"
    ),
    "unplaced.one": Text("chưa có vị trí trên bản đồ", "no place on the map"),
    "list.only": Text("Xem riêng", "Show only these"),
    "unplaced.all": Text("Xem tất cả", "Show all"),
    "stack": Text("{n} cụm cùng một điểm", "{n} clusters at one point"),
    "stack.more": Text("và {n} cụm khác", "and {n} more"),
    "list": Text("Danh sách cụm", "List of clusters"),
    "card.change": Text("Đến năm {year}", "By {year}"),
    "card.status": Text("Hiện trạng", "Status now"),
    "card.area": Text("Diện tích", "Area"),
    "card.old": Text("Đơn vị cũ", "Old units"),
    "card.new": Text("Đơn vị mới", "New units"),
    "card.old.when": Text("đến 30/6/2025", "until 30 June 2025"),
    "card.new.when": Text("từ 01/7/2025", "since 1 July 2025"),
    "card.sure": Text("Mức chắc chắn", "How sure"),
    "card.into": Text("Sáp nhập vào", "Merged into"),
    "card.decision": Text("Quyết định", "Decision"),
    "card.place": Text("Vị trí vẽ", "Drawn at"),
    "card.sources": Text("Nguồn", "Sources"),
    "place.site": Text("khu đất của cụm", "the site of the cluster"),
    "place.commune": Text("tâm xã (gần đúng)", "centre of the commune (approximate)"),
    "place.district": Text(
        "tâm huyện (ước lệ, không phải vị trí thật)", "centre of the district (not the real site)"
    ),
    "place.province": Text(
        "tâm tỉnh (ước lệ, không phải vị trí thật)", "centre of the province (not the real site)"
    ),
    "place.none": Text("chưa xác định được vị trí", "place not determined"),
    # provinces
    "metric": Text("Chỉ tiêu tô màu", "Shaded by"),
    "metric.rate": Text("Tăng, giảm diện tích (ha/1.000 km²)", "Change in area (ha per 1,000 km²)"),
    "metric.change": Text("Tăng, giảm diện tích (ha)", "Change in area (ha)"),
    "metric.new": Text("Số cụm quy hoạch mới", "Clusters planned new"),
    "metric.expanded": Text("Số cụm mở rộng", "Clusters expanded"),
    "metric.gone": Text("Số cụm sáp nhập hoặc đưa ra", "Clusters merged or removed"),
    "unit.per_area": Text("Tăng, giảm", "Change"),
    "unit.rate": Text("ha/1.000 km²", "ha/1,000 km²"),
    "unit.change": Text("ha", "ha"),
    "unit.count": Text("cụm", "clusters"),
    "range": Text("{low} đến {high}", "{low} to {high}"),
    "nodata": Text("không có số liệu", "no data"),
    "nochange": Text("không đổi", "no change"),
    "zero": Text("không có cụm nào", "none"),
    "legend.units": Text("số tỉnh", "provinces"),
    "list.units": Text("Bảng theo tỉnh", "Table by province"),
    "column.name": Text("Tỉnh", "Province"),
    "column.clusters": Text("Số cụm", "Clusters"),
    "search.units": Text("Tìm tỉnh", "Search provinces"),
    "unit.area": Text("Diện tích đất", "Land area"),
    "unit.now": Text("Diện tích hiện nay", "Area now"),
    "unit.2030": Text("Diện tích năm {year}", "Area in {year}"),
    "unit.clusters": Text("Số cụm", "Clusters on record"),
    "unit.without_area": Text("Chưa rõ diện tích", "Area not known"),
    "unit.stated": Text("Đối chiếu", "Check"),
}


def all_words() -> dict[str, list[str]]:
    """Return every wording by its key, as `[Vietnamese, English]`."""
    coded = [*Change, *Modality, *Precision, *Qualifier, *ZoneType]
    words = {key: both(text) for key, text in _WORDS.items()}
    words |= {f"{type(code).__name__}.{code}": both(label(code)) for code in coded}
    words |= {f"Status.{status}": both(label(status)) for status in Status}
    words[f"Change.{Status.UNCONFIRMED}"] = both(label(Status.UNCONFIRMED))
    return words
