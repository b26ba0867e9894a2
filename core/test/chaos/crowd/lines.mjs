/** Calls `line` for each whole line of a stream; what its writer did not finish was never said. */
export function readLines(stream, line) {
  let rest = ''
  stream.setEncoding('latin1')
  stream.on('data', text => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    for (const one of lines) if (one !== '') line(one)
  })
}
