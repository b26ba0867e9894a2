// One process of a world: it connects as it is told, then runs the tasks that the orchestrator calls for.
import { connect } from 'node:net'
import { contenderCalled } from '../contenders.mjs'
import { createTasks } from '../tasks/tasks.mjs'
import { createLines } from './lines.mjs'

/** @type {import('../types.js').Config} */
const config = JSON.parse(/** @type {string} */ (process.argv[2]))
const contender = contenderCalled(config.contender)

if (config.role === 'hub') await contender.runHub?.(config)
const tasks = createTasks(contender, config)

const socket = connect(config.control)
const lines = createLines(socket, async ({ id, task, parameters }) => {
  try {
    const run = tasks[task]
    if (run === undefined) throw new Error(`there is no task called ${task}`)
    lines.send({ id, result: (await run(parameters)) ?? null })
  } catch (error) {
    lines.send({ id, error: error instanceof Error ? error.stack : String(error) })
  }
})
// Nobody is left behind when the orchestrator is gone, however it went.
socket.on('close', () => process.exit())
process.on('SIGTERM', () => process.exit())
process.on('disconnect', () => process.exit())
lines.send({ hello: config.name, pid: process.pid })
