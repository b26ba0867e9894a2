import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { windows } from './harness/windows.js'
import { createWorld } from './harness/world.js'

test("getState() sees another process's update as soon as that has returned, without hearing the doorbell", async () => {
  const world = createWorld()
  const [there, back] = [join(world.scratch, 'there'), join(world.scratch, 'back')]
  if (windows) for (const path of [there, back]) writeFileSync(path, '')
  else execFileSync('mkfifo', [there, back])
  const [first, second] = await Promise.all([world.start('echo'), world.start('echo')])
  const rounds = 5_000
  const missed = await Promise.all([
    first.ask('play', { rounds, serves: true, hear: back, tell: there }),
    second.ask('play', { rounds, serves: false, hear: there, tell: back }),
  ])
  expect(missed).toEqual([undefined, undefined])
})
