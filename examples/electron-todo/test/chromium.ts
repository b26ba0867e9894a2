import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** `LOCKSTEP_CHROMIUM` names the browser; without it, these are tried. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A real browser with an empty profile. */
export function openBrowser(): Promise<Browser> {
  const { LOCKSTEP_CHROMIUM } = process.env
  const executablePath = LOCKSTEP_CHROMIUM ?? PLACES.find(place => existsSync(place))
  if (executablePath === undefined)
    throw new Error(
      'The page is tested in Chromium, which is not there. Install it (Debian, Ubuntu: apt-get install -y ' +
        '--no-install-recommends chromium), or name it in LOCKSTEP_CHROMIUM, or leave these tests out with ' +
        'LOCKSTEP_SKIP_BROWSER=1.',
    )
  return chromium.launch({ executablePath, headless: true, args: QUIET })
}
