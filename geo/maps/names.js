/* Names of units written on the map where they fit, the largest first. */

const NameLayer = L.Layer.extend({
  initialize(items, pane, leastZoom) {
    this.items = items;
    this.paneName = pane;
    this.leastZoom = leastZoom;
  },
  onAdd(map) {
    this.holder = make('div', { class: 'atlas-names leaflet-zoom-hide', 'aria-hidden': 'true' });
    map.getPane(this.paneName).append(this.holder);
    this.marks = this.items.map((item) => ({ ...item, element: make('span', {}, [foreign(item.text)]) }));
    this.marks.forEach((mark) => this.holder.append(mark.element));
    this.place();
  },
  onRemove() {
    this.holder.remove();
  },
  getEvents() {
    return { viewreset: this.place, zoomend: this.place };
  },
  place() {
    const map = this._map;
    const shown = map.getZoom() >= this.leastZoom;
    this.holder.hidden = !shown;
    if (!shown) return;
    const taken = ISLANDS.map((group) => {
      const at = map.latLngToLayerPoint(group.at);
      return [at.x - 75, at.y - 20, at.x + 75, at.y + 20];
    });
    this.marks.forEach(({ element, at, box }) => {
      element.hidden = false;
      const point = map.latLngToLayerPoint(at).round();
      const [low, high] = box.map((corner) => map.latLngToLayerPoint(corner));
      const w = element.offsetWidth;
      const h = element.offsetHeight;
      const own = [point.x - w / 2 - 2, point.y - h / 2, point.x + w / 2 + 2, point.y + h / 2];
      const fits = w < Math.abs(high.x - low.x) * 0.95 && h < Math.abs(high.y - low.y) * 0.8;
      const clear = taken.every((other) => own[2] < other[0] || own[0] > other[2] || own[3] < other[1] || own[1] > other[3]);
      element.hidden = !(fits && clear);
      if (element.hidden) return;
      taken.push(own);
      element.style.transform = `translate(${point.x - Math.round(w / 2)}px, ${point.y - Math.round(h / 2)}px)`;
    });
  },
});

/* One name a unit, at its inner point, with the extent of its largest part. */
function nameItems(layer) {
  const at = parsePoints(layer.at, layer.point_steps, layer.names.length);
  return parseOutlines(layer)
    .map((parts, i) => {
      const boxes = parts.map((rings) => L.latLngBounds(rings[0]));
      const size = (box) => (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
      boxes.sort((a, b) => size(b) - size(a));
      return boxes.length && at[i] ? { text: layer.names[i], at: at[i], box: [boxes[0].getSouthWest(), boxes[0].getNorthEast()], size: size(boxes[0]) } : null;
    })
    .filter(Boolean)
    .sort((a, b) => b.size - a.size);
}
