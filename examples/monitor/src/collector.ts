// Samples this machine into the store, four times a second.
import { existsSync } from 'node:fs'
import { recordSample } from './actions.js'
import { createSampler } from './proc/sampler.js'
import { onEnd, openMonitor } from './program.js'
import { SAMPLE_MS } from './store.js'

if (!existsSync('/proc/stat')) {
  console.error('The collector reads /proc, which this operating system does not have: run it on Linux.')
  process.exit(1)
}

const store = openMonitor('collector')
const sample = createSampler()
setInterval(() => recordSample(store, sample()), SAMPLE_MS)
onEnd(() => store.close())
console.log(`Sampling every ${SAMPLE_MS} ms into ${store.name} as process ${process.pid}. Ctrl-C ends.`)
