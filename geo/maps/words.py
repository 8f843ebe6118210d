"""Words that stand on the maps themselves, in both languages; the script has none of its own."""

from geo.errors import Text
from geo.maps.spec import both
from geo.vocabulary import (
    Change,
    EventKind,
    Modality,
    Precision,
    Qualifier,
    Stage,
    Status,
    ZoneType,
    label,
)

_WORDS: dict[str, Text] = {
    # frame
    "lang.other": Text("English", "Tiếng Việt"),
    "lang.code": Text("en", "vi"),
    "as_of": Text("Số liệu đến {date}", "As of {date}"),
    "target": Text("quy hoạch đến {date}", "plans to {date}"),
    "span": Text(
        "Từ {first} đến {last}, theo thông tin có đến {known}",
        "From {first} to {last}, as known on {known}",
    ),
    "units": Text("Đơn vị hành chính", "Units"),
    "sources": Text("Nguồn", "Sources"),
    "made_on": Text("Lập bản đồ ngày {date}", "Map made on {date}"),
    "notes": Text("Ghi chú ({n})", "Notes ({n})"),
    "approximate": Text("Ranh giới gần đúng", "Approximate boundaries"),
    "approximate.part": Text("Một phần ranh giới gần đúng", "Boundaries approximate in part"),
    "panel": Text("Chú giải và danh sách", "Legend and list"),
    "map.help": Text(
        "Bản đồ. Dùng danh sách bên cạnh để mở từng mục bằng bàn phím.",
        "Map. Use the list beside it to open each item with the keyboard.",
    ),
    "zoom.in": Text("Phóng to", "Zoom in"),
    "zoom.out": Text("Thu nhỏ", "Zoom out"),
    "zoom.home": Text("Xem cả nước", "Show the whole country"),
    "zoom.part": Text("Xem toàn bộ phần này", "Show all of this part"),
    "print": Text("In", "Print"),
    "legend": Text("Chú giải", "Legend"),
    "back": Text("Trở lại", "Back"),
    "inset": Text(
        "Vị trí trong cả nước, với quần đảo Hoàng Sa và quần đảo Trường Sa (Việt Nam)",
        "Where this is in Viet Nam, with the Hoàng Sa and Trường Sa islands (Viet Nam)",
    ),
    "link.cluster": Text("Không có cụm này trên bản đồ.", "This cluster is not on the map."),
    "link.unit": Text("Không có đơn vị này trên bản đồ.", "This unit is not on the map."),
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
    "system.34.when": Text("34 tỉnh, từ 7/2025", "34 provinces, from 7/2025"),
    "system.63.when": Text("63 tỉnh, trước 7/2025", "63 provinces, to 6/2025"),
    "level.34": Text("tỉnh", "province"),
    "level.63": Text("tỉnh", "province"),
    "level.district": Text("huyện", "district"),
    "level.other": Text("đơn vị", "unit"),
    "system.district.when": Text("huyện, trước 7/2025", "districts, to 6/2025"),
    # clusters
    "search": Text("Tìm theo tên, nơi chốn", "Search by name or place"),
    "search.hint": Text("Tìm cụm, xã, tỉnh (không cần dấu)", "Search (accents not needed)"),
    "legend.change": Text("Thay đổi đến năm {year}", "Change by {year}"),
    "legend.size": Text("Cỡ theo diện tích", "Size by area"),
    "legend.now": Text("hiện nay", "now"),
    "legend.status": Text("Trạng thái theo năm", "Status by year"),
    "legend.theme": Text("Bản đồ thể hiện", "What the marks show"),
    "year.choose": Text("Cuối năm", "End of year"),
    "year.play": Text("Chạy qua các năm", "Play through the years"),
    "year.pause": Text("Tạm dừng", "Pause"),
    "year.planned": Text("theo quy hoạch", "as planned"),
    "legend.exact": Text("tại khu đất hoặc xã", "at site or commune"),
    "legend.coarse": Text("chỉ biết huyện hoặc tỉnh", "only district or province known"),
    "legend.stack": Text("nhiều cụm cùng chỗ hoặc sát nhau", "several together"),
    "proposed": Text("{n} đề xuất", "{n} proposed"),
    "shown": Text("Hiển thị {n} / {all} cụm", "Showing {n} of {all} clusters"),
    "unplaced": Text(
        "{n} cụm chưa có vị trí trên bản đồ", "{n} clusters without a place on the map"
    ),
    "list.empty": Text("Cơ sở dữ liệu chưa có cụm nào ở đây.", "No cluster here is on record."),
    "unplaced.one": Text("chưa có vị trí trên bản đồ", "no place on the map"),
    "list.only": Text("Xem riêng", "Show only these"),
    "unplaced.all": Text("Xem tất cả", "Show all"),
    "hidden": Text("{n} kết quả đang bị ẩn", "{n} more hidden by the legend"),
    "hidden.show": Text("Hiện ra", "Show them"),
    "unsaid": Text(
        "{n} kết quả chưa có thông tin vào năm {year}", "{n} more not on record yet in {year}"
    ),
    "unit.list": Text("Các cụm ({n})", "Clusters ({n})"),
    "unit.release": Text("Bỏ giới hạn ở {name}", "No longer only {name}"),
    "crowd": Text("{n} cụm ở gần nhau, bấm để phóng to", "{n} clusters close by, click to zoom in"),
    "stack": Text("{n} cụm cùng một điểm, bấm để mở", "{n} clusters at one point, click to open"),
    "stack.more": Text("và {n} cụm khác", "and {n} more"),
    "list": Text("Danh sách cụm", "List of clusters"),
    "card.change": Text("Đến năm {year}", "By {year}"),
    "card.status": Text("Hiện trạng {date}", "Status on {date}"),
    "card.area": Text("Diện tích", "Area"),
    "card.old": Text("Đơn vị cũ", "Old units"),
    "card.new": Text("Đơn vị mới", "New units"),
    "card.old.when": Text("đến 30/06/2025", "until 30 June 2025"),
    "card.new.when": Text("từ 01/07/2025", "since 1 July 2025"),
    "card.into": Text("Sáp nhập vào", "Merged into"),
    "card.decision": Text("Quyết định gần nhất", "Latest decision"),
    "card.decision.of": Text("quyết định", "decision"),
    "card.place": Text("Vị trí vẽ", "Drawn at"),
    "card.years": Text("Qua các năm", "Through the years"),
    "card.history": Text("Diễn biến ({n})", "History ({n})"),
    "card.schedule": Text("Tiến độ ({n})", "Schedule ({n})"),
    "card.undated": Text("không ghi ngày", "undated"),
    "card.fill": Text("lấp đầy {n} %", "{n} % let"),
    "card.industrial": Text("đất công nghiệp {n} ha", "industrial land {n} ha"),
    "card.capital": Text("vốn {n} tỷ đồng", "investment VND {n} billion"),
    "card.doubtful": Text("Có thể trùng với", "May be the same as"),
    "card.note": Text("Ghi chú", "Note"),
    "card.sources": Text("Nguồn", "Sources"),
    "State.done": Text("đã xong", "done"),
    "State.due": Text("đến hạn", "due"),
    "State.overdue": Text("quá hạn", "overdue"),
    "State.upcoming": Text("chưa đến hạn", "upcoming"),
    "State.undated": Text("không ghi thời hạn", "no date set"),
    "slip.late": Text("chậm {n} ngày", "{n} days late"),
    "slip.early": Text("sớm {n} ngày", "{n} days early"),
    "period.quarter": Text("quý {n}/{year}", "{n} {year}"),
    "period.by": Text("đến {to}", "by {to}"),
    "period.since": Text("từ {from}", "since {from}"),
    "quarter.1": Text("I", "Q1"),
    "quarter.2": Text("II", "Q2"),
    "quarter.3": Text("III", "Q3"),
    "quarter.4": Text("IV", "Q4"),
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
    "metric.short": Text("Tô màu", "Shaded by"),
    # figures
    "metric.rate": Text("Tăng, giảm diện tích (ha/1.000 km²)", "Change in area (ha/1,000 km²)"),
    "metric.density": Text(
        "Diện tích cụm cuối kỳ (ha/1.000 km²)", "Cluster area at the end (ha/1,000 km²)"
    ),
    "metric.fill": Text("Tỷ lệ lấp đầy đầu kỳ (%)", "Fill at the start (%)"),
    "metric.capital": Text("Vốn đầu tư (tỷ đồng/ha)", "Investment (VND billion per ha)"),
    "metric.change": Text("Tăng, giảm diện tích (ha)", "Change in area (ha)"),
    "metric.new_ha": Text("Diện tích cụm quy hoạch mới (ha)", "Area of clusters planned new (ha)"),
    "metric.expanded_ha": Text("Diện tích mở rộng thêm (ha)", "Area added by expansion (ha)"),
    "metric.merged_ha": Text("Diện tích sáp nhập (ha)", "Area merged (ha)"),
    "metric.removed_ha": Text(
        "Diện tích đưa ra khỏi quy hoạch (ha)", "Area removed from the plan (ha)"
    ),
    "metric.new": Text("Số cụm quy hoạch mới", "Clusters planned new"),
    "metric.expanded": Text("Số cụm mở rộng", "Clusters expanded"),
    "metric.merged": Text("Số cụm sáp nhập", "Clusters merged"),
    "metric.removed": Text("Số cụm đưa ra khỏi quy hoạch", "Clusters removed from the plan"),
    "unit.percent": Text("%", "%"),
    "unit.capital": Text("tỷ đồng/ha", "VND billion/ha"),
    "unit.rate": Text("ha/1.000 km²", "ha/1,000 km²"),
    "unit.change": Text("ha", "ha"),
    "unit.count": Text("cụm", "clusters"),
    "range": Text("{low} đến {high}", "{low} to {high}"),
    "over": Text("trên {low}", "over {low}"),
    "under": Text("dưới {high}", "below {high}"),
    "nodata": Text("không có số liệu", "no data"),
    "nochange": Text("không ghi nhận thay đổi diện tích nào", "no change in area on record"),
    "legend.units": Text("số {level}", "number of {level}s"),
    "legend.proposed": Text("đa phần đề xuất", "mostly proposed"),
    "legend.proposed.half": Text(
        "Từ một nửa số ha thay đổi trở lên mới là đề xuất",
        "Half or more of the ha that change are only proposed",
    ),
    "legend.proposed.all": Text(
        "Trong {all} thay đổi có {n} mới là đề xuất", "Of {all} changes, {n} are only proposed"
    ),
    "unit.proposed": Text("đề xuất: {n} / {all} thay đổi", "proposed: {n} of {all} changes"),
    "unit.proposed.ha": Text(
        "trong đó {ha} ha ({n} cụm) mới là đề xuất", "of which {ha} ha ({n} clusters) only proposed"
    ),
    "legend.single": Text("Chỉ tô lớp này", "Shade only this class"),
    "metric.rest": Text(
        "Tô màu chỉ theo thay đổi đến năm {year}", "Shading shows the change by {year} only"
    ),
    "metric.none": Text("Không tô màu", "No shading"),
    "list.units": Text("Bảng theo {level}", "Table by {level}"),
    "column.clusters": Text("Số cụm", "Clusters"),
    "search.units": Text("Tìm đơn vị (không cần dấu)", "Search units (no accents needed)"),
    "unit.area": Text("Diện tích đất", "Land area"),
    "unit.now": Text("Diện tích hiện nay", "Area now"),
    "unit.2030": Text("Diện tích năm {year}", "Area in {year}"),
    "unit.clusters": Text("Số cụm có dữ liệu", "Clusters on record"),
    "unit.none": Text("không có cụm nào trong cơ sở dữ liệu", "none on record"),
    "strays": Text("chưa rõ {level}", "{level} not known"),
    "strays.list": Text("Xem các cụm chưa rõ {level}", "List the clusters, {level} not known"),
    "unit.strays": Text(
        "{n} cụm khác của tỉnh chưa rõ huyện",
        "{n} more clusters of its province, district not known",
    ),
    "unit.lacking": Text(
        "chưa kể {n} / {all} cụm chưa rõ diện tích", "without {n} of {all} clusters of unknown area"
    ),
    "unit.fill": Text("Tỷ lệ lấp đầy", "Fill"),
    "unit.change.what": Text("tăng, giảm diện tích đến năm {year}", "change in area by {year}"),
}


def all_words() -> dict[str, list[str]]:
    """Return every wording by its key, as `[Vietnamese, English]`."""
    coded = [*Change, *EventKind, *Modality, *Precision, *Qualifier, *Stage, *ZoneType]
    words = {key: both(text) for key, text in _WORDS.items()}
    words |= {f"{type(code).__name__}.{code}": both(label(code)) for code in coded}
    words |= {f"Status.{status}": both(label(status)) for status in Status}
    words[f"Change.{Status.UNCONFIRMED}"] = both(label(Status.UNCONFIRMED))
    return words
