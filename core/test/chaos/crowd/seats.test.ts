import { expect, test } from 'vitest'
import { createRandom } from '../random.mjs'
import { makeSeats, planLife } from './seats.mjs'

const plans = (seed: number) =>
  makeSeats().map(seat => planLife(seat, createRandom(seed).fork(`${seat.store} ${seat.number} 1`)))

test('the same seed plans the same lives, and another one others', () => {
  expect(plans(7)).toEqual(plans(7))
  expect(plans(7)).not.toEqual(plans(8))
})

test('what one member draws does not depend on how often others did', () => {
  const random = createRandom(7)
  const before = random.fork('a').int(1000)
  for (let draws = 0; draws < 5; draws += 1) random.int(1000)
  expect(random.fork('a').int(1000)).toBe(before)
})

test('all ways to end are planned', () => {
  const ways = new Set<string>()
  for (let seed = 0; seed < 50; seed += 1)
    for (const { end } of plans(seed)) ways.add('at' in end ? `${end.how} in a ${end.at}` : end.how)
  for (const way of [
    'killed',
    'leave',
    'stays',
    'sigkill in a recipe',
    'exit in a listener',
    'throw in a commit',
  ])
    expect([...ways]).toContain(way)
})
