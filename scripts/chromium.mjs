// Where tests and benches find a real browser, and how they start it.
import { existsSync } from 'node:fs'

/** `LOCKSTEP_CHROMIUM` names the browser; without it, these are tried. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** It looks for nothing in the network, and asks nobody anything. */
export const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The browser that is installed here; `undefined` if there is none. */
export function findChromium() {
  return process.env.LOCKSTEP_CHROMIUM ?? PLACES.find(place => existsSync(place))
}

/** A real browser with an empty profile. @param {readonly string[]} args */
export async function launchChromium(args = []) {
  const executablePath = findChromium()
  if (executablePath === undefined)
    throw new Error(
      'Pages are tested in Chromium, which is not there. Install it (Debian, Ubuntu: apt-get install -y ' +
        '--no-install-recommends chromium), or name it in LOCKSTEP_CHROMIUM, or leave these tests out with ' +
        'LOCKSTEP_SKIP_BROWSER=1.',
    )
  // Here, so that who brings a browser of its own needs no playwright.
  const { chromium } = await import('playwright-core')
  return chromium.launch({ executablePath, headless: true, args: [...QUIET, ...args] })
}
