// The page by keyboard alone: order of Tab, skip link, theme switch, details, sorting.

const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return { id: element.id, classes: element.className?.baseVal ?? element.className, tag: element.tagName };
});

async function checkSkipLink(page, fail) {
  await page.keyboard.press('Tab');
  const first = await focused(page);
  if (first.classes !== 'skip') return fail(`Tab first reaches <${first.tag} class="${first.classes}">, not the skip link`);
  if (!(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0))) fail('the skip link stays hidden in focus');
  await page.keyboard.press('Enter');
  if ((await focused(page)).id !== 'content') fail('the skip link does not move the focus to the content');
  await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); window.getSelection().removeAllRanges(); });
}

async function checkTheme(page, fail) {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const pressed = () => page.locator('#theme').getAttribute('aria-pressed');
  if (!(await page.locator('#theme').isVisible())) return fail('no theme switch');
  await page.locator('#theme').focus();
  const [before, was] = [await ground(), await pressed()];
  await page.keyboard.press('Enter');
  if (await ground() === before || await pressed() === was) fail('Enter does not switch the theme');
  await page.keyboard.press('Space');
  if (await ground() !== before || await pressed() !== was) fail('Space does not switch the theme back');
}

async function checkDetails(page, fail) {
  for (const summary of await page.locator('summary').all()) {
    const open = () => summary.evaluate((element) => element.parentElement.open);
    await summary.focus();
    await page.keyboard.press('Enter');
    if (!(await open())) fail('Enter does not open a details');
    await page.keyboard.press('Space');
    if (await open()) fail('Space does not close a details');
  }
}

/** The column's full-precision numbers, where it has any, from top to bottom. */
const numbersOf = (button) => button.evaluate((element) => {
  const header = element.closest('th');
  return [...header.closest('table').tBodies[0].rows]
    .map((row) => row.cells[header.cellIndex]?.querySelector('data')).filter(Boolean).map((data) => Number(data.value));
});

async function checkSorting(page, fail) {
  for (const table of await page.locator('table[data-sortable]').all()) {
    const folded = table.locator('xpath=ancestor::details[not(@open)]/summary');  // opened as a reader would
    if (await folded.count() > 0) await folded.press('Enter');
    const rows = () => table.locator('tbody tr').count();
    const count = await rows();
    for (const button of await table.locator('thead button').all()) {
      const order = () => button.evaluate((element) => element.closest('th').getAttribute('aria-sort'));
      await button.focus();
      await page.keyboard.press('Enter');
      const up = await numbersOf(button);
      if (await order() !== 'ascending' || up.some((value, i) => i > 0 && value < up[i - 1])) fail('Enter does not sort upwards');
      await page.keyboard.press('Space');
      const down = await numbersOf(button);
      if (await order() !== 'descending' || down.some((value, i) => i > 0 && value > down[i - 1])) fail('Space does not sort downwards');
      if (await table.locator('th[aria-sort]').count() !== 1) fail('more than one column says that it is sorted');
    }
    if (await rows() !== count) fail('sorting loses rows');
  }
}

/** Tab alone reaches everything that can be operated, each with a visible focus. */
async function checkReach(page, fail) {
  const expected = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, summary, input, select, textarea, [tabindex="0"]')];
    const shown = all.filter((element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }));
    shown.forEach((element) => element.setAttribute('data-must-reach', ''));
    document.activeElement.blur();
    window.getSelection().removeAllRanges();
    return shown.length;
  });
  await page.locator('body').evaluate((body) => { body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex'); });
  for (let i = 0; i < expected + 3; ++i) {
    await page.keyboard.press('Tab');
    await page.evaluate(() => {
      const element = document.activeElement;
      element.removeAttribute('data-must-reach');
      const style = getComputedStyle(element);
      if (element !== document.body && (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)) element.setAttribute('data-no-outline', '');
    });
  }
  for (const [attribute, what] of [['data-must-reach', 'Tab does not reach'], ['data-no-outline', 'no visible focus on']]) {
    const missed = await page.evaluate((name) => [...document.querySelectorAll(`[${name}]`)].map((element) => element.outerHTML.slice(0, 90)), attribute);
    if (missed.length > 0) fail(`${what} ${missed.length} of ${expected}: ${missed[0]}`);
  }
}

/** With every option of a choice and every group of the picker shown, as if each had been chosen. */
async function withAllShown(page, check) {
  const parts = page.locator('.panel[hidden], [data-group][hidden]');
  await parts.evaluateAll((elements) => elements.forEach((element) => element.setAttribute('data-was-hidden', '')));
  const hidden = page.locator('[data-was-hidden]');
  await hidden.evaluateAll((elements) => elements.forEach((element) => { element.hidden = false; }));
  await check();
  await hidden.evaluateAll((elements) => elements.forEach((element) => { element.hidden = true; }));
}

export async function checkKeyboard(page, fail) {
  await checkSkipLink(page, fail);
  await checkTheme(page, fail);
  await withAllShown(page, async () => {
    await checkDetails(page, fail);
    await checkSorting(page, fail);
  });
  await checkReach(page, fail);
}
