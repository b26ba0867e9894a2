import { parseArgs } from 'node:util'
import { RULES } from './member/broken.mjs'

const USAGE = `npm run chaos -- [--minutes M] [--seed S] [--break rule,rule] [--json file] [--directory path]

  --minutes    how long; default 2
  --seed       repeats the random decisions of another run; default: a new one
  --break      lets members break rules on purpose, to see that the referee finds it:
               ${Object.keys(RULES).join(', ')}
  --json       writes the counts there too
  --directory  where the stores lie; default: shared memory
`

/** @throws an Error whose message tells how it is used */
export function readOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        minutes: { type: 'string' },
        seed: { type: 'string' },
        break: { type: 'string' },
        json: { type: 'string' },
        directory: { type: 'string' },
      },
    })
    const minutes = Number(values.minutes ?? 2)
    const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed)
    const breaks = values.break?.split(',') ?? []
    if (!(minutes > 0)) throw new Error('--minutes takes a number above 0')
    if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number')
    const unknown = breaks.filter(rule => !(rule in RULES))
    if (unknown.length > 0) throw new Error(`There is no rule ${unknown.join(', ')} to break`)
    return { minutes, seed, breaks, json: values.json, directory: values.directory }
  } catch (error) {
    throw new Error(`${error.message}\n\n${USAGE}`)
  }
}
