// A page with slow components that renders in transitions, one after the other, while others commit.
import './dom.mjs'

import { useStore } from '@lockstep/react'
import { openWall } from '../../wall.mjs'
import { openBoard } from './board-store.mjs'
import { answer } from './commands.mjs'
import { complaints } from './complaints.mjs'

const store = openBoard()
const wall = openWall(() => useStore(store, state => state.shown))
let rounds = 0
let going = true

async function renderOn() {
  for (; going; rounds += 1) {
    wall.transition()
    await wall.painted(rounds + 1)
  }
}

answer({
  async start() {
    await wall.painted(0)
    void renderOn()
    await wall.painted(1)
  },
  /** Answers when the page has painted at least so many frames and so many transitions. */
  paint(/** @type {{ frames: number, rounds: number }} */ wanted) {
    return wall.frames.until(() => wall.frames.count() >= wanted.frames && rounds >= wanted.rounds)
  },
  async show(/** @type {number} */ shown) {
    await wall.frames.until(() => wall.frames.last()[0] === String(shown))
    going = false
    return { torn: wall.frames.torn(), complaints }
  },
})
