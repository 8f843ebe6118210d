/* The units as a table: sorted by any column, searched without accents, each opening its card. */

function UnitTable(frame) {
  this.frame = frame;
  this.speech = frame.speech;
  this.units = frame.units;
  this.shade = frame.shade || null;
  this.order = { by: this.shade ? 'value' : 'clusters', down: true };
  this.query = '';
  this.element = make('div', { class: 'atlas-table', tabindex: '-1' });
  this.tab = frame.tab({ order: 20, word: 'list.units', focus: () => this.focus() });
  this.tab.panel.append(this.element);
  frame.onSearch((query) => { this.query = query; this.write(); });
  this.units.onSwitch(() => this.write());
  if (this.shade) this.shade.onChange((anew) => {
    if (anew) this.order = { by: 'value', down: true };
    this.write();
  });
  frame.onSpeech(() => this.write());
}

UnitTable.prototype.focus = function () {
  const first = this.element.querySelector('tbody button');
  if (first) first.focus();
};

/* Columns beside the name: heading, value and wording of each unit. */
UnitTable.prototype.columns = function () {
  const { speech, units, shade } = this;
  const columns = [];
  if (shade && shade.shown) {
    columns.push({ by: 'value', text: speech.say(shade.shown.unit), value: (i) => shade.value(i), say: (i) => shade.figure(shade.value(i)) });
  }
  if ('clusters_n' in units.layer.figures) {
    columns.push({
      by: 'clusters', text: speech.say('column.clusters'), value: (i) => units.figure('clusters_n', i),
      say: (i) => (units.figure('clusters_n', i) === null ? '' : speech.number(units.figure('clusters_n', i))),
    });
  }
  return columns;
};

UnitTable.prototype.write = function () {
  const { speech, units, order } = this;
  const label = speech.say('list.units', { level: units.level() });
  this.tab.name(label);
  const compare = speech.sorter();
  const columns = this.columns();
  const wanted = fold(this.query);
  const names = (a, b) => compare(units.names[a], units.names[b]);
  const sorted = columns.find(({ by }) => by === order.by);
  const down = order.down && (sorted || order.by === 'name');
  const known = (value) => (value === null ? -Infinity : value);
  const by = sorted ? (a, b) => (known(sorted.value(a)) === known(sorted.value(b)) ? 0 : known(sorted.value(a)) - known(sorted.value(b))) : names;
  const ids = units.names.map((name, i) => i)
    .filter((i) => ` ${fold(units.names[i])}`.includes(` ${wanted}`.trimEnd()))
    .sort((a, b) => (down ? -1 : 1) * by(a, b) || names(a, b));
  const rows = ids.map((i) => make('tr', {}, [
    make('th', { scope: 'row' }, [
      make('button', { type: 'button', on: { click: () => units.choose(i, { travel: false }) } }, [
        this.shade && this.shade.shown && this.shade.box(i),
        make('span', {}, [foreign(units.names[i]), this.shade && this.shade.proposals(i) && make('small', { text: this.shade.reserve(i) })]),
      ]),
    ]),
    ...columns.map((column) => make('td', { class: column.value(i) === null ? 'atlas-unknown' : null, text: column.say(i) })),
  ]));
  if (units.layer.strays && !wanted) rows.push(this.strays(columns));
  empty(this.element).append(make('table', {}, [
    make('caption', { text: label }),
    make('thead', {}, [make('tr', {}, [this.heading('name', units.level()), ...columns.map((column) => this.heading(column.by, column.text))])]),
    make('tbody', {}, rows),
  ]));
  if (!rows.length) this.element.append(make('p', { class: 'atlas-none', text: speech.say('none') }));
  this.tab.count(this.query ? speech.number(ids.length) : '');
};

/* The last row: clusters of the map of which nobody says in which unit they lie. */
UnitTable.prototype.strays = function (columns) {
  const { speech, units, frame } = this;
  const level = units.level();
  const text = speech.say('strays', { level });
  return make('tr', { class: 'atlas-strays' }, [
    make('th', { scope: 'row' }, [frame.listStrays ? make('button', { type: 'button', title: speech.say('strays.list', { level }), text, on: { click: () => frame.listStrays() } }) : make('span', { text })]),
    ...columns.map(({ by }) => make('td', { text: by === 'clusters' ? speech.number(units.layer.strays) : '' })),
  ]);
};

UnitTable.prototype.heading = function (by, text) {
  const { order } = this;
  const sort = order.by === by ? (order.down ? 'descending' : 'ascending') : 'none';
  return make('th', { scope: 'col', 'aria-sort': sort, 'data-by': by }, [
    make('button', { type: 'button', text, on: {
      click: () => {
        this.order = { by, down: order.by === by ? !order.down : by !== 'name' };
        this.write();
        this.element.querySelector(`th[data-by=${by}] button`).focus();
      },
    } }),
  ]);
};
