// A process that lives long, and in whose threads members come and go. Its main thread is no member.
import { writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

const { pipes } = JSON.parse(process.argv[2])
const workers = new Map()
const now = () => Number(process.hrtime.bigint()) / 1e6

const commands = {
  start(plan) {
    const worker = new Worker(new URL('./main.mjs', import.meta.url), {
      workerData: { ...plan, pipe: pipes[plan.place] },
    })
    workers.set(plan.life, worker)
    let message
    worker.on('error', error => {
      message = error.message
    })
    worker.on('exit', code => {
      workers.delete(plan.life)
      // Through its own pipe: then all that it said has been heard before.
      writeSync(
        pipes[plan.place],
        `\nk ${JSON.stringify({ life: plan.life, code, message, ended: now() })}\n`,
      )
    })
  },
  terminate: life => workers.get(life)?.terminate(),
  tell: ({ life, message }) => workers.get(life)?.postMessage(message),
}

let rest = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', text => {
  const lines = (rest + text).split('\n')
  rest = lines.pop()
  for (const line of lines) {
    const [[command, argument]] = Object.entries(JSON.parse(line))
    commands[command](argument)
  }
})
// The referee is gone.
process.stdin.on('end', () => process.exit(0))
