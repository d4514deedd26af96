// Debian's Chromium under playwright-core, without network, profile or background services.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run',
];

/** Runs `use(browser context factory)` with a browser of its own and removes its profile. */
export async function withBrowser(use) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'p8-web-'));
  const executablePath = process.env.P8_CHROMIUM || '/usr/bin/chromium';
  // A persistent context is how playwright passes a user-data-dir; other contexts are made from its browser.
  const root = await chromium.launchPersistentContext(profile, { executablePath, args: ARGUMENTS, headless: true });
  try {
    return await use(root.browser());
  } finally {
    await root.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}
