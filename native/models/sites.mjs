// Every ordering of the sources that is more than relaxed has a name, in the comment that ends its line: `// W1`. Here
// they are found; which model shows that each is needed, or why none does, is in orderings.mjs.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const strong = /memory_order_(consume|acquire|release|acq_rel|seq_cst)/
const operation =
  /\.(load|store|exchange|compare_exchange_weak|compare_exchange_strong|fetch_\w+|test_and_set)\(/
const declaration = /\bstd::atomic(?:<[^;=]*?>|_\w+) (\w+)/

/** @returns {{name: string, file: string, line: number, weaker: string[]}[]} `weaker`: what it can be weakened to
 * @param {string} source native/src */
export function findSites(source) {
  const files = readdirSync(source, { recursive: true })
    .filter(file => /\.(cc|h)$/.test(file))
    .sort()
    .map(file => ({ file, lines: readFileSync(join(source, file), 'utf8').split('\n') }))
  const sites = files.flatMap(({ file, lines }) => {
    const own = atomicsOf(file, files)
    return lines.flatMap((text, index) => {
      const order = orderOf(text.split('//')[0], own)
      if (!order) return []
      const name = /\/\/ ([A-Z]\d+)\b/.exec(text)?.[1]
      if (!name)
        throw new Error(
          `native/src/${file}:${index + 1} has no name: end its line with one, and show in native/models that it ` +
            'is needed, or say why that is not shown.',
        )
      return [{ name, file, line: index + 1, weaker: weaken(order, text) }]
    })
  })
  const names = sites.map(site => site.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new Error(`Two orderings of the sources are called ${twice}.`)
  return sites
}

/** Atomics that are declared as such in a file or its header: they can be used without a word that shows it. */
function atomicsOf(file, files) {
  const stem = name => name.replace(/\.\w+$/, '')
  const lines = files.filter(other => stem(other.file) === stem(file)).flatMap(({ lines }) => lines)
  return lines.map(text => declaration.exec(text)?.[1]).filter(name => name !== undefined)
}

/** An operation that names no order has the strongest one. */
function orderOf(code, atomics) {
  const named = strong.exec(code)?.[1]
  if (named || code.includes('memory_order_')) return named
  if (declaration.test(code)) return undefined
  // The words of a `file` are not memory.
  const used =
    operation.test(code.replaceAll(/\bfile\.(load|store)\(/g, '')) ||
    atomics.some(name => new RegExp(`\\b${name}\\b`).test(code))
  return used ? 'seq_cst' : undefined
}

function weaken(order, text) {
  if (order === 'acq_rel') return ['acquire', 'release']
  // Of a fence, what Dekker's algorithm needs and acquire and release do not give.
  if (order === 'seq_cst') return [text.includes('fence') ? 'acq_rel' : 'relaxed']
  return ['relaxed']
}
