// A history that says for every version what the state must be, so that any state of a file can be judged.

const CELLS = 24

/** All but `file`. Small, so that a few hundred commits go round the log, with many checkpoints. */
export const replay = {
  logBytes: 64 * 1024,
  maxStateBytes: 256 * 1024,
  initialState: { version: 0, cells: Array.from({ length: CELLS }, () => null) },
}

/** The recipe of the commit that becomes `version`. */
export function edit(draft, version) {
  draft.version = version
  draft.cells[version % CELLS] = cellOf(version)
}

/** What all edits up to `version` make of the initial state. */
export function stateAt(version) {
  const cells = replay.initialState.cells.map((_, cell) => {
    const last = version - ((version - cell) % CELLS)
    return version < cell || last < 1 ? null : cellOf(last)
  })
  return { version, cells }
}

/** Now and then larger than a record can be: then the whole state is committed. */
function cellOf(version) {
  const size = version % 97 === 0 ? 40_000 : (version * 739) % 2_500
  return { version, bytes: new Uint8Array(size).fill(version) }
}
