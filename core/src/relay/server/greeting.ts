import { bytesToHex } from '../../commit/origins.js'
import { LockstepError } from '../../errors/errors.js'
import { type Hello, PROTOCOL_VERSION } from '../protocol.js'

/** What a server knows of the store that it serves. */
export interface Served {
  readonly name: string
  /** What clients must call it; `undefined` if they cannot know. */
  readonly called: string | undefined
  readonly schemaVersion: number
}

/**
 * @returns why a client cannot be served, if it cannot
 * @param authorised says whether a token is the right one
 */
export function objection(
  hello: Hello,
  served: Served,
  authorised: (token: string) => boolean,
): LockstepError | undefined {
  const { name, called, schemaVersion } = served
  if (hello.protocol !== PROTOCOL_VERSION) {
    return new LockstepError(
      'LOCKSTEP_PROTOCOL',
      `The client speaks version ${hello.protocol} of the relay's protocol, the server of the store "${name}" version ` +
        `${PROTOCOL_VERSION}: bring both sides to the same version of Lockstep`,
    )
  }
  if (!authorised(hello.token)) {
    return new LockstepError(
      'LOCKSTEP_REFUSED',
      'The server of the store does not know the client: connect with the `token` that it was started with',
    )
  }
  if (hello.store !== '' && called !== undefined && hello.store !== called) {
    return new LockstepError(
      'LOCKSTEP_NOT_FOUND',
      `The client asks for the store "${hello.store}", and this port serves "${called}": connect with the definition of the store that is served`,
    )
  }
  if (hello.schemaVersion !== schemaVersion) {
    return new LockstepError(
      'LOCKSTEP_SCHEMA',
      `The client wants schema version ${hello.schemaVersion} of the store "${name}", and it is served with ${schemaVersion}: ` +
        'bring both programs to the same definition',
    )
  }
  return undefined
}

/** The id that a client's secret stands for. From the id, which everybody sees, nobody finds the secret. */
export async function clientId(secret: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', secret.slice())
  return bytesToHex(new Uint8Array(digest, 0, 8))
}
