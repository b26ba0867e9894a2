import { expect, it } from 'vitest'
import { createWorld } from './programs.js'

const HANDLE = '0xfedcba9876543210'

it('hands a title and a 64-bit handle to a reader that is started after the writer', async () => {
  const world = createWorld()
  const writer = world.start('writer', 'Zeichenfläche 🪟', HANDLE)
  await writer.says('Waiting for a reader.')
  const reader = world.start('reader')
  expect(await reader.ended).toBe(0)
  expect(reader.output).toBe(`Read: window ${HANDLE}, "Zeichenfläche 🪟".\n`)
  expect(await writer.ended).toBe(0)
  expect(writer.output).toContain('Somebody has read it.')
  expect(world.files()).toEqual([])
})

it('hands them to a reader that was started before the writer and waited', async () => {
  const world = createWorld()
  const reader = world.start('reader')
  await reader.says('Waiting for a writer.')
  const writer = world.start('writer', 'Untitled', HANDLE)
  expect(await reader.ended).toBe(0)
  expect(reader.output).toContain(`Read: window ${HANDLE}, "Untitled".\n`)
  expect(reader.output).not.toContain('died')
  expect(await writer.ended).toBe(0)
  expect(world.files()).toEqual([])
})

it('tells a reader that the writer was killed while it held the mutex', async () => {
  const world = createWorld()
  const reader = world.start('reader')
  await reader.says('Waiting for a writer.')
  const writer = world.start('writer', 'never written', HANDLE, '--hold')
  await writer.says('Holding the mutex')
  await reader.says('The writer holds the mutex')
  await writer.kill()
  expect(await reader.ended).toBe(0)
  expect(reader.output).toContain('The former owner of the mutex died holding it: this may be half written.')
  expect(reader.output).toContain(`Read: window ${HANDLE}, "".`)
})

it('tells a writer that comes after one that was killed while it held the mutex', async () => {
  const world = createWorld()
  const reader = world.start('reader')
  const killed = world.start('writer', 'never written', HANDLE, '--hold')
  await reader.says('The writer holds the mutex')
  // Stands in line, too; one of the two is told.
  const writer = world.start('writer', 'Written anew', HANDLE)
  await killed.kill()
  await reader.ended
  await writer.says('Waiting for a reader.')
  const told = [reader, writer].filter(program => program.output.includes('died holding it'))
  expect(told).toHaveLength(1)

  const second = world.start('reader')
  expect(await second.ended).toBe(0)
  expect(second.output).toContain(`Read: window ${HANDLE}, "Written anew".`)
})
