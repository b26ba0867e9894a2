// Electron's utility process: reads a large file into the store, so that neither main nor a window has to wait for it.
// It is told where the store lies and which run it is; what it is to read, and whether it still is, stands in the store.
import { importFile } from './importer/import-file.js'
import { openTodos } from './open-todos.js'

const [file, run] = process.argv.slice(2)
if (file === undefined || run === undefined) throw new Error('importer <file of the store> <run>')

const store = openTodos(file, 'import')
// Also while it waits for the file: a run that is over has nothing to wait for.
store.subscribe(
  ({ import: current }) => current?.run === run && current.status === 'running',
  goesOn => {
    if (!goesOn) process.exit()
  },
)
await importFile(store, run)
store.close()
process.exit()
