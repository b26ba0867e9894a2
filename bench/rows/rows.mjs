import { burst } from './burst.mjs'
import { checkpoint } from './checkpoint.mjs'
import { idle } from './idle.mjs'
import { join } from './join.mjs'
import { paced } from './paced.mjs'
import { relay } from './relay.mjs'
import { update } from './update.mjs'
import { writers } from './writers.mjs'

export const rows = [paced, burst, update, join, writers, checkpoint, relay, idle]
