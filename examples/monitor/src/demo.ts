// Starts everything, keeps it running, and ends it: the collector, the alerts, the page and the terminal view are
// processes of their own. They know nothing of each other and nothing of this one; all they share is the store.
import { fileURLToPath } from 'node:url'
import { addNotice } from './actions.js'
import { clock } from './format.js'
import { onEnd, openMonitor } from './program.js'
import { webAddress } from './select.js'
import { type Supervised, supervise } from './supervise.js'
import { LEAVE_SCREEN } from './terminal/screen.js'

const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true
const store = openMonitor('demo')
const running: Supervised[] = []

function start(name: string, foreground = false): void {
  running.push(
    supervise({
      name,
      foreground,
      file: fileURLToPath(new URL(`${name}.js`, import.meta.url)),
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
  // A view that was killed could not leave its screen. (The terminal's settings are given back by Node.)
  if (interactive) process.stdout.write(LEAVE_SCREEN)
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
