// Makes the table of docs/reliability.md of a run's record: `node core/test/chaos/table.mjs <file of --json>`.
import { readFileSync } from 'node:fs'
import { CHECKS } from './referee/findings.mjs'

const { seed, minutes, counts, delays, looked, violations } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)
const of = name => counts[name] ?? 0
const number = value => value.toLocaleString('en-US')
const sum = (...names) => number(names.reduce((total, name) => total + of(name), 0))
const checks = Object.values(looked).reduce((total, count) => total + count, 0)
const waits = ({ median, p99, share }) =>
  `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; ${(share * 100).toFixed(1)} % over 50 ms`
const found = Object.values(violations).flat().length

const rows = [
  ['seed, minutes', `${seed}, ${minutes.toFixed(1)}`],
  ['commits; acknowledged', `${number(of('commits'))}; ${number(of('acknowledged'))}`],
  [
    'there although their writer died before it could acknowledge them',
    number(of('commits that nobody acknowledged')),
  ],
  ['commits of which nobody knows whose they were', sum('commits of which only their place is known')],
  ['processes killed by SIGKILL', sum('killed', 'died by itself: sigkill')],
  ['worker threads terminated', sum('terminated')],
  ['ended by `process.exit` or an uncaught error', sum('died by itself: exit', 'died by itself: throw')],
  ['joins', sum('joins')],
  ['stopped and continued', sum('stopped')],
  ['laps (a reader took a snapshot)', sum('laps')],
  ['checkpoints (at least)', sum('checkpoints')],
  ['migrations; older members that left', `${of('migrations')}; ${of('left because of a newer schema')}`],
  ['commits refused: no room', number(of('refused: LOCKSTEP_FULL'))],
  [
    'ends of everybody at once, in memory; with the file open',
    `${of('events: end of all in memory')}; ${of('events: end of all with the file open')}`,
  ],
  ['roll calls', sum('roll calls')],
  ['commits seen by members; states seen', `${number(of('commits seen'))}; ${number(of('states seen'))}`],
  [
    'worst wait of an update because of a death',
    `${delays.worst.toFixed(1)} ms (while nobody died: ${delays.calm.toFixed(1)} ms)`,
  ],
  [`longest waits after ${number(delays.compared)} deaths`, waits(delays.after)],
  ['longest waits at as many moments nearby when nobody died', waits(delays.otherwise)],
  ['single checks; violations', `${number(checks)}; **${found}**`],
]
process.stdout.write(
  `| | |\n|---|---|\n${rows.map(([what, value]) => `| ${what} | ${value} |`).join('\n')}\n`,
)
process.stdout.write(
  `\nOf ${Object.keys(CHECKS).length} kinds of checks, all looked: ${Object.values(looked).every(Boolean) ? 'yes' : 'no'}\n`,
)
