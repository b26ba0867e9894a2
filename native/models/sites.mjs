// Every ordering of the protocol's sources that is more than relaxed has a name, in the comment that ends its line:
// `// W1`. Here they are found; which model shows that each is needed is in orderings.mjs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where shared words are read and written by who runs. What the rest orders (the header, a file's roots, recovery)
 * happens under kernel-held locks and goes through system calls. */
const files = `doorbell.cc latch.h lock.cc log.cc peers.cc segment.cc segment_checkpoint.cc segment_commit.cc
  segment_read.cc snapshot.cc turn.h words.h`.split(/\s+/)

const strong = /memory_order_(acquire|release|acq_rel|seq_cst)/
const operation = /\.(load|store|exchange|compare_exchange_weak|compare_exchange_strong)\(/

/** @returns {{name: string, file: string, line: number, weaker: string[]}[]} `weaker`: what it can be weakened to
 * @param {string} source native/src */
export function findSites(source) {
  const sites = files.flatMap(file => {
    const lines = readFileSync(join(source, file), 'utf8').split('\n')
    return lines.flatMap((text, index) => {
      const where = `native/src/${file}:${index + 1}`
      if (operation.test(text) && !text.includes('memory_order_'))
        throw new Error(`${where} does not say its memory order.`)
      const order = strong.exec(text.split('//')[0])?.[1]
      if (!order) return []
      const name = /\/\/ ([A-Z]\d+)\b/.exec(text)?.[1]
      if (!name)
        throw new Error(
          `${where} has no name: end its line with one, and show in native/models that it is needed.`,
        )
      return [{ name, file, line: index + 1, weaker: weaken(order, text) }]
    })
  })
  const names = sites.map(site => site.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new Error(`Two orderings of the protocol are called ${twice}.`)
  return sites
}

function weaken(order, text) {
  if (order === 'acq_rel') return ['acquire', 'release']
  // Of a fence, what Dekker's algorithm needs and acquire and release do not give.
  if (order === 'seq_cst') return [text.includes('fence') ? 'acq_rel' : 'relaxed']
  return ['relaxed']
}
