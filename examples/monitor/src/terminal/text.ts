// Pieces of text for a terminal. Colours are ANSI sequences: they take no room, so widths are counted without them.

const paint = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`

export const bold = paint(1)
export const dim = paint(2)
export const red = paint(31)
export const green = paint(32)
export const yellow = paint(33)
export const blue = paint(36)

/** A bar of `width` cells, green to red as it fills. */
export function bar(percent: number, width: number): string {
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * width)
  const colour = percent >= 85 ? red : percent >= 60 ? yellow : green
  return colour('█'.repeat(filled)) + dim('░'.repeat(width - filled))
}

/** One cell for each value, from 0 to `max`. */
export function sparkline(values: readonly number[], max: number): string {
  const steps = '▁▂▃▄▅▆▇█'
  return values.map(value => steps[Math.min(7, Math.max(0, Math.floor((8 * value) / max)))]).join('')
}

/** Puts items, each `itemWidth` cells wide, into as few lines of `width` as they need. */
export function columns(items: readonly string[], itemWidth: number, width: number): string[] {
  const perLine = Math.max(1, Math.floor(width / (itemWidth + 2)))
  const lines: string[] = []
  for (let at = 0; at < items.length; at += perLine) lines.push(items.slice(at, at + perLine).join('  '))
  return lines
}

/** At most `width` cells of a line; colours stay whole. */
export function cut(line: string, width: number): string {
  let room = width
  return line.replace(/(\p{Cc}\[\d+m)|./gu, (piece, colour) =>
    colour !== undefined || room-- > 0 ? piece : '',
  )
}
