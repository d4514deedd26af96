// node tests/web/serve.mjs P8: starts `p8 serve` on the demo data, runs axe on every page, and does the whole task by
// keyboard alone (find a client, read the decision, change a value, read the new decision), scripts on and off, in both
// languages.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { withBrowser } from './browser.mjs';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const CLIENTS = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../configs/demo/german_credit.csv');
const PAGES = ['clients', 'clients?q=nobody', 'clients?decision=refused&page=2', 'client?id=4',
  'client?id=4&v.duration_months=6&n=5&compare=age&x=age&y=credit_amount&colour=housing', 'client?id=4&x=agge', 'client?id=1', 'client?id=11&search=1',
  'overall', 'client?id=nobody', 'nowhere'];
const [, , p8] = process.argv;
const failures = [];
const failed = (reason) => { failures.push(reason); console.log(`FAIL ${reason}`); };

/** Resolves with the address that the server says. */
function addressOf(server) {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (bytes) => {
      said += bytes;
      const found = said.match(/http:\S+/);
      if (found) resolve(found[0]);
    });
    server.on('exit', (code) => reject(new Error(`p8 serve ended with ${code}`)));
  });
}

async function withPage(browser, options, use) {
  const context = await browser.newContext({ viewport: { width: options.width ?? 1280, height: 800 },
    colorScheme: options.colorScheme ?? 'light', javaScriptEnabled: options.scripts ?? true, reducedMotion: 'reduce',
    locale: options.locale ?? 'en-GB' });
  const fail = (reason) => failed(`${options.name}: ${reason}`);
  try {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('404 (Not Found)')) fail(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => fail(`script error: ${error.message}`));
    await use(page, fail);
  } finally {
    await context.close();
  }
}

async function checkPage(browser, address, target, view) {
  const name = `${target} ${view.width} ${view.colorScheme}`;
  await withPage(browser, { name, ...view }, async (page, fail) => {
    await page.goto(address + target);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) fail(`scrolls sideways by ${wide} px`);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags } }), AXE_TAGS);
    for (const violation of violations) fail(`axe ${violation.id}: ${violation.help}; first ${violation.nodes[0].html.slice(0, 140)}`);
  });
}

/** Presses Tab until the focused element is the one. */
async function tabTo(page, what, matches) {
  for (let i = 0; i < 400; ++i) {
    await page.keyboard.press('Tab');
    const handle = await page.evaluateHandle(() => document.activeElement);
    if (await handle.evaluate(matches[0], matches[1])) return;
  }
  throw new Error(`Tab does not reach ${what}`);
}

const byName = (name) => [(element, wanted) => element.name === wanted, name];
const byText = (text) => [(element, wanted) => element.textContent === wanted, text];
const verdict = (page) => page.locator('.verdict').innerText();

/** The task, with nothing but keys. */
async function doTask(browser, address, words, options) {
  await withPage(browser, options, async (page, fail) => {
    try {
      await page.goto(address);
      await tabTo(page, 'the search', byName('q'));
      await page.keyboard.type('11');
      await page.keyboard.press('Enter');
      await page.waitForURL(/q=11/);
      await tabTo(page, 'the client', byText('11'));
      await page.keyboard.press('Enter');
      await page.waitForURL(/client\?id=11/);
      if (!(await verdict(page)).includes(words.refused)) fail(`the decision is “${await verdict(page)}”`);
      await tabTo(page, 'the duration', byName('v.duration_months'));
      await page.keyboard.press('Control+A');
      await page.keyboard.type('4');
      await tabTo(page, 'another characteristic', byName('other'));
      await page.keyboard.type('checking_account');
      await page.keyboard.press('Escape');
      await tabTo(page, 'its value', byName('other_value'));
      await page.keyboard.type('None');
      await page.keyboard.press('Enter');
      await page.waitForURL(/v\.duration_months=4/);
      const notices = await page.locator('.answer .notice-title').allInnerTexts();
      if (!notices.some((text) => text.startsWith(words.changed))) fail(`no new decision, but “${notices}”`);
      if (!(await page.locator('#changes table').isVisible())) fail('no table of before and after');
    } catch (error) {
      fail(error.message);
    }
  });
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'p8-serve-'));
spawnSync(p8, ['train', '--data', CLIENTS, '--label', 'default', '--id', 'client_id', '--out', `${work}/m`, '--quiet']);
const server = spawn(p8, ['serve', '--model', `${work}/m`, '--data', CLIENTS, '--label', 'default', '--protected', 'personal_status', '--port', '0']);
try {
  const address = await addressOf(server);
  await withBrowser(async (browser) => {
    const english = { refused: 'Refused', changed: 'With your changes' };
    const french = { refused: 'Refusé', changed: 'Avec vos changements' };
    for (const scripts of [true, false]) {
      await doTask(browser, address, english, { name: `task in English, scripts ${scripts}`, scripts, locale: 'en-GB' });
      await doTask(browser, address, french, { name: `task in French, scripts ${scripts}`, scripts, locale: 'fr-FR' });
    }
    for (const language of ['en', 'fr']) {
      for (const target of PAGES) {
        const address_in = `${target}${target.includes('?') ? '&' : '?'}lang=${language}`;
        await checkPage(browser, address, address_in, { width: 1280, colorScheme: 'light' });
        if (language === 'fr') await checkPage(browser, address, address_in, { width: 320, colorScheme: 'dark' });  // longer words
      }
    }
  });
} finally {
  server.removeAllListeners('exit');
  server.kill('SIGTERM');
  fs.rmSync(work, { recursive: true, force: true });
}
console.log(`${3 * PAGES.length} pages and 4 tasks by keyboard, ${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
