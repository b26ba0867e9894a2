// What each named ordering of the protocol is for: the scenarios of Relacy that fail when it is weakened, and with
// which violation. Where none does, why not; then scenarios in which two threads use the word must pass without it, and
// all scenarios without any of these, so that none is covered by another that is not needed either.

/** How far each scenario is searched: every execution, or every one with so many preemptions, and each value that the
 * memory model lets a load return. */
export const scenarios = {
  latch: { search: 'bound:3', about: 'two publications, two reads: whole, and never backwards' },
  peek: { search: 'bound:2', about: 'three publications, two peeks: committed, and never backwards' },
  log: { search: 'bound:2', about: 'append over a record that is being read' },
  snapshot: { search: 'bound:1', about: 'two whole states while the first snapshot is read (A, B, A)' },
  handover: { search: 'bound:1', about: 'the same, the second one from a thread that saw the first' },
  doorbell: { search: 'bound:2', about: 'two commits, a passer-by who rings, a peer that sleeps and wakes' },
  heir: { search: 'bound:2', about: "a killed peer's slot is used again while a writer rings" },
  'sleepers-heir': { search: 'bound:2', about: 'the same, where that peer was killed in its sleep' },
  newcomer: { search: 'bound:2', about: 'a slot is used for the first time while a writer rings' },
  settled: { search: 'full', about: 'a peer waits for another one to apply' },
  awaited: { search: 'bound:2', about: 'the same, the one who waits has only just come' },
  theft: { search: 'bound:2', about: 'one who may be dead and a thief publish, while somebody reads' },
  lock: { search: 'bound:2', about: 'three threads lock, one dies with the lock' },
  reuse: { search: 'bound:2', about: "a dead peer's slot is used again while somebody waits for its lock" },
  recover: {
    search: 'bound:3',
    about: 'the next owner of a slot lets go of the lock that the last one died with',
  },
  view: { search: 'full', about: 'a slot changes hands while it is looked at' },
}

/** Rules of the protocol with a switch in the product's sources (relacy/stage.mjs). */
export const rules = [
  ['tail-first', 'log', 'does not match its checksum'],
  ['tail-check', 'log', 'a torn record'],
  ['version-compared', 'snapshot', 'a torn snapshot'],
  ['new-count', 'doorbell', 'sleeps through'],
]

// Kept where they are not needed: none costs anything that can be measured, and each says what is meant.
const kernel = 'who gets here has asked the kernel about a lock or a dead thread, which shows the same'
const rung = 'the count is compared again, and nothing else is read or written by it'
const held = 'the slot is held: only writers that clear an old count meet it, and those compare'
const latch = 'the fence R2, in the look at the latch that follows, does the same'
const dekker =
  'who does not see the newcomer is seen by it, when it looks after it has armed or begun to wait (B1, B8)'

// What no model shows, because the sources it stands in are not built over one.
const maker =
  'who reads the header holds a lock of the kernel that its maker held while it wrote (the dead man, on Windows the gate)'
const between =
  "what orders is the mutex or event that the program has between its write and another's read; the fences ask nothing of those"
const named =
  'needed: the size is there for who sees the magic. One store and its load, on Windows alone, whose headers no model has'
const bell =
  'two threads of a process; who was called looks at the head after it has armed (B1), which needs nothing of this word'
const interrupted =
  'two threads of a process: who is interrupted reads the byte that was written to its bell after this'

/** Of each ordering, or of one half of it: [scenario, violation], one or several; or why it is not needed; or why
 * no model shows it. */
export const orderings = {
  W0: { scenarios: ['theft'], unneeded: 'the lock, or the kernel that told of a death, has shown the same' },
  W1: [['latch', 'the head went back']],
  W2: [['latch', 'torn control block']],
  R1: [['latch', 'torn control block']],
  R2: [['latch', 'the head went back']],
  H1: [['peek', 'the peeked head went back']],
  H2: [['peek', 'the peeked head went back']],
  L1: [['lock', 'DATA RACE']],
  L2: [['lock', 'DATA RACE']],
  'L3 acquire': { scenarios: ['lock', 'theft'], unneeded: kernel },
  'L3 release': { scenarios: ['lock'], unneeded: kernel },
  L4: [['lock', 'DATA RACE']],
  C1: [['log', 'A record of the log does not match its checksum']],
  C2: { scenarios: ['log'], unneeded: latch },
  S1: [['handover', 'a torn snapshot was accepted']],
  S2: { scenarios: ['snapshot', 'handover'], unneeded: latch },
  B1: [['doorbell', 'sleeps through']],
  B2: [['doorbell', 'sleeps through']],
  B3: [
    ['heir', 'sleeps through'],
    ['sleepers-heir', 'sleeps through'],
  ],
  B4: [
    ['heir', 'sleeps through'],
    ['sleepers-heir', 'sleeps through'],
  ],
  'B5 acquire': { scenarios: ['doorbell', 'heir', 'sleepers-heir'], unneeded: rung },
  'B5 release': { scenarios: ['doorbell', 'heir', 'sleepers-heir'], unneeded: rung },
  B6: [['settled', 'waits for what was applied']],
  B7: { scenarios: ['awaited'], unneeded: 'who must ring sees id and bell by the fences B6 and B8' },
  B8: [['settled', 'waits for what was applied']],
  'A1 acquire': { scenarios: ['view'], unneeded: "the kernel's lock on the slot has shown the same" },
  'A1 release': { scenarios: ['view', 'heir'], unneeded: 'the fence A2 beside it orders more' },
  A2: [
    ['view', "another one's fields"],
    ['heir', 'sleeps through'],
  ],
  A3: { scenarios: ['sleepers-heir'], unneeded: held },
  A4: { scenarios: ['sleepers-heir'], unneeded: held },
  A5: [
    ['view', "another one's fields"],
    ['heir', 'sleeps through'],
  ],
  A6: { scenarios: ['view'], unneeded: 'the next owner orders its own fields (A2)' },
  A7: { scenarios: ['recover'], unneeded: kernel },
  'A8 acquire': { scenarios: ['recover'], unneeded: kernel },
  'A8 release': [['recover', 'DATA RACE']],
  A9: [['reuse', 'robbed']],
  A10: [['view', "another one's fields"]],
  A11: [['view', "another one's fields"]],
  A12: { scenarios: ['newcomer', 'awaited'], unneeded: dekker },
  A13: [['reuse', 'robbed']],
  A14: { scenarios: ['newcomer', 'awaited'], unneeded: dekker },
  D1: { exempt: maker },
  D2: { exempt: maker },
  M1: { exempt: between },
  M2: { exempt: between },
  N1: { exempt: named },
  N2: { exempt: named },
  T1: { exempt: bell },
  T2: { exempt: bell },
  T3: { exempt: interrupted },
  T4: { exempt: interrupted },
  T5: { exempt: interrupted },
}
