/* Columns of the data: numbers into typed arrays, texts stored once each; read when first asked for. */

/* Numbers parted by blanks; an empty place is NaN. Read by hand: many thousands at every start. */
function parseSeries(text, n) {
  const series = new Float64Array(n).fill(NaN);
  if (!n) return series;
  let place = 0;
  let value = 0;
  let sign = 1;
  let scale = 0;
  let known = false;
  for (let k = 0; k <= text.length; k += 1) {
    const code = k < text.length ? text.codePointAt(k) : 32;
    if (code === 32) {
      if (known) series[place] = (sign * value) / (scale || 1);
      place += 1;
      value = 0;
      sign = 1;
      scale = 0;
      known = false;
    } else if (code === 45) sign = -1;
    else if (code === 46) scale = 1;
    else {
      value = value * 10 + code - 48;
      scale *= 10;
      known = true;
    }
  }
  return series;
}

/* A column of texts: `codes` says for each row which text stands there, -1 for none. */
function TextColumn(column, n) {
  this.texts = column.texts;
  this.at = column.at;
  this.n = n;
}
TextColumn.prototype.codes = function () {
  if (!this.read) {
    this.read = new Int32Array(this.n).fill(this.texts.length ? 0 : -1);
    if (this.at !== undefined) parseSeries(this.at, this.n).forEach((code, i) => { this.read[i] = Number.isNaN(code) ? -1 : code; });
  }
  return this.read;
};
TextColumn.prototype.of = function (i) {
  const code = this.codes()[i];
  return code < 0 ? '' : this.texts[code];
};

function textColumns(columns, n) {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, new TextColumn(column, n)]));
}

/* Texts that each begin like the one before. */
function parseAlike({ shared, rest }) {
  const lengths = parseSeries(shared, rest.length);
  let last = '';
  return rest.map((tail, i) => {
    last = last.slice(0, lengths[i]) + tail;
    return last;
  });
}

/* Addresses in two columns: the first part, and the rest, which many share. */
function Address(parts, n) {
  this.parts = parts.map((part) => new TextColumn(part, n));
}
Address.prototype.of = function (i) {
  return this.parts.map((part) => part.of(i)).filter(Boolean).join(', ');
};

/* Rows that belong to clusters, any number to each; columns of all of them together. */
function RowTable(table, n) {
  this.table = table;
  this.n = n;
}
RowTable.prototype.of = function (i) {
  if (!this.table) return [];
  if (!this.ends) this.read();
  const rows = [];
  for (let row = i ? this.ends[i - 1] : 0; row < this.ends[i]; row += 1) {
    const said = { source: this.sources[row] };
    Object.entries(this.texts).forEach(([name, column]) => { said[name] = column.of(row); });
    Object.entries(this.figures).forEach(([name, series]) => { said[name] = series[row]; });
    rows.push(said);
  }
  return rows;
};
RowTable.prototype.read = function () {
  let end = 0;
  this.ends = parseSeries(this.table.n, this.n).map((count) => { end += count; return end; });
  this.texts = textColumns(this.table.texts, end);
  this.figures = Object.fromEntries(Object.entries(this.table.figures).map(([name, text]) => [name, parseSeries(text, end)]));
  this.sources = parseSeries(this.table.source, end);
};

/* Points as steps from one to the next: degrees, the place on the world at zoom 0, and a key that
   only clusters at the same point share; NaN where there is no point. */
function parseWorld(text, steps, n) {
  const moves = parseSeries(text, 2 * n);
  const [lons, lats, xs, ys, keys] = Array.from({ length: 5 }, () => new Float64Array(n).fill(NaN));
  const width = 2 * L.CRS.EPSG3857.latLngToPoint(L.latLng(0, 0), 0).x;
  let [x, y] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    if (Number.isNaN(moves[2 * i])) continue;
    x += moves[2 * i];
    y += moves[2 * i + 1];
    keys[i] = x * 2 ** 22 + y;
    lons[i] = x / steps;
    lats[i] = y / steps;
    xs[i] = width * (lons[i] / 360 + 0.5);
    ys[i] = width * (0.5 - Math.asinh(Math.tan((lats[i] * Math.PI) / 180)) / (2 * Math.PI));
  }
  return { n, lons, lats, xs, ys, keys };
}
