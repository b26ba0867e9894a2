// A page's globals. To be imported before react-dom, which looks for them when it is loaded.
import { Window } from 'happy-dom'

const window = new Window({ url: 'http://localhost/' })
const { document, navigator } = window
// Defined, not assigned: newer versions of Node have a navigator that refuses assignment.
for (const [name, value] of Object.entries({ window, document, navigator }))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
