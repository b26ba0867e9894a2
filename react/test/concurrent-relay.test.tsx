import type { Store } from '@lockstep/core'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { useConnection, useStore } from '../src/index.js'
import { liveOn, type RelayOptions, relayEditor } from './relay.js'
import { type EditorState, rename, save } from './stores.js'
import { cells, openWall, type Wall } from './wall.mjs'

// As in a real page: React schedules its work by itself.
beforeEach(liveOn)

/** A wall of slow cells that all show the same: how many commits of this page are shown, and how many are pending. */
async function openWallOf(store: Store<EditorState>): Promise<Wall> {
  const wall = openWall(() => {
    const { pending } = useConnection(store)
    return `${useStore(store, state => state.saves)}/${pending}`
  })
  onTestFinished(wall.close)
  await wall.painted(0)
  return wall
}

async function open(options: RelayOptions) {
  const relayed = await relayEditor(options)
  const wall = await openWallOf(relayed.store)
  /** Renders in a transition, and resolves in the middle of it: some cells have read the store, some have not. */
  const inTransition = async () => {
    const before = wall.rendered()
    wall.transition()
    await wall.frames.until(() => wall.rendered() > before)
    expect(wall.rendered() - before, 'the render is cut into slices').toBeLessThan(cells)
  }
  return { ...relayed, wall, inTransition }
}

const shown = (wall: Wall) => wall.frames.last()[0]

test('a commit in the middle of a concurrent render, its refusal in the middle of the next: no frame is torn', async () => {
  const { store, wall, inTransition } = await open({ judge: () => 'never' })
  await inTransition()
  save(store)
  await wall.painted(1)
  await wall.frames.until(() => wall.frames.last().length === cells)
  for (let round = 2; round < 12; round += 1) {
    await inTransition()
    save(store)
    await wall.painted(round)
    await wall.frames.until(() => shown(wall) === '0/0')
  }
  expect(wall.frames.torn()).toEqual([])
  expect(store.getState().saves).toBe(0)
})

test('commits that run again on those of others, forty times during transitions: no frame is torn, none is lost', async () => {
  const { store, origin, wall } = await open({})
  let made = 0
  const writer = setInterval(() => {
    if (made >= 40) return
    made += 1
    // The other one's commit is there before this page's has arrived: it has to run again.
    save(store)
    if (made % 2) save(origin)
    else rename(origin, `title ${made}`)
  }, 1)
  onTestFinished(() => clearInterval(writer))
  let rounds = 0
  while (made < 40 || rounds < 3) {
    wall.transition()
    rounds += 1
    await wall.painted(rounds)
  }
  await store.confirmed()
  await wall.frames.until(() => shown(wall) === '60/0')
  expect(wall.frames.torn()).toEqual([])
  expect(origin.getState().saves).toBe(60)
})
