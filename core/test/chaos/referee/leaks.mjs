// What must not grow while members come and go.

const MEGABYTE = 1024 * 1024
/** V8 takes what it likes for a while; a leak goes on and on. */
const MEMORY_LEEWAY = 120 * MEGABYTE
/** Sockets and files that Node opens later on; whoever leaks one a death has hundreds. */
const DESCRIPTOR_LEEWAY = 6
/** A living worker's: its loop, its store, its doorbell and what it was just loading. */
const DESCRIPTORS_OF_WORKER = 16

export function createLeaks(findings) {
  const first = new Map()

  return {
    /** @param living ids of the peers that should be there; @param found what each of them sees in `peers()` */
    peers(store, living, found) {
      const expected = [...living].sort().join(' ')
      for (const [life, ids] of found) {
        findings.saw('slots')
        const seen = [...ids].sort().join(' ')
        if (seen !== expected)
          findings.violate('slots', `${store}: life ${life} sees ${seen}; there are ${expected}`)
      }
    },

    /** @param names all that lies in a store's directory; @param peers how many live; @param kept its own files */
    files(store, names, peers, kept) {
      findings.saw('files')
      const bells = names.filter(name => name.endsWith('.bell'))
      const others = names.filter(name => !name.endsWith('.bell'))
      if (bells.length !== peers)
        findings.violate('files', `${store}: ${bells.length} doorbells for ${peers} peers`)
      const unknown = others.filter(name => !kept(name))
      if (unknown.length > 0 || others.length !== 1)
        findings.violate(
          'files',
          `${store}: there are ${others.join(', ') || 'no files'} beside the doorbells`,
        )
    },

    /** @param process `{ pid, rss, descriptors, workers }` of one that lives since the run began */
    process({ pid, rss, descriptors, workers }) {
      const without = descriptors - workers * DESCRIPTORS_OF_WORKER
      if (!first.has(pid)) {
        first.set(pid, { rss, descriptors: without })
        return
      }
      const before = first.get(pid)
      findings.saw('memory')
      findings.saw('descriptors')
      if (rss > before.rss + MEMORY_LEEWAY)
        findings.violate('memory', `process ${pid} has ${mb(rss)}, at first it had ${mb(before.rss)}`)
      if (
        without >
        Math.max(before.descriptors, 0) + DESCRIPTOR_LEEWAY + (workers > 0 ? DESCRIPTORS_OF_WORKER : 0)
      )
        findings.violate(
          'descriptors',
          `process ${pid} has ${descriptors} descriptors and ${workers} workers, at first it had ${before.descriptors} without any`,
        )
    },
  }
}

const mb = bytes => `${Math.round(bytes / MEGABYTE)} MB`
