// Who is in the crowd, and what each life in a place of it is going to be. All of it follows from the seed.

/** An anchor never dies by itself, so that its store lives on in memory; a visitor comes for each roll call only. */
const CROWD = [
  ['memory', 'anchor', 1],
  ['memory', 'writer', 4],
  ['memory', 'reader', 1],
  ['memory', 'worker', 3],
  ['memory', 'visitor', 1],
  ['file', 'anchor', 1],
  ['file', 'writer', 3],
  ['file', 'reader', 1],
  ['file', 'worker', 2],
  ['file', 'visitor', 1],
]

/** How lives end: by the referee's hand, by their own, or in peace. */
const ENDS = {
  writer: { killed: 5, sigkill: 2, exit: 1, throw: 1, leave: 2 },
  reader: { killed: 3, leave: 2 },
  worker: { killed: 5, exit: 1, throw: 1, leave: 2 },
}

export function makeSeats() {
  const seats = []
  let place = 0
  for (const [store, role, count] of CROWD) {
    for (let made = 0; made < count; made += 1) {
      // A number within its store, for what the seat's members count there.
      const number = seats.filter(seat => seat.store === store).length
      seats.push({
        store,
        role,
        number,
        lives: 0,
        taken: false,
        ...(role === 'worker' && { place: place++ }),
      })
    }
  }
  return seats
}

export const WORKER_PLACES = CROWD.filter(([, role]) => role === 'worker').reduce(
  (sum, [, , count]) => sum + count,
  0,
)

/** @param random the life's own @returns what it is told, and what the referee does to it */
export function planLife({ role }, random) {
  const how = ENDS[role] === undefined ? 'stays' : random.weighted(ENDS[role])
  const own = how !== 'killed' && how !== 'stays'
  // In the midst of a commit, or between two acts.
  const within = own && how !== 'leave' && role !== 'reader' && random.chance(0.7)
  const end = {
    how,
    ...(within ? { at: random.pick(['recipe', 'listener', 'commit']) } : own && { act: random.int(200) }),
  }
  return {
    end,
    seed: `${random.int(2 ** 31)}`,
    /** Milliseconds after its start; some before it has opened its store. */
    killedAfter:
      how === 'killed' ? random.pick([random.int(400), random.int(9_000), random.int(9_000)]) : undefined,
    /** Workers cannot be stopped alone. */
    stoppedAfter:
      role !== 'worker' && role !== 'visitor' && random.chance(0.35) ? random.int(4_000) : undefined,
    stoppedFor: random.pick([random.int(30), random.int(300), random.int(1_200)]),
    /** Until the next one takes its place. */
    pause: random.int(700),
  }
}
