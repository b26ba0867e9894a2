import { emitKeypressEvents, type Key } from 'node:readline'
import type { Store } from '@lockstep/core'
import { acknowledgeAlert, setThreshold } from '../actions.js'
import { isPending } from '../select.js'
import { METRIC_NAMES, METRICS, type Metric, type MonitorState } from '../store.js'
import { drawScreen } from './draw.js'
import { openScreen } from './screen.js'

/** Without a sample for so long, the view says so. */
const STALE_MS = 2_000

/** Draws the store whenever it changes and turns keys into commits. */
export function showLive(store: Store<MonitorState>, quit: () => void): void {
  const { stdin, stdout } = process
  const show = openScreen(stdin, stdout)
  let selected: Metric = 'cpu'
  let stale = false

  function draw(): void {
    show(
      drawScreen(store.getSnapshot(), {
        // Some pseudo-terminals have no size.
        width: stdout.columns || 80,
        height: stdout.rows || 24,
        version: store.version,
        peers: store.peers(),
        selected,
        stale,
      }),
    )
  }

  const markStale = setTimeout(() => {
    stale = true
    draw()
  }, STALE_MS)

  store.subscribe(
    state => state.sampledAt,
    () => {
      stale = false
      markStale.refresh()
    },
  )
  store.subscribe(draw)
  stdout.on('resize', draw)

  function choose(by: number): void {
    const index = METRIC_NAMES.indexOf(selected) + by + METRIC_NAMES.length
    selected = METRIC_NAMES[index % METRIC_NAMES.length]!
    draw()
  }

  function change(by: number): void {
    setThreshold(store, selected, store.getState().thresholds[selected] + by * METRICS[selected].step)
  }

  function acknowledgeOldest(): void {
    const alert = store.getState().alerts.find(isPending)
    if (alert !== undefined) acknowledgeAlert(store, alert.id)
  }

  function press(text: string | undefined, { name, ctrl, shift }: Key): void {
    const steps = shift ? 10 : 1
    if (name === 'q' || (ctrl && name === 'c')) quit()
    else if (name === 'up' || name === 'k') choose(-1)
    else if (name === 'down' || name === 'j') choose(1)
    else if (name === 'left' || text === '-') change(-steps)
    else if (name === 'right' || text === '+') change(steps)
    else if (name === 'a') acknowledgeOldest()
  }

  emitKeypressEvents(stdin)
  stdin.on('keypress', press)
  // The terminal itself is gone.
  stdin.on('end', quit)
  draw()
}
