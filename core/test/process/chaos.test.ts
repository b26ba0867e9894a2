import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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

/** Lets a crowd loose for ten seconds, of which members break these rules. It stops and kills as Windows cannot. */
async function chaos(breaks: readonly string[]): Promise<{ code: number; record: Record }> {
  const json = join(createWorld().scratch, 'chaos.json')
  const args = ['--minutes', '0.17', '--seed', `${seededRandom().int(2 ** 31)}`, '--json', json]
  if (breaks.length > 0) args.push('--break', breaks.join(','))
  const code = await new Promise<number>(resolve => {
    execFile(process.execPath, [program, ...args], error => resolve(Number(error?.code ?? 0)))
  })
  return { code, record: JSON.parse(readFileSync(json, 'utf8')) }
}

test.skipIf(windows)('chaos finds what members do that break the rules', async () => {
  const { code, record } = await chaos(Object.keys(RULES))
  expect(code).toBe(1)
  expect(record.counts.commits).toBeGreaterThan(0)
  for (const [rule, check] of Object.entries(RULES)) expect(record.violations[check], rule).not.toEqual([])
  // Nobody broke these.
  for (const check of ['delay', 'alive', 'schema']) expect(record.violations[check], check).toEqual([])
})
