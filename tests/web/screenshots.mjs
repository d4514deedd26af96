// node tests/web/screenshots.mjs OUT_DIR FILE…: the pages as PNG, on desktop and phones, light and dark, and on paper.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withBrowser } from './browser.mjs';

const [out, ...files] = process.argv.slice(2);
const SHOTS = [
  { name: 'desktop', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'desktop-dark', width: 1280, height: 900, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
  { name: 'phone-320-dark', width: 320, height: 640, colorScheme: 'dark' },
  { name: 'paper', width: 690, height: 980, colorScheme: 'light', media: 'print' },
  { name: 'forced-colors', width: 1000, height: 900, colorScheme: 'dark', forcedColors: 'active' },
];

await withBrowser(async (browser) => {
  for (const file of files) {
    for (const shot of SHOTS) {
      const context = await browser.newContext({ viewport: { width: shot.width, height: shot.height }, colorScheme: shot.colorScheme, forcedColors: shot.forcedColors ?? 'none' });
      const page = await context.newPage();
      await page.goto(pathToFileURL(path.resolve(file)).href);
      if (shot.media) await page.emulateMedia({ media: shot.media });
      await page.screenshot({ path: path.join(out, `${path.basename(file, '.html')}-${shot.name}.png`), fullPage: true });
      await context.close();
    }
  }
});
