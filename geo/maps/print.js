/* The sheet on paper. */

/* What the map may take of an A4 page, with one legend below it or two. Leaflet redraws canvases too
   late for the printer, so the map is printed as it stands, scaled. */
const PAGE_WIDTH = 716;
const PAGE_HEIGHT = { one: 660, both: 555 };
const NOTE_HEIGHT = 12;
Frame.prototype.freeze = function () {
  if (this.printing) return;
  this.printing = true;
  this.folded = [...this.root.querySelectorAll('details:not([open])')];
  this.folded.forEach((part) => { part.open = true; });
  const container = this.map.getContainer();
  const [width, height] = [this.box.clientWidth, this.box.clientHeight];
  const room = (this.marked && this.shade ? PAGE_HEIGHT.both : PAGE_HEIGHT.one) - NOTE_HEIGHT * this.spec.notes.length;
  const scale = Math.min(PAGE_WIDTH / width, room / height);
  Object.assign(container.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})`, transformOrigin: '0 0' });
  Object.assign(this.box.style, { width: `${width * scale}px`, height: `${height * scale}px` });
};

Frame.prototype.thaw = function () {
  const container = this.map.getContainer();
  Object.assign(container.style, { width: '', height: '', transform: '', transformOrigin: '' });
  Object.assign(this.box.style, { width: '', height: '' });
  this.folded.forEach((part) => { part.open = false; });
  this.printing = false;
};
