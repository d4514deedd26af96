// The controls that the script shows, by keyboard alone: choices, the picker, links into what is hidden, search and
// filter of tables, letters. And what stands in their place without script. A page without any passes.

import { inspectDrawings } from './in_page.mjs';

const SMALLEST = 36;  // px; WCAG 2.2 asks for 24

/** The part's elements that can be seen, as a list of booleans. */
const shownOf = (parts) => parts.evaluateAll((elements) => elements.map((element) => element.checkVisibility()));
const show = (flags) => flags.map((flag) => (flag ? '■' : '□')).join('');

/** The same of a choice's panels, which may have no box of their own. */
const panelsShown = (choice) => choice.locator(':scope > .panel').evaluateAll((panels) => panels.map((panel) => panel.querySelector('figure').checkVisibility()));

async function checkTargets(page, fail) {
  const problems = await page.evaluate((smallest) => {
    const reasons = [];
    for (const control of document.querySelectorAll('.controls :is(select, input, button), .more button')) {
      if (!control.checkVisibility()) continue;
      const box = control.getBoundingClientRect();
      const name = control.outerHTML.slice(0, 80);
      if (box.width < smallest || box.height < smallest) reasons.push(`${box.width.toFixed(0)} × ${box.height.toFixed(0)} px: ${name}`);
      if (control.tagName === 'BUTTON' ? !control.textContent.trim() : !control.labels?.[0]?.checkVisibility()) reasons.push(`no visible label: ${name}`);
    }
    return reasons;
  }, SMALLEST);
  problems.forEach(fail);
}

/** Each entry of each choice: the arrow keys show the option and nothing else. */
async function checkChoices(page, fail) {
  for (const choice of await page.locator('.choice').all()) {
    const select = choice.locator(':scope > .controls select');
    if (await select.count() === 0 || !(await select.isVisible())) continue;
    const label = await choice.locator(':scope > .controls label').textContent();
    const first = await panelsShown(choice);
    const entries = await select.locator('option').count();
    const hasAll = entries > first.length;
    const atFirst = await select.inputValue();
    await select.focus();
    await page.keyboard.press('Home');
    for (let entry = 0; entry < entries; ++entry) {
      if (entry > 0) await page.keyboard.press('ArrowDown');
      const expected = first.map((_, i) => (hasAll && entry === 0) || i === entry - (hasAll ? 1 : 0));
      const found = await panelsShown(choice);
      if (show(found) !== show(expected)) fail(`“${label}”, entry ${entry}: shows ${show(found)}, not ${show(expected)}`);
      if (atFirst === await select.inputValue() && show(first) !== show(found)) fail(`“${label}”: at first ${show(first)} was shown`);
      const drawn = await choice.locator('figure > :is(svg, .no-data)').evaluateAll((drawings) => drawings.filter((drawing) => drawing.checkVisibility()).length);
      if (drawn === 0) fail(`“${label}”, entry ${entry}: no drawing is shown`);
      if ((await shownOf(choice.locator('.panel-name'))).includes(true)) fail(`“${label}”: the name of an option stands beside the select`);
    }
  }
}

/** What of the page belongs to which group, and what can be seen of it. */
const groupsShown = (page) => page.evaluate(() => {
  const shown = [...document.querySelectorAll('[data-group]')].filter((part) => part.checkVisibility());
  const groups = [...new Set(shown.map((part) => part.dataset.group))];
  const always = [...document.querySelectorAll('section:not([data-group]), .contents li:not([data-group])')];
  const names = (tag) => shown.filter((part) => part.localName === tag).length;
  return { groups, sections: names('section'), entries: names('li'), hidden: always.filter((part) => !part.checkVisibility()).length };
});

async function checkPicked(page, fail, group, when) {
  const found = await groupsShown(page);
  if (found.groups.join() !== group) fail(`picker, ${when}: shows ${found.groups.join()}, not ${group}`);
  if (found.sections === 0 || found.sections !== found.entries) fail(`picker, ${when}: ${found.sections} sections, ${found.entries} in the contents`);
  if (found.hidden > 0) fail(`picker, ${when}: hides what belongs to no group`);
  if (await page.locator('.picker select').inputValue() !== group) fail(`picker, ${when}: the select says otherwise`);
}

async function checkPicker(page, fail) {
  const picker = page.locator('.picker');
  if (await picker.count() === 0) return;
  const groups = await picker.locator('option').evaluateAll((options) => options.map((option) => option.value));
  const status = () => picker.locator('[role=status]').textContent();
  await checkPicked(page, fail, groups[0], 'at first');
  for (const [button, key, order] of [['.next', 'Enter', groups], ['.previous', 'Space', [...groups].reverse()]]) {
    await picker.locator(button).focus();
    for (let i = 0; i < groups.length; ++i) {
      const before = await status();
      await page.keyboard.press(key);
      const expected = button === '.next' ? order[(i + 1) % order.length] : order[i];
      await checkPicked(page, fail, expected, `${button} pressed ${i + 1} times`);
      if (await status() === before) fail('the status of the picker stays');
    }
  }
  await picker.locator('select').focus();
  await page.keyboard.press('Home');
  for (const group of groups.slice(1)) {
    await page.keyboard.press('ArrowDown');
    await checkPicked(page, fail, group, 'by arrow');
  }
}

const inView = (section) => section.evaluate((element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return element.checkVisibility() && bottom > 0 && top < innerHeight;
});

/** Links, addresses and reloads that lead to a section of a group that is not chosen. */
async function checkLinks(page, fail) {
  const sections = await page.locator('section[data-group]').all();
  for (const section of sections) {
    const id = await section.getAttribute('id');
    await page.evaluate((anchor) => { location.hash = anchor; }, `#${id}`);
    await page.waitForFunction((anchor) => document.getElementById(anchor).checkVisibility(), id, { timeout: 2000 }).catch(() => {});
    if (!(await inView(section))) fail(`#${id} in the address does not show its section`);
  }
  if (sections.length > 0) {
    const last = sections[sections.length - 1];
    await page.reload();
    if (!(await inView(last))) fail('a page opened at a section of another group does not show it');
    await checkPicked(page, fail, await last.getAttribute('data-group'), 'opened at a section');
  }
  for (const link of await page.locator('main a[href^="#"]').all()) {
    const target = page.locator(await link.getAttribute('href'));
    if (!(await link.isVisible()) || await target.isVisible()) continue;
    await link.focus();
    await page.keyboard.press('Enter');
    if (!(await inView(target))) fail(`the link ${await link.getAttribute('href')} does not show its section`);
  }
}

/** What the table's rows say: each row's text, the text of the filter's column, and whether it can be seen. */
const rowsOf = (block) => block.evaluate((element) => [...element.querySelector('tbody').rows].map((row) => ({
  text: [...row.cells].map((cell) => cell.textContent).join('\n'),
  filter: element.dataset.filter ? row.cells[element.dataset.filter].textContent.trim() : '',
  shown: row.checkVisibility(),
})));
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ');

async function expectRows(block, fail, fits, limit, when) {
  const rows = await rowsOf(block);
  const found = rows.filter(fits);
  const shown = rows.filter((row) => row.shown);
  const expected = Math.min(found.length, limit);
  if (shown.length !== expected || shown.some((row) => !fits(row))) fail(`search, ${when}: ${shown.length} rows shown, ${expected} expected`);
  const said = (await block.locator('[role=status]').textContent()).replace(/(\d)[\s,](?=\d{3})/g, '$1');
  const first = said.match(/\d+/)?.[0] ?? '0';
  if (Number(first) !== found.length) fail(`search, ${when}: says “${said}” of ${found.length} rows`);
  if (await block.locator('.more').isVisible() !== found.length > limit) fail(`search, ${when}: “more” is shown wrongly`);
  return found.length;
}

async function typeInto(page, input, text) {
  await input.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Backspace');
  if (text) await page.keyboard.type(text);
}

async function checkSearch(page, block, fail, limit) {
  const input = block.locator('input[type=search]');
  const rows = await rowsOf(block);
  const middle = rows[Math.floor(rows.length / 2)];
  const words = new Set([middle.text.split('\n')[0], rows.map((row) => row.text).join(' ').match(/\p{L}*[éèàâç]\p{L}+/u)?.[0], 'zzzz, of no row']);
  for (const word of [...words].filter(Boolean)) {
    for (const typed of [word, plain(word).toUpperCase()]) {
      await typeInto(page, input, typed);
      const count = await expectRows(block, fail, (row) => plain(row.text).includes(plain(word)), limit, `“${typed}”`);
      if ((count > 0) === word.startsWith('zzzz')) fail(`search: “${typed}” finds ${count} rows`);
    }
  }
  await typeInto(page, input, '');
  await expectRows(block, fail, () => true, limit, 'emptied');
}

async function checkFilter(page, block, fail, limit) {
  const select = block.locator('select');
  const values = await select.locator('option').evaluateAll((options) => options.map((option) => option.value));
  const rows = await rowsOf(block);
  const different = new Set(rows.map((row) => row.filter).filter(Boolean));
  if (values[0] !== '' || values.length !== different.size + 1) fail(`filter: ${values.length} entries for ${different.size} values`);
  const input = block.locator('input[type=search]');
  const letter = plain(rows[0].text).match(/\p{L}/u)?.[0] ?? '1';
  for (const typed of await input.count() > 0 ? ['', letter] : ['']) {
    if (await input.count() > 0) await typeInto(page, input, typed);
    await select.focus();
    await page.keyboard.press('Home');
    for (const [i, value] of values.entries()) {
      if (i > 0) await page.keyboard.press('ArrowDown');
      await expectRows(block, fail, (row) => (!value || row.filter === value) && plain(row.text).includes(typed), limit, `“${typed}” in “${value}”`);
    }
    await page.keyboard.press('Home');
  }
  if (await input.count() > 0) await typeInto(page, input, '');
}

/** Sorted, the rows shown are the first of all of them, not the first ones sorted. */
async function checkSortedPage(page, block, fail) {
  const sorter = block.locator('thead button').first();
  if (await sorter.count() === 0) return;
  await sorter.focus();
  await page.keyboard.press('Enter');
  const shown = (await rowsOf(block)).map((row) => row.shown);
  if (shown.lastIndexOf(true) !== shown.filter(Boolean).length - 1) fail('a sorted table shows other rows than the first');
}

async function checkMore(page, block, fail, limit) {
  const total = (await rowsOf(block)).length;
  const visible = async () => (await rowsOf(block)).filter((row) => row.shown).length;
  for (let shown = limit; shown < total; shown *= 2) {
    await block.locator('.more button').focus();
    await page.keyboard.press('Enter');
    if (await visible() !== Math.min(2 * shown, total)) fail(`“more” shows ${await visible()} rows after ${shown}`);
  }
  const focused = await page.evaluate(() => document.activeElement !== document.body);
  if (!focused) fail('the focus is lost with the last “more”');
}

async function checkTables(page, fail) {
  for (const block of await page.locator('.searchable').all()) {
    const folded = block.locator('xpath=ancestor::details[not(@open)]/summary');
    if (await folded.count() > 0) await folded.press('Enter');
    if (!(await block.isVisible())) continue;
    const limit = Number(await block.getAttribute('data-limit')) || Infinity;
    await expectRows(block, fail, () => true, limit, 'at first');
    if (await block.locator('input[type=search]').count() > 0) await checkSearch(page, block, fail, limit);
    if (await block.locator('select').count() > 0) await checkFilter(page, block, fail, limit);
    await checkSortedPage(page, block, fail);
    await checkMore(page, block, fail, limit);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    if ((await rowsOf(block)).some((row) => !row.shown)) fail('rows are missing on paper');
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expectRows(block, fail, () => true, limit, 'after printing');
  }
}

async function checkLetters(page, fail) {
  await page.evaluate(() => { window.print = () => { window.printed = true; }; });
  for (const letter of await page.locator('.letter').all()) {
    if (!(await letter.isVisible())) continue;
    await letter.locator('xpath=following-sibling::*[1]//button').press('Enter');
    await page.emulateMedia({ media: 'print' });
    if (!(await page.evaluate(() => window.printed))) fail('the button of a letter does not print');
    if (!(await letter.locator('p').first().isVisible())) fail('a letter printed alone is not there');
    const others = await page.evaluate(() => [...document.querySelectorAll('h1, h2, .top, footer, section p')]
      .filter((element) => element.checkVisibility() && !element.closest('.printed')).length);
    if (others > 0) fail(`a letter printed alone comes with ${others} other parts`);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    if (!(await page.locator('h1').isVisible())) fail('after a letter the page cannot be printed');
    await page.emulateMedia({ media: 'screen' });
  }
}

/** What a scatter plot shows in one of its drawings: groups of points, labels, and the words around them. */
const scatterOf = (figure) => figure.evaluate((element) => {
  const plain = (text) => text.replace(/[\u2068\u2069]/g, '');
  const words = (selector) => plain(element.querySelector(selector)?.textContent ?? '');
  const drawings = [...element.querySelectorAll('.chart')].map((svg) => ({
    groups: [...svg.querySelectorAll('.scatter-points path')].map((path) => {
      const box = path.getBBox();
      // Crosses and pluses lift the pen once within each symbol.
      const moves = path.getAttribute('d').match(/m/gi).length / (/other|missing/.test(path.getAttribute('class')) ? 2 : 1);
      return { name: path.getAttribute('class'), points: moves, box: [box.x, box.y, box.x + box.width, box.y + box.height] };
    }),
    labels: [...svg.querySelectorAll('text')].map((text) => plain(text.textContent)),
    client: svg.querySelectorAll('.scatter-client circle').length,
    texts: [plain(svg.querySelector('title').textContent), plain(svg.querySelector('desc').textContent)],
    height: svg.viewBox.baseVal.height,
    width: svg.viewBox.baseVal.width,
    markup: svg.querySelector('.scatter-points').innerHTML,
  }));
  return { title: words('.figure-title'), summary: words('.figure-summary'), legend: words('.legend'), drawings };
});

/** The script draws the same as the program did: groups, places and labels, up to the measured width of a label. */
function checkSameScatter(before, after, fail) {
  if (before.legend !== after.legend) fail(`scatter: the legend “${before.legend}” becomes “${after.legend}”`);
  before.drawings.forEach((was, i) => {
    const is = after.drawings[i];
    const names = ({ groups }) => groups.map(({ name, points }) => `${name} ${points}`).sort().join();
    if (names(was) !== names(is)) return fail(`scatter: groups ${names(was)} become ${names(is)}`);
    if (was.client !== is.client) fail('scatter: the marked client comes or goes');
    if (Math.abs(was.height - is.height) > 0.15 * was.height) fail(`scatter: the height ${was.height} becomes ${is.height}`);
    for (const group of was.groups) {
      const other = is.groups.find(({ name }) => name === group.name);
      const moved = Math.max(...group.box.map((edge, k) => Math.abs(edge - other.box[k])));
      if (was.width > 500 && moved > 0.05 * was.width) fail(`scatter: ${group.name} moves by ${moved.toFixed(1)} px`);
    }
  });
}

/** What must be true of the figure once `name` is chosen in a select; `absent`: no colour is. */
function checkScatter(found, name, { isColour, absent }, rows, fail) {
  const when = `scatter “${found.title}”`;
  if (!absent && !found.title.includes(name)) fail(`${when}: the title does not name ${name}`);
  if (!absent && !found.summary.includes(name)) fail(`${when}: the sentence does not name ${name}`);
  if (isColour && found.legend.includes(name) === absent) fail(`${when}: the legend is “${found.legend}”`);
  for (const drawing of found.drawings) {
    const points = drawing.groups.reduce((sum, group) => sum + group.points, 0);
    if (points !== rows) fail(`${when}: ${points} of ${rows} points`);
    const labels = drawing.labels.join('').replace(/\s/g, '');
    if (!isColour && !labels.includes(name.replace(/\s/g, ''))) fail(`${when}: the axis of ${name} has no name`);
    if (drawing.texts.join() !== [found.title, found.summary].join()) fail(`${when}: name and description are not those of the figure`);
    if (/NaN|Infinity|undefined/.test(drawing.markup)) fail(`${when}: broken coordinates`);
  }
}

/** Every column on each axis and as colour: another picture, its words, all points, and labels that do not overlap. */
async function checkScatters(page, fail, width) {
  for (const chooser of await page.locator('.chooser').all()) {
    if (!(await chooser.isVisible())) continue;
    const figure = chooser.locator('xpath=..');
    const within = `#${await figure.getAttribute('id')}`;
    const first = await scatterOf(figure);
    const rows = await figure.locator('tbody tr').count() - (first.drawings[0].client > 0 ? 1 : 0);
    for (const select of await chooser.locator('select').all()) {
      const options = await select.locator('option').evaluateAll((elements) => elements.map((element) => ({ value: element.value, name: element.textContent.replace(/[\u2068\u2069]/g, '') })));
      const initial = await select.inputValue();
      const isColour = options[0].value === '';
      await select.focus();
      await page.keyboard.press('Home');
      let before = '';
      for (const [entry, { value, name }] of options.entries()) {
        if (entry > 0) await page.keyboard.press('ArrowDown');
        else if (value === initial) continue;  // nothing has changed
        const found = await scatterOf(figure);
        checkScatter(found, name, { isColour, absent: value === '' }, rows, fail);
        if (before === found.drawings[0].markup) fail(`scatter “${found.title}”: the picture stays the same`);
        before = found.drawings[0].markup;
        const seen = await page.evaluate(inspectDrawings, { forced: false, within });
        seen.failures.forEach((reason) => fail(`scatter “${found.title}”, ${width} px: ${reason}`));
      }
      await page.keyboard.press('Home');
      for (const { value } of options) {
        if (value === initial) break;
        await page.keyboard.press('ArrowDown');
      }
    }
    checkSameScatter(first, await scatterOf(figure), fail);
  }
}

export async function checkControls(page, fail) {
  await checkTargets(page, fail);
  await checkPicker(page, fail);
  await checkChoices(page, fail);
  for (const width of [340, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await checkScatters(page, fail, width);
  }
  await checkTables(page, fail);
  await checkLetters(page, fail);
  await checkLinks(page, fail);
}

/** Without script: all groups, all rows, of each choice the chosen option by name, and no letter hidden. */
export async function checkControlsWithoutScripts(page, fail) {
  const parts = async (selector) => show(await shownOf(page.locator(selector)));
  for (const selector of ['section', '.contents li', '.letter', '.searchable:not(details *) tbody tr']) {
    if ((await parts(selector)).includes('□')) fail(`without script a ${selector} is hidden`);
  }
  for (const choice of await page.locator('.choice').all()) {
    const all = await choice.evaluate((element) => element.classList.contains('all'));
    const shown = await panelsShown(choice);
    const names = await shownOf(choice.locator(':scope > .panel > .panel-name'));
    if (all ? shown.includes(false) : shown.filter(Boolean).length !== 1) fail(`without script a choice shows ${show(shown)}`);
    if (!all && show(names) !== show(shown)) fail('without script nothing says which option is shown');
  }
}
