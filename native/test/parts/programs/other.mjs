// Another process, or another thread, that runs what a test sends it: functions as text, with their argument.
import { runInThisContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import * as parts from '@lockstep/native'

const send = parentPort
  ? message => parentPort.postMessage(message)
  : // The test may be gone by now; then `disconnect` ends the program.
    message => process.connected && process.send(message, () => {})

/** What functions keep for later ones. */
const kept = {}
const tell = (event, value) => send({ event, value })

async function run({ id, text, argument }) {
  try {
    const code = runInThisContext(`(${text})`)
    send({ id, reply: await code({ ...parts, kept, tell }, argument) })
  } catch (error) {
    const { name, message, stack, code } = error
    send({ id, error: { name, message, stack, code } })
  }
}

if (parentPort) {
  Object.assign(process.env, workerData)
  parentPort.on('message', run)
} else {
  process.on('message', message => (message.leave ? process.exit() : run(message)))
  process.on('disconnect', () => process.exit())
}
tell('ready')
