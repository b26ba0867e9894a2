import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { TITLE_LENGTH } from '../store.js'

export interface Line {
  /** The same for the same line in every run, wherever in the file it stands: by it a todo is known. */
  readonly key: string
  readonly title: string
  readonly done: boolean
}

export interface Lines {
  readonly lines: readonly Line[]
  /** Bytes of the file so far. */
  readonly read: number
}

/** Reads a text with one todo a line, of which those that begin with `x ` are done; empty lines are left out. */
export async function* readLines(file: string, atOnce: number): AsyncGenerator<Lines> {
  const input = createReadStream(file)
  const count = new Map<string, number>()
  let lines: Line[] = []
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text.includes('\0')) throw new Error('This is not a text with one todo a line.')
    const line = parse(text, count)
    if (line !== undefined) lines.push(line)
    if (lines.length < atOnce) continue
    yield { lines, read: input.bytesRead }
    lines = []
  }
  yield { lines, read: input.bytesRead }
}

function parse(text: string, count: Map<string, number>): Line | undefined {
  const [, x, rest] = /^\s*(x\s+)?(.*?)\s*$/.exec(text)!
  if (rest === '') return undefined
  const hash = createHash('sha256').update(rest!).digest('base64url').slice(0, 16)
  // The same words twice in one file are two todos.
  const times = (count.get(hash) ?? 0) + 1
  count.set(hash, times)
  return { key: `${hash}.${times}`, title: rest!.slice(0, TITLE_LENGTH), done: x !== undefined }
}
