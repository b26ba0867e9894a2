import { RIVALS } from '../contenders.mjs'

/** @typedef {import('./judge.mjs').Judged} Judged */

const HEAD = ['', 'lockstep', ...RIVALS, 'baseline', 'ratio', 'must', '', 'reach for', '']

/**
 * Medians with their spread, ours beside theirs, and how they stand to the targets.
 * @param {readonly Judged[]} judged
 */
export function table(judged) {
  const lines = [HEAD, ...judged.map(line)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map(cells => width(cells[column] ?? ''))))
  const text = lines.map(cells =>
    cells
      .map((cell, column) => pad(cell, Number(widths[column]), column > 0 && column <= RIVALS.length + 3))
      .join('  ')
      .trimEnd(),
  )
  text.splice(1, 0, '-'.repeat(Math.max(...text.map(width))))
  const notes = judged.filter(({ note }) => note).map(({ label, note }) => `  ${label}: ${note}`)
  return [...text, '', ...notes].join('\n')
}

/** @param {Judged} judged */
function line({ label, unit, summaries, ratio, must, reach }) {
  const baseline = summaries.baseline ?? summaries.fifo
  return [
    unit === '' ? label : `${label}, ${unit}`,
    spread(summaries.lockstep),
    ...RIVALS.map(rival => spread(summaries[rival])),
    spread(baseline),
    Number.isFinite(ratio.median) ? `${spread(ratio)}×` : '',
    must?.text ?? '',
    verdict(must),
    reach?.text ?? '',
    verdict(reach),
  ]
}

/** @param {{ met: boolean } | undefined} judgement */
const verdict = judgement => (judgement === undefined ? '' : judgement.met ? 'met' : 'MISSED')

/** @param {{ median: number, least: number, most: number } | undefined} figures */
function spread(figures) {
  if (figures === undefined || !Number.isFinite(figures.median)) return '–'
  const { median, least, most } = figures
  if (least === most) return short(median)
  return `${short(median)} [${short(least)}–${short(most)}]`
}

/** Three digits are more than such figures are worth. @param {number} figure */
function short(figure) {
  if (Math.abs(figure) >= 10_000) return `${(figure / 1000).toFixed(figure >= 100_000 ? 0 : 1)}k`
  if (Math.abs(figure) >= 100) return figure.toFixed(0)
  return figure.toFixed(Math.abs(figure) >= 10 ? 1 : 2)
}

/** @param {string} text */
const width = text => [...text].length

/** @param {string} text @param {number} to @param {boolean} right */
function pad(text, to, right) {
  const space = ' '.repeat(to - width(text))
  return right ? space + text : text + space
}
