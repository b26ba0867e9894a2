// Commits 1,000 times a second.
import { openBoard } from './board-store.mjs'
import { answer } from './commands.mjs'

const store = openBoard()
let made = 0
let stop = () => {}

answer({
  /** Every `showEvery`-th commit changes what the slow page shows. */
  start(/** @type {{ showEvery: number }} */ { showEvery }) {
    const start = performance.now()
    const timer = setInterval(() => {
      for (const due = performance.now() - start; made < due; made += 1)
        store.update(draft => {
          draft.changes += 1
          if (made % showEvery === 0) draft.shown += 1
        })
    }, 1)
    stop = () => clearInterval(timer)
  },
  stop() {
    stop()
    return { made, shown: store.getState().shown }
  },
})
