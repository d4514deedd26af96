// node tests/web/check_pages.mjs DIR|FILE…
// Opens each report page in the real browser and checks what lib/p8/report promises: accessibility (axe and our own rules
// for charts), no network, no scrolling sideways, keyboard, scripts off, print, forced colours. One line a page;
// exit code 1 and the reasons where something fails. Any page that render_html() wrote can be given.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { withBrowser } from './browser.mjs';
import { checkControls, checkControlsWithoutScripts } from './controls.mjs';
import { inspectDocument, inspectDrawings, inspectFrench } from './in_page.mjs';
import { checkKeyboard } from './keyboard.mjs';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const REASONS_SHOWN = 20;
const VIEWS = [
  { name: '1280 light', width: 1280, colorScheme: 'light', axe: true },
  { name: '1280 dark', width: 1280, colorScheme: 'dark', axe: true },
  { name: '320 light', width: 320, colorScheme: 'light', axe: true },
  { name: '320 dark', width: 320, colorScheme: 'dark' },
  { name: '768 light', width: 768, colorScheme: 'light' },
  { name: '1000 forced colours', width: 1000, colorScheme: 'dark', forcedColors: 'active' },
];

/** The pages of a folder; of a folder "clients", whose pages are all made alike, only the first. */
function pagesOf(argument) {
  if (!fs.statSync(argument).isDirectory()) return [argument];
  const pages = fs.readdirSync(argument, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html')).sort();
  const isLikeTheOneBefore = (name, i) => i > 0 && path.basename(path.dirname(name)) === 'clients'
    && path.dirname(name) === path.dirname(pages[i - 1]);
  return pages.filter((name, i) => !isLikeTheOneBefore(name, i)).map((name) => path.join(argument, name));
}

/** Opens the page in a context of its own; whatever it asks of the network or complains about becomes a failure. */
async function withPage(browser, file, options, failures, use) {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 }, colorScheme: options.colorScheme ?? 'light',
    forcedColors: options.forcedColors ?? 'none', javaScriptEnabled: options.scripts ?? true, reducedMotion: 'reduce',
  });
  const url = pathToFileURL(path.resolve(file)).href;
  const fail = (reason) => failures.push(`${options.name}: ${reason}`);
  try {
    const page = await context.newPage();
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url && !request.url().startsWith('data:')) fail(`asks for ${request.url()}`);
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) fail(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => fail(`script error: ${error.message}`));
    page.on('dialog', (dialog) => { fail(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    if (options.scripts ?? true) {
      await page.addInitScript(() => document.addEventListener('securitypolicyviolation',
        (event) => console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI}`)));
    }
    await page.goto(url);
    return await use(page, fail);
  } finally {
    await context.close();
  }
}

async function runAxe(page, fail) {
  await page.evaluate(AXE);
  const result = await page.evaluate((tags) => window.axe.run(document, {
    runOnly: { type: 'tag', values: tags }, resultTypes: ['violations', 'incomplete'] }), AXE_TAGS);
  for (const violation of result.violations) {
    fail(`axe ${violation.id}: ${violation.help}; ${violation.nodes.length}×, first ${violation.nodes[0].html.slice(0, 140)}`);
  }
  // Axe cannot decide the contrast of SVG text, which inspectDrawings() measures; anything else undecided is a failure.
  for (const rule of result.incomplete) {
    const nodes = rule.nodes.filter((node) => rule.id !== 'color-contrast' || !node.html.startsWith('<text'));
    if (nodes.length > 0) fail(`axe could not decide ${rule.id}: ${nodes.length}×, first ${nodes[0].html.slice(0, 140)}`);
  }
  return result;
}

async function checkView(browser, file, view, failures, counts) {
  await withPage(browser, file, view, failures, async (page, fail) => {
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (await overflow() > 0) fail(`the page scrolls sideways by ${await overflow()} px`);
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
    if (await overflow() > 0) fail(`with all details open the page scrolls sideways by ${await overflow()} px`);
    if (view.axe) {
      const { passes } = await runAxe(page, fail);
      counts.axe += passes.length;
    }
    // Every option of a choice and every group of the picker at once.
    await page.evaluate(() => document.querySelectorAll('.panel, [data-group]').forEach((part) => { part.hidden = false; }));
    if (await overflow() > 0) fail(`with all options shown the page scrolls sideways by ${await overflow()} px`);
    const found = await page.evaluate(inspectDrawings, { forced: view.forcedColors === 'active' });
    found.failures.forEach(fail);
    counts.texts = Math.max(counts.texts, found.texts);
    counts.marks = Math.max(counts.marks, found.marks);
  });
}

async function checkWithoutScripts(browser, file, failures, withScripts) {
  await withPage(browser, file, { name: 'scripts off', scripts: false }, failures, async (page, fail) => {
    const visible = async (selector) => {
      let count = 0;
      for (const element of await page.locator(selector).all()) count += (await element.isVisible()) ? 1 : 0;
      return count;
    };
    if (await visible('button, input, select') > 0) fail('a control is shown that needs the script');
    await checkControlsWithoutScripts(page, fail);
    for (const selector of ['h1', 'h2', 'section', 'figure', 'figure > svg', 'main .scroll:not(details *) table', 'summary']) {
      const shown = await visible(selector);
      if (shown !== (withScripts[selector] ?? 0)) fail(`${shown} visible ${selector}, with scripts ${withScripts[selector]}`);
    }
  });
}

async function checkPrint(browser, file, failures) {
  await withPage(browser, file, { name: 'print', width: 688, colorScheme: 'dark' }, failures, async (page, fail) => {
    await page.emulateMedia({ media: 'print' });
    const problems = await page.evaluate(() => {
      const shown = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
      const reasons = [];
      for (const control of document.querySelectorAll('#theme, .skip, nav, summary, input, select, button:not(th button)')) {
        if (shown(control)) reasons.push(`prints a control: ${control.outerHTML.slice(0, 80)}`);
      }
      for (const table of document.querySelectorAll('main table')) {
        // Paper has what the reader chose: not the other options of a choice, nor the other groups of the picker.
        if (table.closest('.panel[hidden], [data-group][hidden]')) {
          if (shown(table)) reasons.push(`prints what is not chosen: “${table.caption?.textContent}”`);
        } else if (!table.closest('.long') && !shown(table)) reasons.push(`does not print the table “${table.caption?.textContent}”`);
      }
      for (const element of document.querySelectorAll('body, figure, table')) {
        const [r, g, b] = getComputedStyle(element).color.match(/\d+/g).map(Number);
        if (r + g + b > 300) reasons.push(`prints light text: ${element.tagName}`);
      }
      const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      if (over > 0) reasons.push(`is ${over} px wider than the paper`);
      return reasons;
    });
    problems.forEach(fail);
  });
}

/** Links to other files: relative, of plain or percent-encoded names, and not dead. */
function checkFiles(file, links, fail) {
  for (const link of links) {
    if (!/^(\.\.\/)*([A-Za-z0-9._~-]|%[0-9A-F]{2})+(\/([A-Za-z0-9._~-]|%[0-9A-F]{2})+)*$/.test(link)) fail(`a link to ${link}`);
    else if (!fs.existsSync(path.resolve(path.dirname(file), decodeURIComponent(link)))) fail(`dead link ${link}`);
  }
}

async function checkPage(browser, file) {
  const failures = [];
  const counts = { axe: 0, texts: 0, marks: 0 };
  let facts = {};
  await withPage(browser, file, { name: 'document' }, failures, async (page, fail) => {
    facts = await page.evaluate(inspectDocument);
    facts.failures.forEach(fail);
    if (facts.language === 'fr') (await page.evaluate(inspectFrench)).forEach(fail);
    checkFiles(file, facts.links, fail);
    await checkKeyboard(page, fail);
  });
  await withPage(browser, file, { name: 'controls' }, failures, checkControls);
  for (const view of VIEWS) await checkView(browser, file, view, failures, counts);
  await checkWithoutScripts(browser, file, failures, facts.visible ?? {});
  await checkPrint(browser, file, failures);
  return { failures, counts, facts };
}

const files = process.argv.slice(2).flatMap(pagesOf);
if (files.length === 0) {
  console.error('usage: node check_pages.mjs DIR|FILE…   (no page given or found)');
  process.exit(2);
}
let failed = 0;
await withBrowser(async (browser) => {
  for (const file of files) {
    const { failures, counts, facts } = await checkPage(browser, file);
    const size = (fs.statSync(file).size / 1000).toFixed(1);
    console.log(`${failures.length === 0 ? 'ok  ' : 'FAIL'} ${file}: ${facts.language}, ${size} kB, ${facts.figures} figures, ` +
      `${facts.tables} tables, axe ${counts.axe} rules passed, ` +
      `${counts.texts} labels, ${counts.marks} marks measured`);
    const reasons = [...new Set(failures)];
    for (const reason of reasons.slice(0, REASONS_SHOWN)) console.log(`     - ${reason}`);
    if (reasons.length > REASONS_SHOWN) console.log(`     - and ${reasons.length - REASONS_SHOWN} more`);
    failed += failures.length === 0 ? 0 : 1;
  }
});
process.exit(failed === 0 ? 0 : 1);
