// Terminates worker threads while commits wake them. Arguments: how many, how many at a time.
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { tell } from './conversation.mjs'
import { addOne } from './store.mjs'
import { openTwins } from './twins.mjs'

const [count, together] = process.argv.slice(2).map(Number)
const stores = openTwins()
let started = 0
let terminated = 0

function commit() {
  for (const store of stores) addOne(store, 'main')
}

/** What happens in the moment of the end; another process commits all the time besides. */
const moments = [
  worker => {
    commit()
    return worker.terminate()
  },
  worker => {
    const ended = worker.terminate()
    commit()
    return ended
  },
  async worker => {
    commit()
    await setImmediate()
    commit()
    return worker.terminate()
  },
  worker => worker.terminate(),
]

async function live(moment) {
  const worker = new Worker(new URL('./sleeper.mjs', import.meta.url))
  const ended = new Promise(resolve => worker.once('exit', resolve))
  await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  await moment(worker)
  await ended
  terminated += 1
  tell('terminated', terminated)
}

async function takeTurns() {
  while (started < count) {
    started += 1
    await live(moments[started % moments.length])
  }
}

await Promise.all(Array.from({ length: together }, takeTurns))
for (const store of stores) store.close()
tell('done', terminated)
