import { setTimeout as passing } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { measured } from './harness/measured.js'
import { activityOf } from './harness/proc.js'

const MINUTE = 60_000

test('an idle minute with a store open and subscribed has no wake-ups and takes no time of the processor', async () => {
  const { subscribed, bare, since } = inject('idle')
  await passing(Math.max(0, since + MINUTE - Number(process.hrtime.bigint()) / 1e6))
  const idled = Number(process.hrtime.bigint()) / 1e6 - since

  for (const [what, { pid, before }] of Object.entries({ subscribed, bare })) {
    const after = activityOf(pid)
    measured(`wake-ups in ${Math.round(idled / 1000)} s, ${what}`, after.switches - before.switches)
    expect(after, what).toEqual(before)
  }
})
