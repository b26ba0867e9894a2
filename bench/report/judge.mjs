import { RIVALS } from '../contenders.mjs'
import { median, summary } from '../statistics.mjs'
import { targets } from '../targets.mjs'

/**
 * A measure with its figures summed up and held against its target. Ratios are taken within each round, against the
 * best of the others in that round, and only then summed up.
 *
 * @param {import('../types.js').Measure} measure
 * @param {boolean} judging whether the figures are worth a verdict: those of a smoke run are not
 */
export function judge(measure, judging) {
  const { id, label, unit, lower, values, note } = measure
  const ours = values.lockstep ?? []
  const against = (measure.against ?? RIVALS).filter(contender => values[contender])
  const best = lower ? Math.min : Math.max
  const ratios = ours.map((own, round) => {
    const theirs = best(...against.map(contender => Number(values[contender]?.[round])))
    return lower ? theirs / own : own / theirs
  })
  const floors = ours.map((own, round) => own / Number(values.fifo?.[round]))
  const target = judging ? targets[id] : undefined
  const figures = { ours: median(ours), ratio: median(ratios), floor: median(floors) }
  return {
    id,
    label,
    unit,
    ...(note && { note }),
    summaries: Object.fromEntries(
      Object.entries(values).map(([contender, rounds]) => [contender, summary(rounds)]),
    ),
    ratio: summary(ratios),
    ...(target && {
      must: { text: target.must.text, met: target.must.met(figures) },
      reach: { text: target.reach.text, met: target.reach.met(figures) },
    }),
    values,
  }
}

/** @typedef {ReturnType<typeof judge>} Judged */
