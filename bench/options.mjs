import { parseArgs } from 'node:util'
import { rows } from './rows/rows.mjs'

const USAGE = `npm run bench -- [options]
  --quick          a smoke run of some seconds: it checks that everything works, its figures mean little
  --rows a,b       only these rows: ${rows.map(({ name }) => name).join(', ')}
  --rounds n       how often everything is measured (default 5, with --quick 1)
  --json file      write every figure of every round there, too`

/** @param {string[]} argv */
export function readOptions(argv) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        quick: { type: 'boolean', default: false },
        rows: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return usage(0)
    const names = values.rows?.split(',') ?? rows.map(({ name }) => name)
    const unknown = names.find(name => rows.every(row => row.name !== name))
    if (unknown !== undefined) throw new Error(`There is no row called ${unknown}`)
    const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds needs a whole number of 1 or more')
    return {
      quick: values.quick,
      rounds,
      json: values.json,
      rows: rows.filter(row => names.includes(row.name)),
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return usage(1)
  }
}

/** @param {number} code @returns {never} */
function usage(code) {
  console.error(USAGE)
  process.exit(code)
}
