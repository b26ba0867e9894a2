// Commits, in whatever program runs it, and leaves a file that says so.
import { strictEqual } from 'node:assert'
import { writeFileSync } from 'node:fs'
import { createStore } from '@lockstep/core'

const store = createStore({ name: 'host', initialState: { n: 0 } })
store.setState({ n: 1 })
strictEqual(store.version, 1)
store.close()
writeFileSync(process.argv[2], process.execPath)
