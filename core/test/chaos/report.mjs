// What a run says of itself: a line now and then, a summary, and its counts for other programs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CHECKS } from './referee/findings.mjs'

const root = join(import.meta.dirname, '../../..')
/** Shorter runs may end before everything has happened once. */
const WHOLE_MINUTES = 1

export function progressLine(elapsed, { counts, checks }, living) {
  const of = name => counts[name] ?? 0
  const looked = Object.values(checks).reduce((sum, check) => sum + check.looked, 0)
  return (
    `${Math.round(elapsed)} s: ${of('acknowledged')} acknowledged, ${of('joins')} joins, ` +
    `${of('killed')} killed, ${of('terminated')} terminated, ${of('laps')} laps, ${of('checkpoints')} checkpoints, ` +
    `${of('migrations')} migrations, ${living} alive, ${looked} checks`
  )
}

/** By name: what the check found. One that never looked in a whole run has failed, too. */
export function verdicts({ checks, violated }, minutes) {
  return Object.fromEntries(
    Object.entries(checks).map(([name, { looked, violations }]) => {
      const blind = looked === 0 && minutes >= WHOLE_MINUTES && !violated
      return [name, blind ? [...violations, 'it found nothing to look at'] : violations]
    }),
  )
}

export function summary(record) {
  const lines = [`Chaos, ${record.minutes.toFixed(1)} minutes, seed ${record.seed}:`, '']
  for (const [name, count] of Object.entries(record.counts).sort(([a], [b]) => a.localeCompare(b)))
    lines.push(`  ${String(count).padStart(10)}  ${name}`)
  const { worst, calm, raw, compared, unpaired, after, otherwise } = record.delays
  lines.push(
    '',
    `  worst wait of an update because of a death: ${raw.toFixed(1)} ms (${worst.toFixed(1)} without the machine's standstills)`,
  )
  lines.push(
    `  longest update while nobody died: ${calm.toFixed(1)} ms`,
    `  longest waits after ${compared} deaths: ${waits(after)}`,
    `  and at as many moments nearby: ${waits(otherwise)}`,
    `  deaths beside which somebody was stopped, or with no such moment nearby: ${unpaired}`,
    '',
  )
  for (const [name, violations] of Object.entries(record.violations)) {
    lines.push(
      `  ${violations.length === 0 ? 'ok  ' : 'FAIL'} ${CHECKS[name]} (${record.looked[name]} looks)`,
    )
    for (const violation of violations) lines.push(`         ${violation}`)
  }
  return lines.join('\n')
}

const waits = ({ median, p99, most, share }) =>
  `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${most.toFixed(1)} ms, ${(share * 100).toFixed(1)} % over 50 ms`

/** Counts as tests, unless its members broke rules on purpose or somebody ended it. @param file where else it is written */
export function writeRecord(record, file) {
  const text = JSON.stringify(record, undefined, 2)
  const target = join(root, '.results', 'chaos.json')
  if (record.breaks.length === 0 && !record.interrupted) {
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
  if (file !== undefined) writeFileSync(file, text)
}
