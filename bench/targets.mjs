/**
 * What Lockstep has set itself, by measure. `ratio` is how many times better ours is than what it is compared with,
 * `floor` how many times ours is of the raw floor.
 *
 * @typedef {import('./types.js').Target} Target
 */

/** @param {number} must @param {number} reach @returns {Target} */
const times = (must, reach) => ({
  must: { text: `${must}×`, met: ({ ratio }) => ratio >= must },
  reach: { text: `${reach}×`, met: ({ ratio }) => ratio >= reach },
})

/** @param {number} must @param {number} reach @param {string} unit @returns {Target} */
const atMost = (must, reach, unit) => ({
  must: { text: `${must} ${unit}`, met: ({ ours }) => ours <= must },
  reach: { text: `${reach} ${unit}`, met: ({ ours }) => ours <= reach },
})

/** Of the baseline. @param {number} factor @returns {Target} */
const noMoreThan = factor => ({
  must: { text: `${factor}× baseline`, met: ({ ratio }) => ratio >= 1 / factor },
  reach: { text: '1.1× baseline', met: ({ ratio }) => ratio >= 1 / 1.1 },
})

/** @type {Target} */
const join = {
  must: { text: '60 ms, 1.3×', met: ({ ours, ratio }) => ours <= 60 && ratio >= 1.3 },
  reach: { text: '2.5×', met: ({ ratio }) => ratio >= 2.5 },
}

/** @type {Readonly<Record<string, Target>>} */
export const targets = {
  'paced.p50': {
    must: { text: '2.5×', met: ({ ratio }) => ratio >= 2.5 },
    reach: { text: '5×, 1.5 floors', met: ({ ratio, floor }) => ratio >= 5 && floor <= 1.5 },
  },
  'paced.p99': times(3, 6),
  'paced.cpu': times(1.5, 3),
  'burst.1': times(1.2, 2.5),
  'burst.8': times(2, 5),
  'burst.writer': atMost(1.3, 1.1, '×'),
  'beyond.small': atMost(2, 1, 'µs'),
  'beyond.medium': atMost(2, 1, 'µs'),
  getState: atMost(60, 40, 'ns'),
  'join.warm': join,
  'join.first': join,
  memory: atMost(20, 12, 'MB'),
  'writers.worst': atMost(50, 10, 'ms'),
  'checkpoint.p99': {
    must: { text: '2× baseline', met: ({ ratio }) => ratio >= 0.5 },
    reach: { text: '1.1× baseline', met: ({ ratio }) => ratio >= 1 / 1.1 },
  },
  'relay.confirmed': noMoreThan(1.5),
  'relay.node': noMoreThan(1.5),
  'relay.page': noMoreThan(1.5),
  'relay.join': noMoreThan(1.5),
  'relay.joinFresh': noMoreThan(1.5),
  'relay.fanOut': atMost(2, 1.5, '×'),
  idle: atMost(0, 0, ''),
}
