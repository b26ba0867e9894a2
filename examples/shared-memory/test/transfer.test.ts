import { expect, it } from 'vitest'
import { createWorld } from './programs.js'

it('brings every byte over in order, through shared memory and through the pipe', async () => {
  const world = createWorld()
  const transfer = world.start('transfer', String(24 * 2 ** 20), '--check')
  expect(await transfer.ended, transfer.output).toBe(0)
  expect(transfer.output).toMatch(/^24 MiB in 128 pieces of 192 KiB/)
  expect(transfer.output).toMatch(/shared memory +\d+\.\d\d GB\/s, checked\n +pipe +\d+\.\d\d GB\/s, checked/)
  expect(transfer.output).toMatch(/\d+\.\d times as fast through shared memory/)
  expect(world.files()).toEqual([])
})
