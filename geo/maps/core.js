/* Words, numbers, elements. Text reaches the page through textContent only. */

function make(tag, attributes, children) {
  const element = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => {
    if (value === null || value === undefined || value === false) return;
    if (name === 'text') element.textContent = value;
    else if (name === 'on') Object.entries(value).forEach(([event, call]) => element.addEventListener(event, call));
    else if (name === 'style') Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? '' : value);
  });
  (children || []).forEach((child) => child && element.append(child));
  return element;
}

function empty(element) {
  while (element.firstChild) element.firstChild.remove();
  return element;
}

/* A name that nothing else in the page has, were there several maps in it. */
let named = 0;
function unique(name) {
  named += 1;
  return `${name}-${named}`;
}

/* The same bare words as geo.text.fold: "Đại Lâm" and "dai lam" are one. */
function fold(text) {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đð]/g, 'd')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

function parseNumbers(text, n) {
  return n === 0 ? [] : text.split(' ').map((word) => (word === '' ? null : Number(word)));
}

function parsePoints(text, steps, n) {
  const words = n ? text.split(' ') : [];
  const points = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < n; i += 1) {
    if (words[2 * i] === '') points.push(null);
    else {
      x += Number(words[2 * i]);
      y += Number(words[2 * i + 1]);
      points.push([y / steps, x / steps]);
    }
  }
  return points;
}

/* Language of the reader, and everything that is worded or written by it. */
function Speech(words, lang) {
  this.words = words;
  this.lang = lang === 'en' ? 'en' : 'vi';
  this.formats = {};
}
Speech.prototype.pick = function (pair) {
  return pair[this.lang === 'en' ? 1 : 0] || '';
};
Speech.prototype.say = function (key, values) {
  const text = this.words[key] ? this.pick(this.words[key]) : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
};
Speech.prototype.knows = function (key) {
  return key in this.words;
};
Speech.prototype.number = function (value, decimals) {
  const kind = `${this.lang}${decimals === undefined ? 2 : decimals}`;
  if (!(kind in this.formats)) {
    this.formats[kind] = new Intl.NumberFormat(this.lang === 'en' ? 'en-GB' : 'vi-VN', { maximumFractionDigits: decimals === undefined ? 2 : decimals });
  }
  return this.formats[kind].format(value);
};
Speech.prototype.signed = function (value, decimals) {
  const text = this.number(Math.abs(value), decimals);
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
};
/* A whole or partial date: 2030-12-31, 2021-06, 2021. Anything else is shown as it came. */
Speech.prototype.date = function (text) {
  const found = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
  if (!found) return text;
  const parts = found.slice(1).filter(Boolean);
  if (this.lang === 'vi') return parts.reverse().join('/');
  if (parts.length === 1) return text;
  const day = new Date(Date.UTC(Number(parts[0]), Number(parts[1]) - 1, Number(parts[2] || 1)));
  const style = { month: 'short', year: 'numeric', timeZone: 'UTC' };
  if (parts.length === 3) style.day = 'numeric';
  return new Intl.DateTimeFormat('en-GB', style).format(day);
};
Speech.prototype.sorter = function () {
  return new Intl.Collator('vi').compare;
};

/* A text from the data: kept apart from the direction of what surrounds it. */
function foreign(text, attributes) {
  return make('bdi', { text, ...attributes });
}

/* A link only where it leads to the web; otherwise the words alone. */
function outward(address, text) {
  let target = null;
  try {
    target = new URL(address);
  } catch (error) {
    return foreign(text);
  }
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return foreign(text);
  return make('a', { href: target.href, target: '_blank', rel: 'noopener noreferrer' }, [foreign(text)]);
}
