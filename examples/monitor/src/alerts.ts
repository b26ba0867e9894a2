// Raises and clears alerts. It never looks by itself: the store calls it when a value crosses a threshold, whether
// the value moved (the collector) or the threshold did (a view).
import { clearAlert, raiseAlert } from './actions.js'
import { onEnd, openMonitor } from './program.js'
import { reading } from './select.js'
import { METRIC_NAMES, type Metric, type MonitorState } from './store.js'

/** An alert clears below this part of its threshold, so that a value trembling at it raises one, not hundreds. */
const CLEAR_BELOW = 0.9

type Level = 'unknown' | 'below' | 'between' | 'above'

function level(state: MonitorState, metric: Metric): Level {
  if (state.sampledAt === 0) return 'unknown'
  const value = reading(state, metric)
  const threshold = state.thresholds[metric]
  if (value >= threshold) return 'above'
  return value < threshold * CLEAR_BELOW ? 'below' : 'between'
}

const store = openMonitor('alerts')
for (const metric of METRIC_NAMES) {
  store.subscribe(
    state => level(state, metric),
    now => {
      if (now === 'above') raiseAlert(store, metric, reading(store.getState(), metric))
      if (now === 'below') clearAlert(store, metric)
    },
    // What happened while no alert process was there counts too.
    { fireImmediately: true },
  )
}
onEnd(() => store.close())
console.log(`Watching ${METRIC_NAMES.join(', ')} in ${store.name} as process ${process.pid}. Ctrl-C ends.`)
