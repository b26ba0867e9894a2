import { relayTasks } from '../relay/server/tasks.mjs'
import { checkpointTasks } from './checkpoint.mjs'
import { commonTasks } from './common.mjs'
import { contentionTasks } from './contention.mjs'
import { createContext } from './context.mjs'
import { costTasks } from './cost.mjs'
import { joinTasks } from './join.mjs'
import { trafficTasks } from './traffic.mjs'

/**
 * Everything that a process of a world can be asked to do.
 * @param {import('../types.js').Contender} contender
 * @param {import('../types.js').Config} config
 * @returns {import('./context.mjs').Tasks}
 */
export function createTasks(contender, config) {
  const context = createContext(contender, config)
  return {
    ...commonTasks(context),
    ...trafficTasks(context),
    ...costTasks(context),
    ...joinTasks(context),
    ...contentionTasks(context),
    ...checkpointTasks(context),
    ...relayTasks(),
  }
}
