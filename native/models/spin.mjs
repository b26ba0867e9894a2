// Interleavings and deaths: the models in spin/, each searched to the end, and once more for each rule that its head
// names, under what spin must then find violated. A comment `file.cc function: text` in a model says which line of the
// product a step stands for: that function must have it once, and have all of a model's in the model's order.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const folder = join(import.meta.dirname, 'spin')

/** @param {string} source native/src  @param {string} cache where to build */
export function spinChecks(source, cache) {
  const files = readdirSync(folder).filter(file => file.endsWith('.pml'))
  return files.flatMap(file => {
    const text = readFileSync(join(folder, file), 'utf8')
    const quoted = compareWithProduct(file, text, source)
    const name = basename(file, '.pml')
    const rules = rulesOf(text)
    const model = {
      name: `spin ${name}`,
      kind: 'model',
      run: () => {
        const { complete, error, states } = search(name, cache)
        const holds = complete && !error
        const found = holds ? 'searched to the end' : (error ?? 'the search was cut short')
        return {
          holds,
          text: `${found}: ${states} states; ${quoted} lines of the product stand for its steps`,
        }
      },
    }
    const controls = rules.map(({ rule, meaning, violated }) => ({
      name: `spin ${name} with ${rule}`,
      run: () => {
        const { error } = search(name, cache, [`-D${rule}`])
        const holds = error !== undefined && bare(error) === violated
        const text = holds ? `${error} when ${meaning}` : `${error ?? 'nothing'} was found when ${meaning}`
        return { holds, text }
      },
    }))
    return [model, ...controls]
  })
}

/** From the head of a model: what is violated, and below it each rule that is broken for that. */
function rulesOf(text) {
  const rules = []
  let violated
  for (const [, indent, words] of text.split('#define')[0].matchAll(/^\/\/( {3}| {5})(\S.*)$/gm)) {
    if (indent.length === 3)
      violated = bare(words === 'invalid end state' ? words : `assertion violated ${words}`)
    else {
      const [, rule, meaning] = /^([A-Z_]+) {2,}(.*)$/.exec(words)
      rules.push({ rule, meaning, violated })
    }
  }
  return rules
}

/** As spin prints an expression it has brackets of its own, and no spaces. */
const bare = text => text.replace(/[\s()]/g, '')

function compareWithProduct(file, text, source) {
  const quotes = [...text.matchAll(/\/\/ ([a-z_]+\.(?:cc|h)) (\w+): (.+)$/gm)]
  const reached = new Map()
  for (const [, from, name, line] of quotes) {
    const where = `native/models/spin/${file} stands for a line of ${name} in native/src/${from}`
    const body = bodyOf(readFileSync(join(source, from), 'utf8'), name)
    const times = body.split(line).length - 1
    if (times !== 1) throw new Error(`${where} that is there ${times} times: ${line}`)
    const at = body.indexOf(line)
    if (at < (reached.get(from + name) ?? 0)) throw new Error(`${where} that comes earlier there: ${line}`)
    reached.set(from + name, at)
  }
  return quotes.length
}

/** What stands between the line at the margin that begins a function and the bracket at the margin that ends it. */
function bodyOf(text, name) {
  const begin = new RegExp(`^[A-Za-z].*\\b${name}\\(.*[^;]$`, 'gm')
  return [...text.matchAll(begin)]
    .map(({ index }) => text.slice(index, text.indexOf('\n}', index)))
    .join('\n')
}

function search(name, cache, args = []) {
  const cwd = join(cache, 'spin', name)
  mkdirSync(cwd, { recursive: true })
  const call = (command, ...rest) => {
    const { stdout, stderr, status } = spawnSync(command, rest, { cwd, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ${rest.join(' ')}:\n${stdout}${stderr}`)
    return stdout
  }
  call('spin', ...args, '-a', join(folder, `${name}.pml`))
  // What must go through everything is worth a compiler's time; a control stops at what it finds.
  call('gcc', args.length === 0 ? '-O2' : '-O0', '-w', '-DSAFETY', '-DMEMLIM=2000', '-o', 'pan', 'pan.c')
  const said = call('./pan', '-m100000')
  const error = /^pan:\d+: (.*?)(?: \(at depth \d+\))?$/m.exec(said)?.[1]
  return {
    error,
    // Bitstate hashing is not used, so that a state counted is a state seen.
    complete:
      /errors: 0\n/.test(said) && !/out of memory|max search depth too small|not completed/.test(said),
    states: /(\S+) states, stored/.exec(said)?.[1] ?? '0',
  }
}
