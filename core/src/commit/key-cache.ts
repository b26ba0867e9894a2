import { decodeText } from './text.js'

const SIZE = 1024

/** The last key of each hash. Keys repeat: making the string again costs more than comparing its bytes. */
const keys: string[] = new Array<string>(SIZE).fill('')

/** The text in `bytes[start, end)`, at most 31 bytes. Throws if it is not valid. */
export function readKeyText(bytes: Uint8Array, start: number, end: number): string {
  let hash = 0
  for (let at = start; at < end; at += 1) hash = (hash * 31 + bytes[at]!) | 0
  const slot = hash & (SIZE - 1)
  const cached = keys[slot]!
  if (matches(cached, bytes, start, end)) return cached
  const key = decodeText(bytes, start, end)
  if (key.length === end - start) keys[slot] = key
  return key
}

/** Only ascii keys are kept, whose units are their bytes. */
function matches(key: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false
  for (let index = 0; index < key.length; index += 1) {
    if (key.charCodeAt(index) !== bytes[start + index]) return false
  }
  return true
}
