// Does what a README tells a newcomer to do: starts a program with npm (`try-demo.mjs run demo`), opens the page whose
// address it prints, ends it with Ctrl-C.
import { spawn } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'

const PATIENCE_MS = 120_000

const command = process.argv.slice(2)
const name = `npm ${command.join(' ')}`
const demo = spawn('npm', command, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
const overdue = setTimeout(() => fail('nothing happened in time'), PATIENCE_MS)

function fail(why) {
  process.stderr.write(`${name} does not work: ${why}.\n`)
  endGroup('SIGKILL')
  process.exit(1)
}

function endGroup(signal) {
  try {
    process.kill(-demo.pid, signal)
  } catch {
    return false
  }
  return true
}

let output = ''
let address
demo.stdout.setEncoding('utf8').on('data', async text => {
  output += text
  process.stdout.write(text)
  if (address) return
  // The address is complete with its key, which stands behind the #.
  address = /http:\/\/127\.0\.0\.1:\d+\S*#\S+(?=\s)/.exec(output)?.[0]
  if (!address) return
  const page = await fetch(address).catch(error => fail(`${address} cannot be opened: ${error.message}`))
  if (!page.ok || !(await page.text()).includes('<script')) fail(`${address} shows no page`)
  endGroup('SIGINT')
})
demo.on('exit', () => {
  if (!address) fail('it ended before it gave its address')
})
// Closed only when every process that inherited it has ended, or is about to: the last of them may still be exiting.
demo.stdout.on('close', async () => {
  const patience = Date.now() + 10_000
  while (endGroup(0)) {
    if (Date.now() > patience) fail('processes are left after Ctrl-C')
    await setImmediate()
  }
  clearTimeout(overdue)
  process.stdout.write(`${name} started, showed its page, and ended.\n`)
})
