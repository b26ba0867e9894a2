// Starts everything, keeps it running, and ends it: the collector, the alerts, the page and the terminal view are
// processes of their own. They know nothing of each other and nothing of this one; all they share is the store.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { addNotice } from './actions.js'
import { clock } from './format.js'
import { onEnd, openMonitor } from './program.js'
import { webAddress } from './select.js'
import { type Supervised, supervise } from './supervise.js'

const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true
const store = openMonitor('demo')
const running: Supervised[] = []

/** A view that was killed leaves the terminal as it had set it: this is how it was before. */
const settings = interactive
  ? spawnSync('stty', ['-g'], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).stdout.trim()
  : ''

function restoreTerminal(): void {
  if (!interactive) return
  spawnSync('stty', [settings], { stdio: ['inherit', 'ignore', 'ignore'] })
  process.stdout.write('\x1b[?25h\x1b[?1049l')
}

function start(name: string, foreground = false): void {
  running.push(
    supervise({
      name,
      foreground,
      file: fileURLToPath(new URL(`${name}.js`, import.meta.url)),
      onExit: () => {
        if (foreground) restoreTerminal()
      },
      // Every view shows it, in whatever process it is: the store is the only channel there is.
      onRestart: text => addNotice(store, text),
      onQuit: () => end().then(() => process.exit(0)),
      onGiveUp: text => end().then(() => fail(text)),
    }),
  )
}

async function end(): Promise<void> {
  await Promise.all(running.map(program => program.stop()))
  store.close()
  restoreTerminal()
}

function fail(text: string): never {
  console.error(text)
  process.exit(1)
}

if (!interactive) {
  store.subscribe(
    state => state.web,
    web => console.log(`Lockstep monitor: ${webAddress(web)}`),
  )
  store.subscribe(
    state => state.notices,
    notices => {
      const notice = notices.at(-1)
      if (notice !== undefined) console.log(`${clock(notice.time)} ${notice.text}`)
    },
  )
}

onEnd(end)
start('collector')
start('alerts')
start('web')
start('terminal', true)
