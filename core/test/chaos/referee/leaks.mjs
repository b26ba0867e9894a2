// What must not grow while members come and go.

const MEGABYTE = 1024 * 1024
/** V8 takes what it likes for a while; a leak goes on and on. */
const MEMORY_LEEWAY = 120 * MEGABYTE
/** Sockets and files that Node opens later on; whoever leaks one a death has hundreds. */
const DESCRIPTOR_LEEWAY = 6
/** See native/src/platform/posix_doorbell.cc. */
const BELLS_THAT_ARE_KEPT = 64
const MOST_OF_ONE_BELL = 2
/** A writer closes them when it rings somebody for the first time, as at each roll call: then few can have died since. */
const BELLS_OF_THE_DEAD = 8
const DELETED = ' (deleted)'
/** A living worker's: its loop, its store, its doorbell and what it was just loading. */
const DESCRIPTORS_OF_WORKER = 16

export function createLeaks(findings) {
  const first = new Map()

  /** Of each peer a process keeps its own doorbell, and once, for all of its threads, that of one it rings. */
  function bellsOf(pid, bells, workers) {
    findings.saw('bells')
    const dead = bells.filter(target => target.endsWith(DELETED)).length
    if (dead > BELLS_OF_THE_DEAD)
      findings.violate('bells', `process ${pid} keeps ${dead} doorbells of the dead`)
    if (bells.length > BELLS_THAT_ARE_KEPT + Math.max(workers, 1))
      findings.violate('bells', `process ${pid} has ${bells.length} descriptors of doorbells`)
    for (const target of new Set(bells)) {
      const times = bells.filter(other => other === target).length
      if (times > MOST_OF_ONE_BELL)
        findings.violate('bells', `process ${pid} has ${target} open ${times} times`)
    }
  }

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

    /** @param names all that lies in a store's directory; @param peers the ids of the living; @param kept its own files */
    files(store, names, peers, kept) {
      findings.saw('files')
      const bells = names.filter(name => name.endsWith('.bell'))
      const others = names.filter(name => !name.endsWith('.bell'))
      // A doorbell is called `<key>.<slot>.<peer id>.bell`.
      const owners = bells.map(name => name.split('.').at(-2))
      const slots = new Set(bells.map(name => name.split('.').at(-3)))
      const dead = owners.filter(id => !peers.includes(id))
      const mute = peers.filter(id => !owners.includes(id))
      if (dead.length > 0) findings.violate('files', `${store}: doorbells of the dead: ${dead.join(' ')}`)
      if (mute.length > 0)
        findings.violate('files', `${store}: the living ${mute.join(' ')} have no doorbell`)
      if (bells.length !== peers.length || slots.size !== bells.length)
        findings.violate('files', `${store}: ${bells.length} doorbells for ${peers.length} peers`)
      const unknown = others.filter(name => !kept(name))
      if (unknown.length > 0 || others.length !== 1)
        findings.violate(
          'files',
          `${store}: there are ${others.join(', ') || 'no files'} beside the doorbells`,
        )
    },

    /** @param process `{ pid, rss, descriptors, bells, workers }` of one that lives since the run began */
    process({ pid, rss, descriptors, bells, workers }) {
      bellsOf(pid, bells, workers)
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
