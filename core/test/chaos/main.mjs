// `npm run chaos`: a random crowd of processes and threads over two stores, and a referee that is no member.
import { Worker } from 'node:worker_threads'
import { countCheckpoints } from './checkpoints.mjs'
import { createCrowd } from './crowd/crowd.mjs'
import { letThingsHappen } from './crowd/events.mjs'
import { makePlace } from './crowd/place.mjs'
import { createEvidence } from './evidence.mjs'
import { RULES } from './member/broken.mjs'
import { readOptions } from './options.mjs'
import { createRandom } from './random.mjs'
import { createReferee } from './referee/referee.mjs'
import { progressLine, summary, verdicts, writeRecord } from './report.mjs'

const PROGRESS_MS = 10_000
const say = text => process.stdout.write(`${text}\n`)

let options
try {
  options = readOptions(process.argv.slice(2))
} catch (error) {
  process.stderr.write(error.message)
  process.exit(2)
}
const { minutes, seed, breaks, json, directory } = options
const command = `npm run chaos -- --minutes ${minutes} --seed ${seed}${breaks.length > 0 ? ` --break ${breaks}` : ''}`
say(`Chaos for ${minutes} minutes, seed ${seed}. Again: ${command}`)

const place = makePlace(directory)
const referee = createReferee()
const { findings, delays } = referee
const evidence = createEvidence()
const heard = referee.hear
referee.hear = (life, line) => {
  evidence.line(life, line)
  heard(life, line)
}
const random = createRandom(seed)
for (const store of Object.keys(place.stores)) referee.begin(store)
const crowd = createCrowd({ referee, random: random.fork('crowd'), place, breaks, record: evidence.event })

const begin = performance.now()
const elapsed = () => (performance.now() - begin) / 1000
const over = new AbortController()
let interrupted = false
const canary = new Worker(new URL('./canary.mjs', import.meta.url))
canary.on('message', ({ from, to }) => delays.stalled(from, to))
const stopCounting = countCheckpoints(place, () => findings.count('checkpoints'))
const progress = setInterval(() => say(progressLine(elapsed(), findings, crowd.living().length)), PROGRESS_MS)
const deadline = setTimeout(() => over.abort(), minutes * 60_000)
// What was found is not found better by going on; of rules that are broken on purpose, all have to be.
const isFound = rule =>
  rule === 'slow-thief' ? delays.verdict().length > 0 : findings.checks[RULES[rule]].violations.length > 0
const enough = () => (breaks.length > 0 ? breaks.every(isFound) : findings.violated)
const watch = setInterval(() => enough() && over.abort(), 1_000)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    interrupted = true
    over.abort()
    crowd.close()
  })
}

try {
  await crowd.begin()
  await letThingsHappen(
    { crowd, referee, place, breaks, random: random.fork('events'), record: evidence.event },
    over.signal,
  )
} catch (error) {
  if (!interrupted && !findings.violated) findings.violate('alive', `the run itself failed: ${error.stack}`)
}
const lasted = elapsed() / 60
for (const timer of [progress, watch]) clearInterval(timer)
clearTimeout(deadline)
stopCounting()
if (!interrupted) delays.conclude()
await canary.terminate()
const violations = verdicts(findings, interrupted ? 0 : minutes)
const failed = Object.values(violations).filter(list => list.length > 0).length
const looked = Object.fromEntries(
  Object.entries(findings.checks).map(([name, check]) => [name, check.looked]),
)
const record = {
  passed: Object.keys(violations).length - failed,
  failed,
  seed,
  minutes: lasted,
  breaks,
  interrupted,
  counts: findings.counts,
  delays: delays.figures(),
  looked,
  violations,
}
// Before the crowd ends: then its stores are as they were.
const folder = failed > 0 && breaks.length === 0 ? evidence.keep(seed, record, place) : undefined
await crowd.close()
place.remove()
say(summary(record))
writeRecord(record, json)
if (folder !== undefined)
  say(`\nWhat was heard and done, and the stores, are in ${folder}\nAgain: ${command}`)
process.exit(interrupted ? 130 : failed === 0 ? 0 : 1)
