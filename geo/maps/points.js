/* Clusters on one canvas: marks, counted rings where several share a point, one of which may stand
   open as a spiral, and one ring for neighbours that would lie over each other where one looks from afar. */

const CROWD_ZOOM = 9;
const CROWD_CELL = 8;
const TOUCHING = 0.8;
const MOST_CROWD = 22;
const TURN = Math.PI * (3 - Math.sqrt(5));
const MARGIN = 80;
const LEAST_RADIUS = 3;
const RING_FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif';

function crowdRadius(n) {
  return Math.min(MOST_CROWD, 6 + 1.7 * Math.log2(n));
}

const PointLayer = L.Layer.extend({
  /* `world` says where, `dress` how each is drawn, `seen` which of them; nothing is drawn of a
     cluster of rank -1. */
  initialize(world, options) {
    const { n } = world;
    this.world = world;
    this.options = options;
    this.seen = new Uint8Array(n).fill(1);
    this.rank = new Int8Array(n).fill(-1);
    this.hectares = new Float64Array(n).fill(NaN);
    this.hollow = new Uint8Array(n);
    this.order = [];
    this.selected = -1;
    this.opened = -1;
    this.gather();
  },
  /* Clusters at exactly one point make a stack; `members` from `ends[j - 1]` to `ends[j]` are in it. */
  gather() {
    const { n, xs, ys, keys } = this.world;
    const places = new Map();
    const firsts = [];
    const sizes = [];
    this.stackOf = new Int32Array(n).fill(-1);
    for (let i = 0; i < n; i += 1) {
      if (Number.isNaN(keys[i])) continue;
      let j = places.get(keys[i]);
      if (j === undefined) {
        j = firsts.push(i) - 1;
        sizes.push(0);
        places.set(keys[i], j);
      }
      this.stackOf[i] = j;
      sizes[j] += 1;
    }
    this.stacks = firsts.length;
    this.wx = Float64Array.from(firsts, (i) => xs[i]);
    this.wy = Float64Array.from(firsts, (i) => ys[i]);
    this.px = new Float64Array(this.stacks);
    this.py = new Float64Array(this.stacks);
    this.shown = new Int32Array(this.stacks);
    this.ends = new Int32Array(this.stacks + 1);
    sizes.forEach((size, j) => { this.ends[j + 1] = this.ends[j] + size; });
    this.members = new Int32Array(this.ends[this.stacks]);
    const next = this.ends.slice();
    for (let i = 0; i < n; i += 1) {
      if (this.stackOf[i] >= 0) {
        this.members[next[this.stackOf[i]]] = i;
        next[this.stackOf[i]] += 1;
      }
    }
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
  /* What is drawn with `symbols[rank]`, how large and whether hollow. What stays as it is lies
     below, and so do large marks, that small ones be seen. */
  dress(symbols, back) {
    this.symbols = symbols;
    const { n } = this.world;
    const heaps = new Int32Array(130);
    const heapOf = (i) => 129 - ((back[this.rank[i]] ? 64 : 0) + Math.round(radius(this.hectares[i], 1) * 4));
    let total = 0;
    for (let i = 0; i < n; i += 1) {
      if (this.rank[i] < 0 || this.stackOf[i] < 0) continue;
      heaps[heapOf(i)] += 1;
      total += 1;
    }
    for (let h = 1; h < heaps.length; h += 1) heaps[h] += heaps[h - 1];
    this.order = new Int32Array(total);
    for (let i = n - 1; i >= 0; i -= 1) {
      if (this.rank[i] < 0 || this.stackOf[i] < 0) continue;
      const heap = heapOf(i);
      heaps[heap] -= 1;
      this.order[heaps[heap]] = i;
    }
  },
  visible(i) {
    return this.rank[i] >= 0 && (this.seen[i] === 1 || i === this.selected);
  },
  draw() {
    const map = this._map;
    if (!map || !this.symbols) return;
    const size = map.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    if (!this.stamps || this.stamps.ratio !== ratio) this.stamps = new Stamps(ratio);
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
    this.items = { xs: [], ys: [], rs: [], refs: [] };
    this.rings = [];
    this.project(size);
    if (this.zoom < CROWD_ZOOM) this.drawCrowds(pen);
    else {
      this.order.forEach((i) => {
        const j = this.stackOf[i];
        if (this.shown[j] === 1 && this.visible(i)) this.mark(pen, i, this.px[j], this.py[j]);
      });
      this.drawStacks(pen);
    }
    this.halo(pen);
    map.fire('marksdrawn', { items: this.items });
  },
  /* Find each stack's place in the window and how many of it are visible; none where out of view. */
  project(size) {
    const scale = 2 ** this.zoom;
    const from = this._map.getPixelBounds().min;
    for (let j = 0; j < this.stacks; j += 1) {
      const x = this.wx[j] * scale - from.x;
      const y = this.wy[j] * scale - from.y;
      let shown = 0;
      if (x > -MARGIN && y > -MARGIN && x < size.x + MARGIN && y < size.y + MARGIN) {
        for (let k = this.ends[j]; k < this.ends[j + 1]; k += 1) if (this.visible(this.members[k])) shown += 1;
      }
      this.px[j] = x;
      this.py[j] = y;
      this.shown[j] = shown;
    }
  },
  drawStacks(pen) {
    const stacked = [];
    this.shown.forEach((shown, j) => { if (shown > 1) stacked.push(j); });
    stacked.sort((a, b) => Number(a === this.opened) - Number(b === this.opened) || this.shown[b] - this.shown[a]);
    stacked.forEach((j) => {
      const members = this.membersOf(j);
      if (j === this.opened) {
        this.spiral(pen, members, this.px[j], this.py[j]);
        return;
      }
      const shares = new Int32Array(this.symbols.length);
      members.forEach((i) => { shares[this.rank[i]] += 1; });
      const r = (6.5 + 2.4 * Math.log2(members.length)) * Math.max(0.82, Math.min(1.1, this.scale * 1.3));
      this.ring(pen, { x: this.px[j], y: this.py[j], r, n: members.length, shares, stack: j, members });
    });
  },
  /* What would lie over each other becomes one ring; the stack that stands open stays apart. */
  drawCrowds(pen) {
    const side = CROWD_CELL / 2 ** (Math.round(2 * this.zoom) / 2);
    const crowds = new Map();
    this.order.forEach((i) => {
      const j = this.stackOf[i];
      if (!this.shown[j] || !this.visible(i) || (j === this.opened && this.shown[j] > 1)) return;
      const cell = Math.floor(this.wx[j] / side) * 65536 + Math.floor(this.wy[j] / side);
      let crowd = crowds.get(cell);
      if (!crowd) {
        crowd = { x: 0, y: 0, n: 0, shares: new Int32Array(this.symbols.length), one: i, stack: j };
        crowds.set(cell, crowd);
      }
      crowd.x += this.px[j];
      crowd.y += this.py[j];
      crowd.n += 1;
      crowd.shares[this.rank[i]] += 1;
      if (crowd.stack !== j) crowd.stack = -1;
      if (i === this.selected) crowd.selected = true;
    });
    this.apart([...crowds.values()]).reverse().forEach(({ x, y, n, shares, one, stack, selected }) => {
      if (n === 1) this.mark(pen, one, x, y);
      else this.ring(pen, { x: x / n, y: y / n, r: crowdRadius(n), n, shares, selected, ...(stack < 0 ? {} : { stack, members: this.membersOf(stack) }) });
    });
    if (this.opened >= 0 && this.shown[this.opened] > 1) this.spiral(pen, this.membersOf(this.opened), this.px[this.opened], this.py[this.opened]);
  },
  membersOf(stack) {
    return [...this.members.subarray(this.ends[stack], this.ends[stack + 1])].filter((i) => this.visible(i));
  },
  /* How far a crowd reaches: a ring, or the mark of the only one in it. */
  reach({ n, one }) {
    return n > 1 ? crowdRadius(n) : Math.max(LEAST_RADIUS, radius(this.hectares[one], this.scale));
  },
  /* Crowds that would lie over each other become one, the largest first, until none do. */
  apart(crowds) {
    const width = 2 * MOST_CROWD;
    const cells = new Map();
    const kept = [];
    crowds.sort((a, b) => b.n - a.n).forEach((crowd) => {
      const [x, y, r] = [crowd.x / crowd.n, crowd.y / crowd.n, this.reach(crowd)];
      const [column, row] = [Math.floor(x / width), Math.floor(y / width)];
      const near = [-1, 0, 1].flatMap((i) => [-1, 0, 1].flatMap((j) => cells.get((column + i) * 65536 + row + j) || []));
      const other = near.find((one) => Math.hypot(one.x / one.n - x, one.y / one.n - y) < TOUCHING * (this.reach(one) + r));
      if (!other) {
        kept.push(crowd);
        const cell = column * 65536 + row;
        if (cells.has(cell)) cells.get(cell).push(crowd);
        else cells.set(cell, [crowd]);
        return;
      }
      other.x += crowd.x;
      other.y += crowd.y;
      other.n += crowd.n;
      other.stack = -1;
      other.selected = other.selected || crowd.selected;
      crowd.shares.forEach((share, rank) => { other.shares[rank] += share; });
    });
    return kept.length < crowds.length ? this.apart(kept) : kept;
  },
  /* However small, a mark keeps the size at which its shape can be told. */
  mark(pen, i, x, y) {
    const r = Math.max(LEAST_RADIUS, radius(this.hectares[i], this.scale));
    this.stamps.press(pen, this.symbols[this.rank[i]], x, y, r, this.hollow[i] === 1);
    this.remember(x, y, Math.max(r, 5), i);
  },
  remember(x, y, r, ref) {
    const { xs, ys, rs, refs } = this.items;
    xs.push(x);
    ys.push(y);
    rs.push(r);
    refs.push(ref);
  },
  ring(pen, ring) {
    const { x, y, r, n } = ring;
    pen.beginPath();
    pen.arc(x, y, r + 1.2, 0, 2 * Math.PI);
    pen.fillStyle = '#fff';
    pen.fill();
    let from = -Math.PI / 2;
    ring.shares.forEach((share, rank) => {
      if (!share) return;
      const to = from + (share / n) * 2 * Math.PI;
      pen.beginPath();
      pen.arc(x, y, r - 1.5, from, to);
      pen.lineWidth = 3;
      pen.strokeStyle = this.symbols[rank].color;
      pen.stroke();
      from = to;
    });
    pen.fillStyle = '#1d2733';
    pen.font = `600 ${n > 99 && r < 20 ? 8 : 9.5}px ${RING_FONT}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(this.options.count(n), x, y + 0.5);
    this.rings.push(ring);
    this.remember(x, y, r, -this.rings.length);
  },
  spiral(pen, members, x, y) {
    const largest = Math.max(...members.map((i) => radius(this.hectares[i], this.scale)));
    const gap = Math.max(11, 1.35 * largest + 2);
    const reach = gap * Math.sqrt(members.length) + gap * 0.75;
    pen.beginPath();
    pen.arc(x, y, reach, 0, 2 * Math.PI);
    pen.fillStyle = 'rgba(255,255,255,.86)';
    pen.fill();
    pen.setLineDash([3, 3]);
    pen.lineWidth = 1;
    pen.strokeStyle = '#5b6773';
    pen.stroke();
    pen.setLineDash([]);
    members.forEach((i, turn) => {
      const away = gap * Math.sqrt(turn + 0.35);
      this.mark(pen, i, x + away * Math.cos(turn * TURN), y + away * Math.sin(turn * TURN));
    });
  },
  halo(pen) {
    const item = this.selected < 0 ? null : this.holding(this.selected);
    if (!item) return;
    pen.beginPath();
    pen.arc(item.x, item.y, item.r + 5, 0, 2 * Math.PI);
    pen.lineWidth = 5;
    pen.strokeStyle = 'rgba(255,255,255,.95)';
    pen.stroke();
    pen.lineWidth = 2.2;
    pen.strokeStyle = '#12283f';
    pen.stroke();
  },
  item(k) {
    const { xs, ys, rs, refs } = this.items;
    return refs[k] < 0 ? this.rings[-1 - refs[k]] : { x: xs[k], y: ys[k], r: rs[k], one: refs[k] };
  },
  /* What is drawn under a place in the window: the nearest of those drawn last. */
  under(at) {
    const { xs, ys, rs } = this.items;
    let best = -1;
    let nearest = 4;
    for (let k = xs.length - 1; k >= 0; k -= 1) {
      const away = Math.hypot(xs[k] - at.x, ys[k] - at.y) - rs[k];
      if (away < nearest) {
        nearest = away;
        best = k;
        if (away < -rs[k] * 0.5) break;
      }
    }
    return best < 0 ? null : this.item(best);
  },
  /* The mark of a cluster, or the ring that holds it; none where it is not drawn. */
  holding(i) {
    const k = this.items.refs.indexOf(i);
    return k >= 0 ? this.item(k) : this.rings.find((ring) => (ring.members ? ring.members.includes(i) : ring.selected && i === this.selected)) || null;
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
    if (item) this.leave();
    if (item && item.one !== undefined) this.options.choose(item.one);
    else if (item && item.members) this.open(item.stack);
    else if (item) this._map.setView(this._map.containerPointToLatLng([item.x, item.y]), Math.floor(this.zoom) + 1.5);
    else if (this.opened >= 0) this.open(-1);
  },
  open(stack) {
    this.opened = stack;
    this.draw();
  },
  /* Show one cluster: its ring opened, its mark with a halo. */
  select(i) {
    this.selected = i;
    this.open(i >= 0 && this.stackOf[i] >= 0 ? this.stackOf[i] : this.opened);
  },
  latLng(i) {
    return [this.world.lats[i], this.world.lons[i]];
  },
  placed(i) {
    return this.stackOf[i] >= 0;
  },
  /* Where a cluster or the ring that holds it is drawn, in pixels of the map. */
  where(i) {
    const item = this.holding(i);
    return item ? [item.x, item.y] : null;
  },
});
