// What the runs of vitest came to, together: how many tests, how long, and whether anything was left out silently.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { root, stage } from './folders.mjs'
import { FILES, TESTS } from './left-out.mjs'
import { resultOf } from './vitest.mjs'

const noTests = new Set(['node_modules', 'dist', 'build', 'fixtures', '.results', '.cache'])

/**
 * Says how many tests passed, failed and were skipped, and why.
 *
 * @param {string[]} runs what their results are called
 * @param {(text: string) => void} report
 * @returns {boolean} whether everything that was left out is listed in left-out.mjs, and what is listed was
 */
export function account(runs, report) {
  const results = runs.map(name => JSON.parse(readFileSync(resultOf(name), 'utf8')))
  // A run that died has none.
  const files = results.flatMap(({ testResults = [] }) => testResults)
  const tests = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ file: pathOf(name), name: fullName, status })),
  )
  const ran = new Set(files.map(({ name }) => pathOf(name)))
  const absent = testFiles(root)
    .filter(file => !ran.has(file))
    .map(file => ({ file, name: '' }))
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed')
  const explained = [explain(skipped, TESTS), explain(absent, FILES)]
  for (const line of explained.flatMap(({ lines }) => lines)) report(`  not on Windows: ${line}`)
  const wrong = explained.flatMap(({ unknown }) => unknown)
  for (const { file } of explained[0].unused)
    wrong.push(`listed in scripts/windows/left-out.mjs, and none is skipped: ${file}`)
  for (const line of wrong) report(`  ${line}`)
  const count = wanted => tests.filter(({ status }) => status === wanted).length
  report(
    `on Windows: ${ran.size} files, ${count('passed')} tests passed, ${count('failed')} failed, ` +
      `${skipped.length} skipped; ${absent.length} files left out`,
  )
  return wrong.length === 0
}

/**
 * Puts what is left out under its reason.
 *
 * @param {{ file: string, name: string }[]} items
 * @param {import('./left-out.mjs').LeftOut[]} known
 */
function explain(items, known) {
  const entryOf = item =>
    known.find(({ file, tests }) => file.test(item.file) && (!tests || tests.test(item.name)))
  const of = known.map(entry => ({ entry, found: items.filter(item => entryOf(item) === entry) }))
  return {
    lines: of
      .filter(({ found }) => found.length > 0)
      .map(({ entry, found }) => `${found.length} in ${nameAll(found)}: ${entry.why}`),
    unknown: items
      .filter(item => !entryOf(item))
      .map(({ file, name }) => `left out, and not listed in scripts/windows/left-out.mjs: ${file} ${name}`),
    unused: of.filter(({ found }) => found.length === 0).map(({ entry }) => entry),
  }
}

function nameAll(items) {
  const files = [...new Set(items.map(({ file }) => file))]
  return files.length > 3 ? `${files.length} files from ${files[0]} on` : files.join(', ')
}

/** From a path on Wine's drive Z: to one in the repository. */
function pathOf(name) {
  return relative(stage, name.replace(/^Z:/i, '').replaceAll('\\', '/'))
}

function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return noTests.has(entry.name) ? [] : testFiles(path)
    return /\.test\.tsx?$/.test(entry.name) ? [relative(root, path).split(sep).join('/')] : []
  })
}
