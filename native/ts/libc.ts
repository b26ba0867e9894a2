import { closeSync, openSync, readSync } from 'node:fs'

const PT_INTERP = 3

/**
 * Which C library this Linux process runs on, by the loader that its executable names: a binary for the other one must
 * not even be tried. Nothing where the executable cannot be read, or names no loader.
 */
export function processLibc(): 'glibc' | 'musl' | undefined {
  let file: number | undefined
  try {
    file = openSync('/proc/self/exe', 'r')
    const loader = readLoader(file)
    return loader === undefined ? undefined : /\/ld-musl-/.test(loader) ? 'musl' : 'glibc'
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** The program interpreter of a 64-bit little-endian ELF file. */
function readLoader(file: number): string | undefined {
  const header = read(file, 64, 0)
  if (header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1) return undefined
  const size = header.readUInt16LE(54)
  const entries = read(file, size * header.readUInt16LE(56), Number(header.readBigUInt64LE(32)))
  for (let at = 0; at < entries.length; at += size) {
    if (entries.readUInt32LE(at) !== PT_INTERP) continue
    const length = Math.min(Number(entries.readBigUInt64LE(at + 32)), 4096)
    return read(file, length, Number(entries.readBigUInt64LE(at + 8))).toString('latin1')
  }
  return undefined
}

function read(file: number, bytes: number, position: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  if (readSync(file, buffer, 0, bytes, position) !== bytes) throw new Error('The file is too short.')
  return buffer
}
