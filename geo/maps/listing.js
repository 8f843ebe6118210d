/* A list of buttons walked with the arrow keys: one stop of the Tab key, however long it is. */

const CHUNK = 100;

function Listing(options) {
  this.options = options;
  this.limit = CHUNK;
  this.ids = [];
  this.element = make('ul', { class: 'atlas-list', on: { keydown: (event) => this.walk(event) } });
}

Listing.prototype.show = function (ids, keepLimit) {
  if (!keepLimit) this.limit = CHUNK;
  this.ids = ids;
  empty(this.element);
  ids.slice(0, this.limit).forEach((id, place) => {
    const button = make('button', { type: 'button', tabindex: place ? '-1' : '0', on: { click: () => this.options.choose(id) } }, this.options.row(id));
    this.element.append(make('li', {}, [button]));
  });
  if (!ids.length) this.element.append(make('li', { class: 'atlas-none', text: this.options.none() }));
  if (ids.length > this.limit) {
    const more = make('button', {
      type: 'button', class: 'atlas-more', tabindex: '-1', text: this.options.more(Math.min(CHUNK, ids.length - this.limit)),
      on: {
        click: () => {
          const place = this.limit;
          this.limit += CHUNK;
          this.show(this.ids, true);
          this.focus(place);
        },
      },
    });
    this.element.append(make('li', {}, [more]));
  }
};

Listing.prototype.focus = function (place) {
  const buttons = [...this.element.querySelectorAll('button')];
  if (!buttons.length) return;
  const wanted = buttons[Math.max(0, Math.min(buttons.length - 1, place))];
  buttons.forEach((button) => button.setAttribute('tabindex', button === wanted ? '0' : '-1'));
  wanted.focus();
};

Listing.prototype.walk = function (event) {
  const buttons = [...this.element.querySelectorAll('button')];
  const here = buttons.indexOf(document.activeElement);
  const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1, PageDown: here + 10, PageUp: here - 10 };
  if (!(event.key in steps) || here < 0) return;
  event.preventDefault();
  if (event.key === 'ArrowUp' && here === 0 && this.options.above) this.options.above.focus();
  else this.focus(steps[event.key]);
};
