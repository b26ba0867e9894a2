import type { Replica } from '../../replica/replica.js'
import { createFeed, type Feed } from './feed.js'
import { createTurns, type Turns } from './turns.js'

/** What all clients of a store share on its server. */
export interface Service<State> {
  readonly replica: Replica<State>
  readonly schemaVersion: number
  readonly feed: Feed
  readonly turns: Turns
  /** Adds a client, to be told when there are commits. */
  join(client: ServedClient): void
  leave(client: ServedClient): void
}

export interface ServedClient {
  pump(): void
}

const services = new WeakMap<Replica<unknown>, Service<unknown>>()

/** The service of a replica, which lives as long as it has clients. */
export function serviceOf<State>(replica: Replica<State>, schemaVersion: number): Service<State> {
  const known = services.get(replica as Replica<unknown>)
  if (known !== undefined) return known as unknown as Service<State>

  const clients = new Set<ServedClient>()
  const pumpAll = () => {
    for (const client of clients) client.pump()
  }
  const feed = createFeed(replica.delivery as Replica<unknown>['delivery'], pumpAll)
  // Commits of others have to wake this process, as they do for who subscribes.
  replica.hold()

  const service: Service<State> = {
    replica,
    schemaVersion,
    feed,
    turns: createTurns(),
    join: client => void clients.add(client),
    leave(client) {
      clients.delete(client)
      if (clients.size > 0) return
      services.delete(replica as Replica<unknown>)
      feed.close()
      replica.release()
    },
  }
  services.set(replica as Replica<unknown>, service as unknown as Service<unknown>)
  return service
}
