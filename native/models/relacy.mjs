// Memory orderings: the product's own sources, built over Relacy's atomics (relacy/shim.h), and what is to be run.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { orderings, rules, scenarios } from './orderings.mjs'
import { stage, stageRelacy } from './relacy/stage.mjs'
import { findSites } from './sites.mjs'

/** Every scenario must pass, and fail for each ordering that is needed and each rule that is broken. */
export function relacyChecks(source, cache) {
  const sites = findSites(source)
  const program = build(source, cache)
  const search = (name, args = []) => run(program, [name, '--search', scenarios[name].search, ...args])
  const checks = Object.entries(scenarios).map(([name, { about }]) => ({
    name: `relacy ${name}`,
    kind: 'model',
    run: () => {
      const { word, executions, violation } = search(name)
      const text = word === 'passed' ? about : `${word}: ${violation}`
      return {
        holds: word === 'passed',
        text: `${text}: ${executions} executions, ${scenarios[name].search}`,
      }
    },
  }))
  for (const [rule, scenario, expected] of rules)
    checks.push(control(`without ${rule}`, [[scenario, expected]], () => search(scenario, ['--break', rule])))

  const known = new Set(Object.keys(orderings))
  const spare = new Map()
  for (const { name, file, line, weaker } of sites)
    for (const order of weaker) {
      const half = weaker.length > 1 ? `${name} ${order === 'acquire' ? 'release' : 'acquire'}` : name
      const purpose = orderings[half]
      if (!purpose)
        throw new Error(`native/src/${file}:${line}: nothing in native/models shows what ${half} is for.`)
      known.delete(half)
      if (purpose.exempt) {
        checks.push(exempt(half, file, purpose.exempt))
        continue
      }
      const at = `${file}:${line}`
      const args = ['--weaken', `${at}:${order}`]
      if (purpose.unneeded) {
        // Of both halves, nothing is left.
        spare.set(at, spare.has(at) ? 'relaxed' : order)
        checks.push(notNeeded(half, purpose, scenario => search(scenario, args)))
      } else checks.push(control(`without ${half}`, purpose, scenario => search(scenario, args)))
    }
  if (known.size > 0) throw new Error(`No line of native/src is called ${[...known].join(', ')}.`)
  const all = [...spare].flatMap(([at, order]) => ['--weaken', `${at}:${order}`])
  return [...checks, ...Object.keys(scenarios).map(name => withoutSpare(name, () => search(name, all)))]
}

/** Each of `expected`, pairs of a scenario and a violation, must be found. */
function control(name, expected, search) {
  return {
    name: `relacy ${name}`,
    run: () => {
      const found = expected.map(([scenario, text]) => {
        const { word, executions, violation } = search(scenario)
        const holds = word === 'failed' && violation.includes(text)
        return { holds, text: `${scenario}: ${holds ? '' : `${word} ${executions} `}${violation}` }
      })
      return { holds: found.every(({ holds }) => holds), text: found.map(({ text }) => text).join('; ') }
    },
  }
}

/** Nothing is run: said, so that it is not forgotten. */
function exempt(name, file, text) {
  return {
    name: `not shown: ${name}`,
    kind: 'exempt',
    run: () => ({ holds: true, text: `${file}: ${text}` }),
  }
}

function notNeeded(name, { scenarios, unneeded }, search) {
  return {
    name: `relacy not needed: ${name}`,
    kind: 'unneeded',
    run: () => {
      const found = scenarios.map(search)
      const holds = found.every(({ word }) => word === 'passed')
      const text = holds ? unneeded : found.map(({ word, violation }) => `${word} ${violation}`).join(', ')
      return { holds, text: `${scenarios.join(', ')}: ${text}` }
    },
  }
}

/** Not every scenario reaches all that is not needed. */
function withoutSpare(name, search) {
  return {
    name: `relacy ${name} without what is not needed`,
    kind: 'model',
    run: () => {
      const { word, executions, violation } = search()
      return {
        holds: word === 'passed' || word === 'unreached',
        text: `${executions} executions ${violation}`,
      }
    },
  }
}

function run(program, args) {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  const [, word, executions, violation] = /^(\w+) (\d+) ?(.*)$/m.exec(stdout) ?? [
    null,
    'died',
    '0',
    stdout + stderr,
  ]
  return { word, executions, violation }
}

function build(source, cache) {
  for (const folder of ['src', 'include']) rmSync(join(cache, folder), { recursive: true, force: true })
  stage(source, join(cache, 'src'))
  stageRelacy('/usr/include/relacy', join(cache, 'include', 'relacy'))
  const program = join(cache, 'protocol')
  const own = join(import.meta.dirname, 'relacy')
  const folders = [join(cache, 'include'), join(cache, 'src'), own].flatMap(folder => ['-I', folder])
  // Relacy's headers are of another age: their warnings are nobody's business here.
  const args = [
    '-std=c++20',
    '-O1',
    '-w',
    ...folders,
    '-include',
    'shim.h',
    join(own, 'protocol.cc'),
    '-o',
    program,
  ]
  const { status, stderr } = spawnSync('g++', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`The models do not compile:\n${stderr}`)
  return program
}
