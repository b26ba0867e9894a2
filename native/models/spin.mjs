// Interleavings and deaths: the models in spin/, each searched to the end, and once more for each rule that its head
// names. A comment `file.cc: text` in a model says which line of the product a step stands for; it must be there.
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
    const rules = [...text.matchAll(/^\/\/ {3}([A-Z_]+) {2,}(.*)$/gm)]
    const model = {
      name: `spin ${name}`,
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
    const controls = rules.map(([, rule, meaning]) => ({
      name: `spin ${name} with ${rule}`,
      run: () => {
        const { error } = search(name, cache, [`-D${rule}`])
        return {
          holds: error !== undefined,
          text: error ? `${error} when ${meaning}` : `not found: ${meaning}`,
        }
      },
    }))
    return [model, ...controls]
  })
}

function compareWithProduct(file, text, source) {
  const quotes = [...text.matchAll(/\/[/*] ([a-z_]+\.(?:cc|h)): (.+?)(?: \*\/)?$/gm)]
  for (const [, from, line] of quotes)
    if (!readFileSync(join(source, from), 'utf8').includes(line))
      throw new Error(
        `native/models/spin/${file} stands for a line that native/src/${from} no longer holds: ${line}`,
      )
  return quotes.length
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
