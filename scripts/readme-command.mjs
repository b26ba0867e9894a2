// Prints the command that the README gives for a purpose: the line of a shell block that contains `npm run <purpose>`
// or `npm <purpose>`. CI runs what users are told to run, not a copy of it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const purpose = process.argv[2]
const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/```\w*\n([\s\S]*?)```/g)].map(match => match[1])
const lines = blocks.flatMap(block => block.split('\n')).map(line => line.replace(/\s+#.*$/, '').trim())
const command = lines.find(line => new RegExp(`npm (run )?${purpose}$`).test(line))
if (!command)
  throw new Error(`The README has no command that ends in "npm ${purpose}" or "npm run ${purpose}".`)
process.stdout.write(command)
