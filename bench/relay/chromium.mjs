import { spawn } from 'node:child_process'
import * as installed from '../../scripts/chromium.mjs'

const FLAGS = [
  '--headless',
  ...installed.QUIET,
  // A page opens another one, and both are measured, whichever lies above the other.
  '--disable-popup-blocking',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
]

/** The browser that is installed here, if there is one; `LOCKSTEP_SKIP_BROWSER=1` does without. */
export function findChromium() {
  if (process.env.LOCKSTEP_SKIP_BROWSER) return undefined
  return installed.findChromium()
}

/**
 * A real browser with one page. Nothing drives it: a debugger that hears of every frame would cost more than the frames.
 *
 * @param {string} executable
 * @param {string} profile a directory of its own
 * @param {string} url
 * @returns {{ stop(): Promise<void> }}
 */
export function openBrowser(executable, profile, url) {
  const browser = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`, url], { stdio: 'ignore' })
  const ended = new Promise(resolve => browser.once('exit', resolve))
  const kill = () => void browser.kill('SIGKILL')
  process.once('exit', kill)
  return {
    async stop() {
      process.off('exit', kill)
      browser.kill()
      await ended
    },
  }
}
