// Lays the product's sources out for Relacy: the files themselves, line by line, but for the edits below. They make
// numbers small and put a switch where a rule of the protocol is to be broken. An edit whose text is not found exactly
// once ends the run: then the product has changed, and the model must be looked at again.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What is replaced in which file: [from, to]. Lines stay where they are: orderings are found by their line. */
const edits = {
  'words.h': [
    [/^static_assert\(.*;$/gm, ''],
    // Orderings must hold without checksums: these find nothing here.
    ['uint64_t value() const { return state_; }', 'uint64_t value() const { return 0; }'],
  ],
  'layout.h': [
    // Shared words are larger here.
    [/^static_assert\(.*;$/gm, ''],
    ['kMaxPeers = 256', 'kMaxPeers = 3'],
    ['kTitleBytes = 64', 'kTitleBytes = 8'],
    // A ring of one record, whose words are then the same fields in every lap.
    ['  uint64_t check;  // over the above and the payload', '  uint64_t check, padding[3];  //'],
    ['return logBytes / 2 - 64;', 'return logBytes;'],
  ],
  'lock.cc': [
    ['kSpins = 200', 'kSpins = 0'],
    ['kYields = 10', 'kYields = 0'],
  ],
  'segment_commit.cc': [
    ['if (next.tailVersion != tail) {', 'if (next.tailVersion != tail && !model::broken("tail-first")) {'],
  ],
  'segment_read.cc': [
    [
      'if (cursor_.version < control().tailVersion)',
      'if (cursor_.version < control().tailVersion && !model::broken("tail-check"))',
    ],
    [
      'if (control().snapshotVersion == before.snapshotVersion)',
      'if (const Control now = control(); model::broken("version-compared") ? now.snapshotSlot == before.snapshotSlot' +
        ' : now.snapshotVersion == before.snapshotVersion)',
    ],
  ],
  'doorbell.cc': [['? 1 : 2)', '? 1 : model::broken("new-count") ? 0 : 2)']],
}
/** As they are. */
const whole =
  `doorbell.h error.h fault.h header.h latch.h lock.h lock_word.h log.cc log.h mapping.h peers.cc peers.h platform/platform.h
  roots.cc roots.h segment.cc segment.h segment_checkpoint.cc snapshot.cc snapshot.h turn.h`.split(/\s+/)

/** @param {string} source the product's native/src  @param {string} target */
export function stage(source, target) {
  for (const file of [...whole, ...Object.keys(edits)]) {
    let text = readFileSync(join(source, file), 'utf8')
    for (const [from, to] of edits[file] ?? []) {
      const found = text.split(from).length - 1
      if (found === 0 || (typeof from === 'string' && found > 1))
        throw new Error(`native/src/${file} no longer holds what its model edits: ${from}`)
      text = text.replace(from, () => to)
    }
    mkdirSync(dirname(join(target, file)), { recursive: true })
    writeFileSync(join(target, file), text)
  }
}

// Relacy's exhaustive schedulers let a load return at most the value before the newest one. Nothing in its model needs
// that: as deep as its history reaches is right, and finds more.
export function stageRelacy(installed, target) {
  cpSync(installed, target, { recursive: true })
  replaceIn(
    join(target, 'thread.hpp'),
    'c.is_random_sched() ? atomic_history_size  - 1: 1;',
    'atomic_history_size - 1;',
    1,
  )
  // Nor does its heap, which branches the search at each `delete`.
  replaceIn(join(target, 'context.hpp'), 'if (rl::is_ctx())', 'if (false)', 4)
}

function replaceIn(file, from, to, times) {
  const text = readFileSync(file, 'utf8')
  if (text.split(from).length - 1 !== times) throw new Error(`${file} is not the Relacy that is known.`)
  writeFileSync(file, text.replaceAll(from, to))
}
