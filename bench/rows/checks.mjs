/**
 * The member at a place that the row itself has asked for.
 * @param {readonly import('../types.js').Member[]} members
 * @param {number} place
 */
export function memberAt(members, place) {
  const member = members[place]
  if (member === undefined) throw new Error(`This world has no member ${place} of that role`)
  return member
}

/**
 * A figure counts only if the work was done: every process must hold the same state at the same version.
 * @param {readonly import('../types.js').Member[]} members
 * @param {number} version
 */
export async function assertSameState(members, version) {
  const digests = await Promise.all(members.map(member => member.call('digest')))
  digests.forEach((digest, n) => {
    if (digest.version !== version) {
      throw new Error(`${members[n]?.name} is at version ${digest.version}, not ${version}`)
    }
    if (digest.state !== digests[0].state) {
      throw new Error(
        `${members[n]?.name} holds another state than ${members[0]?.name} at version ${version}`,
      )
    }
  })
}

/** CPU microseconds of all processes together since they started. @param {readonly import('../types.js').Member[]} members */
export async function cpuOf(members) {
  const each = await Promise.all(members.map(member => member.call('cpu')))
  return each.reduce((sum, micros) => sum + micros, 0)
}
