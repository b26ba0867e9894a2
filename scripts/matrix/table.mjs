// The table of docs/platforms.md between its two marks.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checks } from './checks/checks.mjs'

const page = join(import.meta.dirname, '..', '..', 'docs', 'platforms.md')
const BEGIN = '<!-- made by `npm run test:matrix -- --write` -->\n'
const END = '<!-- end of what was made -->\n'

export function writeTable(results) {
  const text = readFileSync(page, 'utf8')
  const [before, , after] = parts(text)
  writeFileSync(page, before + BEGIN + render(results) + END + after)
}

export function agreesWithTable(results) {
  return parts(readFileSync(page, 'utf8'))[1] === render(results)
}

function parts(text) {
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${page} has lost the marks between which the table stands.`)
  return [text.slice(0, begin), text.slice(begin + BEGIN.length, end), text.slice(end + END.length)]
}

function render(results) {
  const head = ['', ...results.map(({ runtime }) => `${runtime.title} (${runtime.version})`)]
  const notes = []
  const rows = Object.entries(checks).map(([id, { title }]) => [
    title,
    ...results.map(({ cells }) => cell(cells[id], notes)),
  ])
  const line = columns => `| ${columns.join(' | ')} |\n`
  const table = line(head) + line(head.map(() => '---')) + rows.map(line).join('')
  return notes.length === 0
    ? table
    : `${table}\n${notes.map((note, index) => `${index + 1}. ${note}\n`).join('')}`
}

function cell({ state, detail }, notes) {
  if (state !== 'cannot') return state
  if (!notes.includes(detail)) notes.push(detail)
  return `cannot (${notes.indexOf(detail) + 1})`
}
