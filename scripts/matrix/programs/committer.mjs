// Commits to both stores all the time, at a pace that leaves the processors to others.
import { serve } from './conversation.mjs'
import { addOne } from './store.mjs'
import { openTwins } from './twins.mjs'

const stores = openTwins()
setInterval(() => {
  for (const store of stores) addOne(store, 'committer')
}, 1)
serve({ peers: () => stores.map(store => store.peers().length) })
