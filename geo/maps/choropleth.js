/* View of a choropleth: one shade a province, by the figure the reader picks. */

const HATCH = 'atlas-hatch';

function ChoroplethView(frame, data) {
  this.frame = frame;
  this.speech = frame.speech;
  this.data = data;
  this.year = data.spec.target.slice(0, 4);
  this.symbols = new Map(data.symbols.map(([change, color, shape]) => [change, { color, shape }]));
  this.system = 0;
  this.metric = 0;
  this.chosen = -1;
  this.order = { by: 'value', down: true };
  this.query = '';
  const pane = frame.map.getPane('atlas-base');
  pane.style.pointerEvents = '';
  this.renderer = L.svg({ pane: 'atlas-base', padding: 0.4 });
  this.systems = data.systems.map((layer, place) => this.prepare(layer, place));
  this.search = make('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', on: {
    input: () => { this.query = this.search.value; this.writeTable(); },
  } });
  this.showSystem(0);
  frame.onSpeech(() => this.build());
}

ChoroplethView.prototype.prepare = function (layer, place) {
  const n = layer.names.length;
  const figures = {};
  Object.entries(layer.figures).forEach(([name, text]) => { figures[name] = parseNumbers(text, n); });
  const group = L.featureGroup();
  const shapes = parseOutlines(layer).map((parts, i) => {
    if (!parts.length) return null;
    const shape = L.polygon(parts, { renderer: this.renderer, pane: 'atlas-base', smoothFactor: 0.4 });
    shape.bindTooltip(() => this.tip(place, i), { sticky: true, opacity: 1, className: 'atlas-tooltip' });
    shape.on('click', () => this.choose(i));
    shape.on('mouseover', () => this.outline(i, true));
    shape.on('mouseout', () => this.outline(i, false));
    return shape.addTo(group);
  });
  const values = this.data.metrics.map((metric) => parseNumbers(metric.values[place], n));
  const ranks = this.data.metrics.map((metric) => parseNumbers(metric.ranks[place], n));
  return { ...layer, figures, group, shapes, values, ranks, labels: new NameLayer(nameItems(layer), 'atlas-names', 5) };
};

ChoroplethView.prototype.showSystem = function (place) {
  this.system = place;
  this.systems.forEach((system, i) => [system.group, system.labels].forEach((layer) => (i === place ? layer.addTo(this.frame.map) : layer.remove())));
  const root = this.renderer._container;
  if (root && !root.querySelector(`#${HATCH}`)) root.prepend(hatching(HATCH));
  this.frame.approximate = this.systems[place].approximate;
  this.frame.writeRemark();
  this.shade();
};

ChoroplethView.prototype.color = function (i) {
  const rank = this.systems[this.system].ranks[this.metric][i];
  const { classes } = this.data.metrics[this.metric];
  return rank === null || rank < 0 ? `url(#${HATCH})` : classes[rank][2];
};

ChoroplethView.prototype.shade = function () {
  this.systems[this.system].shapes.forEach((shape, i) => {
    if (shape) shape.setStyle({ fillColor: this.color(i), fillOpacity: 1, color: '#fff', weight: 1, opacity: 1 });
  });
  if (this.chosen >= 0) this.outline(this.chosen, true);
};

ChoroplethView.prototype.outline = function (i, on) {
  const shape = this.systems[this.system].shapes[i];
  if (!shape) return;
  const strong = on || i === this.chosen;
  shape.setStyle(strong ? { color: '#12283f', weight: i === this.chosen ? 2.6 : 1.8 } : { color: '#fff', weight: 1 });
  if (strong) shape.bringToFront();
  if (this.chosen >= 0 && this.chosen !== i) {
    const chosen = this.systems[this.system].shapes[this.chosen];
    if (chosen) chosen.bringToFront();
  }
};

/* A figure in words: the sign for a change, none for a count, and no number where none is known. */
ChoroplethView.prototype.figure = function (metric, value) {
  if (value === null) return this.speech.say('nodata');
  return metric.ramp === 'count' ? this.speech.number(value) : this.speech.signed(value, metric.decimals);
};

ChoroplethView.prototype.tip = function (place, i) {
  const system = this.systems[place];
  const metric = this.data.metrics[this.metric];
  const value = system.values[this.metric][i];
  const unit = value === null ? '' : ` ${this.speech.say(metric.unit)}`;
  return make('span', { class: 'atlas-tip' }, [
    make('strong', {}, [foreign(system.names[i])]),
    make('span', { class: 'atlas-tip-line', text: `${this.figure(metric, value)}${unit}` }),
  ]);
};

ChoroplethView.prototype.build = function () {
  const { frame, speech } = this;
  const select = make('select', { 'aria-label': speech.say('metric'), on: {
    change: () => {
      this.metric = Number(select.value);
      this.order = { by: 'value', down: true };
      this.shade();
      this.build();
      frame.legend.querySelector('select').focus();
    },
  } }, this.data.metrics.map((metric, i) => make('option', { value: i, text: speech.say(`metric.${metric.key}`) })));
  select.value = String(this.metric);
  empty(frame.legend).append(
    make('div', { class: 'atlas-line' }, [
      segmented('atlas-system', speech.say('units'), this.systems.map((system, i) => [i, systemName(speech, system.key, true)]), this.system, (place) => {
        frame.closeCard();
        this.showSystem(place);
        this.build();
        frame.legend.querySelector('input:checked').focus();
      }),
    ]),
    make('label', { class: 'atlas-pick' }, [make('span', { text: speech.say('metric') }), select]),
    this.classList(),
  );
  this.table = make('div', { class: 'atlas-table' });
  this.search.setAttribute('aria-label', speech.say('search.units'));
  this.search.placeholder = speech.say('search.units');
  empty(frame.content).append(make('div', { class: 'atlas-search' }, [this.search]), this.table);
  this.writeTable();
  if (this.chosen >= 0) this.choose(this.chosen, true);
};

ChoroplethView.prototype.classList = function () {
  const { speech } = this;
  const metric = this.data.metrics[this.metric];
  const counts = metric.counts[this.system];
  const system = this.systems[this.system];
  const missing = system.values[this.metric].filter((value) => value === null).length;
  const rows = metric.classes.map(([low, high, color], i) => make('div', { class: 'atlas-row' }, [
    make('i', { class: 'atlas-box', style: { background: color } }),
    make('span', { text: this.bounds(metric, low, high) }),
    make('output', { class: 'atlas-count', text: speech.number(counts[i]) }),
  ]));
  rows.reverse();
  rows.push(make('div', { class: 'atlas-row' }, [
    make('i', { class: 'atlas-box atlas-hatched' }),
    make('span', { text: speech.say('nodata') }),
    make('output', { class: 'atlas-count', text: speech.number(missing) }),
  ]));
  return make('div', { class: 'atlas-classes' }, [
    make('div', { class: 'atlas-caption' }, [make('span', { text: speech.say(metric.unit) }), make('span', { text: speech.say('legend.units') })]),
    ...rows,
  ]);
};

ChoroplethView.prototype.bounds = function (metric, low, high) {
  const { speech } = this;
  if (metric.ramp === 'count') {
    if (high === 0) return speech.say('zero');
    const first = Math.floor(low) + 1;
    return first >= high ? speech.number(high) : `${speech.number(first)} – ${speech.number(high)}`;
  }
  if (low === 0 && high === 0) return `0 (${speech.say('nochange')})`;
  const [near, far] = high <= 0 ? [high, low] : [low, high];
  const digits = Math.abs(far) < 10 ? 2 : metric.decimals;
  const [first, last] = [Math.min(near, far), Math.max(near, far)].map((bound) => speech.signed(bound, digits));
  return speech.say('range', { low: first, high: last });
};

ChoroplethView.prototype.writeTable = function () {
  const { speech, order } = this;
  const system = this.systems[this.system];
  const metric = this.data.metrics[this.metric];
  const values = system.values[this.metric];
  const compare = speech.sorter();
  const wanted = fold(this.query);
  const ids = system.names.map((name, i) => i).filter((i) => ` ${fold(system.names[i])}`.includes(` ${wanted}`.trimEnd()));
  const known = (value) => (value === null ? -Infinity : value);
  const compares = {
    name: (a, b) => compare(system.names[a], system.names[b]),
    value: (a, b) => (known(values[a]) === known(values[b]) ? 0 : known(values[a]) - known(values[b])),
    clusters: (a, b) => known(system.figures.clusters_n[a]) - known(system.figures.clusters_n[b]),
  };
  ids.sort((a, b) => (order.down ? -1 : 1) * compares[order.by](a, b) || compares.name(a, b));
  const heading = (by, text) => make('th', { scope: 'col', 'aria-sort': order.by === by ? (order.down ? 'descending' : 'ascending') : 'none' }, [
    make('button', { type: 'button', text, on: {
      click: () => {
        this.order = { by, down: order.by === by ? !order.down : by !== 'name' };
        this.writeTable();
        this.table.querySelector(`th:nth-child(${{ name: 1, value: 2, clusters: 3 }[by]}) button`).focus();
      },
    } }),
  ]);
  const rows = ids.map((i) => make('tr', {}, [
    make('th', { scope: 'row' }, [
      make('button', { type: 'button', on: { click: () => this.choose(i) } }, [
        make('i', { class: this.color(i).startsWith('url') ? 'atlas-box atlas-hatched' : 'atlas-box', style: this.color(i).startsWith('url') ? {} : { background: this.color(i) } }),
        foreign(system.names[i]),
      ]),
    ]),
    make('td', { class: values[i] === null ? 'atlas-unknown' : null, text: this.figure(metric, values[i]) }),
    make('td', { text: system.figures.clusters_n[i] === null ? '' : speech.number(system.figures.clusters_n[i]) }),
  ]));
  empty(this.table).append(make('table', {}, [
    make('caption', { text: speech.say('list.units') }),
    make('thead', {}, [make('tr', {}, [heading('name', speech.say('column.name')), heading('value', speech.say(metric.unit)), heading('clusters', speech.say('column.clusters'))])]),
    make('tbody', {}, rows),
  ]));
};

ChoroplethView.prototype.choose = function (i, keepFocus) {
  const before = this.chosen;
  this.chosen = i;
  if (before >= 0 && before !== i) this.outline(before, false);
  this.outline(i, true);
  this.frame.openCard(this.systems[this.system].names[i], this.cardParts(i), () => {
    const last = this.chosen;
    this.chosen = -1;
    this.outline(last, false);
  }, keepFocus);
};

ChoroplethView.prototype.cardParts = function (i) {
  const { speech, year } = this;
  const system = this.systems[this.system];
  const { figures } = system;
  const get = (name) => (figures[name][i] === undefined ? null : figures[name][i]);
  const plain = (name, unit) => (get(name) === null ? speech.say('unknown') : `${speech.number(get(name), 1)} ${unit}`);
  const [rate, change] = [0, 1].map((k) => system.values[k][i]);
  const changes = [...this.symbols].map(([code, symbol]) => [code, symbol, get(`${code}_n`)]).filter(([, , n]) => n !== null && n > 0);
  return [
    make('p', { class: 'atlas-kind', text: systemName(speech, system.key, true) }),
    make('h2', {}, [foreign(system.names[i])]),
    make('p', { class: 'atlas-big', text: change === null ? speech.say('nodata') : `${speech.signed(change, 1)} ha` }),
    facts([
      [speech.say('unit.now'), plain('area_now_ha', 'ha')],
      [speech.say('unit.2030', { year }), plain('area_2030_ha', 'ha')],
      [speech.say('unit.per_area'), rate === null ? '' : `${speech.signed(rate, 1)} ${speech.say('unit.rate')}`],
      [speech.say('unit.clusters'), get('clusters_n') === null ? '' : speech.number(get('clusters_n'))],
      [speech.say('unit.without_area'), get('without_area_n') ? speech.number(get('without_area_n')) : ''],
      [speech.say('unit.stated'), system.stated[i].length ? foreign(speech.pick(system.stated[i])) : ''],
      [speech.say('unit.area'), plain('area_km2', 'km²')],
    ]),
    changes.length > 0 && make('h3', { text: speech.say('legend.change', { year }) }),
    ...changes.map(([code, symbol, n]) => make('div', { class: 'atlas-row' }, [swatch(symbol, 20), make('span', { text: speech.say(`Change.${code}`) }), make('b', { class: 'atlas-count', text: speech.number(n) })])),
  ].filter(Boolean);
};
