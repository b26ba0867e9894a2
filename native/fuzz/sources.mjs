// The protocol's sources as the fuzzer builds them: a copy in which the sizes are small, so that a whole segment takes
// some tens of KB and its edges (a full ring, a grown extent, no free slot) are never far. Nothing else differs.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const product = join(import.meta.dirname, '..', 'src')

/** File, what it says, what the fuzzer's copy says instead. */
const smaller = [
  ['layout.h', 'kMaxPeers = 256;', 'kMaxPeers = 8;'],
  ['layout.h', 'kMaxLogBytes = uint64_t{1} << 30;', 'kMaxLogBytes = uint64_t{1} << 16;'],
  ['layout.h', 'kMaxSlotBytes = uint64_t{1} << 32;', 'kMaxSlotBytes = uint64_t{1} << 16;'],
  ['layout.h', 'kMinLogBytes = 64 * 1024;', 'kMinLogBytes = 4096;'],
  ['layout.h', 'kGrowthStep = 4 * 1024 * 1024;', 'kGrowthStep = 4096;'],
  ['layout.h', 'kMinExtent = 64 * 1024;', 'kMinExtent = 1024;'],
  ['layout.h', 'kMetaBytes = 65536;', 'kMetaBytes = 32768;'],
  ['layout.h', 'offsetof(Meta, roots) == 49152', 'offsetof(Meta, roots) == 20480'],
]

/**
 * Copies the sources to `folder`, with `edits` besides.
 * @throws when an edit does not fit the sources any more: it would silently change nothing
 */
export function copySources(folder, edits = []) {
  mkdirSync(folder, { recursive: true })
  cpSync(product, folder, { recursive: true })
  for (const [file, from, to] of [...smaller, ...edits]) {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    if (text.split(from).length !== 2)
      throw new Error(`native/src/${file} does not say "${from}" once any more.`)
    writeFileSync(
      path,
      text.replace(from, () => to),
    )
  }
}
