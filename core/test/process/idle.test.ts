import { setTimeout as passing } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import type { Idler } from './harness/idle-setup.js'
import { measured } from './harness/measured.js'
import { activityOf } from './harness/proc.js'

const MINUTE = 60_000

const now = () => Number(process.hrtime.bigint()) / 1e6

function since({ pid, before }: Idler) {
  const after = activityOf(pid)
  return { wakeUps: after.switches - before.switches, ticks: after.ticks - before.ticks }
}

test('an idle minute with a store open and subscribed: nothing wakes the process, and it uses no time of the processor', async () => {
  const idle = inject('idle')
  await passing(Math.max(0, idle.since + MINUTE - now()))
  const seconds = Math.round((now() - idle.since) / 1000)
  const [subscribed, bare] = [since(idle.subscribed), since(idle.bare)]
  measured(`wake-ups in ${seconds} idle seconds, subscribed`, subscribed.wakeUps)
  measured(`wake-ups in ${seconds} idle seconds, Node without a store`, bare.wakeUps)
  expect(subscribed).toEqual({ wakeUps: 0, ticks: 0 })
})
