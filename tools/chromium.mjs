import { accessSync, constants } from 'node:fs';
import { installOnDebian } from './debian.mjs';

const STANDARD_PLACES = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** A Chromium for the browser tests; on Debian as root it is installed when missing. */
export async function findChromium() {
  const found = installedChromium();
  if (found) return found;
  await installOnDebian('Chromium for the browser tests', ['chromium']);
  const installed = installedChromium();
  if (!installed) {
    process.stderr.write(
      'The browser tests need Chromium or Chrome. Install one (Debian: apt-get install chromium; macOS and Windows: Google Chrome), ' +
      'or set CHROMIUM_PATH to its executable.\n');
  }
  return installed;
}

export function installedChromium() {
  const places = [process.env.CHROMIUM_PATH, ...(STANDARD_PLACES[process.platform] ?? [])];
  return places.find(place => place && isExecutable(place));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
