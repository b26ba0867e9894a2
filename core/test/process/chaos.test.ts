import { execFile } from 'node:child_process'
import { EventEmitter, on, once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { RULES } from '../chaos/member/broken.mjs'
import { seededRandom } from './harness/random.js'
import { windows } from './harness/windows.js'
import { createWorld } from './harness/world.js'

const program = join(import.meta.dirname, '../chaos/main.mjs')

interface Record {
  readonly failed: number
  readonly counts: { readonly joins: number; readonly commits: number }
  readonly violations: { readonly [check: string]: readonly string[] }
}

/** Lets a crowd loose in a directory of the test's own. It stops and kills as Windows cannot. */
function chaos(minutes: number, breaks: readonly string[], ended: (code: number) => void) {
  const { scratch } = createWorld()
  const json = join(scratch, 'chaos.json')
  const seed = `${seededRandom().int(2 ** 31)}`
  const args = ['--minutes', `${minutes}`, '--seed', seed, '--json', json, '--directory', scratch]
  if (breaks.length > 0) args.push('--break', breaks.join(','))
  const run = execFile(process.execPath, [program, ...args], error => ended(Number(error?.code ?? 0)))
  onTestFinished(() => void run.kill('SIGKILL'))
  return { run, scratch, record: (): Record => JSON.parse(readFileSync(json, 'utf8')) }
}

const checkOf = (rule: string) => RULES[rule as keyof typeof RULES]

/** Found only among members that neither die all the time nor acknowledge what is not there, as others do. */
const APART = ['slow-thief', 'sleep-through']

test.skipIf(windows).each([
  ['that break the rules', Object.keys(RULES).filter(rule => !APART.includes(rule)), 3],
  ['that are slow after each death, or deaf', APART, 5],
] as const)(
  'chaos finds what members do %s',
  async (_, rules, minutes) => {
    const end = new EventEmitter()
    const { record } = chaos(minutes, rules, code => end.emit('code', code))
    expect(await once(end, 'code')).toEqual([1])
    const { counts, violations } = record()
    expect(counts.commits).toBeGreaterThan(0)
    for (const rule of rules) expect(violations[checkOf(rule)], rule).not.toEqual([])
    if (rules !== APART) return
    const others = Object.entries(violations).filter(
      ([check]) => !rules.some(rule => checkOf(rule) === check),
    )
    for (const [check, found] of others) expect(found, check).toEqual([])
    // There is no check that nobody breaks.
    expect(new Set(Object.values(RULES))).toEqual(new Set(Object.keys(violations)))
  },
  400_000,
)

test.skipIf(windows)('chaos that is interrupted leaves no processes and no files', async () => {
  const end = new EventEmitter()
  const { run, scratch, record } = chaos(5, [], code => end.emit('code', code))
  const ended = once(end, 'code')
  // The first line of progress.
  for await (const [text] of on(run.stdout!, 'data')) if (text.includes('acknowledged')) break
  run.kill('SIGINT')
  expect(await ended).toEqual([130])
  expect(record().counts.joins).toBeGreaterThan(0)
  expect(readdirSync(scratch)).toEqual(['chaos.json'])
  expect(environments().filter(text => text.includes(scratch))).toEqual([])
})

/** Of all processes; each member's names the place of its stores. */
function environments(): string[] {
  return readdirSync('/proc').flatMap(pid => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/environ`, 'latin1')] : []
    } catch {
      return []
    }
  })
}
