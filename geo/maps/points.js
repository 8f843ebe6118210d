/* Clusters on one canvas: marks, counted rings where several share a point, spirals when opened. */

const SPREAD_ZOOM = 9.5;
const TURN = Math.PI * (3 - Math.sqrt(5));
const MARGIN = 80;

const PointLayer = L.Layer.extend({
  /* points[i] = [lat, lon] or null; look(i) = {symbol, hectares, hollow}; seen[i] = drawn or not. */
  initialize(points, look, options) {
    this.points = points;
    this.look = look;
    this.options = options;
    this.seen = new Uint8Array(points.length).fill(1);
    this.selected = -1;
    this.opened = -1;
    const stacks = new Map();
    this.stackOf = points.map((point, i) => {
      if (!point) return -1;
      const key = point.join();
      if (!stacks.has(key)) stacks.set(key, []);
      stacks.get(key).push(i);
      return key;
    });
    this.stacks = [...stacks.values()];
    const places = new Map([...stacks.keys()].map((key, j) => [key, j]));
    this.stackOf = this.stackOf.map((key) => (key === -1 ? -1 : places.get(key)));
  },
  onAdd(map) {
    this.canvas = make('canvas', { class: 'atlas-points leaflet-zoom-animated', 'aria-hidden': 'true' });
    map.getPane('atlas-points').append(this.canvas);
    this.draw();
  },
  onRemove() {
    this.canvas.remove();
  },
  getEvents() {
    return {
      moveend: this.draw, resize: this.draw, viewreset: this.draw,
      zoomanim: this.follow, mousemove: this.hover, mouseout: this.leave, click: this.press,
    };
  },
  follow(event) {
    const scale = this._map.getZoomScale(event.zoom, this.zoom);
    L.DomUtil.setTransform(this.canvas, this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center), scale);
  },
  draw() {
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const topLeft = map.containerPointToLayerPoint([-MARGIN, -MARGIN]);
    const [width, height] = [size.x + 2 * MARGIN, size.y + 2 * MARGIN];
    L.DomUtil.setTransform(this.canvas, topLeft, 1);
    this.zoom = map.getZoom();
    this.corner = map.layerPointToLatLng(topLeft);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    const pen = this.canvas.getContext('2d');
    pen.scale(ratio, ratio);
    pen.translate(MARGIN, MARGIN);
    this.scale = Math.max(0.5, Math.min(1.25, 0.5 + (this.zoom - 5.5) * 0.17));
    this.items = [];
    const single = [];
    const stacked = [];
    this.stacks.forEach((members, j) => {
      const at = map.latLngToContainerPoint(this.points[members[0]]);
      if (at.x < -MARGIN || at.y < -MARGIN || at.x > size.x + MARGIN || at.y > size.y + MARGIN) return;
      const seen = members.filter((i) => this.seen[i]);
      if (seen.length === 1) single.push([seen[0], at]);
      else if (seen.length) stacked.push([j, seen, at]);
    });
    /* What stays as it is lies below, and so do large marks, that small ones be seen. */
    const depth = ({ back, hectares }) => (back ? 1000 : 0) + radius(hectares, 1);
    single.map(([i, at]) => [i, at, depth(this.look(i))]).sort((a, b) => b[2] - a[2]).forEach(([i, at]) => this.mark(pen, i, at.x, at.y));
    const spread = this.zoom >= SPREAD_ZOOM;
    stacked.sort((a, b) => Number(a[0] === this.opened) - Number(b[0] === this.opened) || b[1].length - a[1].length);
    stacked.forEach(([j, seen, at]) => {
      if (spread || j === this.opened) this.spiral(pen, seen, at);
      else this.ring(pen, j, seen, at);
    });
    this.halo(pen);
  },
  mark(pen, i, x, y) {
    const { symbol, hectares, hollow } = this.look(i);
    const r = radius(hectares, this.scale);
    drawMark(pen, symbol, x, y, r, hollow);
    this.items.push({ x, y, r: Math.max(r, 5), one: i });
  },
  ring(pen, j, seen, at) {
    const r = (6 + 2.4 * Math.log2(seen.length)) * Math.max(0.82, Math.min(1.1, this.scale * 1.3));
    const shares = new Map();
    seen.forEach((i) => {
      const { color } = this.look(i).symbol;
      shares.set(color, (shares.get(color) || 0) + 1);
    });
    pen.beginPath();
    pen.arc(at.x, at.y, r + 1.2, 0, 2 * Math.PI);
    pen.fillStyle = '#fff';
    pen.fill();
    let from = -Math.PI / 2;
    shares.forEach((n, color) => {
      const to = from + (n / seen.length) * 2 * Math.PI;
      pen.beginPath();
      pen.arc(at.x, at.y, r - 1.5, from, to);
      pen.lineWidth = 3;
      pen.strokeStyle = color;
      pen.stroke();
      from = to;
    });
    pen.fillStyle = '#1d2733';
    pen.font = `600 ${seen.length > 99 ? 8 : 9}px system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(String(seen.length), at.x, at.y + 0.5);
    this.items.push({ x: at.x, y: at.y, r, stack: j, members: seen });
  },
  spiral(pen, seen, at) {
    const largest = Math.max(...seen.map((i) => radius(this.look(i).hectares, this.scale)));
    const gap = Math.max(11, 1.35 * largest + 2);
    const reach = gap * Math.sqrt(seen.length) + gap * 0.75;
    pen.beginPath();
    pen.arc(at.x, at.y, reach, 0, 2 * Math.PI);
    pen.fillStyle = 'rgba(255,255,255,.86)';
    pen.fill();
    pen.setLineDash([3, 3]);
    pen.lineWidth = 1;
    pen.strokeStyle = '#5b6773';
    pen.stroke();
    pen.setLineDash([]);
    seen.forEach((i, turn) => {
      const away = gap * Math.sqrt(turn + 0.35);
      this.mark(pen, i, at.x + away * Math.cos(turn * TURN), at.y + away * Math.sin(turn * TURN));
    });
  },
  halo(pen) {
    const item = this.items.find((one) => one.one === this.selected || (one.members && one.members.includes(this.selected)));
    if (this.selected < 0 || !item) return;
    pen.beginPath();
    pen.arc(item.x, item.y, item.r + 5, 0, 2 * Math.PI);
    pen.lineWidth = 5;
    pen.strokeStyle = 'rgba(255,255,255,.95)';
    pen.stroke();
    pen.lineWidth = 2.2;
    pen.strokeStyle = '#12283f';
    pen.stroke();
  },
  /* What is drawn under a place in the window: the nearest of those drawn last. */
  under(at) {
    let best = null;
    let nearest = 4;
    for (let k = this.items.length - 1; k >= 0; k -= 1) {
      const item = this.items[k];
      const away = Math.hypot(item.x - at.x, item.y - at.y) - item.r;
      if (away < nearest) {
        nearest = away;
        best = item;
        if (away < -item.r * 0.5) break;
      }
    }
    return best;
  },
  hover(event) {
    const item = this.under(event.containerPoint);
    this._map.getContainer().style.cursor = item ? 'pointer' : '';
    if (!item) {
      this.leave();
      return;
    }
    const text = make('span', { class: 'atlas-tip' }, this.options.tip(item));
    if (!this.tip) this.tip = L.tooltip({ direction: 'top', opacity: 1, className: 'atlas-tooltip' });
    this.tip.options.offset = [0, -item.r - 2];
    this.tip.setLatLng(this._map.containerPointToLatLng([item.x, item.y])).setContent(text);
    if (!this._map.hasLayer(this.tip)) this.tip.addTo(this._map);
  },
  leave() {
    if (this.tip) this.tip.remove();
  },
  press(event) {
    const item = this.under(event.containerPoint);
    if (item && item.members) {
      this.opened = item.stack;
      this.leave();
      this.draw();
    } else if (item) this.options.choose(item.one);
    else if (this.opened >= 0) {
      this.opened = -1;
      this.draw();
    }
  },
  /* Show one cluster: its ring opened, its mark with a halo. */
  select(i) {
    this.selected = i;
    if (i >= 0 && this.stackOf[i] >= 0) this.opened = this.stackOf[i];
    this.draw();
  },
  /* Where a cluster or the ring that holds it is drawn, in pixels of the map. */
  where(i) {
    const item = this.items.find((one) => one.one === i || (one.members && one.members.includes(i)));
    return item ? [item.x, item.y] : null;
  },
});
