/* Marks: a colour and a shape each, filled where the place is known, hollow where it stands for a district. */

const SHAPES = {
  square: (r) => [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]].map(([x, y]) => [x * r, y * r]),
  up: (r) => [[0, -1.15], [1.08, 0.8], [-1.08, 0.8]].map(([x, y]) => [x * r, y * r]),
  down: (r) => [[0, 1.15], [1.08, -0.8], [-1.08, -0.8]].map(([x, y]) => [x * r, y * r]),
  diamond: (r) => [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]].map(([x, y]) => [x * r, y * r]),
  hexagon: (r) => [0, 1, 2, 3, 4, 5].map((k) => [1.08 * r * Math.sin((k * Math.PI) / 3), -1.08 * r * Math.cos((k * Math.PI) / 3)]),
  bar: (r) => [[-1.15, -0.38], [1.15, -0.38], [1.15, 0.38], [-1.15, 0.38]].map(([x, y]) => [x * r, y * r]),
  plus: (r) => arms(r * 1.1, 0),
  cross: (r) => arms(r * 1.15, Math.PI / 4),
};

/* Outline of a plus sign, turned. */
function arms(r, angle) {
  const t = 0.34 * r;
  const points = [[-t, -r], [t, -r], [t, -t], [r, -t], [r, t], [t, t], [t, r], [-t, r], [-t, t], [-r, t], [-r, -t], [-t, -t]];
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return points.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
}

function trace(pen, shape, x, y, r) {
  pen.beginPath();
  if (!SHAPES[shape]) pen.arc(x, y, r, 0, 2 * Math.PI);
  else {
    SHAPES[shape](r).forEach(([dx, dy], i) => (i ? pen.lineTo(x + dx, y + dy) : pen.moveTo(x + dx, y + dy)));
    pen.closePath();
  }
}

function drawMark(pen, symbol, x, y, r, hollow) {
  trace(pen, symbol.shape, x, y, r);
  pen.lineJoin = 'round';
  if (hollow) {
    pen.lineWidth = 4;
    pen.strokeStyle = 'rgba(255,255,255,.9)';
    pen.stroke();
    pen.fillStyle = '#fff';
    pen.fill();
    pen.lineWidth = 1.8;
    pen.strokeStyle = symbol.color;
  } else {
    pen.fillStyle = symbol.color;
    pen.fill();
    pen.lineWidth = 1;
    pen.strokeStyle = '#fff';
  }
  pen.stroke();
}

/* A mark for the legend and the list, as SVG so that it prints and scales. */
function swatch(symbol, size, hollow) {
  const r = size * 0.34;
  const c = size / 2;
  const points = SHAPES[symbol.shape];
  const kind = points ? 'polygon' : 'circle';
  const mark = document.createElementNS('http://www.w3.org/2000/svg', kind);
  if (points) mark.setAttribute('points', points(r).map(([x, y]) => `${(x + c).toFixed(2)},${(y + c).toFixed(2)}`).join(' '));
  else {
    mark.setAttribute('cx', c);
    mark.setAttribute('cy', c);
    mark.setAttribute('r', r);
  }
  mark.setAttribute('fill', hollow ? '#fff' : symbol.color);
  mark.setAttribute('stroke', symbol.color);
  mark.setAttribute('stroke-width', hollow ? 1.8 : 0.6);
  mark.setAttribute('stroke-linejoin', 'round');
  return picture(size, size, [mark]);
}

function picture(width, height, parts) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('width', width);
  svg.setAttribute('height', height);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  parts.forEach((part) => svg.append(part));
  return svg;
}

/* The sign for several clusters at one point. */
function ringKey() {
  const space = 'http://www.w3.org/2000/svg';
  const arcs = [['#0072b2', 'M8 2.5A5.5 5.5 0 0 1 13.5 8'], ['#009e73', 'M13.5 8A5.5 5.5 0 0 1 5 12.6'], ['#d55e00', 'M5 12.6A5.5 5.5 0 0 1 8 2.5']];
  const parts = arcs.map(([stroke, d]) => {
    const path = document.createElementNS(space, 'path');
    Object.entries({ d, stroke, fill: 'none', 'stroke-width': 2.4 }).forEach(([name, value]) => path.setAttribute(name, value));
    return path;
  });
  const text = document.createElementNS(space, 'text');
  Object.entries({ x: 8, y: 10.6, 'font-size': 7.5, 'font-weight': 600, 'text-anchor': 'middle', fill: '#1d2733' }).forEach(([name, value]) => text.setAttribute(name, value));
  text.textContent = '3';
  return picture(16, 16, [...parts, text]);
}

/* A circle of the size that so many hectares have. */
function sizeKey(hectares) {
  const r = radius(hectares, 0.85);
  const circle = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  Object.entries({ cx: r + 1, cy: r + 1, r, fill: 'none', stroke: '#56708a', 'stroke-width': 1.4 }).forEach(([name, value]) => circle.setAttribute(name, value));
  return picture(2 * r + 2, 2 * r + 2, [circle]);
}

/* Symbol radius in pixels: the area of the mark follows the area of the cluster. Nothing of no size
   is drawn, so that 0 counts as unknown, which has a size of its own. */
const LEAST_HA = 4;
const MOST_HA = 100;
const UNKNOWN_HA = 9;
function radius(hectares, scale) {
  const area = hectares > 0 ? Math.min(MOST_HA, Math.max(LEAST_HA, hectares)) : UNKNOWN_HA;
  return 1.32 * Math.sqrt(area) * scale;
}

/* Marks drawn once and stamped wherever they are needed: thousands of outlines are slow, copies are not. */
function Stamps(ratio) {
  this.ratio = ratio;
  this.kept = new Map();
}
Stamps.prototype.press = function (pen, symbol, x, y, r, hollow) {
  const quarters = Math.max(4, Math.round(r * 4));
  const name = `${symbol.color}${symbol.shape}${hollow ? '-' : '+'}${quarters}`;
  let stamp = this.kept.get(name);
  if (!stamp) {
    stamp = this.cut(symbol, quarters / 4, hollow);
    this.kept.set(name, stamp);
  }
  const { ratio } = this;
  const half = stamp.width / 2;
  const [left, top] = [Math.round(x * ratio - half) / ratio, Math.round(y * ratio - half) / ratio];
  pen.drawImage(stamp, left, top, stamp.width / ratio, stamp.height / ratio);
};
Stamps.prototype.cut = function (symbol, r, hollow) {
  const reach = Math.ceil(1.25 * r + 3);
  const stamp = make('canvas', { width: Math.round(2 * reach * this.ratio), height: Math.round(2 * reach * this.ratio) });
  const pen = stamp.getContext('2d');
  pen.scale(this.ratio, this.ratio);
  drawMark(pen, symbol, reach, reach, r, hollow);
  return stamp;
};
