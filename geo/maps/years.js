/* Clusters through the years: the status and area of each at the end of a year, and the control
   with which the reader steps from year to year. */

const SAME_AREA = '=';
const AS_FIRST = 'f';
const AS_LAST = 't';
const STEP_MS = 1200;
const STILL = window.matchMedia('(prefers-reduced-motion: reduce)');

/* `data.status` holds a letter a year, the letter's place being that of the status in the legend. */
function Years(data, n) {
  this.years = data.years;
  this.status = new TextColumn(data.status, n);
  this.areas = new TextColumn(data.areas, n);
  this.n = n;
}

/* Ranks of all clusters at the end of a year; -1 where nothing is said yet. */
Years.prototype.ranks = function (place) {
  const ofText = this.status.texts.map((letters) => this.rank(letters, place));
  return Int8Array.from(this.status.codes(), (code) => (code < 0 ? -1 : ofText[code]));
};
Years.prototype.rank = function (letters, place) {
  const letter = letters[place];
  return letter === undefined || letter === '-' ? -1 : letter.codePointAt(0) - 97;
};

/* Areas of all clusters at the end of a year; those on the first and the last day are given. */
Years.prototype.hectares = function (place, first, last) {
  const words = this.areas.texts.map((text) => this.word(text, place));
  const areas = words.map((word) => (word === '' ? NaN : Number(word)));
  return Float64Array.from(this.areas.codes(), (code, i) => {
    if (words[code] === AS_FIRST) return first[i];
    return words[code] === AS_LAST ? last[i] : areas[code];
  });
};
Years.prototype.word = function (text, place) {
  const words = text.split(' ');
  let at = Math.min(place, words.length - 1);
  while (words[at] === SAME_AREA) at -= 1;
  return words[at];
};

/* Spans of years in which the status of a cluster stays the same: [first, last, rank]. */
Years.prototype.spans = function (i) {
  const letters = this.status.of(i);
  const spans = [];
  this.years.forEach((year, place) => {
    const rank = this.rank(letters, place);
    const last = spans[spans.length - 1];
    if (last && last[2] === rank) last[1] = year;
    else spans.push([year, year, rank]);
  });
  return spans.filter(([, , rank]) => rank >= 0);
};

/* A native slider over years, and a button that plays them where motion is welcome. What the years
   after `known` show is what is planned. */
function YearControl(years, known, change) {
  const present = years.findIndex((year) => `${year}-12-31` >= known);
  this.years = years;
  this.known = known;
  this.place = present < 0 ? years.length - 1 : present;
  this.change = change;
  this.output = make('output', { class: 'atlas-year' });
  this.slider = make('input', { type: 'range', min: 0, max: years.length - 1, step: 1, on: {
    input: () => this.go(Number(this.slider.value), true),
  } });
  this.button = STILL.matches ? null : make('button', { type: 'button', class: 'atlas-play', on: { click: () => this.toggle() } });
  this.element = make('div', { class: 'atlas-years' }, [this.button, this.slider, this.output]);
}
YearControl.prototype.speak = function (speech) {
  this.speech = speech;
  this.slider.setAttribute('aria-label', speech.say('year.choose'));
  this.write();
};
YearControl.prototype.write = function () {
  const year = String(this.years[this.place]);
  this.slider.value = String(this.place);
  this.slider.setAttribute('aria-valuetext', year);
  empty(this.output).append(year, `${year}-12-31` > this.known ? make('small', { text: this.speech.say('year.planned') }) : '');
  if (!this.button) return;
  const label = this.speech.say(this.timer ? 'year.pause' : 'year.play');
  this.button.setAttribute('aria-label', label);
  this.button.title = label;
  empty(this.button).append(lines(this.timer ? 'M6.5 4.500v9M11.5 4.500v9' : 'M6 4l7 5-7 5z'));
};
YearControl.prototype.go = function (place, byHand) {
  this.place = place;
  if (byHand) this.pause();
  else this.write();
  this.change(place);
};
YearControl.prototype.toggle = function () {
  if (this.timer) {
    this.pause();
    return;
  }
  this.timer = window.setInterval(() => this.step(), STEP_MS);
  this.go(this.place === this.years.length - 1 ? 0 : this.place);
};
YearControl.prototype.step = function () {
  this.go(this.place + 1);
  if (this.place === this.years.length - 1) this.pause();
};
YearControl.prototype.pause = function () {
  window.clearInterval(this.timer);
  this.timer = 0;
  this.write();
};
