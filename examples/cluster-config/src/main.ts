// The program of every process: the first one is the primary, the workers that it forks run this file again.
import cluster from 'node:cluster'
import { readOptions } from './options.js'
import { runPrimary } from './primary.js'
import { runWorker } from './worker.js'

try {
  const options = readOptions(process.env)
  await (cluster.isPrimary ? runPrimary(options) : runWorker(options))
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
