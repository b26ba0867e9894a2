import { expect, test } from 'vitest'
import { isOn } from './flags.js'
import { clusterConfig } from './store.js'

const clients = Array.from({ length: 10_000 }, (_, index) => `client ${index}`)

/** For whom `shout` is on. */
function those(on: boolean, percent: number): string[] {
  const flags = { ...clusterConfig.initialState.flags, shout: { on, percent } }
  return clients.filter(client => isOn({ flags }, 'shout', client))
}

test('a flag is on for nobody, for everybody, or for a share of the clients', () => {
  expect(those(false, 100)).toEqual([])
  expect(those(true, 0)).toEqual([])
  expect(those(true, 100)).toEqual(clients)
  expect(those(true, 30).length).toBeGreaterThan(2_800)
  expect(those(true, 30).length).toBeLessThan(3_200)
})

test('who has it keeps it while the share grows', () => {
  const few = new Set(those(true, 20))
  const more = new Set(those(true, 60))
  expect([...few].every(client => more.has(client))).toBe(true)
})

test('different flags begin with different clients', () => {
  const flags = { shout: { on: true, percent: 50 }, maintenance: { on: true, percent: 50 } }
  const both = clients.filter(
    client => isOn({ flags }, 'shout', client) && isOn({ flags }, 'maintenance', client),
  )
  expect(both.length).toBeGreaterThan(2_200)
  expect(both.length).toBeLessThan(2_800)
})
