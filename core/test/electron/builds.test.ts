import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import * as main from '../../src/electron-main.js'

const program = fileURLToPath(new URL('programs/both-builds.mjs', import.meta.url))

test('both builds of the entry for main have the same, know of each other, and let the process end', {
  timeout: 60_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program])
  const names = Object.keys(main).sort()
  expect(JSON.parse(stdout)).toEqual({
    imported: names,
    required: names,
    twice: 'LOCKSTEP_OPTIONS',
    elsewhere: 'LOCKSTEP_OPTIONS',
    listeners: 0,
  })
})
