/// <reference lib="dom" />
// What pages run: they do what the serving process asks for, and are silent while they measure.
import { PATHS } from '../wire.mjs'
import { fanOutTasks, startFrame } from './fan-out.mjs'
import { joinTasks } from './joins.mjs'
import { roundTripTasks } from './round-trips.mjs'
import { socketTo } from './sockets.mjs'

/** @type {Record<string, (parameters: any) => unknown>} */
const tasks = { ...roundTripTasks, ...joinTasks, ...fanOutTasks }

if (location.pathname === '/frame') startFrame()
else {
  const control = socketTo(PATHS.control)
  control.onmessage = async ({ data }) => {
    const { id, task, parameters } = JSON.parse(data)
    try {
      control.send(JSON.stringify({ id, result: (await tasks[task]?.(parameters)) ?? null }))
    } catch (error) {
      control.send(JSON.stringify({ id, error: error instanceof Error ? error.stack : String(error) }))
    }
  }
}
