/* Marks: a colour and a shape each, filled where the place is known, hollow where it stands for a district. */

const SHAPES = {
  square: (r) => [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]].map(([x, y]) => [x * r, y * r]),
  up: (r) => [[0, -1.15], [1.08, 0.8], [-1.08, 0.8]].map(([x, y]) => [x * r, y * r]),
  down: (r) => [[0, 1.15], [1.08, -0.8], [-1.08, -0.8]].map(([x, y]) => [x * r, y * r]),
  diamond: (r) => [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]].map(([x, y]) => [x * r, y * r]),
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

/* Symbol radius in pixels: the area of the mark follows the area of the cluster. */
const LEAST_HA = 4;
const MOST_HA = 100;
function radius(hectares, scale) {
  const area = hectares === null ? 9 : Math.min(MOST_HA, Math.max(LEAST_HA, hectares));
  return 1.32 * Math.sqrt(area) * scale;
}
