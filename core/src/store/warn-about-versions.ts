import { emitWarning } from 'node:process'
import { otherVersions } from '../log/segment-log.js'

const warned = new Set<string>()

/**
 * Says once a process when programs with another schema or layout have the same store open: each kind shares its own
 * state, which looks like lost updates to who does not know.
 */
export function warnAboutVersions(name: string, scope: string, schemaVersion: number): void {
  const key = JSON.stringify([scope, name, schemaVersion])
  if (warned.has(key)) return
  const others = otherVersions(name, scope, schemaVersion)
  if (others.length === 0) return
  warned.add(key)
  const list = others.map(({ version, pid }) => (pid > 0 ? `${version} (process ${pid})` : version))
  emitWarning(
    `The store "${name}" is also open in another version (schema v, layout l): ${list.join(', ')}. ` +
      `This process uses schema ${schemaVersion}; the two do not see each other's state. Update the older program.`,
    { type: 'LockstepWarning', code: 'LOCKSTEP_OTHER_VERSION' },
  )
}
