import type { Store } from '@lockstep/core'
import { useEffect, useState } from 'react'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { useStore } from '../src/index.js'
import type { Frames } from './frames.mjs'
import { type EditorState, openEditor, save } from './stores.js'
import { cells, openWall, type Wall } from './wall.mjs'

type UseSaves = (store: Store<EditorState>) => number

function useSaves(store: Store<EditorState>): number {
  return useStore(store, state => state.saves)
}

/** What one would write without a store hook: right until React renders concurrently. */
function useSavesUnguarded(store: Store<EditorState>): number {
  const [, render] = useState(0)
  useEffect(() => store.subscribe(() => render(count => count + 1)), [store])
  return store.getSnapshot().saves
}

// As in a real page: React schedules its work by itself.
beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
})

async function openWallOf(store: Store<EditorState>, useSaves: UseSaves): Promise<Wall> {
  const wall = openWall(() => useSaves(store))
  onTestFinished(wall.close)
  await wall.painted(0)
  return wall
}

/** Commits once in the middle of a transition's render: some cells have read the state before, some will after. */
async function commitInTransition(useSaves: UseSaves): Promise<Frames> {
  const store = openEditor()
  const wall = await openWallOf(store, useSaves)
  wall.transition()
  await wall.frames.until(() => wall.rendered() > 0)
  expect(wall.rendered(), 'the render is cut into slices').toBeLessThan(cells)
  save(store)
  await wall.painted(1)
  await wall.frames.until(() => wall.frames.last().length === cells)
  return wall.frames
}

test('a commit in the middle of a concurrent render tears no frame', async () => {
  const frames = await commitInTransition(useSaves)
  expect(frames.torn()).toEqual([])
  expect(frames.last()).toEqual(Array(cells).fill('1'))
})

test('(the same scene tears with a hook that reads the store by itself)', async () => {
  const frames = await commitInTransition(useSavesUnguarded)
  expect(frames.torn().length).toBeGreaterThan(0)
})

test('1,000 commits a second during transitions with slow components: every frame is whole', async () => {
  const store = openEditor()
  const wall = await openWallOf(store, useSaves)

  // The cells show one commit in 40: were they all changed by every one, transitions could only ever start again.
  const start = performance.now()
  let commits = 0
  const commitWhatIsDue = () => {
    for (const due = performance.now() - start; commits < due; commits += 1)
      if (commits % 40 === 0) save(store)
      else store.setState({ filter: commits % 2 ? 'all' : 'done' })
  }
  const writer = setInterval(commitWhatIsDue, 1)
  onTestFinished(() => clearInterval(writer))

  let rounds = 0
  while (commits < 1_500 || rounds < 3) {
    wall.transition()
    rounds += 1
    await wall.painted(rounds)
  }
  clearInterval(writer)
  await wall.frames.until(() => wall.frames.last()[0] === String(store.getSnapshot().saves))
  expect(wall.frames.torn()).toEqual([])
  expect(wall.frames.count()).toBeGreaterThan(rounds)
})
