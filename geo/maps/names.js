/* Names of units written on the map where they fit, the largest unit first. */

/* How far a name may reach over the borders of its unit. */
const SPILL = 1.3;

/* A name on one line, then on two. */
function broken(text) {
  const words = text.split(' ');
  if (words.length < 2) return [text];
  const half = Math.ceil(words.length / 2);
  return [text, `${words.slice(0, half).join(' ')}\n${words.slice(half).join(' ')}`];
}

const NameLayer = L.Layer.extend({
  initialize(items, pane, leastZoom, islands) {
    this.items = items;
    this.paneName = pane;
    this.leastZoom = leastZoom;
    this.islands = islands;
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
    const taken = this.islands.map((group) => {
      const at = map.latLngToLayerPoint(above(group));
      return [at.x - 75, at.y - 36, at.x + 75, at.y + 4];
    });
    this.marks.forEach(({ element, text, at, box }) => {
      const point = map.latLngToLayerPoint(at).round();
      const [low, high] = box.map((corner) => map.latLngToLayerPoint(corner));
      const room = { x: SPILL * Math.abs(high.x - low.x), y: Math.abs(high.y - low.y) };
      element.hidden = false;
      element.hidden = !broken(text).some((lines) => {
        element.firstChild.textContent = lines;
        const [w, h] = [element.offsetWidth, element.offsetHeight];
        if (w > room.x || h > room.y) return false;
        return [0, -0.7, 0.7].some((shift) => {
          const [x, y] = [point.x - Math.round(w / 2), point.y + Math.round((shift - 0.5) * h)];
          if (shift && (y < high.y || y + h > low.y)) return false;
          const own = [x - 2, y, x + w + 2, y + h];
          if (taken.some((other) => own[2] > other[0] && own[0] < other[2] && own[3] > other[1] && own[1] < other[3])) return false;
          taken.push(own);
          element.style.transform = `translate(${x}px, ${y}px)`;
          return true;
        });
      });
    });
  },
});

/* One name a unit, at its inner point, with the extent of its largest part. */
function nameItems(layer, outlines) {
  const at = parsePoints(layer.at, layer.point_steps, layer.names.length);
  return outlines
    .map((parts, i) => {
      const boxes = parts.map((rings) => L.latLngBounds(rings[0]));
      const size = (box) => (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
      boxes.sort((a, b) => size(b) - size(a));
      return boxes.length && at[i] ? { text: layer.names[i], at: at[i], box: [boxes[0].getSouthWest(), boxes[0].getNorthEast()], size: size(boxes[0]) } : null;
    })
    .filter(Boolean)
    .sort((a, b) => b.size - a.size);
}
