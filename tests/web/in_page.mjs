// What check_pages.mjs asks inside the page. Each function is sent to the browser by itself: it may use nothing outside.

/** Structure: language, title, headings, landmarks, ids, the content security policy, figures and their tables. */
export function inspectDocument() {
  const failures = [];
  const root = document.documentElement;
  const language = root.lang;
  if (!['en', 'fr'].includes(language)) failures.push(`<html lang="${language}">`);
  if (!document.title.trim()) failures.push('no <title>');
  if (document.querySelectorAll('h1').length !== 1) failures.push('not exactly one h1');
  for (const landmark of ['header', 'main', 'nav', 'footer']) {
    if (!document.querySelector(landmark)) failures.push(`no <${landmark}>`);
  }
  let level = 0;
  for (const heading of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) failures.push(`heading “${heading.textContent}” skips from h${level} to h${next}`);
    level = next;
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length > 0) failures.push(`ids used twice: ${[...new Set(twice)].join(', ')}`);
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    if (!document.getElementById(link.getAttribute('href').slice(1))) failures.push(`dead link ${link.getAttribute('href')}`);
  }
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content ?? '';
  if (!policy.startsWith("default-src 'none'") || policy.includes('unsafe')) failures.push(`weak policy: ${policy}`);
  if (document.querySelector('[style], [onclick], [onload], [onerror], iframe, object, embed, base')) failures.push('inline style, handler or embedded content');
  for (const element of document.querySelectorAll('[src], [href], [srcset], [action], [data]')) {
    const target = element.getAttribute('src') ?? element.getAttribute('href') ?? element.getAttribute('srcset') ?? '';
    if (/^\s*([a-z][a-z0-9+.-]*:|\/\/)/i.test(target) && !/^data:/i.test(target)) failures.push(`external address ${target}`);
  }

  const textOf = (ids) => (ids ?? '').split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
  for (const figure of document.querySelectorAll('figure')) {
    const name = figure.querySelector('figcaption')?.textContent.trim() ?? '';
    if (!name) failures.push('a figure without a visible caption');
    const drawings = figure.querySelectorAll(':scope > svg');
    for (const svg of drawings) {
      if (svg.getAttribute('role') !== 'img') failures.push(`“${name}”: svg without role="img"`);
      if (!textOf(svg.getAttribute('aria-labelledby'))) failures.push(`“${name}”: svg without a name`);
      if (!textOf(svg.getAttribute('aria-describedby'))) failures.push(`“${name}”: svg without a description`);
    }
    if (drawings.length > 0 && !figure.querySelector('details table caption')) failures.push(`“${name}”: no table of its figures`);
  }
  for (const svg of document.querySelectorAll('svg:not(figure > svg)')) {
    if (svg.getAttribute('role') !== 'img' && svg.getAttribute('aria-hidden') !== 'true') failures.push('an svg that is neither an image nor hidden');
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.caption?.textContent.trim()) failures.push('a table without a caption');
    for (const header of table.querySelectorAll('th')) {
      if (!header.getAttribute('scope')) failures.push(`th without scope in “${table.caption?.textContent}”`);
    }
    for (const cell of table.querySelectorAll('data')) {
      if (!Number.isFinite(Number(cell.value)) || cell.value === '') failures.push(`<data value="${cell.value}">`);
    }
    const region = table.closest('[role=region]');
    if (!region || region.tabIndex !== 0 || !region.getAttribute('aria-label')) failures.push('a table outside a focusable, labelled region');
  }
  const links = [...new Set([...document.querySelectorAll('a[href]:not([href^="#"])')].map((link) => link.getAttribute('href')))];
  const visible = {};  // with every group of the picker shown, as without script
  const unpicked = [...document.querySelectorAll('[data-group][hidden]')];
  unpicked.forEach((part) => { part.hidden = false; });
  for (const selector of ['h1', 'h2', 'section', 'figure', 'figure > svg', 'main .scroll:not(details *) table', 'summary']) {
    visible[selector] = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility()).length;
  }
  unpicked.forEach((part) => { part.hidden = true; });
  return { failures, language, links, visible, figures: document.querySelectorAll('figure').length, tables: document.querySelectorAll('table').length };
}

/** What is drawn: size, contrast, place of every label; contrast of every mark. Axe looks at none of it.
 *  `within`: a selector of the figures looked at. */
export function inspectDrawings({ forced, within = 'figure' }) {
  const failures = [];
  let texts = 0;
  let marks = 0;

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  function rgb(colour) {
    if (!colour || colour === 'none' || colour.startsWith('url')) return null;
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return a < 255 ? null : [r, g, b];
  }
  const linear = (channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  function contrast(a, b) {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  }
  function groundOf(element) {
    for (let node = element; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour) return colour;
    }
    return [255, 255, 255];
  }

  /** The colour behind the middle of a text: of the shade it stands on, else of the figure. */
  function groundUnder(text) {
    const box = text.getBoundingClientRect();
    for (const shade of text.ownerSVGElement.querySelectorAll('.shade')) {
      const middle = new DOMPoint(box.left + box.width / 2, box.top + box.height / 2).matrixTransform(shade.getScreenCTM().inverse());
      if (shade.isPointInFill(middle)) return rgb(getComputedStyle(shade).fill) ?? groundOf(text.closest('figure'));
    }
    return groundOf(text.closest('figure'));
  }

  for (const svg of document.querySelectorAll(`${within} > svg`)) {
    if (!svg.checkVisibility()) continue;
    const figure = svg.closest('figure');
    const name = figure.querySelector('figcaption')?.textContent.trim().slice(0, 40);
    const frame = svg.getBoundingClientRect();
    const scale = svg.getScreenCTM().a;
    const boxes = [];
    for (const text of svg.querySelectorAll('text')) {
      ++texts;
      const label = text.textContent;
      const style = getComputedStyle(text);
      const size = parseFloat(style.fontSize) * scale;
      if (size < 12) failures.push(`“${name}”: “${label}” is ${size.toFixed(2)} px high`);
      const colour = rgb(style.fill);
      const ground = groundUnder(text);
      if (colour && contrast(colour, ground) < 4.5) failures.push(`“${name}”: “${label}” has contrast ${contrast(colour, ground).toFixed(2)}`);
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2) {
        failures.push(`“${name}”: “${label}” reaches out of its drawing`);
      }
      for (const other of boxes) {
        const dx = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const dy = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (dx > 1 && dy > 4) failures.push(`“${name}”: “${label}” lies over “${other.label}”`);
      }
      if (label) boxes.push({ box, label });
    }
    if (!svg.querySelector('.mark')) failures.push(`“${name}”: nothing is drawn`);
  }
  for (const mark of document.querySelectorAll(`${within} svg .mark`)) {
    if (!mark.checkVisibility()) continue;
    ++marks;
    const ground = groundOf(mark.closest('figure'));
    const style = getComputedStyle(mark);
    const best = Math.max(0, ...[style.stroke, style.fill].map(rgb).filter(Boolean).map((colour) => contrast(colour, ground)));
    if (best < 3) failures.push(`mark ${mark.getAttribute('class')} has contrast ${best.toFixed(2)}${forced ? ' in forced colours' : ''}`);
  }
  return { failures: [...new Set(failures)], texts, marks };
}

/** French typography in every text that is not data: a no-break space before : ; ? ! % », none missing after «. */
export function inspectFrench() {
  const failures = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest('script, style, bdi, code, pre, .brand')) continue;
    const text = node.data.replace(/\u2068[^\u2069]*\u2069/g, '');
    const bad = text.match(/\S{0,12}(?:[^\u00A0\u202F\s?!…]|[ \n])[;?!»%]|\S{0,12} :|\S{0,12}[^\u00A0\u202F\s\d]:(?=\s|$)|«[^\u00A0\u202F]|(?<![\d.])\d+\.\d+(?![\d.])/u);
    if (bad) failures.push(`French spacing or decimal comma: “${bad[0]}” in “${text.trim().slice(0, 80)}”`);
  }
  return [...new Set(failures)];
}
