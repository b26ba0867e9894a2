// What is kept of a run that found something: the end of what everybody said, and all that was done to them.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const MOST_LINES = 400_000
const MOST_EVENTS = 100_000

export function createEvidence() {
  const begin = performance.now()
  const at = () => `${((performance.now() - begin) / 1000).toFixed(4)}`
  const events = []
  let lines = []
  let older = []

  return {
    event(text) {
      events.push(`${at()} ${text}`)
      if (events.length > MOST_EVENTS) events.splice(0, MOST_EVENTS / 2)
    },
    line(life, text) {
      lines.push(`${at()} ${life} ${text}`)
      if (lines.length < MOST_LINES / 2) return
      older = lines
      lines = []
    },
    /** @returns the folder */
    keep(seed, findings, place) {
      const folder = join(root, '.cache', 'chaos', `seed-${seed}`)
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'events.log'), events.join('\n'))
      writeFileSync(join(folder, 'said.log'), [...older, ...lines].join('\n'))
      writeFileSync(join(folder, 'findings.json'), JSON.stringify(findings, undefined, 2))
      // FIFOs cannot be copied, and have nothing in them.
      cpSync(place.root, join(folder, 'stores'), { recursive: true, filter: path => !path.endsWith('.bell') })
      return folder
    },
  }
}
