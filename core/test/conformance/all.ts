import { commitConformance } from './commits.js'
import { deliveryConformance } from './delivery.js'
import { lifetimeConformance } from './lifetime.js'
import { limitsConformance } from './limits.js'
import { logConformance } from './log.js'
import { settledConformance } from './settled.js'
import { subscriptionsConformance } from './subscriptions.js'
import type { CreateWorld } from './world.js'

/** What every log, and every replica over it, must do. */
export function conformance(createWorld: CreateWorld): void {
  logConformance(createWorld)
  commitConformance(createWorld)
  limitsConformance(createWorld)
  deliveryConformance(createWorld)
  subscriptionsConformance(createWorld)
  settledConformance(createWorld)
  lifetimeConformance(createWorld)
}
