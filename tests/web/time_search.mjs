// node tests/web/time_search.mjs FILE…: how long a page with a long table takes to open, to answer a keystroke in its
// search, a choice of its filter and a sort, each until the page is laid out. Written by `p8_report_gallery DIR ROWS`.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withBrowser } from './browser.mjs';

const TYPED = ['c', 'ci', 'cin', 'externe', 'a', ''];

await withBrowser(async (browser) => {
  for (const file of process.argv.slice(2)) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path.resolve(file)).href);
    const figures = await page.evaluate((typed) => {
      const timed = (act) => {
        const start = performance.now();
        act();
        document.body.getBoundingClientRect();
        return Math.round(performance.now() - start);
      };
      const input = document.querySelector('.searchable input');
      const select = document.querySelector('.searchable select');
      const focus = timed(() => input.focus());
      const keystrokes = typed.map((text) => timed(() => {
        input.value = text;
        input.dispatchEvent(new Event('input'));
      }));
      const filter = timed(() => {
        select.selectedIndex = 1;
        select.dispatchEvent(new Event('change'));
      });
      const sort = timed(() => document.querySelector('.searchable thead button').click());
      const opened = Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd);
      return { rows: document.querySelectorAll('.searchable tbody tr').length, opened, focus, keystrokes, filter, sort };
    }, TYPED);
    console.log(file, JSON.stringify(figures), 'ms');
    await context.close();
  }
});
