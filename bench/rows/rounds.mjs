/**
 * Takes turns: each round goes once through the contenders, so that whatever the machine does meanwhile meets all of
 * them.
 *
 * @template {Record<string, number>} Figures
 * @param {import('../types.js').Bench} bench
 * @param {readonly string[]} contenders
 * @param {(contender: string) => Promise<Figures>} trial one measurement, by figure
 * @returns {Promise<(figure: keyof Figures) => Record<string, number[]>>} what the rounds gave for a figure, by contender
 */
export async function inTurns(bench, contenders, trial) {
  /** @type {Record<string, Figures[]>} */
  const results = Object.fromEntries(contenders.map(contender => [contender, []]))
  for (let round = 1; round <= bench.rounds; round += 1) {
    for (const contender of contenders) {
      bench.progress(`round ${round} of ${bench.rounds}: ${contender}`)
      results[contender]?.push(await trial(contender))
    }
  }
  return figure =>
    Object.fromEntries(
      Object.entries(results).map(([contender, rounds]) => [
        contender,
        rounds.map(figures => /** @type {number} */ (figures[figure])),
      ]),
    )
}
