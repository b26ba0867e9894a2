// Rules of the protocol, each broken on purpose in a build of its own: the fault tests must find every one of them.

/**
 * @typedef {object} Rule
 * @property {string} file of native/src
 * @property {[from: string, to: string][]} changes
 */

/** @type {Record<string, Rule>} */
export const RULES = {
  'cleared-before-rung': {
    file: 'doorbell.cc',
    changes: [
      [
        '    faultPoint(Fault::RingFound);',
        '    meta_.armed[slot].compare_exchange_strong(count, count + 1, std::memory_order_acq_rel);\n' +
          '    faultPoint(Fault::RingFound);',
      ],
    ],
  },
  'published-before-written': {
    file: 'segment_commit.cc',
    changes: [
      [
        '  const Cursor head = log_->write(',
        '  Control early = next;\n  early.headVersion += 1;\n  early.headPosition += size;\n  early.headPayload += length;\n' +
          '  writeLatch(meta().latch, early);\n  const Cursor head = log_->write(',
      ],
    ],
  },
  'never-taken-over': {
    file: 'lock.cc',
    changes: [
      [
        'if (owner == peers.slot() || !peers.alive(owner)) {',
        'if (owner == peers.slot() && !peers.alive(owner)) {',
      ],
    ],
  },
  'asked-late': {
    file: 'lock.cc',
    changes: [['kAskEveryMicros = 3000;', "kAskEveryMicros = 1'000'000;"]],
  },
  'slot-in-use': {
    file: 'snapshot.cc',
    changes: [
      ['const uint64_t slot = 1 - control.snapshotSlot;', 'const uint64_t slot = control.snapshotSlot;'],
    ],
  },
  'shared-before-whole': {
    file: 'mapping.cc',
    changes: [
      [
        '  const Slots slots(this->slots()',
        '  finishHeader(meta_->header);\n  const Slots slots(this->slots()',
      ],
    ],
  },
}
