// Adds up what the test runners wrote to the .results folders, of each workspace and of the repository itself, and says
// it in one line, after every test that failed: where only a run's end is kept, that end says what is wrong.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const directories = workspaces.flatMap(workspace =>
  workspace.endsWith('/*')
    ? readdirSync(join(root, workspace.slice(0, -2))).map(name => join(root, workspace.slice(0, -2), name))
    : [join(root, workspace)],
)

let passed = 0
let failed = 0
for (const directory of [root, ...directories]) {
  const manifest = join(directory, 'package.json')
  if (!existsSync(manifest) || !JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test) continue
  const results = join(directory, '.results')
  const files = existsSync(results) ? readdirSync(results).filter(name => name.endsWith('.json')) : []
  // A runner that died before it could report is a failure, not a workspace without tests. The repository's own runs, of
  // packages, runtimes and systems, say so themselves.
  if (files.length === 0 && directory !== root) failed += 1
  for (const file of files) {
    const counts = JSON.parse(readFileSync(join(results, file), 'utf8'))
    passed += counts.passed ?? counts.numPassedTests
    failed += counts.failed ?? counts.numFailedTests
    for (const result of counts.testResults ?? []) tellFailures(result)
    // A test file that cannot be loaded has no tests to count.
    if (counts.success === false && counts.numFailedTests === 0) failed += 1
  }
}

/** One test file's failures: its name, the test's, and what it said first. */
function tellFailures({ name, message, assertionResults }) {
  const file = relative(root, name)
  const failures = assertionResults.filter(({ status }) => status === 'failed')
  for (const { fullName, failureMessages } of failures) {
    process.stdout.write(`failed: ${file}: ${fullName}\n${start(failureMessages.join('\n'))}\n`)
  }
  if (failures.length === 0 && message) process.stdout.write(`failed: ${file}\n${start(message)}\n`)
}

/** The first lines of a message, indented. */
function start(message) {
  return message
    .split('\n', 12)
    .map(line => `    ${line.slice(0, 300)}`)
    .join('\n')
}

process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
