import { damaged, isAtEnd, left, readFloat, readRaw, readUint32 } from './cursor.js'
import { writeFloat, writeUint32 } from './output.js'

/** Which commit of which relay client a commit is. */
export interface Origin {
  /** The client's id: 16 hexadecimal digits. */
  readonly client: string
  /** Counts the client's commits, from 1; below 2³². */
  readonly sequence: number
  /** The version that the commit made. */
  readonly version: number
}

/** How an origin is written, in a commit and in a snapshot alike: 8 bytes of id, 4 of sequence, 8 of version. */
const ORIGIN_BYTES = 20
const HORIZON_BYTES = 8
/** A client that comes back after so many others have committed can no longer be told what became of its commits. */
const MOST = 1024

/**
 * The last commit of each relay client, part of what a store's processes agree on: it travels in commits and snapshots,
 * so that whoever serves a client after another process can tell which of its commits are in the store.
 *
 * It is a function of the commits alone, equal in every process at the same version. It never makes a snapshot larger
 * than the snapshot before it and the commits since: each entry takes fewer bytes there than in its commit, and what
 * is kept for the forgotten takes the place of the first of them.
 */
export interface Origins {
  /** The client's last commit, if it is known. */
  find(client: string): Origin | undefined
  /** Whether a commit that `client` made after `version` can have been forgotten. */
  mayHaveForgotten(version: number): boolean
  note(origin: Origin): void
  copy(): Origins
  write(): void
}

export function createOrigins(): Origins {
  return originsOf(new Map(), -1)
}

function originsOf(entries: Map<string, Origin>, forgottenUpTo: number): Origins {
  let horizon = forgottenUpTo
  return {
    find: client => entries.get(client),
    mayHaveForgotten: version => horizon > version,

    note(origin) {
      // Last in the order of insertion: the first is who has been silent for longest.
      entries.delete(origin.client)
      entries.set(origin.client, origin)
      if (entries.size <= MOST) return
      const [oldest] = entries.values()
      entries.delete(oldest!.client)
      horizon = oldest!.version
    },

    copy: () => originsOf(new Map(entries), horizon),

    write() {
      if (horizon >= 0) writeFloat(horizon)
      for (const origin of entries.values()) writeOrigin(origin)
    },
  }
}

export function writeOrigin({ client, sequence, version }: Origin): void {
  writeUint32(Number.parseInt(client.slice(0, 8), 16))
  writeUint32(Number.parseInt(client.slice(8), 16))
  writeUint32(sequence)
  writeFloat(version)
}

export function readOrigin(): Origin {
  const client = bytesToHex(readRaw(8))
  const sequence = readUint32()
  const version = readFloat()
  if (!Number.isSafeInteger(version) || version < 0) throw damaged('an origin has no version')
  return { client, sequence, version }
}

/** What a snapshot holds behind its state, up to the end. */
export function readOrigins(): Origins {
  const hasHorizon = left() % ORIGIN_BYTES === HORIZON_BYTES
  const horizon = hasHorizon ? readFloat() : -1
  if (hasHorizon && !(Number.isSafeInteger(horizon) && horizon >= 0))
    throw damaged('its horizon is no version')
  const entries = new Map<string, Origin>()
  while (!isAtEnd()) {
    const origin = readOrigin()
    entries.set(origin.client, origin)
  }
  if (entries.size > MOST) throw damaged('it knows too many clients')
  return originsOf(entries, horizon)
}

export function bytesToHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
